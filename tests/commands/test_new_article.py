"""`patronage new --article`: a text's sentences as items to be coded, and `check` says what still is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from patronage.sim.case.draft import named_actors
from patronage.sim.files.faults import FaultError
from tests.support.calling import Call

TEXT = """Orland has sold Maris its gas since 1995. In 2018 the Union wooed Maris.
“Maris, oh Maris!” said Orland’s poets; Maris and Orland sighed.

Orlandians grieve.
"""
ACTORS = ("--actor", "orland=Orland", "--actor", "maris=Maris", "--actor", "union=Union,the Union")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a text in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_an_item_a_sentence_with_its_proposed_mentions(here: Path, call: Call) -> None:
    made = call("new", "gas", "--article", "text.txt", *ACTORS)
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("case: gas/seeds/gas, still to be coded; sentences: 5, paragraphs: 2")
    seeds = here / "gas" / "seeds" / "gas"
    assert (seeds / "article.txt").read_text("utf-8") == TEXT
    case = yaml.safe_load((seeds / "case.yaml").read_text("utf-8"))
    assert case["article"]["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (case["article"]["paragraphs"], case["article"]["sentences"]) == (2, 5)
    assert [(actor["id"], actor["name"]) for actor in case["actors"]] == [
        ("orland", "Orland"),
        ("maris", "Maris"),
        ("union", "Union"),
    ]
    text = (seeds / "evidence.yaml").read_text("utf-8")
    assert "  # 1.2: In 2018 the Union wooed Maris.\n  - id: s1_2\n" in text
    items = yaml.safe_load(text)["items"]
    counts = [{row["actor"]: row["count"] for row in item.get("mentions", [])} for item in items]
    assert counts == [
        {"orland": 1, "maris": 1},
        {"maris": 1, "union": 1},
        {"maris": 2},
        {"orland": 2, "maris": 1},
        {},
    ]


def test_check_says_what_is_still_to_be_coded_and_then_nothing(here: Path, call: Call) -> None:
    call("new", "gas", "--article", "text.txt", *ACTORS)
    seeds = here / "gas" / "seeds" / "gas"
    said = call("check", seeds).err.splitlines()
    left = [line for line in said if "evidence.yaml" in line]
    places = ["1.1", "1.2", "1.3", "1.4", "2.1"]
    assert [f"sentence {place} is still to be coded, or to be listed as silent" in line
            for place, line in zip(places, left, strict=True)] == [True] * 5  # fmt: skip
    assert not [line for line in said if "article.sha256" in line or "sentences" in line]
    assert "capability_prior.entries[2]: give either cinc or mean" in "\n".join(said)


def test_an_actor_named_nowhere_is_a_note_and_without_actors_none_is_made_up(here: Path, call: Call) -> None:
    made = call("new", "a", "--article", "text.txt", "--actor", "x=Xanadu")
    assert "note: none of the names of x is in the text" in made.out
    assert call("new", "b", "--article", "text.txt").code == 0
    assert "actors: []" in (here / "b" / "seeds" / "b" / "case.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["orland"], "'orland' gives no names; allowed: ID=NAME,NAME"),
        (["m=Maris,,"], "gives no names"),
        (["a b=x"], "'a b' is not an id"),
        (["a=x\u200b"], "U+200B (zero width space)"),
        (["a=Orland", "b=Orland"], "'Orland' is given to a already"),
        (["a=Orland", "a=Maris"], "'a' is given to a already"),
    ],
)
def test_what_is_no_actor(texts: list[str], words: str) -> None:
    with pytest.raises(FaultError) as caught:
        named_actors(texts)
    (fault,) = caught.value.faults
    assert words in str(fault)
    assert str(fault).startswith("--actor: ")


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"\xff", "is not UTF-8"), (b"\n", "is empty"), (b"a\x00.", "binary"), (b"A. " * 30_000, "is too long")],
)
def test_what_is_no_article_leaves_nothing_behind(here: Path, call: Call, raw: bytes, words: str) -> None:
    (here / "text.txt").write_bytes(raw)
    said = call("new", "gas", "--article", "text.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("text.txt")
    assert words in said.err
    assert [path.name for path in here.iterdir()] == ["text.txt"]


def test_an_actor_without_an_article_and_what_looks_like_a_field(here: Path, call: Call) -> None:
    assert "--actor goes with --article" in call("new", "gas", "--actor", "a=b").err
    (here / "text.txt").write_text("The @name@ of @items@: \x1b[31m # {a: b}!", "utf-8")
    assert call("new", "gas", "--article", "text.txt").code == 0
    text = (here / "gas" / "seeds" / "gas" / "evidence.yaml").read_text("utf-8")
    assert r"# 1.1: The @name@ of @items@: \x1b[31m # {a: b}!" in text

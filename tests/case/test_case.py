"""Loading a case: what comes out of the invented one, and how faults of several files come together."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patronage.sim.case.codebook import codebook_path
from patronage.sim.case.load import Act, load_case
from patronage.sim.case.parts import Capability, Commitment, Control, Field, Mention, Stance, Tie
from patronage.sim.files.located import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.files.shipped import data_root

HERE = Path(__file__).parents[1]
CASES = HERE / "cases"
TINY = CASES / "tiny"
FEBRUARY = parse_month("2001-02")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the invented case to where it may be changed."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds" / "tiny"


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- what is loaded


def test_the_case_is_what_its_file_says() -> None:
    case = load_case(TINY)
    assert (case.name, case.title) == ("tiny", "The grain of Port Lind")
    assert case.actor_ids == ("duke", "guild", "port")
    assert case.issue_ids == ("grain", "harbour")
    assert (case.first_month, case.last_month) == (parse_month("2001-01"), parse_month("2001-12"))
    assert case.actors[0].color == "#0072B2"
    assert case.actors[2].color is None
    assert case.issues[0].field == Field(0.1, 0.0, "assumed; bad weather")
    assert case.issues[1].field is None
    assert case.issues[0].start == 0.4
    assert case.article.paragraphs == 3
    assert case.silent[0].locator == (3, 1)


def test_items_are_those_of_the_article_then_those_from_outside() -> None:
    case = load_case(TINY)
    assert [item.id for item in case.items] == [
        "grain_ships",
        "thanks",
        "blockade",
        "old_treaty",
        "port_wants_harbour",
    ]
    assert [item.kind for item in case.items] == ["article"] * 3 + ["fact", "assumption"]


def test_words_become_numbers_by_the_codebook() -> None:
    """Of strong (4), moderate (2) and weak (1), times high (1) or low (0.5) confidence, by hand."""
    ships, thanks, _, treaty, wish = load_case(TINY).items
    assert ships.acts == (Act("duke", "aid", "port", FEBRUARY, "grain_ships", "071", (7.0, 7.4)),)
    assert ships.stances == (Stance("duke", "grain", 1.0, 4.0),)
    assert ships.mentions == (Mention("duke", "grain", 2.0), Mention("port", "grain", 1.0))
    assert ships.controls == (Control("duke", "grain", 0.95, 2.0),)
    assert ships.ties == (Tie("port", "duke", 3.0, 7.0),)
    assert ships.commitments == (Commitment("duke", "port", 0.5),)
    assert (ships.locator, ships.confidence) == ((1, 1), 1.0)
    assert thanks.stances == (Stance("port", "grain", 1.0, 2 * 0.5),)
    assert (thanks.dated_by, thanks.date_source) == ("outside", "the town's annals")
    assert (treaty.month, treaty.locator, treaty.source) == (None, None, "treaty of 1990, invented")
    assert wish.stances == (Stance("port", "harbour", 1.0, 1 * 0.5),)
    assert wish.mentions == (Mention("port", "harbour", 0.5),)


def test_an_act_has_its_issue_and_a_control_what_brought_it(copied: Path) -> None:
    text = (copied / "evidence.yaml").read_text(encoding="utf-8")
    text = text.replace("goldstein: [3.4, 3.4]}", "goldstein: [3.4, 3.4], on: grain}")
    text = text.replace("dominant, strength: strong}", "dominant, strength: strong, brought_by: grain_ships}")
    (copied / "evidence.yaml").write_text(text, encoding="utf-8")
    ships, thanks, blockade, *_ = load_case(copied).items
    assert (ships.acts[0].on, thanks.acts[0].on) == (None, "grain")
    assert (ships.controls[0].brought_by, blockade.controls[0].brought_by) == (None, "grain_ships")


def test_the_prior_of_capability_is_a_share_or_a_mean() -> None:
    case = load_case(TINY)
    assert case.capability_prior == {
        "duke": Capability(0.2, None, "invented"),
        "guild": Capability(0.05, None, "invented"),
        "port": Capability(None, 0.2, "assumed"),
    }
    assert case.without_prior == ()
    assert load_case(CASES / "unranked").without_prior == ("port",)


def test_a_case_cannot_be_changed() -> None:
    case = load_case(TINY)
    for part in (case, case.items[0], case.items[0].acts[0], case.actors[0], case.issues[0], case.codebook):
        with pytest.raises(dataclasses.FrozenInstanceError):
            part.__setattr__(dataclasses.fields(part)[0].name, "x")


def test_a_case_needs_no_outside_facts_and_no_prior(copied: Path) -> None:
    (copied / "outside.yaml").unlink()
    text = (copied / "case.yaml").read_text(encoding="utf-8")
    start, end = text.index("capability_prior:"), text.index("silent:")
    (copied / "case.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    case = load_case(copied)
    assert [item.kind for item in case.items] == ["article"] * 3
    assert case.without_prior == case.actor_ids


# --- the digest


def test_the_digest_depends_on_every_byte_of_every_file(copied: Path) -> None:
    digests = {load_case(copied).digest}
    for file in ("case.yaml", "evidence.yaml", "outside.yaml", "../codebook.yaml"):
        with (copied / file).open("a", encoding="utf-8") as stream:
            stream.write("# one more remark\n")
        digests.add(load_case(copied).digest)
    assert len(digests) == 5


def test_the_digest_does_not_depend_on_the_place(copied: Path) -> None:
    assert load_case(copied).digest == load_case(TINY).digest


# --- the codebook


def test_the_codebook_is_the_one_beside_the_case(copied: Path) -> None:
    assert codebook_path(copied) == copied.parent / "codebook.yaml"
    _change(copied.parent / "codebook.yaml", "strong: 4", "strong: 8")
    assert load_case(copied).items[0].stances[0].count == 8.0


def test_without_one_the_project_s_own_codebook_is_used(copied: Path) -> None:
    (copied.parent / "codebook.yaml").unlink()
    assert codebook_path(copied) == data_root() / "seeds" / "codebook.yaml"
    assert load_case(copied).items[0].stances[0].count == 4.0


# --- faults


def test_faults_of_all_files_are_reported_at_once(copied: Path) -> None:
    _change(copied / "case.yaml", "start: 0.4", "start: 4")
    _change(copied / "case.yaml", "kind: city", "kind: city, size: 3")
    _change(copied / "evidence.yaml", "actor: guild", "actor: gild")
    _change(copied / "evidence.yaml", "strength: strong", "strength: stong")
    _change(copied / "outside.yaml", "kind: fact", "kind: fiction")
    _change(copied.parent / "codebook.yaml", "heavy: 0.5", "heavy: 5")
    with pytest.raises(FaultError) as caught:
        load_case(copied)
    text = str(caught.value)
    for words in (
        "4 is too large",
        "unknown field 'size'",
        "unknown actor 'gild'",
        "unknown kind 'fiction'",
        "5 is too large",
    ):
        assert words in text
    # the words of a faulty codebook are not held against the coder
    assert "stong" not in text


def test_evidence_is_checked_against_the_actors_of_a_faulty_case(copied: Path) -> None:
    _change(copied / "case.yaml", "title: The grain of Port Lind", "title: no")
    _change(copied / "evidence.yaml", "actor: guild", "actor: gild")
    with pytest.raises(FaultError) as caught:
        load_case(copied)
    assert [fault.message.split(";")[0] for fault in caught.value.faults] == [
        "a bare no is text to some and false to others",
        "unknown actor 'gild'",
    ]


def test_evidence_is_not_blamed_for_an_unreadable_case(copied: Path) -> None:
    (copied / "case.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(FaultError) as caught:
        load_case(copied)
    assert [fault.file.rpartition("/")[2] for fault in caught.value.faults] == ["case.yaml"]


@pytest.mark.parametrize("file", ["case.yaml", "evidence.yaml"])
def test_a_missing_file_is_named(copied: Path, file: str) -> None:
    (copied / file).unlink()
    with pytest.raises(FaultError, match=file):
        load_case(copied)


def test_a_folder_that_is_not_there_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="no such file"):
        load_case(tmp_path / "nowhere")
    with pytest.raises(FaultError, match=r"no case\.yaml"):
        load_case(tmp_path)


def test_commitments_count_once_a_pair_and_by_the_larger(copied: Path) -> None:
    """Heavy (0.5) and token (0.05) to one port are 0.5; with 0.5 to the Guild that is 1, too much."""
    heavy = "      - {actor: duke, toward: port, level: heavy}"
    _change(copied / "evidence.yaml", heavy, f"{heavy}\n{heavy.replace('heavy', 'token')}")
    load_case(copied)
    _change(
        copied / "outside.yaml", "    ties:", f"    commitments:\n{heavy.replace('port', 'guild')}\n    ties:"
    )
    with pytest.raises(FaultError, match=r"commitments of duke add up to 1\.00; allowed: at most 0\.95"):
        load_case(copied)


# --- the Syrian case, and speed


def test_the_syrian_case_loads() -> None:
    case = load_case(data_root() / "seeds" / "syria")
    assert set(case.actor_ids) == {"iran", "russia", "turkey", "us", "assad", "kurds"}
    assert case.without_prior == ()


def test_loading_a_case_needs_nothing_heavy() -> None:
    code = (
        "import sys, patronage.sim.case.load, patronage.sim.scenario.load, patronage.sim.case.chronicle;"
        "print(*sorted({'numpy', 'numba', 'scipy', 'pyarrow', 'mesa', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_the_shipped_cases_name_as_clients_whom_a_patron_backs_by_a_coded_commitment() -> None:
    for name, other_way in (("syria", {("assad", "iran")}), ("vietnam", set())):
        case = load_case(data_root() / "seeds" / name)
        backed = {(one.actor, one.toward) for item in case.items for one in item.commitments}
        named = {(patron, client) for patron, clients in case.clients.items() for client in clients}
        assert named == backed - other_way  # Assad serves Iran: a client's commitment makes no patron of it
        order = case.actor_ids.index
        assert all(list(clients) == sorted(clients, key=order) for clients in case.clients.values())


def test_a_case_need_not_name_clients() -> None:
    assert load_case(TINY).clients == {}

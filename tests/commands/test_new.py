"""`patronage new`: what it makes runs without an edit, its coding is right, and it overwrites nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from patronage.cli import cli
from patronage.commands.shell.errors import guarded
from patronage.sim.case.codebook import codebook_path, read_codebook
from patronage.sim.case.load import load_case
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import load_scenario
from patronage.sim.schemas import FORMS
from patronage.sim.weights.beliefs import believe
from patronage.studies.new import TEMPLATES, case_name, scaffold
from tests.support.coding import article_faults, inner_faults


def _run(*arguments: str) -> int:
    return guarded(lambda: cli.main(list(arguments), prog_name="patronage", standalone_mode=False))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_made_runs_without_an_edit(here, capsys):
    assert _run("new", "mycase") == 0
    assert _run("check", "mycase/seeds/mycase", "mycase/scenarios/first.yaml") == 0
    capsys.readouterr()
    assert _run("run", "mycase/scenarios/first.yaml", "--runs", "100", "--out", "result", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["failed"] == 0
    assert (here / "result" / "manifest.json").is_file()


def test_the_files_are_those_that_its_readme_names(here):
    assert scaffold(here / "mycase") == "mycase"
    assert _files(here / "mycase") == {
        "README.md",
        "scenarios/first.yaml",
        *(f"schema/{name}.json" for name in FORMS),
        "seeds/codebook.yaml",
        "seeds/mycase/article.txt",
        "seeds/mycase/case.yaml",
        "seeds/mycase/evidence.yaml",
        "seeds/mycase/outside.yaml",
    }
    assert not [
        path for path in (here / "mycase").rglob("*") if path.is_file() and b"@name" in path.read_bytes()
    ]
    readme = (here / "mycase" / "README.md").read_text("utf-8")
    for name in ("article.txt", "case.yaml", "evidence.yaml", "outside.yaml"):
        assert f"`seeds/mycase/{name}`" in readme


def test_every_yaml_names_a_schema_that_is_there(here):
    scaffold(here / "mycase")
    for path in (here / "mycase").rglob("*.yaml"):
        _, _, schema = path.read_text("utf-8").splitlines()[0].partition("$schema=")
        assert json.loads((path.parent / schema).read_text("utf-8"))["$schema"].startswith(
            "https://json-schema"
        )


def test_the_codebook_beside_the_case_is_the_shipped_one_and_counts(here):
    scaffold(here / "mycase")
    mine, shipped = here / "mycase" / "seeds" / "codebook.yaml", data_root() / "seeds" / "codebook.yaml"
    assert codebook_path(here / "mycase" / "seeds" / "mycase") == mine.resolve()
    assert read_codebook(mine)[0] == read_codebook(shipped)[0]
    other = mine.read_text("utf-8").replace("goldstein: 7.4, verb: aid", "goldstein: 6.5, verb: aid")
    mine.write_text(other, "utf-8")
    assert load_case(here / "mycase" / "seeds" / "mycase").codebook.cameo["071"].goldstein == 6.5


def test_the_invented_article_is_coded_by_the_codebook():
    folder = TEMPLATES / "seeds" / "case"
    case, evidence = (yaml.safe_load((folder / f"{n}.yaml").read_text("utf-8")) for n in ("case", "evidence"))
    texts = {name: (folder / name).read_text("utf-8") for name in ("evidence.yaml", "outside.yaml")}
    assert inner_faults(case, evidence["items"]) == []
    assert article_faults(case, evidence["items"], (folder / "article.txt").read_bytes(), texts) == []


def test_the_comments_tell_the_scales_that_are_used(here):
    """The numbers in the comment on the scales are those of the shipped codebook."""
    scaffold(here / "mycase")
    book = load_case(here / "mycase" / "seeds" / "mycase").codebook
    comments = (here / "mycase" / "seeds" / "mycase" / "evidence.yaml").read_text("utf-8").split("items:")[0]
    for scale in (book.strength, book.control, book.commitment, book.confidence):
        for word, number in scale.items():
            assert f"{word} {number:g}" in comments


def test_every_kind_of_coding_is_shown_and_every_actor_is_known(here):
    scaffold(here / "mycase")
    scenario = load_scenario(here / "mycase" / "scenarios" / "first.yaml")
    items = scenario.case.items
    for kind in ("acts", "stances", "mentions", "controls", "ties", "commitments"):
        assert any(getattr(item, kind) for item in items)
    assert {item.kind for item in items} == {"article", "fact", "assumption"}
    beliefs = believe(scenario.case)
    assert (beliefs.salience > 0.5).any(axis=1).all()  # each actor cares for something
    assert scenario.question.startswith("How much of its hold on Ferring")


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("mycase", "mycase"),
        ("My Case", "my_case"),
        ("Krieg & Frieden (2)", "krieg_frieden_2"),
        ("cuba-1962", "cuba-1962"),
        ("..hidden", "hidden"),
        ("a/b/c", "c"),
        ("123", "123"),
        ("1914", "1914"),
        ("007", "007"),
        ("1.0", "1.0"),
        ("1e3", "1e3"),
        ("true", "true"),
        ("no", "no"),
        ("null", "null"),
    ],
)
def test_a_case_is_called_as_its_folder_is(here, folder, name):
    assert scaffold(Path(folder)) == name
    scenario = load_scenario(here / folder / "scenarios" / "first.yaml")
    assert scenario.case.name == name


@pytest.mark.parametrize("folder", ["/", "日本", "---", "x" * 81])
def test_a_folder_that_gives_no_name_is_refused(here, folder):
    with pytest.raises(FaultError, match="no name for a case"):
        case_name(Path(folder))
    assert list(here.iterdir()) == []


def test_an_empty_folder_is_filled_even_the_one_we_are_in(here, capsys):
    (here / "mine").mkdir()
    os.chdir(here / "mine")
    assert _run("new", ".") == 0
    assert "seeds/mine; " in capsys.readouterr().out
    assert load_scenario(Path("scenarios/first.yaml")).case.name == "mine"
    assert {path.name for path in Path().iterdir()} == {"README.md", "scenarios", "schema", "seeds"}


def test_nothing_is_overwritten(here, capsys):
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("precious", "utf-8")
    (here / "file").write_text("precious", "utf-8")
    (here / "link").symlink_to("nowhere")
    before = _files(here)
    faults = ("mine: is not empty", "file: is a file", "link: is a link that leads nowhere")
    for words in faults:
        name = words.partition(":")[0]
        assert _run("new", name) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(words)
        assert len(said.err.splitlines()) == 1
    assert _files(here) == before


def test_a_fault_while_writing_leaves_nothing_behind(here, monkeypatch):
    monkeypatch.setattr("patronage.studies.new.schema_text", _no_room)
    with pytest.raises(OSError, match="no space"):
        scaffold(here / "mycase")
    (here / "empty").mkdir()
    with pytest.raises(OSError, match="no space"):
        scaffold(here / "empty")
    assert [path.name for path in here.rglob("*")] == ["empty"]


def _no_room(_: object) -> str:
    raise OSError(28, "no space left on device")


def test_a_case_of_the_same_name_as_a_shipped_one_is_its_own(here):
    scaffold(here / "syria")
    assert load_scenario(here / "syria" / "scenarios" / "first.yaml").case.title == "The bridge of Ferring"


def test_its_coding_can_be_compared_as_its_readme_says(here, capsys):
    scaffold(here / "mycase")
    seeds = here / "mycase" / "seeds" / "mycase"
    (seeds / "coders").mkdir()
    again = (
        (seeds / "evidence.yaml")
        .read_text("utf-8")
        .replace("coder: A", "coder: B")
        .replace("- id: ", "- id: b_")
    )
    (seeds / "coders" / "b.yaml").write_text(again, "utf-8")
    os.chdir(here / "mycase")
    assert _run("agreement", "seeds/mycase", "seeds/mycase:B") == 0
    assert "Coders A and B, 7 sentences" in capsys.readouterr().out
    scenario = load_scenario(Path("scenarios/first.yaml"), {"weights.coders": "[A, B]"})
    assert scenario.weights.coders == ("A", "B")


def test_where_nothing_can_be_written_the_folder_is_named(here, capsys):
    (here / "file").write_text("x")
    assert _run("new", "file/mycase") == 2
    assert capsys.readouterr().err == "file/mycase/README.md: Not a directory\n"

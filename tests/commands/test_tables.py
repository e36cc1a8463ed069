"""`--tables DIR` on the commands, and the result folders that analyses keep."""

from __future__ import annotations

import csv
import errno
import json
import math
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from patronage.analysis.estimators.verdict import Status
from patronage.analysis.table_files.folder import files_of
from patronage.analysis.tables import Table
from patronage.sim.files.column_names import is_legal
from patronage.sim.store.result import Result
from patronage.sim.store.writer import ResultWriter
from tests.support.calling import Call
from tests.support.sweeps import sweep_file

ROOT = Path(__file__).parents[1]
TINY = ROOT / "cases" / "tiny" / "scenario.yaml"
PUBLISHED = ROOT / "published"
SMALL = ("--set", "runs=8", "--set", "replicates=2")

COMMANDS: dict[str, tuple[tuple[object, ...], set[str]]] = {
    "run": (("run", TINY, *SMALL, "--no-charts"), {"losses", "dependence", "gainers", "losses_by_draw"}),
    "compare": (("compare", TINY, "other.yaml"), {"losses", "differences", "losses_by_draw"}),
    "events": (("attribute", TINY, *SMALL), {"shares", "loss", "losses_by_draw"}),
    "patrons": (("attribute", TINY, *SMALL, "--over", "patrons"), {"shares", "loss", "losses_by_draw"}),
    "sentences": (("attribute", TINY, *SMALL, "--over", "sentences"), {"sentences", "feed_no_weight"}),
    "placebo": (
        ("placebo", TINY, *SMALL, "--permutations", 2),
        {"variants", "layers", "among_placebos", "mechanism_off"},
    ),
    "sobol": (("sensitivity", TINY, "--size", 8), {"factors", "design"}),
    "morris": (("sensitivity", TINY, "--size", 8, "--method", "morris"), {"factors", "design"}),
    "ladder": (("ladder", TINY, *SMALL), {"rungs", "parts", "effects_by_draw"}),
    "discover": (("discover", TINY, "--points", 40), {"region", "fit", "steps", "points"}),
    "hindcast": (("hindcast", TINY, "--acts", "article", "--draws", 3), {"scores", "groups", "acts"}),
    "frequencies": (("hindcast", TINY, "--frequencies", "--draws", 3), {"pairs", "verbs", "deeds", "apart"}),
    "blocs": (("blocs", TINY, *SMALL), {"camps", "stands", "stands_by_month"}),
    "landscape": (
        ("blocs", "--sizes", PUBLISHED / "unix_sizes.csv", "--propensity", PUBLISHED / "unix_propensity.csv"),
        {"minima", "frustration", "barriers"},
    ),
    "rivals": (("rivals", TINY, *SMALL), {"losses", "outcomes", "camps", "endings", "losses_by_draw"}),
    "actors": (("rivals", "--table", PUBLISHED / "eu_cars.csv"), {"outcomes", "probabilities", "challenges"}),
    "explain": (("explain", TINY.parent), {"weights", "evidence"}),
    "agreement": (("agreement", "syria", "syria:B"), {"agreement"}),
    "content": (("agreement", "syria", "--content"), {"agreement", "differences"}),
}


@pytest.fixture
def other(tmp_path: Path) -> Path:
    beside = sweep_file(tmp_path).with_name("other.yaml")
    beside.write_text(TINY.read_text("utf-8"), "utf-8")
    return beside


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_writes_its_tables(call: Call, name: str, other: Path, monkeypatch) -> None:
    def plain(tables: Sequence[Table], made: str) -> tuple[dict[str, bytes], list[str]]:
        kinds = {type(value) for table in tables for row in table.rows for value in row}
        assert kinds <= {str, int, float, bool, type(None)}
        assert all(math.isfinite(v) for t in tables for row in t.rows for v in row if isinstance(v, float))
        return files_of(tables, made)

    monkeypatch.setattr("patronage.analysis.table_files.folder.files_of", plain)
    given, expected = COMMANDS[name]
    words = [other if word == "other.yaml" else word for word in given]
    bare = call(*words, "--json") if name != "run" else None
    said = call(*words, "--json", "--tables", "out/of/it")
    assert said.code == 0, said.err
    assert said.err.splitlines()[-1] == "tables: out/of/it"
    assert bare is None or said.out == bare.out
    folder = Path("out/of/it")
    tables = {path.stem for path in folder.glob("*.csv")}
    assert expected | {"dictionary"} <= tables
    described = {(row["table_name"], row["column_name"]) for row in rows(folder / "dictionary.csv")}
    book = openpyxl.load_workbook(folder / "tables.xlsx", read_only=True)
    assert set(book.sheetnames) == tables
    for table in tables:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            head, *cells = csv.reader(stream)
        assert all(map(is_legal, head))
        assert {(table, column) for column in head} <= described
        assert all(len(row) == len(head) for row in cells)
        assert len(list(book[table].iter_rows())) == 1 + len(cells)
        both = {(folder / f"{table}{ending}").is_file() for ending in (".tex", ".md")}
        assert len(both) == 1
    assert any(folder.glob("*.tex"))
    about = json.loads((folder / "tables.json").read_text("utf-8"))
    assert set(about["files"]) == {path.name for path in folder.iterdir()} - {"tables.json"}
    if "_by_draw" in "".join(tables):
        assert rows(next(folder.glob("*_by_draw.csv")))


def test_the_tables_have_what_is_printed(call: Call) -> None:
    answer = call("run", TINY, "--json", "--no-charts", "--tables", "out").json()
    losses = {row["measure"]: row for row in rows(Path("out/losses.csv"))}
    assert losses.keys() == answer["measures"].keys()
    for name, row in losses.items():
        loss = answer["measures"][name]
        assert float(row["loss"]) == loss["loss"]
        assert [float(row["loss_low"]), float(row["loss_high"])] == loss["interval"]
        assert Status(row["status"]) == loss["status"]
    draws = [
        row for row in rows(Path("out/losses_by_draw.csv")) if row["measure"] == "hold" and not row["toward"]
    ]
    mine = [float(row["loss"]) for row in draws if row["actor"] == answer["focus"]]
    assert len(mine) == answer["draws"]
    assert sum(mine) / len(mine) == pytest.approx(answer["measures"]["hold"]["loss"], abs=1e-12)
    made = (
        f"{answer['runs']:,} runs ({answer['draws']:,} weight draws x {answer['replicates']:,} runs), rng 7"
    )
    assert made in Path("out/losses.tex").read_text("utf-8")
    assert made in Path("out/losses.md").read_text("utf-8")


def test_the_losses_of_a_sweep_are_tables(call: Call, tmp_path: Path) -> None:
    call("sweep", sweep_file(tmp_path), "--out", "swept")
    said = call("plot", "swept", "--out", "charts", "--tables", "out")
    assert (said.code, said.err) == (0, "tables: out\n")
    assert len(rows(Path("out/losses.csv"))) == 9
    columns = {row["column_name"] for row in rows(Path("swept/tables/dictionary.csv"))}
    assert set(Result.open("swept").table("points").column_names) <= columns
    assert set(Result.open("swept").runs().column_names) <= columns
    call("run", TINY, *SMALL, "--out", "ran", "--no-charts")
    said = call("plot", "ran", "--tables", "out")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("--tables: the tables of a run are in its folder, in ran/tables")


def test_a_run_keeps_its_tables_and_what_all_columns_mean(call: Call) -> None:
    call("run", TINY, *SMALL, "--out", "ran", "--no-charts")
    result = Result.open("ran")
    described = {
        (row["table_name"], row["column_name"]): row for row in rows(Path("ran/tables/dictionary.csv"))
    }
    for kind in ("runs", "months"):
        assert {(kind, name) for name in result.table(kind).column_names} <= described.keys()
    assert described["runs", "hold_duke"]["equation"] == "E14"
    assert result.damaged() == []
    assert {"tables/losses.csv", "tables/dictionary.csv"} <= result.sealed.keys()


def test_an_analysis_keeps_a_result_folder(call: Call) -> None:
    said = call("attribute", TINY, *SMALL)
    folder = Path("results/scenario-attribute-events")
    assert said.err.splitlines()[-2:] == [f"chart:  {folder / 'attribute-events.png'}", f"result: {folder}"]
    result = Result.open(folder)
    assert (result.status, result.damaged()) == ("done", [])
    manifest = result.manifest
    assert (manifest["kind"], manifest["options"]["over"], manifest["rng"]) == ("attribute", "events", 7)
    assert {"inputs", "model", "versions", "settings"} <= manifest.keys()
    assert {path.name for path in folder.iterdir()} == {
        "answer.json", "attribute-events.png", "manifest.json", "status.jsonl", "tables",
    }  # fmt: skip
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    assert answer == call("attribute", TINY, *SMALL, "--json").json()
    assert {"shares.csv", "dictionary.csv"} <= {path.name for path in (folder / "tables").iterdir()}


def test_another_question_goes_to_another_folder_and_the_same_to_the_same(call: Call) -> None:
    for measure in ("hold", "say", "hold"):
        assert call("attribute", TINY, *SMALL, "--measure", measure).code == 0
    names = sorted(path.name for path in Path("results").iterdir())
    assert len(names) == 2
    assert names[0] == "scenario-attribute-events"
    assert names[1].startswith("scenario-attribute-events-")


def test_a_chart_may_go_elsewhere_and_json_keeps_nothing_unasked(call: Call) -> None:
    said = call("placebo", TINY, *SMALL, "--permutations", 1, "--out", "c.svg")
    assert said.code == 0
    assert Path("c.svg").is_file()
    assert Path("results/scenario-placebo/placebo.png").is_file()
    assert call("placebo", TINY, *SMALL, "--permutations", 1, "--json", "--tables", "t").code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["c.svg", "results", "t"]


@pytest.mark.parametrize("command", ["attribute", "run", "explain"])
def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    call: Call, command: str, monkeypatch
) -> None:
    Path("file").write_text("mine", "utf-8")
    monkeypatch.setattr("patronage.sim.model.ensemble.simulate.simulate", None)
    for folder in ("file", "file/inside"):
        said = call(command, TINY.parent if command == "explain" else TINY, "--tables", folder)
        assert (said.code, said.out) == (2, "")
        assert "file" in said.err
    assert [path.name for path in Path().iterdir()] == ["file"]


def test_an_analysis_that_is_stopped_leaves_nothing(call: Call, monkeypatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        assert [path.name for path in Path("results").iterdir()] == [".scenario-attribute-events.new"]
        raise KeyboardInterrupt

    monkeypatch.setattr("patronage.studies.attribute.over_events", stopped)
    said = call("attribute", TINY, *SMALL)
    assert (said.code, said.out) == (130, "")
    assert not Path("results").exists()


def test_what_fails_after_the_answer_loses_nothing(call: Call, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "the disk")

    monkeypatch.setattr(ResultWriter, "write_table", full)
    monkeypatch.setattr("patronage.analysis.table_files.folder.write_whole", full)
    said = call("attribute", TINY, *SMALL, "--tables", "out", "--out", "c.png")
    assert said.code == 1
    assert "Not settled:" in said.out
    assert said.err.splitlines()[-3:] == [
        "results/scenario-attribute-events: this result folder is missing: the disk: No space left on device",
        "chart:  c.png",
        "out: its tables are missing: the disk: No space left on device",
    ]
    assert not Path("results").exists()


def test_a_run_that_cannot_write_its_tables_keeps_its_result(call: Call, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "the disk")

    monkeypatch.setattr("patronage.analysis.table_files.folder.write_whole", full)
    said = call("run", TINY, *SMALL, "--no-charts", "--tables", "out")
    assert said.code == 1
    assert "The Duke's hold" in said.out
    assert said.err.endswith("out: its tables are missing: the disk: No space left on device\n")
    assert Result.open("results/scenario").status == "done"

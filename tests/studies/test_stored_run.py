"""A stored run is read back whole or not at all, with every fault in a line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.load import load_scenario
from patronage.studies.run_folder import write_run
from patronage.studies.stored.run import stored_run
from tests.support.calling import Call
from tests.support.resealing import replaced, resealed

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "run"
    write_run(load_scenario(TINY), folder, charts=False)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "run"))


def rewrite(path: Path, change: Change) -> None:
    """Change a file of a result such that its digest is right again."""
    if path.name == "manifest.json":
        resealed(path.parent, change)
        return
    found = json.loads(path.read_text("utf-8"))
    change(found)
    replaced(path.parent, path.name, json.dumps(found).encode())


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(FaultError) as caught:
        stored_run(folder)
    lines = [str(fault) for fault in caught.value.faults]
    assert all("\n" not in line for line in lines)
    return lines


def test_a_sound_run_is_read(folder: Path) -> None:
    result, answer = stored_run(folder)
    assert result.manifest["scenario"] == "scenario"
    assert set(answer["dependence"]) == {"guild", "port"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: found.pop("muted"), "manifest.json: muted: "),
        (lambda found: found.update(actors="x"), "manifest.json: actors: "),
        (lambda found: found["actors"][1].pop("name"), "manifest.json: actors[1].name: "),
        (lambda found: found.update(window=["2001-05"]), "manifest.json: window: "),
        (lambda found: found.update(runs="many"), "manifest.json: runs: "),
        (lambda found: found.update(kind="sweep"), "holds the result of a sweep; a report is of runs"),
        (lambda found: found.update(status="running"), "holds a run that is not finished"),
        (lambda found: found.update(focus="bishop"), "its focus is none of its actors"),
        (lambda found: found.update(inputs="0" * 64), "is of another run than its manifest.json"),
    ],
)
def test_a_manifest_that_lacks_something_is_refused(folder: Path, change: Change, said: str) -> None:
    rewrite(folder / "manifest.json", change)
    assert any(said in line for line in faults_of(folder))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: found["measures"].pop("hold"), "its answer.json has no hold"),
        (lambda found: found["measures"]["hold"].pop("loss"), "answer.json: measures.hold.loss: "),
        (lambda found: found["measures"]["hold"].update(interval=[0.1]), "measures.hold.interval: "),
        (lambda found: found["measures"]["hold"].update(loss=float("nan")), "measures.hold.loss: "),
        (lambda found: found["dependence"].pop("port"), "its answer.json is of other actors"),
        (lambda found: found.clear(), "answer.json: failed: "),
    ],
)
def test_an_answer_that_lacks_something_is_refused(folder: Path, change: Change, said: str) -> None:
    rewrite(folder / "answer.json", change)
    assert any(said in line for line in faults_of(folder))


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"x"', "[" * 100_000, "\udcff"])
def test_an_answer_that_is_something_else_is_refused(folder: Path, text: str) -> None:
    replaced(folder, "answer.json", text.encode("utf-8", "surrogateescape"))
    assert all("answer.json: " in line for line in faults_of(folder))


def test_every_part_and_file_that_is_damaged_is_named(folder: Path) -> None:
    (folder / "answer.json").unlink()
    (folder / "months" / "part-00000.parquet").unlink()
    with (folder / "runs" / "part-00000.parquet").open("ab") as part:
        part.write(b"x")
    assert [line.partition(": ")[2].partition(":")[0] for line in faults_of(folder)] == [
        "this file is missing",
        "this file is missing",
        "this file is damaged",
    ]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "there is no such folder" in faults_of(tmp_path / "nowhere")[0]
    assert "holds no result" in faults_of(tmp_path)[0]


def test_an_answer_with_one_digit_changed_is_refused(call: Call, folder: Path) -> None:
    path = folder / "answer.json"
    text = path.read_text("utf-8")
    at = text.index('"loss": ') + text[text.index('"loss": ') :].index(".") + 1
    path.write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}", encoding="utf-8")
    assert len(faults_of(folder)) == 1
    said = call("status", folder)
    assert (said.code, "answer.json: this file is damaged" in said.out) == (1, True)
    said = call("report", folder, "-o", "report.html", "--quick")
    assert (said.code, said.out) == (2, "")
    assert "answer.json: this file is damaged: its bytes are not those written" in said.err
    assert not Path("report.html").exists()


def test_an_answer_that_an_earlier_version_wrote_is_not_believed(call: Call, folder: Path) -> None:
    resealed(folder, lambda manifest: manifest["parts"].pop("answer.json"))
    status = folder / "status.jsonl"
    lines = [line for line in status.read_text("utf-8").splitlines() if "answer.json" not in line]
    status.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = (
        "answer.json: no digest vouches for this file, since an earlier version of patronage wrote it; run"
    )
    assert [words in line for line in faults_of(folder)] == [True]
    said = call("status", folder)
    assert (said.code, words in said.out) == (1, True)
    assert call("plot", folder, "--out", "charts").code == 0  # which needs the tables alone
    assert call("run", TINY, "--out", folder, "--no-charts").code == 0
    assert call("status", folder).code == 0
    stored_run(folder)


def test_what_was_treated_must_be_known_to_the_manifest(folder: Path) -> None:
    def calls_it(what: str) -> Change:
        return lambda found: found["treatment"][0].update(what=what)

    for what in ("issue:harbor", "issue:duke", "commitment:duke", "influence:duke:port", ""):
        rewrite(folder / "answer.json", calls_it(what))
        (line,) = faults_of(folder)
        assert f"its answer.json treats '{what}', which its manifest.json does not know" in line


def test_a_run_of_before_the_check_is_read_all_the_same(folder: Path) -> None:
    def lacks_them(found: dict[str, Any]) -> None:
        for name in ("treatment", "without_dated_capability", "never_brought"):
            del found[name]

    rewrite(folder / "answer.json", lacks_them)
    rewrite(folder / "manifest.json", lambda found: found.pop("issues"))
    assert "treatment" not in stored_run(folder)[1]

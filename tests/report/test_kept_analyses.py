"""A report of analyses that are kept: the same page as when they are made for it, and no run for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patronage.cli import main
from patronage.studies.stored.why import ANALYSES
from tests.support.resealing import replaced, resealed
from tests.support.sweeps import CASES

TINY = CASES / "tiny" / "scenario.yaml"
EVENTS, PATRONS, SENTENCES, PLACEBO, SOBOL = KEPT = (
    "attribute-events", "attribute-patrons", "attribute-sentences", "placebo", "sensitivity-sobol",
)  # fmt: skip
SMALL = {"MOST_RUNS": 1, "BASE": 8, "END_DRAWS": 4, "END_REPLICATES": 2, "SWAPS": 3, "SWAP_DRAWS": 4}


def call(*args: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(arg) for arg in args])
    return int(str(ended.value.code))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a run, all analyses of it, and the page of a report that made them itself."""
    base = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        for name, few in SMALL.items():
            patch.setattr(f"patronage.studies.sensitivity.{name}", few)
        assert call("run", TINY, "--out", "run", "--no-charts") == 0
        assert call("report", "run", "-o", "anew.html", "--scenario", TINY) == 0
        for command in ANALYSES:
            first, *rest = command.split()
            assert call(first, TINY, *rest) == 0
        for name in KEPT:
            shutil.move(next(Path("results").glob(f"*-{name}")), name)
        yield base


@pytest.fixture
def there(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of these to work in, where nothing may be run."""
    shutil.copytree(made, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    for name in ("over_events", "over_patrons", "over_sentences", "placebo", "sobol"):
        monkeypatch.setattr(f"patronage.report.why.{name}", _refused)
    return tmp_path / "here"


def _refused(*_: Any, **__: Any) -> Any:
    raise AssertionError("a kept analysis was made again")


def test_the_page_is_the_same_to_the_last_byte(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", "run", *KEPT, "-o", "kept.html", "--scenario", TINY) == 0
    assert (there / "kept.html").read_bytes() == (there / "anew.html").read_bytes()
    assert "this takes about" not in capsys.readouterr().err


def test_a_quick_report_has_what_is_kept_and_says_how_to_get_the_rest(there: Path) -> None:
    assert call("report", "run", SENTENCES, EVENTS, "--quick", "-o", "some.html", "--scenario", TINY) == 0
    page = (there / "some.html").read_text(encoding="utf-8")
    assert "Which sentences it rests on" in page
    assert "Which events and which actors" not in page  # of the two halves of this section one is missing
    assert "How much of it is due to the coding" not in page
    assert f"patronage report run {SENTENCES} {EVENTS} -o report.html" in page


def test_all_results_of_a_scenario_may_be_given_at_once(
    there: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PLACEBO, "ladder")
    resealed(there / "ladder", lambda manifest: manifest.update(kind="ladder"))
    shutil.copytree(SOBOL, "morris")
    answer = json.loads((there / "morris" / "answer.json").read_bytes())
    replaced(there / "morris", "answer.json", json.dumps(answer | {"method": "morris"}).encode())
    assert call("report", "ladder", "morris", *KEPT, "run", "-o", "all.html", "--scenario", TINY) == 0
    assert (there / "all.html").read_bytes() == (there / "anew.html").read_bytes()
    said = capsys.readouterr().err
    assert "ladder: left out, since a report has no section for `patronage ladder`" in said
    assert "morris: left out; a report has Sobol's indices, no effects" in said


def _fault(capsys: pytest.CaptureFixture[str], *results: str) -> str:
    capsys.readouterr()
    runs = sum(name in {"run", "other"} for name in results)
    assert call("report", *results, *["--scenario", str(TINY)] * runs) == 2
    assert not Path("report.html").exists()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_an_analysis_of_something_else_is_refused(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", TINY, "--rng", "11", "--out", "other", "--no-charts") == 0
    assert "placebo: is of none of these runs" in _fault(capsys, "other", PLACEBO)
    assert "holds the result of `patronage placebo`; a report is of runs" in _fault(capsys, PLACEBO)


def test_an_analysis_of_another_measure_is_refused(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("placebo", TINY, "--measure", "share") == 0
    other = str(next(Path("results").glob("*-placebo")))
    assert "is of share, and a report explains the loss of hold" in _fault(capsys, "run", other)


def test_a_second_one_a_damaged_one_and_one_of_another_shape_are_refused(
    there: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PLACEBO, "again")
    assert "again: is the second of `patronage placebo` for run" in _fault(capsys, "run", PLACEBO, "again")
    answer = there / SENTENCES / "answer.json"
    text = answer.read_text(encoding="utf-8")
    answer.write_text(text.replace("0", "1", 1), encoding="utf-8")
    assert "its bytes are not those written" in _fault(capsys, "run", SENTENCES)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (EVENTS, "members"),
        (PATRONS, "coalitions"),
        (SENTENCES, "prior_only"),
        (PLACEBO, "labels"),
        (SOBOL, "base"),
    ],
)
def test_one_that_this_version_would_not_write_is_refused(
    there: Path, capsys: pytest.CaptureFixture[str], name: str, key: str
) -> None:
    answer = json.loads((there / name / "answer.json").read_bytes())
    for changed in ({k: v for k, v in answer.items() if k != key}, answer | {key: "a word"}):
        replaced(there / name, "answer.json", json.dumps(changed).encode())
        assert "is not as this version writes it; run `patronage" in _fault(capsys, "run", name)

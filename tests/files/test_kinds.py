"""A file of another kind than is wanted: one line says what it is and which command takes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.files.kinds import MARKS, TAKEN, kind_of
from tests.support.calling import Call

ROOT = Path(__file__).parents[2]
SYRIA = ROOT / "seeds" / "syria"
SWEEP = ROOT / "scenarios" / "sweeps" / "afrin_timing.yaml"
CLAIM = ROOT / "tests" / "expectations" / "aid_is_not_compliance.yaml"
TINY = ROOT / "tests" / "cases" / "tiny" / "scenario.yaml"


@pytest.mark.parametrize(
    ("command", "path", "words"),
    [
        ("run", SWEEP, "is a sweep, not a scenario; `patronage sweep` and `plan` take it"),
        ("attribute", SWEEP, "is a sweep, not a scenario"),
        ("run", SYRIA / "case.yaml", "is the case.yaml of a case, not a scenario; `patronage explain`"),
        ("run", SYRIA / "evidence.yaml", "is the evidence of a case, not a scenario"),
        ("run", SYRIA / "chronicle.yaml", "is a chronicle of acts, not a scenario"),
        ("run", ROOT / "seeds" / "codebook.yaml", "is a codebook, not a scenario"),
        ("run", CLAIM, "is an expectation, not a scenario"),
        (
            "run",
            TINY.parent / "actors.yaml",
            "is a dictionary of actors, not a scenario; `patronage acts import`",
        ),
        ("sweep", TINY, "is a scenario, not a sweep; `patronage run` and `view` take it"),
        ("plan", TINY, "is a scenario, not a sweep"),
    ],
)
def test_a_file_of_another_kind_is_reported_in_one_line(
    call: Call, command: str, path: Path, words: str
) -> None:
    said = call(command, path, *(("--out", "result") if command == "sweep" else ()))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"{path}: {words}")
    assert len(said.err.splitlines()) == 1


def test_a_kind_is_known_by_what_only_it_has() -> None:
    assert set(TAKEN) == {*MARKS, "actors"}  # whose own fields are called as the actors are
    assert kind_of({"duke": {"names": ["The Duke"]}}, "scenario") == "actors"
    assert kind_of({"title": "t", "acts": {"names": []}}, "scenario") == "acts"
    assert kind_of({"focus": 1, "vary": 2}, "scenario") == "scenario"  # with a field too many
    assert kind_of({"focus": 1, "vary": 2}, "sweep") == "sweep"
    assert kind_of({"focus": 1}, "sweep") == "scenario"
    for nothing in ({}, {"title": 1}, [1], None, "words"):
        assert kind_of(nothing, "sweep") == "sweep"


@pytest.mark.parametrize(
    ("file", "what", "advice"),
    [
        ("chronicle.yaml", "a chronicle of acts", "say with --case which case it is about; allowed: syria, "),
        ("evidence.yaml", "the evidence of a case", "put it beside one"),
        ("outside.yaml", "the evidence of a case", "put it beside one"),
    ],
)
def test_a_file_without_its_case_is_named(call: Call, file: str, what: str, advice: str) -> None:
    shutil.copy(SYRIA / file, file)
    said = call("check", file)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"{file}: is {what}, and there is no case.yaml beside it; {advice}")
    assert len(said.err.splitlines()) == 1

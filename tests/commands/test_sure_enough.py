"""Analyses go on until what they report is sure enough, or to a number of runs, and say how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.calling import Call

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


def test_a_design_is_doubled_until_it_is_sure_or_too_large(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patronage.studies.sensitivity.BASE", 8)
    monkeypatch.setattr("patronage.studies.sensitivity.TRAJECTORIES", 4)
    monkeypatch.setattr("patronage.studies.sensitivity.REPEATS", 1)
    monkeypatch.setattr("patronage.studies.sensitivity.MOST_RUNS", 4000)
    for method in ("sobol", "morris"):
        said = call("sensitivity", TINY, "--method", method, "--json")
        answer = said.json()
        rows = len(answer["factors"]) + (2 if method == "sobol" else 1)
        own = 2 * answer["base"] * rows * answer["repeats"]
        assert not answer["settled"]
        assert own <= 4000 < 2 * own
        assert f" to {own:,} runs, about " in said.err


def test_what_is_sure_at_once_is_not_doubled(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronage.studies.sensitivity.BASE", 8)
    monkeypatch.setattr("patronage.analysis.estimators.sensitivity.WIDE", 9.0)
    monkeypatch.setattr("patronage.analysis.estimators.sensitivity.MOVED", 9.0)
    answer = call("sensitivity", TINY, "--json").json()
    assert (answer["base"], answer["settled"]) == (8, True)


def test_points_are_doubled_until_a_region_is_sure(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronage.studies.discover.POINTS", 30)
    monkeypatch.setattr("patronage.studies.discover.MOST_POINTS", 120)
    monkeypatch.setattr("patronage.studies.discover.SURE", -1.0)  # never
    said = call("discover", TINY, "--json")
    assert said.json()["points"] == 120
    assert "6,000 to 24,000 runs, about " in said.err
    monkeypatch.setattr("patronage.studies.discover.SURE", 1.0)
    answer = call("discover", TINY, "--json").json()
    assert answer["points"] == 30
    assert 0.0 <= answer["held_out"]["density_error"] < 0.5

"""How many runs the reasons of a report take, given beforehand, against the runs that are then made."""

from __future__ import annotations

import pytest

from patronage.report import ahead
from patronage.sim.scenario.load import load_scenario
from patronage.studies import attribute, placebo, sensitivity
from tests.support.sweeps import CASES


def test_as_many_runs_are_made_as_were_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(CASES / "tiny" / "scenario.yaml", {"runs": "8", "replicates": "2"})
    monkeypatch.setattr(placebo, "PERMUTATIONS", 3)
    monkeypatch.setattr(sensitivity, "BASE", 8)
    for name, few in (("END_DRAWS", 4), ("END_REPLICATES", 2), ("SWAPS", 3), ("SWAP_DRAWS", 4)):
        monkeypatch.setattr(sensitivity, name, few)
    expected, made = ahead.runs_ahead(scenario), list[int]()
    for ask in (attribute.over_events, attribute.over_patrons, attribute.over_sentences):
        ask(scenario, tick=made.append)
    placebo.placebo(scenario, permutations=3, tick=made.append)
    sensitivity.sobol(scenario, base=8, tick=made.append)
    assert sum(made) == pytest.approx(expected, rel=0.05)  # items that feed no weight are not left out
    assert ahead.seconds_ahead(scenario) > 0.0

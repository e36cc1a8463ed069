"""The trial of the estimators: what chronicles it writes, and that its figures are of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from patronage.generated.choice_doc import recovery_part
from patronage.sim.designs.choice import COSTS
from patronage.sim.designs.recovery import DAYS, chronicles
from patronage.sim.scenario.load import load_scenario
from patronage.studies.record.calibrate import TERMS
from patronage.studies.record.recovery import KNOWN, METHODS, Method, Recovery, recover

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


def test_a_chronicle_is_as_thin_as_it_is_to_be_and_the_same_each_time() -> None:
    tiny = load_scenario(TINY)
    whole = chronicles(tiny, {"restraint": -1.5}, 4, 1000, 2, first=5)
    thin = chronicles(tiny, {"restraint": -1.5}, 4, 6, 2, first=5)
    assert [len(acts) for acts in thin] == [6, 6]
    assert all(set(some) < set(acts) for some, acts in zip(thin, whole, strict=True))
    assert thin == chronicles(tiny, {"restraint": -1.5}, 4, 6, 2, first=5)
    assert chronicles(tiny, {"restraint": -1.5}, 4, 1000, 1, first=6) == whole[1:]  # a draw is its number
    for acts in whole:
        assert [(act.month, act.day) for act in acts] == sorted((act.month, act.day or 0) for act in acts)
        assert {act.day for act in acts} <= set(DAYS.values())
        entries = {(act.month, act.actor, act.verb, act.toward) for act in acts}
        assert len(entries) == len(acts)  # as in a chronicle, no act stands twice in a month


def test_bias_error_and_coverage_by_hand() -> None:
    one = Method(np.array([[1.0], [2.0], [6.0]]), np.array([[0.5], [1.0], [1.0]]))
    found = Recovery(np.array([2.0]), dict.fromkeys(METHODS, one), draws=4, acts=9.0, behind=1.5)
    assert found.bias("joint") == pytest.approx([1.0])
    assert found.bias_error("joint") == pytest.approx([np.sqrt(7.0 / 3.0)])
    assert found.rmse("joint") == pytest.approx([np.sqrt((1.0 + 0.0 + 16.0) / 3.0)])
    assert found.covered("joint") == pytest.approx([1.0 / 3.0])


def test_the_trial_tells_of_every_setting_and_method() -> None:
    tiny = load_scenario(TINY)
    assert set(KNOWN) | {"gain"} == {*TERMS, *COSTS}
    found = recover(tiny, {"gain": 20.0, "restraint": -1.5}, count=2, draws=3)
    assert found.chronicles == 2
    assert dict(zip((*TERMS, *COSTS), found.truth, strict=True))["gain"] == 20.0
    assert 1.0 <= found.behind <= 3.0
    for name in METHODS:
        assert found.methods[name].estimates.shape == (2, len(TERMS) + len(COSTS))
        assert np.isfinite(found.rmse(name)).all()
    text = recovery_part([found])
    assert "written by the model with gain 20" in text
    assert text.count("\n| ") == 2 + len(TERMS) + len(COSTS) - 1 + 1

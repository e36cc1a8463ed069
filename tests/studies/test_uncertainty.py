"""What an interval has in it: planted causes are found, and where coefficients are from is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies import uncertainty as module
from patronage.studies.uncertainty import stored_uncertainty, switched_off, uncertainty_of, with_parts
from patronage.text.uncertainty import choice_sentence, parts_rows, uncertainty_parts

HERE = Path(__file__).parents[1]
TINY = HERE / "cases" / "tiny" / "scenario.yaml"
SYRIA = HERE.parent / "scenarios" / "afrin_airspace.yaml"


@pytest.fixture(autouse=True)
def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DRAWS", 150)


def known(scenario: Scenario) -> Scenario:
    """The same with every weight known."""
    case = scenario.case
    fix = [
        (kind, actor, other, value)
        for kind, value in (("salience", 0.5), ("position", 0.3), ("capability", 0.4), ("trust", 0.1))
        for actor in case.actor_ids
        for other in (case.actor_ids if kind == "trust" else case.issue_ids)
        if actor != other
    ]
    fix.append(("commitment", "duke", "port", 0.3))
    return replace(scenario, weights=replace(scenario.weights, fix=tuple(fix)))


def test_where_the_weights_are_known_all_of_the_variance_is_that_of_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "REPLICATES", 300)  # for what choice alone moves is little
    found = with_parts(known(load_scenario(TINY)), "hold")
    evidence, choice = found.parts
    assert (evidence.what, evidence.lost) == ("evidence", 0.0)  # the same runs, number by number
    assert choice.error is not None
    assert choice.error < 0.1
    assert choice.lost == pytest.approx(1.0, abs=4 * choice.error)
    assert found.variance is not None
    assert found.variance > 0.0


def test_where_the_coefficients_are_set_none_of_it_is() -> None:
    names = ("gain", "trust", "habit", "rank", "answer", "spread")
    costs = tuple(f"cost_{verb}" for verb in ("endorse", "aid", "warn", "coerce"))
    changes = {f"settings.{name}": "1" for name in (*names, *costs)}
    found = with_parts(load_scenario(TINY, changes), "hold")
    evidence, choice = found.parts
    assert choice.lost == 0.0
    assert evidence.lost == pytest.approx(1.0, abs=0.1)
    assert found.choice is not None
    assert found.choice.fixed == (*names, *costs)
    assert "Set by the scenario and not drawn: gain, trust" in choice_sentence(found)


def test_switched_off_means_held_at_the_mean_with_all_else_as_drawn() -> None:
    scenario = load_scenario(SYRIA, {"runs": "12", "replicates": "2"})
    table = crossed(scenario, arm_scripts(scenario)[:2], weights_of(scenario))
    trust = SETTING_NAMES.index("trust")
    choice = switched_off(scenario, table, "choice")
    assert choice.settings[:, trust] == pytest.approx(np.full(6, table.settings[:, trust].mean()))
    assert choice.weights is table.weights
    evidence = switched_off(scenario, table, "evidence")
    assert np.ptp(evidence.weights.trust, axis=0).max() == 0.0
    assert evidence.settings is table.settings


def test_one_kind_alone_has_no_parts_and_evidence_alone_no_choice() -> None:
    alone = with_parts(load_scenario(TINY, {"uncertainty": "evidence"}), "hold")
    assert (alone.parts, alone.choice, alone.kinds) == ((), None, ("evidence",))
    assert uncertainty_parts(alone) == []


def test_it_says_in_words_what_is_borrowed_and_what_is_cut_off() -> None:
    borrowed = choice_sentence(uncertainty_of(load_scenario(TINY)))
    assert "are borrowed. The case has no dated acts of its own and 90 are" in borrowed
    assert "the 69% of its distribution below zero is cut off." in borrowed
    own = uncertainty_of(load_scenario(SYRIA, {"runs": "40", "replicates": "2"}))
    assert own.choice is not None
    assert not own.choice.borrowed
    assert 0.2 < own.choice.cut_off < 0.8
    assert f"the case's {own.choice.acts} dated acts" in choice_sentence(own)


def test_it_is_stored_and_read_back() -> None:
    found = with_parts(load_scenario(TINY, {"uncertainty": "[evidence, choice, assumptions]"}), "share")
    assert [part.what for part in found.parts] == ["evidence", "choice", "assumptions"]
    assert stored_uncertainty({"uncertainty": found.plain()}) == found
    assert stored_uncertainty({}) is None
    assert len(parts_rows(found)) == 3
    assert len(uncertainty_parts(found)) == 3

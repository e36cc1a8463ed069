"""What would settle a loss: found in a case whose open question is known, and as large as it is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.designs.settle import Group, grouped
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.losses import asked_of, values_of
from patronage.studies.settle import FLOOR, settling

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
TRUST = Group("trust", "guild", "port")


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY, {"uncertainty": "evidence"})


def fixed(scenario: Scenario, *values: tuple[str, str, str, float]) -> Scenario:
    return replace(scenario, weights=replace(scenario.weights, fix=values))


def variance(scenario: Scenario) -> float:
    """Of the loss of hold over draws, without Monte Carlo error."""
    whole = replace(scenario, runs=20_000, replicates=10)
    table = crossed(whole, arm_scripts(whole)[:2], weights_of(whole))
    one, other = values_of(table, asked_of(whole, "hold")).reshape(2, 2000, 10)
    draws = draws_of(one - other)
    return float(draws.means.var(ddof=1)) * (1.0 - (draws.monte_carlo_error_part or 0.0))


def test_the_largest_cause_is_worth_its_share(tiny: Scenario) -> None:
    """The variance falls by the share, on average over values that the weight may turn out to have."""
    found = settling(tiny, "hold")
    first = found.causes[0]
    assert first.group == TRUST
    assert first.evidence == ()  # nothing in the case says how the Guild stands to the port
    assert found.floor < FLOOR
    assert [cause.share for cause in found.causes] == sorted((c.share for c in found.causes), reverse=True)
    values = np.quantile(weights_of(replace(tiny, runs=10_000)).trust[:, 1, 2], (0.1, 0.3, 0.5, 0.7, 0.9))
    left = np.mean([variance(fixed(tiny, ("trust", "guild", "port", float(value)))) for value in values])
    assert 1.0 - left / variance(tiny) == pytest.approx(first.share, abs=0.08)


def test_a_planted_cause_is_found_and_nothing_else(tiny: Scenario) -> None:
    """Where the evidence leaves one weight open and no other, that is all there is to settle."""
    case = tiny.case
    known = [
        (kind, actor, other, value)
        for kind, value in (("salience", 0.5), ("position", 0.3), ("capability", 0.4), ("trust", 0.1))
        for actor in case.actor_ids
        for other in (case.actor_ids if kind == "trust" else case.issue_ids)
        if actor != other and (kind, actor, other) != ("trust", "guild", "port")
    ]
    known += [("commitment", "duke", "port", 0.3)]
    planted = fixed(tiny, *known)
    groups = grouped(planted, weights_of(replace(planted, runs=500))).groups
    found = settling(planted, "hold")
    assert TRUST in groups
    assert [cause.group for cause in found.causes] == [TRUST]
    assert found.causes[0].share > 0.7  # not 1, for what higher harmonics hold is not counted


def test_what_moves_choice_is_a_cause_like_another(tiny: Scenario) -> None:
    """Where the weights are known, all that is left to settle is what the acts leave open of choice."""
    open_in_choice = replace(tiny, uncertainty=("choice",))
    found = settling(open_in_choice, "hold")
    assert [cause.group.what for cause in found.causes] == ["choice"]
    assert found.causes[0].share > 0.7
    assuming = replace(tiny, uncertainty=("assumptions",))
    groups = grouped(assuming, weights_of(assuming)).groups
    assert Group("assumption", "", "step") in groups
    assert {group.kind for group in groups} == {"assumption"}


def test_the_evidence_behind_a_cause_is_named(tiny: Scenario) -> None:
    found = settling(tiny, "hold")
    cause = next(cause for cause in found.causes if cause.group.what == "salience:port")
    row = next(row for row in found.plain() if row["what"] == "salience:port")
    assert row["evidence"] == ["grain_ships", "port_wants_harbour"]
    assert (row["share"], row["error"]) == (cause.share, cause.error)
    assert set(row) == {"what", "share", "error", "evidence"}
    assert found.plain_from() == {
        "measure": "hold",
        "floor": found.floor,
        "draws": found.draws,
        "replicates": 10,
    }


def test_a_loss_that_cannot_be_has_nothing_to_settle(tiny: Scenario) -> None:
    found = settling(replace(tiny, events=()), "hold")
    assert (found.causes, found.floor) == ((), 0.0)

"""Worlds of known truth: what a coder has of them is right as often as it should be; counting by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.generated.choice_doc import coverage_part
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of, window_of
from patronage.sim.designs.choice import NAMES, acts_behind, coefficients_of
from patronage.sim.designs.coverage import ASKED, FIRST, MONTHS, acts_of_run, true_table, world
from patronage.sim.designs.recovery import written
from patronage.sim.designs.weights import beliefs_of
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable, Script
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.weights import DRAWN
from patronage.studies.record import coverage as module
from patronage.studies.record.coverage import (
    CHAINS,
    MEASURES,
    Coverage,
    coverage,
    halved,
    intervals,
    loaded,
    losses_of,
)


def test_a_world_is_its_number_and_another_number_another_world(tmp_path: Path) -> None:
    one, again, other = world(3), world(3), world(4)
    assert one.files == again.files
    assert one.files["case/outside.yaml"] != other.files["case/outside.yaml"]
    scenario = loaded(one, tmp_path)
    assert (scenario.first_month, scenario.last_month) == (FIRST, FIRST + ASKED - 1)
    assert scenario.rng != one.rng  # what is asked owes nothing to the random numbers of the truth
    settings = dict(zip(SETTING_NAMES, one.settings, strict=True))
    assert settings["gain"] >= 0.0
    assert settings["step"] == scenario.settings["step"]


def test_the_acts_are_what_agents_would_choose_step_by_step() -> None:
    one = world(5)
    zero = np.zeros(1, dtype=np.int64)
    table = RunTable(
        weights=one.weights, scripts=(Script.empty(MONTHS, 3),), settings=np.array([one.settings]),
        script=zero, point=zero, weight=zero, draw=zero, replicate=zero, first_month=FIRST, months=MONTHS,
        window=0, rng=one.rng,
    )  # fmt: skip
    actors = one.weights.actors
    by_hand = {(a.month - FIRST, a.day, a.actor, a.verb, a.toward) for a in written(table, 0)}
    found = acts_of_run(one.weights, one.settings, one.rng)
    assert {(m, 1 + turn, actors[i], verb, actors[j]) for m, turn, i, verb, j in found} == by_hand
    assert len(found) == len(by_hand)


def test_what_is_believed_has_the_truth_in_it_as_often_as_it_says(tmp_path: Path) -> None:
    """Of weights, 90% intervals cover; with half the spread they do not (Talts and others 2018)."""
    inside, narrow = list[bool](), list[bool]()
    for number in range(24):
        one = world(number)
        scenario = loaded(one, tmp_path / str(number))
        weights, central = weights_of(scenario, draws=200), central_weights(beliefs_of(scenario))
        for kind in DRAWN:
            draws, true = getattr(weights, kind), getattr(one.weights, kind)[0]
            middle, drawn = getattr(central, kind)[0], np.ptp(draws, axis=0) > 0.0
            for counted, values in ((inside, draws), (narrow, (draws + middle) / 2.0)):
                low, high = np.quantile(values, (0.05, 0.95), axis=0)
                counted.extend(((low <= true) & (true <= high))[drawn].tolist())
    assert len(inside) > 600
    assert np.mean(inside) == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / len(inside)))
    assert np.mean(narrow) < 0.8


def test_the_chain_goes_by_the_worlds_own_acts(tmp_path: Path) -> None:
    one = world(0)
    scenario = loaded(one, tmp_path)
    found = coefficients_of(scenario, 20)
    assert not found.borrowed
    assert (
        found.acts == len(acts_behind(scenario.case)) == len(acts_of_run(one.weights, one.settings, one.rng))
    )
    true = dict(zip(SETTING_NAMES, one.settings, strict=True))
    habit = NAMES.index("habit")
    assert found.values[:, habit].min() - 0.5 < true["habit"] < found.values[:, habit].max() + 0.5


def test_a_chain_that_is_given_the_truth_has_it_in_its_interval(tmp_path: Path) -> None:
    """With the true weights and coefficients in every draw, what is left is Monte Carlo error."""
    one = world(1)
    scenario = replace(loaded(one, tmp_path), runs=4000, replicates=200)
    scripts = arm_scripts(scenario)[:2]
    table = crossed(scenario, scripts, weights_of(scenario))
    rows = np.zeros_like(table.weight)
    known = replace(table, weights=one.weights, weight=rows, settings=np.array([one.settings]), point=rows)
    truth = losses_of(true_table(one, scripts, 4000, window_of(scenario)), scenario, 1)[:, 0].mean(axis=1)
    losses = losses_of(known, scenario, 20)
    error = losses.mean(axis=2).std(axis=1, ddof=1) / np.sqrt(20)
    assert losses.mean(axis=(1, 2)) == pytest.approx(truth, abs=5 * float(error.max()))
    low, high = intervals(losses)
    assert ((low - 3 * error < truth) & (truth < high + 3 * error)).all()


def test_halved_spreads_are_half_as_far_from_the_middle(tmp_path: Path) -> None:
    scenario = replace(loaded(world(2), tmp_path), runs=40, replicates=2)
    table = crossed(scenario, arm_scripts(scenario)[:2], weights_of(scenario))
    made = halved(table, scenario)
    assert made.settings.std(axis=0) == pytest.approx(table.settings.std(axis=0) / 2.0)
    assert made.weights.trust.std(axis=0) == pytest.approx(table.weights.trust.std(axis=0) / 2.0)
    assert made.weights.salience.sum(axis=2) == pytest.approx(1.0)


def _counted(inside: int) -> Coverage:
    """20 worlds; the default's intervals have the truth in ``inside`` of them, the halved ones' in 10."""
    size = (20, len(MEASURES))
    truth = np.zeros(size)
    low = {chain: np.full(size, -1.0) for chain in CHAINS}
    high = {chain: np.full(size, 1.0) for chain in CHAINS}
    low["default"][inside:] = 0.5  # the truth lies below these
    high["halved"][10:] = -0.5
    return Coverage(truth, low, high, np.full(20, 0.25), np.arange(100, 120))


@pytest.mark.parametrize(("inside", "passes"), [(16, False), (17, True), (18, True), (19, True), (20, False)])
def test_intervals_pass_that_cover_between_85_and_95_in_a_hundred(inside: int, passes: bool) -> None:
    found = _counted(inside)
    assert found.covered("default")[0] == inside / 20
    assert found.passes("default") is passes
    assert found.below("default")[0] == pytest.approx(1.0 - inside / 20)
    assert found.error("default")[0] == pytest.approx(np.sqrt(inside / 20 * (1 - inside / 20) / 20))
    assert (found.covered("halved")[0], found.below("halved")[0], found.passes("halved")) == (0.5, 0.0, False)


def test_the_part_of_the_docs_says_what_was_found_whatever_it_is() -> None:
    text = coverage_part(_counted(16))
    assert "20 worlds with chronicles of 100 to 119 acts" in text
    assert "25% of gain's distribution lies below zero" in text
    assert "| hold | 80% (9%) | 20% | 1.7000 |" in text
    assert text.endswith("evidence and choice: no, evidence alone: no, all spreads halved: no.")


def test_a_few_worlds_go_through_the_whole_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DRAWS", 20)
    monkeypatch.setattr(module, "REPLICATES", 5)
    monkeypatch.setattr(module, "TRUE", 200)
    table: list[int] = []
    found = coverage(2, table.append)
    assert (found.worlds, sum(table)) == (2, 2)
    assert (found.low["default"] <= found.high["default"]).all()
    assert (found.width("halved") < found.width("default")).mean() > 0.5
    again = coverage(2)
    assert (again.truth == found.truth).all()
    assert all((again.low[chain] == found.low[chain]).all() for chain in CHAINS)

"""A run stepped by hand with Mesa and the same row of the compiled ensemble are one run."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.block import RELATIONS
from patronage.sim.model.ensemble.simulate import Outcome, Record, Relation, simulate
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import RunTable, Script
from tests.support.generators import AID, one_run, random_weights, repeated, tables

EVERYTHING = Record(measures=True, trust=True, acts=True)
OPENING, ANSWER = 0, 1  # the rounds of a month


def _same(mesa: Any, ensemble: Any) -> None:
    np.testing.assert_array_equal(np.array(mesa), ensemble)  # to the last bit


def _mean(months: Any) -> Any:
    """The mean, added up month by month as the ensemble does; NumPy adds eight and more in another order."""
    return np.cumsum(np.array(months), axis=0)[-1] / len(months)


@given(tables())
def test_a_mesa_run_equals_the_row_of_the_ensemble(table: RunTable):
    out = simulate(table, EVERYTHING, threads=1)
    assert not out.failed.any()
    for row in range(table.runs):
        _compare(table, row, out)


def _compare(table: RunTable, row: int, out: Outcome) -> None:
    model = AllianceModel(table, row)
    means: dict[str, list[Any]] = {name: [] for name in ("measures", "ties", "outcome")}
    for t in range(table.months):
        model.step()
        assert [actor.chosen for actor in model.actors] == out.acts_path[row, t, OPENING].tolist()
        assert [actor.answered for actor in model.actors] == out.acts_path[row, t, ANSWER].tolist()
        measures = [[actor.measures[measure.name] for actor in model.actors] for measure in TAKEN]
        _same(measures, out.measures_path[row, t])
        _same([actor.trust for actor in model.actors], out.trust_path[row, t])
        _same(model.outcome, out.outcome_path[row, t])
        if t >= table.window:
            means["measures"].append(np.array(measures))
            means["ties"].append(np.array([[actor.ties[tie.name] for actor in model.actors] for tie in TIES]))
            means["outcome"].append(np.array(model.outcome))
    assert not model.running
    _same(_mean(means["measures"]), out.measures[row])
    _same(_mean(means["ties"]), out.ties[row])
    _same(_mean(means["outcome"]), out.outcome[row])
    _same([actor.sacrifice for actor in model.actors], out.sacrifice[row])


@given(tables())
def test_the_window_averages_are_those_of_the_paths(table: RunTable):
    out = simulate(table, Record(measures=True), threads=1)
    for mean, path in ((out.measures, out.measures_path), (out.outcome, out.outcome_path)):
        _same(_mean(np.moveaxis(path[:, table.window :], 1, 0)), mean)


@given(tables())
def test_the_ties_that_are_asked_for_are_those_of_the_agents(table: RunTable):
    last = len(table.weights.actors) - 1
    relations = tuple(Relation(kind, i, j) for kind in RELATIONS for i, j in ((0, last), (last, 0)))
    out = simulate(table, Record(relations=relations), threads=1)
    assert out.relations_path.shape == (table.runs, table.months, len(relations))
    for row in range(table.runs):
        model = AllianceModel(table, row)
        for t in range(table.months):
            model.step()
            _same([getattr(model.actors[i], kind)[j] for kind, i, j in relations], out.relations_path[row, t])


@given(tables())
def test_what_is_recorded_changes_no_result(table: RunTable):
    plain, full = simulate(table, threads=1), simulate(table, EVERYTHING, threads=1)
    for name in ("measures", "ties", "outcome", "sacrifice"):
        assert getattr(plain, name).tobytes() == getattr(full, name).tobytes()
    assert plain.measures_path.size == plain.trust_path.size == plain.acts_path.size == 0


def test_a_barred_option_however_tempting_leaves_the_others_alone():
    script = Script.empty(6, 3)
    for i in range(3):
        script.bars[:, i, 1 + AID * 3 : 1 + (AID + 1) * 3] = 1
    row = list((default_settings() | {"cost_aid": -2000.0}).values())
    table = repeated(one_run(random_weights(3, 2), script, row), 6)
    out = simulate(table, EVERYTHING, threads=1)
    for run in range(table.runs):
        _compare(table, run, out)

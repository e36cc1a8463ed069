"""A run stepped by hand with Mesa and the same row of the compiled ensemble are one run."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.block import RELATIONS
from patronage.sim.model.ensemble.seeing import SEEN
from patronage.sim.model.ensemble.simulate import Record, Relation, simulate
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import RunTable, Script
from tests.support.accounts import compare, mean, same
from tests.support.generators import AID, one_run, random_weights, repeated, tables

EVERYTHING = Record(measures=True, trust=True, acts=True, seen=True)


@given(tables())
def test_a_mesa_run_equals_the_row_of_the_ensemble(table: RunTable):
    out = simulate(table, EVERYTHING, threads=1)
    assert not out.failed.any()
    for row in range(table.runs):
        compare(table, row, out)


@given(tables())
def test_the_window_averages_are_those_of_the_paths(table: RunTable):
    out = simulate(table, Record(measures=True), threads=1)
    for found, path in ((out.measures, out.measures_path), (out.outcome, out.outcome_path)):
        same(mean(np.moveaxis(path[:, table.window :], 1, 0)), found)


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
            same([getattr(model.actors[i], kind)[j] for kind, i, j in relations], out.relations_path[row, t])


@given(tables())
def test_what_is_seen_as_a_month_begins_is_what_the_agents_see(table: RunTable):
    out = simulate(table, Record(seen=True), threads=1)
    for row in range(table.runs):
        model = AllianceModel(table, row)
        for t in range(table.months):
            for one in model.actors:
                weighed, sloped = one.weigh()
                for other in one.others:
                    pair = one.sees(other, *one.gains(other, weighed, sloped, one.committed))
                    seen = out.seen_path[row, t, :, one.index, other.index]
                    same([getattr(pair, name) for name in SEEN], seen)
            model.step()


@given(tables())
def test_what_is_recorded_changes_no_result(table: RunTable):
    plain, full = simulate(table, threads=1), simulate(table, EVERYTHING, threads=1)
    for name in ("measures", "ties", "outcome", "sacrifice"):
        assert getattr(plain, name).tobytes() == getattr(full, name).tobytes()
    assert plain.measures_path.size == plain.trust_path.size == plain.acts_path.size == 0
    assert plain.seen_path.size == 0


def test_a_barred_option_however_tempting_leaves_the_others_alone():
    script = Script.empty(6, 3)
    for i in range(3):
        script.bars[:, i, 1 + AID * 3 : 1 + (AID + 1) * 3] = 1
    row = list((default_settings() | {"cost_aid": -2000.0}).values())
    table = repeated(one_run(random_weights(3, 2), script, row), 6)
    out = simulate(table, EVERYTHING, threads=1)
    for run in range(table.runs):
        compare(table, run, out)

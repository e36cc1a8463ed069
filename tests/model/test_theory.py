"""What the theory says must hold of any case at all: bounds, settlement, dependence, influence and choice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.model import formulas as f
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.measures.share import share
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import WAIT, Script
from patronage.sim.weights.weights import Weights
from tests.support.generators import AID, one_run, random_weights, repeated, stepped, tables

CLOSE = 1e-12
EVERYTHING = Record(measures=True, trust=True, acts=True)


def _within(values: object, low: float, high: float) -> None:
    found = np.asarray(values, dtype=float)
    assert found.min(initial=low) >= low - CLOSE
    assert found.max(initial=high) <= high + CLOSE


# -- bounds ------------------------------------------------------------------------------------------


@given(tables())
def test_every_result_stays_in_its_bounds(table):
    out = simulate(table, EVERYTHING, threads=1)
    assert not out.failed.any()
    for measure in TAKEN:
        _within(out.mean(measure.name), *measure.range)
        _within(out.path(measure.name), *measure.range)
    for values in (out.ties, out.outcome, out.outcome_path):
        _within(values, 0.0, 1.0)
    _within(out.trust_path, -1.0, 1.0)
    assert out.sacrifice.min() >= 0.0


@given(tables())
def test_the_state_of_a_run_stays_in_its_bounds(table):
    most_a_month = 2.0  # kind, or harsh, acts on one actor
    for model in stepped(table):
        for actor in model.actors:
            _within(actor.commitment, 0.0, 1.0)
            _within(actor.committed, 0.0, 1.0)
            _within(actor.pressure, 0.0, 1.0)
            _within(actor.warning, 0.0, 1.0)
            _within(actor.trust, -1.0, 1.0)
            _within(actor.habit, 0.0, most_a_month / (1.0 - f.HABIT_KEPT))
            assert 0.0 < actor.free <= 1.0


# -- settlement, dependence, share ---------------------------------------------------------------------


@given(tables())
def test_the_settlement_lies_between_the_extreme_wishes_with_leverage(table):
    before = None
    for model in stepped(table):
        for q, settled in enumerate(model.settled):
            wishes = [a.stance[q] for a in model.actors if a.leverage[q] > 0.0]
            if model.settings["status_quo"] * model.leverage_start[q] > 0.0:
                wishes.append(model.outcome_start[q])
            if model.field_leverage[q] > 0.0:
                wishes.append(model.field_position[q])
            if wishes:
                _within(settled, min(wishes), max(wishes))
            else:
                assert settled == (model.outcome if before is None else before)[q]
        before = list(model.outcome)


@given(tables())
def test_what_an_actor_depends_on_adds_up_to_one(table):
    for model in stepped(table):
        for actor in model.actors:
            assert sum(actor.depends) == pytest.approx(1.0, abs=1e-9)
            _within(actor.depends, 0.0, 1.0)


@given(tables())
def test_the_say_on_an_issue_is_shared_out_at_most_once(table):
    for model in stepped(table):
        for q, total in enumerate(model.total):
            paid = [
                sum(
                    (i.own[q] if i is j else i.support(j)) * i.capability[q] * j.drive[q]
                    for j in model.actors
                )
                for i in model.actors
            ]
            said = sum(share(1.0, one, 1.0, total) for one in paid)
            still = model.field_leverage[q] + model.settings["status_quo"] * model.leverage_start[q]
            field = still / total if total > 0.0 else 0.0
            assert said + field == pytest.approx(1.0 if total > 0.0 else 0.0, abs=1e-9)


@given(tables())
def test_on_a_single_issue_the_shares_and_the_say_of_all_are_at_most_one(table):
    w = table.weights
    single = replace(
        w, issues=w.issues[:1], salience=np.ones_like(w.salience[:, :, :1]),
        position=w.position[:, :, :1].copy(), capability=w.capability[:, :, :1].copy(),
        outcome=w.outcome[:1], field_leverage=w.field_leverage[:1], field_position=w.field_position[:1],
        dated=tuple(cell for cell in w.dated if cell.issue == 0),
    )  # fmt: skip
    scripts = tuple(replace(script, on=np.minimum(script.on, 1)) for script in table.scripts)
    out = simulate(replace(table, weights=single, scripts=scripts), Record(measures=True), threads=1)
    for measure in ("share", "say"):
        assert out.path(measure).sum(axis=2).max() <= 1.0 + CLOSE


# -- a second patron -----------------------------------------------------------------------------------

CLIENT, FIRST, SECOND = 0, 1, 2


def _with_patrons(rng: int, second: float) -> Weights:
    w = random_weights(4, 3, rng=rng)
    commitment = w.commitment * 0.5
    commitment[0, FIRST, CLIENT], commitment[0, SECOND, CLIENT] = 0.3, second
    return replace(w, commitment=commitment, capability=0.05 + 0.9 * w.capability)


@given(st.integers(0, 10**6), st.floats(0.01, 0.5))
def test_a_second_patron_lowers_the_hold_of_the_first(rng, second):
    row = list(default_settings().values())
    alone, joined = (
        AllianceModel(one_run(_with_patrons(rng, c), Script.empty(1, 4), row)) for c in (0.0, second)
    )
    client, before = joined.actors[CLIENT], alone.actors[CLIENT]
    assert client.depends[FIRST] < before.depends[FIRST]
    assert client.depends[SECOND] > before.depends[SECOND] == 0.0
    for other in (FIRST, SECOND, 3):
        assert joined.actors[other].depends == alone.actors[other].depends


@given(st.integers(0, 10**6))
def test_a_second_patron_that_enters_in_the_run_lowers_the_hold_of_the_first(rng):
    months, n = 4, 4
    apart = Script.empty(months, n)
    apart.acts[:, :, WAIT] = 1  # all stand still
    joined = Script.empty(months, n)
    joined.acts[:, :, WAIT] = 1
    joined.acts[1, SECOND, WAIT] = 0
    joined.acts[1, SECOND, 1 + AID * n + CLIENT] = 1
    joined.bars[1, SECOND, 1:] = 1  # and it does nothing else
    table = one_run(_with_patrons(rng, 0.0), apart, list(default_settings().values()))
    both = replace(
        repeated(table, 2), scripts=(apart, joined), script=np.array([0, 1]), draw=np.zeros(2, int)
    )
    out = simulate(both, EVERYTHING)
    first = out.path("hold")[:, :, FIRST]
    assert first[0, 0] == first[1, 0]
    assert (first[1, 1:] < first[0, 1:]).all()


# -- the muted -----------------------------------------------------------------------------------------


@given(tables(), st.data())
def test_a_muted_actor_waits_throughout_and_nobody_depends_on_it(table, data):
    i = data.draw(st.integers(0, len(table.weights.actors) - 1))
    muted = replace(table, scripts=tuple(script.mute(i) for script in table.scripts))
    out = simulate(muted, EVERYTHING, threads=1)
    assert (out.acts_path[:, :, :, i] == -1).all()
    assert (out.sacrifice[:, i] == 0.0).all()
    assert (out.path("hold")[:, :, i] == 0.0).all()
    for model in stepped(muted):
        assert model.actors[i].done == []
        assert model.actors[i].commitment == [0.0] * len(model.actors)

"""Net hold, say and ear (E19 to E21): what they mean holds of any case at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script
from patronage.sim.weights.weights import Weights
from tests.support.generators import AID, ENDORSE, one_run, random_weights, tables

CLOSE = 1e-12
MONTHS, N = 4, 3
GIVER, TAKER = 0, 1


@given(tables())
def test_what_all_actors_hold_of_one_another_nets_out(table):
    out = simulate(table, Record(measures=True), threads=1)
    assert np.abs(out.path("net_hold").sum(axis=2)).max() < CLOSE


@given(tables(), st.data())
def test_ears_add_up_to_one_where_an_actor_cares_for_anything(table, data):
    careless = data.draw(st.integers(0, len(table.weights.actors) - 1))
    salience = table.weights.salience.copy()
    salience[:, careless] = 0.0
    out = simulate(replace(table, weights=replace(table.weights, salience=salience)), threads=1)
    heard = out.tie("ear").sum(axis=2)
    assert (heard[:, careless] == 0.0).all()
    others = np.delete(heard, careless, axis=1)
    assert np.abs(others - 1.0).max() < 1e-9
    assert (out.tie("ear")[:, :, careless] == 0.0).all()


def _settled(weights: Weights, position: float) -> list[tuple[float, float]]:
    """By month: the settlement, and the giver's say, where it wishes this; it permits what the taker wishes.

    Both also agree on the issue, in other months, and nobody does anything else.
    """
    script = Script.empty(MONTHS, N)
    script.bars[:, :, 1:] = 1
    for month, actor, verb, toward in (
        (0, GIVER, ENDORSE, TAKER), (0, TAKER, ENDORSE, GIVER), (1, GIVER, AID, TAKER),
        (3, GIVER, ENDORSE, TAKER), (3, TAKER, ENDORSE, GIVER),
    ):  # fmt: skip
        option = 1 + verb * N + toward
        script.acts[month, actor, option] = script.on[month, actor, option] = 1
    wishes = weights.position.copy()
    wishes[0, GIVER, 0] = position
    settings = list((default_settings() | {"noise": 0.0}).values())
    model = AllianceModel(one_run(replace(weights, position=wishes), script, settings))
    found = []
    for _ in range(MONTHS):
        model.step()
        found.append((model.settled[0], model.actors[GIVER].measures["say"]))
    return found


@given(st.integers(0, 10**6))
def test_say_is_how_far_the_settlement_follows_a_wish(rng):
    """Where all else is the same: a concession, which another's wish decides, is no say."""
    weights = random_weights(N, 1, rng=rng)
    low, high = _settled(weights, 0.25), _settled(weights, 0.75)
    assert low[1][1] < low[0][1]  # it has permitted
    for (was, say), (now, same) in zip(low, high, strict=True):
        assert (now - was) / 0.5 == pytest.approx(say, abs=1e-9)
        assert same == pytest.approx(say, abs=1e-9)


def test_an_actor_without_means_or_ties_has_no_say_and_nobodys_ear():
    weights = random_weights(N, 2, rng=5)
    capability, commitment, trust = weights.capability.copy(), weights.commitment.copy(), weights.trust.copy()
    capability[:, TAKER] = commitment[:, :, TAKER] = trust[:, :, TAKER] = 0.0
    apart = replace(weights, capability=capability, commitment=commitment, trust=trust)
    model = AllianceModel(one_run(apart, Script.empty(1, N), list(default_settings().values())))
    assert model.actors[TAKER].measures["say"] == 0.0
    assert [actor.ties["ear"][TAKER] for actor in model.actors if actor.index != TAKER] == [0.0, 0.0]
    assert model.actors[TAKER].ties["ear"][TAKER] > 0.0

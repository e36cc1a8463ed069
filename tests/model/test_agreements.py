"""Agreements (E18), held to the settlement worked out anew for every offer; order and names say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.model import agreements as g
from patronage.sim.model.by_hand import agreeing
from patronage.sim.model.by_hand.actor import Actor
from patronage.sim.model.by_hand.agreeing import Agreement, Promise, keep
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.settings import SETTING_NAMES, default_settings
from patronage.sim.model.table import RunTable, Script, option
from patronage.sim.weights.weights import Weights
from tests.support.generators import one_run, random_weights, repeated, stepped, tables

EVERYTHING = Record(measures=True, trust=True, acts=True)


def row(**changes: float) -> list[float]:
    """The defaults with changes."""
    return list((default_settings() | changes).values())


def kind(months: int, n: int, pairs: Iterator[tuple[int, int]] | None = None, on: int = 0) -> Script:
    """Each of these endorses the other by script in every month, all by default, and nobody does more."""
    script = Script.empty(months, n)
    for i, j in pairs or permutations(range(n), 2):
        script.acts[:, i, option("endorse", j, n)] = 1
        script.on[:, i, option("endorse", j, n)] = on
    script.bars[:, :, 1:] = 1
    return script


# -- what is agreed on ---------------------------------------------------------------------------------


def settlement(model: AllianceModel, q: int, promises: list[tuple[Actor, Actor]]) -> float:
    """E1 and E2 anew, as if these promises were kept on an issue: each names an actor, and whose wish.

    Not a number where somebody has nothing to promise, and where nobody has any leverage to begin with.
    """
    if model.total[q] == 0.0:
        return float("nan")
    part, s = model.settings["agreement"], model.settings
    held = s["status_quo"] * model.leverage_start[q]
    total = model.field_leverage[q] + held
    weighted = model.field_leverage[q] * model.field_position[q] + held * model.outcome_start[q]
    for j in model.actors:
        effort, stance = j.effort[q], j.stance[q]
        for actor, whose in promises:
            if actor is j:
                effort, stance = effort + part * (1 - effort), stance + part * (whose.position[q] - stance)
        own = (1 - s["capability_conserved"] * j.committed) * (j.mobilisation + (1 - j.mobilisation) * effort)
        lent = sum(i.commitment[j.index] * i.capability[q] for i in model.actors if i is not j)
        leverage = j.salience[q] * j.free * (own * j.capability[q] + lent)
        if leverage == 0.0 and any(actor is j for actor, _ in promises):
            return float("nan")
        total += leverage
        weighted += leverage * stance
    return weighted / total if total > 0 else model.outcome[q]


def offers(model: AllianceModel, i: Actor, j: Actor) -> dict[tuple[str, ...], tuple[float, float]]:
    """What every offer would be worth to both, by the issues of their promises (one: joint effort)."""
    names, found = model.table.weights.issues, {}
    for q, r in product(range(len(names)), repeat=2):
        if q == r:
            moved = {q: settlement(model, q, [(i, i), (j, j)])}
        else:
            moved = {q: settlement(model, q, [(i, j)]), r: settlement(model, r, [(j, i)])}
        worth = [
            sum(
                m.salience[k] * ((model.settled[k] - m.position[k]) ** 2 - (y - m.position[k]) ** 2)
                for k, y in moved.items()
            )
            for m in (i, j)
        ]
        found[tuple(dict.fromkeys((names[q], names[r])))] = (worth[0], worth[1])
    return found


def losses(i: Actor, j: Actor) -> float:
    """E4 of both."""
    settled = enumerate(i.model.settled)
    return sum(m.salience[q] * (y - m.position[q]) ** 2 for q, y in settled for m in (i, j))


@given(tables(max_months=3, content=0.0, scripted=False), st.floats(0.05, 1.0))
def test_what_is_agreed_on_is_best_for_the_one_that_gains_less(table: RunTable, strength: float) -> None:
    n = len(table.weights.actors)
    settings = table.settings.copy()
    settings[:, SETTING_NAMES.index("agreement")] = strength
    table = replace(table, settings=settings, scripts=(kind(table.months, n),) * len(table.scripts))
    model = AllianceModel(table)
    for _ in range(table.months):
        expected = {
            (i.name, j.name): (offers(model, i, j), losses(i, j))
            for i in model.actors
            for j in model.actors
            if i is not j
        }
        model.step()
        agreed = {one.parties: one for one in model.agreements}
        assert len(agreed) == len(model.agreements)
        for parties, (worths, ell) in expected.items():
            least = {issues: min(both) for issues, both in worths.items() if not np.isnan(sum(both))}
            slack = 3e-9 * ell + 1e-13
            if parties in agreed:
                one = agreed[parties]
                assert one.strength == strength
                assert (one.kind == g.AGREE) == (len(one.issues) == 1)
                assert least[one.issues] >= max(least.values()) - slack
                assert least[one.issues] > 0.0
            elif parties[::-1] not in agreed:
                assert max(least.values(), default=0.0) <= slack


def _offered(i: int, j: int, w: Weights, **changes: float) -> list[Agreement]:
    """What two actors agree on in a month of mutual praise."""
    pairs = iter([(i, j), (j, i)])
    model = AllianceModel(one_run(w, kind(1, len(w.actors), pairs), row(**changes)))
    model.step()
    return model.agreements


def test_two_actors_on_one_issue_can_only_join_their_efforts() -> None:
    found = [_offered(0, 1, random_weights(2, 1, rng=rng)) for rng in range(40)]
    assert all(len(agreements) <= 1 for agreements in found)
    assert {one.kind for agreements in found for one in agreements} == {g.AGREE}
    assert any(not agreements for agreements in found)


def test_two_that_weigh_nothing_have_nothing_to_agree_on() -> None:
    w = random_weights(4, 3, rng=2)
    salience = w.salience.copy()
    salience[0, :2] = 0.0
    assert _offered(0, 1, w) != []
    assert _offered(0, 1, replace(w, salience=salience)) == []
    salience[0, 1] = w.salience[0, 1]
    assert _offered(0, 1, replace(w, salience=salience)) == []


@given(st.integers(0, 10**6), st.integers(0, 60))
def test_how_much_is_at_stake_does_not_change_what_is_agreed_on(rng: int, halvings: int) -> None:
    """A threshold that is a part of what both miss: everybody may care a billionth as much."""
    w = random_weights(3, 3, rng=rng)
    part = 0.5**halvings
    less = replace(w, salience=w.salience * part, field_leverage=w.field_leverage * part)
    assert _offered(0, 1, less) == _offered(0, 1, w)


def test_an_offer_must_be_notably_better() -> None:
    assert g.preferred(1.1e-9, 0.0, 1.0)
    assert not g.preferred(0.9e-9, 0.0, 1.0)
    assert not g.preferred(1.1e-9, 0.0, 2.0)
    assert not g.preferred(0.5 + 0.9e-9, 0.5, 1.0)
    assert not g.preferred(0.0, 0.0, 0.0)


@given(st.integers(0, 10**6))
def test_of_offers_worth_the_same_the_first_by_name_is_taken(rng: int) -> None:
    """Two issues alike in all but their names, in whatever order they are listed."""
    w = random_weights(3, 2, rng=rng)
    alike: dict[str, Any] = {
        name: np.repeat(getattr(w, name)[..., :1], 2, axis=-1)
        for name in ("position", "capability", "outcome", "field_leverage", "field_position")
    }
    alike["salience"] = np.full_like(w.salience, 0.5)
    for issues in (("water", "roads"), ("roads", "water")):
        found = _offered(0, 1, replace(w, issues=issues, **alike))
        assert all(one.issues[0] == "roads" for one in found)


# -- order and names -----------------------------------------------------------------------------------


@given(
    st.lists(
        st.builds(
            Promise, st.integers(0, 1), st.floats(0, 1), st.booleans(), st.sampled_from([0.25, 0.5, 1.0])
        ),
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_the_promises_of_a_month_have_no_order(promises: list[Promise], random: object) -> None:
    shuffled = list(promises)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    kept = []
    for some in (promises, shuffled):
        actor = AllianceModel(one_run(random_weights(2, 2, rng=5), Script.empty(1, 2), row())).actors[0]
        actor.effort, actor.ceded, actor.promises = [0.2, 0.7], [0.1, 0.0], some
        keep(actor)
        kept.append([*actor.effort, *actor.stance, *actor.ceded])
        assert min(kept[-1]) >= 0.0
        assert max(kept[-1]) <= 1.0 + 1e-15
    np.testing.assert_allclose(kept[0], kept[1], rtol=0, atol=1e-15)


def test_three_promises_on_an_issue_by_hand() -> None:
    """Strengths 1/4, 1/2, 1/2 at 1, 0, 0.6, the last its own wish: 13/16 of the way to 0.55/1.25 = 0.44."""
    actor = AllianceModel(one_run(random_weights(2, 2, rng=5), Script.empty(1, 2), row())).actors[0]
    actor.effort, actor.stance = [0.2, 0.7], [0.6, 0.3]
    actor.promises = [
        Promise(0, 1.0, False, 0.25), Promise(0, 0.0, False, 0.5), Promise(0, 0.6, True, 0.5)
    ]  # fmt: skip
    keep(actor)
    assert actor.effort == [pytest.approx(0.2 + 13 / 16 * 0.8), 0.7]
    assert actor.stance == [pytest.approx(0.6 + 13 / 16 * (0.44 - 0.6)), 0.3]
    assert actor.ceded == [pytest.approx(13 / 16 * 0.6), 0.0]


@given(st.integers(0, 10**6), st.permutations(range(4)), st.permutations(range(3)))
def test_the_order_of_actors_and_issues_changes_no_agreement(
    rng: int, actors: list[int], issues: list[int]
) -> None:
    """All four praise each other, and each pair agrees on something: many promises on an issue."""
    w = random_weights(4, 3, rng=rng)
    turned = replace(
        w,
        actors=tuple(w.actors[k] for k in actors),
        issues=tuple(w.issues[q] for q in issues),
        salience=w.salience[:, actors][:, :, issues],
        position=w.position[:, actors][:, :, issues],
        capability=w.capability[:, actors][:, :, issues],
        trust=w.trust[:, actors][:, :, actors],
        commitment=w.commitment[:, actors][:, :, actors],
        outcome=w.outcome[issues],
        field_leverage=w.field_leverage[issues],
        field_position=w.field_position[issues],
    )
    found = []
    for made in (w, turned):
        model = AllianceModel(one_run(made, kind(2, 4), row(agreement=0.5)))
        state, months = {}, []
        for _ in range(2):
            model.step()
            months.append(set(model.agreements))
        for actor in model.actors:
            for q, issue in enumerate(made.issues):
                state[actor.name, issue] = (actor.effort[q], actor.stance[q], actor.ceded[q])
        found.append((months, state))
    (months, state), (months_turned, state_turned) = found
    assert months == months_turned
    for cell, held in state.items():
        np.testing.assert_allclose(state_turned[cell], held, rtol=0, atol=1e-13)


def test_some_actor_has_several_promises_on_one_issue() -> None:
    """So that the test above is of something."""
    model = AllianceModel(one_run(random_weights(4, 3, rng=1), kind(1, 4), row(agreement=0.5)))
    model.step()
    promised = [(actor.name, promise.issue) for actor in model.actors for promise in actor.promises]
    assert len(promised) > len(set(promised))


# -- switched off and at their ends --------------------------------------------------------------------


def _agreed_once(fading: float) -> AllianceModel:
    """Two actors who agree on their first issue by script, in the first month alone."""
    script = kind(3, 2, on=1)
    script.acts[1:], script.on[1:] = 0, 0
    return AllianceModel(
        one_run(random_weights(2, 2, rng=3), script, row(commitment_decay=fading, agreement=0.0))
    )


def test_what_fades_at_once_is_kept_for_a_month() -> None:
    model = _agreed_once(1.0)
    model.step()
    assert [actor.effort for actor in model.actors] == [[1.0, 0.0]] * 2
    model.step()
    assert [actor.effort for actor in model.actors] == [[0.0, 0.0]] * 2
    assert [actor.stance for actor in model.actors] == [actor.position for actor in model.actors]
    assert [actor.committed for actor in model.actors] == [0.0, 0.0]


def test_what_never_fades_is_kept_for_good() -> None:
    script = Script.empty(3, 2)
    script.bars[:, :, 1:] = 1
    aid = option("aid", 1, 2)
    script.acts[0, 0, aid], script.on[0, 0, aid] = 1, 1  # the first permits the second what it wishes
    model = AllianceModel(
        one_run(random_weights(2, 2, rng=3), script, row(commitment_decay=0.0, agreement=0.0))
    )
    for _ in range(3):
        model.step()
        giver, taker = model.actors
        assert giver.effort == giver.ceded == [1.0, 0.0]
        assert giver.stance == [taker.position[0], giver.position[1]]
        assert (taker.effort, taker.stance) == ([0.0, 0.0], taker.position)


@given(tables(agreement=0.0, max_months=6))
def test_where_own_agreements_have_no_strength_only_scripts_have_content(table: RunTable) -> None:
    def never(*_: object) -> None:
        raise AssertionError("an offer was weighed")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agreeing, "_best_offer", never)
        for model in stepped(table):
            assert {one.strength for one in model.agreements} <= {1.0}


def test_runs_without_own_agreements_are_the_same_beside_runs_with_them() -> None:
    """To the bit in the ensemble, where a block has runs of both kinds."""
    w = random_weights(4, 3, draws=5, rng=6)
    script = Script.empty(6, 4)
    for i, j in ((0, 1), (1, 0)):
        script.acts[2, i, option("endorse", j, 4)] = script.on[2, i, option("endorse", j, 4)] = 1
    plain = repeated(one_run(w, script, row(agreement=0.0)), 20)
    plain = replace(plain, weight=np.arange(20) % 5)
    both = replace(
        plain, settings=np.array([row(agreement=0.0), row(agreement=0.5)]), point=np.arange(20) % 2
    )
    alone, beside = simulate(plain, EVERYTHING, threads=1), simulate(both, EVERYTHING, threads=1)
    for name in ("measures_path", "trust_path", "acts_path", "outcome_path"):
        one, other = getattr(alone, name), getattr(beside, name)
        assert one[::2].tobytes() == other[::2].tobytes()
    assert alone.outcome_path[1::2].tobytes() != beside.outcome_path[1::2].tobytes()


@given(tables(agreement=0.0, status_quo=0.0, capability_conserved=1.0, max_months=6))
def test_without_agreements_and_status_quo_leverage_is_capability_conserved(table: RunTable) -> None:
    """E1 with what is lent missing at home and nothing else, whatever acts have content."""
    table = replace(table, scripts=tuple(replace(one, on=np.zeros_like(one.on)) for one in table.scripts))
    for model in stepped(table):
        for q, total in enumerate(model.total):
            behind = []
            for j in model.actors:
                assert (j.effort[q], j.stance[q], j.ceded[q]) == (0.0, j.position[q], 0.0)
                lent = sum(i.commitment[j.index] * i.capability[q] for i in j.others)
                own = (1 - j.committed) * j.mobilisation * j.capability[q]
                behind.append(j.salience[q] * j.free * (own + lent))
                assert j.leverage[q] == pytest.approx(behind[-1], rel=1e-12, abs=1e-15)
            assert total == pytest.approx(model.field_leverage[q] + sum(behind), rel=1e-12, abs=1e-15)


@given(tables(agreement=0.0, max_months=6))
def test_without_issues_named_content_is_no_matter(table: RunTable) -> None:
    scripts = tuple(replace(one, on=np.zeros_like(one.on)) for one in table.scripts)
    column = SETTING_NAMES.index("content")
    outs = []
    for content in (0.0, 1.0):
        settings = table.settings.copy()
        settings[:, column] = content
        outs.append(simulate(replace(table, scripts=scripts, settings=settings), EVERYTHING, threads=1))
    assert outs[0].outcome_path.tobytes() == outs[1].outcome_path.tobytes()
    assert outs[0].measures_path.tobytes() == outs[1].measures_path.tobytes()

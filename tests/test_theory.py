"""What the theory says must hold of any case at all: bounds, settlement, dependence, influence and choice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import formulas as f
from sim.agents import Actor
from sim.ensemble import Record, simulate
from sim.inputs import WAIT, RunTable, Script, Weights
from sim.model import AllianceModel
from sim.settings import default_settings
from tests.generators import one_run, random_weights, repeated, tables

CLOSE = 1e-12
EVERYTHING = Record(measures=True, trust=True, acts=True)


def _months(table: RunTable) -> Iterator[AllianceModel]:
    """The first run of a table at its start and after every month."""
    model = AllianceModel(table)
    yield model
    for _ in range(table.months):
        model.step()
        yield model


def _within(values: object, low: float, high: float) -> None:
    found = np.asarray(values, dtype=float)
    assert found.min(initial=low) >= low - CLOSE
    assert found.max(initial=high) <= high + CLOSE


# -- bounds ------------------------------------------------------------------------------------------


@given(tables())
def test_every_result_stays_in_its_bounds(table):
    out = simulate(table, EVERYTHING, threads=1)
    assert not out.failed.any()
    for name in ("hold", "share", "attainment", "dependence", "outcome"):
        _within(getattr(out, name), 0.0, 1.0)
    for name in ("hold_path", "share_path", "attainment_path", "outcome_path"):
        _within(getattr(out, name), 0.0, 1.0)
    _within(out.trust_path, -1.0, 1.0)
    assert out.sacrifice.min() >= 0.0


@given(tables())
def test_the_state_of_a_run_stays_in_its_bounds(table):
    most_a_month = 2.0  # kind, or harsh, acts on one actor
    for model in _months(table):
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
    for model in _months(table):
        for q, settled in enumerate(model.settled):
            wishes = [a.position[q] for a in model.actors if a.leverage[q] > 0.0]
            if model.field_leverage[q] > 0.0:
                wishes.append(model.field_position[q])
            if wishes:
                _within(settled, min(wishes), max(wishes))
            else:
                assert settled == (model.outcome if before is None else before)[q]
        before = list(model.outcome)


@given(tables())
def test_what_an_actor_depends_on_adds_up_to_one(table):
    for model in _months(table):
        for actor in model.actors:
            assert sum(actor.depends) == pytest.approx(1.0, abs=1e-9)
            _within(actor.depends, 0.0, 1.0)


@given(tables())
def test_the_say_on_an_issue_is_shared_out_at_most_once(table):
    for model in _months(table):
        for q, total in enumerate(model.total):
            paid = [
                sum(i.support(j) * i.capability[q] * j.drive[q] for j in model.actors) for i in model.actors
            ]
            said = sum(f.share(1.0, one, total) for one in paid)
            field = model.field_leverage[q] / total if total > 0.0 else 0.0
            assert said + field == pytest.approx(1.0 if total > 0.0 else 0.0, abs=1e-9)


@given(tables())
def test_on_a_single_issue_the_shares_of_all_are_at_most_one(table):
    w = table.weights
    single = replace(
        w, issues=w.issues[:1], salience=np.ones_like(w.salience[:, :, :1]),
        position=w.position[:, :, :1].copy(), capability=w.capability[:, :, :1].copy(),
        outcome=w.outcome[:1], field_leverage=w.field_leverage[:1], field_position=w.field_position[:1],
    )  # fmt: skip
    out = simulate(replace(table, weights=single), Record(measures=True), threads=1)
    assert out.share_path.sum(axis=2).max() <= 1.0 + CLOSE


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
    joined.acts[1, SECOND, 1 + f.AID * n + CLIENT] = 1
    joined.bars[1, SECOND, 1:] = 1  # and it does nothing else
    table = one_run(_with_patrons(rng, 0.0), apart, list(default_settings().values()))
    both = replace(
        repeated(table, 2), scripts=(apart, joined), script=np.array([0, 1]), draw=np.zeros(2, int)
    )
    out = simulate(both, EVERYTHING)
    first = out.hold_path[:, :, FIRST]
    assert first[0, 0] == first[1, 0]
    assert (first[1, 1:] < first[0, 1:]).all()


# -- what an act would do ------------------------------------------------------------------------------


def _settlement(model: AllianceModel, i: Actor, j: Actor, verb: int) -> list[float]:
    """E1 and E2 from the start, with one more act of i on j."""
    s = model.settings
    commitment = {(a.index, b.index): a.commitment[b.index] for a in model.actors for b in a.others}
    pressure = {(a.index, b.index): a.pressure[b.index] for a in model.actors for b in a.others}
    pair = (i.index, j.index)
    if verb == f.AID:
        commitment[pair] += s["step"] * (1.0 - sum(i.commitment))
    if verb == f.COERCE:
        commitment[pair] *= 0.5
        pressure[pair] += s["step"] * (1.0 - pressure[pair])
    settled = []
    for q, now in enumerate(model.settled):
        total = model.field_leverage[q]
        weighted = total * model.field_position[q]
        for b in model.actors:
            free = math.prod(1.0 - s["coercion"] * pressure[a.index, b.index] for a in b.others)
            for a in model.actors:
                support = s["mobilisation"] if a is b else commitment[a.index, b.index]
                part = support * a.capability[q] * b.salience[q] * free
                total += part
                weighted += part * b.position[q]
        settled.append(weighted / total if total > 0.0 else now)
    return settled


def _worth(model: AllianceModel, i: Actor, settled: list[float]) -> float:
    """E4 and E6: minus everybody's loss, weighed with i's concern for them."""
    s, total = model.settings, 0.0
    for m in model.actors:
        concern = 1.0
        if m is not i:
            depends = (s["dependence"] + s["alarm"] * m.warning[i.index]) * i.depends[m.index]
            concern = s["solidarity"] * i.trust[m.index] + depends
        losses = (w * (y - p) ** 2 for w, y, p in zip(m.salience, settled, m.position, strict=True))
        total -= concern * sum(losses)
    return total


@given(tables(max_months=4))
def test_the_gain_of_an_act_is_the_losses_it_spares_those_one_heeds(table):
    *_, model = _months(table)
    model.month -= 1  # the last month's menu
    n = len(model.actors)
    for i in model.actors:
        now = _worth(model, i, _settlement(model, i, i.others[0], f.ENDORSE))
        for option, terms in i.terms().items():
            v, j = divmod(option - 1, n)
            then = _worth(model, i, _settlement(model, i, model.actors[j], v))
            assert terms["gain"] == pytest.approx(then - now, abs=1e-9)


# -- choice --------------------------------------------------------------------------------------------


@given(tables(max_months=3, rationality=0.0))
def test_without_rationality_every_option_is_as_likely(table):
    for model in _months(table):
        if model.running:
            for actor in model.actors:
                chances = actor.probabilities()
                assert all(p == pytest.approx(1 / len(chances)) for p in chances.values())


@given(tables(max_months=3))
def test_log_odds_are_linear_in_values(table):
    for model in _months(table):
        if model.running:
            for actor in model.actors:
                values, chances = actor.values(), actor.probabilities()
                assert sum(chances.values()) == pytest.approx(1.0)
                for a, b in pairwise(option for option, p in chances.items() if p > 1e-280):
                    expected = model.settings["rationality"] * (values[a] - values[b])
                    assert np.log(chances[a]) - np.log(chances[b]) == pytest.approx(expected, abs=1e-6)


def _fits(found: np.ndarray, chances: dict[int, float]) -> None:
    """The options found are a sample of these chances, rare ones taken together."""
    counts = np.array([(found == option).sum() for option in chances], dtype=float)
    assert counts.sum() == len(found)  # nothing off the menu
    expected = np.array(list(chances.values())) * len(found)
    rare = expected < 10.0
    if rare.any():
        counts = np.append(counts[~rare], counts[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
    assert stats.chisquare(counts, expected, sum_check=False).pvalue > 0.001


@pytest.mark.parametrize("rationality", [0.0, 1.0, 2.5])
def test_openings_are_drawn_with_the_probabilities_of_the_logit(rationality):
    script = Script.empty(1, 4)
    script.bars[0, 0, [2, 9]] = 1
    row = default_settings() | {"rationality": rationality}
    table = one_run(random_weights(4, 3, rng=5), script, list(row.values()), rng=11)
    model = AllianceModel(table)
    acts = simulate(repeated(table, 6000), EVERYTHING).acts_path
    for actor in model.actors:
        _fits(acts[:, 0, 0, actor.index], actor.probabilities())


def test_answers_are_drawn_with_the_probabilities_of_the_logit():
    n = 4
    script = Script.empty(1, n)
    script.acts[0, 0, 1 + f.ENDORSE * n + 1] = 1
    script.acts[0, 1, 1 + f.WARN * n + 2] = 1
    script.acts[0, 2, 1 + f.AID * n + 0] = 1
    script.acts[0, 3, 1 + f.COERCE * n + 0] = 1
    script.acts[0, 3, 1 + f.AID * n + 1] = 1
    script.bars[0, 0, 1 + f.WARN * n + 3] = 1
    table = one_run(random_weights(n, 3, rng=6), script, list(default_settings().values()), rng=12)
    model = AllianceModel(table)
    model.agents.do("decide")
    acts = simulate(repeated(table, 6000), EVERYTHING).acts_path
    for actor in model.actors:
        assert actor.replies(actor.values()) != actor.values()
        _fits(acts[:, 0, 1, actor.index], actor.probabilities(actor.replies(actor.values())))


def test_identical_actors_behave_alike():
    n, twin, other = 4, 0, 1
    w = random_weights(n, 3, rng=8)
    for of_actor in (w.salience, w.position, w.capability):
        of_actor[0, other] = of_actor[0, twin]
    for pairs in (w.trust, w.commitment):
        pairs[0, other, 2:] = pairs[0, twin, 2:]
        pairs[0, 2:, other] = pairs[0, 2:, twin]
        pairs[0, other, twin] = pairs[0, twin, other]
    table = repeated(one_run(w, Script.empty(3, n), list(default_settings().values()), rng=4), 3000)
    out = simulate(table, EVERYTHING)
    swapped = {1 + v * n + twin: 1 + v * n + other for v in range(len(f.VERBS))}
    menu = [WAIT, *(1 + v * n + j for v in range(len(f.VERBS)) for j in (other, 2, 3))]
    mine = out.acts_path[:, :, :, twin].ravel()
    theirs = out.acts_path[:, :, :, other].ravel()
    theirs = np.array([swapped.get(option, option) for option in theirs.tolist()])
    counts = [[(acts == option).sum() for option in menu] for acts in (mine, theirs)]
    assert stats.chi2_contingency(counts).pvalue > 0.001
    for measure in (out.hold, out.share, out.attainment, out.sacrifice):
        gap = measure[:, twin] - measure[:, other]
        assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(len(gap)) + CLOSE


# -- the muted -----------------------------------------------------------------------------------------


@given(tables(), st.data())
def test_a_muted_actor_waits_throughout_and_nobody_depends_on_it(table, data):
    i = data.draw(st.integers(0, len(table.weights.actors) - 1))
    muted = replace(table, scripts=tuple(script.mute(i) for script in table.scripts))
    out = simulate(muted, EVERYTHING, threads=1)
    assert (out.acts_path[:, :, :, i] == -1).all()
    assert (out.sacrifice[:, i] == 0.0).all()
    assert (out.hold_path[:, :, i] == 0.0).all()
    for model in _months(muted):
        assert model.actors[i].done == []
        assert model.actors[i].commitment == [0.0] * len(model.actors)

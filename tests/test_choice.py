"""What an act is worth to an actor, and that it is chosen with the chance which that worth gives it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from sim import formulas as f
from sim.agents import Actor
from sim.ensemble import Record, simulate
from sim.inputs import WAIT, Script
from sim.model import AllianceModel
from sim.settings import default_settings
from tests.generators import one_run, random_weights, repeated, stepped, tables

ACTS = Record(acts=True)

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
    *_, model = stepped(table)
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
    for model in stepped(table):
        if model.running:
            for actor in model.actors:
                chances = actor.probabilities()
                assert all(p == pytest.approx(1 / len(chances)) for p in chances.values())


@given(tables(max_months=3))
def test_log_odds_are_linear_in_values(table):
    for model in stepped(table):
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
    acts = simulate(repeated(table, 6000), ACTS).acts_path
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
    acts = simulate(repeated(table, 6000), ACTS).acts_path
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
    out = simulate(table, ACTS)
    swapped = {1 + v * n + twin: 1 + v * n + other for v in range(len(f.VERBS))}
    menu = [WAIT, *(1 + v * n + j for v in range(len(f.VERBS)) for j in (other, 2, 3))]
    mine = out.acts_path[:, :, :, twin].ravel()
    theirs = out.acts_path[:, :, :, other].ravel()
    theirs = np.array([swapped.get(option, option) for option in theirs.tolist()])
    counts = [[(acts == option).sum() for option in menu] for acts in (mine, theirs)]
    assert stats.chi2_contingency(counts).pvalue > 0.001
    for measure in (out.hold, out.share, out.attainment, out.sacrifice):
        gap = measure[:, twin] - measure[:, other]
        assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(len(gap)) + 1e-12

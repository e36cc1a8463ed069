"""Scores of foreseen acts, their nulls and calibration, on numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from patronage.analysis.estimators.record import hindcast

MONTHS = np.array([0, 0, 1, 1])


def test_the_chance_of_an_act_is_the_mean_over_draws() -> None:
    logs = np.log2([[0.5, 0.25], [0.25, 0.25]])
    assert np.exp2(hindcast.mixed(logs)) == pytest.approx([0.375, 0.25])


def test_a_score_by_hand() -> None:
    logs = np.log2([[0.5, 0.5, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]])
    found = hindcast.score(logs, hindcast.uniform(4, 8), MONTHS)
    ahead = [math.log2(0.375 * 8)] * 2 + [1.0] * 2
    assert found.acts == 4
    assert found.bits == pytest.approx(np.mean(ahead))
    assert found.single == pytest.approx((1.5 + 1.0) / 2)
    assert found.interval == pytest.approx((1.025, 1.475))
    # Two months, whose sums of deviations are +d and -d with d the gap between the two means.
    gap = ahead[0] - ahead[2]
    assert found.error == pytest.approx(math.sqrt(2 * gap**2 * 2) / 4)


def test_a_score_of_some_acts() -> None:
    logs = np.log2([[0.5, 0.5, 0.25, 0.25]])
    found = hindcast.score(logs, hindcast.uniform(4, 8), MONTHS, np.array([True, True, False, False]))
    assert (found.acts, found.bits, found.error) == (2, 2.0, None)


def test_errors_of_independent_values_are_the_usual_ones() -> None:
    values = np.random.default_rng(0).normal(size=50)
    usual = values.std(ddof=1) / math.sqrt(50)
    assert hindcast.clustered_error(values, np.arange(50)) == pytest.approx(usual)


def test_values_that_repeat_within_a_group_tell_no_more_than_one() -> None:
    values = np.random.default_rng(1).normal(size=20)
    once = hindcast.clustered_error(values, np.arange(20))
    assert hindcast.clustered_error(np.repeat(values, 5), np.repeat(np.arange(20), 5)) == pytest.approx(once)


def test_own_frequencies_by_hand() -> None:
    place, actor = np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])
    found = np.exp2(hindcast.own_frequencies(place, actor, np.arange(4), 3))
    # The first's actor did 0 once and 1 once besides: 1.5 of 3.5. The last actor has no other act.
    assert found == pytest.approx([1.5 / 3.5, 1.5 / 3.5, 0.5 / 3.5, 1 / 3])


def test_own_frequencies_of_other_blocks() -> None:
    place, actor = np.array([0, 0, 0, 1]), np.zeros(4, dtype=np.int64)
    found = np.exp2(hindcast.own_frequencies(place, actor, MONTHS, 2))
    assert found == pytest.approx([1.5 / 3, 1.5 / 3, 2.5 / 3, 0.5 / 3])


def test_what_the_month_prompts_is_learned() -> None:
    g = np.random.default_rng(2)
    acts, options = 200, 5
    prompted = g.integers(0, options, acts)
    prompts = np.zeros((acts, options, 1))
    prompts[np.arange(acts), prompted, 0] = 1.0
    place = np.where(g.random(acts) < 0.7, prompted, g.integers(0, options, acts))
    actor, groups = g.integers(0, 3, acts), np.arange(acts) // 10
    own = hindcast.own_frequencies(place, actor, groups, options).mean()
    both = hindcast.frequencies_and_month(place, actor, groups, prompts).mean()
    chance = 0.7 + 0.3 / options
    best = chance * math.log2(chance) + (1 - chance) * math.log2(0.3 / options)
    assert own == pytest.approx(-math.log2(options), abs=0.1)
    assert both == pytest.approx(best, abs=0.15)


def test_prompts_that_say_nothing_leave_frequencies() -> None:
    g = np.random.default_rng(3)
    place, actor = np.minimum(g.geometric(0.5, 150) - 1, 4), np.zeros(150, dtype=np.int64)
    groups = np.arange(150) // 5
    own = hindcast.own_frequencies(place, actor, groups, 5).mean()
    both = hindcast.frequencies_and_month(place, actor, groups, np.zeros((150, 5, 2))).mean()
    assert both == pytest.approx(own, abs=0.03)


def test_calibration_by_hand() -> None:
    chances = np.array([[0.25, 0.75], [0.3, 0.7], [0.15, 0.85], [1.0, 0.0]])
    rare, some, likely = hindcast.calibration(chances, np.array([0, 1, 1, 0]))[:3]
    assert (rare.options, rare.chance, rare.came) == (1, 0.0, 0.0)
    assert (some.options, some.chance, some.came) == (1, 0.15, 0.0)
    assert (likely.options, likely.chance, likely.came) == (2, 0.275, 0.5)


def test_a_chance_of_one_has_its_place() -> None:
    found = hindcast.calibration(np.array([[1.0, 0.0]]), np.array([0]))[-1]
    assert (found.options, found.chance, found.came) == (1, 1.0, 1.0)


@pytest.mark.parametrize(("share", "count"), [(0.0, 10), (0.3, 20), (1.0, 5)])
def test_wilsons_interval_solves_its_equation(share: float, count: int) -> None:
    z = 1.6448536269514722
    for edge in hindcast.wilson(share, count):
        if 0.0 < edge < 1.0:
            assert abs(share - edge) == pytest.approx(z * math.sqrt(edge * (1.0 - edge) / count), abs=1e-6)
    assert hindcast.wilson(0.0, 10)[0] == 0.0

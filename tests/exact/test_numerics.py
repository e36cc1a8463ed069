"""Our own logarithm, exponential, hash and noise, against the libraries' and against published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from patronage.sim.exact.numerics import exp, log, log2_for_noise, mix, normal, odds, unit, waiting
from patronage.sim.model.settings import SETTINGS
from patronage.sim.model.terms import PROMPTS, Prompts, prompted
from patronage.sim.verbs import VERBS
from tests.support.generators import AID

GOLDEN = 0x9E3779B97F4A7C15
ALL_ONES = np.uint64(2**64 - 1)
DRAWS = 40_000


def _words(count: int, start: int = 0) -> list[np.uint64]:
    return [np.uint64(mix(np.uint64((start + k + 1) * GOLDEN % 2**64))) for k in range(count)]


@given(st.floats(1e-300, 1e300, allow_subnormal=False))
def test_log_is_that_of_the_library(x):
    assert log(x) == pytest.approx(math.log(x), rel=3e-16, abs=3e-16)


def test_log_is_accurate_near_one_and_exact_at_it():
    assert log(1.0) == 0.0
    for k in range(1, 53):
        for x in (1.0 + 2.0**-k, 1.0 - 2.0**-k):
            assert log(x) == pytest.approx(math.log(x), rel=1e-15)


@given(st.floats(-700.0, 700.0))
def test_exp_is_that_of_the_library(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=5e-16)


def test_exp_is_exact_at_zero_and_cut_at_both_ends():
    assert exp(0.0) == 1.0
    assert exp(1e9) == exp(700.0) < math.inf
    assert exp(-1e9) == exp(-700.0) > 0.0


@given(st.floats(-700.0, 700.0))
def test_the_quick_exponential_is_good_enough_for_odds(x):
    assert odds(x) == pytest.approx(math.exp(x), rel=3e-9)


def test_no_odds_are_infinite():
    assert odds(1e9) == odds(700.0) < math.inf
    assert odds(-1e9) == odds(-700.0) > 0.0


@pytest.mark.parametrize("worse_by", [14.0, 100.0, 1e6])
def test_at_the_bounds_of_the_settings_no_cut_makes_a_worse_option_as_good_as_the_best(worse_by):
    sharp = SETTINGS["rationality"].hard_high
    weights = [odds(-sharp * term.sign * SETTINGS[term.name].hard_high) for term in PROMPTS]
    against, aid = prompted(), VERBS[AID]
    best = against(odds(0.0), Prompts(kind=0.0, harsh=0.0, acted=1.0), aid, weights)
    worse = against(odds(sharp * worse_by), Prompts(kind=1.0, harsh=0.0, acted=0.0), aid, weights)
    assert worse > 1e16 * best


@given(st.floats(-600.0, 600.0))
def test_log_undoes_exp(x):
    assert log(exp(x)) == pytest.approx(x, rel=1e-15, abs=1e-15)


@given(st.floats(1e-300, 1e300, allow_subnormal=False))
def test_the_quick_logarithm_is_good_enough_for_noise(x):
    assert log2_for_noise(x) == pytest.approx(math.log2(x), rel=5e-12, abs=5e-12)


def test_the_hash_is_the_finaliser_of_splitmix64():
    state, found = 1234567, []
    for _ in range(3):
        state = (state + GOLDEN) % 2**64
        found.append(int(mix(np.uint64(state))))
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]  # its published outputs


def test_every_bit_put_in_moves_half_of_the_bits_that_come_out():
    words = _words(400)
    hashes = np.array([mix(w) for w in words], dtype=np.uint64)
    moved = np.zeros((64, 64))
    for bit in range(64):
        others = np.array([mix(w ^ np.uint64(1 << bit)) for w in words], dtype=np.uint64)
        changes = hashes ^ others
        moved[bit] = [np.mean((changes >> np.uint64(out)) & np.uint64(1)) for out in range(64)]
    assert moved.mean() == pytest.approx(0.5, abs=0.003)
    assert moved.min() > 0.5 - 5 * 0.025  # five standard errors of 400 tosses
    assert moved.max() < 0.5 + 5 * 0.025


def test_a_unit_lies_strictly_between_zero_and_one():
    assert 0.0 < unit(np.uint64(0)) < 2e-16
    assert 1.0 - 2e-16 < unit(ALL_ONES) < 1.0


def test_noise_is_finite_for_every_hash():
    for x in (np.uint64(0), ALL_ONES):
        assert 0.0 <= waiting(x) <= 52.0 * (1.0 + 1e-11)
        for y in (np.uint64(0), np.uint64(2**63), ALL_ONES):
            assert math.isfinite(normal(x, y))


def test_units_are_uniform():
    found = np.array([unit(w) for w in _words(DRAWS)])
    assert stats.kstest(found, "uniform").pvalue > 0.01
    assert found.mean() == pytest.approx(0.5, abs=4 * math.sqrt(1 / 12 / DRAWS))


def test_waiting_times_are_exponential():
    found = np.array([waiting(w) for w in _words(DRAWS)]) * math.log(2.0)
    assert stats.kstest(found, "expon").pvalue > 0.01
    assert found.mean() == pytest.approx(1.0, abs=4 / math.sqrt(DRAWS))
    assert found.var() == pytest.approx(1.0, abs=4 * math.sqrt(8 / DRAWS))


def test_the_logarithm_of_a_waiting_time_is_a_gumbel_draw():
    """So the clock that rings first is a logit choice, by value plus Gumbel noise (McFadden 1974)."""
    found = -np.log([waiting(w) * math.log(2.0) for w in _words(DRAWS)])
    assert stats.kstest(found, "gumbel_r").pvalue > 0.01
    assert found.mean() == pytest.approx(np.euler_gamma, abs=4 * math.sqrt(np.pi**2 / 6 / DRAWS))
    assert found.var() == pytest.approx(np.pi**2 / 6, rel=0.03)


def test_outcome_noise_is_normal():
    lengths, turns = _words(DRAWS), _words(DRAWS, start=DRAWS)
    found = np.array([normal(x, y) for x, y in zip(lengths, turns, strict=True)])
    assert stats.kstest(found, "norm").pvalue > 0.01
    assert found.mean() == pytest.approx(0.0, abs=4 / math.sqrt(DRAWS))
    assert found.var() == pytest.approx(1.0, abs=4 * math.sqrt(2 / DRAWS))
    assert stats.kurtosis(found) == pytest.approx(0.0, abs=4 * math.sqrt(24 / DRAWS))


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_cosine_of_a_normal_draw_is_that_of_the_library(x, y):
    length = math.sqrt(-2.0 * math.log(unit(np.uint64(x))))
    turn = 2.0 * math.pi * unit(np.uint64(y))
    found = normal(np.uint64(x), np.uint64(y))
    assert abs(found) == pytest.approx(abs(length * math.cos(turn)), abs=1e-12 * (1.0 + length))

"""The middle 90% of draws, and the Monte Carlo errors of its ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.verdict import interval_of, intervals_of


def test_an_interval_and_its_errors_worked_by_hand() -> None:
    """Of 0, 1, …, 400 the 5th percentile is 20; two errors are 2 sqrt(.05 x .95 / 401) of the draws."""
    found = interval_of(np.arange(401.0)[::-1])
    error = 400 * 2 * np.sqrt(0.05 * 0.95 / 401)  # 8.7
    assert (found.low, found.high) == pytest.approx((20.0, 380.0))
    assert found.around_low == pytest.approx((20.0 - error, 20.0 + error))
    assert found.around_high == pytest.approx((380.0 - error, 380.0 + error))


def test_with_few_draws_the_outer_error_is_the_inner_one() -> None:
    found = interval_of(np.arange(21.0))  # 0 to 20; no draw lies two errors below the 5th percentile
    low, above = found.low, found.around_low[1]
    assert found.around_low[0] == pytest.approx(low - (above - low))
    assert found.around_low[0] < 0.0


@given(st.integers(0, 2**32 - 1))
def test_other_draws_seldom_put_an_end_beyond_its_errors(rng: int) -> None:
    """The 5th percentile of a normal distribution is known: about 95 in 100 samples hold it."""
    values = np.random.default_rng(rng).normal(size=(400, 200))
    _, _, around, _ = intervals_of(values)
    covered = ((around[:, 0] <= -1.6449) & (around[:, 1] >= -1.6449)).mean()
    assert 0.90 < covered < 0.99


def test_a_missing_draw_changes_nothing_for_the_other_rows() -> None:
    draws = np.random.default_rng(1).normal(size=(3, 60))
    whole = intervals_of(draws)
    with_hole = draws.copy()
    with_hole[2, 0] = np.nan
    low, high, _, _ = intervals_of(with_hole)
    np.testing.assert_array_equal([low[:2], high[:2]], [whole[0][:2], whole[1][:2]])
    assert np.isfinite([low, high]).all()

"""When a loss is largest and surely one, against time series whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.verdict import FEW
from patronage.analysis.estimators.when import COVERED, _band, plain_whens, when_of

UNKNOWN = np.full(12, np.nan)


def time_series(rng: int, series: np.ndarray, spread: float, draws: int = 200) -> np.ndarray:
    """(draw, month) of a time series, with as much about it in each draw and month."""
    return series + spread * np.random.default_rng(rng).normal(size=(draws, len(series)))


def test_a_course_worked_by_hand() -> None:
    losses = np.array([[0.0, 0.02, 0.04, 0.01], [0.0, 0.04, 0.08, 0.01]])
    found = when_of(np.full((2, 4), 0.5), losses, UNKNOWN[:4])
    assert found.peak == pytest.approx(0.06)
    assert found.peak_month == 2
    assert found.peak_percent == pytest.approx(12.0)
    assert found.left_at_end == pytest.approx(0.01)
    assert found.excluding_zero == ()  # two draws say nothing of a band
    assert plain_whens({"hold": found}, ["a", "b", "c", "d"])["hold"]["peak_month"] == "c"


def test_a_gain_has_a_peak_below_zero_and_what_may_be_zero_no_percentage() -> None:
    losses = np.array([[0.01, -0.05]])
    assert when_of(np.ones((1, 2)), losses, UNKNOWN[:2]).peak == -0.05
    assert when_of(np.ones((1, 2)), losses, UNKNOWN[:2], signed=True).peak_percent is None
    assert when_of(np.zeros((1, 2)), losses, UNKNOWN[:2]).peak_percent is None
    assert when_of(np.ones((1, 2)), losses, UNKNOWN[:2], smallest=1.0).peak_percent is None
    unsure = np.tile(np.linspace(-0.1, 1.0, 40)[:, None], 2)  # a draw in ten is below zero
    assert when_of(unsure, np.tile(losses, (40, 1)), UNKNOWN[:2]).peak_percent is None


def test_months_of_a_plain_loss_exclude_zero_and_those_of_none_do_not() -> None:
    series = np.zeros(12)
    series[4:7] = 0.1
    found = when_of(np.full((200, 12), 0.5), time_series(1, series, 0.01), UNKNOWN)
    assert found.excluding_zero == (4, 5, 6)
    turned = when_of(np.full((200, 12), 0.5), -time_series(1, series, 0.01), UNKNOWN)
    assert turned.excluding_zero == (4, 5, 6)


def test_few_draws_and_equal_ones_exclude_no_month() -> None:
    series = np.full(12, 0.1)
    few = time_series(1, series, 0.001, FEW - 1)
    assert when_of(np.ones_like(few), few, UNKNOWN).excluding_zero == ()
    nothing = np.zeros((200, 12))
    assert when_of(nothing, nothing, UNKNOWN).excluding_zero == ()


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.9))
def test_the_band_holds_nine_draws_in_ten_in_all_months(rng: int, alike: float) -> None:
    """Whether the months go together or not; bands month by month would hold far fewer."""
    noise = np.random.default_rng(rng).normal(size=(500, 13))
    losses = alike * noise[:, :1] + (1.0 - alike) * noise[:, 1:]
    low, high = _band(losses)
    assert ((low <= losses) & (losses <= high)).all(axis=1).mean() == pytest.approx(COVERED, abs=0.003)


def test_monte_carlo_error_of_the_months_is_taken_out() -> None:
    """The same draws, of which most of the variance is error: the band is narrower."""
    losses = time_series(2, np.full(12, 0.02), 0.01)
    assert when_of(np.ones_like(losses), losses, UNKNOWN).excluding_zero == ()
    assert len(when_of(np.ones_like(losses), losses, np.full(12, 0.95e-4)).excluding_zero) == 12

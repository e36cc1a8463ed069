"""What Monte Carlo error adds to the spread of weight draws: estimated, and taken out of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.by_draw import by_draw
from patronage.analysis.estimators.influence import loss_of
from patronage.analysis.estimators.monte_carlo import draws_of, noise_of, part_left
from patronage.analysis.estimators.spread import spread_of
from patronage.analysis.estimators.verdict import BAND


def made(draws: int, replicates: int, between: float, within: float, rng: int = 1) -> np.ndarray:
    """Runs (draws, replicates) around draws' own values, which are normal around 0.3."""
    g = np.random.default_rng(rng)
    own = g.normal(0.3, between, (draws, 1))
    return np.asarray(own + g.normal(0.0, within, (draws, replicates)))


def test_hand_worked() -> None:
    values = np.array(
        [[0.0, 2.0], [4.0, 6.0], [8.0, 10.0]]
    )  # means 1, 5, 9: variance 16; within 2, so noise 1
    found = draws_of(values)
    assert found.means.tolist() == [1.0, 5.0, 9.0]
    assert found.monte_carlo_error_part == pytest.approx(1 / 16)
    assert found.corrected.tolist() == [1.0, 5.0, 9.0]  # three draws tell too little to take anything out
    left = 16 - 8 + 16 * np.sqrt(2 / 200)  # of a variance of 16, half error_part, over 201 draws
    assert part_left(np.array(16.0), np.array(8.0), 201) == pytest.approx(np.sqrt(left / 16))
    assert part_left(np.array(16.0), np.array(20.0), 201) == pytest.approx(np.sqrt(0.1))


@pytest.mark.parametrize("replicates", [4, 10, 50])
def test_the_range_hardly_depends_on_the_number_of_replicates(replicates: int) -> None:
    true = np.quantile(np.random.default_rng(0).normal(0.3, 1.0, 100_000), BAND)
    values = made(4_000, replicates, between=1.0, within=3.0)
    found = spread_of(values)
    assert (found.low, found.high) == pytest.approx(tuple(true), abs=0.15)
    assert found.monte_carlo_error_part == pytest.approx(9 / replicates / (1 + 9 / replicates), abs=0.05)
    raw = np.quantile(values.mean(axis=1), BAND)
    if replicates < 50:
        assert raw[1] - raw[0] > 1.3 * (true[1] - true[0])


def test_pure_monte_carlo_error_leaves_the_standard_error_of_the_mean() -> None:
    found = spread_of(made(200, 10, between=0.0, within=3.0))
    assert found.monte_carlo_error_part is not None
    assert found.monte_carlo_error_part > 0.8
    assert found.standard_error is not None
    assert found.high - found.low >= 2 * 1.5 * found.standard_error


@pytest.mark.parametrize(
    "values", [np.array([3.0, 1.0, 2.0]), np.array([[3.0], [1.0], [2.0]]), np.ones((1, 9))]
)
def test_where_monte_carlo_error_is_unknown_nothing_is_taken_out(values: np.ndarray) -> None:
    found = draws_of(values)
    assert found.monte_carlo_error_part is None
    assert found.corrected.tolist() == found.means.tolist()


def test_runs_that_failed_do_not_count() -> None:
    values = np.array([[1.0, 3.0], [np.nan, np.nan], [5.0, np.nan]])
    assert draws_of(values).means.tolist() == [2.0, 5.0]
    with pytest.raises(ValueError, match="no draw"):
        draws_of(np.full((2, 2), np.nan))


@given(st.integers(2, 30), st.integers(2, 6), st.floats(-5, 5), st.floats(0.1, 10), st.integers(0, 1000))
def test_it_moves_and_stretches_with_its_values(
    draws: int, replicates: int, moved: float, stretched: float, rng: int
) -> None:
    values = made(draws, replicates, 1.0, 2.0, rng)
    plain, other = draws_of(values), draws_of(moved + stretched * values)
    np.testing.assert_allclose(other.corrected, moved + stretched * plain.corrected, atol=1e-9)
    assert plain.corrected.mean() == pytest.approx(plain.means.mean())
    assert (
        np.abs(plain.corrected - plain.corrected.mean()).sum()
        <= np.abs(plain.means - plain.means.mean()).sum() + 1e-9
    )


def test_sums_give_the_monte_carlo_error_that_the_runs_give() -> None:
    values = made(50, 6, 1.0, 1.0)
    values[0, 2:] = np.nan  # two runs left
    values[1] = np.nan  # and of this draw none
    kept = np.isfinite(values)
    sums, squares = np.nansum(values, axis=1), np.array(np.nansum(values**2))
    found = draws_of(values)
    noise = noise_of(sums, squares, kept.sum(axis=1))
    assert found.monte_carlo_error_part == pytest.approx(float(noise) / found.means.var(ddof=1))
    assert np.isnan(noise_of(np.ones(3), np.array(3.0), np.ones(3, dtype=np.int64)))


def test_a_loss_has_its_range_with_monte_carlo_error_and_without() -> None:
    values = np.stack([made(300, 5, 1.0, 4.0, 2), np.zeros((300, 5))])
    loss = loss_of(by_draw(values, np.ones((300, 5), dtype=bool)))
    assert loss.interval_with_monte_carlo_error == pytest.approx(
        tuple(np.quantile(values[0].mean(axis=1), BAND))
    )
    assert loss.interval[1] - loss.interval[0] < 0.7 * (
        loss.interval_with_monte_carlo_error[1] - loss.interval_with_monte_carlo_error[0]
    )
    assert loss.monte_carlo_error_part == pytest.approx(16 / 5 / (1 + 16 / 5), abs=0.1)

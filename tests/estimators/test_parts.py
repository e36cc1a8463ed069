"""What of a variance is lost: known parts are found, and Monte Carlo error is none of them."""

from __future__ import annotations

import numpy as np
import pytest

from patronage.analysis.estimators.parts import lost


def _made(draws: int, replicates: int, noise: float, rng: int = 1):
    """Losses of which 9 parts in 10 come from one thing and 1 from another; as they are, and without each."""
    g = np.random.default_rng(rng)
    one, other = 3.0 * g.normal(size=draws), g.normal(size=draws)
    monte_carlo_error_part = noise * g.normal(size=(draws, replicates))
    return np.stack([both[:, None] + monte_carlo_error_part for both in (one + other, other, one)])


def test_known_parts_are_found_and_add_up_where_nothing_acts_together() -> None:
    found = lost(_made(2000, 5, 2.0), rng=3)
    assert found.share == pytest.approx([0.9, 0.1], abs=4 * found.error.max())
    assert found.error.max() < 0.02
    assert found.variance == pytest.approx(10.0, rel=0.1)
    assert found.monte_carlo == pytest.approx(4.0 / 5, rel=0.05)


def test_monte_carlo_error_left_in_would_be_distinguished_from_what_is_found() -> None:
    """With two noisy runs a draw a plain ratio of variances gives the larger part far too little."""
    losses = _made(4000, 2, 8.0)
    found = lost(losses, rng=3)
    means = losses.mean(axis=2).var(axis=1, ddof=1)
    assert 1.0 - means[1] / means[0] < 0.3
    assert found.share[0] == pytest.approx(0.9, abs=4 * found.error[0])


def test_what_makes_the_spread_larger_when_it_is_held_has_a_part_below_nothing() -> None:
    one, other, both = _made(2000, 4, 0.5)[[1, 2, 0]]
    found = lost(np.stack([both, both + other]), rng=1)  # held at its mean, the other counts double
    assert found.share[0] < -1.0
    assert one.shape == both.shape


def test_runs_that_failed_count_in_no_variant_and_few_are_too_few() -> None:
    losses = _made(300, 4, 1.0)
    failing = losses.copy()
    failing[1, :40, 0] = np.nan
    failing[2, 7] = np.nan
    assert lost(failing, rng=1).share == pytest.approx(lost(losses, rng=1).share, abs=0.05)
    with pytest.raises(ValueError, match="two draws"):
        lost(np.full((2, 3, 4), np.nan), rng=1)
    with pytest.raises(ValueError, match="two draws"):
        lost(losses[:, :, :1], rng=1)


def test_a_loss_that_never_differs_has_no_parts() -> None:
    found = lost(np.zeros((3, 50, 4)), rng=1)
    assert found.variance == 0.0
    assert np.isnan(found.share).all()

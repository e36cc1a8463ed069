"""A number that is known as well as the evidence allows: its mean over weight draws, and their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.influence import middle
from patronage.analysis.estimators.monte_carlo import draws_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """mean over draws; low, high: their 5th and 95th percentile; standard_error: of the mean, None for one.

    above_zero: share of draws above 0 (ties count half, so that a quantity that is always 0 has one half).
    Percentiles and share are of draws without the luck of their replicates; luck: what part of the variance
    of their means that luck is, None where it cannot be told (see `analysis.estimators.monte_carlo`).
    """

    mean: float
    low: float
    high: float
    standard_error: float | None
    above_zero: float
    luck: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the mean lies further from 0 than two of its standard errors."""
        return self.standard_error is not None and abs(self.mean) > 2.0 * self.standard_error

    @property
    def spans_zero(self) -> bool:
        """Whether the interval over draws holds 0, so that not even the sign is known."""
        return self.low <= 0.0 <= self.high

    def plain(self) -> dict[str, Any]:
        """For JSON: mean, interval, standard_error, share_of_draws_above_zero, luck."""
        return {
            "mean": self.mean,
            "interval": [self.low, self.high],
            "standard_error": self.standard_error,
            "share_of_draws_above_zero": self.above_zero,
            "luck": self.luck,
        }


def spread_of(values: Floats) -> Spread:
    """The spread of one number a run, (W, R), NaN where it failed, or a draw, (W,); ValueError for none."""
    draws = draws_of(values)
    low, high = middle(draws.quiet)
    return Spread(
        mean=draws.mean,
        low=low,
        high=high,
        standard_error=draws.standard_error,
        above_zero=float((draws.quiet > 0.0).mean() + 0.5 * (draws.quiet == 0.0).mean()),
        luck=draws.luck,
    )


def paired(values: Floats) -> Floats:
    """Values (V, draw, replicate) with NaN in every variant where the run failed in any, to stay paired.

    A draw all of whose runs failed is left out; ValueError where no draw is left.
    """
    kept: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=0))
    some: NDArray[np.bool_] = np.asarray(kept.any(axis=1))
    if not some.any():
        raise ValueError("no draw is left to estimate from")
    return np.where(kept[some], values[:, some], np.nan)

"""A number that is known as well as the evidence allows: its mean over weight draws, and their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.influence import BAND

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """mean over draws; low, high: their 5th and 95th percentile; standard_error: of the mean, None for one.

    above_zero: share of draws above 0 (ties count half, so that a quantity that is always 0 has one half).
    """

    mean: float
    low: float
    high: float
    standard_error: float | None
    above_zero: float

    @property
    def settled(self) -> bool:
        """Whether the mean lies further from 0 than two of its standard errors."""
        return self.standard_error is not None and abs(self.mean) > 2.0 * self.standard_error

    @property
    def spans_zero(self) -> bool:
        """Whether the interval over draws holds 0, so that not even the sign is known."""
        return self.low <= 0.0 <= self.high

    def plain(self) -> dict[str, Any]:
        """For JSON: mean, interval, standard_error, share_of_draws_above_zero."""
        return {
            "mean": self.mean,
            "interval": [self.low, self.high],
            "standard_error": self.standard_error,
            "share_of_draws_above_zero": self.above_zero,
        }


def spread_of(draws: Floats) -> Spread:
    """The spread of one number a draw, shape (W,); ValueError where there are none."""
    if not len(draws):
        raise ValueError("no draw is left to estimate from")
    low, high = (float(edge) for edge in np.quantile(draws, BAND))
    return Spread(
        mean=float(draws.mean()),
        low=low,
        high=high,
        standard_error=float(draws.std(ddof=1) / np.sqrt(len(draws))) if len(draws) > 1 else None,
        above_zero=float((draws > 0.0).mean() + 0.5 * (draws == 0.0).mean()),
    )


def means_over_replicates(values: Floats) -> Floats:
    """Draw means (V, kept draws) of values (V, draw, replicate), NaN where a run failed.

    A run that failed under one variant counts under none, so that the variants stay paired; a draw all of
    whose runs failed is left out. ValueError where no draw is left.
    """
    kept: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=0))
    some: NDArray[np.bool_] = np.asarray(kept.any(axis=1))
    if not some.any():
        raise ValueError("no draw is left to estimate from")
    kept, values = kept[some], values[:, some]
    means: Floats = np.where(kept, values, 0.0).sum(axis=2) / kept.sum(axis=1)
    return means

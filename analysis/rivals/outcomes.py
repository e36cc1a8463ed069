"""How far forecasts are from outcomes that are known, and how surely one forecast beats another.

Issues of one proposal are decided together, so their errors are not independent: the bootstrap resamples
whole proposals (Cameron, Gelbach and Miller 2008, "Bootstrap-based improvements for inference with clustered
errors", Review of Economics and Statistics 90). Errors are in points, hundredths of the scale of positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Floats, Integers
from patronage.analysis.estimators.verdict import BAND

NEAR = 5.0  # points within which a forecast counts as right
RESAMPLES = 2000
ROUNDING = 1e-9  # points; what an outcome of exactly five points' distance may be off by


@dataclass(frozen=True)
class Estimate:
    """A mean over issues and its interval: from the 5th to the 95th percentile over resampled proposals."""

    mean: float
    low: float
    high: float

    def plain(self) -> dict[str, float]:
        """For JSON."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Score:
    """One forecast's errors.

    issues: how many it was made for. error: mean absolute error, points. near: share within five points.
    beside: error less that of the forecast compared with, over the issues that both were made for, of which
    there are ``both``; None for that forecast itself, and where there are none.
    """

    issues: int
    error: Estimate
    near: Estimate
    beside: Estimate | None
    both: int


def resampled(proposals: list[str], rng: int, resamples: int = RESAMPLES) -> tuple[Integers, Floats]:
    """The place of each issue's proposal, and (B, P) how often each of P proposals is in each resample."""
    _, place = np.unique(proposals, return_inverse=True)
    count = int(place.max()) + 1
    draws = np.random.default_rng(rng).multinomial(count, np.full(count, 1.0 / count), size=resamples)
    return place.ravel().astype(np.int64), draws.astype(np.float64)


def estimate(values: Floats, place: Integers, draws: Floats) -> Estimate:
    """The mean of values (K,), not a number where there is none, and its interval by resampled proposals.

    A resample without any value is passed over.
    """
    known = ~np.isnan(values)
    count = draws.shape[1]
    totals = np.bincount(place[known], weights=values[known], minlength=count)
    sizes = np.bincount(place[known], minlength=count)
    held = draws @ sizes
    means = (draws @ totals)[held > 0] / held[held > 0]
    low, high = np.quantile(means, BAND) if len(means) else (np.nan, np.nan)
    return Estimate(float(values[known].mean()), float(low), float(high))


def scored(
    errors: dict[str, Floats], near: dict[str, Floats], place: Integers, draws: Floats, beside: str
) -> dict[str, Score]:
    """The scores of absolute errors (K,) in points, not a number where a forecast says nothing.

    near: which of them (K,) are within five points, 1 or 0, as `is_near` has it, or how often. place and
    draws: as `resampled` has them, the same for every forecast. beside: the forecast that the others are
    compared with. Forecasts that say nothing at all are left out.
    """
    found = {}
    for name, error in errors.items():
        known = ~np.isnan(error)
        if not known.any():
            continue
        gap = error - errors[beside]
        both = int((~np.isnan(gap)).sum())
        compared = estimate(gap, place, draws) if name != beside and both else None
        found[name] = Score(
            int(known.sum()),
            estimate(error, place, draws),
            estimate(near[name], place, draws),
            compared,
            both,
        )
    return found


def is_near(error: Floats) -> Floats:
    """1 for errors within five points, else 0; not a number where there is none."""
    return np.where(np.isnan(error), np.nan, error <= NEAR + ROUNDING)


def of_another(made: Floats, outcome: Floats, width: float, proposals: list[str]) -> tuple[Floats, Floats]:
    """The null of a forecast: each outcome's distance to the forecasts for issues of all other proposals.

    Its mean (K,) in points, and the share (K,) of these forecasts within five points: what it would err by if
    it knew what positions are like in general, and nothing of the issue. Not a number where there is no other
    proposal.
    """
    names = np.array(proposals)
    away = 100.0 * np.abs(made[None, :] - outcome[:, None]) / width
    counted = (names[:, None] != names[None, :]) & ~np.isnan(away)
    number = counted.sum(axis=1)
    means = [
        np.divide(values.sum(axis=1), number, out=np.full(len(made), np.nan), where=number > 0)
        for values in (np.where(counted, away, 0.0), np.where(counted, away <= NEAR + ROUNDING, 0.0))
    ]
    return means[0], means[1]

"""When a loss is largest, in which months it is surely one, and what is left of it at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import part_left
from patronage.analysis.estimators.verdict import BAND, ERRORS, FEW

Floats = NDArray[np.float64]

COVERED = 0.9  # the share of draws all of whose months the band holds
_RESAMPLES = 200


@dataclass(frozen=True)
class When:
    """A loss by month, in a few numbers.

    peak: the mean loss over draws in the month in which it is furthest from zero, in points, negative for a
    gain; peak_month: that month, counted as those that were given. peak_percent: of the reference in that
    month; None where that is not clearly above zero, as of `Loss.loss_percent`. excluding_zero: the
    months in which a band that holds 90% of the draws in all months at once excludes zero. left_at_end: the
    mean loss in the last month.
    """

    peak: float
    peak_month: int
    peak_percent: float | None
    excluding_zero: tuple[int, ...]
    left_at_end: float


def when_of(
    reference: Floats, losses: Floats, noise: Floats, *, signed: bool = False, smallest: float | None = None
) -> When:
    """From each draw's mean over its replicates, ``reference`` and ``losses`` (draw, month).

    ``noise`` (month,): the variance of the losses that is Monte Carlo error, NaN where it is unknown.
    ``signed``: whether the measure may be near zero or below, so that there is no percentage of it.
    ``smallest``: the smallest change that matters, in points.
    """
    mean = losses.mean(axis=0)
    month = int(np.abs(mean).argmax())
    whole = reference[:, month]
    clear = not signed and float(np.quantile(whole, BAND[0])) > (smallest or 0.0)
    return When(
        peak=float(mean[month]),
        peak_month=month,
        peak_percent=100.0 * float(mean[month] / whole.mean()) if clear else None,
        excluding_zero=_surely(losses, noise),
        left_at_end=float(mean[-1]),
    )


def _surely(losses: Floats, noise: Floats) -> tuple[int, ...]:
    """The months in which the band excludes zero by two of the errors that a bootstrap over draws shows.

    The band lies as many standard deviations about the mean in each month as it takes to hold 90% of the
    draws in all months at once (Montiel Olea and Plagborg-Møller 2019).
    """
    draws = len(losses)
    if draws < FEW:
        return ()
    part = part_left(losses.var(axis=0, ddof=1), noise, draws)
    corrected = losses.mean(axis=0) + part * (losses - losses.mean(axis=0))
    which = np.random.default_rng(0).integers(draws, size=(_RESAMPLES, draws))
    ends = np.array([_band(corrected[one]) for one in which])
    (low, high), (low_error, high_error) = _band(corrected), ends.std(axis=0, ddof=1)
    surely = (low - ERRORS * low_error > 0.0) | (high + ERRORS * high_error < 0.0)
    return tuple(np.flatnonzero(surely).tolist())


def _band(losses: Floats) -> tuple[Floats, Floats]:
    mean, spread = losses.mean(axis=0), losses.std(axis=0, ddof=1)
    far = np.abs(losses - mean) / np.where(spread > 0.0, spread, np.inf)
    reach = np.quantile(far.max(axis=1), COVERED) * spread
    return mean - reach, mean + reach


def plain_whens(whens: Mapping[str, When], months: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For JSON, by measure; ``months``: what the months are called."""
    return {
        name: {
            "peak": when.peak,
            "peak_month": months[when.peak_month],
            "peak_percent": when.peak_percent,
            "months_excluding_zero": [months[month] for month in when.excluding_zero],
            "left_at_end": when.left_at_end,
        }
        for name, when in whens.items()
    }

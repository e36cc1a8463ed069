"""What is established of a loss and what is open; and whether a mean is distinguishable from zero.

These are two questions. The first is about the evidence: over the weights that it allows, is there a loss,
and does it matter? `status_of` alone decides it, for every sentence, table, page and chart. The second is
about Monte Carlo error: would other random numbers give a mean of another sign? `distinguishable` alone
decides that; it is asked of parts of a loss, of changes and of rival models, whose sizes are what is shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEW = 20  # draws, below which their range and the share of them with a loss mean little
ENOUGH = 76  # draws from which two errors beyond a 5th percentile there are draws, 4 (1 - 0.05) / 0.05
ERRORS = 2.0  # standard errors from zero beyond which a mean is distinguishable from it
BAND = (0.05, 0.95)  # the interval: the middle 90% of the draws


class Status(StrEnum):
    """What the draws of the weights say of a loss."""

    NOTHING_CAN_HAPPEN = "nothing_can_happen"
    TOO_FEW_DRAWS = "too_few_draws"
    OPEN = "open"
    NEGLIGIBLE = "negligible"
    LOSES = "loses"
    GAINS = "gains"


class Interval(NamedTuple):
    """The middle 90% of draws, and how well other draws and replicates would give its ends back.

    around_low, around_high: each end less and more two of its Monte Carlo errors.
    """

    low: float
    high: float
    around_low: tuple[float, float]
    around_high: tuple[float, float]


class LossRow(NamedTuple):
    """The numbers by which a loss is judged, or a difference of two.

    mean: over draws, in points, above zero for a loss. low, high: 5th and 95th percentile of the draws'
    losses without the Monte Carlo error of their replicates. draws: how many count. losing: share of them
    with a loss, 0 to 1. percent: the mean as a part of the reference; None where there is no such part.
    around_low, around_high: each end less and more two Monte Carlo errors; None where it is exact. smallest:
    the smallest change that matters, in points; None where the case names none.
    """

    mean: float
    low: float
    high: float
    draws: int
    losing: float
    percent: float | None = None
    around_low: tuple[float, float] | None = None
    around_high: tuple[float, float] | None = None
    smallest: float | None = None

    @property
    def status(self) -> Status:
        """What is established of it."""
        return status_of(self)

    @property
    def few(self) -> bool:
        """Whether a status is given from so few draws that the ends of the interval are poorly known."""
        judged = self.status not in {Status.NOTHING_CAN_HAPPEN, Status.TOO_FEW_DRAWS}
        return judged and self.draws < ENOUGH

    @property
    def surely(self) -> tuple[float, float]:
        """The interval with both ends two Monte Carlo errors further out."""
        low = self.low if self.around_low is None else self.around_low[0]
        return low, self.high if self.around_high is None else self.around_high[1]

    @property
    def near(self) -> Status | None:
        """What more runs may establish of an open loss; None where it is not open, or plainly is.

        An end within two of its errors of zero, or of the smallest change that matters, may lie beyond it.
        """
        if self.status is not Status.OPEN:
            return None
        least, low = self.around_low or (self.low, self.low)
        high, most = self.around_high or (self.high, self.high)
        if least <= 0.0 < low:
            return Status.LOSES
        if high < 0.0 <= most:
            return Status.GAINS
        if self.smallest is not None and -self.smallest < low and high < self.smallest:
            return Status.NEGLIGIBLE
        return None

    @property
    def borderline(self) -> bool:
        """Whether it is open and more runs may settle it."""
        return self.near is not None


def status_of(row: LossRow) -> Status:
    """The one rule.

    A loss or a gain is established where the middle 90% of the draws lie on its side of zero, and negligible
    where they lie within the smallest change that matters (Lakens 2017); both with two Monte Carlo errors to
    spare.
    """
    if row.mean == row.low == row.high == 0.0:
        return Status.NOTHING_CAN_HAPPEN
    if row.draws < FEW:
        return Status.TOO_FEW_DRAWS
    low, high = row.surely
    if row.smallest is not None and -row.smallest < low and high < row.smallest:
        return Status.NEGLIGIBLE
    if low <= 0.0 <= high:
        return Status.OPEN
    return Status.LOSES if row.mean > 0.0 else Status.GAINS


def interval_of(draws: Floats) -> Interval:
    """The interval of one number a draw, (W,), with its errors; ValueError for no draw.

    The errors are those of order statistics, which need no form of the distribution (Conover 1999). With few
    draws there is none far enough out: then the inner error is taken for the outer as well.
    """
    (low,), (high,), around_low, around_high = intervals_of(np.asarray(draws)[None, :])
    (below, above), (under, over) = around_low[0].tolist(), around_high[0].tolist()
    return Interval(float(low), float(high), (below, above), (under, over))


def intervals_of(draws: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The same of each row of (P, W), NaN where a draw is missing: low, high (P,), around them (P, 2)."""
    count = int(np.isfinite(draws).sum(axis=1).min())
    if not count:
        raise ValueError("no draw is left to estimate from")
    part = BAND[0]
    error = ERRORS * float(np.sqrt(part * (1.0 - part) / count))
    outer, inner = max(0.0, part - error), min(0.5, part + error)
    quantile = np.quantile if count == draws.shape[1] else np.nanquantile  # which is slower by far
    edges = quantile(draws, (outer, part, inner, 1.0 - inner, 1.0 - part, 1.0 - outer), axis=1)
    least, low, above, under, high, most = edges
    if part < error:
        least, most = np.minimum(least, 2.0 * low - above), np.maximum(most, 2.0 * high - under)
    return low, high, np.stack([least, above], axis=1), np.stack([under, most], axis=1)


def distinguishable(mean: float | Floats, standard_error: float | Floats | None) -> NDArray[np.bool_]:
    """Whether means lie further from zero than two of their standard errors; never where there is none."""
    return np.asarray(np.abs(mean) > ERRORS * np.asarray(standard_error, dtype=np.float64))

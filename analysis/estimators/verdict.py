"""What is established of a loss and what is open; and whether a mean is distinguishable from zero.

These are two questions. The first is about the evidence: over the weights that it allows, is there a loss?
`status_of` alone decides it, for every sentence, table, page and chart. The second is about Monte Carlo
error: would other random numbers give a mean of another sign? `distinguishable` alone decides that; it is
asked of parts of a loss, of changes and of rival models, whose sizes are what is shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEW = 20  # draws, below which their range and the share of them with a loss mean little
ERRORS = 2.0  # standard errors from zero beyond which a mean is distinguishable from it


class Status(StrEnum):
    """What the draws of the weights say of a loss."""

    NOTHING_CAN_HAPPEN = "nothing can happen"
    TOO_FEW_DRAWS = "too few draws"
    OPEN = "open"
    LOSES = "loses"
    GAINS = "gains"


class LossRow(NamedTuple):
    """The numbers by which a loss is judged, or a difference of two.

    mean: over draws, in points, above zero for a loss. low, high: 5th and 95th percentile of the draws'
    losses without the luck of their replicates. draws: how many count. losing: share of them with a loss,
    0 to 1. percent: the mean as a part of the reference; None where there is no such part.
    """

    mean: float
    low: float
    high: float
    draws: int
    losing: float
    percent: float | None = None

    @property
    def status(self) -> Status:
        """What is established of it."""
        return status_of(self)


def status_of(row: LossRow) -> Status:
    """The one rule: established is a loss or gain on whose side of zero the middle 90% of the draws lie."""
    if row.mean == row.low == row.high == 0.0:
        return Status.NOTHING_CAN_HAPPEN
    if row.draws < FEW:
        return Status.TOO_FEW_DRAWS
    if row.low <= 0.0 <= row.high:
        return Status.OPEN
    return Status.LOSES if row.mean > 0.0 else Status.GAINS


def distinguishable(mean: float | Floats, standard_error: float | Floats | None) -> NDArray[np.bool_]:
    """Whether means lie further from zero than two of their standard errors; never where there is none."""
    return np.asarray(np.abs(mean) > ERRORS * np.asarray(standard_error, dtype=np.float64))

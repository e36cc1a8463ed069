"""How far weight draws differ, once the Monte Carlo error of their few replicates is taken out.

A draw's mean over replicates differs from what the draw makes expected, by Monte Carlo error, so the means
lie further apart than what is expected does: the fewer the replicates, the further. How much of their
variance is Monte Carlo error shows in how the replicates of a draw differ (one-way analysis of variance,
draws random; Fisher 1925). The means are drawn together to the variance that is left (Louis 1984) and a
standard error more, and then their percentiles say what the evidence leaves open, by and large whatever the
number of replicates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """means (W,): of each draw's replicates. corrected (W,): the same, Monte Carlo error taken out.

    monte_carlo_error_part: of the variance of the means, from 0 to 1; None where it is unknown, for want
    of replicates or of draws, or for lack of any variance. Then corrected is the means as they are.
    """

    means: Floats
    corrected: Floats
    monte_carlo_error_part: float | None

    @property
    def mean(self) -> float:
        """Over draws."""
        return float(self.means.mean())

    @property
    def standard_error(self) -> float | None:
        """Of the mean, Monte Carlo error included; None for a single draw."""
        count = len(self.means)
        return float(self.means.std(ddof=1) / np.sqrt(count)) if count > 1 else None


def draws_of(values: Floats) -> Draws:
    """From one number a run, (W, R), NaN where a run failed; or one a draw, (W,), without such error.

    Draws all of whose runs failed are left out; ValueError where none is left.
    """
    return draws_from(*replicate_sums(values[:, None] if values.ndim == 1 else values))


def replicate_sums(values: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """What `draws_from` takes, each (…, W), from runs (…, W, R), NaN where one failed."""
    kept = np.isfinite(values)
    counts: NDArray[np.int64] = kept.sum(axis=-1)
    means: Floats = np.where(kept, values, 0.0).sum(axis=-1) / np.maximum(1, counts)
    squares: Floats = np.where(kept, (values - means[..., None]) ** 2, 0.0).sum(axis=-1)
    return means, squares, counts


def draws_from(means: Floats, squares: Floats, counts: NDArray[np.int64]) -> Draws:
    """From each draw's mean over its replicates, their squared distances from it added up, and their number.

    Each (W,). Draws without any are left out; ValueError where no draw is left.
    """
    some = counts > 0
    means, squares, counts = means[some], squares[some], counts[some]
    if not len(means):
        raise ValueError("no draw is left to estimate from")
    more = int((counts - 1).sum())
    if not more or len(means) < 2 or not (variance := float(means.var(ddof=1))) > 0.0:
        return Draws(means, means, None)
    noise = float(squares.sum()) / more * float((1.0 / counts).mean())
    part = float(part_left(np.array(variance), np.array(noise), len(means)))
    middle = means.mean()
    return Draws(means, middle + part * (means - middle), min(1.0, noise / variance))


def noise_of(sums: Floats, squares: Floats, counts: NDArray[np.int64] | Floats) -> Floats:
    """The variance of draws' means that is Monte Carlo error, from sums of their runs instead of the runs.

    sums, counts (W, …): of each draw, and how many runs it has, 0 where it is left out; squares (…): the sum
    of squares over all draws. NaN where no draw has replicates.
    """
    each = np.divide(1.0, counts, out=np.zeros(counts.shape), where=counts > 0)
    more = np.maximum(counts - 1, 0).sum(axis=0)
    within = np.maximum(0.0, squares - (sums**2 * each).sum(axis=0))
    draws = np.maximum(1, (counts > 0).sum(axis=0))
    noise: Floats = within * each.sum(axis=0) / draws
    return np.asarray(np.divide(noise, more, out=np.full(noise.shape, np.nan), where=more > 0))


def part_left(variance: Floats, noise: Floats, draws: int | NDArray[np.int64]) -> Floats:
    """By what the distances of draws' means from their middle are to be multiplied; in [0, 1], any shape.

    ``variance`` of the means, of which ``noise`` is Monte Carlo error (NaN where that is unknown: then 1).
    What is left is taken a standard error too large, so that Monte Carlo error alone leaves a range and not a
    point, and few draws keep theirs.
    """
    left = np.maximum(0.0, variance - noise) + variance * np.sqrt(2.0 / np.maximum(1, draws - 1))
    ratio = np.divide(left, variance, out=np.ones_like(variance), where=variance > 0.0)
    return np.where(np.isfinite(ratio), np.sqrt(np.minimum(1.0, ratio)), 1.0)

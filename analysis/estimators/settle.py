"""What the spread of a loss is due to: shares of its variance by groups of weights, from draws at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import draws_of

Floats = NDArray[np.float64]

HARMONICS = 4  # of a weight's effect: what turns more often than once or twice counts in part only
LEAST_LEFT = 0.05  # of the variance of the draws' means, below which it is Monte Carlo error and nothing else
PERMUTATIONS = 200
RESAMPLES = 100
_BATCH = 1 << 22  # numbers transformed at once


@dataclass(frozen=True)
class Shares:
    """Shares of the variance of a loss over draws, Monte Carlo error taken off; each group G.

    share (G,): by what the variance would fall on average if the group were known (first-order effects of its
    weights, summed), 0 to 1 but for its own error. error (G,): its standard error, by a bootstrap over draws.
    floor: the 95th percentile of the largest share when the losses are given to draws at random; what does
    not exceed it may be due to chance. All are 0 where hardly any variance is left. monte_carlo: the part of
    the variance of the draws' means that is Monte Carlo error, None where it is unknown.
    """

    share: Floats
    error: Floats
    floor: float
    monte_carlo: float | None


def shares_of(units: Floats, which: NDArray[np.int64], losses: Floats, rng: int) -> Shares:
    """``units`` (W, D) by which the draws were made, ``which`` (D,) their groups, ``losses`` (W, R).

    The estimator is EASI (Plischke 2010): draws in the order of one weight, up and down again, and of the
    variance then what lies in the lowest harmonics, less their bias (Tissot and Prieur 2012).
    ValueError where no draw has a loss.
    """
    kept = np.isfinite(losses).any(axis=1)
    draws = draws_of(losses)
    means, units = draws.means, units[kept]
    groups = int(which.max()) + 1 if len(which) else 0
    left = 1.0 - (draws.monte_carlo_error_part or 0.0)
    if not groups or not np.ptp(means) > 0.0 or left < LEAST_LEFT:
        return Shares(np.zeros(groups), np.zeros(groups), 0.0, draws.monte_carlo_error_part)
    random = np.random.default_rng(rng)
    order = _up_and_down(units)
    shuffled = np.array([random.permutation(means) for _ in range(PERMUTATIONS)])
    largest = np.array([_summed(_first_order(row, order), which).max() for row in shuffled])
    ranked = np.argsort(units, axis=0, kind="stable").T
    again = []
    for _ in range(RESAMPLES):
        times = np.bincount(random.integers(len(means), size=len(means)), minlength=len(means))
        in_order = np.repeat(means[ranked], times[ranked].ravel()).reshape(ranked.shape)
        again.append(_summed(_effects(_turned(in_order)), which))
    return Shares(
        share=_summed(_first_order(means, order), which) / left,
        error=np.std(again, axis=0, ddof=1) / left,
        floor=float(np.quantile(largest, 0.95)) / left,
        monte_carlo=draws.monte_carlo_error_part,
    )


def _up_and_down(units: Floats) -> NDArray[np.int64]:
    """(D, W) the draws in the order of each weight: every other one up, and the rest down again."""
    return _turned(np.argsort(units, axis=0, kind="stable").T)


def _turned(rising: NDArray[Any]) -> NDArray[Any]:
    """Every other column of (D, W) in its order, and the rest in the opposite one."""
    return np.concatenate([rising[:, ::2], rising[:, 1::2][:, ::-1]], axis=1)


def _first_order(losses: Floats, order: NDArray[np.int64]) -> Floats:
    """(D,) the first-order effect of each weight on the losses (W,)."""
    step = max(1, _BATCH // len(losses))
    starts = range(0, len(order), step)
    return np.concatenate([_effects(losses[order[start : start + step]]) for start in starts])


def _effects(losses: Floats) -> Floats:
    """(D,) the same from the losses (D, W) as they lie up and down each weight."""
    count = losses.shape[1]
    centred = losses - losses[0].mean()
    lowest = np.fft.rfft(centred, axis=1)[:, 1 : HARMONICS + 1]
    power = (np.abs(lowest) ** 2).sum(axis=1) * 2.0 / (count * float((centred[0] ** 2).sum()))
    bias = 2.0 * HARMONICS / count
    effects: Floats = power - bias / (1.0 - bias) * (1.0 - power)
    return effects


def _summed(effects: Floats, which: NDArray[np.int64]) -> Floats:
    return np.asarray(np.bincount(which, weights=effects), dtype=np.float64)

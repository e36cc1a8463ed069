"""The penalised conditional logit of one set of choices (McFadden 1974), the same whatever else is fitted.

`analysis.estimators.choice` brings many such sets together. Here each stands for itself: a run's coefficients
must not depend on which other draws are made beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.exact.compiled import driver
from patronage.sim.exact.logit import RIDGE

_TOLERANCE = 1e-5  # of the last step; as Newton's error is squared by each, what is left is far smaller
_STEPS = 50


def fitted(design: Floats, taken: Ints, ridge: float = RIDGE) -> tuple[Floats, Floats]:
    """Coefficients (P,) and their covariance (P, P), by Newton's method from 0.

    ``design`` (N, M, P): term P of option M in choice N; ``taken`` (N,). Terms are scaled by their standard
    deviation among the options of a choice before they are penalised, and back. A step that would lower the
    likelihood is halved. ArithmeticError where it does not settle: without a penalty, choices may be
    predicted perfectly.
    """
    choices, options, terms = design.shape
    by_term = np.ascontiguousarray(design.transpose(2, 0, 1))
    weighted, mean = np.empty_like(by_term), np.empty((terms, choices))
    _weigh(weighted, mean, by_term, np.ones((choices, options)))
    centred = np.subtract(by_term, (mean / options)[:, :, None], out=weighted)
    spread = np.sqrt(np.einsum("pnm,pnm->p", centred, centred) / (choices * options))
    scale = np.where(spread > 1e-12, spread, 1.0)
    by_term /= scale[:, None, None]
    flat = by_term.reshape(terms, -1)
    places = np.arange(choices) * options + taken
    chosen = flat[:, places].sum(axis=1)
    penalty = ridge * np.eye(terms)

    def height(at: Floats) -> tuple[float, Floats]:
        worth = (at @ flat).reshape(choices, options)
        _fall_short(worth)
        odds = np.exp(worth)
        mass = odds.sum(axis=1, keepdims=True)
        top = float(worth.ravel()[places].sum() - np.log(mass).sum() - 0.5 * ridge * (at @ at))
        return top, odds / mass

    now = np.zeros(terms)
    top, chance = height(now)
    for _ in range(_STEPS):
        _weigh(weighted, mean, by_term, chance)
        curvature = weighted.reshape(terms, -1) @ flat.T - mean @ mean.T + penalty
        try:
            step = np.linalg.solve(curvature, chosen - mean.sum(axis=1) - ridge * now)
        except np.linalg.LinAlgError:
            break
        higher, chance = height(now + step)
        while higher < top - 1e-9 and np.abs(step).max() > 1e-9:
            step /= 2.0
            higher, chance = height(now + step)
        now, top = now + step, higher
        if np.abs(step).max() < _TOLERANCE:
            return now / scale, np.linalg.inv(curvature) / np.outer(scale, scale)
    raise ArithmeticError(
        "the fit did not settle: the choices fit the terms perfectly, or a term never varies"
    )


@driver
def _fall_short(worth: Any) -> None:
    """Take from each row (N, M) the most that is in it; NumPy needs five times as long for short rows."""
    choices, options = worth.shape
    for n in range(choices):
        most = worth[n, 0]
        for m in range(1, options):
            most = max(most, worth[n, m])
        for m in range(options):
            worth[n, m] -= most


@driver
def _weigh(weighted: Any, mean: Any, by_term: Any, chance: Any) -> None:
    """Terms (P, N, M) times chances (N, M), and the sums over options (P, N), in NumPy's order.

    That is eight sums side by side, which are then added in pairs, and the last options one by one.
    """
    terms, choices, options = by_term.shape
    eights = options - options % 8
    for p in range(terms):
        for n in range(choices):
            for m in range(options):
                weighted[p, n, m] = by_term[p, n, m] * chance[n, m]
            total = 0.0
            if eights:
                a, b, c, d = weighted[p, n, 0], weighted[p, n, 1], weighted[p, n, 2], weighted[p, n, 3]
                e, f, g, h = weighted[p, n, 4], weighted[p, n, 5], weighted[p, n, 6], weighted[p, n, 7]
                for m in range(8, eights, 8):
                    a += weighted[p, n, m]
                    b += weighted[p, n, m + 1]
                    c += weighted[p, n, m + 2]
                    d += weighted[p, n, m + 3]
                    e += weighted[p, n, m + 4]
                    f += weighted[p, n, m + 5]
                    g += weighted[p, n, m + 6]
                    h += weighted[p, n, m + 7]
                total = ((a + b) + (c + d)) + ((e + f) + (g + h))
            for m in range(eights, options):
                total += weighted[p, n, m]
            mean[p, n] = total

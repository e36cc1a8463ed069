"""The penalised conditional logit of one set of choices (McFadden 1974), the same whatever else is fitted.

`analysis.estimators.choice` brings many such sets together. Here each stands for itself: a run's coefficients
must not depend on which other draws are made beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patronage.sim.exact.arrays import Floats, Ints

RIDGE = 3.0  # penalty on half the squared coefficient of a term scaled to standard deviation 1
_TOLERANCE = 1e-5  # of the last step; as Newton's error is squared by each, what is left is far smaller
_STEPS = 50


def fitted(design: Floats, taken: Ints, ridge: float = RIDGE) -> tuple[Floats, Floats]:
    """Coefficients (P,) and their covariance (P, P), by Newton's method from 0.

    ``design`` (N, M, P): term P of option M in choice N; ``taken`` (N,). Terms are scaled by their standard
    deviation among the options of a choice before they are penalised, and back. A step that would lower the
    likelihood is halved. ArithmeticError where it does not settle: without a penalty, choices may be
    distinguished perfectly.
    """
    choices, options, terms = design.shape
    by_term = np.ascontiguousarray(design.transpose(2, 0, 1))
    centred = by_term - by_term.mean(axis=2, keepdims=True)
    spread = np.sqrt(np.einsum("pnm,pnm->p", centred, centred) / (choices * options))
    scale = np.where(spread > 1e-12, spread, 1.0)
    by_term /= scale[:, None, None]
    flat = by_term.reshape(terms, -1)
    places = np.arange(choices) * options + taken
    chosen = flat[:, places].sum(axis=1)
    penalty = ridge * np.eye(terms)

    def height(at: Floats) -> tuple[float, Floats]:
        worth = (at @ flat).reshape(choices, options)
        worth -= worth.max(axis=1, keepdims=True)
        odds = np.exp(worth)
        mass = odds.sum(axis=1, keepdims=True)
        top = float(worth.ravel()[places].sum() - np.log(mass).sum() - 0.5 * ridge * (at @ at))
        return top, odds / mass

    now = np.zeros(terms)
    top, chance = height(now)
    for _ in range(_STEPS):
        weighted = by_term * chance
        mean = weighted.sum(axis=2)
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


def contrasts(kinds: int) -> Floats:
    """An orthonormal basis of what differs between kinds of option, (kinds, kinds - 1); columns sum to 0."""
    rows: list[Sequence[float]] = []
    for k in range(1, kinds):
        row = np.array([1.0] * k + [-float(k)] + [0.0] * (kinds - k - 1))
        rows.append(row / np.sqrt((row**2).sum()))
    return np.array(rows).T

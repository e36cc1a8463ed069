"""Penalised conditional logit: which of several options was taken (McFadden 1974), with its spread.

Designs are arrays (W, N, M, P): weight draw, choice, option, term. Each draw of the weights is a completed
data set, and what the draws say is combined by Rubin's (1987) rules: the estimate is the mean over draws;
its variance is the mean variance within draws plus (1 + 1/W) times the variance between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RIDGE = 3.0  # penalty on half the squared coefficient of a term scaled to standard deviation 1
_TOLERANCE = 1e-4  # of the last step; as Newton's error is squared by each, what is left is far smaller
_NEAR = 0.03  # a first step below this needs no second: what is left is of the order of its square
_STEPS = 50


@dataclass(frozen=True)
class Fit:
    """Coefficients (P,), combined over draws.

    within, between (P, P): their covariance within and between draws. by_draw (W, P): each draw's own.
    """

    coefficients: Floats
    within: Floats
    between: Floats
    by_draw: Floats

    @property
    def error(self) -> Floats:
        """The standard errors in total, (P,)."""
        return np.sqrt(np.diag(self.within + self.between))

    def turned(self, matrix: Floats, shift: Floats | float = 0.0) -> Fit:
        """The same of other quantities, ``matrix`` (Q, P) times the coefficients plus ``shift``."""
        return Fit(
            coefficients=matrix @ self.coefficients + shift,
            within=matrix @ self.within @ matrix.T,
            between=matrix @ self.between @ matrix.T,
            by_draw=self.by_draw @ matrix.T + shift,
        )


def scales(design: Floats) -> Floats:
    """The standard deviation of every term among the options of a choice, (P,); 1 if it never varies."""
    centred = design - design.mean(axis=2, keepdims=True)
    spread: Floats = np.sqrt((centred**2).mean(axis=(0, 1, 2)))
    return np.where(spread > 1e-12, spread, 1.0)


def log_chances(design: Floats, coefficients: Floats) -> Floats:
    """Natural logarithm of every option's chance, (W, N, M); ``coefficients`` (P,) or (W, P)."""
    worth = _worth(design, coefficients)
    worth -= worth.max(axis=-1, keepdims=True)
    logs: Floats = worth - np.log(np.exp(worth).sum(axis=-1, keepdims=True))
    return logs


def fit(design: Floats, taken: Ints, ridge: float = RIDGE) -> Fit:
    """The penalised maximum-likelihood fit to the options taken, (N,)."""
    scale = scales(design)
    scaled = design / scale
    by_draw, curvature = _newton(scaled, taken, ridge, np.zeros((len(design), design.shape[-1])))
    draws = len(by_draw)
    between = np.zeros(curvature.shape[1:])
    if draws > 1:
        between += (1.0 + 1.0 / draws) * np.cov(by_draw, rowvar=False)
    scaled_fit = Fit(by_draw.mean(axis=0), np.linalg.inv(curvature).mean(axis=0), between, by_draw)
    return scaled_fit.turned(np.diag(1.0 / scale))


def left_out(
    design: Floats, taken: Ints, groups: Ints, ridge: float = RIDGE, scored: Floats | None = None
) -> Floats:
    """Natural log chance of every act taken, (W, N), by coefficients fitted to the acts of the other groups.

    ``scored``, of the shape of ``design``, replaces it where acts are scored: what was known of an act
    without its own sentence. All draws are scored by the one set of coefficients that a run would use.
    """
    scale = scales(design)
    scaled = design / scale
    tested = scaled if scored is None else scored / scale
    start, _ = _newton(scaled, taken, ridge, np.zeros((len(design), design.shape[-1])))
    slope, curvature = _pull_of_each(scaled, taken, start)
    penalty = ridge * np.eye(design.shape[-1])
    out = np.empty(design.shape[:2])
    for group in np.unique(groups):
        test = groups == group
        train = ~test
        lost = curvature[:, train].sum(axis=1) + penalty
        step = np.linalg.solve(lost, -slope[:, test].sum(axis=1)[..., None])[..., 0]
        found = start + step
        if np.abs(step).max() > _NEAR:
            found, _ = _newton(scaled[:, train], taken[train], ridge, found)
        logs = log_chances(tested[:, test], found.mean(axis=0))
        out[:, test] = np.take_along_axis(logs, taken[None, test, None], axis=2)[..., 0]
    return out


def _pull_of_each(design: Floats, taken: Ints, at: Floats) -> tuple[Floats, Floats]:
    """What every choice adds to the slope (W, N, P) and to the curvature (W, N, P, P) of the likelihood."""
    chance = np.exp(log_chances(design, at))
    weighted = design * chance[..., None]
    mean = weighted.sum(axis=2)
    chosen = np.take_along_axis(design, taken[None, :, None, None], axis=2)[:, :, 0]
    curvature = np.matmul(weighted.transpose(0, 1, 3, 2), design) - mean[..., None] * mean[..., None, :]
    return chosen - mean, curvature


def _worth(design: Floats, coefficients: Floats) -> Floats:
    each = np.broadcast_to(coefficients, (len(design), design.shape[-1]))
    worth: Floats = np.matmul(design.reshape(len(design), -1, design.shape[-1]), each[..., None]).reshape(
        design.shape[:-1]
    )
    return worth


def _newton(design: Floats, taken: Ints, ridge: float, start: Floats) -> tuple[Floats, Floats]:
    """Coefficients (W, P) of every draw and the curvature (W, P, P) of minus its penalised log likelihood.

    Newton's method, all draws at once; the function is concave, and a step that would lower it is halved.
    ArithmeticError where it does not settle: without a penalty, choices may be told apart perfectly.
    """
    draws, _, _, terms = design.shape
    flat = design.reshape(draws, -1, terms)
    chosen = np.take_along_axis(design, taken[None, :, None, None], axis=2)[:, :, 0].sum(axis=1)
    now = start.copy()
    penalty = ridge * np.eye(terms)

    def height(at: Floats) -> tuple[Floats, Floats]:
        logs = log_chances(design, at)
        picked = np.take_along_axis(logs, taken[None, :, None], axis=2)[..., 0]
        return picked.sum(axis=1) - 0.5 * ridge * (at**2).sum(axis=1), np.exp(logs)

    top, chance = height(now)
    for _ in range(_STEPS):
        weighted = design * chance[..., None]
        mean = weighted.sum(axis=2)
        curvature = np.matmul(weighted.reshape(flat.shape).transpose(0, 2, 1), flat)
        curvature += penalty - np.matmul(mean.transpose(0, 2, 1), mean)
        slope = chosen - mean.sum(axis=1) - ridge * now
        try:
            step = np.linalg.solve(curvature, slope[..., None])[..., 0]
        except np.linalg.LinAlgError:
            break
        higher, chance = height(now + step)
        while (worse := higher < top - 1e-9).any():
            step[worse] /= 2.0
            higher, chance = height(now + step)
        now, top = now + step, higher
        if np.abs(step).max() < _TOLERANCE:
            return now, curvature
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

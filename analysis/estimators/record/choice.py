"""Penalised conditional logit: which of several options was taken (McFadden 1974), with its spread.

Designs are arrays (W, N, M, P): weight draw, choice, option, term. What the draws of the weights say can be
brought together in two ways.

`fit` takes each draw as a completed data set and combines them by Rubin's (1987) rules: the estimate is the
mean over draws; its variance is the mean variance within draws plus (1 + 1/W) times that between them. The
draws know nothing of the choices, and a term that is drawn so is a term measured with error: its coefficient
is attenuated (Carroll and others 2006).

`averaged` makes most likely what was taken under all draws together: chances are averaged over the draws, not
coefficients. The choices of a group share a draw. With all in one group this is the likelihood of weights
that are the same throughout; with each a group of its own it is a composite likelihood (Varin, Reid and
Firth 2011), which leaves out what earlier choices say of the weights and needs far fewer draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.logit import RIDGE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_TOLERANCE = 1e-4  # of the last step; as Newton's error is squared by each, what is left is far smaller
_NEAR = 0.03  # a first step below this needs no second: what is left is of the order of its square
_STEPS = 50


@dataclass(frozen=True)
class Fit:
    """Coefficients (P,), of all draws together.

    within, between (P, P): the parts of their covariance that the choices and the draws account for.
    by_draw (W, P): each draw's own; alone (P, P): their covariance if the draw were known, the mean of draws.
    """

    coefficients: Floats
    within: Floats
    between: Floats
    by_draw: Floats
    alone: Floats

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
            alone=matrix @ self.alone @ matrix.T,
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


def of_taken(logs: Floats, taken: Ints) -> Floats:
    """The entries (W, N) of the options taken."""
    entries: Floats = np.take_along_axis(logs, taken[None, :, None], axis=2)[..., 0]
    return entries


def fit(design: Floats, taken: Ints, ridge: float = RIDGE) -> Fit:
    """The penalised maximum-likelihood fit to the options taken, (N,)."""
    scale = scales(design)
    scaled = design / scale
    by_draw, curvature = _newton(scaled, taken, ridge, np.zeros((len(design), design.shape[-1])))
    draws = len(by_draw)
    between = np.zeros(curvature.shape[1:])
    if draws > 1:
        between += (1.0 + 1.0 / draws) * np.cov(by_draw, rowvar=False)
    within = np.linalg.inv(curvature).mean(axis=0)
    scaled_fit = Fit(by_draw.mean(axis=0), within, between, by_draw, within)
    return scaled_fit.turned(np.diag(1.0 / scale))


def averaged(
    design: Floats, taken: Ints, ridge: float = RIDGE, together: Ints | None = None, each: Fit | None = None
) -> Fit:
    """The penalised fit that makes most likely what was taken on the average of the draws.

    together (N,): the group of every choice; those of a group share a draw. By default each is its own.
    `within` is the variance if the draws of every group were known, `between` what is added by their not
    being so (Louis 1982). `by_draw` is as in `fit`, which gives ``each`` where it has been made already.
    """
    scale = scales(design)
    rubin = fit(design, taken, ridge) if each is None else each
    groups = np.arange(len(taken)) if together is None else together
    found = _climbed(design / scale, taken, groups, ridge, rubin.coefficients * scale)
    within, total = np.linalg.inv(np.array([found.known, found.curvature]))
    alone = rubin.alone * np.outer(scale, scale)
    scaled = Fit(found.at, within, total - within, rubin.by_draw * scale, alone)
    return scaled.turned(np.diag(1.0 / scale))


def draws_behind(logs: Floats) -> float:
    """The effective number of draws behind what was taken (Kish 1965): from 1 to W.

    logs (W, N): of the chances of what was taken, all choices sharing a draw.
    """
    total = logs.sum(axis=1)
    share = np.exp(total - total.max())
    return float(share.sum() ** 2 / (share**2).sum())


def left_out(
    design: Floats, taken: Ints, groups: Ints, ridge: float = RIDGE, scored: Floats | None = None
) -> Floats:
    """Natural log chance of every act taken, (W, N), by coefficients fitted to the acts of the other groups.

    The fit is that of `averaged`, each act for itself. ``scored``, of the shape of ``design``, replaces it
    where acts are scored: what was known of an act without its own sentence. All draws are scored by the one
    set of coefficients that a run would use.
    """
    scale = scales(design)
    scaled = design / scale
    tested = scaled if scored is None else scored / scale
    alone = np.arange(len(taken))
    middle, _ = _newton(scaled.mean(axis=0, keepdims=True), taken, ridge, np.zeros((1, scaled.shape[-1])))
    whole = _climbed(scaled, taken, alone, ridge, middle[0])
    slope, curvature, _ = _pull(scaled, _by_act(scaled), taken, alone, whole.at)
    penalty = ridge * np.eye(design.shape[-1])
    out = np.empty(design.shape[:2])
    for group in np.unique(groups):
        test = groups == group
        train = ~test
        step = np.linalg.solve(curvature[train].sum(axis=0) + penalty, -slope[test].sum(axis=0))
        found = whole.at + step
        if np.abs(step).max() > _NEAR:
            found = _climbed(scaled[:, train], taken[train], alone[: train.sum()], ridge, found).at
        out[:, test] = of_taken(log_chances(tested[:, test], found), taken[test])
    return out


def left_out_twice(
    design: Floats, taken: Ints, outer: Ints, inner: Ints, ridge: float = RIDGE, scored: Floats | None = None
) -> Floats:
    """The mean log chance (G,) of the acts outside each outer group, each inner group left out besides.

    Chances are averaged over draws. It is what a choice between forms inside a fold goes by, and coefficients
    are one step of Newton's method from those of all acts: what is left out moves them little.
    """
    scale = scales(design)
    scaled = design / scale
    tested = scaled if scored is None else scored / scale
    alone = np.arange(len(taken))
    middle, _ = _newton(scaled.mean(axis=0, keepdims=True), taken, ridge, np.zeros((1, scaled.shape[-1])))
    whole = _climbed(scaled, taken, alone, ridge, middle[0])
    slope, curvature, _ = _pull(scaled, _by_act(scaled), taken, alone, whole.at)
    means = []
    for group in np.unique(outer):
        rest = outer != group
        found = np.empty(len(taken))
        for part in np.unique(inner[rest]):
            test, gone = rest & (inner == part), ~rest | (inner == part)
            step = np.linalg.solve(whole.curvature - curvature[gone].sum(axis=0), -slope[gone].sum(axis=0))
            logs = of_taken(log_chances(tested[:, test], whole.at + step), taken[test])
            top = logs.max(axis=0)
            found[test] = top + np.log(np.exp(logs - top).mean(axis=0))
        means.append(found[rest].mean())
    return np.array(means)


class _Top(NamedTuple):
    """Where a climb ended: coefficients (P,); minus the curvature (P, P), as is and if draws were known."""

    at: Floats
    curvature: Floats
    known: Floats


def _climbed(design: Floats, taken: Ints, groups: Ints, ridge: float, start: Floats) -> _Top:
    """The top of the penalised log likelihood of groups of choices, the mean over draws, by Newton's method.

    Where that is not concave, steps go by the curvature that there would be if draws were known, as in the
    EM algorithm; a step that would lower it is halved. ArithmeticError where it does not settle.
    """
    penalty = ridge * np.eye(design.shape[-1])
    design = np.ascontiguousarray(design)  # some of the choices are not, and would be copied for every chance
    at, acts = start, _by_act(design)

    def height(where: Floats) -> float:
        logs = _by_group(of_taken(log_chances(design, where), taken), groups)
        top = logs.max(axis=0)
        mean = top + np.log(np.exp(logs - top).mean(axis=0))
        return float(mean.sum() - 0.5 * ridge * (where**2).sum())

    now = height(at)
    for _ in range(_STEPS):
        slope, curvature, known = (part.sum(axis=0) for part in _pull(design, acts, taken, groups, at))
        concave = np.linalg.eigvalsh(curvature + penalty)[0] > 0.0
        step = np.linalg.solve((curvature if concave else known) + penalty, slope - ridge * at)
        if np.abs(step).max() < _TOLERANCE and concave:
            return _Top(at + step, curvature + penalty, known + penalty)
        while (then := height(at + step)) < now - 1e-9 and np.abs(step).max() > 1e-9:
            step /= 2.0
        at, now = at + step, then
    raise ArithmeticError(
        "the fit did not settle: the choices fit the terms perfectly, or a term never varies"
    )


def _by_act(design: Floats) -> Floats:
    """The design with what belongs to a choice side by side, (N, W, M, P)."""
    return np.ascontiguousarray(np.moveaxis(design, 1, 0))


def _pull(
    design: Floats, acts: Floats, taken: Ints, groups: Ints, at: Floats
) -> tuple[Floats, Floats, Floats]:
    """What every group adds to the slope (G, P) and to minus the curvature (G, P, P) of the likelihood.

    The last, (G, P, P), is the curvature if the draw of each group were known (Louis 1982). ``acts``: the
    design as `_by_act` has it.
    """
    logs = log_chances(design, at)
    shared = _by_group(of_taken(logs, taken), groups)
    share = np.exp(shared - shared.max(axis=0))
    share /= share.sum(axis=0)
    place = np.unique(groups, return_inverse=True)[1]
    chance = np.exp(logs)
    mean = np.einsum("wnm,wnmp->wnp", chance, design)
    pulled = _by_group(_chosen(design, taken) - mean, groups)
    weight = np.ascontiguousarray(np.moveaxis(chance * share[:, place, None], 1, 0))
    terms = design.shape[-1]
    weighted = (acts * weight[..., None]).reshape(len(taken), -1, terms)
    squares = np.matmul(weighted.transpose(0, 2, 1), acts.reshape(weighted.shape))
    squares -= np.einsum("wn,wnp,wnq->npq", share[:, place], mean, mean, optimize=True)
    known = np.zeros((share.shape[1], terms, terms))
    np.add.at(known, place, squares)
    slope = np.einsum("wg,wgp->gp", share, pulled)
    doubt = np.einsum("wg,wgp,wgq->gpq", share, pulled, pulled, optimize=True)
    doubt -= slope[:, :, None] * slope[:, None, :]
    return slope, known - doubt, known


def _by_group(values: Floats, groups: Ints) -> Floats:
    """The sums (W, G, …) over the choices of each group of what is (W, N, …)."""
    names, place = np.unique(groups, return_inverse=True)
    if len(names) == values.shape[1]:
        return values[:, np.argsort(place)]
    total = np.zeros((len(values), len(names), *values.shape[2:]))
    for k in range(len(names)):
        total[:, k] = values[:, place == k].sum(axis=1)
    return total


def _chosen(design: Floats, taken: Ints) -> Floats:
    """The terms of the options taken, (W, N, P)."""
    terms: Floats = np.take_along_axis(design, taken[None, :, None, None], axis=2)[:, :, 0]
    return terms


def _worth(design: Floats, coefficients: Floats) -> Floats:
    each = np.broadcast_to(coefficients, (len(design), design.shape[-1]))
    worth: Floats = np.matmul(design.reshape(len(design), -1, design.shape[-1]), each[..., None]).reshape(
        design.shape[:-1]
    )
    return worth


def _newton(design: Floats, taken: Ints, ridge: float, start: Floats) -> tuple[Floats, Floats]:
    """Coefficients (W, P) of every draw and the curvature (W, P, P) of minus its penalised log likelihood.

    Newton's method, all draws at once; the function is concave, and a step that would lower it is halved.
    ArithmeticError where it does not settle: without a penalty, choices may be distinguished perfectly.
    """
    draws, _, _, terms = design.shape
    flat = design.reshape(draws, -1, terms)
    chosen = _chosen(design, taken).sum(axis=1)
    now = start.copy()
    penalty = ridge * np.eye(terms)

    def height(at: Floats) -> tuple[Floats, Floats]:
        logs = log_chances(design, at)
        return of_taken(logs, taken).sum(axis=1) - 0.5 * ridge * (at**2).sum(axis=1), np.exp(logs)

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

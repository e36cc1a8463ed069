"""In which region of what was varied a result is of interest: the patient rule induction method.

PRIM (Friedman & Fisher 1999) starts from a box around all points and peels off, again and again, the
thin slice whose removal makes the rest most interesting; then it pastes slices back while that helps. The
measures are those of scenario discovery (Bryant & Lempert 2010): coverage, the share of all points
of interest that lie in the box, and density, the share of the points in the box that are of interest.

Written out here rather than taken from ema_workbench: of that, Python 3.11 gets series 2 and later Pythons
series 3, which call PRIM differently, and either brings a dozen packages that nothing else here needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.05  # share of the points in the box that a peel or a paste may take
LEAST = 0.05  # share of all points that a box must hold
DOUBT = 0.05  # a restriction that chance would give with at least this probability is dropped


@dataclass(frozen=True)
class Box:
    """Limits (D,), both inclusive; infinite where a column is free."""

    low: Floats
    high: Floats

    def holds(self, points: Floats) -> Flags:
        """Which of the points (P, D) lie in it."""
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1), dtype=np.bool_)

    @property
    def restricted(self) -> tuple[int, ...]:
        """The columns it limits."""
        return tuple(int(k) for k in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)))

    def freed(self, column: int) -> Box:
        """The same box with one column free."""
        low, high = self.low.copy(), self.high.copy()
        low[column], high[column] = -np.inf, np.inf
        return Box(low, high)


@dataclass(frozen=True)
class Step:
    """A box on the way, and how good it is: mass is the share of all points it holds."""

    box: Box
    mass: float
    coverage: float
    density: float

    @property
    def balance(self) -> float:
        """The harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both else 0.0


def measured(box: Box, points: Floats, wanted: Flags) -> Step:
    """The box's mass, coverage and density on points (P, D), of which ``wanted`` (P,) are of interest."""
    inside = box.holds(points)
    hits = int((inside & wanted).sum())
    return Step(
        box=box,
        mass=float(inside.mean()),
        coverage=hits / max(1, int(wanted.sum())),
        density=hits / max(1, int(inside.sum())),
    )


def peeled(points: Floats, wanted: Flags) -> tuple[Step, ...]:
    """The whole peeling trajectory, from the box of all points down to the smallest.

    Of the possible slices (PEEL of the points in the box at either end of each column; the whole end value
    where a column has few values) the one is taken whose removal raises the density most for each
    point it costs. ValueError where there is no point of interest or nothing else.
    """
    if wanted.all() or not wanted.any():
        raise ValueError("all or none of the points are of interest, so no region can be distinguished")
    columns = points.shape[1]
    box = Box(np.full(columns, -np.inf), np.full(columns, np.inf))
    steps = [measured(box, points, wanted)]
    while steps[-1].density < 1.0:
        better = _best_peel(box, points, wanted)
        if better is None:
            break
        box = better
        steps.append(measured(box, points, wanted))
    return tuple(steps)


def _best_peel(box: Box, points: Floats, wanted: Flags) -> Box | None:
    inside = box.holds(points)
    mine, hits = points[inside], wanted[inside]
    before = hits.mean()
    best, best_gain = None, 0.0
    for column in range(points.shape[1]):
        values = mine[:, column]
        for end in (0, 1):
            limit = _slice_limit(values, end)
            if limit is None:
                continue
            stays = values <= limit if end else values >= limit
            if stays.sum() < LEAST * len(points):
                continue
            gain = (hits[stays].mean() - before) / (1.0 - stays.mean())
            if gain > best_gain:
                best_gain = gain
                low, high = box.low.copy(), box.high.copy()
                (high if end else low)[column] = limit
                best = Box(low, high)
    return best


def _slice_limit(values: Floats, end: int) -> float | None:
    """The outermost value that stays when PEEL of the values go at an end; None where all are alike."""
    distinct = np.unique(values)
    if len(distinct) < 2:
        return None
    if end:
        limit = np.quantile(values, 1.0 - PEEL, method="lower")
        return float(limit if limit < distinct[-1] else distinct[-2])
    limit = np.quantile(values, PEEL, method="higher")
    return float(limit if limit > distinct[0] else distinct[1])


def pasted(box: Box, points: Floats, wanted: Flags) -> Box:
    """The box grown again, slice by slice, for as long as its density does not fall.

    A slice takes in the nearest points beyond one limit, PEEL of those in the box at a time; a limit beyond
    which no point is left is dropped.
    """
    while True:
        now = measured(box, points, wanted)
        grown = [wider for column in box.restricted for wider in _wider(box, points, column)]
        tried = [measured(wider, points, wanted) for wider in grown]
        good = [step for step in tried if step.density >= now.density and step.mass > now.mass]
        if not good:
            return box
        box = max(good, key=lambda step: (step.density, step.mass)).box


def _wider(box: Box, points: Floats, column: int) -> list[Box]:
    others = box.freed(column).holds(points)
    values = np.sort(points[others, column])
    count = max(1, int(PEEL * ((values >= box.low[column]) & (values <= box.high[column])).sum()))
    found = []
    if np.isfinite(box.low[column]):
        beyond = values[values < box.low[column]]
        low = box.low.copy()
        low[column] = beyond[-count] if len(beyond) > count else -np.inf
        found.append(Box(low, box.high))
    if np.isfinite(box.high[column]):
        beyond = values[values > box.high[column]]
        high = box.high.copy()
        high[column] = beyond[count - 1] if len(beyond) > count else np.inf
        found.append(Box(box.low, high))
    return found


def doubts(box: Box, points: Floats, wanted: Flags) -> dict[int, float]:
    """For each limited column, how probably chance alone would give it: Bryant & Lempert's quasi-p-value.

    The chance of at least as many points of interest in the box, were they spread as densely as in the
    same box with that column free (binomial, one-sided).
    """
    from scipy.stats import binom

    inside = box.holds(points)
    count, hits = int(inside.sum()), int((inside & wanted).sum())
    found = {}
    for column in box.restricted:
        around = box.freed(column).holds(points)
        found[column] = float(binom.sf(hits - 1, count, wanted[around].mean()))
    return found


def discover(points: Floats, wanted: Flags) -> tuple[tuple[Step, ...], Step]:
    """The peeling trajectory, and the box chosen from it.

    Chosen is the step with the best balance of coverage and density; it is pasted, and then freed of
    every limit that chance might as well have given, the most doubtful first.
    """
    steps = peeled(points, wanted)
    box = pasted(max(steps, key=lambda step: step.balance).box, points, wanted)
    while box.restricted:
        uncertain = doubts(box, points, wanted)
        worst = max(uncertain, key=lambda column: uncertain[column])
        if uncertain[worst] < DOUBT:
            break
        box = box.freed(worst)
    return steps, measured(box, points, wanted)

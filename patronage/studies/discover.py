"""Where, in the whole range of the settings or in a sweep, a loss is large."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.discover import Box, Step, discover, doubts, measured
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.discover import settings_points, settings_table, varied_settings
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Say, Tick, asked_of, time_ahead, values_of
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import region_arrays
from patronage.studies.tables.discover import region_tables

Floats = NDArray[np.float64]

POINTS, MOST_POINTS = 1000, 4000  # at first, and beyond which they are not doubled again
SURE = 0.05  # standard error of coverage and density, on points kept aside, up to which they are sure enough
DRAWS, REPLICATES = 50, 2  # at each point
HELD_OUT = 3  # one point in three, at random, is kept aside to test the box on
TOP = 0.75  # the default threshold: the loss that three quarters of the points stay below


@dataclass(frozen=True, repr=False)
class Region(Shown):
    """A box in which losses above the threshold are common.

    names: what was varied; low, high: range of each over all points. found, steps: on the points that were
    searched; tested, aside: the same boxes on those kept aside. doubts: for each limited column, how
    probably chance alone gives the limit.
    """

    measure: str
    names: tuple[str, ...]
    points: Floats
    losses: Floats
    threshold: float
    steps: tuple[Step, ...]
    aside: tuple[Step, ...]
    found: Step
    tested: Step
    doubts: dict[int, float]
    runs: int

    @property
    def low(self) -> Floats:
        """The least value of each column."""
        return np.asarray(self.points.min(axis=0))

    @property
    def high(self) -> Floats:
        """The greatest value of each column."""
        return np.asarray(self.points.max(axis=0))

    @property
    def errors(self) -> tuple[float, float]:
        """Standard errors of coverage and density on the points kept aside, as of shares of so many."""
        count = self.aside_count
        large, inside = count * self.wanted, count * self.tested.mass
        shares = ((self.tested.coverage, large), (self.tested.density, inside))
        coverage, density = (math.sqrt(part * (1.0 - part) / max(1.0, of)) for part, of in shares)
        return coverage, density

    @property
    def aside_count(self) -> int:
        """How many points are kept aside."""
        return -(-len(self.losses) // HELD_OUT)

    @property
    def wanted(self) -> float:
        """The share of points whose loss is above the threshold."""
        return float((self.losses > self.threshold).mean())

    def limits(self) -> list[tuple[str, float | None, float | None]]:
        """The box in words: name, lower and upper limit, None where that side is free."""
        box = self.found.box
        return [
            (
                self.names[k],
                float(box.low[k]) if np.isfinite(box.low[k]) else None,
                float(box.high[k]) if np.isfinite(box.high[k]) else None,
            )
            for k in box.restricted
        ]

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return region_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return region_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            "points": len(self.losses),
            "runs": self.runs,
            "threshold": self.threshold,
            "share_of_interest": self.wanted,
            "box": [
                {"name": name, "low": low, "high": high, "chance": self.doubts[self.names.index(name)]}
                for name, low, high in self.limits()
            ],
            "found": _plain(self.found),
            "held_out": _plain(self.tested)
            | dict(zip(("coverage_error", "density_error"), self.errors, strict=True)),
            "trajectory": [
                _plain(step) | {"limited": [self.names[k] for k in step.box.restricted]}
                for step in self.steps
            ],
        }


def _plain(step: Step) -> dict[str, float]:
    return {"mass": step.mass, "coverage": step.coverage, "density": step.density}


def region_of(
    measure: str,
    names: tuple[str, ...],
    points: Floats,
    losses: Floats,
    above: float | None = None,
    runs: int = 0,
) -> Region:
    """The region of points (P, D) whose losses (P,) exceed ``above``, by default their upper quartile.

    Points whose loss is not finite are left out. ValueError where fewer than 30 are left, or all or none of
    them exceed the threshold.
    """
    finite = np.isfinite(losses)
    points, losses = points[finite], losses[finite]
    if len(losses) < 30:
        raise ValueError(f"{len(losses)} points are too few to find a region in; at least 30 are needed")
    threshold = float(np.quantile(losses, TOP)) if above is None else above
    wanted = losses > threshold
    # at random, since the points of a grid are in an order; always the same, so that answers are
    aside = np.random.default_rng(HELD_OUT).permutation(len(losses)) % HELD_OUT == 0
    if not wanted.any() or wanted.all():
        some = "none" if not wanted.any() else "each"
        raise ValueError(
            f"{some} of the {len(losses)} losses is above {threshold:g}; "
            f"they lie between {losses.min():.4g} and {losses.max():.4g}"
        )
    steps, found = discover(points[~aside], wanted[~aside])
    box: Box = found.box
    return Region(
        measure=measure,
        names=names,
        points=points,
        losses=losses,
        threshold=threshold,
        steps=steps,
        aside=tuple(measured(step.box, points[aside], wanted[aside]) for step in steps),
        found=found,
        tested=measured(box, points[aside], wanted[aside]),
        doubts=doubts(box, points[~aside], wanted[~aside]),
        runs=runs,
    )


def region_of_settings(
    scenario: Scenario,
    measure: str = "hold",
    *,
    above: float | None = None,
    count: int | None = None,
    fixed: Collection[str] = (),
    tick: Tick | None = None,
    say: Say | None = None,
) -> Region:
    """The region of the settings, all varied at once over their ranges (Latin hypercube), with a large loss.

    The loss at a point is the mean over DRAWS weight draws of REPLICATES runs each, the same at every point.
    Without a ``count`` of points they are doubled until coverage and density are sure to within SURE, or to
    MOST_POINTS; ``say`` is given beforehand how long that takes. Settings that are ``fixed`` stay as in the
    scenario. ValueError where none is left to vary.
    """
    from dataclasses import replace

    wanted = asked_of(scenario, measure)
    at = replace(scenario, runs=DRAWS * REPLICATES, replicates=REPLICATES)
    names = tuple(setting.name for setting in varied_settings(fixed))
    if not names:
        raise ValueError("every setting is fixed; none is left to vary")
    weights, most = weights_of(at), count or MOST_POINTS
    points, losses = np.empty((0, len(names))), np.empty(0)
    while True:
        more = settings_points(len(points) or count or POINTS, scenario.rng + len(points), fixed)
        table = settings_table(at, more, weights, fixed)
        if say is not None and not len(points):
            say(time_ahead(table, table.runs, most // len(more) * table.runs))
        values = values_of(table, wanted, tick)
        reference, events = values.reshape(2, len(more), DRAWS * REPLICATES)
        points = np.concatenate([points, more])
        losses = np.concatenate([losses, (reference - events).mean(axis=1)])
        found = region_of(measure, names, points, losses, above, 2 * len(points) * DRAWS * REPLICATES)
        if max(found.errors) <= SURE or len(points) >= most:
            return found

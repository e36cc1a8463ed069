"""Which settings and which groups of weights a loss depends on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.analysis.estimators.sensitivity import (
    Effects,
    Indices,
    morris_effects,
    sobol_indices,
    spread_of_rows,
)
from patronage.analysis.estimators.spread import paired
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import crossed, script_of, weights_of
from patronage.sim.designs.sensitivity import (
    BANK,
    LEVELS,
    Factor,
    ends_table,
    factors_of,
    factors_table,
    morris_picks,
    morris_points,
    sobol_picks,
    sobol_points,
    swaps_table,
)
from patronage.sim.exact.arrays import Ints
from patronage.sim.model.asked import Asked
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights
from patronage.studies.losses import Say, Tick, asked_of, time_ahead, values_of
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.sensitivity import sensitivity_tables

Floats = NDArray[np.float64]

BASE = 128  # of Saltelli's design at first, unless stated otherwise
TRAJECTORIES = 100  # of Morris's
MOST_RUNS = 1_300_000  # of a design, beyond which it is not doubled again
REPEATS = 8  # runs of each arm that a point of a design is averaged over
END_DRAWS, END_REPLICATES = 200, 5  # at each end of a setting's range
SWAPS, SWAP_DRAWS = 24, 60  # values of a group of weights, and draws of all other weights at each
NORMAL_90 = 1.6449  # standard deviations either way that hold 90%


@dataclass(frozen=True)
class Bar:
    """What is to be expected of the loss at a factor's low and high end, all else varying or at its value.

    For a setting the ends are those of its range; for a group of weights they lie where 90% of what is to
    be expected given its values lies, if that is normal, around the loss as it is. low_within, high_within:
    where the ends lie, two standard errors of the change for a setting, 90% of the estimate for a group.
    """

    factor: Factor
    low: float
    high: float
    low_within: tuple[float, float]
    high_within: tuple[float, float]

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return abs(self.high - self.low)


@dataclass(frozen=True, repr=False)
class Sensitivity(Shown):
    """Indices or elementary effects over factors, and a tornado around the loss as it is.

    One of indices and effects is there. runs: all runs made, both arms. fixed: settings that stayed as they
    were, by name.
    """

    measure: str
    factors: tuple[Factor, ...]
    indices: Indices | None
    effects: Effects | None
    loss: float
    bars: tuple[Bar, ...]
    base: int
    repeats: int
    runs: int
    failed: int
    fixed: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return sensitivity_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        found: list[dict[str, Any]] = []
        bars = {bar.factor.name: bar for bar in self.bars}
        for k, factor in enumerate(self.factors):
            row: dict[str, Any] = {"name": factor.name, "kind": factor.kind}
            if self.indices is not None:
                row |= {
                    "first": float(self.indices.first[k]),
                    "first_confidence": float(self.indices.first_confidence[k]),
                    "total": float(self.indices.total[k]),
                    "total_confidence": float(self.indices.total_confidence[k]),
                    "total_at_half": float(self.indices.half[k]),
                }
            if self.effects is not None:
                row |= {
                    "mean": float(self.effects.mean[k]),
                    "size": float(self.effects.size[k]),
                    "size_confidence": float(self.effects.confidence[k]),
                    "spread": float(self.effects.spread[k]),
                    "size_at_half": float(self.effects.half[k]),
                }
            bar = bars.get(factor.name)
            row["loss_at_ends"] = None if bar is None else [bar.low, bar.high]
            row["ends_within"] = None if bar is None else [list(bar.low_within), list(bar.high_within)]
            found.append(row)
        settled = self.indices.settled if self.indices else bool(self.effects and self.effects.settled)
        return {
            "method": "sobol" if self.indices else "morris",
            "measure": self.measure,
            "base": self.base,
            "repeats": self.repeats,
            "runs": self.runs,
            "failed_points": self.failed,
            "settled": settled,
            "variance": self.indices.variance if self.indices else None,
            "loss": self.loss,
            "factors": found,
        }


def sobol(
    scenario: Scenario,
    measure: str = "hold",
    *,
    base: int | None = None,
    repeats: int | None = None,
    fixed: Collection[str] = (),
    tick: Tick | None = None,
    say: Say | None = None,
) -> Sensitivity:
    """Sobol's first and total indices of the loss; ``base`` a power of two of at least 8.

    Without a ``base`` the design is doubled until the indices are as sure as `Indices.settled` asks, or to
    MOST_RUNS; ``say`` is given beforehand how long that takes. The loss at a point of the design is the mean
    over ``repeats`` pairs of runs, whose replicate is a factor like the others: its index says how much of
    the variance is chance at that number of repeats. Settings that are ``fixed`` stay as in the scenario and
    are no factors.
    """
    wanted = asked_of(scenario, measure)
    bank = weights_of(scenario, draws=BANK)
    factors = factors_of(scenario, bank, fixed)
    names, repeats = [factor.name for factor in factors], repeats or REPEATS
    design = _Design(scenario, wanted, bank, factors, repeats, tick)
    size, most = base or BASE, base or _most(BASE, 2 * (len(factors) + 2) * repeats)
    while True:
        points = sobol_points(factors, size, scenario.rng)
        design.extend(points, sobol_picks(points), most // size, say)
        indices = sobol_indices(names, design.whole(), scenario.rng)
        if indices.settled or size >= most:
            break
        size *= 2
    loss, bars, more = _tornado(scenario, wanted, factors, tick)
    runs = design.runs + more
    return Sensitivity(
        measure, factors, indices, None, loss, bars, size, repeats, runs, design.failed, tuple(fixed)
    )


def morris(
    scenario: Scenario,
    measure: str = "hold",
    *,
    trajectories: int | None = None,
    repeats: int | None = None,
    fixed: Collection[str] = (),
    tick: Tick | None = None,
    say: Say | None = None,
) -> Sensitivity:
    """Morris's elementary effects of the loss along ``trajectories`` (at least 4).

    Without a number of them they are doubled until the effects are as sure as `Effects.settled` asks, or to
    MOST_RUNS; ``say`` is given beforehand how long that takes.
    """
    wanted = asked_of(scenario, measure)
    bank = weights_of(scenario, draws=BANK)
    factors = factors_of(scenario, bank, fixed)
    names, repeats = [factor.name for factor in factors], repeats or REPEATS
    drawn = [factor.name for factor in factors if factor.kind != "setting"]
    design = _Design(scenario, wanted, bank, factors, repeats, tick)
    size = trajectories or TRAJECTORIES
    most = trajectories or _most(TRAJECTORIES, 2 * (len(factors) + 1) * repeats)
    points = morris_points(factors, size, scenario.rng)
    while True:
        design.extend(points, morris_picks(points), most // size, say)
        effects = morris_effects(names, points, design.whole(), LEVELS, scenario.rng, exchanged=drawn)
        if effects.settled or size >= most:
            break
        points = np.concatenate([points, morris_points(factors, size, scenario.rng + size)])
        size *= 2
    loss, bars, more = _tornado(scenario, wanted, factors, tick)
    runs = design.runs + more
    return Sensitivity(
        measure, factors, None, effects, loss, bars, size, repeats, runs, design.failed, tuple(fixed)
    )


def _most(size: int, runs: int) -> int:
    """The largest design that doubling one leads to within MOST_RUNS; ``runs``: of each of its rows."""
    while 2 * size * runs <= MOST_RUNS:
        size *= 2
    return size


@dataclass
class _Design:
    """The losses at the points of a design, which grows."""

    scenario: Scenario
    wanted: Asked
    bank: Weights
    factors: tuple[Factor, ...]
    repeats: int
    tick: Tick | None
    losses: Floats = field(default_factory=lambda: np.empty(0))

    @property
    def runs(self) -> int:
        """So far, both arms."""
        return 2 * len(self.losses) * self.repeats

    @property
    def failed(self) -> int:
        """At how many points the loss is not finite."""
        return int((~np.isfinite(self.losses)).sum())

    def extend(self, points: Floats, picks: Ints, times: int, say: Say | None) -> None:
        """Run the points that are not there yet.

        ``say`` is given the first time how long these take, and how long ``times`` as many.
        """
        new = slice(len(self.losses), None)
        table = factors_table(self.scenario, self.bank, self.factors, points[new], picks[new], self.repeats)
        if say is not None and not len(self.losses):
            say(time_ahead(table, table.runs, times * table.runs))
        values = values_of(table, self.wanted, self.tick)
        reference, events = values.reshape(2, -1, self.repeats)
        self.losses = np.concatenate([self.losses, (reference - events).mean(axis=1)])

    def whole(self) -> Floats:
        """The losses at all points, the mean of the others where one is not finite.

        A design with holes has no indices; the mean adds no variance, and the number of holes is reported.
        """
        holes = ~np.isfinite(self.losses)
        if holes.all():
            raise ValueError("no point of the design gives a finite loss")
        return np.where(holes, self.losses[~holes].mean(), self.losses)


def _tornado(
    scenario: Scenario, wanted: Asked, factors: tuple[Factor, ...], tick: Tick | None
) -> tuple[float, tuple[Bar, ...], int]:
    """The loss as it is, a bar for each setting and group of weights, and the runs it took.

    The loss is that of the scenario's own runs; from there the bars go as far as fewer runs, with the same
    draws and random numbers at both ends, say that it moves.
    """
    from dataclasses import replace

    arms = (script_of(scenario), script_of(scenario, scenario.events))
    own = crossed(scenario, arms, weights_of(scenario))
    shape = (2, scenario.runs // scenario.replicates, scenario.replicates)
    reference, events = paired(values_of(own, wanted, tick).reshape(shape))
    loss = draws_of(reference - events).mean

    at = replace(scenario, runs=END_DRAWS * END_REPLICATES, replicates=END_REPLICATES)
    table = ends_table(at, factors, weights_of(at))
    values = values_of(table, wanted, tick).reshape(2, -1, END_DRAWS, END_REPLICATES)
    ends = np.nanmean(paired(values.reshape(-1, END_DRAWS, END_REPLICATES)), axis=2)
    at_ends = ends[: len(ends) // 2] - ends[len(ends) // 2 :]
    moved = at_ends[1:] - at_ends[0]
    place = loss + moved.mean(axis=1)
    error = 2.0 * moved.std(axis=1, ddof=1) / np.sqrt(moved.shape[1])
    within = [(float(edge - far), float(edge + far)) for edge, far in zip(place, error, strict=True)]
    settings = [factor for factor in factors if factor.kind == "setting"]
    bars = [
        Bar(factor, float(place[k]), float(place[k + 1]), within[k], within[k + 1])
        for k, factor in zip(range(0, len(place), 2), settings, strict=True)
    ]
    groups = [factor for factor in factors if factor.kind == "weights"]
    swaps = swaps_table(scenario, factors, weights_of(scenario, draws=SWAP_DRAWS + SWAPS), SWAPS, SWAP_DRAWS)
    reference, events = values_of(swaps, wanted, tick).reshape(2, len(groups), SWAPS, SWAP_DRAWS)
    for factor, given in zip(groups, reference - events, strict=True):
        found = spread_of_rows(given)
        reach, least, most = (NORMAL_90 * value for value in (found.value, found.low, found.high))
        bars.append(
            Bar(factor, loss - reach, loss + reach, (loss - most, loss - least), (loss + least, loss + most))
        )
    return loss, tuple(bars), own.runs + table.runs + swaps.runs

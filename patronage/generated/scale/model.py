"""A plain model of how long a sweep takes on many workers, fitted to a few by least squares.

Workers share the computing; what goes through one process, chunk by chunk, no worker shortens:

    time(W) = start + max(runs x run / W, chunks x passing)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from patronage.generated.scale.measure import Trial
from patronage.sim.exact.arrays import Floats
from patronage.sim.sweeps.chunks import CHUNK


@dataclass(frozen=True)
class Fit:
    """Least squares: (K,) values, (K,) their standard errors, (N,) residuals in shares of the measured."""

    values: Floats
    errors: Floats
    residuals: Floats


@dataclass(frozen=True)
class Costs:
    """What things cost, in s: CPU of a worker's ``start`` and of a ``run``; of a chunk, wall.

    passing: through the scheduler, into the folder. writing: into the folder of a machine that has it alone.
    joining: from shards into one folder.
    """

    start: float
    run: float
    passing: float
    writing: float
    joining: float

    @property
    def busy(self) -> int:
        """How many workers one scheduler keeps busy: with more, some wait."""
        return int(CHUNK * self.run / self.passing)


@dataclass(frozen=True)
class Times:
    """Of a sweep, in s: workers start and compute, one process takes in meanwhile, and shards are joined."""

    start: float
    computing: float
    passing: float
    joining: float = 0.0

    @property
    def all(self) -> float:
        """From the first to the last."""
        return self.start + max(self.computing, self.passing) + self.joining


def least_squares(rows: Sequence[Sequence[float]], measured: Sequence[float]) -> Fit:
    """The K values that, times each of N rows (N > K), come nearest to what was measured, in shares of it."""
    y = np.asarray(measured, dtype=np.float64)
    scaled = np.asarray(rows, dtype=np.float64) / y[:, None]
    values = np.asarray(np.linalg.lstsq(scaled, np.ones(len(y)), rcond=None)[0], dtype=np.float64)
    residuals = 1.0 - scaled @ values
    spread = residuals @ residuals / (len(y) - scaled.shape[1])
    errors: Floats = np.sqrt(np.diag(np.linalg.inv(scaled.T @ scaled)) * spread)
    return Fit(values, errors, residuals)


def computing(trials: Sequence[Trial]) -> Fit:
    """CPU s of a worker's start, and of a run, from those of all workers of each trial."""
    return least_squares([(t.workers, t.runs) for t in trials], [t.computing for t in trials])


def walls(trials: Sequence[Trial], costs: Costs, cores: int) -> Fit:
    """How many wall s a sweep takes to begin, and a CPU s takes: more than 1 beside other work.

    The CPU s are those of the busiest: a worker, or a core where there are fewer cores than processes.
    """
    rows = []
    for t in trials:
        computed = costs.run * t.runs
        rows.append((1.0, max(computed / t.workers, (computed + t.writing + t.scheduling) / cores)))
    return least_squares(rows, [t.wall for t in trials])


def passing(small: Trial, large: Trial) -> tuple[float, float, float]:
    """S a chunk, from two sizes of sweep that workers answer at once: wall; CPU of scheduler and writer."""
    more = large.chunks - small.chunks
    return (
        (large.wall - small.wall) / more,
        (large.scheduling - small.scheduling) / more,
        (large.writing - small.writing) / more,
    )


def on_cluster(costs: Costs, runs: int, workers: int) -> Times:
    """Of a sweep on so many workers of one scheduler."""
    return Times(costs.start, costs.run * runs / workers, costs.passing * _chunks(runs))


def as_shards(costs: Costs, runs: int, machines: int, threads: int) -> Times:
    """Of a sweep as one shard a machine of so many threads, joined by one process."""
    computed = costs.run * runs / (machines * threads)
    written = costs.writing * ceil(_chunks(runs) / machines)
    return Times(costs.start, computed, written, costs.joining * _chunks(runs))


def _chunks(runs: int) -> int:
    return ceil(runs / CHUNK)

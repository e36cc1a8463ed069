"""The chunks a sweep is cut into, and what a worker does with one of them.

A chunk is at most CHUNK runs: some whole points, or a stretch of one point's pairs. Which runs a chunk has
follows from the sweep alone, so a chunk's part can be made anew, elsewhere, and be the same bytes. The
chunks of one batch (`sim.sweeps.batches`) follow on those of the batch before.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.arrays import Floats
from patronage.sim.scenario.load import Scenario
from patronage.sim.sweeps.batches import Batch
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.targets import Target

if TYPE_CHECKING:
    pass

Flags = NDArray[np.bool_]

CHUNK = 4096  # runs; larger outputs cost more to allocate than they save
ARMS = ("reference", "scenario")
MONTHS_LEAST = 20  # pairs of a point, below which it has no quantiles by month
MONTHS_PAIRS = 250  # pairs of a point that its quantiles by month are taken over
MONTHS_POINTS = 1000  # points, the first ones, that have quantiles by month
PATHS = 3  # pairs of the first point of which whole paths are kept


@dataclass(frozen=True)
class Plan:
    """What every chunk of a sweep needs to know: the sweep, but for its points."""

    scenario: Scenario
    article: bool
    targets: tuple[Target, ...]
    uncertainty: bool
    draws: int
    replicates: int
    common_random_numbers: bool
    rng: int


@dataclass(frozen=True)
class Chunk:
    """Points ``first_point`` onwards, one for each row of ``values``, and of each the pairs [start, stop).

    Pairs are counted within the ``batch``: draw by draw, of each its replicates.
    """

    number: int
    plan: Plan
    batch: Batch
    first_point: int
    values: Floats
    start: int
    stop: int

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return 2 * len(self.values) * (self.stop - self.start)

    @property
    def monthly(self) -> int:
        """How many of its points get quantiles by month."""
        if not self.batch.begins or self.start > 0 or self.stop < MONTHS_LEAST:
            return 0
        return max(0, min(len(self.values), MONTHS_POINTS - self.first_point))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of parts it makes."""
        first = self.batch.begins and self.first_point == 0 and self.start == 0
        return ("runs", *(("months",) if self.monthly else ()), *(("paths",) if first else ()))


def plan_of(sweep: Sweep) -> Plan:
    """The sweep without its points."""
    return Plan(**{field.name: getattr(sweep, field.name) for field in fields(Plan)})


def chunk_count(sweep: Sweep) -> int:
    """How many chunks a sweep has."""
    return sum(_count(batch) for batch in sweep.batches)


def chunk_of(sweep: Sweep, number: int) -> Chunk:
    """The chunk with this number."""
    within = number
    for batch in sweep.batches:
        if within < _count(batch):
            break
        within -= _count(batch)
    else:
        raise IndexError(f"there is no chunk {number}")
    pairs, plan = CHUNK // 2, plan_of(sweep)
    if batch.pairs <= pairs:
        points = pairs // batch.pairs
        first, last = within * points, min((within + 1) * points, batch.points)
        start, stop = 0, batch.pairs
    else:
        first, piece = divmod(within, -(-batch.pairs // pairs))
        last = first + 1
        start, stop = piece * pairs, min((piece + 1) * pairs, batch.pairs)
    values = sweep.values[batch.first_point + first : batch.first_point + last]
    return Chunk(number, plan, batch, batch.first_point + first, values, start, stop)


def _count(batch: Batch) -> int:
    pairs = CHUNK // 2
    if batch.pairs <= pairs:
        return -(-batch.points // (pairs // batch.pairs))
    return batch.points * -(-batch.pairs // pairs)

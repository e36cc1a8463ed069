"""The batches in which a sweep's runs come: one that was added to has its first runs, and then what is new.

A batch is every combination of some points, draws and replicates. A sweep that was never added to is one
batch. Adding to it leaves the batches that are there as they are, so that their parts keep their bytes, and
puts behind them what the new size has beyond the last: further replicates and then further draws at the
points that were there, and all draws and replicates at the new points, which are numbered on from the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Size(NamedTuple):
    """How many points a sweep has, and of each how many draws and how many replicates of each draw."""

    points: int
    draws: int
    replicates: int

    @property
    def runs(self) -> int:
        """Two runs for each pair of each point."""
        return 2 * self.points * self.draws * self.replicates


@dataclass(frozen=True)
class Batch:
    """``points`` from ``first_point`` on, of each ``draws`` from ``first_draw`` on, and so the replicates."""

    first_point: int
    points: int
    first_draw: int
    draws: int
    first_replicate: int
    replicates: int

    @property
    def pairs(self) -> int:
        """How many pairs of runs each point has in it."""
        return self.draws * self.replicates

    @property
    def begins(self) -> bool:
        """Whether its points are in no batch before."""
        return self.first_draw == 0 and self.first_replicate == 0


def batches_of(sizes: Sequence[Size]) -> tuple[Batch, ...]:
    """The batches of a sweep that had these sizes one after the other, none smaller than the one before."""
    found = []
    for before, after in pairwise([Size(0, 0, 0), *sizes]):
        (old, draws, replicates), new = before, after.points - before.points
        found += [
            Batch(0, old, 0, draws, replicates, after.replicates - replicates),
            Batch(0, old, draws, after.draws - draws, 0, after.replicates),
            Batch(old, new, 0, after.draws, 0, after.replicates),
        ]
    return tuple(batch for batch in found if batch.points * batch.pairs)


def growing(sizes: Sequence[Size]) -> bool:
    """Whether these can be the sizes of a sweep: each is larger than the one before in one way at least."""
    return bool(sizes) and all(
        after != before and all(more >= some for some, more in zip(before, after, strict=True))
        for before, after in pairwise([Size(0, 0, 0), *sizes])
    )


def stretches(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Numbers as stretches of consecutive ones: 0 1 2 7 8 is (0, 3), (7, 9)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return tuple(found)


def added_text(before: Size, after: Size) -> str:
    """What one size has beyond another: `replicates from 5 to 10, points from 9 to 12`; else nothing."""
    changes = zip(Size._fields, before, after, strict=True)
    return ", ".join(f"{name} from {old:,} to {new:,}" for name, old, new in changes if new != old)

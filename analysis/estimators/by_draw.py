"""Paired runs added up by weight draw: all that the estimators of a loss need of them.

Runs come in as (arm, draw, replicate), and those that share draw and replicate share their random numbers.
What is left of them are each draw's means over its replicates, and how far its replicates lie apart, so that
the memory that a study takes grows with its draws and not with its runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kept = NDArray[np.bool_]


@dataclass(frozen=True)
class ByDraw:
    """One quantity by weight draw, in the reference and the scenario arm.

    Each (W,), of the draws that keep a run. counts: replicates that count. reference, scenario: means over
    them. losses: the mean of reference less scenario. squares: the sum of its squared distances from that
    mean. values (2, D, P): the runs themselves, NaN where one failed in any arm; None unless they were kept.
    """

    counts: Ints
    reference: Floats
    scenario: Floats
    losses: Floats
    squares: Floats
    values: Floats | None = field(default=None, compare=False, repr=False)

    @property
    def runs(self) -> Floats:
        """The runs themselves; ValueError where they were not kept."""
        if self.values is None:
            raise ValueError("the single runs were not kept")
        return self.values


class Sums:
    """Adds up pieces of the runs of some quantities, whole draws or parts of one at a time."""

    def __init__(self, quantities: int, draws: int) -> None:
        self.counts = np.zeros(draws, dtype=np.int64)
        self._means = np.zeros((quantities, 3, draws))  # reference, scenario, loss
        self._squares = np.zeros((quantities, draws))

    def add(self, first: int, values: Floats, kept: Kept) -> None:
        """Add ``values`` (quantity, 2, W, R) of the draws from ``first`` on; ``kept`` (W, R).

        Parts of a draw are joined as in Chan, Golub and LeVeque (1983), which leaves whole draws as they are.
        """
        every = np.concatenate([values, values[:, :1] - values[:, 1:]], axis=1)
        counts = kept.sum(axis=1)
        means = np.where(kept, every, 0.0).sum(axis=3) / np.maximum(1, counts)
        apart = every[:, 2] - means[:, 2, :, None]
        here = slice(first, first + len(counts))
        before = self.counts[here]
        part = counts / np.maximum(1, before + counts)
        moved = means - self._means[..., here]
        squares = np.where(kept, apart**2, 0.0).sum(axis=2)
        self._squares[:, here] += squares + moved[:, 2] ** 2 * (before * part)
        self._means[..., here] += moved * part
        self.counts[here] = before + counts

    def found(self) -> list[ByDraw]:
        """Each quantity."""
        some = self.counts > 0
        return [
            ByDraw(self.counts[some], reference[some], scenario[some], losses[some], squares[some])
            for (reference, scenario, losses), squares in zip(self._means, self._squares, strict=True)
        ]


def by_draw(values: Floats, kept: Kept) -> ByDraw:
    """The same of runs that are all at hand: ``values`` (2, draw, replicate), ``kept`` (draw, replicate)."""
    sums = Sums(1, len(kept))
    sums.add(0, values[None], kept)
    return sums.found()[0]

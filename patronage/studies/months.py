"""The months of a scenario's runs, added up by weight draw; more than fit into memory lie on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from patronage.sim.designs.arms import REFERENCE, SCENARIO
from patronage.sim.model.ensemble.simulate import Outcome
from patronage.sim.model.measures import DERIVED, TAKEN
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.result import column

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MONTHLY_ROOM = 1 << 25  # bytes of draws' months that are kept in memory
SLAB = 128  # runs whose months are added at once, so that they stay in the processor's cache


def series_of(scenario: Scenario) -> tuple[str, ...]:
    """The quantities by month: what is taken of every actor, the outcomes, what is derived of the focus."""
    measures = (column(measure.name, actor) for measure in TAKEN for actor in scenario.case.actor_ids)
    outcomes = (column("outcome", issue) for issue in scenario.case.issue_ids)
    return (*measures, *outcomes, *(column(measure.name, scenario.focus) for measure in DERIVED))


class _Blocks:
    """Arrays (series, arm 2, draw, month), each of which is written once and read one series at a time."""

    def __init__(self) -> None:
        self._kept: list[Floats] = []  # in memory, until there are too many
        self._file: IO[bytes] | None = None
        self._places: list[tuple[int, tuple[int, ...]]] = []  # where in the file each begins, and its shape
        self._reading = Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return _blocks_of, ([*self._stored(slice(None)), *self._kept],)

    def add(self, block: Floats) -> None:
        self._kept.append(np.ascontiguousarray(block))
        if sum(each.nbytes for each in self._kept) <= MONTHLY_ROOM:
            return
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as this does)
            finalize(self, self._file.close)
        for each in self._kept:
            self._places.append((self._file.seek(0, 2), each.shape))
            self._file.write(each.data)
        self._kept = []

    def series(self, k: int) -> Floats:
        """(arm 2, draw, month) of all blocks."""
        return np.concatenate([*self._stored(k), *(each[k] for each in self._kept)], axis=1)

    def _stored(self, which: int | slice) -> list[Floats]:
        """One series of every block in the file, or all of them."""
        found: list[Floats] = []
        if self._file is None:
            return found
        for start, shape in self._places:
            size = 8 * int(np.prod(shape[1:]))
            first, count = (which, 1) if isinstance(which, int) else (0, shape[0])
            with self._reading:
                self._file.seek(start + first * size)
                read = np.frombuffer(self._file.read(count * size))
            found.append(read.reshape(shape[1:] if isinstance(which, int) else shape))
        return found


def _blocks_of(blocks: list[Floats]) -> _Blocks:
    made = _Blocks()
    for block in blocks:
        made.add(block)
    return made


@dataclass(frozen=True)
class Months:
    """Each draw's means over its replicates by month, in the reference and the scenario arm.

    names: of the series. draws: that keep a run, W. noise (3, month, series): the variance of these means,
    and of the loss between them, that is Monte Carlo error; NaN without replicates.
    """

    names: tuple[str, ...]
    draws: int
    noise: Floats
    blocks: _Blocks

    def series(self, name: str) -> Floats:
        """(2, W, month) of a series, in points, or a position from 0 to 1."""
        return self.blocks.series(self.names.index(name))

    def noise_of(self, name: str) -> Floats:
        """(3, month) the same of one series."""
        return self.noise[..., self.names.index(name)]


class MonthSums:
    """Adds up the months of pieces of runs, draw by draw; a draw may go on in the next piece."""

    def __init__(self, scenario: Scenario) -> None:
        self._names = series_of(scenario)
        self._focus = scenario.case.actor_ids.index(scenario.focus)
        shape = (scenario.last_month - scenario.first_month + 1, len(self._names))
        self._squares = np.zeros((3, *shape))  # of both arms' runs and of their losses
        self._explained = np.zeros((3, *shape))  # by the means of draws, of the same
        self._inverse, self._more, self._draws = 0.0, 0, 0  # over draws: 1 / runs, runs less one, and draws
        self._blocks = _Blocks()
        self._open = np.zeros((2, 0, *shape)), np.zeros(0, dtype=np.int64), -1

    def add(self, outcome: Outcome, draw: Ints, failed: NDArray[np.bool_]) -> None:
        """Add an outcome's runs: of each pair its ``draw``, rising, and whether any arm ``failed``."""
        first = int(draw[0])
        sums = np.zeros((2, int(draw[-1]) - first + 1, *self._squares.shape[1:]))
        self._add_runs(sums, outcome, draw - first, failed)
        counts = np.bincount(draw[~failed] - first, minlength=sums.shape[1])
        before, had, which = self._open
        if which == first:
            sums[:, 0] += before[:, 0]
            counts[0] += had[0]
        else:
            self._close(before, had)
        self._close(sums[:, :-1], counts[:-1])
        self._open = sums[:, -1:], counts[-1:], int(draw[-1])

    def found(self) -> Months | None:
        """What came of all that was added; None where no draw keeps a run."""
        self._close(*self._open[:2])
        self._open = self._open[0][:, :0], self._open[1][:0], -1
        if not self._draws:
            return None
        within = np.maximum(0.0, self._squares - self._explained) * (self._inverse / self._draws)
        noise = within / self._more if self._more else np.full(within.shape, np.nan)
        return Months(self._names, self._draws, noise, self._blocks)

    def _close(self, sums: Floats, counts: Ints) -> None:
        """Keep draws of which no more runs come."""
        some = counts > 0
        if not some.any():
            return
        sums, counts = sums[:, some], counts[some]
        means = sums / counts[:, None, None]
        both = np.concatenate([sums, sums[:1] - sums[1:]])
        self._explained += (both**2 / counts[:, None, None]).sum(axis=1)
        self._inverse += float((1.0 / counts).sum())
        self._more += int((counts - 1).sum())
        self._draws += len(counts)
        self._blocks.add(means.transpose(3, 0, 1, 2))

    def _add_runs(self, sums: Floats, outcome: Outcome, draw: Ints, failed: NDArray[np.bool_]) -> None:
        """Add the sound runs to their draws' ``sums`` (2, draw, month, series), and their squares."""
        size, every = len(failed), np.flatnonzero(~failed)
        sources = [(measure, outcome.path(measure.source)[:, :, self._focus]) for measure in DERIVED]
        for rows in (every[low : low + SLAB] for low in range(0, len(every), SLAB)):
            starts = np.flatnonzero(np.diff(draw[rows], prepend=-1))
            wholes = []
            for arm in (REFERENCE, SCENARIO):
                mine, idle = arm * size + rows, (arm + 2) * size + rows
                taken = outcome.measures_path[mine].reshape(len(mine), sums.shape[2], -1)
                derived = [measure.formula(path[mine], path[idle])[:, :, None] for measure, path in sources]
                whole = np.concatenate([taken, outcome.outcome_path[mine], *derived], axis=2)
                sums[arm, draw[rows[starts]]] += np.add.reduceat(whole, starts, axis=0)
                wholes.append(whole)
            for k, each in enumerate((*wholes, wholes[0] - wholes[1])):
                self._squares[k] += np.einsum("rts,rts->ts", each, each)

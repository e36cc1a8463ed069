"""Runs a design's table and keeps of each run the one number an analysis is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from patronage.sim.model.asked import Asked, asked
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import replicates_within
from patronage.words.plain import time_text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tick = Callable[[int], None]
Say = Callable[[str], None]

CHUNK = 1 << 16  # rows simulated at once, which bounds memory
TRIAL = 1 << 12  # rows by which the time of all is estimated


@dataclass(frozen=True)
class Size:
    """How many weight draws, and replicates of each, every variant gets."""

    draws: int
    replicates: int

    @property
    def runs(self) -> int:
        """Runs of each variant."""
        return self.draws * self.replicates

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario at this size."""
        return replace(scenario, runs=self.runs, replicates=self.replicates)


def sized(scenario: Scenario, variants: int, budget: int) -> Size:
    """The scenario's own size, or what of it ``budget`` runs allow when shared by so many variants."""
    each = budget // max(1, variants)
    draws = scenario.runs // scenario.replicates
    if scenario.runs <= each:
        return Size(draws, scenario.replicates)
    replicates = replicates_within(each, draws, scenario.replicates)
    return Size(min(draws, max(2, each // replicates)), replicates)


def asked_of(scenario: Scenario, measure: str, *, derived: bool = False) -> Asked:
    """What a measure's name asks of a scenario's runs; FaultError where there is nothing of that name."""
    case, focus = scenario.case, scenario.focus
    return asked(measure, focus, case.actor_ids, case.clients.get(focus, ()), derived=derived)


def values_of(table: RunTable, wanted: Asked, tick: Tick | None = None) -> Floats:
    """What is asked for, averaged over the window, in every run (R,); NaN where a run failed.

    Of a derived measure it is what that is derived from. ``tick`` is given how many runs were done since it
    was last called.
    """
    values = np.empty(table.runs)
    for rows in _chunks(table):
        part = part_of(table, rows)
        outcome = simulate(part)
        values[rows] = np.where(outcome.failed, np.nan, wanted.of(outcome, table.weights.actors))
        if tick is not None:
            tick(part.runs)
    return values


def _chunks(table: RunTable) -> Iterator[Ints]:
    """Row numbers by pairs of draw and replicate, at most CHUNK at a time unless a pair alone has more.

    The rows of a pair stay together, so that they share the months in which their scripts agree
    (`sim.model.ensemble.families`).
    """
    order = np.lexsort((table.replicate, table.draw))
    pairs = np.stack([table.draw, table.replicate])[:, order]
    ends = np.append(np.flatnonzero((pairs[:, 1:] != pairs[:, :-1]).any(axis=0)) + 1, table.runs)
    start = 0
    while start < table.runs:
        k = int(np.searchsorted(ends, start + CHUNK, side="right"))
        end = int(ends[k - 1]) if k and ends[k - 1] > start else int(ends[k])
        yield order[start:end]
        start = end


def blocks_of(size: Size, variants: int) -> Iterator[range]:
    """The draws of a study whose tables would be large, some at a time, each with all its variants."""
    step = max(1, CHUNK // (variants * size.replicates))
    for first in range(0, size.draws, step):
        yield range(first, min(first + step, size.draws))


def part_of(table: RunTable, rows: slice | Ints) -> RunTable:
    """Some rows of a table, as a table."""
    return replace(
        table,
        script=table.script[rows],
        point=table.point[rows],
        weight=table.weight[rows],
        draw=table.draw[rows],
        replicate=table.replicate[rows],
    )


def time_ahead(table: RunTable, least: int, most: int) -> str:
    """`1,000 to 8,000 runs, about 2 s to 12 s`: how long runs like a table's take, by a trial of a few."""
    trial = part_of(table, slice(TRIAL))
    simulate(trial)  # compiles, if nothing has yet
    began = perf_counter()
    simulate(trial)
    each = (perf_counter() - began) / trial.runs
    ends = [least] if least == most else [least, most]
    runs, times = (
        " to ".join(texts) for texts in ([f"{n:,}" for n in ends], [time_text(n * each) for n in ends])
    )
    return f"{runs} runs, about {times}"

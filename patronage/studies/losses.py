"""Runs a design's table and keeps of each run the one number an analysis is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.studies.size import replicates_within

Floats = NDArray[np.float64]
Tick = Callable[[int], None]

CHUNK = 1 << 16  # rows simulated at once, which bounds memory


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


def values_of(table: RunTable, focus: str, measure: str, tick: Tick | None = None) -> Floats:
    """The focus actor's measure, averaged over the window, in every run (R,); NaN where a run failed.

    ``tick`` is told how many runs were done since it was last called.
    """
    actor = table.weights.actors.index(focus)
    values = np.empty(table.runs)
    for start in range(0, table.runs, CHUNK):
        rows = slice(start, start + CHUNK)
        part = replace(
            table,
            script=table.script[rows],
            point=table.point[rows],
            weight=table.weight[rows],
            draw=table.draw[rows],
            replicate=table.replicate[rows],
        )
        outcome = simulate(part)
        values[rows] = np.where(outcome.failed, np.nan, outcome.mean(measure)[:, actor])
        if tick is not None:
            tick(part.runs)
    return values

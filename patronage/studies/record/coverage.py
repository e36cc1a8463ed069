"""How often a 90% interval has in it what is true, in worlds whose truth is known."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.spread import spread_of
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of, window_of
from patronage.sim.designs.choice import coefficients_of
from patronage.sim.designs.coverage import World, true_table, world
from patronage.sim.designs.weights import beliefs_of
from patronage.sim.exact.arrays import Floats
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.weights import DRAWN
from patronage.studies.losses import Tick

WORLDS = 200
DRAWS, REPLICATES = 200, 20  # of the chain in every world
TRUE = 4000  # pairs of runs that a true loss is the mean of
WIDER, NARROWER = 0.95, 0.85  # what the share of intervals with the truth in them is to lie between
MEASURES = tuple(measure.name for measure in TAKEN)
CHAINS = {
    "default": "evidence and choice, as every interval has it",
    "evidence": "evidence alone, choice by the table of settings",
    "halved": "evidence and choice, all spreads of what is drawn halved",
}


@dataclass(frozen=True)
class Coverage:
    """Axes: world N, measure M of MEASURES; losses of the focus actor.

    truth (N, M): under the true weights and coefficients. low, high: by CHAINS, (N, M), of the 90% intervals.
    cut (N,): the mean part of gain's distribution cut off; acts (N,): how many the chronicle has.
    """

    truth: Floats
    low: dict[str, Floats]
    high: dict[str, Floats]
    cut: Floats
    acts: NDArray[np.int64]

    @property
    def worlds(self) -> int:
        """How many."""
        return len(self.truth)

    def covered(self, chain: str) -> Floats:
        """The share of worlds in whose interval the truth lies, (M,)."""
        inside = (self.low[chain] <= self.truth) & (self.truth <= self.high[chain])
        share: Floats = inside.mean(axis=0)
        return share

    def below(self, chain: str) -> Floats:
        """The share of worlds in which the truth lies below the interval, (M,)."""
        share: Floats = (self.truth < self.low[chain]).mean(axis=0)
        return share

    def width(self, chain: str) -> Floats:
        """The mean width of the intervals, (M,)."""
        wide: Floats = (self.high[chain] - self.low[chain]).mean(axis=0)
        return wide

    def error(self, chain: str) -> Floats:
        """The binomial standard error of `covered`, (M,)."""
        share = self.covered(chain)
        error: Floats = np.sqrt(share * (1.0 - share) / self.worlds)
        return error

    def passes(self, chain: str) -> bool:
        """Whether intervals of the headline cover as often as they say."""
        return bool(NARROWER <= self.covered(chain)[0] <= WIDER)


def coverage(worlds: int = WORLDS, tick: Tick | None = None) -> Coverage:
    """Put the whole chain to worlds 0, 1, …: coding, weights, the fit of choice, runs, interval."""
    found = [_one(world(number), tick) for number in range(worlds)]
    return Coverage(
        truth=np.array([truth for truth, _, _, _ in found]),
        low={chain: np.array([ends[chain][0] for _, ends, _, _ in found]) for chain in CHAINS},
        high={chain: np.array([ends[chain][1] for _, ends, _, _ in found]) for chain in CHAINS},
        cut=np.array([cut for _, _, cut, _ in found]),
        acts=np.array([acts for _, _, _, acts in found]),
    )


def _one(one: World, tick: Tick | None) -> tuple[Floats, dict[str, Floats], float, int]:
    """The true losses, the ends of the intervals (2, M) by CHAINS, what is cut off, and the acts."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = loaded(one, Path(folder))
        scripts = arm_scripts(scenario)[:2]
        truth = losses_of(true_table(one, scripts, TRUE, window_of(scenario)), scenario, 1)[:, 0].mean(axis=1)
        coefficients = coefficients_of(scenario, DRAWS)
        whole = crossed(scenario, scripts, weights_of(scenario))
        alone = replace(scenario, uncertainty=("evidence",))
        tables = {
            "default": whole,
            "evidence": crossed(alone, scripts, weights_of(alone)),
            "halved": halved(whole, scenario),
        }
        ends = {chain: intervals(losses_of(table, scenario, DRAWS)) for chain, table in tables.items()}
    if tick is not None:
        tick(1)
    return truth, ends, float(coefficients.cut.mean()), coefficients.acts


def loaded(one: World, folder: Path) -> Scenario:
    """The world's question, from files that are written for it."""
    for name, content in one.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    overrides = {"runs": str(DRAWS * REPLICATES), "replicates": str(REPLICATES)}
    return load_scenario(folder / "case" / "question.yaml", overrides)


def losses_of(table: RunTable, scenario: Scenario, draws: int) -> Floats:
    """The focus actor's losses (M, draw, replicate) in a table of two arms; NaN where a run failed."""
    out = simulate(table)
    focus = scenario.case.actor_ids.index(scenario.focus)
    values = np.where(out.failed[:, None], np.nan, out.measures[:, :, focus])
    reference, events = values.T.reshape(len(MEASURES), 2, draws, -1).swapaxes(0, 1)
    losses: Floats = reference - events
    return losses


def intervals(losses: Floats) -> Floats:
    """(2, M) the ends of the 90% intervals, as every answer has them."""
    spreads = [spread_of(each) for each in losses]
    return np.array([[one.low for one in spreads], [one.high for one in spreads]])


def halved(table: RunTable, scenario: Scenario) -> RunTable:
    """A table whose weights and settings lie half as far from what is expected of each: too sure."""
    central = central_weights(beliefs_of(scenario))
    arrays = {name: (getattr(table.weights, name) + getattr(central, name)) / 2.0 for name in DRAWN}
    middle = table.settings.mean(axis=0)
    return replace(table, weights=replace(table.weights, **arrays), settings=(table.settings + middle) / 2.0)

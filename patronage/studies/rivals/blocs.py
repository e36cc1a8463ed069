"""Who stands with whom in a scenario, month by month: the ensemble's trust and capability as landscapes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.estimators.camps import Camps, affordable, months_of, survey_camps
from patronage.analysis.estimators.landscape import MOST_ACTORS
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import crossed, script_of, weights_of
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.months import month_text
from patronage.sim.model import formulas as f
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights
from patronage.studies.losses import Size
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import blocs_arrays
from patronage.studies.tables.blocs import blocs_tables

ARMS = ("reference", "scenario")
DRAWS, REPLICATES = 100, 4  # at most; camps settle with far fewer runs than losses do


@dataclass(frozen=True, repr=False)
class Blocs(Shown):
    """The camps of both arms. sizes (D, n); trust by arm (D, T, n, n), means over a draw's replicates."""

    scenario: Scenario
    size: Size
    sizes: Floats
    trust: dict[str, Floats]
    camps: dict[str, Camps]

    @property
    def focus(self) -> int:
        """The place of the focus actor."""
        return self.scenario.case.actor_ids.index(self.scenario.focus)

    @property
    def months(self) -> list[str]:
        """The months in words."""
        return [month_text(m) for m in range(self.scenario.first_month, self.scenario.last_month + 1)]

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return blocs_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return blocs_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "runs": self.size.runs,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "actors": list(self.scenario.case.actor_ids),
            "configurations": 1 << (len(self.scenario.case.actors) - 1),
            "sizes": dict(zip(self.scenario.case.actor_ids, self.sizes.mean(axis=0).tolist(), strict=True)),
            "arms": {
                arm: months_of(self.camps[arm], self.sizes, self.trust[arm], self.months, self.focus)
                for arm in ARMS
            },
        }


def blocs(scenario: Scenario, threads: int | None = None) -> Blocs:
    """The camps of both arms by month, from at most 100 of the scenario's weight draws x 4 replicates.

    FaultError where there are more actors than every configuration can be looked at for.
    """
    case = scenario.case
    if len(case.actors) > MOST_ACTORS:
        message = f"the case has {len(case.actors)} actors; every configuration is looked at"
        raise FaultError([Fault(str(scenario.path), 0, 0, "case", message, f"at most {MOST_ACTORS} actors")])
    replicates = min(REPLICATES, scenario.replicates)
    draws = affordable(min(DRAWS, scenario.runs // scenario.replicates), len(case.actors))
    size = Size(draws, replicates)
    at = size.of(scenario)
    weights = weights_of(at)
    trust = {}
    for arm, events in zip(ARMS, ((), scenario.events), strict=True):
        table = crossed(at, [script_of(scenario, events)], weights)
        trust[arm] = _mean_trust(replace(table, window=0), size, threads)
    sizes = standings(weights)
    camps = {arm: survey_camps(case.actor_ids, sizes, path) for arm, path in trust.items()}
    return Blocs(scenario, size, sizes, trust, camps)


def standings(weights: Weights) -> Floats:
    """E5: (W, n) every actor's mean capability over the issues that matter."""
    counted = np.vectorize(f.matters, otypes=[float])(weights.salience.sum(axis=1))
    total = (weights.capability * counted[:, None, :]).sum(axis=2)
    return np.asarray(np.vectorize(f.standing, otypes=[float])(total, counted.sum(axis=1)[:, None]))


def _mean_trust(table: Any, size: Size, threads: int | None) -> Floats:
    """(D, T, n, n) trust by month, the mean over the replicates of a draw."""
    path = simulate(table, Record(trust=True), threads).trust_path
    return np.asarray(path.reshape(size.draws, size.replicates, *path.shape[1:]).mean(axis=1))

"""Runs that show whose doing a loss is: both arms with only some of the actors active."""

from __future__ import annotations

import numpy as np

from patronage.sim.designs.arms import crossed, script_of
from patronage.sim.designs.coalitions import Flags
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights


def others_of(scenario: Scenario) -> tuple[str, ...]:
    """Everyone but the focus actor, in the order of the case."""
    return tuple(actor for actor in scenario.case.actor_ids if actor != scenario.focus)


def patrons_table(scenario: Scenario, coalitions: Flags, weights: Weights, first_draw: int = 0) -> RunTable:
    """Coalition x arm (reference, scenario) x weight draw x replicate, replicates fastest.

    ``coalitions`` (M, others): in coalition m its members and the focus actor act; the rest are muted in
    both arms. A muted actor waits in every month, its part of history and events does not happen, and it
    begins without commitments. ``first_draw``: the number of the first draw of the weights.
    """
    actors = scenario.case.actor_ids
    columns = np.array([actors.index(name) for name in others_of(scenario)], dtype=np.int64)
    arms = (script_of(scenario), script_of(scenario, scenario.events))
    scripts = []
    for row in coalitions:
        for arm in arms:
            script = arm
            for actor in columns[~row]:
                script = script.mute(int(actor))
            scripts.append(script)
    return crossed(scenario, scripts, weights, first_draw=first_draw)

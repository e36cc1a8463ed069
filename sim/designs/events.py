"""Runs that show what each of a scenario's events adds: every coalition of events, against history alone."""

from __future__ import annotations

from patronage.sim.designs.arms import crossed, script_of
from patronage.sim.designs.coalitions import Flags
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights


def events_table(scenario: Scenario, coalitions: Flags, weights: Weights, first_draw: int = 0) -> RunTable:
    """Coalition x weight draw x replicate, replicates fastest; script m holds the events of coalition m.

    ``coalitions`` (M, events). ``first_draw``: the number of the first draw of the weights. The history
    happens in every run, and the measures are averaged over the whole scenario's window, so that a
    coalition's loss is always over the same months.
    """
    scripts = [
        script_of(scenario, [event for event, there in zip(scenario.events, row, strict=True) if there])
        for row in coalitions
    ]
    return crossed(scenario, scripts, weights, first_draw=first_draw)

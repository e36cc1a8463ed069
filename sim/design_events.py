"""Runs that tell what each of a scenario's events adds: every coalition of events, against history alone."""

from __future__ import annotations

from sim.design import crossed, script_of
from sim.design_coalitions import Flags
from sim.inputs import RunTable, Weights
from sim.scenario import Scenario


def events_table(scenario: Scenario, coalitions: Flags, weights: Weights) -> RunTable:
    """Coalition x weight draw x replicate, replicates fastest; script m holds the events of coalition m.

    ``coalitions`` (M, events). The history happens in every run, and the measures are averaged over the
    whole scenario's window, so that a coalition's loss is always over the same months.
    """
    scripts = [
        script_of(scenario, [event for event, there in zip(scenario.events, row, strict=True) if there])
        for row in coalitions
    ]
    return crossed(scenario, scripts, weights)

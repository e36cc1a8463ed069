"""Tables of runs: which scripts, weights and settings are to be run, and with which random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from patronage.sim.case.load import Act
from patronage.sim.designs.choice import settings_rows
from patronage.sim.designs.weights import beliefs_of, settings_row, weights_of
from patronage.sim.files.memory import check_memory
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable, Script, option
from patronage.sim.scenario.load import Event, Scenario
from patronage.sim.weights.weights import Weights

__all__ = [
    "ARMS",
    "POINT",
    "REFERENCE",
    "REFERENCE_IDLE",
    "ROW",
    "SCENARIO",
    "SCENARIO_IDLE",
    "arm_scripts",
    "arms_table",
    "beliefs_of",
    "crossed",
    "never_brought",
    "script_of",
    "settings_row",
    "weights_of",
    "window_of",
]

REFERENCE, SCENARIO, REFERENCE_IDLE, SCENARIO_IDLE = range(4)
ROW = 80  # bytes of a row of a table, with the number that is kept of its run
POINT = 8 * len(SETTING_NAMES)  # bytes of a row of settings
ARMS: tuple[str, ...] = ("reference", "scenario", "reference_idle", "scenario_idle")
"""The arms of a scenario: history only, and history with the events; and each with the focus actor idle."""


def script_of(scenario: Scenario, events: Iterable[Event] = ()) -> Script:
    """The script of the scenario's history with these events on top.

    Where an event is an act of the history, too, the act is on what the event says, if it says so.
    """
    case, first = scenario.case, scenario.first_month
    actors = case.actor_ids
    script = Script.empty(scenario.last_month - first + 1, len(actors))
    citing: dict[tuple[int, int, int], set[str]] = {}

    def happens(act: Act | Event, month: int, item: str | None) -> None:
        cell = (month - first, *column(act))
        script.acts[cell] = 1
        if act.on is not None:
            script.on[cell] = 1 + case.issue_ids.index(act.on)
        if item is not None:
            citing.setdefault(cell, set()).add(case.key_of(item))

    def column(act: Act | Event) -> tuple[int, int]:
        return actors.index(act.actor), option(act.verb, actors.index(act.toward), len(actors))

    for act in scenario.history:
        happens(act, act.month, act.item)
    for event in events:
        for month in range(event.months[0], event.months[1] + 1):
            if event.bar:  # a bar also takes the act out of the history, with all that comes with it
                cell = (month - first, *column(event))
                script.bars[cell], script.acts[cell], script.on[cell] = 1, 0, 0
                citing.pop(cell, None)
            else:
                happens(event, month, event.evidence)
                script.instead[month - first, actors.index(event.actor)] |= event.instead
    return replace(script, arrivals=_arrivals(citing))


def _arrivals(citing: Mapping[tuple[int, int, int], set[str]]) -> tuple[tuple[str, int, int], ...]:
    """The first month of each item and actor, from the items that the act in each cell of a script cites."""
    first: dict[tuple[str, int], int] = {}
    for (month, actor, _), items in citing.items():
        for item in items:
            first[item, actor] = min(month, first.get((item, actor), month))
    return tuple(sorted((item, month, actor) for (item, actor), month in first.items()))


def arm_scripts(scenario: Scenario) -> tuple[Script, ...]:
    """One script for each of ARMS."""
    focus = scenario.case.actor_ids.index(scenario.focus)
    reference, full = script_of(scenario), script_of(scenario, scenario.events)
    return reference, full, reference.mute(focus), full.mute(focus)


def never_brought(weights: Weights, scripts: Iterable[Script]) -> tuple[str, ...]:
    """The items that bring capability and whose act happens in none of the scripts, in order of their ids.

    What they bring then never counts.
    """
    happening = [script.arrived(len(script.acts) - 1) for script in scripts]
    bringing = {item for cell in weights.dated for item in cell.items}
    return tuple(sorted(bringing.difference(*happening)))


def window_of(scenario: Scenario) -> int:
    """Index of the first month of any event, from which the measures are averaged; 0 without events."""
    return (
        min((event.months[0] for event in scenario.events), default=scenario.first_month)
        - scenario.first_month
    )


def crossed(
    scenario: Scenario,
    scripts: Sequence[Script],
    weights: Weights,
    *,
    settings: Sequence[dict[str, float]] = ({},),
    first_draw: int = 0,
    replicates: range | None = None,
) -> RunTable:
    """Every script x point of settings x weight draw x replicate, in that order (replicates fastest).

    Rows that agree in draw and replicate share their random numbers whatever their script and settings are.
    ``settings`` are changes on top of the scenario's own, of which every draw has its coefficients of choice
    (`settings_rows`). ``replicates``: which of each draw, all of them if it is not given. FaultError where
    the rows do not fit into memory.
    """
    which = replicates or range(scenario.replicates)
    draws = weights.draws
    variants = len(scripts) * len(settings)
    what = f"runs of each of {variants:,} variants"
    each = variants * ROW + len(settings) * POINT / len(which)
    check_memory(draws * len(which), what, lambda runs: runs * each, len(which))
    shape = (len(scripts), len(settings), draws, len(which))
    script, point, draw, replicate = (axis.ravel() for axis in np.indices(shape))
    return RunTable(
        weights=weights,
        scripts=tuple(scripts),
        settings=settings_rows(scenario, draws, first_draw, settings),
        script=script,
        point=point * draws + draw,
        weight=draw,
        draw=draw + first_draw,
        replicate=replicate + which.start,
        first_month=scenario.first_month,
        months=scenario.last_month - scenario.first_month + 1,
        window=window_of(scenario),
        rng=scenario.rng,
    )


def arms_table(scenario: Scenario, *, prior_only: bool = False) -> RunTable:
    """The scenario's four ARMS, script number = arm; each arm has ``scenario.runs`` rows, paired."""
    return crossed(scenario, arm_scripts(scenario), weights_of(scenario, prior_only=prior_only))

"""What is no fault of a scenario and may yet not be what its author meant."""

from __future__ import annotations

from patronage.sim.case.load import Act
from patronage.sim.case.notes import half
from patronage.sim.designs.arms import script_of
from patronage.sim.files.faults import Fault, Keys, short
from patronage.sim.files.located import read_yaml
from patronage.sim.files.months import month_text
from patronage.sim.model.table import Script, option
from patronage.sim.scenario.load import Event, Scenario


def scenario_notes(scenario: Scenario) -> list[Fault]:
    """Agreements of which one half does not happen, and events that are on another issue than what they cite.

    With all events; the file is sound and is read again for the places.
    """
    located = read_yaml(scenario.path)
    script = script_of(scenario, scenario.events)
    acts: list[tuple[Keys, Act | Event, tuple[int, int]]] = []
    acts += [(("history",), act, (act.month, act.month)) for act in scenario.history]
    acts += [(("events", k, "on"), event, event.months) for k, event in enumerate(scenario.events)]
    found = [
        located.fault(keys, half(act.actor, act.toward, month_text(month), act.on))
        for keys, act, months in acts
        if act.on is not None and (month := _unreturned(scenario, script, act, months)) is not None
    ]
    for k, event in enumerate(scenario.events):
        cited = _cited(scenario, event)
        if cited is not None and cited.on != event.on and not event.bar:
            message = f"{short(event.evidence)} has the same act on {cited.on or 'no issue'}"
            keys: Keys = ("events", k, "on" if event.on else "evidence")
            found.append(located.fault(keys, f"{message}, and the event is on {event.on or 'none'}"))
    return found


def _unreturned(scenario: Scenario, script: Script, act: Act | Event, months: tuple[int, int]) -> int | None:
    """The first month in which the target does not return an endorsement on an issue; None without one."""
    actors = scenario.case.actor_ids
    i, j = actors.index(act.actor), actors.index(act.toward)
    if act.verb != "endorse":
        return None
    for month in range(months[0], months[1] + 1):
        on = script.on[month - scenario.first_month]
        mine, theirs = on[i, option("endorse", j, len(actors))], on[j, option("endorse", i, len(actors))]
        if mine not in {0, theirs}:
            return month
    return None


def _cited(scenario: Scenario, event: Event) -> Act | None:
    """The act of the item that an event cites which is the event's, if it has it."""
    items = [*scenario.case.items, *(item for coding in scenario.case.codings.values() for item in coding)]
    same = (event.actor, event.verb, event.toward)
    return next(
        (
            act
            for item in items
            if item.id == event.evidence
            for act in item.acts
            if (act.actor, act.verb, act.toward) == same
        ),
        None,
    )

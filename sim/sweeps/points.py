"""What a point of a sweep means for its runs: settings, weights that are fixed, and events that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.files.faults import short
from patronage.sim.files.months import month_text
from patronage.sim.scenario.clashes import Span, clashes
from patronage.sim.scenario.load import Event, Scenario, history_of
from patronage.sim.sweeps.targets import Target

Flags = NDArray[np.bool_]

_AT_ONCE = 1_000_000  # events of points that are looked at together

Moves = Mapping[tuple[str, str], int]
"""What a point says of events: (event id, start | lasts | present) -> month, months, or 0 and 1."""


@dataclass(frozen=True)
class Variant:
    """A scenario with its events moved, and the month (index) from which its measures are averaged."""

    scenario: Scenario
    window: int


def moved(scenario: Scenario, moves: Moves, *, article: bool) -> Variant:
    """The scenario as its file would read with these changes of its events.

    ``article``: its history is that of the article, which then reaches to the first event that is left; an
    act that an event was coded from moves with the event and is not history as well. Where no event is
    left, history and averages are those of the unchanged scenario.
    """
    before = min((event.months[0] for event in scenario.events), default=scenario.first_month)
    events = tuple(_moved(event, moves) for event in scenario.events if moves.get((event.id, "present"), 1))
    first = min((event.months[0] for event in events), default=before)
    unchanged = set(events)
    moved_items = {event.evidence for event in scenario.events if event not in unchanged and event.evidence}
    history = scenario.history
    if article and scenario.events:
        acts = history_of("article", scenario.case, scenario.first_month, first)
        history = tuple(act for act in acts if act.item not in moved_items)
    return Variant(replace(scenario, events=events, history=history), first - scenario.first_month)


def moves_of(targets: tuple[Target, ...], row: Floats) -> dict[tuple[str, str], int]:
    """What a point, a row of values, says of events."""
    return {
        (target.names[0], target.names[1]): int(value)
        for target, value in zip(targets, row, strict=True)
        if target.group == "events"
    }


def _moved(event: Event, moves: Moves) -> Event:
    start = moves.get((event.id, "start"), event.months[0])
    lasts = moves.get((event.id, "lasts"), event.months[1] - event.months[0] + 1)
    return replace(event, months=(start, start + lasts - 1))


def clash(variant: Variant) -> tuple[str, str] | None:
    """The event that cannot be as it is and why: it outlasts the period, or another event contradicts it."""
    scenario = variant.scenario
    events = scenario.events
    for event in events:
        if event.months[1] > scenario.last_month:
            end, last = month_text(event.months[1]), month_text(scenario.last_month)
            message = f"{short(event.id)} from {month_text(event.months[0])} would last until {end}"
            return event.id, f"{message}, beyond the period, which ends in {last}"
    for pair in clashes([Span(_act(event), *event.months, event.bar) for event in events]):
        bar, other = sorted((events[place] for place in pair), key=lambda event: not event.bar)
        if bar.bar and not other.bar:  # to do the same twice in a month is to do it once
            month = month_text(max(bar.months[0], other.months[0]))
            message = f"{bar.actor} {bar.verb} {bar.toward} would both happen and be barred in {month}"
            return bar.id, f"{message} (see {short(other.id)})"
    return None


def _act(event: Event) -> tuple[str, str, str]:
    return event.actor, event.verb, event.toward


def first_clash(
    events: Sequence[Event], last_month: int, targets: Sequence[Target], values: Floats
) -> int | None:
    """The first point (row of ``values``) with events that `clash` would find fault with; None for none.

    targets: of events, one for each column. All points are looked at together, since there may be a million.
    """
    if not targets:
        return None
    place = {event.id: k for k, event in enumerate(events)}
    bars = np.array([event.bar for event in events])
    of_act: dict[tuple[str, str, str], list[int]] = {}
    for k, event in enumerate(events):
        of_act.setdefault(_act(event), []).append(k)
    both = [places for places in of_act.values() if len({events[k].bar for k in places}) == 2]
    usual = {
        "start": [event.months[0] for event in events],
        "lasts": [event.months[1] - event.months[0] + 1 for event in events],
        "present": [1] * len(events),
    }
    _, firsts = np.unique(values, axis=0, return_index=True)
    firsts.sort()
    size = max(1, _AT_ONCE // len(events))
    for block in (firsts[k : k + size] for k in range(0, len(firsts), size)):
        given = {name: np.tile(numbers, (len(block), 1)) for name, numbers in usual.items()}
        for column, target in enumerate(targets):
            given[target.names[1]][:, place[target.names[0]]] = values[block, column]
        there, start = given["present"] > 0, given["start"]
        end = start + given["lasts"] - 1
        wrong = (there & (end > last_month)).any(axis=1)
        for places in both:
            wrong |= _contradicted(start[:, places], end[:, places], there[:, places], bars[places])
        if wrong.any():
            return int(block[wrong.argmax()])
    return None


def _contradicted(start: Ints, end: Ints, there: Flags, bar: Flags) -> Flags:
    """(P,) whether an act that happens and one that is barred share a month: columns of one act's events."""
    order = np.argsort(start, axis=1, kind="stable")
    start, end = np.take_along_axis(start, order, axis=1), np.take_along_axis(end, order, axis=1)
    there = np.take_along_axis(there, order, axis=1)
    barred = bar[order]
    found = np.zeros(len(start), dtype=bool)
    for kind in (False, True):  # the longest-lasting of a kind, held to those of the other that begin later
        longest = np.maximum.accumulate(np.where(there & (barred == kind), end, -1), axis=1)
        later = there[:, 1:] & (barred[:, 1:] != kind)
        found |= (later & (longest[:, :-1] >= start[:, 1:])).any(axis=1)
    return found

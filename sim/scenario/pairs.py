"""The same events between other actors: for scenarios whose events are all of one pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

from patronage.sim.scenario.load import Event, Scenario

Pair = tuple[str, str]


@dataclass(frozen=True)
class Pairs:
    """The pair of a scenario's events, and the other ordered pairs by which they could have been.

    pair: who is the first event's actor and who its target. others: who takes their places; where the events
    are mutual, so that exchanging the two changes none, each pair is there once. happened: pairs that are
    impossible, since the history has them do one of the acts in its month anyway. with_focus: pairs in which
    the focus actor has another part than in the scenario, which is another question.
    """

    pair: Pair
    others: tuple[Pair, ...]
    happened: tuple[Pair, ...]
    with_focus: tuple[Pair, ...]
    mutual: bool


def pair_of(scenario: Scenario) -> Pair | None:
    """Who acts in the first event and on whom, if all events are between these two; else None."""
    pairs = {frozenset((event.actor, event.toward)) for event in scenario.events}
    if len(pairs) != 1:
        return None
    return scenario.events[0].actor, scenario.events[0].toward


def between(scenario: Scenario, pair: Pair) -> Scenario:
    """The scenario with its events by another pair; who the focus is stays, and so does the history.

    ValueError where the events are of more than one pair. What the events cite brings no capability: what is
    coded is what its own act brought.
    """
    own = pair_of(scenario)
    if own is None:
        raise ValueError("the events are of more than one pair")
    given = dict(zip(own, pair, strict=True))
    events = tuple(
        replace(event, actor=given[event.actor], toward=given[event.toward], evidence=None)
        for event in scenario.events
    )
    return replace(scenario, events=events)


def pairs_of(scenario: Scenario) -> Pairs | None:
    """The other pairs by which the scenario's events could be; None where they are of more than one."""
    own = pair_of(scenario)
    if own is None:
        return None
    seen = {_acts(between(scenario, own))}
    others: list[Pair] = []
    happened: list[Pair] = []
    elsewhere: list[Pair] = []
    for pair in permutations(scenario.case.actor_ids, 2):
        moved = between(scenario, pair)
        if (acts := _acts(moved)) in seen:
            continue
        seen.add(acts)
        if _part(scenario.focus, pair) != _part(scenario.focus, own):
            elsewhere.append(pair)
        elif _in_history(moved):
            happened.append(pair)
        else:
            others.append(pair)
    mutual = _acts(between(scenario, own)) == _acts(between(scenario, own[::-1]))
    return Pairs(own, tuple(others), tuple(happened), tuple(elsewhere), mutual)


def _part(focus: str, pair: Pair) -> int:
    return pair.index(focus) if focus in pair else -1


def _acts(scenario: Scenario) -> frozenset[tuple[object, ...]]:
    return frozenset(_content(event) for event in scenario.events)


def _content(event: Event) -> tuple[object, ...]:
    return event.actor, event.verb, event.toward, event.months, event.bar, event.on, event.instead


def _in_history(scenario: Scenario) -> bool:
    acts = {(act.actor, act.verb, act.toward, act.month) for act in scenario.history}
    return any(
        (event.actor, event.verb, event.toward, month) in acts
        for event in scenario.events
        if not event.bar
        for month in range(event.months[0], event.months[1] + 1)
    )

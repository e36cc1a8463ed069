"""What a point of a sweep means for its runs: settings, weights that are fixed, and events that moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import short
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Event, Scenario, history_of
from patronage.sim.sweeps.targets import Target
from patronage.sim.weights.beliefs import Beliefs, stacked
from patronage.sim.weights.fixed import COMMITMENT_MOST, KINDS, with_fixed
from patronage.sim.weights.weights import Weights

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
    told = {event.evidence for event in scenario.events if event not in unchanged and event.evidence}
    history = scenario.history
    if article and scenario.events:
        acts = history_of("article", scenario.case, scenario.first_month, first)
        history = tuple(act for act in acts if act.item not in told)
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
    for event in scenario.events:
        if event.months[1] > scenario.last_month:
            end, last = month_text(event.months[1]), month_text(scenario.last_month)
            message = f"{short(event.id)} from {month_text(event.months[0])} would last until {end}"
            return event.id, f"{message}, beyond the period, which ends in {last}"
    for event in scenario.events:
        for other in scenario.events:
            same = (event.actor, event.verb, event.toward) == (other.actor, other.verb, other.toward)
            month = max(event.months[0], other.months[0])
            if same and event.bar and not other.bar and month <= min(event.months[1], other.months[1]):
                message = f"{event.actor} {event.verb} {event.toward} would both happen and be barred"
                return event.id, f"{message} in {month_text(month)} (see {short(other.id)})"
    return None


def central_weights(beliefs: Beliefs) -> Weights:
    """One row of weights: what is expected of each, as if the evidence left nothing open.

    Where several coders' beliefs are mixed it is the mean of theirs.
    """
    return with_fixed(_central(beliefs), beliefs.fixed)


def _central(beliefs: Beliefs) -> Weights:
    if beliefs.others:
        coders = stacked([_central(each) for each in (replace(beliefs, others=()), *beliefs.others)])
        means = {name: getattr(coders, name).mean(axis=0, keepdims=True) for name in KINDS}
        return replace(coders, **means)
    salience = beliefs.salience / beliefs.salience.sum(axis=1, keepdims=True)
    n = len(beliefs.actors)
    coded = beliefs.commitment[0] > 0.0
    commitment = np.where(coded, _mean(np.where(coded, beliefs.commitment, 1.0)), 0.0)
    trust = np.clip(beliefs.trust[0], -1.0, 1.0)
    trust[np.arange(n), np.arange(n)] = 0.0
    commitment[np.arange(n), np.arange(n)] = 0.0
    totals = commitment.sum(axis=1, keepdims=True)
    commitment *= np.minimum(1.0, COMMITMENT_MOST / np.maximum(totals, 1e-12))
    return Weights(
        actors=beliefs.actors,
        issues=beliefs.issues,
        salience=salience[None],
        position=_mean(beliefs.position)[None],
        capability=_mean(beliefs.capability)[None],
        trust=trust[None],
        commitment=commitment[None],
        outcome=beliefs.outcome,
        field_leverage=beliefs.field_leverage,
        field_position=beliefs.field_position,
    )


def _mean(beta: Floats) -> Floats:
    mean: Floats = beta[0] / (beta[0] + beta[1])
    return mean

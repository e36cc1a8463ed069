"""Actors, events and evidence in words, as tables and charts show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patronage.sim.case.chronicle import DatedAct
from patronage.sim.case.load import Case, Item
from patronage.sim.files.months import month_text
from patronage.sim.model.asked import words_of
from patronage.sim.scenario.load import Event
from patronage.sim.verbs import VERBS
from patronage.words.plain import brief, listed_and

DOES = {verb.name: verb.does for verb in VERBS}
"""What an actor does that does the verb."""


def actor_names(case: Case) -> dict[str, str]:
    """The actors' names by id."""
    return {actor.id: actor.name for actor in case.actors}


def label_names(case: Case) -> dict[str, str]:
    """The same for labels in charts, where there is little room."""
    return {actor: brief(name) for actor, name in actor_names(case).items()}


def months_text(months: tuple[int, int]) -> str:
    """`2018-01` or `2018-01 to 2018-03`."""
    first, last = (month_text(month) for month in months)
    return first if first == last else f"{first} to {last}"


def event_text(event: Event, names: Mapping[str, str]) -> str:
    """`Russia aids Turkey`, or `Russia may not aid Turkey` where the act is barred."""
    actor, toward = names[event.actor], names[event.toward]
    if event.bar:
        return f"{actor} may not {event.verb} {toward}"
    return f"{actor} {DOES[event.verb]} {toward}"


def act_text(act: DatedAct, names: Mapping[str, str]) -> str:
    """`Russia aids Turkey`."""
    return f"{names[act.actor]} {DOES[act.verb]} {names[act.toward]}"


def place_text(item: Item) -> str:
    """Where an item stands: `¶6, sentence 1` of the article, or `outside`, or `assumed`."""
    if item.locator is not None:
        return f"¶{item.locator[0]}, sentence {item.locator[1]}"
    return {"fact": "outside fact", "assumption": "assumed"}.get(item.kind, item.kind)


def clients_text(clients: Sequence[str], names: Mapping[str, str]) -> str:
    """What hold over its clients is: `how far its clients depend on it, here Assad's government`."""
    return f"how far its clients depend on it, here {listed_and([names[actor] for actor in clients])}"


def measure_words(measure: str, names: Mapping[str, str] | None = None) -> str:
    """`net hold` of `net_hold`, `hold over Assad's government` of `hold:assad`: as sentences call it.

    ``names``: the actors' by id.
    """
    return words_of(measure, names)

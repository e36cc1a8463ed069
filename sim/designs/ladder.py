"""The ladder from the first version of the model to this one: what was added, one part after the other.

A rung is the scenario with the parts that have been added so far and without those that come later. All rungs
share their weights and their random numbers, so that the difference between two is due to the part between
them. On the ladder capability is conserved before the idle actor is disarmed, which no file may ask for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from patronage.sim.files.faults import Fault
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.settings_file import settings_of

FIRST = "first_version"
"""The file of settings that the ladder starts from."""


@dataclass(frozen=True)
class Part:
    """A part of the model, and the settings that are 0 without it."""

    name: str
    settings: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """The scenario as it is on a rung, and what that rung is called."""

    name: str
    scenario: Scenario


PARTS: tuple[Part, ...] = (
    Part("scripted acts added", ("scripted_added",)),
    Part("capability conserved", ("capability_conserved",)),
    Part("content", ("content",)),
    Part("status quo", ("status_quo",)),
    Part("dated capability", ("dated_capability",)),
    Part("idle unarmed", ("idle_unarmed",)),
    Part("answers muted", ("answers_muted",)),
    Part("judgement one-sided", ("judgement_one_sided",)),
    Part("agreements", ("agreement",)),
    Part("trust by deeds", ("trust_moves_deeds", "standing_damps_trust")),
)
"""The parts in the order in which they are added."""


@cache
def first_settings() -> dict[str, float]:
    """All settings of the first version: its weights of choice, and 0 for every part that came later."""
    given = settings_of(FIRST, Fault(FIRST, 0, 0, "", ""))
    return {name: float(str(value)) for name, value in given.items()}


def without(scenario: Scenario, parts: Iterable[Part]) -> Scenario:
    """The scenario without some parts of the model; all else as it is."""
    gone = {name: 0.0 for part in parts for name in part.settings}
    return replace(scenario, settings=scenario.settings | gone)


def rungs(scenario: Scenario) -> tuple[Rung, ...]:
    """From the first version to the scenario as it is.

    The first rung has the first version's weights of choice, the second the scenario's own; then each part is
    added. A part that is off in the scenario stays off, and its rung is the one before it.
    """
    own = first_settings()
    first = replace(scenario, settings=scenario.settings | own, given=scenario.given.union(own))
    found = [Rung("first version", first), Rung("+ coefficients", without(scenario, PARTS))]
    found += [Rung(f"+ {part.name}", without(scenario, PARTS[k:])) for k, part in enumerate(PARTS, start=1)]
    return tuple(found)


def left_out(scenario: Scenario) -> tuple[Rung, ...]:
    """The scenario without each part by itself."""
    return tuple(Rung(f"without {part.name}", without(scenario, (part,))) for part in PARTS)


def off_in(scenario: Scenario) -> tuple[Part, ...]:
    """The parts that the scenario as it is does without."""
    return tuple(part for part in PARTS if all(scenario.settings[name] == 0.0 for name in part.settings))

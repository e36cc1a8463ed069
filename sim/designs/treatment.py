"""What a scenario's events are about: the issues, ties and capabilities that they are to change.

What an act writes on its pair stands in E11 and E12, what it settles on an issue in E18, what it brings in
E1: aid is about commitment, coercion about pressure, a warning about the warning that stands, an endorsement
about the trust of whoever is endorsed; a bar is about what the barred act would have written.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from patronage.sim.designs.arms import SCENARIO, arm_scripts, weights_of
from patronage.sim.exact.arrays import Floats
from patronage.sim.model.ensemble.block import RELATIONS
from patronage.sim.model.ensemble.simulate import Relation
from patronage.sim.model.table import RunTable, Script
from patronage.sim.scenario.load import Event, Scenario
from patronage.sim.verbs import VERBS
from patronage.sim.weights.weights import Dated

ISSUE, CAPABILITY = "issue", "capability"
KINDS: dict[str, tuple[str, ...]] = {
    ISSUE: ("issue",),
    CAPABILITY: ("actor", "issue"),
    **dict.fromkeys(RELATIONS, ("actor", "actor")),
}
"""What a quantity may be, and whose names it has."""


class About(NamedTuple):
    """A quantity that events are about: an issue's outcome, a tie of two actors, or an actor's capability.

    kind: `issue`, one of `RELATIONS` of `sim.model.ensemble.block`, or `capability`; names: the issue; or
    whose relation to whom; or whose capability on which issue.
    """

    kind: str
    names: tuple[str, ...]

    @property
    def what(self) -> str:
        """`issue:coordination`, `commitment:russia:assad`, `capability:russia:battlefield`."""
        return ":".join((self.kind, *self.names))


def about(scenario: Scenario) -> tuple[About, ...]:
    """Issues, then ties, then capabilities, each once and in the order of the events; none without events."""
    reference, full = arm_scripts(scenario)[: SCENARIO + 1]
    issues = [*(event.on for event in scenario.events if event.on), *_unlike(scenario, reference, full)]
    ties = [_tie(event) for event in scenario.events]
    found = [About(ISSUE, (issue,)) for issue in issues] + ties
    if scenario.settings["dated_capability"]:
        found += [
            About(CAPABILITY, (scenario.case.actor_ids[cell.actor], scenario.case.issue_ids[cell.issue]))
            for cell in _dated(scenario)
            if any(_brought(cell, reference, t) != _brought(cell, full, t) for t in range(len(full.acts)))
        ]
    return tuple(dict.fromkeys(found))


def relations_of(scenario: Scenario, subjects: tuple[About, ...]) -> tuple[Relation, ...]:
    """The ties among them, for a `Record` of runs."""
    actors = scenario.case.actor_ids
    return tuple(
        Relation(one.kind, actors.index(one.names[0]), actors.index(one.names[1]))
        for one in subjects
        if one.kind not in {ISSUE, CAPABILITY}
    )


def capability_of(table: RunTable, subject: About) -> Floats:
    """(R,) a capability in every run of a table, averaged over the months that count."""
    weights = table.weights
    i, q = weights.actors.index(subject.names[0]), weights.issues.index(subject.names[1])
    cell = next((one for one in weights.dated if (one.actor, one.issue) == (i, q)), None)
    if cell is None:
        return np.asarray(weights.capability[table.weight, i, q])
    months = range(table.window, table.months)
    by_script = [
        np.mean([cell.at(_brought(cell, script, t)) for t in months], axis=0) for script in table.scripts
    ]
    return np.asarray(np.stack(by_script)[table.script, table.weight])


def _tie(event: Event) -> About:
    """The tie that an act writes, or with a bar would have written (E11, E12)."""
    verb = next(verb for verb in VERBS if verb.name == event.verb)
    pair = (event.actor, event.toward)
    if verb.aids:
        return About("commitment", pair)
    if verb.coerces:
        return About("pressure", pair)
    return About("warning", pair) if verb.warns else About("trust", pair[::-1])


def _unlike(scenario: Scenario, reference: Script, full: Script) -> list[str]:
    """The issues on which scripted acts settle something in one arm only, as where history is barred."""
    differ = reference.on != full.on
    numbers = np.unique(np.concatenate([reference.on[differ], full.on[differ]]))
    return [scenario.case.issue_ids[number - 1] for number in numbers if number]


def _dated(scenario: Scenario) -> tuple[Dated, ...]:
    """The cells of capability that acts bring, the same in all draws of the weights."""
    return weights_of(scenario, draws=1).dated


def _brought(cell: Dated, script: Script, month: int) -> frozenset[str]:
    """Which of a cell's items an arm's acts have brought by a month."""
    return script.arrived(month) & frozenset(cell.items)


def events_bring(subjects: tuple[About, ...]) -> bool:
    """Whether an event brings a capability, or bars what would have brought one."""
    return any(one.kind == CAPABILITY for one in subjects)

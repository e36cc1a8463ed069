"""What a scenario's draws differ in: groups of weights, coefficients, and the uniform behind each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.sim.designs.choice import noise_of
from patronage.sim.exact.arrays import Floats
from patronage.sim.exact.rng import weight_units
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights

KINDS = ("salience", "position", "capability", "trust", "commitment")
ABOUT: dict[str, tuple[str, ...]] = {
    "salience": ("actor",),
    "position": ("actor", "issue"),
    "capability": ("actor", "issue"),
    "trust": ("actor", "actor"),
    "commitment": ("actor", "actor"),
    "coder": (),
    "choice": (),
    "assumption": ("setting",),
}
"""Of what, in order, the ids are that the name of a group has after its kind."""


@dataclass(frozen=True)
class Group:
    """What better evidence would settle together: a salience row, one weight, or the estimates of choice.

    kind: one of KINDS, or of ABOUT: coder, whose coding a draw is from; choice, what its weights leave open
    of the coefficients; assumption, a setting. about: the issue, the other actor or the setting; empty for a
    salience row, for the coders and for choice.
    """

    kind: str
    actor: str
    about: str

    @property
    def what(self) -> str:
        """`salience:iran`, `position:iran:airspace`, `coder`."""
        return ":".join(part for part in (self.kind, self.actor, self.about) if part)


@dataclass(frozen=True)
class Grouped:
    """The uniforms behind the draws.

    units (W, D): in (0, 1), one for each weight and setting that differs between draws; which (D,): to what
    group of ``groups`` it belongs.
    """

    groups: tuple[Group, ...]
    units: Floats
    which: NDArray[np.int64]


def grouped(scenario: Scenario, weights: Weights) -> Grouped:
    """The uniforms of the scenario's first draws, which have these weights; none that moves nothing."""
    groups: dict[Group, int] = {}
    units: list[Floats] = []
    which: list[int] = []

    def add(group: Group, *names: str) -> None:
        take(group, weight_units(scenario.rng, weights.draws, *names))

    def take(group: Group, behind: Floats) -> None:
        units.append(behind)
        which.append(groups.setdefault(group, len(groups)))

    if len(scenario.weights.coders) > 1:
        add(Group("coder", "", ""), "coder")
    for kind in KINDS:
        values: Floats = getattr(weights, kind)
        others = (
            weights.issues if values.shape[2] == len(weights.issues) and kind in KINDS[:3] else weights.actors
        )
        for i, actor in enumerate(weights.actors):
            for k, about in enumerate(others):
                if np.ptp(values[:, i, k]) > 0.0:
                    add(Group(kind, actor, "" if kind == "salience" else about), kind, actor, about)
    for (kind, name), behind in noise_of(scenario, weights.draws).items():
        take(Group(kind, "", name if kind == "assumption" else ""), behind)
    empty = np.zeros((weights.draws, 0))
    return Grouped(
        tuple(groups), np.stack(units, axis=1) if units else empty, np.array(which, dtype=np.int64)
    )

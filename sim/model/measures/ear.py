"""E21, ear: whose wishes an actor weighs when it decides."""

from __future__ import annotations

from typing import Any

from patronage.sim.model import formulas as f
from patronage.sim.model.measures.row import Tie
from patronage.sim.model.mechanism import LANES


def heard(concern: float) -> float:
    """E21: a concern (E6) as far as it is for another's good."""
    return max(concern, 0.0)


def per_unit(salience: float, weighed: float) -> float:
    """E21: j's salience on an issue by unit of what all that it weighs care for it, each by its concern."""
    return salience / weighed if weighed > 0.0 else 0.0


def ear(heard_one: float, weighted: float) -> float:
    """E21: the part of what j weighs that is i's. In [0, 1]; over all i it is 1, or 0 if j cares for nothing.

    ``heard_one`` is what j has of `heard` for i, 1 for itself; ``weighted`` the sum over issues of
    `per_unit` times i's salience.
    """
    return heard_one * weighted


def by_hand(actor: Any) -> list[float]:
    """E21, by hand."""
    actors, concerns = actor.model.actors, [heard(concern) for concern in actor.concerns()]
    units = []
    for q, salience in enumerate(actor.salience):
        weighed = 0.0
        for concern, m in zip(concerns, actors, strict=True):
            weighed += concern * m.salience[q]
        units.append(per_unit(salience, weighed))
    found = []
    for concern, i in zip(concerns, actors, strict=True):
        weighted = 0.0
        for unit, salience in zip(units, i.salience, strict=True):
            weighted += unit * salience
        found.append(ear(concern, weighted))
    return found


def in_block(world: Any, out: Any) -> None:  # noqa: C901, PLR0912 - compiled as one walk
    """E21, in a block."""
    salience, concern, unit, settings = world.salience, world.concern, world.need, world.settings
    n, issues = salience.shape[0], salience.shape[1]
    solidarity, dependence = settings[world.column.solidarity], settings[world.column.dependence]
    alarm = settings[world.column.alarm]
    for j in range(n):
        for m in range(n):
            for r in range(LANES):
                trust, warning, depends = world.trust[j, m, r], world.warning[m, j, r], world.depends[j, m, r]
                concern[m, r] = heard(
                    f.concern(trust, warning, depends, solidarity[r], dependence[r], alarm[r])
                )
        for r in range(LANES):
            concern[j, r] = 1.0
        for q in range(issues):
            for r in range(LANES):
                unit[q, r] = 0.0
            for m in range(n):
                for r in range(LANES):
                    unit[q, r] += concern[m, r] * salience[m, q, r]
            for r in range(LANES):
                unit[q, r] = per_unit(salience[j, q, r], unit[q, r])
        for i in range(n):
            for r in range(LANES):
                out[j, i, r] = 0.0
            for q in range(issues):
                for r in range(LANES):
                    out[j, i, r] += unit[q, r] * salience[i, q, r]
            for r in range(LANES):
                out[j, i, r] = ear(concern[i, r], out[j, i, r])


EAR = Tie(
    "ear", "E21", (0.0, 1.0), "how far another has its ear",
    "the part of what it weighs in a decision that is another's wishes",
    "How far {focus} has the ear of each", "listener", "Who listens less to {focus}", "for",
    "ear", "access to the ear of {}",
    by_hand, in_block,
)  # fmt: skip

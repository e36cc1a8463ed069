"""E16, attainment: how near outcomes are to what an actor wishes."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Taken
from patronage.sim.model.mechanism import LANES


def attainment_gap(salience: float, outcome: float, position: float) -> float:
    """E16: one issue's part of what i misses; attainment is 1 less their sum."""
    return salience * abs(outcome - position)


def by_hand(actor: Any) -> float:
    """E16, by hand."""
    attained = 1.0
    for salience, outcome, position in zip(actor.salience, actor.model.outcome, actor.position, strict=True):
        attained -= attainment_gap(salience, outcome, position)
    return attained


def in_block(world: Any, out: Any) -> None:
    """E16, in a block."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 1.0
        for q in range(issues):
            for r in range(LANES):
                salience, position = world.salience[i, q, r], world.position[i, q, r]
                out[i, r] -= attainment_gap(salience, world.outcome[q, r], position)


ATTAINMENT = Taken(
    "attainment", "E16", (0.0, 1.0), "how near outcomes are to its wish",
    "how near outcomes are to its wishes, whoever brings them about",
    by_hand, in_block,
)  # fmt: skip

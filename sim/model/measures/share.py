"""E15, share: the part of the say that an actor pays for."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Taken
from patronage.sim.model.mechanism import LANES


def share(salience: float, paid: float, capability: float, total: float) -> float:
    """E15: one issue's part of i's share of the say; ``paid``: what i drives on it, for anyone's wish."""
    return salience * (paid * capability) / total if total > 0.0 else 0.0


def by_hand(actor: Any) -> float:
    """E15, by hand."""
    sum_of_parts = 0.0
    for q, salience in enumerate(actor.salience):
        paid = 0.0
        for other in actor.model.actors:
            support = actor.own[q] if other is actor else actor.commitment[other.index]
            paid += support * other.drive[q]
        sum_of_parts += share(salience, paid, actor.capability[q], actor.model.total[q])
    return sum_of_parts


def in_block(world: Any, out: Any) -> None:
    """E15, in a block."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    paid = world.added
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for q in range(issues):
            for r in range(LANES):
                paid[r] = 0.0
            for j in range(n):
                if j == i:
                    for r in range(LANES):
                        paid[r] += world.own[i, q, r] * world.drive[j, q, r]
                else:
                    for r in range(LANES):
                        paid[r] += world.commitment[i, j, r] * world.drive[j, q, r]
            for r in range(LANES):
                salience, capability = world.salience[i, q, r], world.capability[i, q, r]
                out[i, r] += share(salience, paid[r], capability, world.total[q, r])


SHARE = Taken(
    "share", "E15", (0.0, 1.0), "its own part of the leverage",
    "the part of the leverage on the issues it cares about that comes from its own capability",
    by_hand, in_block,
)  # fmt: skip

"""E3, dependence: whom an actor's wishes rest on, as the month has settled it."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Tie
from patronage.sim.model.mechanism import LANES


def by_hand(actor: Any) -> list[float]:
    """E3, by hand."""
    return list(actor.depends)


def in_block(world: Any, out: Any) -> None:
    """E3, in a block."""
    n = out.shape[0]
    for i in range(n):
        for j in range(n):
            for r in range(LANES):
                out[i, j, r] = world.depends[i, j, r]


DEPENDENCE = Tie(
    "dependence", "E3", (0.0, 1.0), "how far it depends on another",
    "the part of the leverage behind its wishes that is another's",
    "How far each depends on {focus}", "actor", "Who depends less on {focus}", "on",
    "hold", "hold over {}",
    by_hand, in_block,
)  # fmt: skip

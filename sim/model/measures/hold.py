"""E14, hold: how far the others depend on an actor."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Taken
from patronage.sim.model.mechanism import LANES


def hold(dependence_sum: float, others: float) -> float:
    """E14: the mean of the other actors' dependence on i."""
    return dependence_sum / others


def by_hand(actor: Any) -> float:
    """E14, by hand."""
    total = 0.0
    for other in actor.others:
        total += other.depends[actor.index]
    return hold(total, float(len(actor.others)))


def in_block(world: Any, out: Any) -> None:
    """E14, in a block."""
    n = out.shape[0]
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for j in range(n):
            if j != i:
                for r in range(LANES):
                    out[i, r] += world.depends[j, i, r]
        for r in range(LANES):
            out[i, r] = hold(out[i, r], float(n - 1))


HOLD = Taken(
    "hold", "E14", (0.0, 1.0), "how far the others depend on it", "how far the others depend on it",
    by_hand, in_block,
)  # fmt: skip

"""E20, say: how far settlements follow what an actor wishes."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Taken
from patronage.sim.model.mechanism import LANES


def say(salience: float, ceded: float, leverage: float, total: float) -> float:
    """E20: one issue's part of i's say: how far the settlement moves with i's position, by what i cares.

    ``ceded`` is the part of i's stance that is no longer its own (E18); add over issues. In [0, 1].
    """
    return salience * ((1.0 - ceded) * leverage) / total if total > 0.0 else 0.0


def by_hand(actor: Any) -> float:
    """E20, by hand."""
    parts = 0.0
    for q, salience in enumerate(actor.salience):
        parts += say(salience, actor.ceded[q], actor.leverage[q], actor.model.total[q])
    return parts


def in_block(world: Any, out: Any) -> None:
    """E20, in a block."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for q in range(issues):
            for r in range(LANES):
                ceded, leverage = world.ceded[i, q, r], world.leverage[i, q, r]
                out[i, r] += say(world.salience[i, q, r], ceded, leverage, world.total[q, r])


SAY = Taken(
    "say", "E20", (0.0, 1.0), "how far settlements follow it",
    "how far settlements on the issues it cares about follow its wishes, with others' leverage counted",
    by_hand, in_block,
)  # fmt: skip

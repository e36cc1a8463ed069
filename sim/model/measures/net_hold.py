"""E19, net hold: what is left of an actor's hold when its own dependence is taken away."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Taken
from patronage.sim.model.mechanism import LANES


def net_dependence(on_it: float, of_it: float) -> float:
    """E19: how much more another depends on i than i on it: i's power over it (Emerson 1962)."""
    return on_it - of_it


def net_hold(net_sum: float, others: float) -> float:
    """E19: the mean of that over the others. In [-1, 1]; over all actors it sums to 0."""
    return net_sum / others


def by_hand(actor: Any) -> float:
    """E19, by hand."""
    total = 0.0
    for other in actor.others:
        total += net_dependence(other.depends[actor.index], actor.depends[other.index])
    return net_hold(total, float(len(actor.others)))


def in_block(world: Any, out: Any) -> None:
    """E19, in a block."""
    n, depends = out.shape[0], world.depends
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for j in range(n):
            if j != i:
                for r in range(LANES):
                    out[i, r] += net_dependence(depends[j, i, r], depends[i, j, r])
        for r in range(LANES):
            out[i, r] = net_hold(out[i, r], float(n - 1))


NET_HOLD = Taken(
    "net_hold", "E19", (-1.0, 1.0), "hold minus its own dependence",
    "how far the others depend on it, minus how far it depends on them",
    by_hand, in_block,
)  # fmt: skip

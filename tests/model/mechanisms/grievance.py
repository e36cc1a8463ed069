"""Grievance: pressure is remembered, and wears down trust in whoever exerts it."""

from __future__ import annotations

from typing import Any

from patronage.sim.model import formulas as f
from patronage.sim.model.mechanism import LANES, Held, Phase, Setting

KEPT = 0.1  # part of a grievance that is forgotten in a month


def grown(grievance: float, pressure: float) -> float:
    """E22: a month later."""
    return f.faded(grievance, KEPT) + pressure


def worn(trust: float, weight: float, grievance: float) -> float:
    """E22: what is left of trust."""
    return max(-1.0, trust - weight * grievance)


def by_hand(model: Any) -> None:
    for i in model.actors:
        for j in i.others:
            i.grievance[j.index] = grown(i.grievance[j.index], j.pressure[i.index])
            i.trust[j.index] = worn(i.trust[j.index], model.settings["grievance"], i.grievance[j.index])


def in_block(world: Any) -> None:
    grievance, pressure, trust = world.grievance, world.pressure, world.trust
    weight = world.settings[world.column.grievance]
    n = trust.shape[0]
    for i in range(n):
        for j in range(n):
            if j != i:
                for r in range(LANES):
                    grievance[i, j, r] = grown(grievance[i, j, r], pressure[j, i, r])
                    trust[i, j, r] = worn(trust[i, j, r], weight[r], grievance[i, j, r])


GRIEVANCE = Phase(
    "grievance", "E22", "pressure is remembered and wears down trust", by_hand, in_block,
    settings=(Setting("grievance", "ζ", 0.0, 0.0, 1.0, "how fast pressure wears down trust (E22)"),),
    state=(Held("grievance", "pair"),),
)  # fmt: skip

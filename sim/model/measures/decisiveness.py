"""E17, decisiveness: what an actor's acting adds to its attainment."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.measures.row import Derived


def decisiveness(attainment: Any, attainment_idle: Any) -> Any:
    """E17: attainment less that of the paired run in which i does nothing (Barry 1980). In [-1, 1]."""
    return attainment - attainment_idle


DECISIVENESS = Derived(
    "decisiveness", "E17", (-1.0, 1.0), "what acting adds to attainment",
    "how much of its attainment would be missing if it had done nothing",
    "attainment", decisiveness,
)  # fmt: skip

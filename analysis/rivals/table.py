"""What the rival models take: actors with a capability, and a position and salience on every issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats


@dataclass(frozen=True)
class ActorTable:
    """capability (n,), not negative, any unit; position (n, K) as given; salience (n, K), not negative.

    A position that is not a number, with a salience of 0, is that of an actor without a stake in the issue:
    it is left out of that issue in every model. Dividing by position_unit, one for all issues or (K,), makes
    the scale of positions one wide; salience_unit is the highest salience that the scale allows. scales: for
    people, how the units were found; notes: what else was done with the file.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    capability: Floats
    position: Floats
    salience: Floats
    position_unit: Floats | float = 1.0
    salience_unit: Floats | float = 1.0
    scales: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def stakes(self, q: int) -> list[int]:
        """Who has a stake in issue q, by name: so the order of a table's rows changes nothing."""
        who: list[int] = np.flatnonzero(~np.isnan(self.position[:, q])).tolist()
        return sorted(who, key=lambda k: self.actors[k])

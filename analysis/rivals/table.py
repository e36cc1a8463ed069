"""What the rival models take: actors with a capability, and a position and salience on every issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from patronage.analysis.arrays import Floats


@dataclass(frozen=True)
class ActorTable:
    """capability (n,), not negative, any unit; position and salience (n, K), not negative, as given.

    Dividing by position_unit and salience_unit brings the two into [0, 1]. scales: for people, how the
    units were found.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    capability: Floats
    position: Floats
    salience: Floats
    position_unit: float = 1.0
    salience_unit: float = 1.0
    scales: dict[str, Any] = field(default_factory=dict)

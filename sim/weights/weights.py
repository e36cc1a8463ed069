"""The interest weights of every draw, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass

from patronage.sim.exact.arrays import Floats


@dataclass(frozen=True)
class Weights:
    """The interest weights of every draw; axes are draw W, actor n, issue K.

    salience (W, n, K), rows sum to 1; position, capability (W, n, K) in [0, 1]; trust (W, n, n) in
    [-1, 1], zero diagonal; commitment (W, n, n) >= 0, zero diagonal, rows sum to at most 1;
    outcome (K,), field_leverage (K,), field_position (K,).
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    salience: Floats
    position: Floats
    capability: Floats
    trust: Floats
    commitment: Floats
    outcome: Floats
    field_leverage: Floats
    field_position: Floats

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.salience.shape[0])

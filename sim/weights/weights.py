"""The interest weights of every draw, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from patronage.sim.exact.arrays import Floats, Ints

DRAWN = ("salience", "position", "capability", "trust", "commitment")
"""What differs from draw to draw."""


@dataclass(frozen=True)
class Dated:
    """The capability of an actor on an issue that depends on which items' acts have happened.

    actor, issue: their numbers. items: ids as `Case.key_of` gives them. values (W, 2**items): the capability
    when a subset has happened, in its column: bit b stands for ``items[b]``. Each draw's values are quantiles
    of one uniform, by what is believed with and without the controls that the items bring.
    """

    actor: int
    issue: int
    items: tuple[str, ...]
    values: Floats

    def at(self, happened: frozenset[str]) -> Floats:
        """(W,) the capability when these items' acts, and no others, have happened."""
        return self.values[:, sum(1 << b for b, item in enumerate(self.items) if item in happened)]


@dataclass(frozen=True)
class Weights:
    """The interest weights of every draw; axes are draw W, actor n, issue K.

    salience (W, n, K), rows sum to 1; position, capability (W, n, K) in [0, 1]; trust (W, n, n) in
    [-1, 1], zero diagonal; commitment (W, n, n) >= 0, zero diagonal, rows sum to at most 1;
    outcome (K,), field_leverage (K,), field_position (K,). capability is that after every act has happened;
    dated: where it is another before, at most one a cell.
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
    dated: tuple[Dated, ...] = ()

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.salience.shape[0])

    def capability_at(self, happened: frozenset[str]) -> Floats:
        """(W, n, K) the capability when these items' acts, and no others, have happened."""
        if not self.dated:
            return self.capability
        found = self.capability.copy()
        for cell in self.dated:
            found[:, cell.actor, cell.issue] = cell.at(happened)
        return found


def rows_of(weights: Weights, rows: Ints) -> Weights:
    """Some of the draws, by their numbers, in the order given; one may come more than once."""
    arrays = {name: getattr(weights, name)[rows] for name in DRAWN}
    return replace(
        weights,
        **arrays,
        dated=tuple(replace(cell, values=cell.values[rows]) for cell in weights.dated),
    )

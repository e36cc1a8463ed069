"""Capability that comes with acts: what is believed of it before and after them, and draws from that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from patronage.sim.case.content import Content
from patronage.sim.case.load import Case, Item
from patronage.sim.case.parts import Control
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.weights.weights import Dated, Weights


@dataclass(frozen=True)
class DatedBelief:
    """A cell of `Beliefs.capability` some of whose controls come with acts.

    items: those whose acts bring controls. parameters (2, 2**items): the two Beta parameters when a subset
    has happened, in its column (bit b for ``items[b]``); the last column is the cell's own.
    """

    actor: int
    issue: int
    items: tuple[str, ...]
    parameters: Floats


def with_content(case: Case, used: tuple[Item, ...], content: Content) -> tuple[Item, ...]:
    """Items in which the controls of the case's own come with what another coder says."""
    own = {item.id for item in case.items}

    def recoded(item: Item) -> Item:
        controls = tuple(
            replace(c, brought_by=content.brought_by.get(("item", item.id, c.actor, c.issue)))
            for c in item.controls
        )
        return replace(item, controls=controls)

    return tuple(recoded(item) if item.id in own else item for item in used)


def controlled(prior: Floats, controls: Iterable[Control]) -> Floats:
    """The two Beta parameters of a capability, (2,), after controls in their order."""
    after = prior.copy()
    for control in controls:
        after += control.count * np.array([control.value, 1.0 - control.value])
    return after


def dated_belief(case: Case, cell: tuple[int, int], prior: Floats, controls: list[Control]) -> DatedBelief:
    """What is believed of a capability for every subset of the items that bring some of its controls."""
    brought = [None if c.brought_by is None else case.key_of(c.brought_by) for c in controls]
    items = tuple(dict.fromkeys(item for item in brought if item is not None))
    columns = []
    for subset in range(2 ** len(items)):
        happened = {None, *(item for b, item in enumerate(items) if subset >> b & 1)}
        there = (control for control, item in zip(controls, brought, strict=True) if item in happened)
        columns.append(controlled(prior, there))
    return DatedBelief(*cell, items, np.stack(columns, axis=1))


def drawn(belief: DatedBelief, units: Floats) -> Dated:
    """Draws of a dated capability; ``units`` (W, n, K) are the uniforms of all capabilities."""
    from scipy import special

    unit = units[:, belief.actor, belief.issue, None]
    return Dated(belief.actor, belief.issue, belief.items, special.betaincinv(*belief.parameters, unit))


def of_rows(weights: Weights, rows: Sequence[Ints]) -> tuple[Dated, ...]:
    """The dated capability of other weights, in which each actor's is from some rows of these.

    ``rows``: of each actor, which rows of the draws; the same number for all.
    """
    return tuple(replace(cell, values=cell.values[rows[cell.actor]]) for cell in weights.dated)


def together(parts: Sequence[Weights]) -> list[tuple[Dated, ...]]:
    """The dated capability of weights of one case, each with the same cells and items.

    A cell or an item that some do not date has in them the same value whatever happened.
    """
    items: dict[tuple[int, int], dict[str, None]] = {}
    for part in parts:
        for cell in part.dated:
            items.setdefault((cell.actor, cell.issue), {}).update(dict.fromkeys(cell.items))
    return [
        tuple(
            Dated(*place, tuple(names), _values(part, place, tuple(names))) for place, names in items.items()
        )
        for part in parts
    ]


def _values(weights: Weights, place: tuple[int, int], items: tuple[str, ...]) -> Floats:
    """(W, 2**items) the capability in a cell for every subset of items, its own among them."""
    own = next((cell for cell in weights.dated if (cell.actor, cell.issue) == place), None)
    subsets = np.arange(2 ** len(items))
    if own is None:
        return np.repeat(weights.capability[:, place[0], place[1], None], len(subsets), axis=1)
    column = np.zeros_like(subsets)
    for b, item in enumerate(own.items):
        column |= ((subsets >> items.index(item)) & 1) << b
    return own.values[:, column]

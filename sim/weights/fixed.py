"""Weights that have one value in every draw, whatever the evidence says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from patronage.sim.files.faults import Choice, listed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from patronage.sim.exact.arrays import Floats
    from patronage.sim.weights.weights import Weights

BY_ISSUE = ("salience", "position", "capability")
BY_ACTOR = ("trust", "commitment")
KINDS = (*BY_ISSUE, *BY_ACTOR)
WISHES = ("salience", "position")

COMMITMENT_MOST = 0.95  # what an actor can have committed to others at the start, at most

Fixed = tuple[tuple[str, str, str, float], ...]
"""Weights with a value of their own: (kind, actor, issue or other actor, value), in a fixed order."""


@lru_cache(maxsize=8)  # a case of fifty actors and issues has 12,400 weights
def weight_paths(actors: tuple[str, ...], issues: tuple[str, ...]) -> Mapping[str, tuple[str, str, str]]:
    """Every weight's path, such as `salience.iran.tenure`, with its kind, actor and issue or other actor."""
    return MappingProxyType(
        {
            f"{kind}.{actor}.{other}": (kind, actor, other)
            for kind in KINDS
            for actor in actors
            for other in (issues if kind in BY_ISSUE else actors)
            if other != actor or kind in BY_ISSUE
        }
    )


@lru_cache(maxsize=8 * len(KINDS))
def _paths_of(kind: str, actors: tuple[str, ...], issues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path, names in weight_paths(actors, issues).items() if names[0] == kind)


def unknown_weight(path: str, kind: str, actors: tuple[str, ...], issues: tuple[str, ...]) -> Choice:
    """Of a path that is no weight's, though it starts with a kind: what is allowed, and what may be meant."""
    words = f"{kind}.<actor>.<{'issue' if kind in BY_ISSUE else 'actor'}> of {listed(actors)}"
    if kind in BY_ISSUE:
        words += f" and {listed(issues)}"
    return Choice(path, _paths_of(kind, actors, issues), words)


def bounds_of(kind: str) -> tuple[float, float]:
    """The least and the most that a weight of a kind can be."""
    return (-1.0, 1.0) if kind == "trust" else (0.0, COMMITMENT_MOST if kind == "commitment" else 1.0)


def with_fixed(weights: Weights, fixed: Fixed) -> Weights:
    """The weights with some of them fixed in every draw.

    Fixed saliences leave the rest of an actor's row its proportions and what remains of 1; beside fixed
    commitments the actor's others shrink where they must, so that it has COMMITMENT_MOST committed at most.
    A fixed capability is not dated: it is what it is whatever happens.
    """
    if not fixed:
        return weights
    import numpy as np

    arrays = {kind: getattr(weights, kind).copy() for kind in KINDS}
    rows: dict[tuple[str, int], dict[int, float]] = {}
    for kind, actor, other, value in fixed:
        columns = weights.issues if kind in BY_ISSUE else weights.actors
        rows.setdefault((kind, weights.actors.index(actor)), {})[columns.index(other)] = value
    for (kind, i), values in rows.items():
        row = arrays[kind][:, i, :]
        if kind in {"salience", "commitment"}:
            free = np.ones(row.shape[1], dtype=bool)
            free[list(values)] = False
            _refit(row, free, sum(values.values()), kind)
        for k, value in values.items():
            row[:, k] = value
    own = {
        place
        for (kind, i), values in rows.items()
        if kind == "capability"
        for place in ((i, k) for k in values)
    }
    dated = tuple(cell for cell in weights.dated if (cell.actor, cell.issue) not in own)
    return replace(weights, **arrays, dated=dated)


def _refit(row: Floats, free: NDArray[np.bool_], taken: float, kind: str) -> None:
    """Scale the free entries of each draw's row (W, K), in place, to the room that fixed ones leave."""
    import numpy as np

    others = row[:, free].sum(axis=1, keepdims=True)
    if kind == "salience":
        even = np.full((len(row), int(free.sum())), 1.0 / max(int(free.sum()), 1))
        parts = np.where(others > 0.0, row[:, free] / np.where(others > 0.0, others, 1.0), even)
        row[:, free] = (1.0 - taken) * parts
    else:
        row[:, free] *= np.minimum(1.0, (COMMITMENT_MOST - taken) / np.maximum(others, 1e-12))


def excess(fixed: Iterable[tuple[str, str, str, float]], issues: int) -> dict[str, tuple[str, str]]:
    """What cannot be fixed together: path of the last weight of its row -> what is wrong, what is allowed.

    An actor's saliences sum to 1, so one of them must be left to be the rest; fixed ones take 1 at most,
    and fixed commitments COMMITMENT_MOST.
    """
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for kind, actor, other, value in fixed:
        if kind in {"salience", "commitment"}:
            rows.setdefault((kind, actor), {})[other] = value
    found = {}
    for (kind, actor), values in rows.items():
        last, total = f"{kind}.{actor}.{list(values)[-1]}", sum(values.values())
        most = 1.0 if kind == "salience" else COMMITMENT_MOST
        if kind == "salience" and len(values) == issues:
            found[last] = (f"every salience of {actor} is fixed; leave one out, to be the rest", "")
        elif total > most + 1e-9:
            message = f"the {kind} of {actor} that is fixed adds up to {total:g}"
            found[last] = (message, f"up to {most:g} in all")
    return found

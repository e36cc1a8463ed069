"""What is left of a loss when the coding is taken away, and what each layer of the model adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.analysis.estimators.spread import Spread, spread_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """One layer of the model, what it adds to the loss given those before it, and its share of the loss.

    share: None where the mean loss is not distinguishable from zero (then shares mean nothing).
    """

    name: str
    adds: Spread
    share: float | None


@dataclass(frozen=True)
class Permutations:
    """The loss under permuted labels: each permutation's mean, and where the true coding stands among them.

    as_large: (1 + permutations whose loss is at least the true one's) / (1 + permutations), which is the
    p-value of a permutation test, one-sided (Phipson & Smyth 2010); as_far: the same for the distance from
    the permutations' own mean, two-sided.
    """

    means: Floats
    as_large: float
    as_far: float


def layers(names: tuple[str, ...], losses: tuple[Floats, ...]) -> tuple[Layer, ...]:
    """What each step adds, from losses (W, R) of ever fuller variants; the first adds itself.

    The layers sum to the loss of the last variant, run by run. How much a layer adds depends on the
    order in which they are added.
    """
    whole = spread_of(losses[-1])
    found = []
    before = np.zeros_like(losses[0])
    for name, runs in zip(names, losses, strict=True):
        adds = spread_of(runs - before)
        found.append(Layer(name, adds, adds.mean / whole.mean if whole.distinguishable else None))
        before = runs
    return tuple(found)


def among_permutations(true: Floats, permuted: Floats) -> Permutations:
    """Where the true loss (W, R) stands among those under permuted labels (P, W, R)."""
    means = np.array([draws_of(runs).mean for runs in permuted])
    here = draws_of(true).mean
    count = len(means)
    middle = float(means.mean())
    return Permutations(
        means=means,
        as_large=float((1 + (means >= here).sum()) / (1 + count)),
        as_far=float((1 + (np.abs(means - middle) >= abs(here - middle)).sum()) / (1 + count)),
    )

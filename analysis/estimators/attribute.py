"""Who or what a loss is due to: Shapley values (Shapley 1953), exact or along sampled orders.

A game gives every coalition of n members a worth. A member's value is what it adds on joining, averaged over
all orders of joining; values sum to the worth of all less the worth of none (efficiency), and a member
that never adds anything gets nothing (null player).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shares:
    """Shapley values (n, …), and beside them what a member does alone and what is missing without it.

    alone: worth of the member by itself less the worth of none; last: worth of all less the worth of all
    the others. Where both equal the value, members do not interact. by_order (P, n): what a member adds along
    each order, summed over the trailing axes without what is NaN, and runs: of how many that is the sum; no
    orders where the values are exact.
    """

    value: Floats
    alone: Floats
    last: Floats
    by_order: Floats
    runs: int

    @property
    def sampling_error(self) -> Floats:
        """(n,) the standard error of the mean over the trailing axes that comes of sampling orders."""
        return sampling_error(self.by_order, self.runs)


def shapley_exact(worth: Floats) -> Shares:
    """From the worth of every coalition, shape (2**n, …): row b is that of the members whose bits are set.

    Trailing axes (weight draws, say) are games of their own. ValueError for another number of rows.
    """
    rows = len(worth)
    members = rows.bit_length() - 1
    if rows != 2**members or rows == 0:
        raise ValueError(f"{rows} coalitions are not all of any number of members")
    index = np.arange(rows)
    sizes = (index[:, None] >> np.arange(members) & 1).sum(axis=1)
    weight = np.array(
        [factorial(k) * factorial(members - k - 1) / factorial(members) for k in range(members)]
    )
    value = np.zeros((members, *worth.shape[1:]))
    alone, last = np.zeros_like(value), np.zeros_like(value)
    for k in range(members):
        without = index[(index >> k) & 1 == 0]
        gain = worth[without | (1 << k)] - worth[without]
        value[k] = np.tensordot(weight[sizes[without]], gain, axes=1)
        alone[k], last[k] = gain[0], gain[-1]
    return Shares(value, alone, last, np.zeros((0, members)), 0)


def shapley_sampled(worth: Floats, steps: Ints, orders: Ints, one: Ints, rest: Ints) -> Shares:
    """From coalitions met along sampled orders of joining, which come in pairs (an order and its reverse).

    worth (M, …): of the distinct coalitions. steps (P, n + 1): row of the first k members of an order.
    orders (P, n): the members in order of joining. one, rest (n,): rows of each member by itself, and of
    all but it. The values sum to the total effect exactly, as along every single order they do.
    NaN: a run that failed, in all coalitions.
    """
    count, members = orders.shape
    gains = np.zeros((count, members, *worth.shape[1:]))
    added = worth[steps[:, 1:]] - worth[steps[:, :-1]]
    gains[np.arange(count)[:, None], orders] = added
    value = gains.mean(axis=0)
    flat = gains.reshape(count, members, -1)
    by_order, runs = np.nansum(flat, axis=2), int(np.isfinite(flat[0, 0]).sum())
    none, every = worth[steps[0, 0]], worth[steps[0, -1]]
    return Shares(value, worth[one] - none, every - worth[rest], by_order, runs)


def sampling_error(by_order: Floats, runs: int) -> Floats:
    """(n,) from `Shares.by_order`, or its sum over games: zero without orders, NaN for a single pair of them.

    Orders come in pairs, an order and its reverse, which do not vary independently.
    """
    count, members = by_order.shape
    if not count:
        return np.zeros(members)
    pairs = (by_order / runs).reshape(count // 2, 2, members).mean(axis=1)
    if len(pairs) < 2:
        return np.full(members, np.nan)
    return np.asarray(pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)))

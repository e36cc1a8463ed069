"""Which members act together: every coalition of a few, or those along sampled orders of many.

A coalition is a row of flags, one a member. What a coalition is worth is for a design to run (of events
in `sim.designs.events`, of patrons in `sim.designs.patrons`) and for an estimator to divide up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.arrays import Ints

Flags = NDArray[np.bool_]

EXACT_MOST = 12  # members up to which every coalition is run; 2**12 is 4,096


def every_coalition(members: int) -> Flags:
    """All coalitions, shape (2**members, members): row b holds member i where bit i of b is set.

    ValueError above EXACT_MOST members.
    """
    if members > EXACT_MOST:
        raise ValueError(f"{members} members have too many coalitions; at most {EXACT_MOST}")
    bits = np.arange(2**members)[:, None] >> np.arange(members)
    return (bits & 1).astype(np.bool_)


def sampled_orders(members: int, pairs: int, rng: int) -> Ints:
    """Orders in which the members may join, shape (2 x pairs, members): each, and then its reverse.

    An order and its reverse err in opposite directions (antithetic sampling; Mitchell et al. 2022).
    """
    generator = np.random.default_rng([rng, members])
    drawn = [generator.permutation(members) for _ in range(pairs)]
    return np.array([order for one in drawn for order in (one, one[::-1])], dtype=np.int64)


def coalitions_along(orders: Ints, extra: Flags | None = None) -> tuple[Flags, Ints, Ints]:
    """The distinct coalitions met along the orders, and where on them each order stands.

    Gives flags (M, n), the empty coalition first; steps (P, n + 1): row of the coalition of the first k
    members of an order; and the rows of the ``extra`` coalitions (X, n), which are run too. Each coalition
    is run once however many orders pass through it.
    """
    count, members = orders.shape
    ranks = np.argsort(orders, axis=1)
    along = (ranks[:, None, :] < np.arange(members + 1)[None, :, None]).reshape(-1, members)
    wanted = along if extra is None else np.concatenate([along, extra])
    distinct, rows = np.unique(wanted, axis=0, return_inverse=True)
    rows = rows.reshape(-1).astype(np.int64)
    return distinct, rows[: len(along)].reshape(count, members + 1), rows[len(along) :]


def single_and_all_but(members: int) -> Flags:
    """Each member by itself, then all but each, shape (2 x members, members)."""
    one = np.eye(members, dtype=np.bool_)
    return np.concatenate([one, ~one])

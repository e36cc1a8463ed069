"""What two actors would gain by a bargain, at whose cost, and how far that is the coding's.

A gain is the fall of an actor's disutility (E4) by the move of the settlement that the bargain makes at once
(E18). What third parties gain or lose are its externalities (Dijkstra, Van Assen and Stokman 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.placebo import Among, among
from patronage.analysis.estimators.spread import Spread, spread_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def pairs_of(actors: tuple[str, ...]) -> list[tuple[int, int]]:
    """The numbers of the two actors of each pair, in the order of their names, as runs have them."""
    named = sorted(range(len(actors)), key=actors.__getitem__)
    return list(combinations(named, 2))


@dataclass(frozen=True)
class Offer:
    """What a pair would agree on, and how often.

    first, second: the issue of each one's promise, the same of joint effort. share: of the months in which
    there is an offer, 0 to 1.
    """

    first: int
    second: int
    share: float


@dataclass(frozen=True)
class Gained:
    """A gain under the coding, and under the nulls.

    coded: over draws of the coded weights. prior: of prior-only weights. permuted: under permuted
    labels, each permutation's mean and where the coded one stands among them; None where none was run.
    """

    coded: Spread
    prior: Spread
    permuted: Among | None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        nulls: dict[str, Any] = {"prior_only": self.prior.plain(), "permuted": None}
        if self.permuted is not None:
            nulls["permuted"] = {
                "mean": float(self.permuted.means.mean()),
                "interval": np.quantile(self.permuted.means, (0.05, 0.95)).tolist(),
                "share_as_large": self.permuted.as_large,
                "share_as_far": self.permuted.as_far,
            }
        return self.coded.plain() | nulls


def gained(coded: Floats, prior: Floats, small: Floats, permuted: Floats) -> Gained:
    """From gains (D, P) under coded and prior-only weights.

    small (D', P') of the coded ones are compared with permuted (M, D', P').
    """
    names = tuple(map(str, range(1, 1 + len(permuted))))
    stands = among(names, small, permuted, None) if len(permuted) else None
    return Gained(spread_of(coded), spread_of(prior), stands)


def surplus_of(gains: Floats, pair: tuple[int, int]) -> Floats:
    """What both parties gain together, from gains (…, n)."""
    total: Floats = gains[..., pair[0]] + gains[..., pair[1]]
    return total


def offers_of(counts: Integers) -> tuple[tuple[Offer, ...], float]:
    """What is offered how often, the commonest first, and in which part of the months anything is.

    ``counts`` (1 + K, 1 + K): months by the issue of either promise, 0 for none and then 1 + its number.
    """
    total, some = int(counts.sum()), int(counts[1:, 1:].sum())
    found = [
        Offer(int(q), int(r), int(counts[1 + q, 1 + r]) / some)
        for q, r in zip(*np.nonzero(counts[1:, 1:]), strict=True)
    ]
    found.sort(key=lambda one: (-one.share, one.first, one.second))
    return tuple(found), some / total if total else 0.0

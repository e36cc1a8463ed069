"""Scenarios against one another, paired draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.spread import Spread, spread_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """By how much one scenario costs more than another; `difference.above_zero` is how probably it does."""

    one: str
    other: str
    difference: Spread


def by_size(spreads: dict[str, Spread]) -> dict[str, Spread]:
    """Each scenario's loss, the largest mean first."""
    return dict(sorted(spreads.items(), key=lambda pair: -pair[1].mean))


def differences(losses: dict[str, Floats]) -> list[Difference]:
    """Every pair of scenarios once, the one with the larger mean loss first; runs (W, R) are paired."""
    names = list(by_size({name: spread_of(runs) for name, runs in losses.items()}))
    return [
        Difference(one, other, spread_of(losses[one] - losses[other]))
        for k, one in enumerate(names)
        for other in names[k + 1 :]
    ]

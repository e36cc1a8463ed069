"""What every penalised conditional logit of choices shares: the penalty, and contrasts between options."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patronage.sim.exact.arrays import Floats

RIDGE = 3.0  # penalty on half the squared coefficient of a term scaled to standard deviation 1


def contrasts(kinds: int) -> Floats:
    """An orthonormal basis of what differs between kinds of option, (kinds, kinds - 1); columns sum to 0."""
    rows: list[Sequence[float]] = []
    for k in range(1, kinds):
        row = np.array([1.0] * k + [-float(k)] + [0.0] * (kinds - k - 1))
        rows.append(row / np.sqrt((row**2).sum()))
    return np.array(rows).T

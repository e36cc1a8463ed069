"""Landscapes of more actors than every configuration can be looked at for: descent from many starts.

Axelrod and Bennett's energy (1993) as in `analysis.estimators.landscape`. What is found are minima; whether
all are found is not known. The share of descents that ended in a minimum seen only once estimates how many
configurations descend into minima that were not seen (Good 1953, "The population frequencies of species and
the estimation of population parameters", Biometrika 40).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Floats, Integers

STARTS = 2000


@dataclass(frozen=True)
class Search:
    """What the descents ended in.

    sides (m, n): the camps of each minimum, lowest energy first, 0 for the first actor's camp. energy (m,);
    reached (m,) by how many of the starts; starts: how many there were; unseen: the estimated share of
    configurations that descend elsewhere.
    """

    sides: Integers
    energy: Floats
    reached: Integers
    starts: int
    unseen: float


def search(weights: Floats, rng: int = 0, starts: int = STARTS) -> Search:
    """Descend from one camp of all and from camps drawn evenly by coin.

    weights: (n, n) what parting each pair adds to the energy, symmetric, diagonal 0
    (`landscape.pair_weights`). A descent takes the crossing that lowers the energy most, of equals the
    earliest actor's. An actor without any tie stays in the first actor's camp, so that it does not double the
    minima; ends that a single crossing joins without a change of energy are one plateau, of which the first
    found is kept.
    """
    n = len(weights)
    tolerance = 1e-12 * float(np.abs(weights).sum())
    free = ~weights.any(axis=1)
    coins = np.random.default_rng(rng).integers(0, 2, size=(starts, n))
    coins[0] = 0
    sign = _descend(np.where(coins == 0, 1.0, -1.0), weights, tolerance)
    anchor = int(free.argmin())  # the first actor with a tie, or the first of all
    sides = (sign != sign[:, [anchor]]).astype(np.int64)
    sides[:, free] = 0
    kinds, reached = np.unique(sides, axis=0, return_counts=True)
    spins = 1.0 - 2.0 * kinds
    energy = 0.25 * (weights.sum() - ((spins @ weights) * spins).sum(axis=1))
    order = np.lexsort((-reached, np.round(energy / max(1e3 * tolerance, 1e-300))))
    kinds, reached, energy = kinds[order], reached[order], energy[order]
    kept = _joined(kinds, energy, tolerance)
    counts = np.bincount(kept, weights=reached, minlength=len(kinds)).astype(np.int64)
    mine = np.unique(kept)
    once = float((counts[mine] == 1).sum() / starts)
    return Search(kinds[mine], energy[mine], counts[mine], starts, once)


def _descend(sign: Floats, weights: Floats, tolerance: float) -> Floats:
    """(S, n) where steepest descents from these sides, 1 and -1, end."""
    moving = np.arange(len(sign))
    pull = sign @ weights
    while len(moving):
        change = sign[moving] * pull[moving]  # of the energy, if each actor crossed
        mover = change.argmin(axis=1)
        falls = change[np.arange(len(moving)), mover] < -tolerance
        moving, mover = moving[falls], mover[falls]
        sign[moving, mover] *= -1.0
        pull[moving] += 2.0 * sign[moving, mover, None] * weights[mover]
    return sign


def _joined(kinds: Integers, energy: Floats, tolerance: float) -> Integers:
    """(m,) for each end the first of its plateau: ends of equal energy that differ by one actor's camp."""
    n = kinds.shape[1]
    own = np.arange(len(kinds))
    for k in range(len(kinds)):
        differ = (kinds[k + 1 :] != kinds[k]).sum(axis=1)
        level = np.abs(energy[k + 1 :] - energy[k]) <= 1e3 * tolerance
        for other in k + 1 + np.flatnonzero(level & ((differ == 1) | (differ == n - 1))):
            low, high = sorted((own[k], own[other]))
            own[own == high] = low
    return own

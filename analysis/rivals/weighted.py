"""Weighted mean and weighted median of positions: the baselines that cleverer models must beat.

The capability x salience weighted mean is the compromise model of Achen, "Institutional realism and
bargaining models" (in Thomson and others, The European Union Decides, 2006); the weighted median is the
Condorcet winner among single-peaked actors (Black, "On the rationale of group decision-making", 1948).
"""

from __future__ import annotations

import math

import numpy as np

from patronage.analysis.arrays import Floats

HALF = 0.5 * (1.0 - 1e-12)  # rounding must not push an exact half over to the next position


def weighted_mean(position: Floats, weight: Floats) -> float:
    """Sum of weight x position over the sum of weight (Achen 2006); arguments (n,), in the positions' unit.

    ValueError if nothing has weight.
    """
    total = math.fsum(weight)
    if not total > 0:
        raise ValueError("no actor has both capability and salience")
    mean = math.fsum(weight * position) / total
    return min(max(mean, float(position.min())), float(position.max()))


def weighted_median(position: Floats, weight: Floats) -> float:
    """The lowest position that has half of the weight at or below it (Black 1948); arguments (n,).

    No other position has more weight nearer to it. ValueError if nothing has weight.
    """
    if not weight.sum() > 0:
        raise ValueError("no actor has both capability and salience")
    places, group = np.unique(position, return_inverse=True)
    held = np.cumsum(np.bincount(group.ravel(), weights=weight))
    return float(places[np.flatnonzero(held >= HALF * held[-1])[0]])

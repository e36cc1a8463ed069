"""Krippendorff's alpha: how far coders agree beyond chance, its bootstrap interval, and how much it needs.

Values come in as (coder, unit), NaN where a coder gave none. alpha is 1 for perfect agreement, 0 for what
chance would give and below 0 for less than that (Krippendorff 2004, *Content Analysis*, chapter 11; 2011,
*Computing Krippendorff's Alpha-Reliability*).
"""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import Literal, TypeAlias

import numpy as np

from patronage.analysis.arrays import Floats, Integers

Level: TypeAlias = Literal["nominal", "ordinal", "interval"]

TENTATIVE = 0.667  # below this, no conclusion may rest on the data (Krippendorff 2004, page 241)
FIRM = 0.8  # from here on, data may be relied on
BAND = (0.05, 0.95)  # the interval: the middle 90% of the resamples
ONE_IN_TWENTY = 1.6448536269514722  # standard normal quantile of 0.95


def alpha(values: Floats, level: Level) -> float:
    """Alpha of (coder, unit) values; NaN where it has none: nothing coded twice, or one value throughout."""
    return float(_alphas(values, np.zeros(values.shape[1], dtype=np.int64), level, np.ones((1, 1)))[0])


def interval(
    values: Floats, group: Integers, level: Level, *, resamples: int = 2000, rng: int = 0
) -> tuple[float, float]:
    """The middle 90% of alpha when whole groups of units (sentences) are drawn anew, with replacement.

    Units of one sentence are no independent evidence, so groups are drawn (a cluster bootstrap; Davison and
    Hinkley 1997, chapter 3). NaN where alpha has no value in a tenth of the resamples or more: then there is
    too little to go by.
    """
    groups = int(group.max(initial=-1)) + 1
    if not groups:
        return math.nan, math.nan
    chosen = np.random.default_rng(rng).multinomial(groups, np.full(groups, 1.0 / groups), size=resamples)
    found = _alphas(values, group, level, chosen.astype(np.float64))
    found = found[~np.isnan(found)]
    if len(found) <= 0.9 * resamples:
        return math.nan, math.nan
    low, high = (float(edge) for edge in np.quantile(found, BAND))
    return low, high


def _alphas(values: Floats, group: Integers, level: Level, chosen: Floats) -> Floats:
    """(B,) alpha of the units of each choice of groups, chosen (B, G): how often a choice has a group."""
    pairable = (~np.isnan(values)).sum(axis=0) >= 2
    values, group = values[:, pairable], group[pairable]
    if level == "interval":
        return _interval_alphas(values, group, chosen)
    _, pairs = coincidences(values, group, chosen.shape[1])
    return alpha_of(np.einsum("bg,gck->bck", chosen, pairs), level)


def coincidences(values: Floats, group: Integers, groups: int) -> tuple[Floats, Floats]:
    """The distinct values (V,), ascending, and how often two coders gave each pair of them, (G, V, V).

    Every unit of group g adds its pairs to slice g, each weighted so that the unit counts as many values as
    it has; each unit has two values or more.
    """
    coded = ~np.isnan(values)
    categories, places = np.unique(values[coded], return_inverse=True)
    size = len(categories)
    place = np.zeros(values.shape, dtype=np.int64)
    place[coded] = places
    found = np.zeros(groups * size * size)
    for one, other in permutations(range(len(values)), 2):
        both = coded[one] & coded[other]
        at = (group[both] * size + place[one, both]) * size + place[other, both]
        found += np.bincount(at, 1.0 / (coded[:, both].sum(axis=0) - 1.0), minlength=len(found))
    return categories, found.reshape(groups, size, size)


def alpha_of(pairs: Floats, level: Level) -> Floats:
    """Nominal or ordinal alpha of coincidence matrices (…, V, V): 1 - observed over expected disagreement."""
    given = pairs.sum(axis=-1)  # (…, V): how often each value was given
    at = np.cumsum(given, axis=-1) - given / 2.0  # an ordinal value is as far off as there are ranks between
    ranks = (at[..., :, None] - at[..., None, :]) ** 2
    apart = ranks if level == "ordinal" else np.broadcast_to(1.0 - np.eye(given.shape[-1]), pairs.shape)
    observed = (pairs * apart).sum(axis=(-2, -1))
    expected = (given[..., :, None] * given[..., None, :] * apart).sum(axis=(-2, -1))
    return _ratio(observed * (given.sum(axis=-1) - 1.0), expected)


def _interval_alphas(values: Floats, group: Integers, chosen: Floats) -> Floats:
    """`_alphas` of numbers, which are as far apart as their squared difference.

    Sums do here what takes a matrix of all pairs of values elsewhere, since there may be very many of them:
    over all pairs of n values, the squared differences sum to 2 (n sum x^2 - (sum x)^2).
    """
    coded = ~np.isnan(values)
    x = np.where(coded, values - values[coded].mean() if coded.any() else 0.0, 0.0)
    count = coded.sum(axis=0)
    apart = np.zeros(len(group))
    for one, other in combinations(range(len(values)), 2):
        both = coded[one] & coded[other]
        apart[both] += 2.0 * (x[one, both] - x[other, both]) ** 2
    each = (count, x.sum(axis=0), (x**2).sum(axis=0), apart / (count - 1.0))
    sums = np.stack([np.bincount(group, row, minlength=chosen.shape[1]) for row in each])  # (4, G)
    number, total, squares, observed = sums @ chosen.T
    edges = np.full((2, chosen.shape[1]), np.inf)  # the least and, with its sign turned, the greatest
    np.minimum.at(edges[0], group, np.where(coded, x, np.inf).min(axis=0, initial=np.inf))
    np.minimum.at(edges[1], group, np.where(coded, -x, np.inf).min(axis=0, initial=np.inf))
    least, greatest = (np.where(chosen > 0.0, edge, np.inf).min(axis=1) for edge in edges)
    expected = np.where(least < -greatest, 2.0 * (number * squares - total**2), 0.0)
    return _ratio(observed * (number - 1.0), expected)


def _ratio(observed: Floats, expected: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(expected > 0.0, 1.0 - observed / expected, np.nan)
    return found


def units_needed(rarest: float, *, least: float = TENTATIVE, coders: int = 2) -> int:
    """Units to be coded so that an alpha below `least` passes for it once in twenty times at most.

    ``rarest``: share of the rarest value, in (0, 1). Bloch and Kraemer's (1989) equation 3.7, as Krippendorff
    (2004, page 239) adapts it to alpha; made for nominal data, and for others a rough guide.
    """
    spread = (1.0 + least) * (3.0 - least) / (4.0 * (1.0 - least) * rarest * (1.0 - rarest)) - least
    return math.ceil(coders * ONE_IN_TWENTY**2 * spread)

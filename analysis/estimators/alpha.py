"""Krippendorff's alpha: how far coders agree beyond chance, its bootstrap interval, and how much it needs.

Values come in as (coder, unit), NaN where a coder gave none. alpha is 1 for perfect agreement, 0 for what
chance would give and below 0 for less than that (Krippendorff 2004, *Content Analysis*, chapter 11; 2011,
*Computing Krippendorff's Alpha-Reliability*).
"""

from __future__ import annotations

import math
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
    categories, pairs = coincidences(values, np.zeros(values.shape[1], dtype=np.int64))
    return float(alpha_of(pairs.sum(axis=0), categories, level))


def coincidences(values: Floats, group: Integers) -> tuple[Floats, Floats]:
    """The distinct values (V,), ascending, and how often two coders gave each pair of them, (G, V, V).

    Every unit of group g adds its pairs to slice g, each weighted so that the unit counts as many values as
    it has; a unit with fewer than two values adds none.
    """
    coded = ~np.isnan(values)
    pairable = coded.sum(axis=0) >= 2
    values, coded, group = values[:, pairable], coded[:, pairable], group[pairable]
    categories = np.unique(values[coded])
    groups = int(group.max(initial=-1)) + 1
    found = np.zeros((groups, len(categories), len(categories)))
    each = np.stack([np.where(coded, values == c, False) for c in categories]) if len(categories) else None
    if each is None:
        return categories, found
    counts = each.sum(axis=1).astype(np.float64)  # (V, unit): how many coders gave the value
    together = np.einsum("cu,ku->uck", counts, counts)
    diagonal = np.arange(len(categories))
    together[:, diagonal, diagonal] -= counts.T  # a value is not paired with itself
    together /= (counts.sum(axis=0) - 1.0)[:, None, None]
    np.add.at(found, group, together)
    return categories, found


def alpha_of(pairs: Floats, categories: Floats, level: Level) -> Floats:
    """Alpha of coincidence matrices (…, V, V): 1 - observed over expected disagreement; (…)."""
    given = pairs.sum(axis=-1)  # (…, V): how often each value was given
    apart = _squared_differences(given, categories, level)
    total = given.sum(axis=-1)
    observed = (pairs * apart).sum(axis=(-2, -1)) * (total - 1.0)
    expected = (given[..., :, None] * given[..., None, :] * apart).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(expected > 0.0, 1.0 - observed / expected, np.nan)
    return found


def _squared_differences(given: Floats, categories: Floats, level: Level) -> Floats:
    """How far apart two values are, squared, (…, V, V); ordinal values by the ranks in between them."""
    if level == "nominal":
        return np.broadcast_to(1.0 - np.eye(len(categories)), (*given.shape, len(categories)))
    at = np.cumsum(given, axis=-1) - given / 2.0 if level == "ordinal" else categories
    apart: Floats = (at[..., :, None] - at[..., None, :]) ** 2
    return apart


def interval(
    values: Floats, group: Integers, level: Level, *, resamples: int = 2000, rng: int = 0
) -> tuple[float, float]:
    """The middle 90% of alpha when whole groups of units (sentences) are drawn anew, with replacement.

    Units of one sentence are no independent evidence, so groups are drawn (a cluster bootstrap; Davison and
    Hinkley 1997, chapter 3). NaN where alpha has no value in a tenth of the resamples or more: then there is
    too little to go by.
    """
    categories, pairs = coincidences(values, group)
    groups = int(group.max(initial=-1)) + 1
    pairs = np.concatenate([pairs, np.zeros((groups - len(pairs), *pairs.shape[1:]))])
    if not groups or not len(categories):
        return math.nan, math.nan
    chosen = np.random.default_rng(rng).multinomial(groups, np.full(groups, 1.0 / groups), size=resamples)
    found = alpha_of(np.einsum("bg,gck->bck", chosen.astype(np.float64), pairs), categories, level)
    found = found[~np.isnan(found)]
    if len(found) <= 0.9 * resamples:
        return math.nan, math.nan
    low, high = (float(edge) for edge in np.quantile(found, BAND))
    return low, high


def units_needed(rarest: float, *, least: float = TENTATIVE, coders: int = 2) -> int:
    """Units to be coded so that an alpha below `least` passes for it once in twenty times at most.

    ``rarest``: share of the rarest value, in (0, 1). Bloch and Kraemer's (1989) equation 3.7, as Krippendorff
    (2004, page 239) adapts it to alpha; made for nominal data, and for others a rough guide.
    """
    spread = (1.0 + least) * (3.0 - least) / (4.0 * (1.0 - least) * rarest * (1.0 - rarest)) - least
    return math.ceil(coders * ONE_IN_TWENTY**2 * spread)

"""Camps over time: landscape theory applied to trust and capability, draw by draw and month by month.

At every month a set of weight draws gives as many landscapes (`analysis.estimators.landscape`): the sizes
are the actors' capabilities, the propensity of a pair is its mutual trust. What is reported is how often the
draws agree, and the landscape of their mean. Axes: draw D, month T, actor n.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.arrays import Floats, Integers
from patronage.analysis.estimators.blocs import analyse_blocs
from patronage.analysis.estimators.landscape import energies, flips, pair_weights, plateaus
from patronage.analysis.estimators.verdict import BAND

LISTED = 3  # ways of forming camps that are reported of a month
ROOM = 1 << 22  # energies held at once
SLACK = 1e-12  # energies closer than this part of the greatest are equal
MOST_IN_MEAN = 14  # actors up to whom the landscape of the mean is surveyed month by month


@dataclass(frozen=True)
class Camps:
    """Where the actors stand in each draw's lowest minimum, month by month.

    lowest (D, T): code of the camps with the least energy (read as in `analysis.estimators.landscape`).
    minima (D, T): how many local minima there are, a plateau counted once. basin (D, T): the part of all
    configurations that descends into the lowest. at_odds (D, T, n): the part of an actor's ties, by size and
    strength, that these camps go against: friends across, foes within; 0 for an actor without ties.
    """

    actors: tuple[str, ...]
    lowest: Integers
    minima: Integers
    basin: Floats
    at_odds: Floats


def affordable(draws: int, actors: int) -> int:
    """For how many of the draws there is room: all of them up to a dozen actors, fewer beyond."""
    return max(1, min(draws, ROOM >> (actors - 1)))


def survey_camps(actors: tuple[str, ...], sizes: Floats, trust: Floats) -> Camps:
    """The camps of every draw and month.

    sizes (D, n) not negative; trust (D, T, n, n) of the row in the column, which need not be mutual: a
    pair's propensity is the mean of both. Two actors at least. Of equal energies the lowest code counts.
    """
    draws, months, n = trust.shape[:3]
    mutual = 0.5 * (trust + trust.swapaxes(2, 3))
    own = np.arange(n)
    mutual[:, :, own, own] = 0.0
    lowest = np.zeros((draws, months), dtype=np.int64)
    minima = np.zeros((draws, months), dtype=np.int64)
    basin = np.zeros((draws, months))
    for t in range(months):
        energy = energies(pair_weights(sizes, mutual[:, t]))
        ends = _descend(energy, n)
        codes = np.arange(energy.shape[1])
        slack = SLACK * np.abs(energy).max(axis=1, keepdims=True)
        own = plateaus(energy, ends, slack)  # an actor without any tie would double the minima
        minima[:, t] = (own == codes).sum(axis=1)
        lowest[:, t] = energy.argmin(axis=1)
        there = np.take_along_axis(own, lowest[:, t, None], axis=1)
        basin[:, t] = (np.take_along_axis(own, ends, axis=1) == there).mean(axis=1)
    stands = stances(lowest, n)
    apart = stands[..., :, None] != stands[..., None, :]
    against = np.where(mutual > 0.0, apart, ~apart)
    strength = np.abs(mutual) * sizes[:, None, None, :]
    total = strength.sum(axis=3)
    odds = np.divide((strength * against).sum(axis=3), total, out=np.zeros_like(total), where=total > 0.0)
    return Camps(actors, lowest, minima, basin, odds)


def stances(codes: Integers, n: int) -> Integers:
    """(…, n) the camp of each actor, 0 for the camp of actor 0, from codes of any shape."""
    bits = codes[..., None] >> np.arange(n - 1) & 1
    return np.concatenate([np.zeros((*codes.shape, 1), dtype=np.int64), bits], axis=-1)


def with_actor(camps: Camps, focus: int) -> Floats:
    """(T, n) the share of draws in which each actor stands in the camp of one of them."""
    stands = stances(camps.lowest, len(camps.actors))
    return np.asarray((stands == stands[:, :, [focus]]).mean(axis=0))


def commonest(camps: Camps, month: int) -> list[tuple[int, float]]:
    """The ways of forming camps in a month, each with its share of draws, the commonest first."""
    codes, counts = np.unique(camps.lowest[:, month], return_counts=True)
    order = np.lexsort((codes, -counts))
    return [(int(codes[k]), float(counts[k] / len(camps.lowest))) for k in order]


def named(camps: Camps, code: int, focus: int) -> list[list[str]]:
    """The two camps of a code by name, first that of the actor ``focus``."""
    stands = stances(np.array(code), len(camps.actors))
    return [
        [name for name, side in zip(camps.actors, stands, strict=True) if (side == stands[focus]) == same]
        for same in (True, False)
    ]


@dataclass(frozen=True)
class Spell:
    """Months (places, both inclusive) in which the same camps are the commonest, and their mean share."""

    first: int
    last: int
    code: int
    share: float


def spells(camps: Camps) -> list[Spell]:
    """The commonest camps of every month, equal neighbours put together."""
    found: list[Spell] = []
    for month in range(camps.lowest.shape[1]):
        code, share = commonest(camps, month)[0]
        if found and found[-1].code == code:
            last = found[-1]
            mean = (last.share * (month - last.first) + share) / (month - last.first + 1)
            found[-1] = Spell(last.first, month, code, mean)
        else:
            found.append(Spell(month, month, code, share))
    return found


def months_of(
    camps: Camps, sizes: Floats, trust: Floats, months: list[str], focus: int
) -> list[dict[str, Any]]:
    """Every month for JSON: the camps' shares, who is with the focus, and the landscape of the mean.

    ``sizes`` (D, n) and ``trust`` (D, T, n, n) are those that ``camps`` came from. The landscape of the mean,
    which takes its time, is null for more than 14 actors.
    """
    together = with_actor(camps, focus)
    names = list(camps.actors)
    low, high = np.quantile(camps.at_odds, BAND, axis=0)
    mean = camps.at_odds.mean(axis=0)
    average = 0.5 * (trust + trust.swapaxes(2, 3)).mean(axis=0)
    rows: list[dict[str, Any]] = []
    for t, month in enumerate(months):
        landscape = None
        if len(names) <= MOST_IN_MEAN:
            whole = analyse_blocs(sizes.mean(axis=0), average[t], names)
            landscape = {key: whole[key] for key in ("minima_found", "minima", "barriers")}
        rows.append(
            {
                "month": month,
                "camps": [
                    {"camps": named(camps, code, focus), "share": share}
                    for code, share in commonest(camps, t)[:LISTED]
                ],
                "with_focus": dict(zip(names, together[t].tolist(), strict=True)),
                "minima": float(camps.minima[:, t].mean()),
                "several_minima": float((camps.minima[:, t] > 1).mean()),
                "basin": float(camps.basin[:, t].mean()),
                "at_odds": {
                    name: {"mean": float(mean[t, i]), "interval": [float(low[t, i]), float(high[t, i])]}
                    for i, name in enumerate(names)
                },
                "of_the_mean": landscape,
            }
        )
    return rows


def _descend(energy: Floats, n: int) -> NDArray[np.int64]:
    """(D, C) the minimum that steepest descent from each configuration ends in, by code."""
    codes = np.arange(energy.shape[1], dtype=np.int64)
    lowest = energy.copy()
    leads = np.broadcast_to(codes, energy.shape).copy()
    slack = SLACK * np.abs(energy).max(axis=1, keepdims=True)
    for flip in flips(n):
        there = energy[:, codes ^ flip]
        better = there < lowest - slack
        lowest = np.where(better, there, lowest)
        leads = np.where(better, codes ^ flip, leads)
    while not np.array_equal(leads, further := np.take_along_axis(leads, leads, axis=1)):
        leads = further
    return leads

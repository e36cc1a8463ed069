"""How well dated acts were foreseen: bits an act over what knows less, by whom, by verb, and how honestly.

A bit is a factor of two in the chance given to what happened. Options are places on a menu of M, the same
for all; actors, months and groups are numbers. The model's chance of an act is the mean over its weight
draws, which is what its runs amount to; single draws are kept for the spread.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.record import choice
from patronage.analysis.estimators.verdict import BAND

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF = 0.5  # what every option is counted before anything is seen: Jeffreys' prior
NULL_RIDGE = 0.5  # penalty of the three coefficients of `frequencies_and_month`
EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 1.0)  # of the groups of a calibration curve


@dataclass(frozen=True)
class Score:
    """The mean over acts of how many bits the model is ahead of something that knows less.

    bits: of the model, the mean of its draws' chances. single: the mean over draws of each draw on its own,
    with its interval. error: standard error of `bits` over months; None for a single month.
    """

    acts: int
    bits: float
    single: float
    interval: tuple[float, float]
    error: float | None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"interval": list(self.interval)}


@dataclass(frozen=True)
class Bin:
    """Options that were given about the same chance: their number, mean chance and how often they came.

    interval: 90% for what comes, from the count alone (Wilson 1927).
    """

    options: int
    chance: float
    came: float
    interval: tuple[float, float]


def mixed(logs: Floats) -> Floats:
    """Log2 of the mean chance over draws, (N,), from log2 chances (W, N)."""
    top = logs.max(axis=0)
    mean: Floats = top + np.log2(np.exp2(logs - top).mean(axis=0))
    return mean


def score(logs: Floats, null: Floats, months: Ints, which: NDArray[np.bool_] | None = None) -> Score:
    """The score of log2 chances (W, N) over those of a null (N,), of the acts ``which`` (N,) or all."""
    chosen = np.ones(len(null), dtype=bool) if which is None else which
    ahead = mixed(logs)[chosen] - null[chosen]
    singles = logs[:, chosen].mean(axis=1) - null[chosen].mean()
    low, high = (float(edge) for edge in np.quantile(singles, BAND))
    return Score(
        acts=int(chosen.sum()),
        bits=float(ahead.mean()),
        single=float(singles.mean()),
        interval=(low, high),
        error=clustered_error(ahead, months[chosen]),
    )


def clustered_error(values: Floats, groups: Ints) -> float | None:
    """Standard error of a mean whose values belong together by group; None for a single group."""
    names, place = np.unique(groups, return_inverse=True)
    if len(names) < 2:
        return None
    sums = np.bincount(place, values - values.mean())
    return float(np.sqrt((sums**2).sum() * len(names) / (len(names) - 1)) / len(values))


def uniform(acts: int, options: int) -> Floats:
    """Log2 chance of every act where all options are alike."""
    return np.full(acts, -np.log2(options))


def own_frequencies(place: Ints, actor: Ints, groups: Ints, options: int) -> Floats:
    """Log2 chance of every act by its actor's own frequencies among the acts of all other groups.

    Every option counts a half before anything is seen, so an actor without other acts is uniform.
    """
    return np.take_along_axis(
        np.log2(_frequencies(place, actor, groups, groups, options)), place[:, None], axis=1
    )[:, 0]


def frequencies_and_month(
    place: Ints, actor: Ints, groups: Ints, prompts: Floats, asked: Ints | None = None
) -> Floats:
    """Log2 chance of every act by own frequencies together with what happened earlier in the month.

    A conditional logit of the log frequencies and of ``prompts`` (N, M, P), fitted to the other groups:
    whatever the model is ahead of this is not owed to acts that come in pairs. ``asked``: the groups whose
    acts are given a chance, by default all; those of others are NaN.
    """
    options = prompts.shape[1]
    found = np.full(len(place), np.nan)
    for group in np.unique(groups) if asked is None else asked:
        test = groups == group
        rest = ~test
        if not rest.any():  # nothing to learn from
            return uniform(len(place), options)
        known = np.log(_frequencies(place[rest], actor[rest], groups[rest], groups[rest], options))
        design = np.concatenate([known[..., None], prompts[rest]], axis=2)[None]
        weights = choice.fit(design, place[rest], NULL_RIDGE).coefficients
        seen = np.log(_frequencies(place, actor, groups, groups, options))[test]
        logs = choice.log_chances(np.concatenate([seen[..., None], prompts[test]], axis=2)[None], weights)[0]
        found[test] = np.take_along_axis(logs, place[test, None], axis=1)[:, 0] / np.log(2.0)
    return found


def _frequencies(place: Ints, actor: Ints, groups: Ints, asked: Ints, options: int) -> Floats:
    """(N, M) smoothed frequencies of every act's actor in the groups other than ``asked`` (N,)."""
    names, group = np.unique(groups, return_inverse=True)
    counts = np.zeros((len(names), int(actor.max()) + 1, options))
    np.add.at(counts, (group, actor, place), 1.0)
    left = counts.sum(axis=0)[actor] - counts[np.searchsorted(names, asked), actor] + HALF
    frequencies: Floats = left / left.sum(axis=1, keepdims=True)
    return frequencies


def calibration(chances: Floats, place: Ints) -> tuple[Bin, ...]:
    """How often options came that were given about the same chance (N, M); empty bins are left out."""
    came = np.zeros(chances.shape)
    came[np.arange(len(place)), place] = 1.0
    flat, hits = chances.ravel(), came.ravel()
    bins = []
    for low, high in pairwise(EDGES):
        inside = (flat >= low) & ((flat < high) if high < 1.0 else (flat <= high))
        count = int(inside.sum())
        if count:
            share = float(hits[inside].mean())
            bins.append(Bin(count, float(flat[inside].mean()), share, wilson(share, count)))
    return tuple(bins)


def wilson(share: float, count: int, z: float = 1.6448536269514722) -> tuple[float, float]:
    """The interval of a share seen in so many trials (Wilson 1927); 90% by default."""
    middle = (share + z * z / (2.0 * count)) / (1.0 + z * z / count)
    half = z * np.sqrt(share * (1.0 - share) / count + z * z / (4.0 * count**2)) / (1.0 + z * z / count)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))

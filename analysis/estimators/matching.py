"""History matching: in which part of the settings' ranges a pattern holds, and which settings decide it.

Craig, Goldstein, Seheult and Smith (1997) and Vernon, Goldstein and Bower (2010) rule out settings under
which a model cannot be what was seen. A pattern that no point of a space-filling design keeps is out of the
model's reach whatever its settings are, so its failure is structural; one that some points keep is a matter
of settings. Which setting it is shows in a comparison of the points that keep it with the others, setting
by setting (Hornberger and Spear 1981, regional sensitivity analysis).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Flags, Floats

LEVEL = 0.90  # of the interval of a part
SURE = 0.05  # chance of naming any setting, of all, where none matters
FEWEST = 5  # points on either side, without which no setting is named

NOWHERE, SOMEWHERE, EVERYWHERE = "at no point", "at some points", "at all points"


@dataclass(frozen=True)
class Turn:
    """A setting that differs between the points that keep a pattern and the others.

    distance: Kolmogorov and Smirnov's, in [0, 1]. p: chance of such a distance for any of the settings if
    none mattered (Bonferroni). higher: whether the points that keep the pattern have more of it, by the
    median. low, high: its 5th and 95th percentile among them, in its own unit.
    """

    setting: str
    distance: float
    p: float
    higher: bool
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    """The part of the settings' space that keeps a pattern.

    points: how many were tried; kept: at how many it holds. low, high: the 90% interval of the part (Clopper
    and Pearson 1934). effective: effective sample size (Kish 1965) of the points, each weighted by the chance
    that the pattern holds there, given the Monte Carlo error of its shares; 0 where it holds at none. turns:
    the settings that decide it, the largest distance first; empty where the points on either side are too few
    or none differs.
    """

    points: int
    kept: int
    low: float
    high: float
    effective: float
    turns: tuple[Turn, ...]

    @property
    def share(self) -> float:
        """The part, in [0, 1]."""
        return self.kept / self.points

    @property
    def where(self) -> str:
        """One of NOWHERE, SOMEWHERE, EVERYWHERE."""
        if self.kept == 0:
            return NOWHERE
        return EVERYWHERE if self.kept == self.points else SOMEWHERE


def chance_within(share: Floats, number: int, least: float, most: float) -> Floats:
    """The chance that a true share lies in [least, most], where ``number`` draws have shown it as ``share``.

    By the Beta distribution that follows from Jeffreys's prior; same shape as ``share``.
    """
    from scipy.stats import beta

    known = beta(share * number + 0.5, (1.0 - share) * number + 0.5)
    found: Floats = known.cdf(most) - known.cdf(least)
    return found


def effective_size(weights: Floats) -> float:
    """(sum of weights)² / sum of their squares; 0 where all are 0 (Kish 1965)."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0.0 else 0.0


def interval_of_part(kept: int, points: int) -> tuple[float, float]:
    """The 90% interval of a part of which ``kept`` of ``points`` were seen (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    tail = (1.0 - LEVEL) / 2.0
    low = float(beta.ppf(tail, kept, points - kept + 1)) if kept else 0.0
    high = float(beta.ppf(1.0 - tail, kept + 1, points - kept)) if kept < points else 1.0
    return low, high


def part_of(kept: Flags, chance: Floats, values: Floats, names: Sequence[str]) -> Part:
    """The part of the space that keeps a pattern.

    kept (P,): at which points it holds; chance (P,): how surely, in [0, 1]; values (P, S): the points, one
    column for each of ``names``.
    """
    points, count = len(kept), int(kept.sum())
    low, high = interval_of_part(count, points)
    effective = effective_size(chance) if count else 0.0
    return Part(points, count, low, high, effective, turns_of(kept, values, names))


def turns_of(kept: Flags, values: Floats, names: Sequence[str]) -> tuple[Turn, ...]:
    """The settings whose values differ between the points that keep a pattern and the others."""
    from scipy.stats import ks_2samp

    if min(int(kept.sum()), int((~kept).sum())) < FEWEST:
        return ()
    found = []
    for column, name in enumerate(names):
        here, there = values[kept, column], values[~kept, column]
        test = ks_2samp(here, there, method="asymp")
        p = min(1.0, float(test.pvalue) * len(names))
        if p < SURE:
            ends = np.quantile(here, (0.05, 0.95))
            higher = bool(np.median(here) > np.median(there))
            found.append(Turn(name, float(test.statistic), p, higher, float(ends[0]), float(ends[1])))
    return tuple(sorted(found, key=lambda turn: -turn.distance))

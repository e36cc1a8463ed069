"""What counts say of the chances that they should have: a statistic and how rare it would be by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from patronage.sim.exact.arrays import Floats, Ints

LEAST = 5.0  # expected in a cell; those with less are taken together


@dataclass(frozen=True)
class Finding:
    """One test: of what, a statistic, in how many degrees of freedom or cells, and its p, two-sided.

    ``largest``: whether it is that of the most surprising cell.
    """

    name: str
    numbers: int
    statistic: float
    freedom: int
    p: float
    largest: bool = False


def chi_square(name: str, counts: Ints, chance: Floats) -> Finding:
    """Pearson's (1900) statistic of counts with these chances, any shape; too good a fit is a fault too."""
    numbers = int(counts.sum())
    seen, expected = counts.ravel().astype(np.float64), numbers * chance.ravel()
    rare = expected < LEAST
    if rare.any():
        seen = np.append(seen[~rare], seen[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
        if expected[-1] < LEAST and len(expected) > 1:  # still too few: with the rarest of the others
            k = int(expected[:-1].argmin())
            seen[k], expected[k] = seen[k] + seen[-1], expected[k] + expected[-1]
            seen, expected = seen[:-1], expected[:-1]
    statistic = float(((seen - expected) ** 2 / expected).sum())
    freedom = len(expected) - 1
    if not freedom:
        return Finding(name, numbers, statistic, 0, 1.0)
    over, under = stats.chi2.sf(statistic, freedom), stats.chi2.cdf(statistic, freedom)
    return Finding(name, numbers, statistic, freedom, float(min(1.0, 2.0 * min(over, under))))


def largest(name: str, counts: Ints, chance: Floats, least: float = 1.0) -> Finding:
    """The most surprising cell in standard errors, its binomial p times the number of cells (Bonferroni).

    ``counts`` (groups, cells) with ``chance`` (groups, cells), which sums to 1 in each group. Cells in which
    fewer than ``least`` are expected are left out.
    """
    each = counts.sum(axis=1, keepdims=True)
    expected = each * chance
    kept = expected >= least
    seen, chances = counts[kept], chance[kept]
    many = np.broadcast_to(each, counts.shape)[kept]
    below, above = stats.binom.cdf(seen, many, chances), stats.binom.sf(seen - 1, many, chances)
    p = np.minimum(1.0, 2.0 * np.minimum(below, above))
    k = int(p.argmin())
    error = np.sqrt(many[k] * chances[k] * (1.0 - chances[k]))
    statistic = float((seen[k] - many[k] * chances[k]) / error)
    return Finding(
        name, int(each.sum()), statistic, int(kept.sum()), float(min(1.0, p[k] * kept.sum())), largest=True
    )


def adjusted(found: list[Finding]) -> list[float]:
    """The p of each test, corrected for their number by Holm's (1979) step-down method."""
    order = sorted(range(len(found)), key=lambda k: found[k].p)
    corrected, highest = [1.0] * len(found), 0.0
    for rank, k in enumerate(order):
        highest = max(highest, min(1.0, (len(found) - rank) * found[k].p))
        corrected[k] = highest
    return corrected

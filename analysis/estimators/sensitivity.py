"""How much of a result's variance each factor is due to: Sobol indices and Morris screening, by SALib."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.9
RESAMPLES = 200  # of the bootstrap behind the intervals
MOVED = 0.05  # by how much an index may move when the design is doubled, and still count as settled
WIDE = 0.1  # half-width of an interval up to which an index counts as settled
SURE = 0.1  # the same of an effect, as a part of the largest


@dataclass(frozen=True)
class Indices:
    """Sobol indices of each factor (D,); the intervals are ± their confidence, 90%.

    first: share of the variance that goes if the factor is known; total: share that stays if all but it
    are known. Estimates may fall a little below 0 or above 1. half: the total indices from the first half
    of the design. variance: of the result over the whole design.
    """

    names: tuple[str, ...]
    first: Floats
    first_confidence: Floats
    total: Floats
    total_confidence: Floats
    half: Floats
    variance: float

    @property
    def moved(self) -> float:
        """The most that any total index moved when the design was doubled."""
        return float(np.max(np.abs(self.total - self.half)))

    @property
    def widest(self) -> float:
        """The widest half-width of the intervals of total indices."""
        return float(np.max(self.total_confidence))

    @property
    def settled(self) -> bool:
        """Whether doubling the design moved no total index by over MOVED, none being unsure by over WIDE."""
        return self.moved <= MOVED and self.widest <= WIDE


@dataclass(frozen=True)
class Effects:
    """Morris's elementary effects of each factor (D,), in units of the result.

    They are for the factor's full range, or for the exchange of one draw for another. mean: with signs; size:
    of their absolute values (mu*; Campolongo et al. 2007), with the 90% half-width confidence; spread:
    standard deviation, large where a factor interacts or bends. half: sizes from the first half of the
    trajectories.
    """

    names: tuple[str, ...]
    mean: Floats
    size: Floats
    confidence: Floats
    spread: Floats
    half: Floats

    @property
    def steady(self) -> bool:
        """Whether the five largest factors are the same in the first half of the trajectories as in all."""
        return set(np.argsort(-self.size)[:5].tolist()) == set(np.argsort(-self.half)[:5].tolist())

    @property
    def widest(self) -> float:
        """The widest half-width of the intervals, as a part of the largest size; 0 where nothing matters."""
        largest = float(self.size.max())
        return float(self.confidence.max()) / largest if largest > 0.0 else 0.0

    @property
    def settled(self) -> bool:
        """Whether half the trajectories name the same five, and no size is unsure by over SURE."""
        return self.steady and self.widest <= SURE


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def sobol_indices(names: Sequence[str], results: Floats, rng: int) -> Indices:
    """From results in the order of Saltelli's design without second order, shape (base x (D + 2),).

    A result that is the same everywhere has all indices 0. ValueError where the length does not fit, or
    a result is not finite.
    """
    block = len(names) + 2
    base = len(results) // block
    if base < 4 or base * block != len(results):
        raise ValueError(f"{len(results)} results do not fit a design of {len(names)} factors")
    if not np.isfinite(results).all():
        raise ValueError("a result is not finite")
    variance = float(results.var())
    flat = np.zeros(len(names))
    if variance <= 1e-24 * max(1.0, float(np.abs(results).max())) ** 2:
        return Indices(tuple(names), flat, flat, flat, flat, flat, 0.0)
    whole, half = (_sobol(names, results[: rows * block], rng) for rows in (base, base // 2))
    return Indices(
        names=tuple(names),
        first=whole["S1"],
        first_confidence=whole["S1_conf"],
        total=whole["ST"],
        total_confidence=whole["ST_conf"],
        half=half["ST"],
        variance=variance,
    )


def _sobol(names: Sequence[str], results: Floats, rng: int) -> dict[str, Floats]:
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(names),
        results,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=rng,
    )
    return {key: np.asarray(found[key], dtype=np.float64) for key in ("S1", "S1_conf", "ST", "ST_conf")}


def morris_effects(
    names: Sequence[str],
    points: Floats,
    results: Floats,
    levels: int,
    rng: int,
    exchanged: Collection[str] = (),
) -> Effects:
    """From points (trajectories x (D + 1), D) in [0, 1] in the order of Morris's design, and their results.

    An effect is what a step changes over the step's length, so that it is for the full range. A step of a
    factor that is ``exchanged`` has no length: its effect is what the step changes. ValueError where a
    result is not finite.
    """
    if not np.isfinite(results).all():
        raise ValueError("a result is not finite")
    block = len(names) + 1
    trajectories = len(results) // block
    whole, half = (
        _morris(names, points[: rows * block], results[: rows * block], levels, rng)
        for rows in (trajectories, max(2, trajectories // 2))
    )
    step = levels / (2.0 * (levels - 1))  # which SALib has divided by
    length = np.array([step if name in exchanged else 1.0 for name in names])
    return Effects(
        names=tuple(names),
        mean=whole["mu"] * length,
        size=whole["mu_star"] * length,
        confidence=whole["mu_star_conf"] * length,
        spread=whole["sigma"] * length,
        half=half["mu_star"] * length,
    )


def _morris(
    names: Sequence[str], points: Floats, results: Floats, levels: int, rng: int
) -> dict[str, Floats]:
    from SALib.analyze import morris

    found = morris.analyze(
        _problem(names),
        points,
        results,
        num_levels=levels,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=rng,
    )
    keys = ("mu", "mu_star", "mu_star_conf", "sigma")
    return {key: np.asarray(found[key], dtype=np.float64) for key in keys}


@dataclass(frozen=True)
class RowSpread:
    """A standard deviation and its 90% interval; an estimate of 0 still has an upper end."""

    value: float
    low: float
    high: float


def spread_of_rows(table: Floats) -> RowSpread:
    """Standard deviation of what the rows of a table (rows, columns) make expected, noise taken off.

    Two-way analysis of variance without repetition, both effects random: the mean square of rows less that
    of the residuals, over the number of columns; 0 where that is negative. The interval takes the mean
    square of rows to vary as chi-squared. Columns that are not finite throughout are left out; ValueError
    where fewer than two rows or columns are left.
    """
    from scipy.stats import chi2

    table = table[:, np.isfinite(table).all(axis=0)]
    rows, columns = table.shape
    if rows < 2 or columns < 2:
        raise ValueError("two rows and two columns are needed")
    by_row, by_column = table.mean(axis=1), table.mean(axis=0)
    residual = table - by_row[:, None] - by_column[None, :] + table.mean()
    noise = float((residual**2).sum()) / ((rows - 1) * (columns - 1))
    square = columns * float(by_row.var(ddof=1))
    tail = (1.0 - CONFIDENCE) / 2.0

    def spread(square: float) -> float:
        return float(np.sqrt(max(0.0, square - noise) / columns))

    low, high = ((rows - 1) * square / float(chi2.ppf(share, rows - 1)) for share in (1.0 - tail, tail))
    return RowSpread(spread(square), spread(low), spread(high))

"""A number that is known as well as the evidence allows: its mean over weight draws, and their spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import Draws, draws_from, draws_of, replicate_sums
from patronage.analysis.estimators.verdict import LossRow, distinguishable, interval_of
from patronage.analysis.tables import Column, Row, Table, Value, table_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """mean over draws; low, high: their 5th and 95th percentile; standard_error: of the mean, None for one.

    above_zero: share of draws above 0 (ties count half, so that a quantity that is always 0 has one half).
    draws: how many there are.
    Percentiles and share are of draws without the Monte Carlo error of their replicates;
    monte_carlo_error_part: what part of the variance of their means that error is, None where it is unknown
    (see `analysis.estimators.monte_carlo`). around: low and high, each less and more two of its Monte Carlo
    errors; None where they are exact. smallest: of a loss, the smallest change that matters; None where the
    case names none. by_draw (W,): each draw's mean over its replicates, without the draws all of whose runs
    failed; None where it is not at hand.
    """

    mean: float
    low: float
    high: float
    standard_error: float | None
    above_zero: float
    draws: int
    monte_carlo_error_part: float | None = None
    around: tuple[tuple[float, float], tuple[float, float]] | None = None
    smallest: float | None = None
    by_draw: Floats | None = field(default=None, compare=False, repr=False)

    @property
    def distinguishable(self) -> bool:
        """Whether the mean is distinguishable from zero, given its Monte Carlo error."""
        return bool(distinguishable(self.mean, self.standard_error))

    @property
    def row(self) -> LossRow:
        """By what it is judged where it is a loss, or the difference of two."""
        around_low, around_high = self.around or (None, None)
        return LossRow(
            mean=self.mean,
            low=self.low,
            high=self.high,
            draws=self.draws,
            losing=self.above_zero,
            around_low=around_low,
            around_high=around_high,
            smallest=self.smallest,
        )

    @property
    def cells(self) -> Row:
        """Under `spread_columns`."""
        return *self.main_cells, self.monte_carlo_error_part

    @property
    def main_cells(self) -> Row:
        """Under `main_columns`."""
        return self.mean, self.low, self.high, self.standard_error, self.above_zero

    def plain(self) -> dict[str, Any]:
        """For JSON: mean, interval, standard_error, share_of_draws_above_zero, monte_carlo_error_part."""
        return {
            "mean": self.mean,
            "interval": [self.low, self.high],
            "standard_error": self.standard_error,
            "share_of_draws_above_zero": self.above_zero,
            "monte_carlo_error_part": self.monte_carlo_error_part,
        }

    def judged(self) -> dict[str, Any]:
        """The same of a scenario's loss, with what is established of it."""
        return self.plain() | {"status": self.row.status, "smallest_effect": self.smallest}


def spread_of(values: Floats, smallest: float | None = None) -> Spread:
    """The spread of one number a run, (W, R), NaN where it failed, or a draw, (W,); ValueError for none.

    ``smallest``: of a loss, the smallest change that matters.
    """
    return spread_from(draws_of(values), smallest)


def spread_from(draws: Draws, smallest: float | None = None) -> Spread:
    """The same of draws that are added up already."""
    interval = interval_of(draws.corrected)
    return Spread(
        mean=draws.mean,
        low=interval.low,
        high=interval.high,
        standard_error=draws.standard_error,
        above_zero=float((draws.corrected > 0.0).mean() + 0.5 * (draws.corrected == 0.0).mean()),
        draws=len(draws.means),
        monte_carlo_error_part=draws.monte_carlo_error_part,
        around=(interval.around_low, interval.around_high),
        smallest=smallest,
        by_draw=draws.means,
    )


class Spreads:
    """The spreads of some quantities whose draws come block by block."""

    def __init__(self) -> None:
        self._blocks: list[tuple[Floats, Floats, NDArray[np.int64]]] = []

    def add(self, values: Floats) -> None:
        """Add further draws: ``values`` (quantity, W, R), NaN where a run failed."""
        self._blocks.append(replicate_sums(values))

    def found(self) -> list[Spread]:
        """Of each quantity; ValueError where no draw keeps a run."""
        whole = (np.concatenate(parts, axis=1) for parts in zip(*self._blocks, strict=True))
        return [spread_from(draws_from(*one)) for one in zip(*whole, strict=True)]


def spread_columns(name: str, meaning: str, *, brief: bool = False) -> tuple[Column, ...]:
    """The columns of `Spread.cells`; ``name`` has at most 21 letters. ``brief``: print the mean alone."""
    error = Column(
        f"{name}_error_part",
        "share",
        "of the variance of draws' means, what is Monte Carlo error",
        shown=False,
    )
    return *main_columns(name, meaning, brief=brief), error


def main_columns(name: str, meaning: str, *, brief: bool = False) -> tuple[Column, ...]:
    """The same without what Monte Carlo error is: the columns of `Spread.main_cells`."""
    shown = not brief

    def points(end: str, column_meaning: str, *, signed: bool = True, shown: bool = shown) -> Column:
        return Column(f"{name}{end}", "points", column_meaning, signed=signed, shown=shown)

    return (
        points("", f"{meaning}: mean over weight draws", shown=True),
        points("_low", "5th percentile of draws, Monte Carlo error taken out"),
        points("_high", "95th percentile of the same"),
        points("_se", "standard error of the mean", signed=False),
        Column(f"{name}_above_zero", "share", "draws above zero, ties counting half", shown=shown),
    )


def by_draw_table(
    keys: Sequence[Column], spreads: Iterable[tuple[Sequence[Value], Spread]], name: str = "losses_by_draw"
) -> Table:
    """One row a draw and whatever ``keys`` distinguish: each draw's loss, a mean over its replicates."""
    columns = (
        *keys,
        Column("draw", "count", "which of the weight draws that count, from 0 on"),
        Column("loss", "points", "the draw's mean over its replicates; a gain is below zero", signed=True),
    )
    rows = (
        (*key, draw, float(loss))
        for key, spread in spreads
        for draw, loss in enumerate(() if spread.by_draw is None else spread.by_draw)
    )
    return table_of(name, "Losses by weight draw", columns, rows, data=True)


def paired(values: Floats) -> Floats:
    """Values (V, draw, replicate) with NaN in every variant where the run failed in any, to stay paired.

    A draw all of whose runs failed is left out; ValueError where no draw is left.
    """
    found = together(values)
    some: NDArray[np.bool_] = np.asarray(np.isfinite(found[0]).any(axis=1))
    if not some.any():
        raise ValueError("no draw is left to estimate from")
    return found[:, some]


def together(values: Floats) -> Floats:
    """The same with every draw."""
    return np.where(np.isfinite(values).all(axis=0), values, np.nan)

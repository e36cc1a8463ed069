"""Quantities by month in both arms, and what is lost between them: from draws, to and from a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import part_left
from patronage.analysis.estimators.verdict import BAND
from patronage.sim.store.arrow import numbers, texts

if TYPE_CHECKING:
    import pyarrow as pa

Floats = NDArray[np.float64]

ARMS: tuple[str, ...] = ("reference", "scenario", "loss")
STATISTICS: tuple[str, ...] = ("mean", "q05", "q95")


@dataclass(frozen=True)
class Bands:
    """Mean, and 5th and 95th percentile over weight draws without Monte Carlo error, by month; each (T,)."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class TimeSeries:
    """One quantity by month: in both arms, and its loss, taken draw by draw before it is summed up."""

    reference: Bands
    scenario: Bands
    loss: Bands


def time_series_of(draws: Floats, noise: Floats | None = None) -> TimeSeries:
    """The time series of one quantity, from (arm 2, draw, month): each draw's mean over its replicates.

    ``noise`` (arm 2 and loss, month): the variance of these means that is Monte Carlo error, which is taken
    out of the bands (see `analysis.estimators.monte_carlo`); unknown where it is not given.
    """
    both = np.concatenate([draws, draws[:1] - draws[1:]])
    mean = both.mean(axis=1)
    if noise is not None and both.shape[1] > 1:
        part = part_left(both.var(axis=1, ddof=1), noise, both.shape[1])
        both = mean[:, None] + part[:, None] * (both - mean[:, None])
    low, high = np.quantile(both, BAND, axis=1)
    return TimeSeries(*(Bands(mean[arm], low[arm], high[arm]) for arm in range(len(ARMS))))


def table_of(time_series: Mapping[str, TimeSeries], months: Sequence[str], draws: int) -> pa.Table:
    """One row an arm, statistic and month; a column a series. `draws`: over how many."""
    import pyarrow as pa

    length = len(months)
    rows = [(arm, statistic) for arm in range(len(ARMS)) for statistic in range(len(STATISTICS))]
    arm, statistic = (np.repeat(each, length) for each in zip(*rows, strict=True))
    columns = {
        "arm": texts(arm, ARMS),
        "statistic": texts(statistic, STATISTICS),
        "month": texts(np.tile(np.arange(length), len(rows)), months),
        "draws": numbers(np.full(length * len(rows), draws, dtype=np.int32)),
    }
    for name, series in time_series.items():
        curves = [
            curve
            for bands in (series.reference, series.scenario, series.loss)
            for curve in (bands.mean, bands.low, bands.high)
        ]
        columns[name] = numbers(np.concatenate(curves))
    return pa.table(columns)


def read_series(table: pa.Table, names: Iterable[str]) -> dict[str, TimeSeries]:
    """The time series of a table as `table_of` makes it."""
    found = {}
    for name in names:
        cube = table.column(name).to_numpy().reshape(len(ARMS), len(STATISTICS), -1)
        found[name] = TimeSeries(*(Bands(*cube[a]) for a in range(len(ARMS))))
    return found

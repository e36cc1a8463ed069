"""The losses of a sweep as tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from patronage.analysis.estimators.sweep import Losses, Varied
from patronage.analysis.tables import Column, Row, Table, Value, count, share, table_of, text
from patronage.sim.files.months import month_text
from patronage.words.wording import measure_words


def sweep_tables(measure: str, varied: Sequence[Varied], losses: Losses) -> tuple[Table, ...]:
    """The loss at every point; and what each point has, one row a point and what was varied."""
    point = count("point", "number of the point, as in the table of runs")
    columns = (
        point,
        Column("loss", "points", "reference less scenario: mean over draws", signed=True),
        Column("loss_low", "points", "5th percentile of draws, Monte Carlo error taken out", signed=True),
        Column("loss_high", "points", "95th percentile of the same", signed=True),
        Column("loss_se", "points", "standard error of the mean"),
        share("draws_losing", "draws whose loss is above zero"),
        text("status", "what is established of the loss"),
        count("draws", "weight draws that count"),
        text("varied", "what was varied, and its values there"),
    )

    def rows() -> Iterator[Row]:
        for p, status in enumerate(losses.statuses):
            numbers = (losses.mean, losses.low, losses.high, losses.error, losses.losing)
            point_text = "; ".join(f"{one.path} {_value(one, p)}" for one in varied)
            yield (
                p,
                *(_known(float(each[p])) for each in numbers),
                str(status),
                int(losses.draws[p]),
                point_text,
            )

    settings = (
        point,
        text("path", "the path of what was varied"),
        text("label", "the same in words"),
        text("set_to", "its value at the point"),
        Column("as_number", "own", "the same as a number, months counted from the year 0, flags as 0 and 1"),
    )
    values = (
        (p, one.path, one.label, str(_value(one, p)), float(one.values[p]))
        for p in range(len(losses.mean))
        for one in varied
    )
    title = f"The loss of {measure_words(measure)} at every point"
    return (
        table_of("losses", title, columns, rows()),
        table_of("points", "What every point has", settings, values, data=True),
    )


def _value(one: Varied, point: int) -> Value:
    value = float(one.values[point])
    if one.form == "month":
        return month_text(round(value))
    return bool(value) if one.form == "flag" else round(value) if one.form == "whole" else value


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value

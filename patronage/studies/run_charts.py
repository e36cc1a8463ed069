"""From a run's answer to what its charts draw: rows, moments and names; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from patronage.analysis.estimators.time_series import TimeSeries
from patronage.analysis.estimators.verdict import LossRow
from patronage.sim.files.months import parse_month
from patronage.sim.model.measures import NAMED
from patronage.sim.store.result import column
from patronage.words.plain import brief, capital
from patronage.words.settle import evidence_text, weight_text

if TYPE_CHECKING:
    from patronage.analysis.charts.clients import Standing
    from patronage.analysis.charts.drawing import Draw
    from patronage.analysis.charts.run import Subject, Timing
    from patronage.analysis.charts.settle import Cause

CLIENTS_CHART, MEASURES_CHART, GAINERS_CHART = "clients.png", "measures.png", "gainers.png"
HOLDS_CHART, SETTLE_CHART = "holds.png", "settle.png"
CHARTS = (CLIENTS_CHART, MEASURES_CHART, GAINERS_CHART, HOLDS_CHART, SETTLE_CHART)
"""All that a run may have, in the order in which they are shown; the last only where there are causes."""


def charts_of(
    subject: Subject,
    issues: Mapping[str, str],
    time_series: Mapping[str, TimeSeries],
    answer: Mapping[str, Any] | None,
) -> dict[str, Draw]:
    """What draws each chart, by file name, clients first; ``answer`` as it is stored.

    ``issues``: names by id. Where nothing stands out that would settle the loss, it has no chart; without an
    answer there are those by month alone, and without months (no ``time_series``) the others.
    """
    from patronage.analysis.charts import clients, run, settle

    measures = {
        name: time_series[column(name, subject.focus)]
        for name in NAMED
        if column(name, subject.focus) in time_series
    }
    draws: dict[str, Draw] = {}
    if time_series:
        holds = {actor: time_series[column("hold", actor)] for actor in subject.names}
        draws[MEASURES_CHART] = partial(run.measures_chart, subject, measures, timings_of(answer or {}))
        draws[HOLDS_CHART] = partial(run.holds_chart, subject, holds)
    if answer is not None:
        draws[CLIENTS_CHART] = partial(clients.clients_chart, subject, standings(answer, "clients"))
        draws[GAINERS_CHART] = partial(clients.gainers_chart, subject, standings(answer, "gainers"))
        if answer["settle"]:
            names = {issue: brief(name) for issue, name in issues.items()} | dict(subject.names)
            made = answer["settle_from"]
            about = f"From {made['draws']:,} draws × {made['replicates']:,} of their own."
            causes = causes_of(answer, names)
            draws[SETTLE_CHART] = partial(settle.settle_chart, subject, causes, made["floor"], about)
    return {name: draws[name] for name in CHARTS if name in draws}


def causes_of(answer: Mapping[str, Any], names: Mapping[str, str]) -> list[Cause]:
    """What would settle the loss as a chart has it; ``names``: of actors and issues, by id."""
    from patronage.analysis.charts.settle import Cause

    return [
        Cause(
            capital(weight_text(row["what"], names)),
            evidence_text(row["what"], row["evidence"], 1),
            row["share"],
            row["error"],
        )
        for row in answer["settle"]
    ]


def standings(answer: Mapping[str, Any], rows: str) -> list[Standing]:
    """The rows of `clients` or `gainers` as a chart has them."""
    from patronage.analysis.charts.clients import Standing
    from patronage.analysis.charts.ranked import PRIOR, WITHOUT_DATED_CAPABILITY

    found = []
    for actor, row in answer[rows].items():
        beside = {
            WITHOUT_DATED_CAPABILITY: row["loss_without_dated_capability"],
            PRIOR: row["prior_only_loss"],
        }
        there = {name: value for name, value in beside.items() if value is not None}
        found.append(Standing(actor, loss_row(row, answer["draws_counted"]), there))
    return found


def loss_row(row: Mapping[str, Any], draws: int) -> LossRow:
    """By what a stored loss is judged; ``draws``: how many count."""
    low, high = row["interval"]
    around_low, around_high = ((end[0], end[1]) for end in row["interval_ends"])
    return LossRow(
        mean=row["loss"],
        low=low,
        high=high,
        draws=draws,
        losing=row["share_of_draws_with_loss"],
        percent=row["loss_percent"],
        around_low=around_low,
        around_high=around_high,
        smallest=row["smallest_effect"],
    )


def timings_of(answer: Mapping[str, Any]) -> dict[str, Timing]:
    """By measure, when its loss is largest and surely one."""
    from patronage.analysis.charts.run import Timing

    found = {}
    for name, when in answer.get("months", {}).items():
        loss = answer["measures"][name]
        whole = None if loss["loss_percent"] is None or NAMED[name].signed else loss["reference"]
        found[name] = Timing(
            peak=when["peak"],
            peak_month=parse_month(when["peak_month"]),
            peak_percent=when["peak_percent"],
            excluding_zero=tuple(parse_month(month) for month in when["months_excluding_zero"]),
            whole=whole,
        )
    return found

"""A scenario's answer as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.estimators.by_draw import ByDraw
from patronage.analysis.estimators.influence import LOSS_COLUMNS, Loss
from patronage.analysis.estimators.treatment import CHANGE_COLUMNS
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import MEASURES, TIES
from patronage.words.wording import actor_names, measure_words

if TYPE_CHECKING:
    from patronage.studies.answer import Answer
    from patronage.studies.settle import Settling
    from patronage.studies.uncertainty import Uncertainty

_MEASURE = (
    text("measure", "what is lost, as --measure takes it"),
    text("measure_name", "the same in words"),
)
_ACTOR = (text("actor", "id of the actor"), text("actor_name", "its name"))


def answer_tables(found: Answer, *, data: bool = True) -> tuple[Table, ...]:
    """The measures first; then the other actors, what the events did, when, what would settle, the draws.

    ``data``: whether the single draws, too.
    """
    names, focus = actor_names(found.scenario.case), found.scenario.focus
    tables = [_measures("losses", f"What {names[focus]} loses", found.losses)]
    if found.without_dated_capability is not None:
        title = "The same losses with all capability there from the start"
        tables.append(_measures("losses_without_dated_capability", title, found.without_dated_capability))
    for tie in TIES:
        title = tie.title.format(focus=names[focus])
        without_dated_capability = (
            None
            if found.ties_without_dated_capability is None
            else found.ties_without_dated_capability.get(tie.name)
        )
        tables.append(
            _actors(tie.name, title, found.ties[tie.name], names, without_dated_capability, tie.equation)
        )
    title, hold = "Every actor's hold, the largest gain first", MEASURES[0].equation
    tables.append(
        _actors("gainers", title, found.gainers, names, found.gainers_without_dated_capability, hold)
    )
    if found.treatment:
        head = text("what", "what the events are about: its kind and ids, joined by ':'")
        rows = ((what, *one.cells) for what, one in found.treatment.items())
        title = "What the events did to what they are about"
        tables.append(table_of("treatment", title, (head, *CHANGE_COLUMNS), rows))
    if found.whens:
        tables.append(_when(found))
    if found.settling is not None:
        tables.append(settle_table(found.settling))
    if found.uncertainty.parts:
        tables.append(_parts(found.uncertainty))
    return (*tables, _made(found), *((_by_draw(found),) if data else ()))


def _parts(found: Uncertainty) -> Table:
    """By how much the variance between draws is less without each kind of uncertainty."""
    columns = (
        text("kind", "what draws no longer differ in: evidence, choice or assumptions"),
        text("measure", "of whose loss the variance is"),
        share("variance_lost", "by which the variance is less; below 0 where it is larger"),
        share("variance_lost_se", "standard error of that"),
        count("draws", "weight draws, with and without"),
        count("replicates", "runs of each draw in each arm"),
    )
    rows = (
        (part.what, found.measure, part.lost, part.error, found.draws, found.replicates)
        for part in found.parts
    )
    return table_of("uncertainty", "What the interval has in it", columns, rows)


def _made(found: Answer) -> Table:
    """What was run, and what is established of the headline."""
    scenario, verdict = found.scenario, found.verdict.plain()
    columns = (
        text("scenario", "its name"),
        text("focus", "id of the actor whose influence is asked about"),
        Column("window_from", "month", "first of the months averaged over"),
        Column("window_to", "month", "last of them"),
        count("runs", "runs in each arm"),
        count("draws", "weight draws"),
        count("replicates", "runs of each draw in each arm"),
        Column("rng", "number", "which random numbers were used"),
        count("failed", "pairs of runs left out, since a number was not finite"),
        text("status", "what is established of the headline"),
        share("draws_losing", "draws in which the headline is lost"),
        Column("verdict", "text", "the sentence", shown=False),
        Column("digest", "text", "SHA-256 of all that decides the answer besides the code", shown=False),
    )
    plain = found.plain()
    row = (
        *(scenario.name, scenario.focus, *plain["window"], plain["runs"], plain["draws"]),
        *(plain["replicates"], plain["rng"], plain["failed"], str(verdict["status"])),
        *(verdict["share_of_draws"], verdict["words"], plain["digest"]),
    )
    return table_of("answer", "What was run, and what is established", columns, [row])


def _measures(name: str, title: str, losses: Mapping[str, Loss]) -> Table:
    signed = {measure.name for measure in MEASURES if measure.signed}  # of which no loss is a percentage
    where = {measure.name: measure.equation for measure in MEASURES} | {OVER_CLIENTS: TIES[0].equation}
    equation = Column("equation", "text", "where docs/MODEL.md defines the measure", shown=False)
    rows = (
        (
            *(key, measure_words(key)),
            *(replace(loss, loss_percent=None) if key in signed else loss).cells,
            where[key],
        )
        for key, loss in losses.items()
    )
    return table_of(name, title, (*_MEASURE, *LOSS_COLUMNS, equation), rows)


def _actors(
    name: str,
    title: str,
    losses: Mapping[str, Loss],
    names: Mapping[str, str],
    without_dated_capability: Mapping[str, float] | None,
    equation: str,
) -> Table:
    levels = {"reference", "scenario", "loss"}
    columns = (replace(one, equation=equation) if one.name in levels else one for one in LOSS_COLUMNS)
    meaning = "the mean loss with all capability there from the start, where an event brings any"
    more = Column("loss_without_dated_capability", "points", meaning, signed=True)
    rows = (
        (
            actor,
            names[actor],
            *loss.cells,
            None if without_dated_capability is None else without_dated_capability[actor],
        )
        for actor, loss in losses.items()
    )
    return table_of(name, title, (*_ACTOR, *columns, more), rows)


def _when(found: Answer) -> Table:
    columns = (
        *_MEASURE,
        Column("peak", "points", "the mean loss where it is furthest from zero", signed=True),
        Column("peak_percent", "percent", "the peak as a part of the reference in its month", signed=True),
        Column("peak_month", "month", "the month of the peak"),
        Column("left_at_end", "points", "the mean loss in the last month", signed=True),
        count("months_surely", "months in which a band that holds 90% of draws in all months excludes zero"),
        text("months_surely_listed", "those months, a space between them"),
    )
    rows = (
        (
            *(name, measure_words(name), when["peak"], when["peak_percent"], when["peak_month"]),
            *(when["left_at_end"], len(when["months_excluding_zero"])),
            " ".join(when["months_excluding_zero"]),
        )
        for name, when in found.plain_months.items()
    )
    return table_of("peaks", "When the losses are largest, and surely losses", columns, rows)


def settle_table(found: Settling) -> Table:
    """The weights that a loss is open by."""
    columns = (
        text("weight", "what the draws' losses differ by: its kind and ids, joined by ':'"),
        share("variance_part", "of the variance of the loss over draws, Monte Carlo error taken off"),
        share("variance_part_se", "standard error of the share"),
        share("floor", "the largest share of all that comes by chance in one case of twenty"),
        text("evidence", "ids of the items that bear on it, a space between them; none: the prior alone"),
        count("draws", "weight draws from which it was estimated"),
        count("replicates", "runs of each of these draws in each arm"),
    )
    rows = (
        (
            *(cause.group.what, cause.share, cause.error, found.floor, " ".join(cause.evidence)),
            *(found.draws, found.replicates),
        )
        for cause in found.causes
    )
    return table_of("settle", f"What would settle the loss of {measure_words(found.measure)}", columns, rows)


def _by_draw(found: Answer) -> Table:
    """Every measure, tie and gain of every draw that keeps a run."""
    arms, scenario = found.coded, found.scenario
    draws = np.flatnonzero(arms.counts).tolist()

    def listed(measure: str, actor: str, toward: str, one: ByDraw) -> Iterator[Row]:
        for draw, reference, with_events in zip(
            draws, one.reference.tolist(), one.scenario.tolist(), strict=True
        ):
            yield measure, actor, toward, draw, reference, with_events, reference - with_events

    def rows() -> Iterator[Row]:
        for measure in MEASURES:
            yield from listed(measure.name, scenario.focus, "", arms.measures[measure.name])
        for tie in TIES:
            for actor, one in arms.ties[tie.name].items():
                yield from listed(tie.name, actor, scenario.focus, one)
        for actor, one in arms.holds.items():
            if actor != scenario.focus:
                yield from listed(MEASURES[0].name, actor, "", one)

    columns = (
        text("measure", "what is lost"),
        text("actor", "whose it is"),
        text("toward", "of what one actor has toward another: that other"),
        Column("draw", "count", "number of the weight draw, as in the table of runs"),
        Column("reference", "points", "without the events: mean over the draw's replicates"),
        Column("scenario", "points", "the same with the events"),
        Column("loss", "points", "reference less scenario; a gain is below zero", signed=True),
    )
    return table_of("losses_by_draw", "Losses by weight draw", columns, rows(), data=True)

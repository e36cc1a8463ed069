"""How far dated acts were foreseen, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.estimators.record.hindcast import Score, mixed
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.sim.files.months import month_text

if TYPE_CHECKING:
    from patronage.studies.record.hindcast import Hindcast

_MANY = 30  # acts, beyond which nobody reads them one by one

SCORE_COLUMNS = (
    count("acts", "how many acts are scored"),
    Column("bits", "bits", "mean over acts of what the model is ahead by, the mean of its draws' chances", "",
           signed=True),
    Column("bits_se", "bits", "its standard error over months"),
    Column("single", "bits", "the mean over draws of each draw on its own", signed=True),
    Column("single_low", "bits", "5th percentile of the draws", signed=True),
    Column("single_high", "bits", "95th percentile of the draws", signed=True),
)  # fmt: skip


def score_cells(score: Score) -> Row:
    """Under SCORE_COLUMNS."""
    return score.acts, score.bits, score.error, score.single, *score.interval


def hindcast_tables(
    found: Hindcast, nulls: dict[str, str], scores: dict[str, str], groups: tuple[str, ...]
) -> tuple[Table, ...]:
    """The scores over every null; by actor, verb and pair; whether chances came true; every act."""
    keys = (
        text("compared_with", "what the model is compared with"),
        text("compared_meaning", "what that knows"),
        text("scored", "with every sentence (fitted), without the act's own (left_out), or day unseen too"),
    )
    rows = (
        (null, meaning, which, *score_cells(found.score(which, null)))
        for null, meaning in nulls.items()
        for which in scores
    )

    def grouped() -> Iterator[Row]:
        for group in groups:
            for which in ("left_out", "unseen"):
                for name, row in found.by(group, which).items():
                    for null, score in row.items():
                        yield group, name, which, null, *score_cells(score)

    group_columns = (
        text("grouped_by", "actor, verb or pair"),
        text("member", "which one; of a pair 'actor to target'"),
        *(keys[2], keys[0], *SCORE_COLUMNS),
    )
    tables = [
        table_of("scores", "Bits an act over what knows less", (*keys, *SCORE_COLUMNS), rows),
        table_of("groups", "The same by actor, verb and pair", group_columns, grouped()),
    ]
    if found.calibration is not None:
        bins = (
            share("chance", "mean chance that the options were given"),
            share("came", "how often they came"),
            share("came_low", "90% interval of that, from the count alone (Wilson 1927)"),
            share("came_high", "its upper end"),
            count("options", "how many options there are"),
        )
        came = ((one.chance, one.came, *one.interval, one.options) for one in found.calibration)
        tables.append(table_of("calibration", "Whether chances come true", bins, came))
    return (*tables, _record(found), _acts(found))


def _record(found: Hindcast) -> Table:
    lived = found.lived
    columns = (
        count("acts", "acts that are scored"),
        count("acts_of_the_article", "of these, acts that the article reports"),
        count("acts_repeated", "acts left out that repeat another of the month"),
        count("acts_before", "acts that were lived through and are not scored"),
        count(
            "acts_of_the_nulls", "acts of another file that own frequencies are from; 0 for the acts scored"
        ),
        count("options", "how long the menu of acts is"),
        count("draws", "weight draws"),
    )
    row = (
        *(len(found.acts), lived.without_sentence, lived.repeated, lived.before, found.known),
        *(found.chance.shape[1], found.draws),
    )
    return table_of("record", "The acts, and how many there are", columns, [row])


def _acts(found: Hindcast) -> Table:
    columns = (
        text("act", "id of the act"),
        Column("month", "month", "when it happened"),
        count("day", "the day of the month, where it is known"),
        text("actor", "who did it"),
        text("verb", "what"),
        text("toward", "to whom"),
        share("chance_fitted", "its chance in the model with every sentence"),
        share("chance_left_out", "the same without the sentence that reports the act"),
        share("chance_unseen", "the same, other acts of its day unseen too"),
        Column("bits_over_chance", "bits", "of chance_left_out over every option alike", signed=True),
    )
    logs = {which: mixed(found.model[which]) for which in ("fitted", "left_out", "unseen")}

    def rows() -> Iterator[Row]:
        for k, act in enumerate(found.acts):
            chances = [float(np.exp2(each[k])) for each in logs.values()]
            ahead = float(logs["left_out"][k] - found.nulls["chance"][k])
            when = month_text(act.month)
            yield act.id, when, act.day, act.actor, act.verb, act.toward, *chances, ahead

    return table_of("acts", "Every act", columns, rows(), data=len(found.acts) > _MANY)

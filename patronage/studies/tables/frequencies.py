"""Whether actors do in the model what they are reported to do, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.record.frequencies import Often
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text

if TYPE_CHECKING:
    from patronage.studies.record.frequencies import Frequencies

_OFTEN = (
    count("record", "acts in the record"),
    Column("model", "acts", "what actors choose by themselves, scaled to as many acts in all"),
    Column("model_se", "acts", "standard error over weight draws"),
    Column("low", "acts", "5th percentile of records of as many acts that the model would leave"),
    Column("high", "acts", "95th percentile of the same"),
    Column("difference", "acts", "record less model", signed=True),
    Column("outside", "flag", "whether the record lies outside what the model's own records have"),
)


def _cells(often: Often) -> Row:
    low, high = often.interval
    return often.record, often.model, often.error, low, high, often.difference, bool(often.outside)


def frequency_tables(found: Frequencies) -> tuple[Table, ...]:
    """The pairs, furthest apart first; verbs; actors; how far apart all are; every deed."""
    actor, verb, toward = text("actor", "who acts"), text("verb", "what it does"), text("toward", "to whom")
    mean, low, high = found.compared.by_chance
    whole = (
        share("apart", "acts that would have to be others for record and model to agree"),
        share("apart_by_chance", "the same of the model's own records, mean"),
        share("apart_by_chance_low", "5th percentile of these"),
        share("apart_by_chance_high", "95th percentile of these"),
        count("acts", "acts in the record"),
        count("repeated", "acts left out that repeat another of the month"),
        count("failed", "runs left out, since a number was not finite"),
    )
    row = (
        *(float(found.compared.dissimilarity), float(mean), float(low), float(high), found.compared.acts),
        *(found.repeated, found.failed),
    )
    by_pair = ((i, j, *_cells(often)) for (i, j), often in found.by_pair.items())
    by_deed = ((i, v, j, *_cells(often)) for (i, v, j), often in found.by_deed.items())
    by_verb = ((name, *_cells(often)) for name, often in found.by_verb.items())
    by_actor = ((name, *_cells(often)) for name, often in found.by_actor.items())
    return (
        table_of("pairs", "Acts by pair, record and model", (actor, toward, *_OFTEN), by_pair),
        table_of("verbs", "Acts by verb", (verb, *_OFTEN), by_verb),
        table_of("actors", "Acts by actor", (actor, *_OFTEN), by_actor),
        table_of("apart", "How far record and model are apart", whole, [row]),
        table_of("deeds", "Acts by pair and verb", (actor, verb, toward, *_OFTEN), by_deed, data=True),
    )

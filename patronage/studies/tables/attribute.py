"""What a loss is due to, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from patronage.analysis.estimators.spread import Spread, by_draw_table, spread_columns
from patronage.analysis.tables import Column, Row, Table, table_of, text
from patronage.studies.tables.loss import loss_table
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.attribute import Attribution, Sentences


def attribution_tables(found: Attribution) -> tuple[Table, ...]:
    """The members with nobody and all together; the loss as it is; the values of all draws."""
    one = {"events": "event", "patrons": "actor"}[found.over]
    columns = (
        text("member", f"id of the {one}; 'nobody' and 'together' for none and all of them"),
        text("label", "the same in words"),
        *spread_columns("value", "its Shapley value, a part of the loss"),
        Column("sampling_error", "points", "standard error of the value from sampled orders; 0 where exact"),
        *spread_columns("alone", "what it costs alone", brief=True),
        *spread_columns("last", "what goes if it goes, all others being there", brief=True),
    )
    none: Row = (None,) * len(spread_columns("alone", ""))

    def rows() -> Iterator[Row]:
        for each in found.members:
            error = each.sampling_error
            yield each.id, each.label, *each.value.cells, error, *each.alone.cells, *each.last.cells
        if found.over == "patrons":
            yield "nobody", "the focus actor alone", *found.nobody.cells, None, *none, *none
        yield "together", "all together", *found.total.cells, None, *none, *none

    title = f"The loss of {measure_words(found.measure)} over its {found.over}"
    every = [((each.id,), each.value) for each in found.members]
    every += [(("nobody",), found.nobody), (("together",), found.total)]
    return (
        table_of("shares", title, columns, rows()),
        loss_table(found.measure, found.loss),
        by_draw_table(columns[:1], every),
    )


def sentence_tables(found: Sentences) -> tuple[Table, ...]:
    """Each item left out, with the loss as it is and without any evidence; the losses of all draws."""
    columns = (
        text("item", "id of the evidence item; 'all evidence' and 'no evidence' for the whole and for none"),
        text("place", "where it stands"),
        text("paraphrase", "what it says"),
        *spread_columns("change", "loss without the item less loss with all, paired"),
        *spread_columns("loss_without", "the loss without the item", brief=True),
    )
    none: Row = (None,) * len(found.total.cells)
    apart: list[tuple[str, Spread]] = [("all evidence", found.total), ("no evidence", found.nothing)]
    rows: list[Row] = [
        (item.id, item.place, item.paraphrase, *item.change.cells, *item.without.cells)
        for item in found.items
    ]
    rows += [(name, "", "", *none, *spread.cells) for name, spread in apart]
    every = [((item.id,), item.without) for item in found.items]
    every += [((name,), spread) for name, spread in apart]
    title = f"The loss of {measure_words(found.measure)} with each sentence left out"
    silent = text("item", "id of an item in use that feeds no weight: its acts alone count")
    return (
        table_of("sentences", title, columns, rows),
        loss_table(found.measure, found.loss),
        table_of("feed_no_weight", "Items that feed no weight", (silent,), ((one,) for one in found.silent)),
        by_draw_table(columns[:1], every),
    )

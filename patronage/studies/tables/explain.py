"""Interest weights and the sentences behind them, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from patronage.analysis.tables import Column, Row, Table, count, table_of, text
from patronage.sim.files.months import month_text
from patronage.sim.weights.explain import Explained
from patronage.words.weights import basis

_WEIGHT = (
    text("kind", "salience, position, capability, trust or commitment"),
    text("actor", "whose weight it is"),
    text("about", "the issue or actor it is about"),
)


def weight_tables(weights: Sequence[Explained]) -> tuple[Table, ...]:
    """Every weight; every item behind one."""
    columns = (
        *_WEIGHT,
        Column("mean", "of the weight", "mean of the draws' distribution"),
        Column("low", "of the weight", "5th percentile"),
        Column("high", "of the weight", "95th percentile"),
        text("rests_on", "the article, an outside fact, an assumption, or the prior only"),
        count("items", "items that bear on it"),
    )
    rows = (
        (one.kind, one.actor, one.about, one.mean, one.low, one.high, basis(one), len(one.reasons))
        for one in weights
    )
    reason_columns = (
        *_WEIGHT,
        text("item", "id of the item"),
        text("item_kind", "article, fact or assumption"),
        text("coder", "who coded it"),
        count("paragraph", "of the article"),
        count("sentence", "in the paragraph"),
        Column("month", "month", "when it was, where it is dated"),
        text("source", "where an outside fact or an assumption is from"),
        text("paraphrase", "what it says"),
        text("adds", "what it adds, in the words of the coding"),
    )

    def reasons() -> Iterator[Row]:
        for one in weights:
            for reason in one.reasons:
                item = reason.item
                when = None if item.month is None else month_text(item.month)
                yield (
                    *(one.kind, one.actor, one.about, item.id, item.kind, item.coder),
                    *(item.locator or (None, None)),
                    *(when, item.source, item.paraphrase, reason.adds),
                )

    return (
        table_of("weights", "Interest weights", columns, rows),
        table_of("evidence", "The items behind them", reason_columns, reasons()),
    )

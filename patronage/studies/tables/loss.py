"""The scenario's own loss, beside which an analysis shows what it is made of."""

from __future__ import annotations

from patronage.analysis.estimators.spread import Spread, spread_columns
from patronage.analysis.tables import Column, Table, table_of, text


def loss_table(measure: str, loss: Spread) -> Table:
    """The loss as `patronage run` gives it, from all of the scenario's runs, in one row."""
    columns = (
        text("measure", "what is lost, as --measure takes it"),
        *spread_columns("loss", "reference less scenario, so a gain is below zero"),
        text("status", "what is established of it"),
        Column("smallest_effect", "points", "the smallest change that matters, where the case names one"),
    )
    row = (measure, *loss.cells, str(loss.row.status), loss.smallest)
    return table_of("loss", "The loss, from all of the scenario's runs", columns, [row])

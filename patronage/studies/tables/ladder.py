"""What each part of the model does to a loss, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from patronage.analysis.estimators.spread import Spread, by_draw_table, spread_columns
from patronage.analysis.tables import Column, Row, Table, table_of, text
from patronage.studies.tables.loss import loss_table

if TYPE_CHECKING:
    from patronage.studies.ladder import Cell, Ladder

_KEYS = (
    text("quantity", "a measure of the focus actor, or outcome:<issue>"),
    text("step", "rung, from the first version of the model on, or the part that is left out of the whole"),
    text("side", "'added' for a rung, 'left out' for a part that is taken from the whole"),
    text(
        "weights", "coded weights, prior only, or random acts: the coded weights, everyone acting by chance"
    ),
)


def ladder_tables(found: Ladder, meanings: dict[str, str]) -> tuple[Table, ...]:
    """Every quantity on every rung; the loss as it is; what the parts are; the effects of all draws."""
    columns = (
        *_KEYS,
        Column("reference", "points", "without the events: mean over draws"),
        Column("scenario", "points", "the same with the events"),
        *spread_columns(
            "effect", "of a measure reference less scenario, of an outcome scenario less reference"
        ),
        *spread_columns("adds", "the effect less that of the rung before, or of the whole model"),
    )
    none: Row = (None,) * len(spread_columns("adds", ""))

    def rows() -> Iterator[Row]:
        for key, cell in _cells(found):
            adds = none if cell.adds is None else cell.adds.cells
            yield *key, cell.reference, cell.scenario, *cell.effect.cells, *adds

    every: Iterable[tuple[Row, Spread]] = ((key, cell.effect) for key, cell in _cells(found))
    part_columns = (
        text("part", "a part of the model, in the order in which they are added"),
        text("meaning", "what it is"),
        Column("off", "flag", "whether the scenario does without it"),
    )
    parts = ((name, meaning, name in found.off) for name, meaning in meanings.items())
    return (
        table_of("rungs", "What each part of the model does", columns, rows()),
        loss_table(found.measures[0], found.loss),
        table_of("parts", "The parts of the model", part_columns, parts),
        by_draw_table(_KEYS, every, "effects_by_draw"),
    )


def _cells(found: Ladder) -> Iterator[tuple[Row, Cell]]:
    """Quantity by quantity."""
    steps = [("added", step) for step in found.rungs] + [("left out", step) for step in found.left_out]
    for quantity in (*found.measures, *found.treatment):
        for side, step in steps:
            for under, cells in step.cells.items():
                yield (quantity, step.name, side, under), cells[quantity]

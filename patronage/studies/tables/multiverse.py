"""Whether the sign depends on the specification, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.spread import main_columns
from patronage.analysis.tables import Column, Table, count, share, table_of, text
from patronage.sim.files.column_names import legal

if TYPE_CHECKING:
    from patronage.studies.multiverse import Cell, Multiverse


def multiverse_tables(found: Multiverse) -> tuple[Table, ...]:
    """Every specification, every option, every measure."""
    measure = text("measure", "what is lost, as --measure takes it")
    return (_cells(found, measure), _options(found, measure), _signs(found, measure))


def _cells(found: Multiverse, measure: Column) -> Table:
    columns = (
        count("specification", "its number; 0 is the scenario as it is"),
        Column("crossed", "flag", "whether it is a combination of all choices"),
        measure,
        *main_columns("loss", "reference less scenario"),
        text("status", "what the draws of the weights establish"),
        *(text(legal("choice", one.name), f"the option of {one.name}") for one in found.choices),
    )
    rows = (
        (k, cell.crossed, name, *loss.main_cells, str(loss.row.status), *_picked(found, cell))
        for k, cell in enumerate(found.cells)
        for name, loss in cell.losses.items()
    )
    return table_of("specifications", "The loss in every specification", columns, rows)


def _picked(found: Multiverse, cell: Cell) -> tuple[str, ...]:
    return tuple(one.options[pick].label for one, pick in zip(found.choices, cell.picks, strict=True))


def _options(found: Multiverse, measure: Column) -> Table:
    columns = (
        text("choice", "what is chosen"),
        text("option", "how, otherwise than in the scenario"),
        measure,
        *main_columns("alone", "the loss with it, all else as it is, less the loss as it is; paired"),
        Column("turns_alone", "flag", "whether by itself it turns the sign of the loss"),
        Column(
            "moves", "points", "loss of combinations with it less those without, main effect", signed=True
        ),
        Column("moves_se", "points", "standard error of that over specifications"),
        count("with_it", "combinations with it"),
        count("without_it", "combinations with the scenario's own option"),
        share("losing_with", "combinations with it whose mean loss is above zero"),
        share("losing_without", "those without it"),
        Column("stands_out", "flag", "whether it moves the loss beyond what so many options would by chance"),
    )
    rows = (
        (one.choice.name, one.option.label, name, *effect.alone.main_cells, effect.turns, effect.moves,
         effect.standard_error, effect.with_it, effect.without, effect.losing_with, effect.losing_without,
         effect.stands_out)
        for one in found.moved
        for name, effect in one.effects.items()
    )  # fmt: skip
    return table_of("options", "What each option does to the loss", columns, rows)


def _signs(found: Multiverse, measure: Column) -> Table:
    columns = (
        measure,
        text("sign_depends", "whether the sign depends on the specification"),
        count("specifications", "that have a loss"),
        count("losing", "with a mean loss distinguishable from zero"),
        count("gaining", "with a mean gain distinguishable from zero"),
        count("not_distinguishable", "with neither"),
        count("exactly_zero", "in which the events change nothing"),
        count("large_losses", "with a loss of the smallest change that matters, or more"),
        count("large_gains", "with a gain of as much"),
        Column("loss_low", "points", "5th percentile of mean losses over specifications", signed=True),
        Column("loss_median", "points", "their median", signed=True),
        Column("loss_high", "points", "95th percentile", signed=True),
        share("explained", "variance over combinations that single choices account for, adjusted"),
    )
    rows = (
        (name, str(one.turns), one.cells, one.losing, one.gaining, one.unclear, one.zero, one.large_losses,
         one.large_gains, one.low, one.median, one.high, found.explained[name])
        for name, one in found.signs.items()
    )  # fmt: skip
    return table_of("signs", "The sign of the loss over specifications", columns, rows)

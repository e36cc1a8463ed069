"""A comparison of scenarios as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.spread import by_draw_table, spread_columns
from patronage.analysis.tables import Column, Table, share, table_of, text
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.compare import Comparison


def comparison_tables(found: Comparison) -> tuple[Table, ...]:
    """The losses, the largest first; every pair's difference; the losses of all draws."""
    about = {member.name: member.manifest for member in found.members}
    scenario = text("scenario", "name of the scenario, or the folder it was read from")
    columns = (
        scenario,
        Column("window_from", "month", "first of the months averaged over"),
        Column("window_to", "month", "last of them"),
        *spread_columns("loss", "reference less scenario, so a gain is below zero"),
        share("draws_losing", "draws whose loss is above zero"),
        text("status", "what is established of the loss"),
        Column("smallest_effect", "points", "the smallest change that matters, where the case names one"),
    )
    rows = (
        (
            *(name, *about[name]["window"], *loss.cells, found.losing[name]),
            *(str(loss.row.status), loss.smallest),
        )
        for name, loss in found.losses.items()
    )
    pair_columns = (
        text("costs_more", "the scenario with the larger mean loss"),
        text("costs_less", "the other one"),
        *spread_columns("difference", "loss of the one less that of the other, paired run by run"),
    )
    pairs = ((pair.one, pair.other, *pair.difference.cells) for pair in found.differences)
    return (
        table_of("losses", f"Losses of {measure_words(found.measure)}, the largest first", columns, rows),
        table_of("differences", "Which costs more; above zero: how probably it does", pair_columns, pairs),
        by_draw_table((scenario,), (((name,), loss) for name, loss in found.losses.items())),
    )

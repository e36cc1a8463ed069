"""What is left of a loss without the coding, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.spread import by_draw_table, spread_columns
from patronage.analysis.tables import Column, Table, count, share, table_of, text
from patronage.studies.tables.loss import loss_table
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.placebo import Placebo


def placebo_tables(found: Placebo, meanings: dict[str, str]) -> tuple[Table, ...]:
    """The variants, the layers, the permutations of labels, the losses of all draws."""
    variant = text("variant", "under what the scenario was run")
    columns = (
        variant,
        text("meaning", "what that is"),
        *spread_columns("loss", "reference less scenario"),
        *spread_columns("difference", "the variant's loss less the loss as it is, paired"),
    )
    rows = (
        (name, meanings[name], *loss.cells, *found.differences[name].cells)
        for name, loss in found.losses.items()
    )
    layer_columns = (
        text("layer", "what is added, step by step"),
        *spread_columns("adds", "what it adds to the loss, given those before it"),
        share("loss_part", "of the loss, where that is distinguishable from zero"),
    )
    layers = ((layer.name, *layer.adds.cells, layer.share) for layer in found.layers)
    among, size = found.permutations, found.permuted_size
    among_columns = (
        count("permutations", "ways of dealing the actors' labels out anew"),
        share("share_as_large", "of the permutations and the coding itself, with a loss at least as large"),
        share("share_as_far", "the same, at least as far from the permutations' mean"),
        count("draws", "weight draws of each permutation"),
        count("replicates", "runs of each of these draws in each arm"),
    )
    place = (len(among.means), among.as_large, among.as_far, size.draws, size.replicates)
    each = enumerate(among.means.tolist())
    each_columns = (
        count("permutation", "number of the permutation, from 0 on"),
        Column("loss", "points", "mean loss under permuted labels", signed=True),
    )
    return (
        table_of("variants", f"The loss of {measure_words(found.measure)} under placebos", columns, rows),
        table_of("layers", "What each layer of the model adds to the loss", layer_columns, layers),
        table_of("permutations", "Where the loss stands among permuted labels", among_columns, [place]),
        loss_table(found.measure, found.loss),
        table_of("permuted", "Losses under permuted labels", each_columns, each, data=True),
        by_draw_table((variant,), (((name,), loss) for name, loss in found.losses.items())),
    )

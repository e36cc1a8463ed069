"""What is left of a loss under null models, as tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from patronage.analysis.estimators.placebo import Among
from patronage.analysis.estimators.spread import main_columns
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.placebo import Placebo


def placebo_tables(found: Placebo, meanings: dict[str, str]) -> tuple[Table, ...]:
    """The variants, the parts that are off, other wishes and other pairs, the layers, and the loss."""
    tables = [
        _variants(found, meanings),
        _parts(found),
        _among(found),
        _placebos(found),
        _layers(found),
    ]
    if found.pairs is not None:
        tables.append(_left_out(found))
    tables.append(_loss(found))
    return tuple(tables)


def _variants(found: Placebo, meanings: dict[str, str]) -> Table:
    columns = (
        text("variant", "under what the scenario was run"),
        text("meaning", "what that is"),
        *main_columns("loss", "reference less scenario"),
        *main_columns("difference", "the variant's loss less the loss as it is, paired"),
    )
    rows = (
        (name, meanings[name], *loss.main_cells, *found.differences[name].main_cells)
        for name, loss in found.losses.items()
    )
    return table_of("variants", f"The loss of {measure_words(found.measure)} under nulls", columns, rows)


def _parts(found: Placebo) -> Table:
    columns = (
        text("without_part", "the setting of the part that is off"),
        *main_columns("loss", "reference less scenario"),
        *main_columns("difference", "that loss less the loss as it is, paired"),
    )
    rows = ((name, *loss.main_cells, *found.changes[name].main_cells) for name, loss in found.without.items())
    return table_of("mechanism_off", "The loss without each part of the model", columns, rows)


def _nulls(found: Placebo) -> Iterator[tuple[str, Among]]:
    yield "labels", found.labels
    if found.dyads is not None:
        yield "dyads", found.dyads


def _among(found: Placebo) -> Table:
    columns = (
        text("null_model", "labels: other wishes; dyads: other pairs"),
        count("placebos", "how many there are"),
        count("there_are", "how many there could be"),
        *main_columns("own_loss", "the loss that is compared, nothing dated"),
        *main_columns("any_loss", "the mean over placebos"),
        *main_columns("specific", "the one less the other, paired"),
        share("p_as_large", "of the placebos and the own, with a loss at least as large"),
        share("p_as_far", "the same, at least as far from the mean of all"),
        share("smallest_p", "the smallest p that so many placebos allow"),
        count("not_distinguishable", "placebos within two standard errors of the own"),
        share("p_within_low", "p_as_large with none of these as large"),
        share("p_within_high", "p_as_large with all of these as large"),
        count("draws", "weight draws of each placebo"),
        count("replicates", "runs of each of these draws in each arm"),
    )
    rows = (
        (
            *(name, len(one.names), one.there_are),
            *(*one.own.main_cells, *one.anyone.main_cells, *one.specific.main_cells),
            *(one.as_large, one.as_far, one.smallest_p, one.close, *one.as_large_within),
            *(found.part_size.draws, found.part_size.replicates),
        )
        for name, one in _nulls(found)
    )
    return table_of("among_placebos", "Where the loss stands among placebos", columns, rows)


def _placebos(found: Placebo) -> Table:
    columns = (
        text("null_model", "labels: other wishes; dyads: other pairs"),
        text("placebo", "whose wishes the actors have, in their order; or who acts on whom"),
        Column("loss", "points", "mean over weight draws", signed=True),
        Column("loss_se", "points", "standard error of the mean"),
    )

    def rows() -> Iterator[Row]:
        for null, one in _nulls(found):
            each = zip(one.names, one.means.tolist(), one.standard_errors.tolist(), strict=True)
            yield from ((null, name, mean, None if math.isnan(se) else se) for name, mean, se in each)

    return table_of("placebos", "The loss under each placebo", columns, rows(), data=True)


def _layers(found: Placebo) -> Table:
    columns = (
        text("layer", "what is added, step by step"),
        *main_columns("adds", "what it adds to the loss, given those before it"),
        share("loss_part", "of the loss, where that is distinguishable from zero"),
    )
    rows = ((layer.name, *layer.adds.main_cells, layer.share) for layer in found.layers)
    return table_of("layers", "What each layer of the model adds to the loss", columns, rows)


def _left_out(found: Placebo) -> Table:
    columns = (
        text("actor", "who would act"),
        text("target", "on whom"),
        text("reason", "why the pair is left out"),
    )
    pairs = found.pairs
    rows = (
        ()
        if pairs is None
        else (
            *((*pair, "it does so in the history") for pair in pairs.happened),
            *((*pair, "the focus actor has another part") for pair in pairs.with_focus),
        )
    )
    return table_of("pairs_left_out", "Pairs that the events are not tried with", columns, rows)


def _loss(found: Placebo) -> Table:
    columns = (
        text("measure", "what is lost, as --measure takes it"),
        *main_columns("loss", "reference less scenario, so a gain is below zero"),
        text("status", "what is established of it"),
        Column("smallest_effect", "points", "the smallest change that matters, where the case names one"),
    )
    row = (found.measure, *found.loss.main_cells, str(found.loss.row.status), found.loss.smallest)
    return table_of("loss", "The loss, from all of the scenario's runs", columns, [row])

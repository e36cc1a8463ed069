"""How far coders agree, as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Table, Value, count, share, table_of, text

if TYPE_CHECKING:
    from patronage.analysis.estimators.coding.content import ContentAgreement
    from patronage.studies.agreement import Compared

_ALPHA = (
    Column("alpha", "alpha", "Krippendorff's alpha: 1 is perfect, 0 is chance"),
    Column("alpha_low", "alpha", "5th percentile, sentences drawn anew"),
    Column("alpha_high", "alpha", "95th percentile"),
)


def _known(value: float) -> Value:
    return None if math.isnan(value) else value


def agreement_tables(found: Compared) -> tuple[Table, ...]:
    """What is asked of every sentence, with how far two coders agree."""
    columns = (
        text("what", "the kind of coding, and whether it is there or what it is"),
        text("level", "of measurement"),
        *_ALPHA,
        share("same", "units to which both gave the same"),
        count("units", "units that both answered"),
        count("needed", "units it takes to establish an alpha of 0.667; 0 where there was but one answer"),
        Column("enough", "flag", "whether the units are as many"),
        share("rarest", "of the rarest answer"),
        text("first_coder", "one of the two"),
        text("second_coder", "the other"),
        count("sentences", "sentences compared"),
    )
    rows = (
        (
            *(row.what, str(row.level), _known(row.alpha), _known(row.low), _known(row.high)),
            *(_known(row.same), row.units, row.needed, row.enough, row.rarest),
            *(*found.coders, found.sentences),
        )
        for row in found.rows
    )
    return (table_of("agreement", "Agreement of two coders", columns, rows),)


def content_tables(found: ContentAgreement) -> tuple[Table, ...]:
    """The agreement on what acts are on and capability comes with; the units on which coders differ."""
    columns = (
        text("what", "the field, of all units or of those of one source"),
        *_ALPHA,
        count("units", "how many there are"),
        count("given", "units to which any coder gave a value"),
        count("same", "of these, units to which all gave the same"),
    )
    rows = (
        (row.what, _known(row.alpha), _known(row.low), _known(row.high), row.units, row.given, row.same)
        for row in found.rows
    )
    apart = (
        text("case_name", "the case"),
        text("field", "on or brought_by"),
        text("unit", "the act or control"),
        text("coder", "who coded it"),
        text("coded", "what it was given; none for nothing"),
    )
    units = (
        (unit.case, unit.field, unit.name, coder, value)
        for unit in found.differences
        for coder, value in zip(found.coders, unit.values, strict=True)
    )
    return (
        table_of("agreement", "Agreement of coders on content", columns, rows),
        table_of("differences", "Where they differ", apart, units),
    )

"""What came of expectations, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.sim.scenario.expectation import in_words

if TYPE_CHECKING:
    from patronage.studies.expectations import Finding


def expectation_tables(findings: Sequence[Finding]) -> tuple[Table, ...]:
    """Each statement of each expectation, under the model and under random acts."""
    columns = (
        text("expectation", "its name"),
        text("scenario", "of which it speaks"),
        text("verdict", "holds, fails or worthless"),
        text("declared", "what its file says"),
        text("statement", "what should be seen"),
        share("expected_low", "in at least which share"),
        share("expected_high", "in at most which share"),
        text("of_what", "draws or runs"),
        share("model", "in which share it is seen in the model"),
        share("model_se", "standard error of that"),
        Column("model_passes", "flag", "whether that is as expected"),
        share("null_share", "in which share it is seen where everyone acts at random"),
        Column("null_passes", "flag", "whether that is as expected too"),
        Column("null_alike", "flag", "whether it is alike in both arms there"),
        Column("close", "flag", "whether either share is close to where the verdict turns"),
        count("draws", "weight draws"),
        count("replicates", "runs of each draw in an arm"),
        Column("rng", "number", "which random numbers were used"),
    )

    def rows() -> Iterator[Row]:
        for found in findings:
            one = found.expectation
            for held in found.held:
                yield (
                    *(one.name, one.scenario.name, found.verdict, one.status, in_words(held.statement)),
                    *(*held.statement.share, "draws" if held.statement.of_draws else "runs"),
                    *(held.model.share, held.model.standard_error, held.model.passes, held.null.share),
                    *(held.null.passes, held.null.alike, held.close),
                    *(found.size.draws, found.size.replicates, one.scenario.rng),
                )

    return (table_of("expectations", "Expectations under the model and under random acts", columns, rows()),)

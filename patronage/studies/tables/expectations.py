"""What came of expectations, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.sim.scenario.expectation import in_words

if TYPE_CHECKING:
    from patronage.studies.expectations import Finding


def expectation_tables(findings: Sequence[Finding]) -> tuple[Table, ...]:
    """Each statement of each expectation, under the model and under the null that it is for."""
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
        share("model_undated", "the same with nothing dated, where placebos are compared with that"),
        text("null_model", "the null that the claim is for"),
        count("placebos", "of that null"),
        share("null_share", "in which share it is seen under the null, the mean of its placebos"),
        count("null_passes", "placebos under which that is as expected too"),
        Column("null_alike", "flag", "whether it is alike in both arms under all of them"),
        share("p_value", "(1 + placebos that show all of the claim) / (1 + placebos), where there are many"),
        Column("close", "flag", "whether a share is close to where the verdict turns"),
        count("draws", "weight draws"),
        count("replicates", "runs of each draw in an arm"),
        Column("rng", "number", "which random numbers were used"),
    )

    def rows() -> Iterator[Row]:
        for found in findings:
            one = found.expectation
            for held in found.held:
                shares = [rate.share for rate in held.nulls]
                undated = None if held.undated is None else held.undated.share
                yield (
                    *(one.name, one.scenario.name, found.verdict, one.status, in_words(held.statement)),
                    *(*held.statement.share, "draws" if held.statement.of_draws else "runs"),
                    *(held.model.share, held.model.standard_error, held.model.passes),
                    *(undated, one.null, found.placebos, sum(shares) / len(shares)),
                    *(sum(rate.passes for rate in held.nulls), all(rate.alike for rate in held.nulls)),
                    *(found.p, held.close),
                    *(found.size.draws, found.size.replicates, one.scenario.rng),
                )

    return (table_of("expectations", "Expectations under the model and under their nulls", columns, rows()),)

"""What came of expectations, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.sim.scenario.expectation import in_words

if TYPE_CHECKING:
    from patronage.studies.expectations.held import Finding


def expectation_tables(findings: Sequence[Finding]) -> tuple[Table, ...]:
    """Each statement under the model and its null, then each claim with its verdict."""
    return _statements(findings), _claims(findings)


def _statements(findings: Sequence[Finding]) -> Table:
    columns = (
        text("expectation", "its name"),
        text("scenario", "of which it speaks"),
        text("verdict", "holds, fails or worthless"),
        text("declared", "what its file says"),
        text("statement", "what should be seen"),
        share("expected_low", "in at least which share"),
        share("expected_high", "in at most which share"),
        text("of_what", "draws or runs"),
        Column("smallest_effect", "points", "the smallest change that counts; of acts, how many"),
        share("model", "in which share it is seen in the model"),
        share("model_se", "standard error of that"),
        Column("model_passes", "flag", "whether that is as expected"),
        share("model_any_size", "the model's share if a change of any size counted"),
        share(
            "model_without_dated_capability",
            "the model's share with nothing dated, where the null has nothing dated",
        ),
        text("null_model", "what the claim is for"),
        share("null_share", "in which share it is seen under the null, the mean over placebos"),
        count("null_passes", "placebos in which that is as expected"),
        Column("null_alike", "flag", "whether it is alike in both arms there"),
        Column("close", "flag", "whether a share is close to where the verdict turns"),
        count("draws", "weight draws"),
        count("replicates", "runs of each draw in an arm"),
        Column("rng", "number", "which random numbers were used"),
    )

    def rows() -> Iterator[Row]:
        for found in findings:
            one = found.expectation
            for held in found.held:
                without_dated_capability = (
                    None if held.without_dated_capability is None else held.without_dated_capability.share
                )
                nulls = held.nulls
                yield (
                    *(one.name, one.scenario.name, found.verdict, one.status, in_words(held.statement)),
                    *(*held.statement.share, "draws" if held.statement.of_draws else "runs"),
                    *(held.statement.smallest, held.model.share, held.model.standard_error),
                    *(held.model.passes, held.any_size, without_dated_capability, one.null),
                    *(sum(rate.share for rate in nulls) / len(nulls), sum(rate.passes for rate in nulls)),
                    *(all(rate.alike for rate in nulls), held.close),
                    *(found.size.draws, found.size.replicates, one.scenario.rng),
                )

    return table_of("expectations", "Expectations under the model and under their nulls", columns, rows())


def _claims(findings: Sequence[Finding]) -> Table:
    columns = (
        text("expectation", "its name"),
        text("null_model", "what the claim is for"),
        text("without_parts", "which parts are off in the null"),
        count("placebos", "how many there are"),
        count("placebos_showing", "of these, how many show all of the claim"),
        share("p", "(1 + those) / (1 + placebos), where there are many"),
        share("smallest_p", "the smallest p that so many placebos allow"),
        text("verdict", "holds, fails or worthless"),
    )
    rows = (
        (
            *(one.expectation.name, one.expectation.null, " ".join(one.expectation.without)),
            *(one.placebos, one.showing, one.p, one.smallest_p, one.verdict),
        )
        for one in findings
    )
    return table_of("claims", "Claims with their nulls", columns, rows)

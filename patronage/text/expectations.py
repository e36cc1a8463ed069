"""What came of expectations, as people read it and as the command prints it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from patronage.sim.files.faults import counted
from patronage.sim.scenario.expectation import in_words
from patronage.studies.expectations.held import MEANINGS, SIZE, Finding, Held, hold, read_all
from patronage.studies.losses import Size
from patronage.words.plain import percent, wrapped


def held_files(files: Sequence[Path], replicates: int | None = None) -> list[Finding]:
    """Hold the expectations in files, or the project's, to the model.

    ``replicates``: runs of each draw, if other than usual.

    FaultError with all faults of all files.
    """
    read_in = read_all(files, SIZE if replicates is None else Size(SIZE.draws, replicates))
    many = f"{len(read_in)} expectation{'s' * (len(read_in) != 1)}"
    click.echo(f"{many}, each under the model and under its null model …", err=True)
    return hold(read_in)


def found_text(findings: Sequence[Finding]) -> str:
    """Each claim with its verdict, and under it the statements with both pass rates."""
    parts = [_one(finding) for finding in findings]
    counts = {verdict: sum(f.verdict == verdict for f in findings) for verdict in MEANINGS}
    totals = [f"{verdict} {count}: {MEANINGS[verdict]}" for verdict, count in counts.items()]
    return "\n\n".join([*parts, "\n".join(totals)])


def _one(finding: Finding) -> str:
    one, size = finding.expectation, finding.size
    turn = "" if finding.as_declared else f" (its file declares: {one.status})"
    made = (
        f"{counted(size.runs, 'run')} per arm ({counted(size.draws, 'draw')} x"
        f" {counted(size.replicates, 'replicate')}), rng {one.scenario.rng}"
    )
    lines = [
        f"{finding.verdict.upper()}{turn}  {one.name}",
        f"  {one.claim}",
        f"  {one.scenario.name}; {made}; null: {null_name(finding)}",
    ]
    for held in finding.held:
        close = " (close to the share at which the verdict changes)" if held.close else ""
        rates = f"model {model_share(held)}, {null_name(finding)} {null_share(held)}"
        lines += [f"  - {in_words(held.statement)}", f"    expected in {wanted(held)}: {rates}{close}"]
    if finding.p is not None:
        lines.append(f"  {p_text(finding)}")
    reason = [f"  note in its file: {one.found}"] if one.found and finding.as_declared else []
    return "\n".join(wrapped(line, hang=4) if line.startswith("  ") else line for line in [*lines, *reason])


def null_name(finding: Finding) -> str:
    """`random acts`, `without gain`, `19 other wishes`: what the claim is held against."""
    one = finding.expectation
    if one.null == "mechanism_off":
        return "without " + ", ".join(one.without)
    if one.null == "labels":
        return f"{finding.placebos} other wishes"
    if one.null == "dyads":
        return f"{finding.placebos} other pairs"
    return one.null.replace("_", " ")


def p_text(finding: Finding) -> str:
    """How many placebos show all of the claim, and what p that is."""
    return (
        f"All of the claim is shown by {finding.showing} of the {null_name(finding)}: p = {finding.p:.2f}"
        f" (no p can be below {finding.smallest_p:.2f})"
    )


def model_share(held: Held) -> str:
    """`32% (97% for a change of any size; 2% without dated capability)`: the last where the null has none."""
    beside = []
    if held.any_size is not None and held.any_size != held.model.share:
        beside.append(f"{percent(held.any_size)} for a change of any size")
    if held.without_dated_capability is not None:
        beside.append(f"{percent(held.without_dated_capability.share)} without dated capability")
    return percent(held.model.share) + (f" ({'; '.join(beside)})" if beside else "")


def null_share(held: Held) -> str:
    """`42%`, or why it could be nothing else; of many placebos in how many it is as expected."""
    if len(held.nulls) > 1:
        return f"as expected in {sum(rate.passes for rate in held.nulls)} of {len(held.nulls)}"
    (rate,) = held.nulls
    alike = " (the arms do not differ)" if rate.alike else ""
    return f"{percent(rate.share)}{alike}"


def wanted(held: Held) -> str:
    """`80% or more of draws`."""
    least, most = held.statement.share
    unit = "draws" if held.statement.of_draws else "runs"
    if most == 1.0:
        return f"{percent(least)} or more of {unit}"
    return (
        f"{percent(most)} or fewer of {unit}"
        if least == 0.0
        else f"{percent(least)} to {percent(most)} of {unit}"
    )

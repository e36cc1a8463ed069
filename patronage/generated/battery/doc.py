"""What the battery finds, for docs/decisions/keyed-random-numbers.md: `make battery` runs it and writes it.

A thousand million numbers of each kind take some minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np

from patronage.generated.battery.battery import FAULT, Report, Size, power_chances, report
from patronage.generated.battery.counts import LARGEST, POWERS
from patronage.generated.battery.kinds import KINDS, single_powers
from patronage.generated.battery.statistic import Finding
from patronage.generated.model_doc import with_part
from patronage.sim.exact.arrays import Ints
from patronage.sim.files.shipped import data_root
from patronage.words.plain import minus

PAGE = data_root() / "docs" / "decisions" / "keyed-random-numbers.md"
OFF = 0.005  # by which a chance may be off before it is reported
WORDS = 2**31


def battery_part(reports: Sequence[Report], rng: int) -> str:
    """How many numbers were tested, what each kind comes to, and every test of every kind."""
    tests = len(reports[0].tests)
    size = (
        f"{reports[0].numbers:,} numbers of 32 bits of each kind, `rng` {rng}, {tests} tests: Pearson's"
        " statistic over its degrees of freedom, or the most surprising cell in standard errors and of how"
        " many; in brackets its two-sided p, which for a cell is binomial and corrected for the number of"
        f" cells. Among {tests} tests some p are small by chance: a fault, in bold, is a p below {FAULT:g}"
        " after Holm's (1979) correction for all tests of a kind."
    )
    verdicts = ["| kind | faults | smallest p, corrected |", "| --- | --- | --- |"]
    for one in reports:
        faults = sum(p < FAULT for p in one.corrected)
        verdicts.append(f"| {one.kind} | {faults or 'none'} | {_small(min(one.corrected))} |")
    rows = [
        "| test | numbers | " + " | ".join(one.kind for one in reports) + " |",
        "| --- | --- |" + " --- |" * len(reports),
    ]
    for k, first in enumerate(reports[0].tests):
        cells = (_cell(one.tests[k], one.corrected[k]) for one in reports)
        rows.append(f"| {first.name} | {first.numbers:,} | " + " | ".join(cells) + " |")
    return "\n".join([size, "", *verdicts, "", *rows])


def clocks_part(every: Ints) -> str:
    """Where the chances of the candidate's clocks are off by their making, from ``every`` word's clock."""
    wanted, had = power_chances(), every / every.sum()
    size = (
        "Single precision alone, over all 2³² words: the clocks between powers of two whose chance is off by"
        f" more than {OFF:.1%}, of those with a chance above 10⁻¹⁰."
    )
    rows = [
        size,
        "",
        "| clock | its chance | the candidate's |",
        "| --- | --- | --- |",
    ]
    for k in range(POWERS):
        if wanted[k] > 1e-10 and abs(had[k] / wanted[k] - 1.0) > OFF:
            power = k - (POWERS - 1 - LARGEST)
            rows.append(f"| 2^{power - 1} to 2^{power} | {wanted[k]:.2e} | {had[k]:.2e} |")
    return minus("\n".join(rows))


def _cell(test: Finding, corrected: float) -> str:
    size = f"{test.freedom:,}"
    size_text = (
        f"{test.statistic:+.1f} s.e. of {size}" if test.largest else f"{_short(test.statistic)}/{size}"
    )
    cell = minus(f"{size_text} ({_small(test.p)})")
    return f"**{cell}**" if corrected < FAULT else cell


def _short(statistic: float) -> str:
    return f"{statistic:,.0f}" if statistic < 1e7 else f"{statistic:.1e}"


def _small(p: float) -> str:
    if p >= 0.995:
        return "1"
    return f"{p:.2f}" if p >= 0.01 else f"{p:.0e}" if p > 1e-99 else "<1e-99"


def every_clock(words: int) -> Ints:
    """(POWERS,) how many of so many words' clocks lie between powers of two; there are 2**31."""
    found = np.zeros(POWERS, dtype=np.int64)
    single_powers(found, words)
    return found


def main(arguments: list[str] | None = None, size: Size = Size(), words: int = WORDS) -> int:  # noqa: B008
    """The command; returns its exit code, 1 where today's numbers have a fault."""
    parser = argparse.ArgumentParser(
        prog="python -m patronage.generated.battery.doc", description="Puts the random numbers to the test."
    )
    parser.add_argument("--rng", type=int, default=1, help="the random numbers of this `rng`")
    options = parser.parse_args(arguments)
    reports = [report(kind, size, options.rng, _tick) for kind in KINDS]
    part = f"{battery_part(reports, options.rng)}\n\n{clocks_part(every_clock(words))}"
    if options.rng == 1:
        PAGE.write_text(with_part(PAGE.read_text(encoding="utf-8"), "battery", part), encoding="utf-8")
    sys.stdout.write(f"{part}\n")
    return 0 if reports[0].passes else 1


def _tick(_: int) -> None:
    sys.stderr.write(".")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

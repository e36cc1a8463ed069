"""When a loss is largest and clear of zero, as a table: the same for command line, report and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from patronage.analysis.estimators.verdict import FEW
from patronage.sim.files.faults import counted
from patronage.sim.files.months import parse_month
from patronage.words.plain import change
from patronage.words.wording import measure_words, months_text

WHEN = (
    "When: the mean loss at its peak and at the end, and the months that are clear of zero: the simultaneous"
    " 90% band over draws excludes it with two errors to spare"
)
WHEN_HEADS = (
    "measure",
    "peak",
    "peak %",
    "peak month",
    "left at end",
    "months clear",
    "which are clear of zero",
)


def too_few_for_months(draws: int) -> str:
    """Why no month is clear of zero, where there are too few draws for the band; else empty."""
    if draws >= FEW:
        return ""
    return f"No month can be clear of zero here: {counted(draws, 'draw')}, and the band takes {FEW} at least."


def when_rows(months: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """A row for each measure; ``months`` as an answer has them in JSON."""
    return [
        (
            measure_words(name),
            change(when["peak"]),
            change(when["peak_percent"], 1),
            when["peak_month"],
            change(when["left_at_end"]),
            str(len(when["months_excluding_zero"])),
            spans_text([parse_month(month) for month in when["months_excluding_zero"]]),
        )
        for name, when in months.items()
    ]


def spans_text(months: Sequence[int]) -> str:
    """`2015-09 to 2016-05, 2018-01`: months that follow one another as spans; a dash for none."""
    spans: list[list[int]] = []
    for month in months:
        if spans and month == spans[-1][-1] + 1:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(months_text((span[0], span[-1])) for span in spans) or "-"

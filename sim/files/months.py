"""Calendar months as whole numbers, so that a span of months is a plain range.

A month is `year * 12 + (month - 1)`: 2015-07 is 24186. Years run from 1000 to 9999.
"""

from __future__ import annotations

import re

from patronage.sim.files.faults import short

LONGEST = 600  # months of a period

_TEXT = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])", re.ASCII)


def parse_month(text: str) -> int:
    """The number of the month written `YYYY-MM`; ValueError for anything else.

    >>> parse_month("2015-07")
    24186
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"{short(text)} is not a month; write it as YYYY-MM, such as 2015-07")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(month: int) -> str:
    """The text `YYYY-MM` of a month's number; the inverse of `parse_month`.

    >>> month_text(24186)
    '2015-07'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"

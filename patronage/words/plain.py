"""Tables and numbers as plain text: aligned, uncoloured, the same in a terminal and in a pipe."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from patronage.analysis.words import change, number, percent

__all__ = [
    "brief", "capital", "change", "listed_and", "minus", "number", "percent", "table", "time_text", "wrapped",
]  # fmt: skip

_WIDTH = 106  # letters in a line of sentences
_LONGEST_NAME = 24  # letters, as many as half a column has room for


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Columns two spaces apart under their heads; the first ``left`` are set left, the others right."""
    lines = [list(heads), *([*row] for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if k < left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def wrapped(sentences: str, hang: int = 0) -> str:
    """Sentences in lines no wider than the tables; ``hang``: by how much all but the first are indented."""
    indent = " " * hang
    return textwrap.fill(
        sentences, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def minus(text: str) -> str:
    """The text with a minus sign as wide as a plus before its numbers; months such as 2015-09 stay."""
    return re.sub(r"(?<![\w.])-(?=\.?\d)", "−", text)


def listed_and(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def brief(name: str) -> str:
    """A name for a chart's label, cut with an ellipsis where there would be no room for it."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def time_text(seconds: float) -> str:
    """`8 s`, `3 min`, `2 h 5 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

"""Answers as tables: what a row holds, column by column, for every program that reads tables.

The first table of an answer is its main one. Whatever the answer prints as a number is in one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from patronage.sim.files.column_names import is_legal

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """What stands in a column.

    name: lower-case ASCII letters, digits and `_`, a letter first, at most 32, no keyword of R, Stata or SQL.
    unit: `points` (of a measure), `share` (0 to 1), `percent`, `bits`, `count`, `month` (YYYY-MM), `flag`,
    `text`, or another word. equation: where docs/MODEL.md has it, such as `E14`. signed: whether it is a
    difference, which is printed with its sign. shown: whether the column is set in print, where there is less
    room than in files of data.
    """

    name: str
    unit: str
    meaning: str
    equation: str = ""
    signed: bool = False
    shown: bool = True

    def __post_init__(self) -> None:
        if not is_legal(self.name):
            raise ValueError(f"no legal name of a column: {self.name!r}")


@dataclass(frozen=True)
class Table:
    """Rows of plain Python values, None for what cannot be said.

    name: as a column's. title: what it shows, in a line. data: rows of data rather than results, such as the
    losses of single draws, which nobody prints.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    data: bool = False

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if not is_legal(self.name) or len(set(names)) < len(names):
            raise ValueError(f"no legal table: {self.name!r} of {names}")
        if any(len(row) != len(names) for row in self.rows):
            raise ValueError(f"a row of {self.name} does not have its {len(names)} columns")

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def table_of(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, data: bool = False
) -> Table:
    """A table of whatever rows come one by one."""
    return Table(name, title, tuple(columns), tuple(tuple(row) for row in rows), data)


def text(name: str, meaning: str) -> Column:
    """A column of words."""
    return Column(name, "text", meaning)


def count(name: str, meaning: str) -> Column:
    """A column of whole numbers."""
    return Column(name, "count", meaning)


def share(name: str, meaning: str) -> Column:
    """A column of shares, 0 to 1."""
    return Column(name, "share", meaning)

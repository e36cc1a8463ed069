"""A table as CSV, every number in full, and what the columns of tables mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from patronage.analysis.tables import Column, Table, Value, table_of, text
from patronage.sim.files.column_names import DICTIONARY, HEADS, ColumnMeaning

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def csv_bytes(table: Table) -> bytes:
    """UTF-8, a comma between, one line a row; nothing for what cannot be said, TRUE and FALSE for flags.

    Numbers have as many digits as it takes to read the same number back.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.heads)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return stream.getvalue().encode()


def _written(value: Value) -> str | int | float | None:
    if isinstance(value, str):
        return readable(value.replace("\r\n", "\n").replace("\r", "\n"))
    return str(value).upper() if isinstance(value, bool) else value


def readable(text: str) -> str:
    """The text with U+FFFD for control characters, which some readers end at or refuse."""
    return _CONTROL.sub("\ufffd", text)


def dictionary(tables: Iterable[Table], beside: Iterable[ColumnMeaning] = ()) -> Table:
    """What the columns of the tables mean, one row a column; its own are among them, and those ``beside``."""
    meanings = (
        "the table: its file, or its sheet in a workbook",
        "the column",
        "of its values",
        "what stands in it",
        "where docs/MODEL.md defines it",
    )
    columns = tuple(map(text, HEADS, meanings))
    own = table_of(DICTIONARY, "What the columns mean", columns, ())
    rows = ((table.name, *_cells(column)) for table in (*tables, own) for column in table.columns)
    return table_of(DICTIONARY, own.title, columns, (*rows, *beside))


def _cells(column: Column) -> tuple[str, ...]:
    return column.name, column.unit, column.meaning, column.equation

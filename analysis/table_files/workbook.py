"""Tables as one workbook, a sheet each."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from patronage.analysis.table_files.data import readable
from patronage.analysis.tables import Table, Value

MOST_ROWS = 1_048_576  # of a sheet, its head among them
_LONGEST_NAME = 31  # letters
_LONGEST_CELL = 32_767
_CORE, _TIME = "docProps/core.xml", re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
_EPOCH = b"1980-01-01T00:00:00Z"


def workbook_bytes(tables: Sequence[Table]) -> tuple[bytes, list[Table]]:
    """The workbook, and the tables that have more rows than a sheet and are left out of it.

    Text stays text, also where it looks like a formula. ModuleNotFoundError where openpyxl is missing.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    fitting = [table for table in tables if len(table.rows) < MOST_ROWS]
    for table in fitting:
        sheet = book.create_sheet(table.name[:_LONGEST_NAME])
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, name) for name in table.heads]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)

        def cell(value: Value, sheet: object = sheet) -> object:
            if not isinstance(value, str):
                return value
            made = WriteOnlyCell(sheet, None)
            made.value = readable(value)[:_LONGEST_CELL]
            made.data_type = "s"
            return made

        for row in table.rows:
            sheet.append([cell(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue()), [table for table in tables if len(table.rows) >= MOST_ROWS]


def _without_times(data: bytes) -> bytes:
    """The workbook without the time at which it was made, so that the same tables give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(stream, "w") as out:
        for name in book.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            held = book.read(name)
            out.writestr(entry, _TIME.sub(_EPOCH, held) if name == _CORE else held)
    return stream.getvalue()

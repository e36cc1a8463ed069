"""Sheets on the disk: comma-separated text (.csv), and workbooks with lists of the allowed words (.xlsx)."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from patronage.sim.case.sheet import COLUMNS, NUMBERS, Cell, Row, Sheet, column_letter
from patronage.sim.files.faults import Fault, FaultError, Faults, listed, nearest, short, shown
from patronage.sim.files.located import read_bytes, utf8_text

ENDINGS = (".xlsx", ".csv")
_UNPACKED = 50_000_000  # bytes that a workbook may unpack to
_MOST = 100_000  # rows
_WIDEST = 200  # columns
_WIDTHS = {"text": 60, "paraphrase": 50, "source": 30, "date_source": 30, "id": 20}  # characters; others 12


def sheet_bytes(ending: str, rows: Sequence[Mapping[str, Cell]], words: Mapping[str, Sequence[str]]) -> bytes:
    """A sheet as a file of an ending, `.csv` or `.xlsx`; the latter needs openpyxl."""
    if ending == ".csv":
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        return b"\xef\xbb\xbf" + text.getvalue().encode()  # the mark by which spreadsheets know UTF-8
    return _workbook(rows, words)


def _workbook(rows: Sequence[Mapping[str, Cell]], words: Mapping[str, Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "coding"
    lists = book.create_sheet("allowed words")
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    last = max(1000, 3 * len(rows))  # to which row words are offered
    for k, column in enumerate(COLUMNS, 1):
        letter = column_letter(k)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 12)
        for number, row in enumerate([{column: column}, *rows], 1):
            _fill(sheet.cell(number, k), row.get(column), bold if number == 1 else None, wrapped)
        if column not in NUMBERS:  # as text: or else 071 becomes 71, and 2015-07 a day
            for number in range(len(rows) + 2, last + 1):
                sheet.cell(number, k).number_format = "@"
    for k, (column, allowed) in enumerate(words.items(), 1):
        lists.column_dimensions[column_letter(k)].width = max(map(len, [column, *allowed])) + 2
        for number, word in enumerate([column, *allowed], 1):
            _fill(lists.cell(number, k), word, bold if number == 1 else None, None)
        if allowed and column in COLUMNS:
            letter = column_letter(k)
            source = f"'allowed words'!${letter}$2:${letter}${len(allowed) + 1}"
            offered = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
            offered.error = (
                f"one of the {len(allowed)} words in the column '{column}' of the sheet 'allowed words'"
            )
            where = column_letter(COLUMNS.index(column) + 1)
            offered.add(f"{where}2:{where}{last}")
            sheet.add_data_validation(offered)
    sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(cell: Any, value: Cell, font: Any, alignment: Any) -> None:
    if value is not None:
        cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also where it starts as a formula does
    if not isinstance(value, (int, float)):
        cell.number_format = "@"
    if font is not None:
        cell.font = font
    if alignment is not None:
        cell.alignment = alignment


def read_sheet(path: Path) -> Sheet:
    """The rows of a sheet; FaultError where nothing can be made of it."""
    raw, file = read_bytes(path), shown(path)
    if path.suffix.lower() == ".csv":
        return _sheet(file, _csv_rows(raw, file))
    return _sheet(file, _xlsx_rows(raw, file))


def _csv_rows(raw: bytes, file: str) -> Iterable[Sequence[Cell]]:
    text = utf8_text(raw, file, "CSV UTF-8")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        message = f"is not a table of comma-separated values from this line on: {error}"
        raise FaultError([Fault(file, reader.line_num, 1, "", message)]) from None


def _xlsx_rows(raw: bytes, file: str) -> Iterable[Sequence[Cell]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what other programs have put in, which is not read here
            book = load_workbook(io.BytesIO(raw), data_only=True) if size <= _UNPACKED else None
    except Exception:  # noqa: BLE001 - whatever is within a broken archive
        message = "is not a workbook that can be read"
        raise FaultError([Fault(file, 0, 0, "", message, "a file as `patronage sheet` writes it")]) from None
    if book is None:
        raise FaultError([Fault(file, 0, 0, "", f"unpacks to more than {_UNPACKED // 1_000_000} MB")])
    if "coding" not in book.sheetnames:
        there = listed(book.sheetnames)
        raise FaultError([Fault(file, 0, 0, "", f"has no sheet called 'coding'; there are {there}")])
    there = book["coding"]
    if there.max_column > _WIDEST:
        message = f"has a cell in column {there.max_column:,}, far beyond the table"
        raise FaultError([Fault(file, 1, there.max_column, "", message, f"at most {_WIDEST} columns")])
    for row in there.iter_rows(max_row=min(there.max_row, _MOST + 1), values_only=True):
        yield [_value(value) for value in row]


def _value(value: Any) -> Cell:
    """A cell's text or number; a day, as spreadsheets like to make of a month, is that month again."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m}"
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _sheet(file: str, rows: Iterable[Sequence[Cell]]) -> Sheet:
    """The rows below a header that has the columns of a sheet, in whatever order."""
    lines = iter(rows)
    header = [str(cell or "").strip() for cell in next(lines, ())]
    while header and not header[-1]:
        header.pop()
    faults = Faults()
    for k, name in enumerate(header):
        if name not in COLUMNS:
            message = f"unknown column {short(name)}" if name else "the column has no name"
            faults.append(Fault(file, 1, k + 1, "", message, listed(COLUMNS), nearest(name, COLUMNS)))
        elif name in header[:k]:
            faults.append(Fault(file, 1, k + 1, "", f"the column {short(name)} is given twice"))
    if "id" not in header:
        faults.append(Fault(file, 1, 1, "", "the column 'id' is missing", listed(COLUMNS)))
    if faults:
        raise FaultError(faults)
    sheet = Sheet(file, header, [])
    for number, cells in enumerate(lines, 2):
        if number > _MOST:
            raise FaultError([Fault(file, number, 1, "", "has too many rows", f"at most {_MOST:,}")])
        for k, extra in enumerate(cells[len(header) :], len(header) + 1):
            if extra not in {None, ""}:
                sheet.faults.append(
                    Fault(file, number, k, "", f"{short(extra)} stands under no column's name")
                )
        sheet.rows.append(Row(number, dict(zip(header, cells, strict=False))))
    return sheet

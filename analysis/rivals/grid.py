"""A CSV file as cells that know their line and column, with the faults of its form."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from patronage.sim.files.faults import Fault, FaultError, Faults, short, shown
from patronage.sim.files.located import read_bytes

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=,|$)')
_BARE = re.compile(r"[^,]*")
# no two parts of it could take the same digits, which would be tried in every way
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, trimmed, with its line and column from 1."""

    line: int
    column: int
    text: str


@dataclass
class Grid:
    """The header, the rows below it (each as long as the header) and what is wrong with them."""

    file: str
    header: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def report(
        self, cell: Cell, path: str, message: str, allowed: str = "", suggestion: str | None = None
    ) -> None:
        """Adds a fault at a cell."""
        self.faults.append(Fault(self.file, cell.line, cell.column, path, message, allowed, suggestion))

    def number(self, cell: Cell, path: str, low: float, high: float) -> float:
        """The number in a cell; a fault, and not a number, if it has none between low and high."""
        allowed = f"a number from {low:g} to {high:g}"
        message, text = "", short(cell.text)[1:-1]
        value = math.nan
        if not cell.text:
            message = "is empty"
        elif _NOT_FINITE.fullmatch(cell.text):
            message = f"{text} is not finite"
        elif not _NUMBER.fullmatch(cell.text):
            message = f"'{text}' is not a number"
            if _NUMBER.fullmatch(cell.text.replace(",", ".")):
                message += "; decimals are written with a point"
        else:
            value = float(cell.text)
            if math.isinf(value):
                message = f"{text} is not finite"
            elif value < low:
                message = f"{text} is negative" if low == 0 else f"{text} is too low"
            elif value > high:
                message = f"{text} is too high"
        if message:
            self.report(cell, path, message, allowed)
            return math.nan
        return value

    def distinct(self, cells: list[Cell], what: str) -> dict[str, int]:
        """Names to places in the list; faults for empty and repeated names, the first of which counts."""
        places: dict[str, int] = {}
        for k, cell in enumerate(cells):
            if not cell.text:
                self.report(cell, "", f"{what} has no name")
            elif cell.text in places:
                first = cells[places[cell.text]]
                where = f"column {first.column}" if first.line == cell.line else f"line {first.line}"
                self.report(cell, "", f"{what} {short(cell.text)} is given twice; first in {where}")
            else:
                places[cell.text] = k
        return places


def read_grid(path: Path) -> Grid:
    """Read a CSV file: commas, a header, UTF-8. Rows of empty cells are passed over.

    FaultError where nothing can be made of the file (missing, binary, empty); lesser faults are in
    `Grid.faults`, and the rows they are in are left out.
    """
    file = shown(path)
    lines = [(k, line) for k, line in enumerate(_LINE_END.split(_text(path, file)), 1) if line.strip(" \t,")]
    if not lines:
        raise FaultError([Fault(file, 1, 1, "", "is empty: no header and no rows")])
    grid = Grid(file)
    for number, line in lines:
        cells = _cells(grid, number, line)
        if cells is None:
            if not grid.header:
                raise FaultError(grid.faults)
            continue
        if not grid.header:
            grid.header = cells
            _check_separator(grid, line)
            continue
        while len(cells) > len(grid.header) and not cells[-1].text:
            cells.pop()
        if len(cells) != len(grid.header):
            message = f"the number of cells is {len(cells)}, in the header {len(grid.header)}"
            grid.report(cells[min(len(cells), len(grid.header) + 1) - 1], "", message)
            continue
        grid.rows.append(cells)
    if not grid.rows and not grid.faults:
        grid.report(grid.header[0], "", "has a header and no rows")
    return grid


def _text(path: Path, file: str) -> str:
    raw = read_bytes(path)
    if _BINARY.search(raw):
        raise FaultError([Fault(file, 0, 0, "", "is a binary file, not text")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"is not UTF-8 text: byte 0x{raw[error.start]:02x}; save the file as UTF-8"
        raise FaultError([Fault(file, line, column, "", message)]) from None


def _check_separator(grid: Grid, line: str) -> None:
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(grid.header) == 1 and mark in line:
            place = Cell(grid.header[0].line, line.index(mark) + 1, "")
            grid.report(place, "", f"cells are separated by {name}", "commas")
            raise FaultError(grid.faults)


def _cells(grid: Grid, number: int, line: str) -> list[Cell] | None:
    """The cells of a line; None, and a fault, where a quote is amiss."""
    cells: list[Cell] = []
    start = 0
    while True:
        match = _QUOTED.match(line, start)
        if match:
            text = match[1].replace('""', '"').strip()
        else:
            match = _BARE.match(line, start)
            text = match[0].strip() if match else ""
            if text.startswith('"'):
                quote = Cell(number, line.index('"', start) + 1, "")
                grid.report(quote, "", "a quote is not closed, or not followed by a comma, in its line")
                return None
        end = match.end() if match else len(line)
        blank = len(line[start:end]) - len(line[start:end].lstrip())
        cells.append(Cell(number, start + (blank if text else 0) + 1, text))
        if end >= len(line):
            return cells
        start = end + 1

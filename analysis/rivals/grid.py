"""A table's file as cells that know their line and column, with the faults of its form.

Cells are separated by commas, semicolons or tabs, whichever the first line has most of. Text is UTF-8, or
UTF-16 where a byte-order mark says so; lines end as on any system.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from patronage.analysis.rivals.writing import NUMBER, encoded, readings
from patronage.sim.files.faults import Fault, FaultError, Faults, short, shown
from patronage.sim.files.located import read_bytes
from patronage.sim.files.names import hidden

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_BETWEEN_QUOTES = re.compile(r'"[^"]*"')
_NOT_FINITE = re.compile(r"[-+]?(?:nan|inf|infinity)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, trimmed, with its line and column from 1."""

    line: int
    column: int
    text: str


@dataclass
class Grid:
    """The header, the rows below it (each as long as the header) and what is wrong with them.

    title: the cells of a line above the header, where there is one. notes: what was done with the file that
    its reader should know.
    """

    file: str
    separator: str = ","
    title: list[Cell] = field(default_factory=list)
    header: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    notes: list[str] = field(default_factory=list)

    def report(
        self, cell: Cell, path: str, message: str, allowed: str = "", suggestion: str | None = None
    ) -> None:
        """Adds a fault at a cell."""
        self.faults.append(Fault(self.file, cell.line, cell.column, path, message, allowed, suggestion))

    def number(self, cell: Cell, path: str, low: float, high: float) -> float:
        """The number in a cell; a fault, and not a number, if it has none between low and high."""
        allowed = f"a number from {low:g} to {high:g}"
        message, text = "", short(cell.text)[1:-1]
        given = cell.text.replace("\N{MINUS SIGN}", "-")
        value = math.nan
        if not cell.text:
            message = "is empty"
        elif _NOT_FINITE.fullmatch(given):
            message = f"{text} is not finite"
        elif not NUMBER.fullmatch(given):
            message = f"'{text}' is not a number{readings(given)}"
        else:
            value = float(given)
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

    def finish(self) -> None:
        """FaultError with all faults so far, if there are any."""
        if self.faults:
            raise FaultError(self.faults)

    def count_actors(self, most: int) -> None:
        """A fault where the rows, one an actor, are fewer than two or too many."""
        if not 2 <= len(self.rows) <= most and not self.faults:
            cell = self.rows[-1][0] if self.rows else self.header[0]
            self.report(cell, "", f"the number of actors is {len(self.rows)}", f"2 to {most}")

    def named(self, cell: Cell, what: str) -> bool:
        """Whether a cell holds a name, all of which a reader sees; a fault if not."""
        unseen = hidden(cell.text)
        if unseen:
            message = f"{short(cell.text)} holds {unseen}, which no reader sees; write the name without it"
            self.report(cell, "", message)
        elif not cell.text:
            self.report(cell, "", f"{what} has no name")
        return bool(cell.text) and not unseen

    def distinct(self, cells: list[Cell], what: str) -> dict[str, int]:
        """Names to places in the list; faults for empty and repeated ones, and for what is unseen in them."""
        places: dict[str, int] = {}
        for k, cell in enumerate(cells):
            if not self.named(cell, what):
                continue
            if cell.text in places:
                first = cells[places[cell.text]]
                where = f"column {first.column}" if first.line == cell.line else f"line {first.line}"
                self.report(cell, "", f"{what} {short(cell.text)} is given twice; first in {where}")
            else:
                places[cell.text] = k
        return places


def read_grid(
    path: Path, *, ragged: bool = False, titled: Callable[[list[Cell]], bool] | None = None
) -> Grid:
    """Read a table: a header and rows below it. Rows of empty cells are passed over.

    ragged: rows shorter than the header end in empty cells, as half a matrix is often written. titled: says
    of the first line's cells whether they stand above the header. Empty cells that end a header are dropped.
    FaultError where nothing can be made of the file (missing, binary, empty, of an unknown
    encoding); lesser faults are in `Grid.faults`, and the rows they are in are left out.
    """
    file = shown(path)
    text = encoded(read_bytes(path), file)
    lines = [(k, line) for k, line in enumerate(_LINE_END.split(text), 1) if line.strip(" \t,;")]
    if not lines:
        raise FaultError([Fault(file, 1, 1, "", "is empty: no header and no rows")])
    first = _BETWEEN_QUOTES.sub("", lines[0][1])
    grid = Grid(file, max(SEPARATORS, key=first.count))
    for number, line in lines:
        cells = _cells(grid, number, line)
        if cells is None:
            if not grid.header:
                raise FaultError(grid.faults)
            continue
        if not grid.header:
            while len(cells) > 1 and not cells[-1].text:
                cells.pop()
            if titled is not None and not grid.title and titled(cells):
                grid.title = cells
            else:
                grid.header = cells
                for cell in cells:
                    if cell.text:
                        grid.named(cell, "column")
            continue
        fit(grid, cells, ragged=ragged)
    if not grid.rows and not grid.faults:
        grid.report((grid.header or grid.title)[0], "", "has a header and no rows")
    return grid


def fit(grid: Grid, cells: list[Cell], *, ragged: bool = False) -> None:
    """Add a row as long as the header, or the fault that it is not."""
    wide = len(grid.header)
    while len(cells) > wide and not cells[-1].text:
        cells.pop()
    while ragged and len(cells) < wide:
        cells.append(Cell(cells[-1].line, cells[-1].column + len(cells[-1].text), ""))
    if len(cells) == wide:
        grid.rows.append(cells)
        return
    message = f"the number of cells is {len(cells)}, in the header {wide}"
    if len(cells) > wide and grid.separator == ",":
        message += "; a comma within a name or a number parts it in two"
    grid.report(cells[min(len(cells), wide + 1) - 1], "", message)


def _cells(grid: Grid, number: int, line: str) -> list[Cell] | None:
    """The cells of a line; None, and a fault, where a quote is amiss."""
    mark = re.escape(grid.separator)
    blank = r"[^\S\t]*" if grid.separator == "\t" else r"\s*"
    quoted = re.compile(rf'{blank}"((?:[^"]|"")*)"{blank}(?={mark}|$)')
    bare = re.compile(rf"[^{mark}]*")
    cells: list[Cell] = []
    start = 0
    while True:
        match = quoted.match(line, start)
        if match:
            text = match[1].replace('""', '"').strip()
        else:
            match = bare.match(line, start)
            text = match[0].strip() if match else ""
            if text.startswith('"'):
                quote = Cell(number, line.index('"', start) + 1, "")
                between = f"a {SEPARATORS[grid.separator]}"
                grid.report(quote, "", f"a quote is not closed, or not followed by {between}, in its line")
                return None
        end = match.end() if match else len(line)
        indent = len(line[start:end]) - len(line[start:end].lstrip())
        cells.append(Cell(number, start + (indent if text else 0) + 1, text))
        if end >= len(line):
            return cells
        start = end + 1

"""A coding as the rows of one table, an act, stance, mention, control, tie or commitment each, and back.

What an item says of itself stands in the first of its rows; the others have its id alone. A row that codes
nothing stands for an item that is still to be coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from patronage.sim.case.article import places
from patronage.sim.case.codebook import Codebook
from patronage.sim.case.written import evidence_text
from patronage.sim.files.faults import Fault, FaultError, Faults, Keys, listed, nearest, short
from patronage.sim.files.forms import Known
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.yaml_text import Parsed
from patronage.sim.verbs import VERB_NAMES

Cell = str | int | float | None

ITEM = (
    "id", "kind", "paragraph", "sentence", "source", "date", "dated_by", "date_source", "paraphrase", "coder",
    "confidence",
)  # fmt: skip
"""The columns of what an item says of itself; `paragraph` and `sentence` are its locator."""

CODES: dict[str, tuple[str, tuple[str, ...]]] = {
    "act": ("acts", ("actor", "verb", "toward", "cameo", "low", "high", "on")),
    "stance": ("stances", ("actor", "issue", "position", "strength")),
    "mention": ("mentions", ("actor", "issue", "count")),
    "control": ("controls", ("actor", "issue", "level", "strength", "brought_by")),
    "tie": ("ties", ("actor", "toward", "low", "high")),
    "commitment": ("commitments", ("actor", "toward", "level")),
}
"""What a row may code: the item's list that it is of, and the columns it has."""

TEXT, WHAT = "text", "what"
COLUMNS = (
    *ITEM[:4], TEXT, *ITEM[4:], WHAT, "actor", "verb", "toward", "cameo", "low", "high", "on", "issue",
    "position", "strength", "count", "level", "brought_by",
)  # fmt: skip
"""The header of a sheet. `text` is the sentence, where the article is there: it is read by people only."""

NUMBERS = ("paragraph", "sentence", "low", "high", "position", "count")
_WHOLE = ("paragraph", "sentence", "count")
_PROSE = ("source", "date_source", "paraphrase", TEXT)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_HEADS = {
    "evidence.yaml": "# The coded sentences of the article, one item a sentence.\n",
    "outside.yaml": "# What the article lacks: facts with a source, and assumptions.\n",
}
SCHEMA = re.compile(r"# yaml-language-server: \$schema=\S+")


@dataclass
class Row:
    """A row of a sheet: its number from 1 (the header is the first), and its cells by column."""

    number: int
    cells: dict[str, Cell]


@dataclass
class Sheet:
    """A sheet that was read: its file's name, its header's columns in their order, its rows."""

    file: str
    columns: Sequence[str]
    rows: list[Row]
    faults: Faults = field(default_factory=Faults)

    def place(self, row: Row, column: str) -> tuple[int, int]:
        """The row and column of a cell, both from 1."""
        return row.number, self.columns.index(column) + 1 if column in self.columns else 1

    def report(self, row: Row, column: str, message: str, allowed: str = "", near: str | None = None) -> None:
        """Adds a fault at a cell."""
        self.faults.append(Fault(self.file, *self.place(row, column), column, message, allowed, near))


def words(known: Known, codebook: Codebook, items: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words that each column allows, for a spreadsheet to offer, and what the CAMEO codes stand for."""
    actors, issues = (tuple(known.names.get(kind, ())) for kind in ("actor", "issue"))
    return {
        "kind": ("article", "fact", "assumption"),
        "dated_by": ("article", "outside"),
        "confidence": tuple(codebook.confidence),
        WHAT: tuple(CODES),
        "actor": actors,
        "verb": VERB_NAMES,
        "toward": actors,
        "cameo": tuple(codebook.cameo),
        "what the code is": tuple(f"{each.verb}: {each.name}" for each in codebook.cameo.values()),
        "on": issues,
        "issue": issues,
        "strength": tuple(codebook.strength),
        "level": tuple(dict.fromkeys((*codebook.control, *codebook.commitment))),
        "brought_by": tuple(items),
    }


def rows_of(files: Sequence[Located], sentences: list[list[str]] | None) -> list[dict[str, Cell]]:
    """The rows of files of evidence, finished or not; FaultError for what no sheet has a column for."""
    rows: list[dict[str, Cell]] = []
    for file in files:
        where = dict(places(file, "items"))
        for keys, item in file.rows("items"):
            first: dict[str, Cell] = {name: _cell(file, (*keys, name), item.get(name)) for name in ITEM}
            locator = item.get("locator")
            for name in ("paragraph", "sentence"):
                given = locator.get(name) if isinstance(locator, dict) else None
                first[name] = _cell(file, (*keys, "locator", name), given)
            p, s = where.get(keys, (0, 0))
            if sentences is not None and 1 <= p <= len(sentences) and 1 <= s <= len(sentences[p - 1]):
                first[TEXT] = sentences[p - 1][s - 1]
            lists = [name for name, _ in CODES.values()]
            _check_fields(file, keys, item, (*ITEM[:2], "locator", *ITEM[4:], *lists))
            coded = [{WHAT: what, **row} for what in CODES for row in _coded(file, keys, what)]
            rows.append(first | (coded[0] if coded else {}))
            rows += [{"id": first["id"]} | row for row in coded[1:]]
        file.raise_faults()
    return rows


def _coded(file: Located, keys: Keys, what: str) -> list[dict[str, Cell]]:
    name, columns = CODES[what]
    found = []
    for row_keys, row in file.rows(*keys, name):
        spans = "low" in columns
        fields = [c for c in columns if c not in {"low", "high"}]
        _check_fields(file, row_keys, row, (*fields, *(["goldstein"] if spans else [])))
        cells = {column: _cell(file, (*row_keys, column), row.get(column)) for column in fields}
        span = row.get("goldstein")
        if spans and isinstance(span, list):
            for k, column in enumerate(("low", "high")):
                cells[column] = span[k] if k < len(span) else None
        found.append(cells)
    return found


def _cell(file: Located, keys: Keys, value: Any) -> Cell:
    if isinstance(value, (dict, list, bool)):
        file.report(keys, "is neither text nor a number, so no cell can hold it")
        return None
    return value  # type: ignore[no-any-return]


def _check_fields(file: Located, keys: Keys, row: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in row:
        if name not in names:
            message = f"unknown field {short(name)}, which no sheet has a column for"
            file.report((*keys, name), message, listed(names), nearest(str(name), names), at_name=True)


def evidence_of(sheet: Sheet, folder: Path) -> dict[str, Located]:
    """The files of evidence that a sheet makes, by name; their places are rows and columns of the sheet.

    Faults of the sheet's own form are in `sheet.faults`; those of the coding are for `load_case` to find.
    """
    _clean(sheet)
    if not sheet.rows:
        message = "has no row below its header, so it would leave nothing of the coding"
        raise FaultError([Fault(sheet.file, 2, 1, "", message)])
    items: dict[str, tuple[dict[str, Any], dict[Keys, tuple[int, int]]]] = {}
    before = _repeated(folder)
    for row in sheet.rows:
        name = row.cells.get("id")
        if name is None:
            sheet.report(row, "id", "is empty; every row names the item it is of")
            continue
        if str(name) not in items:
            items[str(name)] = _begun(sheet, row)
        elif not _agrees(sheet, row, items[str(name)][0]):
            continue
        _add_code(sheet, row, *items[str(name)])
        _check_again(sheet, row, *items[str(name)], before)
    made: dict[str, Located] = {}
    for file, head in _HEADS.items():
        mine = [each for each in items.values() if _home(each[0]) == file]
        if not mine and file == "outside.yaml" and not (folder / file).exists():
            continue
        values: dict[Keys, tuple[int, int]] = {}
        for k, (_, marks) in enumerate(mine):
            values |= {("items", k, *keys): place for keys, place in marks.items()}
        data = {"items": [item for item, _ in mine]}
        text = evidence_text(data["items"], _head(folder / file, head))
        parsed = Parsed(data=data, values=values, names=dict(values))
        made[file] = Located(folder / file, sheet.file, text.encode(), parsed)
    return made


def _repeated(folder: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """What the coding in a folder has more than once: item, list, row; nothing where it cannot be read."""
    found = []
    for file in _HEADS:
        with suppress(FaultError):
            for _, item in read_yaml(folder / file).rows("items"):
                for name, _ in CODES.values():
                    rows = item.get(name)
                    rows = rows if isinstance(rows, list) else []
                    found += [(str(item.get("id")), name, row) for row in rows if rows.count(row) > 1]
    return found


def _check_again(
    sheet: Sheet,
    row: Row,
    item: Mapping[str, Any],
    marks: Mapping[Keys, tuple[int, int]],
    before: list[tuple[str, str, dict[str, Any]]],
) -> None:
    """A fault for a row that repeats another of its item, unless the coding that is there repeats it, too."""
    if row.cells.get(WHAT) not in CODES:
        return
    name, _ = CODES[str(row.cells[WHAT])]
    *others, last = item[name]
    if last in others and (item["id"], name, last) not in before:
        first = marks[name, others.index(last)][0]
        sheet.report(row, WHAT, f"repeats row {first}, of the same item", "each act or other code once")


def _home(item: Mapping[str, Any]) -> str:
    """The file that an item belongs in: a fact or an assumption is from outside the article."""
    return "outside.yaml" if item.get("kind") in {"fact", "assumption"} else "evidence.yaml"


def _head(path: Path, otherwise: str) -> str:
    """The line by which an editor knows the file, as it stands there now, and what the file is."""
    line = path.read_text("utf-8", errors="replace").partition("\n")[0] if path.is_file() else ""
    return (f"{line}\n" if SCHEMA.fullmatch(line) else "") + otherwise


def _clean(sheet: Sheet) -> None:
    """Numbers where a column has numbers, text elsewhere, nothing for blanks; rows of blanks are left out."""
    for row in sheet.rows:
        for column, value in row.cells.items():
            row.cells[column] = _read(column, value)
    sheet.rows = [row for row in sheet.rows if any(v is not None for c, v in row.cells.items() if c != TEXT)]


def _read(column: str, value: Cell) -> Cell:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if column not in NUMBERS:
        text = str(value)
        return text if column in _PROSE else text.strip()
    if isinstance(value, str):
        text = value.strip().replace("\N{MINUS SIGN}", "-")
        if len(text) > 300 or not _NUMBER.fullmatch(text):
            return value
        value = int(text) if re.fullmatch("[-+]?[0-9]+", text) else float(text)
    if column in _WHOLE and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _begun(sheet: Sheet, row: Row) -> tuple[dict[str, Any], dict[Keys, tuple[int, int]]]:
    """An item by its first row, and where in the sheet its fields are."""
    marks: dict[Keys, tuple[int, int]] = {(): sheet.place(row, "id")}
    item: dict[str, Any] = {}
    for column in ITEM:
        keys: Keys = ("locator", column) if column in {"paragraph", "sentence"} else (column,)
        marks[keys] = sheet.place(row, column)
        value = row.cells.get(column)
        if len(keys) == 2 and value is not None:
            item.setdefault("locator", {})[column] = value
            marks.setdefault(("locator",), marks[keys])
        elif len(keys) == 1 and (value is not None or column == "paraphrase"):
            item[column] = value
    return item, marks


def _agrees(sheet: Sheet, row: Row, item: Mapping[str, Any]) -> bool:
    """Whether a further row of an item says nothing else of it than its first one does."""
    same = True
    for column in ITEM[1:]:
        value = row.cells.get(column)
        inner = item.get("locator", {}) if column in {"paragraph", "sentence"} else item
        if value is not None and value != inner.get(column):
            first = short(inner.get(column)) if inner.get(column) is not None else "nothing"
            message = f"{short(value)} here and {first} in the first row of {short(item['id'])}"
            sheet.report(row, column, message, "the same, or nothing")
            same = False
    return same


def _add_code(sheet: Sheet, row: Row, item: dict[str, Any], marks: dict[Keys, tuple[int, int]]) -> None:
    """What a row codes, added to its item; nothing for a row whose codes are all blank."""
    what = row.cells.get(WHAT)
    every = [c for c in COLUMNS[COLUMNS.index(WHAT) + 1 :] if row.cells.get(c) is not None]
    if what not in CODES:
        if what is not None or every:
            message = f"unknown {short(what)}" if what is not None else "is empty; the row codes something"
            sheet.report(row, WHAT, message, listed(CODES), nearest(str(what), CODES) if what else None)
        return
    name, columns = CODES[str(what)]
    for column in every:
        if column not in columns:
            article = "an" if what == "act" else "a"
            sheet.report(
                row, column, f"{article} {what} has no {column}", f"{', '.join(columns)}, and no more"
            )
    rows = item.setdefault(name, [])
    keys: Keys = (name, len(rows))
    marks.setdefault((name,), sheet.place(row, WHAT))
    marks[keys] = sheet.place(row, WHAT)
    code: dict[str, Any] = {}
    for column in columns:
        value = row.cells.get(column)
        if column in {"low", "high"}:
            marks[*keys, "goldstein", 0 if column == "low" else 1] = sheet.place(row, column)
            marks.setdefault((*keys, "goldstein"), sheet.place(row, column))
            code.setdefault("goldstein", []).append(value)
        else:
            marks[*keys, column] = sheet.place(row, column)
            if value is not None or column not in {"on", "brought_by"}:
                code[column] = value
    rows.append(code)


def column_letter(column: int) -> str:
    """What a spreadsheet calls its column, from 1: A to Z, then AA and so on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def in_cells(error: FaultError, file: str) -> FaultError:
    """The same faults, those of a sheet by their cells and fields, not by the way to them in a file."""
    return FaultError(
        replace(fault, path=_cell_name(fault)) if fault.file == file and fault.line else fault
        for fault in error.faults
    )


def _cell_name(fault: Fault) -> str:
    name = fault.path.rpartition(".")[2]
    field = f" ({name})" if name and "[" not in name else ""
    return f"cell {column_letter(fault.column)}{fault.line}{field}"

"""The layouts of event data: which column of a row holds what."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from patronage.sim.event_data.codes import Codes
from patronage.sim.event_data.dictionary import Party
from patronage.sim.event_data.streams import Complain, lines_of
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, shown

GDELT_WIDTHS = (57, 58, 61)
"""Columns of GDELT 1.0 before and after April 2013, and of GDELT 2.0; those that are read are the same."""

NAMES = {"icews": "ICEWS", "gdelt": "GDELT", "polecat": "POLECAT", "csv": "CSV"}

_DATE = re.compile(r"([1-9][0-9]{3})-?([0-9]{2})-?([0-9]{2})(?:[ T].*)?", re.ASCII)
_LONGEST = 500  # letters of a cell that are kept; no name or list of sectors of a real file is longer
_SEVERAL = 50  # actors or targets that a row may list
_NOTHING = {"", "none", "null", "na", "nan", "---"}


class Event(NamedTuple):
    """A row: its month and day of the month, who did it, to whom, and what.

    `code` is the codebook's, None where it has none for what is `written`.
    """

    month: int
    day: int
    actors: tuple[Party, ...]
    targets: tuple[Party, ...]
    code: str | None
    written: str


@dataclass(frozen=True)
class _Side:
    """The columns of who acts, or of whom; None for those that a layout lacks."""

    name: int | None
    country: int | None = None
    sectors: tuple[int, ...] = ()
    code: int | None = None
    marks: tuple[int, ...] = ()
    several: bool = False  # whether one cell may list several, apart by semicolons


@dataclass(frozen=True)
class _Columns:
    date: int
    actor: _Side
    target: _Side
    what: Callable[[list[str]], str]
    widths: tuple[int, ...]


def events_of(path: Path, layout: str, codes: Codes, complain: Complain) -> Iterator[Event]:
    """The events of a file, one a row; rows that are none are complained of and passed over.

    FaultError for a file that cannot be read, or lacks a column that the layout needs.
    """
    unread = 0

    def counted_complaint(number: int, why: str, column: int = 1) -> None:
        nonlocal unread
        unread += 1
        complain(number, why, column)

    lines = lines_of(path, counted_complaint)
    columns = _GDELT if layout == "gdelt" else None
    number, dates = 0, _Dates()
    try:
        first = next(lines, None)
        if first is None:
            message = "is not text in UTF-8: none of its lines can be read" if unread else "is empty"
            raise FaultError([Fault(shown(path), 0, 0, "", message)])
        tabs = layout != "csv" or "\t" in first[1]
        mark = "\t" if tabs else ";" if first[1].count(";") > first[1].count(",") else ","

        def texts() -> Iterator[str]:
            nonlocal number
            for number, text in chain([first], lines):  # noqa: B007  # read by whoever complains
                yield text

        rows = csv.reader(
            texts(), delimiter=mark, quoting=csv.QUOTE_MINIMAL if layout == "csv" else csv.QUOTE_NONE
        )
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                counted_complaint(number, f"no row: {_reason(error)}")
                continue
            if columns is None:
                columns = _HEADED[layout](_Header(path, layout, row))
            elif row and not (columns is _GDELT and number == 1 and row[0][:1].isalpha()):
                try:
                    yield _event(row, columns, dates, codes)
                except ValueError as error:
                    counted_complaint(number, str(error))
    finally:
        lines.close()


def _reason(error: csv.Error) -> str:
    text = str(error)
    if text.startswith("field larger"):
        return f"a field is longer than {csv.field_size_limit():,} characters"
    return "it holds a carriage return" if "new-line" in text else text


class _Dates(dict[str, tuple[int, int]]):
    """Month and day of a date by how it is written; ValueError for what is not a date."""

    def __missing__(self, written: str) -> tuple[int, int]:
        parts = _DATE.fullmatch(written.strip())
        numbers = [int(part) for part in parts.groups()] if parts is not None else [1, 1, 0]
        try:
            date = dt.date(*numbers)
        except ValueError:
            raise ValueError(f"'{written[:20]}' is not a date: YYYY-MM-DD or YYYYMMDD") from None
        if len(self) < 50_000:
            self[written] = date.year * 12 + date.month - 1, date.day
        return date.year * 12 + date.month - 1, date.day


def _event(row: list[str], columns: _Columns, dates: _Dates, codes: Codes) -> Event:
    if len(row) not in columns.widths:
        widths = " or ".join(map(str, columns.widths))
        raise ValueError(f"the row has {len(row)} column{'s' if len(row) != 1 else ''}, not {widths}")
    month, day = dates[row[columns.date]]
    written = columns.what(row).strip()
    who, whom = _parties(row, columns.actor), _parties(row, columns.target)
    return Event(month, day, who, whom, codes.find(written), written)


def _cell(row: list[str], column: int | None) -> str:
    text = "" if column is None else row[column][:_LONGEST].strip()
    return "" if text.casefold() in _NOTHING else text


def _parties(row: list[str], side: _Side) -> tuple[Party, ...]:
    name, country, code = _cell(row, side.name), _cell(row, side.country), _cell(row, side.code)
    if not (name or code):
        return ()
    sectors = ",".join(filter(None, (_cell(row, column) for column in side.sectors)))
    if not side.several:
        marks = tuple(filter(None, (_cell(row, column) for column in side.marks)))
        return (Party(name, country, sectors, code, marks),)
    if name.count(";") >= _SEVERAL:
        raise ValueError(f"the row lists more than {_SEVERAL} actors or targets")
    names, sectors = _split(name), sectors.replace(";", ",")
    countries = _split(country)
    places = countries if len(countries) == len(names) else (countries or [""]) * len(names)
    return tuple(Party(one, place, sectors) for one, place in zip(names, places, strict=False))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


_GDELT = _Columns(
    date=1,
    actor=_Side(6, 7, (12, 13, 14), 5, (8, 9)),
    target=_Side(16, 17, (22, 23, 24), 15, (18, 19)),
    what=lambda row: row[26] or row[27] or (f"{row[28]}0" if row[28] else ""),
    widths=GDELT_WIDTHS,
)


class _Header:
    """Column numbers by name; capitals and what stands between words (space, dot, _) do not matter."""

    def __init__(self, path: Path, layout: str, row: Sequence[str]) -> None:
        self.path, self.layout, self.width = path, layout, len(row)
        self.columns = {self.plain(name): k for k, name in reversed(list(enumerate(row)))}
        self.lacking: list[str] = []

    @staticmethod
    def plain(name: str) -> str:
        """A column's name by which it is found."""
        return re.sub(r"[\W_]+", " ", name.lstrip("#!")).strip().casefold()

    def has(self, name: str) -> int | None:
        """The number of a column; None where it is not there."""
        return self.columns.get(self.plain(name))

    def needs(self, *names: str) -> int:
        """The number of the first of these columns that is there."""
        found = next((at for name in names if (at := self.has(name)) is not None), None)
        if found is None:
            self.lacking.append(names[0])
            return 0
        return found

    def raise_lacking(self) -> None:
        """FaultError for the columns that are needed and are not there."""
        if self.lacking:
            message = f"lacks the column{'s' if len(self.lacking) > 1 else ''} {', '.join(self.lacking)}"
            allowed = (
                f"the header of --format {self.layout}; this one has {listed(self.columns) or 'nothing'}"
            )
            meant = nearest(self.plain(self.lacking[0]), self.columns)
            raise FaultError([Fault(shown(self.path), 1, 1, "", message, allowed, meant)])


def _icews(header: _Header) -> _Columns:
    code, text = header.has("CAMEO Code"), header.has("Event Text")
    if code is None:
        text = header.needs("CAMEO Code", "Event Text")

    def what(row: list[str]) -> str:
        return _cell(row, code) or _cell(row, text)

    def side(who: str) -> _Side:
        sectors = header.has(f"{who} Sectors")
        return _Side(
            header.needs(f"{who} Name"), header.needs(f"{who} Country"), () if sectors is None else (sectors,)
        )

    return _finished(header, "Event Date", side("Source"), side("Target"), what)


def _polecat(header: _Header) -> _Columns:
    kind, mode = header.needs("Event Type"), header.has("Event Mode")

    def what(row: list[str]) -> str:
        how = _cell(row, mode)
        return f"{_cell(row, kind)}/{how}" if how else _cell(row, kind)

    def side(who: str) -> _Side:
        found = (header.has(name) for name in (f"Primary {who} Sector", f"{who} Sectors"))
        sectors = tuple(column for column in found if column is not None)
        return _Side(header.needs(f"{who} Name"), header.needs(f"{who} Country"), sectors, several=True)

    return _finished(header, "Event Date", side("Actor"), side("Recipient"), what)


def _csv(header: _Header) -> _Columns:
    code = header.needs("code", "cameo", "cameo code")

    def side(who: str, *names: str) -> _Side:
        sectors = header.has(f"{who} sectors")
        return _Side(
            header.needs(who, *names),
            header.has(f"{who} country"),
            () if sectors is None else (sectors,),
            header.has(f"{who} code"),
        )

    actor, target = side("actor", "source"), side("target", "recipient", "toward")
    return _finished(header, "date", actor, target, lambda row: _cell(row, code))


def _finished(
    header: _Header, date: str, actor: _Side, target: _Side, what: Callable[[list[str]], str]
) -> _Columns:
    columns = _Columns(header.needs(date), actor, target, what, (header.width,))
    header.raise_lacking()
    return columns


_HEADED: dict[str, Callable[[_Header], _Columns]] = {"icews": _icews, "polecat": _polecat, "csv": _csv}

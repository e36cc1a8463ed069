"""An answer as Python and notebooks show it: its tables, its runs under labels, its charts."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from patronage.analysis.labelled import Arrays
from patronage.analysis.table_files.print import shown as printed
from patronage.analysis.tables import Column, Table, Value
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
from patronage.words.plain import table

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EXTRA = "frames"
_LINES, _WIDTH, _CELL = 24, 110, 38  # of a table within `repr`: lines, letters in a line and in a cell
_ROWS = 60  # of a table in a notebook
_NUMBERS = ("points", "share", "percent", "bits")


@dataclass(frozen=True)
class Origin:
    """Where an answer comes from, ``about`` in a line, and by name what draws its charts, the main first."""

    about: str
    charts: Mapping[str, Callable[[Any], Figure]]


@dataclass(frozen=True)
class Shown:
    """What every answer can do besides: to be shown, framed, labelled and drawn."""

    _origin: Origin | None = field(default=None, kw_only=True, compare=False)

    def tables(self) -> tuple[Table, ...]:
        """All that it prints as tables of plain values, the main one first."""
        raise NotImplementedError

    def arrays(self) -> Arrays | None:
        """Its runs as NumPy arrays with named axes, as `to_xarray` has them; None where it holds none."""
        return None

    def to_frame(self, name: str | None = None) -> pd.DataFrame:
        """A table as a pandas DataFrame, the main one or that of a name.

        Numbers are numbers, NaN where nothing can be said; counts are whole numbers. Its ``attrs`` have the
        title, and units and meanings by column. FaultError where there is no such table, or no pandas.
        """
        return frame_of(self._table(name), needed("pandas"))

    def to_xarray(self) -> xr.Dataset:
        """Its runs as an xarray Dataset, whose dimensions have ids of arms, measures, actors, … as labels.

        An answer that holds no runs gives its main table, by the column or columns that distinguish its rows.
        FaultError where there is no xarray.
        """
        xarray = needed("xarray")
        arrays = self.arrays()
        if arrays is None:
            frame = self.to_frame()
            plain: xr.Dataset = _labelled(frame, self._table(None)).to_xarray()
            return plain
        found: xr.Dataset = xarray.Dataset(
            {
                each.name: (each.dims, each.values, {"units": each.unit, "long_name": each.meaning})
                for each in arrays.held
            },
            coords=dict(arrays.coordinates),
            attrs={"title": self._about, **arrays.about},
        )
        return found

    def write_tables(self, folder: str | PathLike[str]) -> list[str]:
        """Write every table into a folder as CSV, LaTeX, Markdown and Excel, with a dictionary of columns.

        As `--tables` does: what lies there and is not ours, or was changed, is left alone, and a line given
        for it. FaultError for what is no folder, OSError where nothing can be written.
        """
        from patronage.analysis.table_files.folder import check_folder, write_tables

        if not isinstance(folder, (str, PathLike)):
            raise FaultError([Fault("folder", 0, 0, "", f"{type(folder).__name__} is not a path")])
        place = Path(folder)
        check_folder(place)
        return write_tables(place, self.tables(), self._about, {"made": self._about})

    def plot(self, ax: Axes | None = None, *, chart: str | None = None) -> Figure:
        """A chart of it, the main one or that of a name, as a matplotlib Figure.

        ``ax``: draw it there, without its caption, as far as it is a chart of one panel. FaultError for a
        chart that there is none of, and for an ``ax`` where it has several panels.
        """
        from patronage.analysis.charts.placing import within

        charts = self._origin.charts if self._origin is not None else {}
        name = chart if chart is not None else next(iter(charts), "")
        if not isinstance(name, str) or name not in charts:
            meant = nearest(name, charts) if isinstance(name, str) else None
            message = f"there is no chart {_called(name)}" if charts else "this answer has no chart"
            raise FaultError([Fault("plot", 0, 0, "", message, listed(charts), meant)])
        with within(ax):
            return charts[name](self)

    def __repr__(self) -> str:
        main, *others = self.tables()
        rest = [f"{each.name} ({len(each.rows):,})" for each in others]
        more = ["", f"other tables (rows): {', '.join(rest)}"] if rest else []
        return "\n".join([self._about, main.title, "", _text(main), *more])

    def _repr_html_(self) -> str:
        main, *others = self.tables()
        parts = [f"<p>{escape(self._about)}</p><p><b>{escape(main.title)}</b></p>", _html(main)]
        parts += [
            f"<details><summary>{escape(each.title)}</summary>{_html(each)}</details>"
            for each in others
            if not each.data
        ]
        named = ", ".join(f"<code>{escape(each.name)}</code>" for each in (main, *others))
        return "\n".join([*parts, f"<p>Tables for <code>to_frame</code>: {named}</p>"])

    @property
    def _about(self) -> str:
        return self._origin.about if self._origin is not None else type(self).__name__

    def _table(self, name: str | None) -> Table:
        tables = {each.name: each for each in self.tables()}
        if name is None:
            return next(iter(tables.values()))
        if not isinstance(name, str) or name not in tables:
            meant = nearest(name, tables) if isinstance(name, str) else None
            message = f"there is no table {_called(name)}"
            raise FaultError([Fault("to_frame", 0, 0, "", message, listed(tables), meant)])
        return tables[name]


def _called(name: object) -> str:
    return short(name) if isinstance(name, (str, int, float)) else type(name).__name__


def needed(library: str) -> ModuleType:
    """A library of the extra `frames`; FaultError that says what to install where it is missing."""
    try:
        return importlib.import_module(library)
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed: pip install 'patronage[{EXTRA}]'"
        raise FaultError([Fault(library, 0, 0, "", message)]) from None


def frame_of(given: Table, pandas: ModuleType) -> pd.DataFrame:
    """A table as a frame, each column of the type that its unit has."""
    columns = {}
    for k, column in enumerate(given.columns):
        cells = [row[k] for row in given.rows]
        columns[column.name] = pandas.Series(cells, dtype=_type(column, cells))
    frame: pd.DataFrame = pandas.DataFrame(columns, columns=list(given.heads))
    frame.attrs = {
        "title": given.title,
        "units": {column.name: column.unit for column in given.columns},
        "meanings": {column.name: column.meaning for column in given.columns},
    }
    return frame


def _type(column: Column, cells: list[Value]) -> str:
    """The type of a column: whole numbers and flags as such, with a place for what cannot be said."""
    kinds = {type(cell) for cell in cells if cell is not None}
    lacking = any(cell is None for cell in cells)
    if kinds == {bool}:
        return "boolean" if lacking else "bool"
    if kinds == {int} and column.unit not in _NUMBERS:
        return "Int64" if lacking else "int64"
    if (kinds and kinds <= {int, float}) or (not kinds and column.unit in _NUMBERS):
        return "float64"
    return "object"


def _labelled(frame: pd.DataFrame, given: Table) -> pd.DataFrame:
    """The frame by the fewest of its first columns that distinguish its rows; by number where none do."""
    for count in range(1, len(frame.columns) + 1):
        keys = list(given.heads[:count])
        if any(unit in _NUMBERS for unit in (column.unit for column in given.columns[:count])):
            break
        if not frame.duplicated(keys).any() and not frame[keys].isna().any(axis=None):
            return frame.set_index(keys)
    return frame


def _cell(column: Column, value: Value) -> str:
    text = printed(value, column)
    return text if len(text) <= _CELL else f"{text[: _CELL - 1]}…"


def _text(given: Table) -> str:
    """The first rows and as many columns as there is room for."""
    rows = [[_cell(*pair) for pair in zip(given.columns, row, strict=True)] for row in given.rows[:_LINES]]
    columns = [[head, *(row[k] for row in rows)] for k, head in enumerate(given.heads)]
    count, width = 0, -2
    for cells in columns:
        width += 2 + max(map(len, cells))
        if count and width > _WIDTH:
            break
        count += 1
    texts = sum(column.unit in {"text", "month"} for column in given.columns[:count])
    lines = [table(given.heads[:count], [row[:count] for row in rows], left=max(1, texts))]
    if len(given.rows) > _LINES:
        lines.append(f"… {len(given.rows) - _LINES:,} more rows")
    if count < len(columns):
        lines.append(f"… {len(columns) - count} more columns, from {given.heads[count]} on")
    return "\n".join(lines)


def _html(given: Table) -> str:
    heads = "".join(
        f'<th title="{escape(f"{column.meaning} ({column.unit})")}">{escape(column.name)}</th>'
        for column in given.columns
    )
    lines = []
    for row in given.rows[:_ROWS]:
        cells = [
            f'<td style="text-align: left">{escape(value)}</td>'
            if isinstance(value, str)
            else f"<td>{escape(printed(value, column))}</td>"
            for column, value in zip(given.columns, row, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    more = len(given.rows) - _ROWS
    rest = f"<p>… {more:,} more rows</p>" if more > 0 else ""
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    return f'<div style="overflow-x: auto">{body}</div>{rest}'

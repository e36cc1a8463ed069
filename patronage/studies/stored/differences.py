"""In which numbers two accounts of one result differ, file by file, and by how much."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from patronage.sim.files.faults import reason_of, short
from patronage.studies.stored.bundle import leaves

_ROOM = 4  # by how much a foreign table may be larger than ours and still be read
_SMALL = 10_000_000  # bytes
_MOST = 200  # differences that are shown, of all files


@dataclass(frozen=True)
class Difference:
    """A column, or a value, that differs.

    what: the column or the way to the value, nothing for a file as a whole. rows: in how many rows, of how
    many. largest: the largest absolute difference of numbers, None where what differs is not a number. where:
    the first row, from 0, with the stored and the rerun value in words.
    """

    file: str
    what: str
    rows: int
    of_rows: int
    largest: float | None
    where: int
    stored: str
    rerun: str


def differences(
    stored: Mapping[str, Path], ours: Mapping[str, bytes | Path], *, keys: bool
) -> list[Difference]:
    """Where files differ that should be equal, up to a number of them.

    ``keys``: whether the runs' keys count, which another version of the model gives other values.
    """
    found: list[Difference] = []
    for name in sorted({*stored, *ours}):
        if name not in ours:
            if name.endswith((".parquet", ".csv")):
                found.append(_whole(name, "it is there", "the rerun has no such file"))
            continue
        data = ours[name]
        mine = data if isinstance(data, bytes) else data.read_bytes()
        if name not in stored:
            found.append(_whole(name, "there is no such file", "the rerun has it"))
            continue
        theirs = stored[name].read_bytes()
        if theirs != mine:
            ignored = frozenset() if keys else frozenset({"key"})
            found += list(_within(name, theirs, mine, ignored))
        if len(found) > _MOST:
            break
    return found[:_MOST]


def _within(name: str, theirs: bytes, mine: bytes, ignored: frozenset[str]) -> Iterator[Difference]:
    if name.endswith(".parquet"):
        yield from _of_tables(name, theirs, mine, ignored)
    elif len(theirs) > _SMALL + _ROOM * len(mine):
        yield _whole(name, f"{len(theirs):,} bytes", f"{len(mine):,} bytes")
    elif name.endswith(".json"):
        yield from _of_json(name, theirs, mine)
    else:
        yield from _of_csv(name, theirs, mine)


def _whole(name: str, stored: str, rerun: str) -> Difference:
    return Difference(name, "", 0, 0, None, 0, stored, rerun)


def _of_tables(name: str, theirs: bytes, mine: bytes, ignored: frozenset[str]) -> Iterator[Difference]:
    """The columns in which two Parquet tables differ; a foreign one is read only if it has our shape."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ours = pq.ParquetFile(pa.BufferReader(mine)).read(use_threads=False)
    try:
        file = pq.ParquetFile(pa.BufferReader(theirs))
        meta = file.metadata
        size = sum(meta.row_group(k).total_byte_size for k in range(meta.num_row_groups))
        if meta.num_rows != ours.num_rows or not file.schema_arrow.equals(ours.schema):
            there = f"{meta.num_rows:,} rows of {len(file.schema_arrow.names):,} columns"
            yield _whole(name, there, f"{ours.num_rows:,} rows of {ours.num_columns:,} columns")
            return
        if size > max(_SMALL, _ROOM * ours.nbytes):
            yield _whole(name, f"unpacks to {size:,} bytes", f"{ours.nbytes:,} bytes")
            return
        other = file.read(use_threads=False)
    except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
        yield _whole(name, f"is not a table: {reason_of(error)}", "a table")
        return
    if other.num_rows != ours.num_rows:
        yield _whole(name, f"{other.num_rows:,} rows", f"{ours.num_rows:,} rows")
        return
    for column in ours.column_names:  # in other bytes the same numbers are no difference
        theirs_here, mine_here = (each.column(column).to_pylist() for each in (other, ours))
        if column not in ignored and (each := _compared(name, column, theirs_here, mine_here)) is not None:
            yield each


def _compared(name: str, what: str, theirs: Sequence[Any], mine: Sequence[Any]) -> Difference | None:
    """How two columns of one length differ; None where they are equal to the last bit."""
    rows = [k for k, (one, other) in enumerate(zip(theirs, mine, strict=True)) if not _same(one, other)]
    if not rows:
        return None
    pairs = [(theirs[k], mine[k]) for k in rows]
    gaps = [abs(one - other) for one, other in pairs if _is_number(one) and _is_number(other)]
    largest = float(np.max(gaps)) if gaps else None
    first = rows[0]
    return Difference(
        name, what, len(rows), len(mine), largest, first, short(theirs[first]), short(mine[first])
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one: of one kind and equal, or both not a number."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return one.hex() == float(other).hex()  # not a number is itself, and -0.0 is not 0.0
    return bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _of_json(name: str, theirs: bytes, mine: bytes) -> Iterator[Difference]:
    try:
        other = dict(leaves(json.loads(theirs)))
    except (ValueError, RecursionError) as error:
        yield _whole(name, f"cannot be read: {error}", "an answer")
        return
    yield from of_values(name, other, dict(leaves(json.loads(mine))))


def of_values(name: str, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Iterator[Difference]:
    """Each value, by the way to it, that is not the same in both, or in one alone."""
    lacking = object()
    for path in dict.fromkeys([*theirs, *mine]):
        one, two = theirs.get(path, lacking), mine.get(path, lacking)
        if one is lacking or two is lacking:
            stored, rerun = ("nothing" if each is lacking else short(each) for each in (one, two))
            yield Difference(name, path, 1, 1, None, 0, stored, rerun)
        elif (each := _compared(name, path, [one], [two])) is not None:
            yield each


def _of_csv(name: str, theirs: bytes, mine: bytes) -> Iterator[Difference]:
    """The columns in which two tables of text differ; by numbers where both are."""
    try:
        tables = [list(csv.reader(io.StringIO(data.decode()))) for data in (theirs, mine)]
    except (UnicodeDecodeError, csv.Error) as error:
        yield _whole(name, f"cannot be read: {error}", "a table")
        return
    heads, widths = [table[:1] for table in tables], [{len(row) for row in table} for table in tables]
    if heads[0] != heads[1] or widths[0] != widths[1] or len(tables[0]) != len(tables[1]):
        yield _whole(name, f"{len(tables[0]):,} lines", f"{len(tables[1]):,} lines, or other columns")
        return
    columns = [list(zip_longest(*table[1:])) for table in tables]
    for head, one, other in zip(heads[0][0], *columns, strict=True):
        each = _compared(name, head, [_value(text) for text in one], [_value(text) for text in other])
        if each is not None:
            yield each


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text

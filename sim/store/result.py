"""A result folder as it is read: its parts, and a record that vouches for every byte of them.

    manifest.json            what was run: digests of the inputs and of the model, versions, rng, start,
                             end, status; at the end, the SHA-256 of every part; its own as `seal`
    answer.json              of a run or an analysis: the answer, a part like the tables
    tables/….csv             its tables, and `dictionary.csv`: what all columns mean
    runs/part-00000.parquet  one row a run
    months/part-….parquet    quantiles by month
    paths/part-….parquet     whole paths of the first few runs
    points/part-….parquet    of a sweep: the values at each of its points
    status.jsonl             what happened, one line each, only ever added to; every part's SHA-256

A part that is not recorded in status.jsonl, or is not what was recorded, does not count. How a folder
comes about is in `sim.store.writer`.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patronage.sim.files.column_names import distinct, legal
from patronage.sim.files.faults import Fault, FaultError, reason_of, short, shown
from patronage.sim.files.months import parse_month
from patronage.sim.store import record
from patronage.sim.store.old_names import renamed
from patronage.sim.store.record import Line, PartLine, line_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from patronage.sim.model.asked import Asked

FORMAT, READABLE = 2, (1, 2)  # 1: columns had colons and points, as in `hold:iran`
KINDS, ANSWER, TABLES = record.KINDS, record.ANSWER, record.TABLES
MANIFEST, STATUS = "manifest.json", "status.jsonl"
UNREADABLE = "cannot be read"  # how the fault of a part begins that may be sound all the same
STATES = RUNNING, DONE, FAILED, INTERRUPTED = "running", "done", "failed", "interrupted"

_NO_LOCKS_HERE = {errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK, errno.EINVAL}  # some network file systems


def column(measure: str, *names: str) -> str:
    """The name of a measure's column: `hold_iran`, `outcome_tenure`, `ear_russia_iran`; see `legal`."""
    return legal(measure, *names)


def point_columns(paths: Sequence[str]) -> dict[str, str]:
    """By path, the column of what a sweep varied: `settings_rationality` of `settings.rationality`."""
    return dict(zip(paths, distinct([tuple(path.split(".")) for path in paths]), strict=True))


def _as_now(stored: Sequence[str]) -> dict[str, str]:
    """What the columns of a part are called, whose names may be those of format 1."""
    paths = point_columns([name for name in stored if "." in name and ":" not in name])
    return {name: column(*name.split(":")) if ":" in name else paths.get(name, name) for name in stored}


def columns_of(wanted: Asked) -> list[str]:
    """The names of the columns that a table of runs has for what is asked for."""
    return [column(*words) for words in wanted.series]


def taken_from(part: pa.Table, wanted: Asked) -> NDArray[np.float64]:
    """(R,) what is asked for, or what it is derived from, in the runs of a table with `columns_of` it."""
    columns = [part.column(name).to_numpy(zero_copy_only=False) for name in columns_of(wanted)]
    return wanted.mean(columns)


def month_number(text: str) -> int:
    """The number of a month, which tables hold as text: `2015-07` is 24186 (see `sim.files.months`)."""
    return parse_month(text)


def part_name(kind: str, number: int) -> str:
    """A part's name within its folder: `runs/part-00007.parquet`."""
    return f"{kind}/part-{number:05d}.parquet"


@dataclass(frozen=True)
class Part:
    """What is recorded of a part: the SHA-256 of its bytes, their number, its rows, and those that failed."""

    sha256: str
    rows: int
    bytes: int
    failed: int = 0


def trouble(path: Path, message: str, allowed: str = "") -> FaultError:
    """A fault of a whole file or folder, to be raised."""
    return FaultError([Fault(shown(path), 0, 0, "", message, allowed)])


class Result:
    """A result folder, finished or not.

    `manifest` is its manifest as it was when the folder was opened; `parts` what was recorded of its parts.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], parts: dict[str, Part]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.parts = parts

    @classmethod
    def open(cls, folder: Path | str) -> Result:
        """The result in a folder; FaultError if there is none, or none that this version can read."""
        folder = Path(folder)
        path = folder / MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            seal = seal_of(manifest) if isinstance(manifest, dict) else ""
            json.dumps(manifest, ensure_ascii=False).encode()  # half a letter could not be written again
        except (FileNotFoundError, NotADirectoryError):
            missing = "is a file, not a folder" if folder.is_file() else "there is no such folder"
            missing = no_manifest(folder) if folder.is_dir() else missing
            raise trouble(folder, missing) from None
        except (OSError, ValueError, RecursionError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else "it is not valid JSON"
            raise trouble(path, f"{UNREADABLE}: {reason}") from None
        if not isinstance(manifest, dict) or manifest.get("project") != "patronage":
            raise trouble(path, "is not the manifest of a result of patronage")
        if manifest.get("format") not in READABLE:
            message = f"has the format {short(manifest.get('format'))}, which this version cannot read"
            raise trouble(path, message, str(FORMAT))
        sound = manifest.get("status") in STATES and isinstance(manifest.get("parts"), dict)
        if manifest.get("seal") != seal or not sound:
            raise trouble(path, "is not as it was written: it was changed since, or is damaged")
        return cls(folder, renamed(manifest), recorded_parts(folder))

    @property
    def status(self) -> str:
        """How far it came: running (also if its process was killed), done, failed or interrupted."""
        return str(self.manifest["status"])

    @property
    def sealed(self) -> dict[str, str]:
        """The digests by which the manifest vouches for the parts, from when their writing ended."""
        return dict(self.manifest["parts"])

    def names(self, kind: str) -> list[str]:
        """The names of the recorded parts of a kind, in order."""
        return sorted((name for name in self.parts if name.startswith(f"{kind}/")), key=_number)

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One table, after its bytes were held to its digest; FaultError if they differ, or lack a column."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        data, fault = self.verified(name)
        if fault is not None:
            raise FaultError([fault])
        path = self.folder / name
        try:
            # not `read_table`, which starts threads that can abort a process that ends soon after
            file = pq.ParquetFile(pa.BufferReader(data))
            now = _as_now(file.schema_arrow.names)
            there = {name: stored for stored, name in now.items()}
            wanted = list(there if columns is None else columns)
            lacking = set(wanted) - set(there)
            if lacking:
                raise trouble(path, f"this part has no column {short(min(lacking))}")
            table = file.read(columns=[there[name] for name in wanted], use_threads=False)
            return table.rename_columns([now[name] for name in table.column_names])
        except (pa.ArrowException, OSError) as error:
            raise trouble(path, f"this part is not a table: {reason_of(error)}") from None

    def tables(self, kind: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The parts of a kind one after the other, for results larger than memory."""
        lost = [name for name in self.sealed if name.startswith(f"{kind}/") and name not in self.parts]
        if lost:
            raise FaultError(fault for name in lost if (fault := self.verified(name)[1]))
        for name in self.names(kind):
            yield self.read(name, columns)

    def table(self, kind: str, columns: Sequence[str] | None = None) -> pa.Table:
        """All parts of a kind as one table; FaultError if there are none."""
        import pyarrow as pa

        tables = list(self.tables(kind, columns))
        if not tables:
            raise trouble(self.folder, f"holds no {kind} yet")
        return pa.concat_tables(tables)

    def runs(self, columns: Sequence[str] | None = None) -> pa.Table:
        """One row a run."""
        return self.table("runs", columns)

    def months(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Quantiles by month."""
        return self.table("months", columns)

    def check_within(self, *columns: tuple[NDArray[Any], int]) -> None:
        """FaultError unless every number of each column lies from 0 to below its bound."""
        if any(((column < 0) | (column >= bound)).any() for column, bound in columns):
            raise trouble(self.folder, f"has runs of other points, draws or replicates than {MANIFEST} says")

    def damaged(self) -> list[Fault]:
        """One fault for each part that is missing, unreadable, or not recorded, or not what was recorded."""
        found = (self.verified(name)[1] for name in sorted({*self.parts, *self.sealed}))
        return [fault for fault in found if fault is not None]

    def busy(self) -> bool:
        """Whether a process is writing to the folder now."""
        try:
            handle = os.open(self.folder / STATUS, os.O_RDWR)
        except OSError:
            return False
        try:
            return not lock(handle)
        finally:
            os.close(handle)

    def verified(self, name: str) -> tuple[bytes, Fault | None]:
        """The bytes of a recorded part, or none and the reason why they cannot be used."""
        path, part = self.folder / name, self.parts.get(name)
        if part is None or self.manifest["parts"].get(name, part.sha256) != part.sha256:
            how = "" if part is None else f" as {MANIFEST} does"
            return b"", Fault(
                shown(path), 0, 0, "", f"{STATUS} does not record this part{how}: it is damaged"
            )
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return b"", Fault(shown(path), 0, 0, "", "this file is missing")
        except OSError as error:
            return b"", Fault(shown(path), 0, 0, "", f"{UNREADABLE}: {reason_of(error)}")
        if len(data) != part.bytes:
            message = f"this file is damaged: it has {len(data):,} bytes, not {part.bytes:,}"
            return b"", Fault(shown(path), 0, 0, "", message)
        if hashlib.sha256(data).hexdigest() != part.sha256:
            return b"", Fault(shown(path), 0, 0, "", "this file is damaged: its bytes are not those written")
        return data, None


def seal_of(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of all else that a manifest says, so that readers need not doubt what they find in it."""
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def no_manifest(folder: Path) -> str:
    """What to say of a folder without a manifest, and what can be done where one was lost."""
    parts = len(recorded_parts(folder))
    if not parts:
        return f"holds no result: it has no {MANIFEST}"
    return (
        f"has lost its {MANIFEST}, without which the {parts} parts that {STATUS} records cannot be read:"
        " put it back from a copy, or move the folder away and run the same command again"
    )


def status_lines(folder: Path) -> list[Line]:
    """The entries of status.jsonl; what is no entry, such as a line that a kill cut short, is left out.

    FaultError for a file that cannot be read: what it records is not lost, and must not be made again.
    """
    try:
        with (folder / STATUS).open("rb") as lines:
            return [line for raw in lines if (line := line_of(raw)) is not None]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise trouble(folder / STATUS, f"{UNREADABLE}: {reason_of(error)}") from None


def recorded_parts(folder: Path) -> dict[str, Part]:
    """What status.jsonl says of each part, the latest word counting."""
    lines = (line for line in status_lines(folder) if isinstance(line, PartLine))
    return {line.part: Part(line.sha256, line.rows, line.bytes, line.failed) for line in lines}


def lock(handle: int) -> bool:
    """Take the lock of an open status.jsonl until it is closed; False if another process has it.

    The system lets go of it when its holder dies. Where a file system has no locks there is none.
    """
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
    return True


def _number(name: str) -> int:
    return int("".join(c for c in name if c.isdigit()) or 0)

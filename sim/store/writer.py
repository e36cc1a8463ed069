"""A result folder as it is written: parts that appear whole or not at all, by one process at a time.

A part is written under a temporary name, synced, renamed, and then recorded with its SHA-256 in
status.jsonl, which also carries the lock that keeps a second process out.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from patronage.sim.files.durable import DISK_TROUBLE, lacking_above, remove_empty, undisturbed, write_whole
from patronage.sim.files.faults import FaultError
from patronage.sim.store.log import append, cut_torn_line, now, open_log
from patronage.sim.store.provenance import all_versions, listed_versions, other_versions
from patronage.sim.store.result import (
    ANSWER,
    DONE,
    FORMAT,
    INTERRUPTED,
    MANIFEST,
    RUNNING,
    STATUS,
    TABLES,
    UNREADABLE,
    Part,
    Result,
    no_manifest,
    part_name,
    recorded_parts,
    seal_of,
    status_lines,
    trouble,
)
from patronage.sim.store.swap import clear, drop, place_beside, swap, undo_cut_swap

if TYPE_CHECKING:
    import pyarrow as pa

ALLOW_VERSIONS = "the same versions, or --any-versions"
"""What is allowed where versions of libraries differ."""

TOGETHER = 32
"""How many parts are best written together; a kill costs them all."""

AT_ONCE = 8
"""How many parts the disk is waited for at a time."""

_IDENTITY = (("kind", "kind"), ("inputs", "inputs"), ("model", "version of the model"))


class ResultWriter:
    """A result folder that is being written; `folder` is where, `target` where it will be in the end.

    Use it as a context. Left without `finish`, a folder made in place keeps its parts, so that work can
    go on, and says "interrupted"; one made aside is dropped, and what was there before stays.
    """

    def __init__(
        self, folder: Path, target: Path, manifest: dict[str, Any], log: int, asked: Path | None = None
    ) -> None:
        self.folder = folder
        self.target = target
        self._asked = asked or target
        self._above: list[Path] = []  # folders that were made for it, from within
        self.manifest = manifest
        self._log = log
        self._result = Result(folder, manifest, recorded_parts(folder))

    @classmethod
    def create(cls, folder: Path | str, manifest: Mapping[str, Any], *, aside: bool = False) -> ResultWriter:
        """Begin a result in a folder that is new or empty.

        `manifest` has `kind`, and `inputs` and `model` (digests), and whatever else readers need. With
        `aside` all is written beside the folder and takes its place when finished, and the folder may
        hold an earlier result of the same kind and inputs. FaultError for a folder that holds anything
        else, or that another process is writing to.
        """
        asked = Path(folder)
        target = _past_links(asked)
        undo_cut_swap(target)
        _refuse_foreign(asked, manifest, aside=aside)
        place = place_beside(target, asked) if aside else asked
        writer: ResultWriter | None = None
        above = lacking_above(place)
        try:
            with undisturbed():
                (place if aside else target).mkdir(parents=True, exist_ok=True)
                log = open_log(place, asked)
                if aside:
                    clear(place)  # what a killed process left: nobody holds its lock
                    os.ftruncate(log, 0)
                else:
                    _refuse_foreign(asked, manifest, aside=False)  # another process may have just been faster
                full = {"project": "patronage", "format": FORMAT, **manifest, "started": now()}
                writer = cls(place, target if aside else place, full, log, asked)
                writer._above = above
                writer._begin("start")
        except (FileExistsError, NotADirectoryError):
            raise trouble(asked, "cannot be made: a file stands in its way") from None
        except OSError as error:
            raise _named(error, place, asked) from None
        except KeyboardInterrupt as error:
            if writer is not None:
                writer.__exit__(KeyboardInterrupt, error, None)
            raise
        return writer

    @classmethod
    def resume(
        cls, folder: Path | str, manifest: Mapping[str, Any], *, any_versions: bool = False
    ) -> ResultWriter:
        """Go on with a result in place; FaultError if it is of other inputs or another model, or in use.

        So it is if other versions of the libraries had a part in it, unless there may be ``any_versions``.
        """
        target = Path(folder)
        found = Result.open(target)
        for name, what in _IDENTITY:
            if found.manifest.get(name) != manifest[name]:
                message = (
                    f"holds a result of another {what}"
                    if name != "inputs"
                    else "holds a result of other inputs"
                )
                raise trouble(target, f"{message}, which this one cannot go on from", "another folder")
        every, own = all_versions(found.manifest), all_versions(manifest)[0]
        differing = other_versions(every, own)
        if differing and not any_versions:
            raise trouble(target, f"was made with other versions than are here: {differing}", ALLOW_VERSIONS)
        log = open_log(target, target)
        if Result.open(target).manifest["seal"] != found.manifest["seal"]:
            os.close(log)
            raise trouble(target, "another process has written to this folder just now", "to try again")
        cut_torn_line(log)
        for temporary in (*target.glob("*/.*.tmp"), *target.glob(f".{MANIFEST}*.tmp")):
            temporary.unlink(missing_ok=True)
        writer = cls(target, target, found.manifest, log)
        if differing:
            writer.manifest |= listed_versions([*every, own])
        writer._begin("resume")
        return writer

    @property
    def parts(self) -> dict[str, Part]:
        """What is recorded of the parts written so far, before a resumption too."""
        return self._result.parts

    def sound(self, name: str) -> bool:
        """Whether a part is recorded and holds the bytes recorded; a corrupt one is noted and forgotten.

        FaultError for one that cannot be read, which is no reason to make it anew.
        """
        if name not in self.parts:
            return False
        fault = self._result.verified(name)[1]
        if fault is None:
            return True
        if fault.message.startswith(UNREADABLE):
            raise FaultError([fault])
        self.log("damaged", part=name, message=fault.message)
        del self.parts[name]
        return False

    def describe(self, manifest: Mapping[str, Any]) -> None:
        """Have the manifest speak from now on of what was added to the result; its versions stay listed."""
        mine = ("versions", "other_versions")
        self.manifest |= {name: value for name, value in manifest.items() if name not in mine}
        self._write_manifest(RUNNING, None, {})

    def write_part(self, kind: str, number: int, table: pa.Table, *, failed: int = 0) -> str:
        """Write one part, durably, and record it; its name. `failed`: how many of its runs failed."""
        name, data = part_name(kind, number), parquet_bytes(table)
        self.copy_part(name, data, Part(hashlib.sha256(data).hexdigest(), table.num_rows, len(data), failed))
        return name

    def write_answer(self, data: bytes) -> None:
        """Write the answer, durably, and record it."""
        self.copy_part(ANSWER, data, Part(hashlib.sha256(data).hexdigest(), 0, len(data)))

    def write_table(self, name: str, data: bytes, rows: int) -> None:
        """Write a table of the answer as CSV, durably, and record it; ``name``: a legal name of a column."""
        part = Part(hashlib.sha256(data).hexdigest(), rows, len(data))
        self.copy_part(f"{TABLES}/{name}.csv", data, part)

    def copy_part(self, name: str, data: bytes, part: Part) -> None:
        """Write one part of which the bytes are known, such as another folder's."""
        self.copy_parts([(name, data, part)])

    def copy_parts(self, parts: Sequence[tuple[str, bytes, Part]]) -> None:
        """Write parts: name, bytes and what is recorded of each; the waits for the disk overlap.

        OSError for a disk that cannot take one of them; those before it are recorded.
        """
        paths = [self.folder / name for name, _, _ in parts]
        for folder in {path.parent for path in paths}:
            folder.mkdir(exist_ok=True)
        kept: list[tuple[str, Part]] = []
        with ThreadPoolExecutor(AT_ONCE) as threads:  # which starts none for a single part
            each = map if len(parts) == 1 else threads.map
            try:
                written = each(write_whole, paths, [data for _, data, _ in parts])
                for (name, _, part), _ in zip(parts, written, strict=True):
                    kept.append((name, part))
            finally:
                entries = ({"event": "part", "part": name, **vars(part)} for name, part in kept)
                append(self._log, self.folder, entries)
                self.parts.update(kept)

    def add_versions(self, versions: Mapping[str, str]) -> None:
        """Have the manifest list, from now on, these versions too."""
        every = all_versions(self.manifest)
        if versions not in every:
            self.manifest |= listed_versions([*every, versions])
            self._write_manifest(RUNNING, None, {})

    def log(self, event: str, **details: Any) -> None:
        """Add a line to status.jsonl, durably; nothing of it stays if the disk is full."""
        append(self._log, self.folder, [{"event": event, **details}])

    def finish(self, status: str = DONE) -> None:
        """Close the result: the manifest gets its end, its status and the digest of every part."""
        parts = {name: self.parts[name].sha256 for name in sorted(self.parts)}
        with undisturbed():
            self.log("finish", status=status)
            self._write_manifest(status, now(), parts)
            if self.folder != self.target:
                swap(self.folder, self.target)
            self.close()

    def close(self) -> None:
        """Let go of the lock."""
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._log < 0:
            return
        if isinstance(error, OSError):
            _named(error, self.folder, self._asked)
        with undisturbed():
            try:
                if self.folder == self.target:
                    self.finish(INTERRUPTED)
                else:
                    drop(self.folder)
                    remove_empty(self._above)
            except OSError:
                pass  # a full disk: the record of the parts is what counts
            finally:
                self.close()

    def _begin(self, event: str) -> None:
        try:
            self._write_manifest(RUNNING, None, {})
            self.log(event, pid=os.getpid(), host=socket.gethostname())
        except OSError:
            self.close()
            raise

    def _write_manifest(self, status: str, ended: str | None, parts: dict[str, str]) -> None:
        self.manifest |= {"ended": ended, "status": status, "parts": parts}
        self.manifest["seal"] = seal_of(self.manifest)
        text = json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.folder / MANIFEST, text.encode())


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as a Parquet file; the same table gives the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    others = [field.name for field in table.schema if field.name not in floats]
    # the bytes of numbers, split by significance, pack better
    pq.write_table(table, sink, compression="zstd", use_dictionary=others, use_byte_stream_split=floats)
    return bytes(sink.getvalue())


def _past_links(folder: Path) -> Path:
    """What a folder is past all links, whether or not it is there; FaultError for a ring of links."""
    try:
        found = folder.resolve()
    except (OSError, RuntimeError):
        found = folder
    if found.is_symlink():  # from Python 3.13 on a ring is given back as it is
        raise trouble(folder, "is a link that leads nowhere")
    return found


def _named(error: OSError, place: Path, asked: Path) -> OSError:
    """An error that names what was asked for instead of a folder beside it, or of a full disk's nothing."""
    hidden = place != asked and str(error.filename).startswith(str(place).removesuffix("new"))
    if hidden or (error.filename is None and error.errno in DISK_TROUBLE):
        error.filename, error.filename2 = str(asked), None
    return error


def _refuse_foreign(folder: Path, manifest: Mapping[str, Any], *, aside: bool) -> None:
    """FaultError unless a result may be begun in the folder."""
    if folder.exists() and not folder.is_dir():
        raise trouble(folder, "is a file, not a folder")
    inside = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    begun = {name for name in inside if name == STATUS or fnmatch(name, f".{MANIFEST}*.tmp")}
    if inside == begun and not status_lines(folder):
        return  # new, or killed before anything was done
    if MANIFEST not in inside:
        lost = STATUS in inside and recorded_parts(folder)
        message = (
            no_manifest(folder)
            if lost
            else "the folder is not empty and holds no result; nothing in it was changed"
        )
        raise trouble(folder, message, "a new or empty folder")
    found = Result.open(folder).manifest
    if any(found.get(name) != manifest[name] for name in ("kind", "inputs")):
        message = "holds a result of other inputs, which is left alone"
        sweeps = found.get("kind") == manifest["kind"] == "sweep"
        raise trouble(
            folder, message, f"{'--resume where it is to be added to, or ' * sweeps}a new or empty folder"
        )
    if not aside:
        raise trouble(
            folder, "holds this result already, whole or in part", "--resume, or a new or empty folder"
        )

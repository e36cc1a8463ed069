"""status.jsonl as it is written: opened and locked by one process, and added to in whole lines."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from patronage.sim.store.record import HolderLine
from patronage.sim.store.result import STATUS, lock, status_lines, trouble


def open_log(folder: Path, asked: Path) -> int:
    """Open and lock the status.jsonl of a folder; FaultError, of what was asked for, if another has it."""
    path = folder / STATUS
    log = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    if lock(log) and path.exists() and os.path.samestat(path.stat(), os.fstat(log)):
        return log
    os.close(log)
    holders = [line for line in status_lines(folder) if isinstance(line, HolderLine)]
    who = f" (process {holders[-1].pid} on {holders[-1].host})" if holders else ""
    raise trouble(asked, f"another process{who} is writing to this folder")


def append(log: int, folder: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """Add lines, durably and with the time; nothing of them stays if the disk is full."""
    at = now()
    data = "".join(json.dumps({"at": at, **each}, ensure_ascii=False) + "\n" for each in entries).encode()
    if not data:
        return
    start = os.lseek(log, 0, os.SEEK_END)
    try:
        written = os.write(log, data)
    except OSError:
        written = 0
    if written != len(data):
        os.ftruncate(log, start)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / STATUS))
    os.fsync(log)


def cut_torn_line(log: int) -> None:
    """Cut a last line that a kill left without its end off status.jsonl."""
    size = os.lseek(log, 0, os.SEEK_END)
    os.lseek(log, max(0, size - 65536), os.SEEK_SET)
    tail = os.read(log, 65536)
    os.ftruncate(log, size - len(tail) + tail.rfind(b"\n") + 1)


def now() -> str:
    """The time as a result has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")

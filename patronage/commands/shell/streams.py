"""Standard output and error as a command can rely on them, whatever it was started with."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Unfailing(io.FileIO):
    """A file of which nobody minds if it cannot be written, such as a full disk or a pipe that was closed."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what can be written, and say that it all was."""
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def ready_streams() -> None:
    """Let closed streams lead nowhere, and no work stop because stderr cannot be written."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    elif sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper):
        raw = _Unfailing(sys.stderr.fileno(), "w", closefd=False)
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(raw), sys.stderr.encoding, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark


def drop_output() -> None:
    """Send nowhere what is left for standard output, whose reader is gone, lest Python complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nowhere() -> io.TextIOWrapper:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")

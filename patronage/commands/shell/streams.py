"""Standard output and error as a command can rely on them, whatever it was started with."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from patronage.sim.files.faults import one_line, reason_of

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Printing:
    """Standard output for a command that has more to do than to print.

    What fails there, such as a full disk or a reader who has gone, is kept until the rest is done.
    """

    def __init__(self) -> None:
        self._failed: OSError | None = None

    def say(self, text: str) -> None:
        """Print a text; nothing once that has failed."""
        if self._failed is None:
            try:
                click.echo(text)
                sys.stdout.flush()
            except OSError as error:
                self._failed = error

    def end(self, code: int, *, kept: bool = True) -> int:
        """The exit code, 1 where the output failed, which a line on stderr then says.

        ``kept``: whether the command has anything else to show for its work; without it, or where nobody
        reads on, the error is raised.
        """
        if self._failed is None:
            return code
        if not kept or isinstance(self._failed, BrokenPipeError):
            raise self._failed
        with suppress(OSError):
            drop_output()
        note(f"the output: the answer could not be printed: {reason_of(self._failed)}")
        return code or 1


def note(line: str) -> None:
    """A line on stderr, in which a file's name cannot break it nor turn it round."""
    click.echo(one_line(line), err=True)


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

"""How far a long computation is, on stderr: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from patronage.words.plain import time_text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from patronage.sim.sweeps.run import Tally
    from patronage.studies.arms import Piece

EVERY = 5.0  # seconds between plain lines


class Progress:
    """Runs (or whatever ``of`` calls them) done, of ``total`` if known, their rate, time left, failures.

    Use it as a context, which begins by saying ``what`` is done. Nothing is shown before a run is.
    """

    def __init__(self, what: str = "", total: int | None = None, of: str = "runs") -> None:
        self._what, self._of = what, of
        self._total = total
        self._done = self._kept = self._failed = self._lost = self._first = 0
        self._began = self._shown_at = self._since = time.monotonic()
        self._bar: Bar | None = None
        self._last = ""

    def __enter__(self) -> Self:
        if self._what:
            self.say(f"{self._what} …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def say(self, line: str) -> None:
        """A line of its own, above the bar."""
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            click.echo(line, err=True)

    def add(self, runs: int) -> None:
        """So many more runs are done."""
        self._done += runs
        self._show()

    def through(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The same pieces; each counts once whoever takes it asks for the next."""
        for piece in pieces:
            runs = piece.table.runs
            yield piece
            del piece  # before the next one takes as much again
            self.add(runs)

    def tell(self, tally: Tally) -> None:
        """A sweep is this far; its first tally and its last are always shown."""
        self._total, self._done, self._kept = tally.total, tally.done, tally.kept
        self._failed, self._lost = tally.failed, tally.lost
        self._show(always=self._done + self._lost in {tally.total, tally.kept})

    def _show(self, *, always: bool = False) -> None:
        now, ended = time.monotonic(), self._done + self._lost
        rate = self._rate(now)
        whole = "" if self._total is None else f" of {self._total:,}"
        count = f"{self._done:,}{whole} {self._of}"
        rest = [f"{rate:,.0f} {self._of}/s"] if rate else []
        if rate and self._total is not None and ended < self._total:
            rest.append(f"{time_text((self._total - ended) / rate)} left")
        if failed := self._failed + self._lost:
            rest.append(f"{failed:,} failed")
        if sys.stderr.isatty():
            self._bar = self._bar or _bar()
            (task,) = self._bar.task_ids
            self._bar.update(task, total=self._total, completed=ended, count=count, rest=", ".join(rest))
        elif (always or now - self._shown_at >= EVERY) and (line := ", ".join([count, *rest])) != self._last:
            self._shown_at, self._last = now, line
            click.echo(line, err=True)

    def _rate(self, now: float) -> float:
        """How many a second since the first were done: until then the model may have been compiled."""
        fresh = self._done - self._kept
        if fresh and not self._first:
            self._first, self._since = fresh, now
        if fresh == self._first and self._done == self._total:  # all at once
            return fresh / max(now - self._began, 1e-9)
        return (fresh - self._first) / max(now - self._since, 1e-9)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.fields[count]}"), BarColumn(), TextColumn("{task.fields[rest]}")
    bar = Bar(*columns, console=Console(stderr=True))
    bar.add_task("", total=None, count="", rest="")
    bar.start()
    return bar

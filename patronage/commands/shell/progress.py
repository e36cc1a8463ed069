"""How far a long computation is, on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from patronage.words.plain import time_text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from patronage.sim.sweeps.run import Tally

EVERY = 5.0  # seconds between plain lines


class SweepProgress:
    """Shows the tallies of a sweep as they come: runs done, rate, time left, failures."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._began = self._told = time.monotonic()
        self._last = ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.fields[runs]}"),
                BarColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(compact=True),
                TextColumn("{task.fields[failures]}", style="red"),
                console=Console(stderr=True),
            )
            self._bar.start()
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
            sys.stderr.write(f"{line}\n")

    def tell(self, tally: Tally) -> None:
        """Show a tally."""
        now = time.monotonic()
        rate = (tally.done - tally.kept) / max(now - self._began, 1e-9)
        ended = tally.done + tally.lost
        if self._bar is not None:
            fields: dict[str, Any] = {
                "runs": f"{tally.done:,}/{tally.total:,} runs",
                "rate": f"{rate:,.0f}/s" if rate else "",
                "failures": _failures(tally),
            }
            if self._task is None:
                self._task = self._bar.add_task("", total=tally.total, completed=ended, **fields)
            self._bar.update(self._task, completed=ended, **fields)
        elif now - self._told >= EVERY or ended in {tally.total, tally.kept}:
            self._told = now
            left = f", {time_text((tally.total - ended) / rate)} left" if rate and ended < tally.total else ""
            speed = f", {rate:,.0f} runs/s" if rate else ""
            line = f"{tally.done:,} of {tally.total:,} runs{speed}{left}{_failures(tally, ', ')}"
            if line != self._last:
                sys.stderr.write(f"{line}\n")
                sys.stderr.flush()
            self._last = line


def _failures(tally: Tally, before: str = "") -> str:
    failed = tally.failed + tally.lost
    return f"{before}{failed:,} failed" if failed else ""

"""How far the runs of one command are, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

EVERY = 5.0  # seconds between plain lines


@contextmanager
def told_progress(total: int) -> Iterator[Callable[[int], None]]:
    """Give a function to be told how many more runs are done, of ``total`` in all."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label="runs", file=sys.stderr) as bar:
            yield bar.update
        return
    done, told = 0, time.monotonic()

    def tell(more: int) -> None:
        nonlocal done, told
        done += more
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            click.echo(f"{done:,} of {total:,} runs", err=True)

    yield tell

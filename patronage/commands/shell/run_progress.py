"""How far the runs of one command are, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from patronage.studies.arms import Piece

EVERY = 5.0  # seconds between plain lines


@contextmanager
def told_progress(total: int) -> Iterator[Callable[[Iterable[Piece]], Iterator[Piece]]]:
    """Give a function that passes pieces on and counts their runs, of ``total``, once they are used."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label="runs", file=sys.stderr) as bar:
            yield lambda pieces: _counted(pieces, bar.update)
        return
    done, told = 0, time.monotonic()

    def tell(more: int) -> None:
        nonlocal done, told
        done += more
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            click.echo(f"{done:,} of {total:,} runs", err=True)

    yield lambda pieces: _counted(pieces, tell)


def _counted(pieces: Iterable[Piece], tell: Callable[[int], None]) -> Iterator[Piece]:
    for piece in pieces:
        yield piece
        tell(piece.table.runs)

"""Where a result goes that the user has named no folder for."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result


def default_folder(name: str, kind: str, inputs: str) -> Path:
    """`results/<name>`, or with some of the inputs' digest added where that holds the result of others.

    ``kind`` and ``inputs`` are those of the manifest that will be written.
    """
    folder = Path("results") / name
    try:
        manifest = Result.open(folder).manifest
    except FaultError:
        return folder  # nothing there, or nothing that is a result: then it is refused when it is made
    if (manifest.get("kind"), manifest.get("inputs")) == (kind, inputs):
        return folder
    other = folder.with_name(f"{folder.name}-{inputs[:8]}")
    click.echo(
        f"note: {folder} holds the result of other inputs and is kept; this one goes to {other}", err=True
    )
    return other

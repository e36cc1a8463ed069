"""`patronage new DIR`: a case to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a case to start from in DIR, which runs as it stands.

    Its comments teach the coding of an article. The case is called as DIR is.
    """
    from patronage.studies.new import scaffold

    name = scaffold(folder)
    scenario = shlex.quote(str(folder / "scenarios" / "first.yaml"))
    click.echo(f"{folder}: a case called {name}; its README.md says how to make it yours")
    click.echo(f"try: patronage run {scenario}")

"""`patronage new DIR`: a case to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--article", metavar="TEXT", type=click.Path(path_type=Path),
    help="Start from your own text: an item to be coded for each of its sentences.",
)  # fmt: skip
@click.option(
    "--actor", "actors", metavar="ID=NAME,...", multiple=True,
    help="With --article: an actor and the names that the text uses for it, as in iran=Iran,Tehran, to"
    " propose its mentions; may be repeated.",
)  # fmt: skip
def command(folder: Path, article: Path | None, actors: tuple[str, ...]) -> None:
    """Create a starter case in DIR/seeds/NAME, with a scenario; NAME is the name of DIR.

    Without --article the case is an invented one that can be run at once, and its comments teach the coding
    of an article. With --article it has your own text, still to be coded; `patronage check DIR/seeds/NAME`
    lists what is left to do.
    """
    from patronage.sim.case.draft import draft, named_actors
    from patronage.studies.new import scaffold

    if article is None:
        if actors:
            raise click.UsageError("--actor goes with --article")
        name = scaffold(folder)
        scenario = shlex.quote(str(folder / "scenarios" / "first.yaml"))
        click.echo(f"case:     {folder / 'seeds' / name}; {folder / 'README.md'} says how to make it yours")
        click.echo(f"check it: patronage check {shlex.quote(str(folder / 'seeds' / name))}")
        click.echo(f"run it:   patronage run {scenario}")
        return
    made = draft(article, named_actors(actors))
    name = scaffold(folder, made)
    case = folder / "seeds" / name
    counts = [made.fields[what] for what in ("sentences", "paragraphs")]
    click.echo(f"case: {case}, still to be coded; sentences: {counts[0]}, paragraphs: {counts[1]}")
    for actor in made.unnamed:
        click.echo(f"note: none of the names of {actor} is in the text")
    click.echo(f"next: patronage check {shlex.quote(str(case))}")

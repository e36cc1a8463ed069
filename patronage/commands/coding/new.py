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
    help="With --article: an actor and how the text calls it, as in iran=Iran,Tehran, by which its mentions"
    " are proposed; may be repeated.",
)  # fmt: skip
def command(folder: Path, article: Path | None, actors: tuple[str, ...]) -> None:
    """Make a case to start from in DIR, called as DIR is.

    It is an invented one, which runs as it stands and whose comments teach the coding of an article; or with
    --article your own, to be coded: `patronage check` says what is still to be done.
    """
    from patronage.sim.case.draft import draft, named_actors
    from patronage.studies.new import scaffold

    if article is None:
        if actors:
            raise click.UsageError("--actor goes with --article")
        name = scaffold(folder)
        scenario = shlex.quote(str(folder / "scenarios" / "first.yaml"))
        click.echo(f"{folder}: a case called {name}; its README.md says how to make it yours")
        click.echo(f"try: patronage run {scenario}")
        return
    made = draft(article, named_actors(actors))
    name = scaffold(folder, made)
    case = folder / "seeds" / name
    counts = [made.fields[what] for what in ("sentences", "paragraphs")]
    click.echo(
        f"{folder}: a case called {name}, to be coded; sentences: {counts[0]}, paragraphs: {counts[1]}"
    )
    for actor in made.unnamed:
        click.echo(f"note: none of the names of {actor} is in the text")
    click.echo(f"what is to be done: patronage check {shlex.quote(str(case))}")

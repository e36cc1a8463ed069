"""`patronage matching`: under which settings the model shows what is expected of it."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.commands.options import json_option, tables_option


@click.command()
@click.argument("files", nargs=-1, metavar="[EXPECTATION...]", type=click.Path(path_type=Path))
@click.option(
    "--points", type=click.IntRange(10, 100_000), default=240, show_default=True, metavar="N",
    help="Number of combinations of settings to try.",
)  # fmt: skip
@tables_option
@json_option
def matching(files: tuple[Path, ...], points: int, tables: Path | None, as_json: bool) -> int:
    """Find the settings under which expectations hold: those in files, or those of the project.

    An expectation is a claim about the model that was declared before it was run. The program tries
    combinations from the whole range of all settings at once (history matching). Some expectations hold at
    none of the combinations tried; for those that hold at some, the settings that decide it are named.
    """
    from patronage.commands.places import Place, check_tables, finished
    from patronage.commands.shell.progress import Progress
    from patronage.studies.expectations.held import read_all
    from patronage.studies.expectations.matching import SIZE, runs_of_matching
    from patronage.studies.expectations.matching import matching as match
    from patronage.studies.refusing import refuse_twice
    from patronage.text.matching import matching_text

    refuse_twice(files)
    check_tables(tables)
    expectations = read_all(files, SIZE)
    runs = runs_of_matching(expectations, points, SIZE)
    with Progress(f"{len(expectations)} expectations at {points:,} points: {runs:,} runs", runs) as shown:
        found = match(expectations, points, tick=shown.add)
    place = Place(tables=tables)
    return finished(found.plain(), matching_text(found), found.tables, None, place, as_json=as_json)

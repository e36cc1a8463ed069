"""`patronage rivals`: the same case under rival published models, or any table of actors."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from patronage.commands.options import (
    about,
    chosen,
    json_option,
    need_events,
    out_option,
    tables_option,
)
from patronage.commands.places import Place, check_tables, finished, place_of
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress
from patronage.sim.files.faults import Fault, FaultError

FURTHEST = 1e12  # ends of a scale


@click.command()
@click.argument("scenario", required=False, shell_complete=scenarios)
@click.option("--rng", metavar="N", help="Seed of the random numbers.")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the scenario, such as settings.rationality=2; may be repeated.",
)  # fmt: skip
@click.option(
    "--table", "actors", type=click.Path(path_type=Path), metavar="FILE",
    help="CSV file: actor,capability and, for each issue, position:<issue>,salience:<issue>.",
)  # fmt: skip
@click.option(
    "--scale", type=float, nargs=2, metavar="LOW HIGH",
    help="The lowest and highest possible position, if the table states neither.",
)  # fmt: skip
@click.option(
    "--outcomes", "decisions", type=click.Path(path_type=Path), metavar="FILE",
    help="CSV file of known decisions, to see how far every model's forecast is from them.",
)  # fmt: skip
@out_option
@tables_option
@json_option
def rivals(
    scenario: str | None,
    rng: str | None,
    changes: tuple[str, ...],
    actors: Path | None,
    scale: tuple[float, float] | None,
    decisions: Path | None,
    out: Path | None,
    tables: Path | None,
    as_json: bool,
) -> int:
    """Compare the model with published rival models, to see whether the conclusion depends on it.

    With SCENARIO, a file or the name of one that comes with the project, the attainment and decisiveness of
    the focus actor are compared with and without the events. With --table the rivals alone are run on any
    actors: weighted mean and median, challenges, and the elections of KTAB
    (Wise, Lester and Efird 2015). With --outcomes the forecasts of the
    rivals and of the model's own settlement rule are compared with known decisions.
    """
    if scale is not None and not -FURTHEST <= scale[0] < scale[1] <= FURTHEST:
        message = f"{scale[0]:g} {scale[1]:g} is not a scale"
        allowed = f"two numbers from {-FURTHEST:g} to {FURTHEST:g}, the lower first"
        raise FaultError([Fault("--scale", 0, 0, "", message, allowed)])
    if actors is not None and decisions is not None:
        raise click.UsageError("--table and --outcomes do not go together")
    given = "--outcomes" if decisions is not None else "--table"
    alone = actors is not None or decisions is not None
    if alone and (scenario is not None or rng is not None or changes or out is not None):
        raise click.UsageError(f"{given} goes with no scenario, nor with its options")
    if decisions is not None:
        return _outcomes(decisions, scale, tables, as_json=as_json)
    if actors is not None:
        return _table(actors, scale, tables, as_json=as_json)
    if scale is not None:
        raise click.UsageError("--scale goes with --table or --outcomes")
    if scenario is None:
        raise click.UsageError("name a scenario, or give --table")
    from patronage.studies.rivals.scenario import rivals as rivals_of
    from patronage.text.charts.why import rivals_models_chart
    from patronage.text.rivals import rivals_text

    picked = chosen(scenario, changes, rng=rng)
    need_events(picked)
    place = place_of(picked, "rivals", out=out, tables=tables, as_json=as_json)
    with Progress(f"{picked.name}: rival models"):
        found = rivals_of(picked)
    plain = about(picked, "rivals") | found.plain()
    draw = partial(rivals_models_chart, found)
    return finished(plain, rivals_text(found), found.tables, draw, place, as_json=as_json)


def _table(path: Path, scale: tuple[float, float] | None, tables: Path | None, *, as_json: bool) -> int:
    from patronage.analysis.rivals.actors import read_actors
    from patronage.analysis.rivals.compare import compare_rivals
    from patronage.studies.rivals.scenario import LABELS
    from patronage.studies.tables.rivals import actors_tables
    from patronage.text.rivals_table import CHALLENGE, table_text

    check_tables(tables)
    found = compare_rivals(read_actors(path, scale))
    write = partial(actors_tables, found, LABELS, CHALLENGE)
    return finished(found, table_text(found), write, None, Place(tables=tables), as_json=as_json)


def _outcomes(path: Path, scale: tuple[float, float] | None, tables: Path | None, *, as_json: bool) -> int:
    from patronage.analysis.rivals.decisions import read_decisions
    from patronage.studies.rivals.outcomes import outcomes
    from patronage.text.outcomes import outcomes_text

    check_tables(tables)
    read = read_decisions(path, scale)
    with Progress(f"{path.name}: forecasts", total=len(read.decisions), of="issues") as progress:
        found = outcomes(read, tick=progress.add)
    plain, place = found.plain(), Place(tables=tables)
    return finished(plain, outcomes_text(found), found.tables, None, place, as_json=as_json)

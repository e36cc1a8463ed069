"""`patronage blocs`: who stands with whom, of a scenario by month or of two plain tables."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patronage.commands.options import about, chosen, json_option, out_option, tables_option
from patronage.commands.places import Place, check_tables, finished, place_of
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress

if TYPE_CHECKING:
    from patronage.sim.scenario.load import Scenario
    from patronage.studies.rivals.blocs import Blocs


@click.command()
@click.argument("scenario", required=False, shell_complete=scenarios)
@click.option("--rng", metavar="N", help="Seed of the random numbers.")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the scenario, such as settings.rationality=2; may be repeated.",
)  # fmt: skip
@click.option("--sizes", type=click.Path(path_type=Path), metavar="FILE", help="A CSV file: actor,size.")
@click.option(
    "--propensity", type=click.Path(path_type=Path), metavar="FILE",
    help="A CSV file: a square matrix, actors' names as header row and first column.",
)  # fmt: skip
@out_option
@tables_option
@json_option
def blocs(
    scenario: str | None,
    rng: str | None,
    changes: tuple[str, ...],
    sizes: Path | None,
    propensity: Path | None,
    out: Path | None,
    tables: Path | None,
    as_json: bool,
) -> int:
    """Find the two camps that the actors fall into (landscape theory, Axelrod and Bennett 1993).

    With SCENARIO, a file or the name of one that comes with the project, the camps are found month by month,
    with and without its events, from the trust and capability in the model's runs. With --sizes and
    --propensity they are found for any actors: every division in which no actor would rather be in
    the other camp, how many starting points lead to it, and how far each actor is at odds with its own camp.
    """
    given = sizes is not None or propensity is not None
    if given and (scenario is not None or rng is not None or changes or out is not None):
        raise click.UsageError("--sizes and --propensity go with no scenario, nor with its options")
    if given and (sizes is None or propensity is None):
        raise click.UsageError("--sizes and --propensity go together")
    if sizes is not None and propensity is not None:
        return _tables(sizes, propensity, tables, as_json=as_json)
    if scenario is not None:
        picked = chosen(scenario, changes, rng=rng)
        place = place_of(picked, "blocs", out=out, tables=tables, as_json=as_json)
        return _scenario(picked, place, as_json=as_json)
    raise click.UsageError("name a scenario, or give --sizes and --propensity")


def _tables(sizes: Path, propensity: Path, tables: Path | None, *, as_json: bool) -> int:
    from patronage.analysis.estimators.blocs import analyse_blocs
    from patronage.analysis.rivals.tables import read_blocs
    from patronage.studies.tables.blocs import landscape_tables

    check_tables(tables)
    given = read_blocs(sizes, propensity)
    found = analyse_blocs(given.sizes, given.propensity, list(given.names))
    found["notes"] = [*given.notes, *found["notes"]]
    write = partial(landscape_tables, found)
    return finished(found, landscape_text(found), write, None, Place(tables=tables), as_json=as_json)


def _scenario(picked: Scenario, place: Place, *, as_json: bool) -> int:
    from patronage.studies.rivals.blocs import blocs as blocs_of
    from patronage.text.charts.why import blocs_chart

    with Progress(f"{picked.name}: camps by month"):
        found = blocs_of(picked)
    plain = about(picked, "blocs") | found.plain()
    return finished(
        plain, blocs_text(found), found.tables, partial(blocs_chart, found), place, as_json=as_json
    )


def landscape_text(found: dict[str, Any]) -> str:
    """A table of the minima of a landscape, with what a reader must know."""
    from patronage.words.plain import table

    count, total = len(found["actors"]), found["configurations"]
    ways = f"{total:,}" if found["exhaustive"] else f"2^{count - 1}"
    parts = [f"{count} actors, {ways} ways of forming two camps"]
    basin = "basin" if found["exhaustive"] else f"of {found['starts']:,} descents"
    rows = []
    for number, minimum in enumerate(found["minima"], start=1):
        worst = max(minimum["frustration"], key=lambda actor: minimum["frustration"][actor])
        rows.append(
            (
                str(number),
                camps_text(minimum["camps"]),
                f"{minimum['energy']:.6g}",
                f"{minimum['basin' if found['exhaustive'] else 'reached']:,}",
                f"{worst} {minimum['frustration'][worst]:.4g}",
            )
        )
    parts.append(table(("minimum", "camps", "energy", basin, "most frustrated"), rows, left=2))
    barriers = found["barriers"]
    if barriers is not None and 1 < len(barriers) <= 12:
        numbers = [str(k + 1) for k in range(len(barriers))]
        cells = [(number, *(f"{b:.6g}" for b in row)) for number, row in zip(numbers, barriers, strict=True)]
        parts.append("How far the energy must rise from the minimum of a row to that of a column:")
        parts.append(table(("", *numbers), cells))
    return "\n\n".join([*parts, "\n".join(found["notes"])])


def camps_text(camps: list[list[str]]) -> str:
    """`Iran, Russia | Turkey`; one camp of all is said to be that."""
    first, second = camps
    return f"{', '.join(first)} | {', '.join(second)}" if second else f"{', '.join(first)} (one camp)"


def blocs_text(found: Blocs) -> str:
    """The spells of each arm's commonest camps, who stands with the focus, and who is at odds."""
    from patronage.analysis.estimators.camps import named, spells, with_actor
    from patronage.studies.rivals.blocs import DRAWS, REPLICATES
    from patronage.words.plain import percent, table, wrapped
    from patronage.words.wording import actor_names

    scenario = found.scenario
    names = actor_names(scenario.case)
    months, focus, size = found.months, found.focus, found.size
    arms = {"with the events": "scenario", "without the events": "reference"}
    parts = [
        f"{scenario.title}: who stands with {names[scenario.focus]}?",
        (
            f"{size.runs:,} runs per arm ({size.draws:,} weight draws x {size.replicates:,}), rng"
            f" {scenario.rng};\ncamps take at most {DRAWS} draws x {REPLICATES}"
        ),
    ]
    for title, arm in arms.items():
        rows = [
            (
                f"{months[spell.first]} to {months[spell.last]}",
                camps_text([[names[a] for a in camp] for camp in named(found.camps[arm], spell.code, focus)]),
                percent(spell.share),
            )
            for spell in spells(found.camps[arm])
        ]
        parts.append(table(("months", f"most frequent camps {title}", "draws"), rows, left=2))
    together = {arm: with_actor(found.camps[arm], focus) for arm in arms.values()}
    odds = {arm: found.camps[arm].at_odds.mean(axis=0) for arm in arms.values()}
    stands: list[tuple[str, ...]] = []
    for i, actor in enumerate(scenario.case.actor_ids):
        shares = [together["reference"][0, i], *(together[arm][-1, i] for arm in arms.values())]
        cells = ["-" if i == focus else percent(float(share)) for share in shares]
        stands.append((names[actor], *cells, *(f"{odds[arm][-1, i]:.3f}" for arm in arms.values())))
    heads = (
        months[0], f"{months[-1]}, with events", "without events", "at odds, with events", "without events",
    )  # fmt: skip
    parts.append(table((f"with {names[scenario.focus]} in", *heads), stands))
    several = [percent(float((found.camps[arm].minima > 1).mean())) for arm in arms.values()]
    parts.append(
        wrapped(
            "Camps: the two groups that go against mutual trust least, ties weighed by the mean capability of"
            " the actors, in each draw (the least energy of Axelrod and Bennett 1993). At odds: in the last"
            " month, the share of an actor's ties that its camp goes against. Other camps are a local minimum"
            f" too in {several[0]} of draws and months with the events, in {several[1]} without."
        )
    )
    return "\n\n".join(parts)

"""`patronage compare`: several scenarios side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from patronage.commands.options import (
    as_fault,
    json_option,
    measure_option_of,
    out_option,
    refuse_given,
    refuse_twice,
    tables_option,
)
from patronage.commands.places import finished, place_in
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress
from patronage.sim.model.measures import NAMED


@click.command()
@click.argument("sources", nargs=-1, metavar="RESULT RESULT…", shell_complete=scenarios)
@click.option("--runs", metavar="N", help="Runs in each arm of scenarios that are run here.")
@click.option("--rng", metavar="N", help="Seed of the random numbers of scenarios that are run here.")
@measure_option_of(NAMED.values())
@click.option("--any-versions", is_flag=True, help="Allow results of different versions of the libraries.")
@out_option
@tables_option
@json_option
def compare(
    sources: tuple[str, ...],
    runs: str | None,
    rng: str | None,
    measure: str,
    any_versions: bool,
    out: Path | None,
    tables: Path | None,
    as_json: bool,
) -> int:
    """Compare the losses of several scenarios, and say in what share of draws one costs more than another.

    Each RESULT is a folder that `patronage run` wrote, or a scenario (a file or a name), which is then run.
    Runs with the same draw and replicate use the same random numbers, so scenarios are compared run by run.
    Results that cannot be paired are refused.
    """
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.studies.compare import Member, compared, comparison, manifest_of_sources
    from patronage.text.compare import comparison_chart, comparison_text, doubts_of

    if len(sources) < 2:
        raise FaultError([Fault("compare", 0, 0, "", "give at least two results or scenarios")])
    refuse_twice(sources)
    stored = all(Path(source).is_dir() for source in sources)
    if stored:
        refuse_given("every result is there already, and none is run", runs=runs, rng=rng)
    name = f"compare-{measure.replace(':', '-')}"

    def read() -> tuple[Member, ...]:
        with Progress(f"{len(sources)} scenarios") as shown:
            return compared(sources, measure, runs=runs, rng=rng, any_versions=any_versions, tick=shown.add)

    members = read() if stored else None  # so that results that cannot be paired are refused at once
    place = place_in(
        name, name, manifest_of_sources(sources, runs, rng), out=out, tables=tables, as_json=as_json
    )
    with as_fault("compare"):
        found = comparison(members or read(), measure)

    text = comparison_text(found)
    plain = found.plain() | {"not_settled": doubts_of(found)}
    return finished(plain, text, found.tables, partial(comparison_chart, found), place, as_json=as_json)

"""`patronage bench`: speed of the ensemble and of the Mesa path, side by side in one run."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from patronage.commands.options import tables_option
from patronage.commands.places import Place, check_tables, finished
from patronage.commands.shell.completing import scenarios


@click.command()
@click.argument("scenario", required=False, shell_complete=scenarios)
@click.option(
    "--runs", type=click.IntRange(64, 1_000_000), default=16_000, show_default=True,
    help="Runs of the ensemble a go.",
)  # fmt: skip
@click.option(
    "--mesa-runs", type=click.IntRange(2, 10_000), default=20, show_default=True,
    help="Runs of the Mesa model a go.",
)  # fmt: skip
@tables_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
def bench(scenario: str | None, runs: int, mesa_runs: int, tables: Path | None, as_json: bool) -> int:
    """Measure how fast this machine runs a SCENARIO (afrin_airspace if none is named).

    The ensemble on one thread and more, the Mesa model stepped in a loop, and Mesa's own batch_run driving
    the same model are timed one after the other in this one call, so that their ratios mean something. With
    both arms, the ensemble simulates the months before the first event once for the two.
    """
    from patronage.studies.bench import benchmark
    from patronage.studies.shipped import load_scenario
    from patronage.studies.tables.bench import bench_tables

    check_tables(tables)

    found = benchmark(
        load_scenario(scenario or "afrin_airspace"),
        runs=runs,
        mesa_runs=mesa_runs,
        say=lambda line: click.echo(line, err=True),
    )
    text, write = "\n".join(_tables(found)), partial(bench_tables, found)
    return finished(found, text, write, None, Place(tables=tables), as_json=as_json)


def _tables(found: dict[str, Any]) -> list[str]:
    ensemble = found["ensemble"]["runs_per_second"]
    lines = [
        f"{found['scenario']}: {found['actors']} actors, {found['months']} months",
        f"{found['runs']} runs of the ensemble and {found['mesa_runs']} of Mesa a go",
        "",
        f"{'':34}{'runs/s':>10}{'ratio':>10}",
    ]
    slow = found["mesa_batch_run"]["runs_per_second"]
    rows = [("mesa.batch_run, one process", slow), ("Mesa model in a loop", found["mesa"]["runs_per_second"])]
    for name, rates in (("one arm", found["ensemble_one_arm"]["runs_per_second"]), ("both arms", ensemble)):
        rows += [
            (f"ensemble, {name}, {n} thread{'s' if n != '1' else ''}", rates[n])
            for n in sorted(rates, key=int)
        ]
    lines += [f"{name:34}{speed:10,.0f}{speed / slow:10,.0f}" for name, speed in rows]
    lines += ["", f"a second process makes its first run after {found['start_seconds']:.2f} s", ""]
    lines.append("cost of a run against the first size of each row")
    for what, sizes in found["scaling"].items():
        costs = "   ".join(f"{size}: {entry['cost_of_a_run']:.1f}" for size, entry in sizes.items())
        lines.append(f"  {what:8}{costs}")
    return lines

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
    metavar="N", help="Runs of the ensemble in each repetition.",
)  # fmt: skip
@click.option(
    "--mesa-runs", type=click.IntRange(2, 10_000), default=20, show_default=True,
    metavar="N", help="Runs of the Mesa model in each repetition.",
)  # fmt: skip
@tables_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def bench(scenario: str | None, runs: int, mesa_runs: int, tables: Path | None, as_json: bool) -> int:
    """Measure how fast this machine runs a SCENARIO (afrin_airspace if none is named).

    The ensemble on one and on more threads, the Mesa model stepped in a loop, and Mesa's own batch_run of
    the same model are timed in turn within one call, so that their ratios can be compared. In the timing
    with both arms, the months before the first event are simulated once for the two. A study of how the
    speed scales with runs, actors and months follows, with up to 64,000 runs, whatever --runs says.

    The printed limit is how fast one thread would be if it did nothing but the arithmetic of a run: the
    measured operations per second of this processor over the counted operations of a month.
    """
    from patronage.studies.bench.bench import benchmark
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
    slow, loop = found["mesa_batch_run"]["runs_per_second"], found["mesa"]["runs_per_second"]
    lines = [
        f"{found['scenario']}: {found['actors']} actors, {found['months']} months",
        f"{found['runs']:,} runs of the ensemble and {found['mesa_runs']:,} of Mesa in each repetition",
        _processor(found["processor"]),
        "",
        f"{'':31}{'runs/s':>9}{'slowest to fastest':>24}{'x batch_run':>13}{'x loop':>9}{'of limit':>10}",
    ]
    for name, key in (("mesa.batch_run, one process", "mesa_batch_run"), ("Mesa model in a loop", "mesa")):
        one = found[key]
        lines.append(_row(name, one["runs_per_second"], one["low"], one["high"], slow, loop, None))
    for name, key in (("one arm", "ensemble_one_arm"), ("both arms", "ensemble")):
        one = found[key]
        for n in sorted(one["runs_per_second"], key=int):
            row_name = f"ensemble, {name}, {n} thread{'s' if n != '1' else ''}"
            most = found["limit_runs_per_second"] * int(n) if name == "one arm" else None
            lines.append(
                _row(row_name, one["runs_per_second"][n], one["low"][n], one["high"][n], slow, loop, most)
            )
    lines += ["", *_limit(found)]
    lines += ["", f"a second process makes its first run after {found['start_seconds']:.2f} s", ""]
    lines.append("cost of a run, relative to the first size in the row")
    for what, sizes in found["scaling"].items():
        costs = "   ".join(f"{size}: {entry['cost_of_a_run']:.1f}" for size, entry in sizes.items())
        lines.append(f"  {what:8}{costs}")
    return lines


def _processor(found: dict[str, Any]) -> str:
    bits, clock = found["vector_bits"], found["gigahertz"]
    width = "vectors of a width unknown" if bits is None else f"the model uses vectors of {bits} bits"
    pace = "" if clock is None else f", {clock:.1f} GHz"
    cores = f"{found['cores']} core{'s' if found['cores'] != 1 else ''}"
    return f"{found['name']}{pace}, {cores}; {width}"


def _row(
    name: str, speed: float, low: float, high: float, slow: float, loop: float, most: float | None
) -> str:
    share = "" if most is None else f"{speed / most:.0%}"
    spread = f"{low:,.0f} to {high:,.0f}"
    return f"{name:31}{speed:9,.0f}{spread:>24}{_times(speed / slow):>13}{_times(speed / loop):>9}{share:>10}"


def _times(ratio: float) -> str:
    """A ratio with one place where it is small."""
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"


def _limit(found: dict[str, Any]) -> list[str]:
    takes, processor = found["operations"], found["processor"]
    ways = ("operations", "a_run_and_month"), ("divisions", "divisions_a_run_and_month")
    taken = " and ".join(f"{takes[key]:,.0f} {what}" for what, key in ways)
    done = " or ".join(f"{processor[f'{what}_per_second'] / 1e9:.1f} billion {what}" for what, _ in ways)
    return [
        f"limit: a month of a run takes {taken}; a thread does {done}",
        f"per second, so at most {found['limit_runs_per_second']:,.0f} runs per second",
    ]

"""`patronage run`: a scenario's table, charts and result folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from patronage.commands.options import ScenarioOptions, gathered, tables_option
from patronage.commands.places import check_tables, write_out
from patronage.commands.shell.completing import actors, scenarios

T = TypeVar("T")


@dataclass(frozen=True)
class RunOptions(ScenarioOptions):
    """What `patronage run` is given; --out is a folder."""

    runs: str | None
    mute: tuple[str, ...]
    threads: int | None
    charts: bool | None
    brief: bool


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@click.option(
    "--runs", metavar="N",
    help="Runs in each arm. Where they are fewer than the scenario has, replicates are cut first, to 4 at"
    " least, then draws.",
)  # fmt: skip
@click.option("--rng", metavar="N", help="Seed of the random numbers.")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the scenario, such as settings.rationality=2; may be repeated.",
)  # fmt: skip
@click.option(
    "--mute", multiple=True, metavar="ACTOR", shell_complete=actors,
    help="Let an actor do nothing; may be repeated. Not the focus actor.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The result folder [results/<scenario>]."
)
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads [the machine's cores].")
@tables_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and draw charts only if asked.")
@click.option("--brief", is_flag=True, help="Print only the answer, on one screen of 80 columns.")
@click.option("--charts/--no-charts", default=None, help="Draw the charts, or leave them out.")
@gathered(RunOptions)
def run(options: RunOptions) -> int:
    """Estimate how much influence the events of SCENARIO cost its focus actor.

    SCENARIO is a file, or the name of one that comes with the project. It is run with and without
    its events, and twice more with the focus actor idle (four arms). A draw is one set of interest weights
    that the evidence allows; replicates are the runs of a draw, which differ only in their random numbers.
    The command prints the loss in every measure and writes a result folder with every run and with charts:
    who depends less and who more, the losses by month, who gains, and the hold of every actor by month.
    What would settle the loss is added from 10,000 runs up.
    """
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.commands.shell.folders import default_folder
    from patronage.commands.shell.progress import Progress
    from patronage.commands.shell.streams import Printing, note
    from patronage.sim.files.faults import Fault, FaultError, counted
    from patronage.studies.answer import inputs_of
    from patronage.studies.run import Runs, checked_muted, runs_of
    from patronage.studies.run_charts import CHARTS
    from patronage.studies.run_folder import write_run

    check_tables(options.tables)
    chosen = options.chosen(options.runs)
    muted = checked_muted(chosen, options.mute, "--mute")
    folder = options.out or default_folder(chosen.name, "run", inputs_of(chosen, muted))
    drawn = options.charts if options.charts is not None else not options.as_json
    runs = runs_of(chosen, muted=muted, threads=options.threads)
    ways, each = "with coded and with prior-only weights", 8
    if runs.without_dated_capability is not None:
        ways, each = "with coded weights, with prior-only weights and without dated capability", 12
    made = f"{counted(chosen.runs, 'run')} in each of 4 arms, {ways}: {each * chosen.runs:,} in all"
    missing: list[str] = []
    if folder.is_file():
        raise FaultError([Fault(str(folder), 0, 0, "", "is a file, not a folder")])
    with Progress(total=each * chosen.runs) as shown:
        coded = _after(partial(shown.say, f"{chosen.name}: {made} …"), runs.coded)
        without_dated_capability = (
            None if runs.without_dated_capability is None else shown.through(runs.without_dated_capability)
        )
        runs_shown = Runs(shown.through(coded), shown.through(runs.prior), without_dated_capability)
        found = write_run(chosen, folder, runs_shown, muted=muted, charts=drawn, say=missing.append)
    printing = Printing()
    if options.as_json:
        import json

        printing.say(json.dumps(found.plain(), indent=2, ensure_ascii=False))
    elif options.brief:
        from patronage.text.brief import brief_text

        printing.say(brief_text(found))
    else:
        from patronage.text.run import answer_text

        printing.say(answer_text(found))
    click.echo(err=True)
    note(f"result: {folder}")
    for chart in (folder / name for name in CHARTS if drawn):
        lines = [line for line in missing if line.startswith(f"{chart}: ")]
        if lines or chart.exists():
            note(lines[0] if lines else f"chart:  {chart}")
    written = options.tables is None or write_out(
        options.tables, found.tables, {"command": "run", **found.plain()}
    )
    return printing.end(DONE if written and not found.failed and not missing else SOME_FAILED)


def _after(said: Callable[[], None], pieces: Iterable[T]) -> Iterator[T]:
    """The same pieces, after something was said: they are read only once there is a folder for them."""
    said()
    yield from pieces

"""`patronage plot`: the charts of a result, drawn from its folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patronage.commands.options import measure_help
from patronage.commands.places import check_tables
from patronage.commands.shell.completing import measures
from patronage.commands.shell.streams import Printing, note
from patronage.sim.files.faults import Fault, FaultError, one_line
from patronage.sim.model.measures import TAKEN

if TYPE_CHECKING:
    from patronage.sim.store.result import Result


@click.command()
@click.argument("folder", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Output folder [the result's folder]."
)
@click.option(
    "--format", "ending", type=click.Choice(["png", "svg", "pdf"]), default="png", show_default=True,
    help="File type.",
)  # fmt: skip
@click.option(
    "--measure", default="hold", show_default=True, metavar="MEASURE", shell_complete=measures,
    help="For a sweep over two or more things, the measure to show; over one, all are shown."
    f" {measure_help(TAKEN)}",
)  # fmt: skip
@click.option(
    "--tables", type=click.Path(path_type=Path), metavar="DIR",
    help="For a sweep, write the losses at its points there as CSV, LaTeX, Markdown and Excel.",
)  # fmt: skip
def plot(folder: Path, out: Path | None, ending: str, measure: str, tables: Path | None) -> int:
    """Draw the charts of RESULT, the folder of a run or of a sweep.

    For a run: who depends less on the focus actor and who more, its losses by month, who gains, what every
    actor holds by month, and what would settle the loss. For a sweep: a line with a band if one thing was
    varied, a heat map with contours for a grid of two, otherwise a panel for each.
    """
    from patronage.analysis.charts.drawing import missing_text, why_missing
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.sim.files.durable import check_writable
    from patronage.sim.model.asked import asked_in
    from patronage.sim.store.manifest import open_result
    from patronage.studies.run_folder import stored_charts

    check_tables(tables)
    result = open_result(folder, "run", "sweep", wanted="what is drawn is a run or a sweep")
    asked_in(result.manifest, measure)  # so that an unknown one is reported before anything is drawn
    place = out or folder
    if result.manifest["kind"] == "run":
        if tables is not None:
            message = f"the tables of a run are in its folder, in {folder / 'tables'}"
            raise FaultError([Fault("--tables", 0, 0, "", message, "the folder of a sweep")])
        charts = stored_charts(result)
    else:
        from patronage.analysis.charts.sweep import sweep_chart

        charts = {f"loss-of-{measure.replace(':', '-')}": partial(sweep_chart, result, measure)}
        there = sum(result.parts[name].rows for name in result.names("runs"))
        if there < result.manifest["runs"]:
            note(f"{folder}: {there:,} of {result.manifest['runs']:,} runs are there so far")
    code, printing = DONE, Printing()
    for name, draw in charts.items():
        chart = place / Path(name).with_suffix(f".{ending}")
        check_writable(chart)
        if reason := why_missing(draw, chart):
            note(missing_text(chart, reason))
            code = SOME_FAILED
        else:
            printing.say(one_line(str(chart)))
    return printing.end(code if tables is None or _written(tables, result, measure) else SOME_FAILED)


def _written(folder: Path, result: Result, measure: str) -> bool:
    """Write the losses of a sweep; whether all of it is there."""
    from patronage.analysis.estimators.sweep import losses_of, varied_of
    from patronage.commands.places import write_out
    from patronage.studies.tables.sweep import sweep_tables

    found = result.manifest
    about = {key: found[key] for key in ("scenario", "focus", "draws", "replicates", "rng")}
    about |= {"command": "plot", "sweep": found["sweep"], "digest": found["inputs"], "measure": measure}
    return write_out(
        folder, lambda: sweep_tables(measure, varied_of(result), losses_of(result, measure)), about
    )

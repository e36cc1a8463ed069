"""`patronage plot`: the charts of a result, drawn from its folder."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.sim.model.measures import TAKEN


@click.command()
@click.argument("folder", metavar="RESULT", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to [the result's folder].")
@click.option(
    "--format", "ending", type=click.Choice(["png", "svg", "pdf"]), default="png", show_default=True,
    help="What kind of file.",
)  # fmt: skip
@click.option(
    "--measure", type=click.Choice([measure.name for measure in TAKEN]), default="hold", show_default=True,
    help="Of a sweep: whose loss is shown where there is room for one only.",
)  # fmt: skip
def plot(folder: Path, out: Path | None, ending: str, measure: str) -> int:
    """Draw the charts of RESULT, the folder of a run or of a sweep.

    Of a run: the focus actor's measures by month, and what every actor holds. Of a sweep: a line with a band
    where one thing was varied, a heat map with contours for a grid of two, and else a panel for each.
    """
    from patronage.commands.shell.errors import DONE
    from patronage.sim.store.result import Result
    from patronage.studies.run_folder import HOLDS_CHART, MEASURES_CHART, redraw

    result = Result.open(folder)
    place = out or folder
    if result.manifest["kind"] == "run":
        charts = [place / Path(name).with_suffix(f".{ending}") for name in (MEASURES_CHART, HOLDS_CHART)]
        place.mkdir(parents=True, exist_ok=True)
        redraw(result, *charts)
    else:
        from patronage.analysis.charts.style import save
        from patronage.analysis.charts.sweep import sweep_chart

        figure = sweep_chart(result, measure)
        charts = [place / f"loss-of-{measure}.{ending}"]
        place.mkdir(parents=True, exist_ok=True)
        save(figure, charts[0])
        there = sum(result.parts[name].rows for name in result.names("runs"))
        if there < result.manifest["runs"]:
            click.echo(f"{folder}: {there:,} of {result.manifest['runs']:,} runs are there so far", err=True)
    for chart in charts:
        click.echo(str(chart))
    return DONE

"""`patronage report`: results as one page for a reader who was not there."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("results", nargs=-1, metavar="RESULT…", type=click.Path(path_type=Path))
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, dir_okay=False), default=Path("report.html"),
    show_default=True, metavar="FILE", help="The page.",
)  # fmt: skip
@click.option(
    "--scenario", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Path of a result's scenario, if it has been moved; give one per result, in the same order.",
)  # fmt: skip
@click.option(
    "--quick", is_flag=True,
    help="Run nothing: leave out why the loss comes about, but for the analyses that are given.",
)  # fmt: skip
def report(results: tuple[Path, ...], out: Path, files: tuple[Path, ...], quick: bool) -> int:
    """Write a self-contained HTML page of one or more results of `patronage run`.

    It covers the question and the answer; what the events did; who depends less and who more; the loss in
    every measure and by month; who gains; what would settle the loss; what the loss is due to; the weights
    with the sentences behind them; the limits; and how to reproduce the numbers. All but the causes of a loss
    is read from the result. Results of `patronage attribute`, `placebo` and `sensitivity` of the same run may
    be given as well, and the page has what they found. Causes that no result is given for are computed now;
    how long that takes is printed first.
    """
    from patronage.analysis.report.page import page
    from patronage.commands.options import refuse_twice
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.commands.shell.streams import note
    from patronage.report.ahead import seconds_ahead
    from patronage.report.sources import parted, source_of, with_analyses
    from patronage.report.story import comparison_section, story_of
    from patronage.sim.files.durable import check_writable, write_whole
    from patronage.sim.files.faults import Fault, FaultError, counted, one_line
    from patronage.words.plain import time_text

    if not results:
        raise FaultError([Fault("report", 0, 0, "", "give at least one result, a folder of `patronage run`")])
    refuse_twice(results)
    runs, analyses, others = parted(results)
    if files and len(files) != len(runs):
        message = f"given {counted(len(files), 'time')} for {counted(len(runs), 'result')} of `patronage run`"
        raise FaultError([Fault("--scenario", 0, 0, "", message, "once for each, or not at all")])
    if out.suffix.lower() not in {".html", ".htm"}:
        raise FaultError([Fault(str(out), 0, 0, "--out", "reports have no such ending", ".html")])
    check_writable(out)
    given = files or (None,) * len(runs)
    faults: list[Fault] = []
    sources = []
    for folder, file in zip(runs, given, strict=True):
        try:
            sources.append(source_of(folder, file))
        except FaultError as error:
            faults.extend(error.faults)
    if faults:
        raise FaultError(faults)
    sources, lines = with_analyses(sources, analyses)
    for line in (*others, *lines):
        note(line)
    if not quick:
        asked = [(one.scenario, one.kept) for one in sources if one.scenario and not one.why_not]
        if seconds := sum(seconds_ahead(each, kept) for each, kept in asked if each.events):
            click.echo(f"why the losses come about: this takes about {time_text(seconds)}", err=True)
    stories = [
        story_of(source, number, quick=quick, say=lambda text: click.echo(f"{text} …", err=True))
        for number, source in enumerate(sources, start=1)
    ]
    several = len(stories) > 1
    shared = [comparison_section(sources)] if several else []
    title = "Scenarios compared" if several else stories[0].question
    write_whole(out, page(title, stories, shared).encode())
    click.echo(one_line(str(out)))
    sections = [*shared, *(section for story in stories for section in story.sections)]
    missing = [
        f"{out}: a chart under '{section.title}' is missing: {chart.missing}"
        for section in sections
        for chart in section.charts
        if chart.missing
    ]
    for line in dict.fromkeys(missing):
        note(line)
    return SOME_FAILED if missing else DONE

"""`patronage acts import FILE... -o acts.yaml`: dated acts from event data that others publish."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patronage.commands.options import gathered
from patronage.commands.shell.completing import cases
from patronage.commands.shell.progress import Progress
from patronage.commands.shell.streams import Printing
from patronage.sim.files.faults import counted, one_line

if TYPE_CHECKING:
    from patronage.sim.case.load import Case
    from patronage.sim.event_data.cells import Cells

_LEAST_OF_TIES = 3  # events of a pair before the period, without which nothing is said of it


def _number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A number within the bounds of its option, which NaN would pass."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number", ctx, param)
    return value


@click.group("acts")
def command() -> None:
    """Make dated acts, on which `hindcast` and `calibrate` score the model."""


@dataclass(frozen=True)
class ImportOptions:
    """What `acts import` is given."""

    files: tuple[Path, ...]
    layout: str
    case_name: str
    actors: Path
    out: Path
    ties: Path | None
    months: tuple[str, str] | None
    least: int
    surge: float | None
    most: int | None
    neutral: bool


@command.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--format", "layout", type=click.Choice(["icews", "gdelt", "polecat", "csv"]), required=True,
    help="Layout of the files; each may be gzipped or zipped.",
)  # fmt: skip
@click.option(
    "--case", "case_name", required=True, metavar="CASE", shell_complete=cases,
    help="The case whose actors, months and codebook are used: a name, or a folder.",
)  # fmt: skip
@click.option(
    "--actors", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="The dictionary of actors: for each actor's id its names, country, codes and sectors.",
)  # fmt: skip
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The file of acts to write; it must not exist.",
)  # fmt: skip
@click.option(
    "--ties", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Also write a file of the ties between actors in the year before the period, as facts to be edited.",
)  # fmt: skip
@click.option(
    "--months", nargs=2, metavar="FIRST LAST",
    help="Only these months, as YYYY-MM [the case's period].",
)  # fmt: skip
@click.option(
    "--least", type=click.IntRange(1, 100_000), default=1, show_default=True, metavar="N",
    help="Minimum number of distinct events (day and code) for a cell to count as an act.",
)  # fmt: skip
@click.option(
    "--surge", type=click.FloatRange(0.0, 1000.0), callback=_number, metavar="X",
    help="Only cells with more than X times the mean monthly events of their actor, verb and target.",
)  # fmt: skip
@click.option(
    "--most", type=click.IntRange(1, 1000), metavar="N",
    help="Only the N most reported cells of each actor-month.",
)  # fmt: skip
@click.option(
    "--neutral", is_flag=True, help="Also count codes that the codebook calls neutral, such as 010."
)
@gathered(ImportOptions)
def import_acts(options: ImportOptions) -> int:
    """Make acts from event data: ICEWS, GDELT, POLECAT or a plain table with a header.

    Rows between two of the case's actors are grouped into cells: one month, actor, verb and target. A cell
    gives one act at most, that of its code with the largest absolute
    Goldstein score. Unmapped codes are counted; rows that cannot be read
    are listed and skipped. A plain table (csv) has the columns date, actor, target and code, and may have
    actor_country, actor_sectors, actor_code and the same for the target.
    """
    from patronage.commands.shell.errors import DONE
    from patronage.sim.case.load import find_case, load_case
    from patronage.sim.event_data.cells import Rule
    from patronage.sim.event_data.dictionary import actors_notes, load_actors
    from patronage.sim.event_data.importing import read_events, refuse_same
    from patronage.sim.event_data.layouts import NAMES
    from patronage.sim.event_data.writing import acts_text, check_size
    from patronage.sim.files.durable import write_whole
    from patronage.sim.files.faults import Fault, FaultError, shown
    from patronage.text import event_data as event_text

    case = load_case(find_case(options.case_name))
    actors = load_actors(options.actors, case)
    months = _months(options.months, case)
    refuse_same(options.files)
    _check_new(options)
    for note in actors_notes(options.actors, case):
        click.echo(f"note: {note}", err=True)
    files = f"{options.files[0].name}" if len(options.files) == 1 else counted(len(options.files), "file")
    source = f"{NAMES[options.layout]}, {files}"
    with Progress(f"{case.name}: events of {source}", of="rows") as progress:
        found = read_events(
            options.files,
            options.layout,
            case,
            actors,
            months=months,
            neutral=options.neutral,
            tick=progress.add,
        )
    for fault in found.bad:
        click.echo(f"skipped: {fault}", err=True)
    if found.left["bad"] > len(found.bad):
        click.echo(f"skipped: {counted(found.left['bad'] - len(found.bad), 'more row')}", err=True)
    printing = Printing()
    printing.say(event_text.read_text(found, source))
    book, rule = case.codebook, Rule(options.least, options.surge, options.most)
    span = found.span or months
    acts, left = found.cells.acts(rule, book, span[1] - span[0] + 1)
    if not acts:
        why = "none of the rows is an event between two of the case's actors in these months"
        if found.rows and found.left["bad"] == found.rows:
            why = f"none of the rows can be read as --format {options.layout}"
        message = "no act is left: the rule leaves out every cell" if left.total() else why
        raise FaultError([Fault(shown(options.out), 0, 0, "", f"is not written: {message}")])
    printing.say("\n" + event_text.acts_text(acts, left, case, span))
    comments = [
        f"Acts of {case.title}, made by `patronage acts import` of {source}; they feed no weight.",
        f"A cell (month, actor, verb, target) is one act, by its weightiest event. {_rule(options)}",
    ]
    advice = "fewer acts: --least, --surge or --most"
    write_whole(options.out, check_size(options.out, acts_text(acts, book, source, comments), advice))
    printing.say(f"\nacts:   {one_line(str(options.out))}")
    if warning := event_text.too_dense(acts, case, span):
        click.echo(warning, err=True)
    code = DONE if options.ties is None else _write_ties(options.ties, found.earlier, case, source, printing)
    return printing.end(code)


def _write_ties(path: Path, earlier: Cells, case: Case, source: str, printing: Printing) -> int:
    """Propose the ties of a year's events; gives the exit code, 1 where there are too few events for any."""
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.sim.event_data.cells import ties
    from patronage.sim.event_data.importing import BEFORE
    from patronage.sim.event_data.writing import check_size, ties_text
    from patronage.sim.files.durable import write_whole
    from patronage.sim.files.months import month_text

    stood = ties(earlier, case.codebook, _LEAST_OF_TIES)
    year = f"{month_text(case.first_month - BEFORE)} to {month_text(case.first_month - 1)}"
    if not stood:
        click.echo(f"{path}: is not written: no pair has {_LEAST_OF_TIES} events in {year}", err=True)
        return SOME_FAILED
    comments = [
        f"A proposal, to be read and edited before it goes into the case's outside.yaml: ties by {source},",
        f"{year}. The middle of each range is the mean Goldstein score of the pair's events; it reaches",
        "a standard deviation to either side. Media report conflict more readily than routine.",
    ]
    text = ties_text(stood, case.codebook, f"{source}, {year}", comments)
    write_whole(path, check_size(path, text, "fewer actors"))
    pairs = len(case.actor_ids) * (len(case.actor_ids) - 1)
    printing.say(f"ties:   {one_line(str(path))} ({len(stood)} of {pairs} pairs)")
    return DONE


def _months(given: tuple[str, str] | None, case: Case) -> tuple[int, int]:
    """First and last of the months asked for; FaultError where they are none of the case's period."""
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.sim.files.months import month_text, parse_month

    if given is None:
        return case.first_month, case.last_month
    period = f"{month_text(case.first_month)} to {month_text(case.last_month)}"
    try:
        first, last = map(parse_month, given)
    except ValueError as error:
        raise FaultError([Fault("--months", 0, 0, "", str(error), period)]) from None
    if not case.first_month <= first <= last <= case.last_month:
        message = f"{given[0]} to {given[1]} is not a span within the case's period"
        raise FaultError([Fault("--months", 0, 0, "", message, period)])
    return first, last


def _check_new(options: ImportOptions) -> None:
    """FaultError for an output that is there already, OSError for one that could not be written."""
    from patronage.sim.files.durable import check_writable
    from patronage.sim.files.faults import Fault, FaultError, shown

    outputs = [path for path in (options.out, options.ties) if path is not None]
    there = [path for path in outputs if path.is_symlink() or path.exists()]
    if there:
        raise FaultError(
            Fault(shown(path), 0, 0, "", "is there already; name a new file, or remove it") for path in there
        )
    if len({path.absolute() for path in outputs}) < len(outputs):
        raise FaultError([Fault("--ties", 0, 0, "", "is the same file as --out", "another file")])
    for path in outputs:
        check_writable(path)


def _rule(options: ImportOptions) -> str:
    """The options that leave cells out, as given."""
    given = [] if options.months is None else [f"--months {' '.join(options.months)}"]
    given += [f"--least {options.least}"]
    given += [] if options.surge is None else [f"--surge {options.surge:g}"]
    given += [] if options.most is None else [f"--most {options.most}"]
    given += ["--neutral"] if options.neutral else []
    return f"Options: {' '.join(given)}."

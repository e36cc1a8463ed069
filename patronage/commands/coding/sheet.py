"""`patronage sheet`: a case's coding as a spreadsheet, and a spreadsheet as the coding of a case."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from patronage.commands.shell.completing import cases


@click.command("sheet")
@click.argument("source", metavar="CASE|SHEET", shell_complete=cases)
@click.option(
    "-o", "--out", required=True, metavar="SHEET|CASE", type=click.Path(path_type=Path),
    help="The sheet to write (.xlsx or .csv); or the case folder to import SHEET into.",
)  # fmt: skip
def command(source: str, out: Path) -> None:
    """Export the coding of CASE to a sheet, or import a SHEET into the folder of its case.

    A sheet has one row per act, stance, mention, control, tie or commitment; a workbook (.xlsx) offers the
    allowed words. It covers evidence.yaml and outside.yaml. Importing rewrites these two files without their
    comments, and only if the whole coding is free of errors. Workbooks need the extra: pip install
    'patronage[sheet]'.
    """
    from patronage.sim.case.load import find_case
    from patronage.sim.case.sheet_case import read_coding, write_sheet
    from patronage.sim.case.sheet_file import ENDINGS
    from patronage.sim.files.faults import counted, one_line

    if out.suffix.lower() in ENDINGS:
        count = write_sheet(find_case(source), out)
        name = one_line(str(out))
        click.echo(
            f"{name}: {counted(count, 'row')}; to import it: patronage sheet {shlex.quote(name)} -o CASE"
        )
    elif Path(source).suffix.lower() in ENDINGS:
        counts = read_coding(Path(source), out)
        for name, count in counts.items():
            click.echo(f"{one_line(str(out / name))}: {counted(count, 'item')}, no errors in this case")
    else:
        raise click.UsageError("one of CASE|SHEET and --out must be a sheet: a file ending in .xlsx or .csv")

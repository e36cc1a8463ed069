"""`patronage bundle`: a result as one file from which others can make it again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), metavar="ZIP",
    help="The archive to write; it must not be there yet.",
)  # fmt: skip
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FILE",
    help="The scenario or sweep it was made of, where it was moved since.",
)  # fmt: skip
@click.option("--with-text", is_flag=True, help="Put the coded text in, if it lies in the case's folder.")
def bundle(folder: Path, out: Path, source: Path | None, *, with_text: bool) -> None:
    """Put all that it takes to make RESULT again into one archive.

    RESULT is the folder of a finished run or sweep. The archive has its scenario and case as they are, the
    values that --set replaced, its tables and charts, the versions that made it, how to rerun it and how to
    cite the program. The same result gives the same bytes. `patronage verify` reruns it and compares.
    """
    from patronage.studies.bundle import bundle_of, write_bundle
    from patronage.studies.sweep import size_text
    from patronage.text.bundle import readme, told

    found = bundle_of(folder, source, with_text=with_text)
    size = write_bundle(found, readme(found), out)
    click.echo(told(found, str(out), size_text(size)))

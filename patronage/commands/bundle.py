"""`patronage bundle` and `verify`: a result as one file from which others can make it again, and do."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), metavar="ZIP",
    help="The archive to write; it must not exist.",
)  # fmt: skip
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FILE",
    help="The scenario or sweep of the result, if it has been moved.",
)  # fmt: skip
@click.option("--with-text", is_flag=True, help="Include the article's text, if it is in the case's folder.")
def bundle(folder: Path, out: Path, source: Path | None, *, with_text: bool) -> None:
    """Pack everything needed to reproduce RESULT into one archive.

    RESULT is the folder of a finished run or sweep. The archive has its scenario and case as they are, the
    values that --set replaced, its tables and charts, the versions that made it, how to rerun it and how to
    cite the program. The same result gives the same bytes. `patronage verify` reruns it and compares.
    """
    from patronage.sim.files.faults import one_line
    from patronage.studies.replication.bundle import bundle_of, write_bundle
    from patronage.studies.sweep import size_text
    from patronage.text.bundle import bundle_text, readme

    found = bundle_of(folder, source, with_text=with_text)
    size = write_bundle(found, readme(found), out)
    click.echo(bundle_text(found, one_line(str(out)), size_text(size)))


@click.command()
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path))
@click.option(
    "--most-runs", type=click.IntRange(1, 10_000_000_000), default=1_000_000, show_default=True, metavar="N",
    help="Refuse an archive that needs more runs, counted over all arms.",
)  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads [the machine's cores].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(archive: Path, most_runs: int, threads: int | None, *, as_json: bool) -> int:
    """Rerun what ZIP holds, and compare every number with those stored in it.

    ZIP is an archive that `patronage bundle` wrote. It is unpacked into a temporary folder. An archive that
    is not safe to unpack is refused, and nothing in it is executed. The exit code is 1 if a number or a file
    differs.
    """
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.commands.shell.progress import Progress
    from patronage.studies.replication.verify import Options, verified
    from patronage.text.bundle import verify_text

    with Progress() as shown:
        found = verified(archive, Options(most_runs, threads, shown.say, shown.through, shown.tell))
    click.echo(json.dumps(found.plain(), indent=2, ensure_ascii=False) if as_json else verify_text(found))
    return DONE if found.sound else SOME_FAILED

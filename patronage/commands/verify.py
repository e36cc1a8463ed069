"""`patronage verify`: whether a replication archive gives its own numbers again."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path))
@click.option(
    "--most-runs", type=click.IntRange(1, 10_000_000_000), default=1_000_000, show_default=True, metavar="N",
    help="Refuse an archive that asks for more runs.",
)  # fmt: skip
@click.option("--threads", type=click.IntRange(1, 1024), metavar="N", help="Threads [the machine's cores].")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(archive: Path, most_runs: int, threads: int | None, *, as_json: bool) -> int:
    """Run again what ZIP holds, and compare every number with those stored in it.

    ZIP is what `patronage bundle` wrote. It is unpacked into a folder of its own that is removed afterwards;
    an archive that is not safe to unpack is refused, and nothing in it is executed. Exits with 1 if a number
    or a file differs.
    """
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.commands.shell.progress import Progress
    from patronage.studies.verify import Options, verified
    from patronage.text.verify import verify_text

    with Progress() as shown:
        found = verified(archive, Options(most_runs, threads, shown.say, shown.through, shown.tell))
    click.echo(json.dumps(found.plain(), indent=2, ensure_ascii=False) if as_json else verify_text(found))
    return DONE if found.sound else SOME_FAILED

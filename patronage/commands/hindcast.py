"""`patronage hindcast`: how far the model foresaw acts that really happened."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.commands.options import about, chart_path, chosen, finished, json_option, out_option
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress

acts_option = click.option(
    "--acts", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Dated acts: a file, or one beside the case such as chronicle.yaml [the article's own].",
)  # fmt: skip


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@acts_option
@click.option(
    "--draws", type=click.IntRange(2, 10_000), default=100, show_default=True, metavar="N",
    help="How many weight draws.",
)  # fmt: skip
@click.option("--rng", metavar="N", help="Which random numbers are used.")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the scenario, such as settings.rationality=2; may be repeated.",
)  # fmt: skip
@out_option
@json_option
def hindcast(
    scenario: str,
    acts: Path | None,
    draws: int,
    rng: str | None,
    changes: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> int:
    """Score dated acts: how likely each was in the model just before it happened.

    The acts are lived through in their order under the settings and weights of SCENARIO, whose own events
    don't matter here. Each is scored in bits against what knows less, with all sentences of the article and
    without the one that reports it.
    """
    from patronage.studies.dated import acts_of
    from patronage.studies.hindcast import hindcast as score
    from patronage.text.hindcast import drawn, hindcast_text

    picked = chosen(scenario, changes, rng=rng)
    given = acts_of(picked, acts)
    chart = chart_path(out, picked.name, "hindcast", as_json=as_json)
    source = "the article's acts" if acts is None else f"the acts of {acts.name}"
    with Progress(f"{picked.name}: {len(given)} acts under {draws:,} weight draws"):
        found = score(picked, given, draws)
    plain = about(picked, "hindcast") | {"source": str(acts or "article")} | found.plain()
    return finished(plain, hindcast_text(found, source), lambda: drawn(found, source), chart, as_json=as_json)

"""`patronage placebo`: how much of a loss is left when the coding is taken away."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.commands.options import (
    about,
    as_fault,
    chart_path,
    chosen,
    finished,
    need_events,
    runs_option,
    scenario_options,
    size_of,
)
from patronage.commands.shell.progress import Progress


@click.command()
@scenario_options
@runs_option
@click.option(
    "--permutations", type=click.IntRange(1, 5039), default=100, show_default=True, metavar="N",
    help="How many ways of dealing the actors' labels out anew.",
)  # fmt: skip
def placebo(
    scenario: str,
    rng: str | None,
    changes: tuple[str, ...],
    measure: str,
    out: Path | None,
    as_json: bool,
    runs: str | None,
    permutations: int,
) -> int:
    """How much of a loss comes from the mechanism, from the prior and from the coding.

    The scenario is run again with everyone acting at random, with no evidence, with the article alone,
    without assumed wishes, and with the coding of each actor given to another.
    """
    from patronage.studies.placebo import placebo as run_placebo
    from patronage.text.placebo import doubts_of_placebo, placebo_text

    picked = chosen(scenario, changes, rng=rng, runs=runs)
    need_events(picked)
    chart = chart_path(out, picked.name, "placebo", as_json=as_json)
    with Progress(f"{picked.name}: placebos") as shown, as_fault(str(picked.path)):
        found = run_placebo(
            picked, measure, size=size_of(picked, runs), permutations=permutations, tick=shown.add
        )
    from patronage.text.why_charts import placebo_chart

    plain = about(picked, "placebo") | found.plain() | {"not_settled": doubts_of_placebo(found)}
    text = placebo_text(picked, found)
    return finished(plain, text, lambda: placebo_chart(picked, found), chart, as_json=as_json)

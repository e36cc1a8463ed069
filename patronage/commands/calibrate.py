"""`patronage calibrate`: what dated acts say of the weights of choice."""

from __future__ import annotations

from pathlib import Path

import click

from patronage.commands.hindcast import acts_option
from patronage.commands.options import about, chart_path, chosen, finished, json_option, out_option
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress


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
    help="Replace a field of the scenario, such as settings.learning=0.1; may be repeated.",
)  # fmt: skip
@out_option
@json_option
def calibrate(
    scenario: str,
    acts: Path | None,
    draws: int,
    rng: str | None,
    changes: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> int:
    """Estimate what weighs in a choice from dated acts, and test it on acts left out.

    A conditional logit of which act was done, given that one was, under draws of SCENARIO's weights; with
    standard errors, what each term adds on acts it has not seen, and the estimates as `settings:` to paste.
    Acts after 2016 are refused: they are kept for checks that owe nothing to the estimates.
    """
    from patronage.studies.calibrate import LAST
    from patronage.studies.calibrate import calibrate as estimate
    from patronage.studies.dated import acts_of
    from patronage.text.calibrate import calibrate_text, drawn

    picked = chosen(scenario, changes, rng=rng)
    given = acts_of(picked, acts, min(LAST, picked.last_month), "months that may calibrate")
    chart = chart_path(out, picked.name, "calibrate", as_json=as_json)
    source = "the article's acts" if acts is None else f"the acts of {acts.name}"
    with Progress(f"{picked.name}: {len(given)} acts under {draws:,} weight draws"):
        found = estimate(picked, given, draws)
    plain = about(picked, "calibrate") | {"source": str(acts or "article")} | found.plain()
    text = calibrate_text(found, source)
    return finished(plain, text, lambda: drawn(found, source), chart, as_json=as_json)

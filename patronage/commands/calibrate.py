"""`patronage calibrate`: what dated acts say of the weights of choice."""

from __future__ import annotations

import click

from patronage.commands.hindcast import ActsOptions, acts_options
from patronage.commands.options import about, finished, gathered
from patronage.commands.shell.progress import Progress


@click.command()
@acts_options
@gathered(ActsOptions)
def calibrate(options: ActsOptions) -> int:
    """Estimate what weighs in a choice from dated acts, and test it on acts left out.

    A conditional logit of which act was done, given that one was, under draws of SCENARIO's weights; with
    standard errors, what each term adds on acts it has not seen, and the estimates as `settings:` to paste.
    Acts after 2016 are refused: they are kept for checks that owe nothing to the estimates.
    """
    from patronage.studies.calibrate import LAST
    from patronage.studies.calibrate import calibrate as estimate
    from patronage.studies.dated import acts_of
    from patronage.text.calibrate import calibrate_text, drawn

    picked, source = options.chosen(), options.source
    given = acts_of(picked, options.acts, min(LAST, picked.last_month), "months that may calibrate")
    chart = options.chart(picked.name, "calibrate")
    with Progress(f"{picked.name}: {len(given)} acts under {options.draws:,} weight draws"):
        found = estimate(picked, given, options.draws)
    plain = about(picked, "calibrate") | {"source": str(options.acts or "article")} | found.plain()
    text = calibrate_text(found, source)
    return finished(plain, text, lambda: drawn(found, source), chart, as_json=options.as_json)

"""`patronage calibrate`: what dated acts say of the weights of choice."""

from __future__ import annotations

from functools import partial

import click

from patronage.commands.options import about, gathered
from patronage.commands.places import finished
from patronage.commands.record.hindcast import ActsOptions, acts_options
from patronage.commands.shell.progress import Progress


@click.command()
@acts_options
@gathered(ActsOptions)
def calibrate(options: ActsOptions) -> int:
    """Estimate what weighs in a choice from dated acts, and test it on acts left out.

    A conditional logit of which act was done, given that one was, under draws of SCENARIO's weights; with
    standard errors, what each term adds on acts it has not seen, and the estimates as `settings:` to paste.
    Acts after calibrate_until of the case are kept for checks that owe nothing to the estimates: those of its
    own chronicle are left out, and a file with such acts is refused.
    """
    from patronage.studies.record.calibrate import calibrate as estimate
    from patronage.studies.record.dated import read_acts
    from patronage.text.record.calibrate import calibrate_text, drawn

    picked = options.chosen()
    until = picked.case.calibrate_until
    why = "the scenario's months" if until is None else "months that may calibrate (calibrate_until)"
    given = read_acts(picked, options.acts, until, why)
    place = options.place(picked, "calibrate", given.acts)
    with Progress(f"{picked.name}: {len(given.acts)} acts under {options.draws:,} weight draws"):
        found = estimate(picked, given.acts, options.draws)
    plain = about(picked, "calibrate") | {"source": given.name, "acts_held_back": given.later} | found.plain()
    text = calibrate_text(found, given)
    draw = partial(drawn, found, given.source)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

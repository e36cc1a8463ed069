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
    """Estimate the coefficients of choice from dated acts, and test them on acts left out.

    Fits a conditional logit of which act was done, under draws of SCENARIO's weights, and prints standard
    errors, what each term adds on held-out acts, and the estimates as `settings:` to paste. Acts after the
    case's calibrate_until are kept for independent checks. Later acts in the case's own chronicle are left
    out; another file that holds such acts is refused.
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

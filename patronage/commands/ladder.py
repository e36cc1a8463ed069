"""`patronage ladder`: what each part of the model does to what a scenario costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import click

from patronage.commands.options import (
    ScenarioOptions,
    about,
    as_fault,
    gathered,
    json_option,
    need_events,
    out_option,
    rng_option,
    runs_option,
    set_option,
    size_of,
    tables_option,
)
from patronage.commands.places import finished
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class LadderOptions(ScenarioOptions):
    """What `patronage ladder` is given."""

    runs: str | None


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@runs_option
@rng_option
@set_option
@out_option
@tables_option
@json_option
@gathered(LadderOptions)
def ladder(options: LadderOptions) -> int:
    """Show what each part of the model does to every measure of SCENARIO.

    The first version of the model is given the coefficients of the present one; then the parts that were
    added since are added one by one, until the model is complete. Afterwards each part is left out of the
    complete model. All these versions use the same random numbers. Each is also run under prior-only weights
    and with all actors acting at random.
    """
    from patronage.studies.ladder import ladder as climb
    from patronage.studies.ladder import runs_of_ladder, size_of_ladder
    from patronage.text.ladder import doubts_of_ladder, ladder_text

    picked = options.chosen(options.runs)
    need_events(picked)
    place = options.place(picked, "ladder")
    size = size_of_ladder(picked, size_of(picked, options.runs))
    total = runs_of_ladder(picked, size)
    with Progress(f"{picked.name}: {total:,} runs on the ladder", total) as shown, as_fault(str(picked.path)):
        found = climb(picked, size=size, tick=shown.add)
    from patronage.text.charts.ladder import ladder_chart

    plain = about(picked, "ladder") | found.plain() | {"not_settled": doubts_of_ladder(found)}
    text = ladder_text(picked, found)
    draw = partial(ladder_chart, picked, found)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

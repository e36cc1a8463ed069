"""`patronage placebo`: how much of a loss is left under null models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import click

from patronage.commands.options import (
    WhyOptions,
    about,
    as_fault,
    gathered,
    need_events,
    runs_option,
    scenario_options,
    size_of,
)
from patronage.commands.places import finished
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class PlaceboOptions(WhyOptions):
    """What `patronage placebo` is given."""

    runs: str | None
    permutations: int


@click.command()
@scenario_options
@runs_option
@click.option(
    "--permutations", type=click.IntRange(1, 5039), default=99, show_default=True, metavar="N",
    help="Number of permutations of the actors' wishes; p is at least 1 / (1 + N).",
)  # fmt: skip
@gathered(PlaceboOptions)
def placebo(options: PlaceboOptions) -> int:
    """Test how much of a loss is due to the model's mechanism, to the prior and to the coding.

    The scenario is rerun under null models: with nothing chosen by interest, with no evidence, with the
    wishes of each actor (its positions and salience) given to another, with the same events between other
    pairs of actors (if all events are between one pair), and without each part of the model.
    """
    from patronage.studies.placebo import placebo as run_placebo
    from patronage.text.placebo import doubts_of_placebo, placebo_text

    picked = options.chosen(options.runs)
    need_events(picked)
    place = options.place(picked, "placebo")
    with Progress(f"{picked.name}: placebos") as shown, as_fault(str(picked.path)):
        found = run_placebo(
            picked,
            options.measure,
            size=size_of(picked, options.runs),
            permutations=options.permutations,
            tick=shown.add,
        )
    from patronage.text.charts.why import placebo_chart

    plain = about(picked, "placebo") | found.plain() | {"not_settled": doubts_of_placebo(found)}
    text = placebo_text(picked, found)
    draw = partial(placebo_chart, picked, found)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

"""`patronage attribute`: which events, whose activity and which sentences a loss is due to."""

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
class AttributeOptions(WhyOptions):
    """What `patronage attribute` is given."""

    runs: str | None
    over: str


@click.command()
@scenario_options
@runs_option
@click.option(
    "--over", type=click.Choice(["events", "patrons", "sentences"]), default="events", show_default=True,
    help="What the loss is divided among.",
)  # fmt: skip
@gathered(AttributeOptions)
def attribute(options: AttributeOptions) -> int:
    """Divide a loss among events, active actors or the sentences behind the weights.

    Over events and over patrons (the other actors) the shares are Shapley values, exact for up to 12 of
    them. Every combination of events is run, with only those happening; every combination of actors is run,
    with only those and the focus actor acting. With n events or actors that makes 2^n combinations of --runs
    runs each. Over sentences, each item of evidence is left out in turn and the weights are derived without
    it; the change shows how far the loss rests on that sentence.
    """
    from patronage.studies.attribute import over_events, over_patrons, over_sentences
    from patronage.text.attribute import attribution_text, doubts_of_items, doubts_of_shares, sentences_text
    from patronage.text.charts.why import attribution_chart, sentences_chart

    picked = options.chosen(options.runs)
    need_events(picked)
    place = options.place(picked, f"attribute-{options.over}")
    size = size_of(picked, options.runs)
    first = about(picked, "attribute")
    with Progress(f"{picked.name}: the loss over {options.over}") as shown, as_fault(str(picked.path)):
        if options.over == "sentences":
            items = over_sentences(picked, options.measure, size=size, tick=shown.add)
        else:
            divide = over_events if options.over == "events" else over_patrons
            shares = divide(picked, options.measure, size=size, tick=shown.add)
    if options.over == "sentences":
        plain = first | items.plain() | {"not_settled": doubts_of_items(items)}
        text = sentences_text(picked, items)
        draw = partial(sentences_chart, picked, items)
        return finished(plain, text, items.tables, draw, place, as_json=options.as_json)
    plain = first | shares.plain() | {"not_settled": doubts_of_shares(shares)}
    text = attribution_text(picked, shares)
    draw = partial(attribution_chart, picked, shares)
    return finished(plain, text, shares.tables, draw, place, as_json=options.as_json)

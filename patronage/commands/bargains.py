"""`patronage bargains`: who would trade what with whom, and at whose cost."""

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
class BargainsOptions(ScenarioOptions):
    """What `patronage bargains` is given."""

    runs: str | None
    permutations: int


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@runs_option
@click.option(
    "--permutations", type=click.IntRange(0, 5039), default=100, show_default=True, metavar="N",
    help="Number of permutations of the actors' labels.",
)  # fmt: skip
@rng_option
@set_option
@out_option
@tables_option
@json_option
@gathered(BargainsOptions)
def bargains(options: BargainsOptions) -> int:
    """List who would trade what with whom in SCENARIO, month by month, and at whose cost.

    At the start of every month the model works out, for every pair of actors that may bargain, what they
    would agree on, and what that would cost or give everybody else. None of these bargains takes place in
    the simulation.
    """
    from patronage.studies.bargains import bargains as run_bargains
    from patronage.studies.bargains import runs_of_bargains, size_of_bargains
    from patronage.text.bargains import answer_text, bargains_text, doubts_of_bargains

    picked = options.chosen(options.runs)
    place = options.place(picked, "bargains")
    size = size_of_bargains(picked, size_of(picked, options.runs))
    total = runs_of_bargains(size, options.permutations)
    with Progress(f"{picked.name}: {total:,} runs", total) as shown, as_fault(str(picked.path)):
        found = run_bargains(picked, size=size, permutations=options.permutations, tick=shown.add)
    from patronage.text.charts.bargains import bargains_chart

    plain = about(picked, "bargains") | {"answer": answer_text(picked, found)} | found.plain()
    plain["not_settled"] = doubts_of_bargains(picked, found)
    text = bargains_text(picked, found)
    draw = partial(bargains_chart, picked, found)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

"""`patronage multiverse`: whether the sign of a loss depends on choices of the analyst."""

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
    measure_help,
    need_events,
    out_option,
    rng_option,
    runs_option,
    set_option,
    size_of,
    tables_option,
)
from patronage.commands.places import finished
from patronage.commands.shell.completing import measures, scenarios
from patronage.commands.shell.progress import Progress
from patronage.sim.model.measures import MEASURES


@dataclass(frozen=True)
class MultiverseOptions(ScenarioOptions):
    """What `patronage multiverse` is given."""

    runs: str | None
    wanted: tuple[str, ...]


@click.command()
@click.argument("scenario", shell_complete=scenarios)
@runs_option
@click.option(
    "--measure", "wanted", multiple=True, metavar="MEASURE", shell_complete=measures,
    help=f"{measure_help(MEASURES)} May be repeated; the chart is of the first [all measures of the focus"
    " actor, and hold:clients].",
)  # fmt: skip
@rng_option
@set_option
@out_option
@tables_option
@json_option
@gathered(MultiverseOptions)
def multiverse(options: MultiverseOptions) -> int:
    """Test whether the sign of the loss in SCENARIO depends on the model.

    The scenario is rerun under every alternative choice that an analyst could defend: each switch of the
    model, both ends of each setting's range, the kinds of evidence, the coders. First one choice at a time
    is changed, then all at once: in all combinations where these are few, otherwise in a balanced random
    sample. Settings given by --set are held fixed.
    """
    from patronage.sim.designs.multiverse import FIXED_BY
    from patronage.studies.asked import settings_set, weights_set
    from patronage.studies.losses import asked_of
    from patronage.studies.multiverse import multiverse as run_multiverse
    from patronage.studies.multiverse import plan, runs_of_multiverse
    from patronage.text.multiverse import answer_text, doubts_of_multiverse, multiverse_text

    picked = options.chosen(options.runs)
    need_events(picked)
    for measure in options.wanted:
        asked_of(picked, measure, derived=True)
    place = options.place(picked, "multiverse")
    fixed = (
        *settings_set(options.changes),
        *(FIXED_BY[name] for name in weights_set(options.changes) if name in FIXED_BY),
    )
    _, planned, size = plan(picked, size=size_of(picked, options.runs), fixed=fixed)
    total = runs_of_multiverse(picked, len(planned.picks), size)
    what = f"{picked.name}: {len(planned.picks):,} specifications, {total:,} runs"
    with Progress(what, total) as shown, as_fault(str(picked.path)):
        found = run_multiverse(picked, options.wanted, size=size, fixed=fixed, tick=shown.add)
    from patronage.text.charts.multiverse import multiverse_chart

    plain = about(picked, "multiverse") | {"answer": answer_text(picked, found, found.measures[0])}
    plain |= found.plain() | {"not_settled": doubts_of_multiverse(picked, found)}
    text = multiverse_text(picked, found)
    draw = partial(multiverse_chart, picked, found)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

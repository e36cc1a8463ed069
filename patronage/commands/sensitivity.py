"""`patronage sensitivity`: which settings and weights a loss depends on."""

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
    scenario_options,
)
from patronage.commands.places import finished
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class SensitivityOptions(WhyOptions):
    """What `patronage sensitivity` is given."""

    method: str
    size: int | None


@click.command()
@scenario_options
@click.option(
    "--method", type=click.Choice(["sobol", "morris"]), default="sobol", show_default=True,
    help="sobol: shares of the variance; morris: elementary effects.",
)  # fmt: skip
@click.option(
    "--size", type=click.IntRange(8, 65_536), metavar="N",
    help="Base points of sobol (a power of two), or trajectories of morris [until precise enough].",
)  # fmt: skip
@gathered(SensitivityOptions)
def sensitivity(options: SensitivityOptions) -> int:
    """Find the settings and groups of weights that a loss depends on most, and how far it depends on chance.

    Factors are every setting within its range, each actor's salience, positions, capability, trust and
    commitments as groups of weights, and the replicate. All vary at once, except settings that --set fixes.
    A tornado chart beside the indices shows the loss at the ends of each factor's range while the rest stay
    as they are.

    Without --size a design is doubled until it is precise enough. For sobol, that is when the 90% intervals
    of total indices are within ±0.1 and the last doubling has moved none by more than 0.05. For morris, it is
    when the intervals of effects are within ±10% of the largest and the same five effects are largest in half
    of the trajectories as in all. The program stops at 1.3 million runs and then says what is still
    imprecise.
    """
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.studies.asked import settings_set
    from patronage.studies.sensitivity import morris, sobol
    from patronage.text.sensitivity import doubts_of_sensitivity, sensitivity_text

    picked = options.chosen()
    need_events(picked)
    place = options.place(picked, f"sensitivity-{options.method}")
    size = options.size
    if options.method == "sobol" and size is not None and size & (size - 1):
        near = 1 << (size - 1).bit_length()
        message = f"{size} is not a power of two"
        raise FaultError([Fault("--size", 0, 0, "", message, "8, 16, 32, …", str(near))])
    fixed = settings_set(options.changes)
    with Progress(f"{picked.name}: {options.method}") as shown, as_fault(str(picked.path)):
        if options.method == "sobol":
            found = sobol(picked, options.measure, base=size, fixed=fixed, tick=shown.add, say=shown.say)
        else:
            found = morris(
                picked, options.measure, trajectories=size, fixed=fixed, tick=shown.add, say=shown.say
            )
    from patronage.text.charts.sensitivity import sensitivity_chart

    kept = {name: picked.settings[name] for name in fixed}
    plain = about(picked, "sensitivity") | {"fixed": kept} | found.plain()
    plain["not_settled"] = doubts_of_sensitivity(picked, found)
    text = sensitivity_text(picked, found)
    draw = partial(sensitivity_chart, picked, found)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)

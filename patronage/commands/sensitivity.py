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
    help="Shares of the variance, or elementary effects.",
)  # fmt: skip
@click.option(
    "--size", type=click.IntRange(8, 65_536), metavar="N",
    help="Base points of Sobol's design, a power of two, or trajectories of Morris's [until sure enough].",
)  # fmt: skip
@gathered(SensitivityOptions)
def sensitivity(options: SensitivityOptions) -> int:
    """Which settings and groups of weights a loss depends on, and how far on chance.

    Factors are every setting within its range, each actor's salience, positions, capability, trust
    and commitments as groups of weights, and the replicate. All vary at once, but for settings that --set
    fixes. A tornado beside the indices shows what the loss comes to at the ends of each factor's range while
    the rest stay as they are.

    Without --size a design is doubled until its numbers are sure enough: total indices with 90% intervals of
    ±0.1 that moved by 0.05 at most when it was doubled; effects with intervals of ±10% of the largest, half
    of them naming the same five as the largest. It stops at 1.3 million runs, and then says what is unsure.
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
        message = f"{size} is no power of two"
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

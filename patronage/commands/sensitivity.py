"""`patronage sensitivity`: which settings and weights a loss depends on."""

from __future__ import annotations

from dataclasses import dataclass

import click

from patronage.commands.options import (
    WhyOptions,
    about,
    as_fault,
    finished,
    gathered,
    need_events,
    scenario_options,
)
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
    help="Base points of Sobol's design, a power of two [512], or trajectories of Morris's [200].",
)  # fmt: skip
@gathered(SensitivityOptions)
def sensitivity(options: SensitivityOptions) -> int:
    """Which settings, groups of weights and how much luck a loss depends on.

    Factors are every setting within its range, each actor's salience, positions, capability, trust
    and commitments as groups of weights, and luck. All vary at once, but for settings that --set fixes. A
    tornado beside the indices shows what the loss comes to at the ends of each factor's range while the rest
    stay as they are.
    """
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.studies.asked import settings_set
    from patronage.studies.sensitivity import BASE, TRAJECTORIES, morris, sobol
    from patronage.text.sensitivity import doubts_of_sensitivity, sensitivity_text

    picked = options.chosen()
    need_events(picked)
    chart = options.chart(picked.name, f"sensitivity-{options.method}")
    size = options.size
    if options.method == "sobol" and size is not None and size & (size - 1):
        near = 1 << (size - 1).bit_length()
        message = f"{size} is no power of two"
        raise FaultError([Fault("--size", 0, 0, "", message, "8, 16, 32, …", str(near))])
    fixed = settings_set(options.changes)
    with Progress(f"{picked.name}: {options.method}") as shown, as_fault(str(picked.path)):
        if options.method == "sobol":
            found = sobol(picked, options.measure, base=size or BASE, fixed=fixed, tick=shown.add)
        else:
            found = morris(
                picked, options.measure, trajectories=size or TRAJECTORIES, fixed=fixed, tick=shown.add
            )
    from patronage.text.sensitivity_chart import sensitivity_chart

    kept = {name: picked.settings[name] for name in fixed}
    plain = about(picked, "sensitivity") | {"fixed": kept} | found.plain()
    plain["not_settled"] = doubts_of_sensitivity(picked, found)
    text = sensitivity_text(picked, found)
    return finished(plain, text, lambda: sensitivity_chart(picked, found), chart, as_json=options.as_json)

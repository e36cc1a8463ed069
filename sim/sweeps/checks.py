"""What must hold of a sweep beyond each field by itself."""

from __future__ import annotations

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Keys
from patronage.sim.files.located import Located
from patronage.sim.scenario.load import Scenario
from patronage.sim.sweeps.lattice import MOST_POINTS
from patronage.sim.sweeps.points import clash, moved, moves_of
from patronage.sim.sweeps.schema import SAMPLED, SweepFile
from patronage.sim.sweeps.targets import Target
from patronage.sim.weights.fixed import COMMITMENT_MOST


def check_counts(located: Located, form: SweepFile) -> None:
    """Adds a fault for each field that the design lacks or has no use for."""
    if form.design == "list":
        if not form.rows:
            located.report(("list",), "the design list needs its points", "list: [{path: value, …}, …]")
        if form.vary:
            located.report(
                ("vary",), "the design list takes its points from `list`, not from `vary`", at_name=True
            )
    else:
        if not form.vary:
            located.report(
                ("vary",), "nothing is varied; name at least one path", "vary: {settings.rationality: range}"
            )
        if form.rows:
            located.report(("list",), f"belongs to the design list, not to {form.design}", at_name=True)
    if form.design in SAMPLED:
        if form.size is None:
            located.report(("size",), f"the design {form.design} needs its size", "size: 64, for example")
        elif form.design in {"sobol", "saltelli"} and form.size & (form.size - 1):
            below = 1 << (form.size.bit_length() - 1)
            located.report(("size",), f"{form.size} is not a power of two", f"{below}, {2 * below}")
        elif form.design == "morris" and form.size < 2:
            located.report(("size",), "one trajectory says nothing of how effects vary", "at least 2")
    elif form.size is not None:
        located.report(
            ("size",), f"the design {form.design} has as many points as its values give", at_name=True
        )
    if not form.uncertainty and form.draws is not None:
        located.report(("draws",), "weights are not drawn where uncertainty is false", at_name=True)


def check_number(located: Located, kind: str, points: int) -> None:
    """Adds a fault where there are too many points."""
    if points > MOST_POINTS:
        key = "vary" if kind == "grid" else "size"
        located.report((key,), f"these are {points:,} points", f"up to {MOST_POINTS:,}")


def check_points(
    located: Located,
    scenario: Scenario,
    targets: tuple[Target, ...],
    values: Floats,
    places: list[Keys],
    *,
    article: bool,
) -> None:
    """Adds a fault for weights that cannot be fixed together, and for events that cannot be moved so."""

    def place(column: int, point: int) -> Keys:
        keys = places[column]
        return (keys[0], point, *keys[2:]) if keys[0] == "list" else keys

    for actor in scenario.case.actor_ids:
        for kind, most in (("salience", 1.0), ("commitment", COMMITMENT_MOST)):
            mine = [k for k, target in enumerate(targets) if (target.group, target.names[0]) == (kind, actor)]
            if not mine:
                continue
            varied = {targets[k].names for k in mine}
            kept = [
                value
                for what, who, about, value in scenario.weights.fix
                if (what, who) == (kind, actor) and (who, about) not in varied
            ]
            sums = values[:, mine].sum(axis=1) + sum(kept)
            point = int(sums.argmax())
            if kind == "salience" and len(mine) + len(kept) == len(scenario.case.issue_ids):
                message = f"every salience of {actor} is fixed; leave one out, to be the rest"
                located.report(place(mine[-1], 0), message, at_name=True)
            elif sums[point] > most + 1e-9:
                message = f"the {kind} of {actor} that is fixed adds up to {sums[point]:g}"
                located.report(place(mine[-1], point), message, f"up to {most:g} at every point")
    moving = [k for k, target in enumerate(targets) if target.group == "events"]
    _, firsts = np.unique(values[:, moving], axis=0, return_index=True)
    for point in sorted(firsts.tolist()) if moving else ():
        found = clash(moved(scenario, moves_of(targets, values[point]), article=article))
        if found is not None:
            column = next((k for k in moving if targets[k].names[0] == found[0]), moving[0])
            located.report(place(column, point), found[1])
            return

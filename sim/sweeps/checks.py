"""What must hold of a sweep beyond each field by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Keys
from patronage.sim.files.located import Located
from patronage.sim.scenario.load import Scenario
from patronage.sim.sweeps.lattice import MOST_POINTS, MOST_VALUES
from patronage.sim.sweeps.points import clash, first_clash, moved, moves_of
from patronage.sim.sweeps.schema import SAMPLED, SweepFile
from patronage.sim.sweeps.targets import Target
from patronage.sim.weights.fixed import COMMITMENT_MOST

DRAWS = 100  # of the weights, where the file does not say
MOST_RUNS = 10_000_000_000  # hours on a hundred machines


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


def check_number(located: Located, form: SweepFile, points: int, targets: int) -> None:
    """Adds a fault where there are too many points or runs; ``targets``: how much is varied."""
    key = {"grid": "vary", "list": "list"}.get(form.design, "size")
    if points > MOST_POINTS:
        many = f"{points:,}" if points < 10**15 else "10^15 or more"
        located.report((key,), f"these are {many} points", f"up to {MOST_POINTS:,}")
    elif points * targets > MOST_VALUES:
        message = f"these are {points:,} points of {targets:,} values each"
        located.report((key,), message, f"up to {MOST_VALUES:,} values in all")
    runs = 2 * points * (form.draws or DRAWS if form.uncertainty else 1) * form.replicates
    if points <= MOST_POINTS and runs > MOST_RUNS:
        located.report((key,), f"these are {runs:,} runs", f"up to {MOST_RUNS:,}")


def _check_switches(
    located: Located,
    scenario: Scenario,
    targets: tuple[Target, ...],
    values: Floats,
    place: Callable[[int, int], Keys],
) -> None:
    """Adds a fault where switches are set together at a point that make no model, as in a scenario."""
    columns = {t.names[0]: k for k, t in enumerate(targets) if t.group == "settings"}
    lent, unarmed = (
        values[:, columns[name]] if name in columns else np.full(len(values), scenario.settings[name])
        for name in ("capability_conserved", "idle_unarmed")
    )
    bad = np.flatnonzero((lent != 0.0) & (unarmed == 0.0))
    if len(bad):
        name = "idle_unarmed" if "idle_unarmed" in columns else "capability_conserved"
        message = (
            "at a point capability_conserved is on and idle_unarmed off: who is idle would be the stronger"
        )
        located.report(place(columns[name], int(bad[0])), message, "both on, or capability_conserved off")


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
    _check_switches(located, scenario, targets, values, place)
    moving = [k for k, target in enumerate(targets) if target.group == "events"]
    bad = first_clash(scenario.events, scenario.last_month, [targets[k] for k in moving], values[:, moving])
    if bad is None:
        return
    found = clash(moved(scenario, moves_of(targets, values[bad]), article=article))
    if found is not None:
        column = next((k for k in moving if targets[k].names[0] == found[0]), moving[0])
        located.report(place(column, bad), found[1])

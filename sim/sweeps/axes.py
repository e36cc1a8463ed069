"""From the fields of a sweep's file to what is varied, and over which values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Choice, Keys, listed
from patronage.sim.files.located import Located
from patronage.sim.scenario.load import Scenario
from patronage.sim.sweeps.lattice import Axis
from patronage.sim.sweeps.schema import SweepFile
from patronage.sim.sweeps.targets import ALL_SETTINGS, Target, UnfitError, targets_of


def _find(located: Located, keys: Keys, path: str, scenario: Scenario) -> list[Target]:
    try:
        return targets_of(path, scenario)
    except UnfitError as error:
        located.report(keys, error.message, error.allowed, at_name=True)
        return []


def _number(located: Located, keys: Keys, target: Target, value: object) -> float | None:
    try:
        return target.number(value)
    except UnfitError as error:
        located.report(keys, error.message, error.allowed)
        return None


def listed_points(
    located: Located, form: SweepFile, scenario: Scenario
) -> tuple[tuple[Target, ...], Floats, list[Keys]]:
    """The targets, points and places of a list; faults where rows name different paths."""
    paths = dict.fromkeys(form.rows[0]) if form.rows else {}
    targets: dict[str, Target] = {}
    for path in paths:
        if path == ALL_SETTINGS:
            located.report(("list", 0, path), "a point names each setting by itself", at_name=True)
        else:
            targets |= {target.path: target for target in _find(located, ("list", 0, path), path, scenario)}
    points = [_point(located, index, row, paths, targets) for index, row in enumerate(form.rows)]
    if located.faults:
        return (), np.zeros((0, 0)), []
    values = np.array([[point[path] for path in paths] for point in points])
    return tuple(targets.values()), values, [("list", 0, path) for path in paths]


def _point(
    located: Located,
    index: int,
    row: Mapping[str, object],
    paths: Mapping[str, None],
    targets: Mapping[str, Target],
) -> dict[str, float]:
    """The numbers of a point by path; faults where it does not name the very paths that the first does."""
    numbers: dict[str, float] = {}
    there = 0
    for path, value in row.items():
        keys: Keys = ("list", index, path)
        if path not in paths:
            message = "the first point of the list does not name this"
            located.report(keys, message, Choice(path, paths), at_name=True)
            continue
        there += 1
        number = _number(located, keys, targets[path], value) if path in targets else None
        if number is not None:
            numbers[path] = number
    if there < len(paths):
        lacks = "" if located.faults.full else listed(path for path in paths if path not in row)
        located.report(("list", index), f"this point does not say {lacks}, as the first does")
    return numbers


def axes_of(located: Located, form: SweepFile, scenario: Scenario) -> tuple[tuple[Axis, ...], list[Keys]]:
    """What `vary` asks for, target by target, and where each is."""
    axes: list[Axis] = []
    places: list[Keys] = []
    varied: set[str] = set()
    for path, spread in form.vary.items():
        keys: Keys = ("vary", path)
        for target in _find(located, keys, path, scenario):
            if target.path in varied:
                located.report(keys, f"{target.path} is varied already", at_name=True)
                continue
            varied.add(target.path)
            axis = _axis(located, keys, target, spread, form.design)
            if axis is not None:
                axes.append(axis)
                places.append(keys)
    return tuple(axes), places


def _axis(located: Located, keys: Keys, target: Target, spread: object, kind: str) -> Axis | None:
    if isinstance(spread, list):
        levels = [_number(located, (*keys, k), target, value) for k, value in enumerate(spread)]
        numbers = tuple(level for level in levels if level is not None)
        if len(set(numbers)) < len(numbers):
            located.report(keys, "a value is given twice")
        return Axis(target, numbers, 0.0, 0.0)
    given = spread if isinstance(spread, dict) else {}
    low = _number(located, (*keys, "from"), target, given["from"]) if "from" in given else target.low
    high = _number(located, (*keys, "to"), target, given["to"]) if "to" in given else target.high
    if low is None or high is None:
        return None
    if low >= high:
        located.report(keys, f"from {target.value(low)} to {target.value(high)} is not a range")
        return None
    steps = given.get("steps")
    if kind == "grid":
        return _stepped(located, keys, Axis(target, (), low, high), steps)
    if steps is not None:
        located.report((*keys, "steps"), f"the design {kind} chooses its own steps", at_name=True)
    return Axis(target, (), low, high)


def _stepped(located: Located, keys: Keys, axis: Axis, steps: int | None) -> Axis | None:
    """The axis with levels, evenly spaced; without a number of steps, every whole number."""
    low, high, target = axis.low, axis.high, axis.target
    whole = int(high - low) + 1 if target.stepped else None
    if steps is None and whole is None:
        located.report(keys, "a grid needs the number of steps, or a list of values", "{from, to, steps}")
        return None
    if whole is not None and steps is not None and steps > whole:
        located.report((*keys, "steps"), f"there are only {whole} values in this range", f"up to {whole}")
        return None
    levels = np.linspace(low, high, steps or whole or 2)
    if target.stepped:
        levels = np.rint(levels)
    return Axis(target, tuple(float(level) for level in levels), low, high)

"""A sweep and the folder of an earlier one: whether it can be added to, and how its runs then lie there.

What is there stays: only replicates, draws and points may be added, to the same scenario with the same random
numbers. Every run's number is decided by its point, draw and replicate alone, so what is added and what is
there make up the runs of the larger sweep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault, FaultError, short, shown
from patronage.sim.files.months import month_text
from patronage.sim.store.manifest import open_result
from patronage.sim.store.provenance import model_version
from patronage.sim.store.result import MANIFEST, Result, trouble
from patronage.sim.sweeps.batches import Size, growing, stretches
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.manifest import given_of
from patronage.sim.sweeps.targets import Target, UnfitError


def sizes_in(result: Result) -> list[Size]:
    """The sizes that the sweep in a folder has had, the last being its own."""
    manifest = result.manifest
    own = [manifest["points"], manifest["draws"], manifest["replicates"]]
    sizes = [Size(*size) for size in manifest.get("sizes") or [own]]
    if not growing(sizes):
        raise trouble(result.folder / MANIFEST, "its sizes are not those of a sweep that was added to")
    return sizes


def gone_on(sweep: Sweep, folder: Path) -> tuple[Sweep, Result]:
    """The sweep as a folder of it, or of a smaller one, has it; FaultError if that cannot be gone on with."""
    result = open_result(folder, "sweep", wanted="a sweep goes on from a sweep")
    if result.manifest["model"] != model_version():
        message = "holds a result of another version of the model, which this one cannot go on from"
        raise trouble(folder, message, "another folder")
    return laid_out(sweep, result), result


def laid_out(sweep: Sweep, result: Result) -> Sweep:
    """The sweep with its points as the folder has them, and behind them those that it does not have yet.

    FaultError, a line for each field, where it lacks some of what the folder has, or differs in what
    cannot be added.
    """
    manifest, sizes = result.manifest, sizes_in(result)
    if manifest["inputs"] == sweep.digest:
        order = np.array([n for first, last in manifest.get("order") or [] for n in range(first, last)])
        if sizes[-1] != sweep.size_now:
            raise trouble(result.folder / MANIFEST, "speaks of another number of points, draws or replicates")
        if not len(order) or len(sizes) == 1:
            return sweep
        return _ordered(sweep, order, sizes[:-1])
    faults = [
        Fault(shown(sweep.path), 0, 0, field, f"{message}, so this sweep cannot be added to {result.folder}")
        for field, message in _differing(sweep, result)
    ]
    if faults:
        raise FaultError(faults)
    order = _matched(sweep, result)
    larger = _ordered(sweep, order, sizes)
    return replace(larger, grown_from=tuple(sizes[:-1])) if sizes[-1] == sweep.size_now else larger


def _ordered(sweep: Sweep, order: np.ndarray[Any, np.dtype[np.int64]], sizes: list[Size]) -> Sweep:
    values = np.ascontiguousarray(sweep.values[order])
    return replace(sweep, values=values, order=stretches(order.tolist()), grown_from=tuple(sizes))


def _differing(sweep: Sweep, result: Result) -> Iterator[tuple[str, str]]:
    """Each field that is not as in the folder and has to be, with both values."""
    manifest = result.manifest
    there, here = manifest.get("given"), given_of(sweep)
    if not isinstance(there, dict):
        yield "", "an earlier version wrote the folder and did not say of which scenario"
        return
    for name in here:
        yield from _unlike(f"scenario {name}", here[name], there.get(name))
    design = manifest.get("design")
    kind = design.get("kind") if isinstance(design, dict) else None
    fields = ("design", sweep.design, kind), ("rng", sweep.rng, manifest["rng"])
    switches = (
        ("uncertainty", sweep.uncertainty, manifest.get("uncertainty")),
        ("common_random_numbers", sweep.common_random_numbers, manifest["common_random_numbers"]),
    )
    for name, mine, theirs in (*fields, *switches):
        yield from _unlike(name, mine, theirs)
    paths, varied = [target.path for target in sweep.targets], [row["path"] for row in manifest["varied"]]
    if paths != varied:
        where = "list" if sweep.design == "list" else "vary"
        yield where, f"is {short(', '.join(paths))} here and {short(', '.join(varied))} there"
    for name, mine in (("draws", sweep.draws), ("replicates", sweep.replicates)):
        if mine < manifest[name] and (name != "draws" or sweep.uncertainty):  # without it there is one draw
            yield name, f"is {mine:,} here and {manifest[name]:,} there; there can only be more"
    if not sweep.common_random_numbers and sweep.draws > manifest["draws"]:
        message = f"is {sweep.draws:,} here and {manifest['draws']:,} there; without common_random_numbers"
        yield "draws", f"{message} the number of draws decides every point's random numbers"


def _unlike(name: str, mine: Any, theirs: Any) -> Iterator[tuple[str, str]]:
    """A field with both values where they differ; of a group or a list each field and entry."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in {**mine, **theirs}:
            yield from _unlike(f"{name}.{key}", mine.get(key), theirs.get(key))
    elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for k, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            yield from _unlike(f"{name}[{k}]", one, other)
    elif mine != theirs:
        yield name, f"is {_value_text(name, mine)} here and {_value_text(name, theirs)} there"


def _value_text(name: str, value: Any) -> str:
    """A value of a scenario as a message shows it: months as such, digests cut, lists by their length."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and re.search(r"(months|period)\[\d+\]$|\.month$", name) and value > 0:
        return month_text(value)
    if name == "scenario case":
        return f"one whose files have the digest {str(value)[:8]}"
    return short(value)


def _matched(sweep: Sweep, result: Result) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The places of the sweep's points in the order of the folder, those that it lacks last.

    FaultError where the sweep lacks a point that is there.
    """
    places: dict[tuple[float, ...], list[int]] = {}
    for place in range(sweep.points - 1, -1, -1):
        places.setdefault(tuple(sweep.values[place].tolist()), []).append(place)
    there = _stored_points(sweep, result)
    order: list[int] = []
    for row in there.tolist():
        found = places.get(tuple(row))
        if not found:
            field, message = _lacking(sweep, there, row)
            text = f"{message}, so this sweep cannot be added to {result.folder}"
            raise FaultError([Fault(shown(sweep.path), 0, 0, field, text)])
        order.append(found.pop())
    if not sweep.common_random_numbers and order != list(range(len(order))):
        message = (
            "without common random numbers a point's place decides its random numbers: new ones come last"
        )
        field = "list" if sweep.design == "list" else "vary"
        text = f"{message}, so this sweep cannot be added to {result.folder}"
        raise FaultError([Fault(shown(sweep.path), 0, 0, field, text)])
    taken = np.zeros(sweep.points, dtype=bool)
    taken[order] = True
    return np.array([*order, *np.flatnonzero(~taken)], dtype=np.int64)


def _lacking(sweep: Sweep, there: Floats, row: list[float]) -> tuple[str, str]:
    """The field that does not give a point of the folder, and what it gives instead."""
    if sweep.design == "grid":
        for column, target in enumerate(sweep.targets):
            mine, theirs = (np.unique(values[:, column]) for values in (sweep.values, there))
            if not np.isin(theirs, mine).all():
                message = f"is {_levels(target, mine)} here and {_levels(target, theirs)} there"
                return f"vary.{target.path}", message
    point = ", ".join(
        f"{target.path}: {_written(target, value)}" for target, value in zip(sweep.targets, row, strict=True)
    )
    field = {"list": "list", "grid": "vary"}.get(sweep.design, "size")
    return field, f"gives {sweep.points:,} points here without {short(point)} of the {len(there):,} there"


def _levels(target: Target, levels: Floats) -> str:
    return short(", ".join(_written(target, level) for level in levels.tolist()))


def _written(target: Target, value: float) -> str:
    found = target.value(value)
    return f"{found:g}" if isinstance(found, float) else short(found).strip("'")


def _stored_points(sweep: Sweep, result: Result) -> Floats:
    """(P, D) the values at the points of a folder; FaultError for a table that is not that of a sweep."""
    paths = [target.path for target in sweep.targets]
    table = result.table("points")  # the point's number, then a column for each path in the order of the file
    if table.num_columns != len(paths) + 1:
        raise trouble(result.folder, f"has {table.num_columns - 1} values at a point instead of {len(paths)}")
    values = np.empty((table.num_rows, len(paths)))
    try:
        for column, target in enumerate(sweep.targets):
            values[:, column] = [target.number(value) for value in table.column(column + 1).to_pylist()]
    except UnfitError as error:
        raise trouble(result.folder, f"has points that no sweep has: {error.message}") from None
    if len(values) != result.manifest["points"]:
        raise trouble(result.folder, f"has {len(values):,} points, and its {MANIFEST} speaks of others")
    return values

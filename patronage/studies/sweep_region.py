"""A sweep's result folder as points and losses, for finding a region in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.files.months import parse_month
from patronage.sim.store.manifest import open_result
from patronage.sim.store.result import column

Floats = NDArray[np.float64]


def losses_of_sweep(
    folder: Path, measure: str
) -> tuple[dict[str, Any], tuple[str, ...], Floats, Floats, int]:
    """The manifest; names and values (P, D) of what a sweep varied; the mean loss at each point (P,); runs.

    Months are counted as numbers, flags as 0 and 1; what has one value throughout is left out. A point none
    of whose runs worked has no loss (NaN). FaultError for a folder that holds no sweep.
    """
    result = open_result(folder, "sweep", wanted="a region is found in a sweep or a scenario")
    manifest = result.manifest
    table = result.table("points")
    names = [name for name in table.column_names if name != "point"]
    values = np.array([[_number(value) for value in table.column(name).to_pylist()] for name in names])
    varied = [k for k in range(len(names)) if len(set(values[k].tolist())) > 1] if names else []
    if not varied:
        raise FaultError([Fault(shown(folder), 0, 0, "", "nothing was varied in this sweep")])
    points = values[varied].T
    total, count = np.zeros((2, len(points))), np.zeros((2, len(points)))
    wanted = column(measure, manifest["focus"])
    runs = 0
    for part in result.tables("runs", ["point", "arm", wanted]):
        runs += part.num_rows
        at = part.column("point").to_numpy()
        result.check_within((at, len(points)))
        arm = np.array([name == "scenario" for name in part.column("arm").to_pylist()], dtype=np.int64)
        number = part.column(wanted).to_numpy().astype(np.float64)
        there = np.isfinite(number)
        np.add.at(total, (arm[there], at[there]), number[there])
        np.add.at(count, (arm[there], at[there]), 1.0)
    means = np.where(count > 0, total / np.maximum(count, 1.0), np.nan)
    return manifest, tuple(names[k] for k in varied), points, means[0] - means[1], runs


def _number(value: Any) -> float:
    return float(parse_month(value)) if isinstance(value, str) else float(value)

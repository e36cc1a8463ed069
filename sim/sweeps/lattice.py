"""Where the points of a sweep lie: grids, and samples that fill a space evenly.

A sampled design lies in the unit cube first; each axis then stretches its side over its own values. Grid:
every combination, the last axis fastest. Latin hypercube: McKay, Beckman & Conover (1979). Sobol':
scrambled (Owen 1998). Morris: trajectories on four levels (1991). Saltelli: A, B and AB blocks on Sobol'
points, first and total order (2010).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.sweeps.targets import Target

MORRIS_LEVELS = 4
MOST_POINTS = 1_000_000
MOST_VALUES = 50_000_000  # numbers of a design, points times what is varied: 400 MB


@dataclass(frozen=True)
class Axis:
    """A target and what it is varied over: ``levels`` in the order given, or all from ``low`` to ``high``."""

    target: Target
    levels: tuple[float, ...]
    low: float
    high: float

    def at(self, units: Floats) -> Floats:
        """Values for numbers in [0, 1]: levels and whole numbers get an equal part of it each."""
        if self.levels:
            places = np.minimum((units * len(self.levels)).astype(np.int64), len(self.levels) - 1)
            return np.array(self.levels)[places]
        if self.target.stepped:
            return np.minimum(np.floor(self.low + units * (self.high - self.low + 1.0)), self.high)
        return self.low + units * (self.high - self.low)


def count(design: str, axes: int, size: int) -> int:
    """How many points a sampled design has."""
    return size * {"lhs": 1, "sobol": 1, "morris": axes + 1, "saltelli": axes + 2}[design]


def grid(axes: tuple[Axis, ...]) -> Floats:
    """Every combination of the axes' levels, shape (points, axes)."""
    points = math.prod(len(axis.levels) for axis in axes)
    values = np.empty((points, len(axes)))
    each = points  # how many points one level of the axis before has
    for k, axis in enumerate(axes):
        each //= len(axis.levels)
        values[:, k] = np.tile(np.repeat(axis.levels, each), points // (each * len(axis.levels)))
    return values


def sample(design: str, axes: tuple[Axis, ...], size: int, rng: int) -> Floats:
    """The points of a sampled design, shape (points, axes); ``rng`` decides them."""
    units = unit_points(design, [axis.target.path for axis in axes], size, rng)
    return np.stack([axis.at(units[:, k]) for k, axis in enumerate(axes)], axis=1)


def unit_points(design: str, names: list[str], size: int, rng: int) -> Floats:
    """The design in the unit cube, shape (points, names)."""
    problem: dict[str, Any] = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
    }
    units: Floats
    if design == "morris":
        from SALib.sample import morris

        units = morris.sample(problem, size, num_levels=MORRIS_LEVELS, seed=rng)
    elif design == "saltelli":
        from SALib.sample import sobol

        units = sobol.sample(problem, size, calc_second_order=False, seed=rng)
    else:
        from scipy.stats import qmc

        sampler = qmc.LatinHypercube if design == "lhs" else qmc.Sobol
        units = sampler(len(names), seed=np.random.default_rng(rng)).random(size)
    return units

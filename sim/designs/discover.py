"""Runs over the whole range of all settings at once, for finding where in it a loss is large."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from patronage.sim.designs.arms import crossed, script_of
from patronage.sim.exact.arrays import Floats
from patronage.sim.model.settings import SETTINGS, Setting
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights


def varied_settings(fixed: Collection[str] = ()) -> tuple[Setting, ...]:
    """The settings with a range, in the order of the table of settings, without those that are ``fixed``."""
    return tuple(
        setting for setting in SETTINGS.values() if setting.low < setting.high and setting.name not in fixed
    )


def settings_points(points: int, rng: int, fixed: Collection[str] = ()) -> Floats:
    """A Latin hypercube over the ranges of `varied_settings`, shape (points, settings), in their units."""
    from scipy.stats import qmc

    varied = varied_settings(fixed)
    units = qmc.LatinHypercube(len(varied), rng=np.random.default_rng(rng)).random(points)
    low = np.array([setting.low for setting in varied])
    high = np.array([setting.high for setting in varied])
    values: Floats = low + units * (high - low)
    return values


def settings_table(
    scenario: Scenario, points: Floats, weights: Weights, fixed: Collection[str] = ()
) -> RunTable:
    """Arm (reference, scenario) x point x weight draw x replicate; all points share random numbers."""
    names = [setting.name for setting in varied_settings(fixed)]
    changes = [dict(zip(names, (float(value) for value in row), strict=True)) for row in points]
    arms = (script_of(scenario), script_of(scenario, scenario.events))
    return crossed(scenario, arms, weights, settings=changes)

"""The loss at every row of a sample of factors, as other programs for sensitivity analysis ask for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.sim.designs.arms import crossed, script_of, settings_row, weights_of
from patronage.sim.designs.sensitivity import BANK, Factor, factors_table, sobol_picks
from patronage.sim.exact.arrays import Floats
from patronage.sim.model.asked import Asked
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import values_of

ROWS = 1 << 20  # of a table, of which so many are made at once


def losses_at_settings(
    scenario: Scenario, wanted: Asked, factors: tuple[Factor, ...], points: Floats
) -> Floats:
    """(rows,) the loss where settings have these values: the mean over the scenario's runs.

    ``points`` (rows, factors): in the settings' own units. It is the loss that `run` gives. Every row has the
    same draws and random numbers. NaN where all runs of a row failed.
    """
    arms, weights = (script_of(scenario), script_of(scenario, scenario.events)), weights_of(scenario)
    names = [factor.name for factor in factors]
    shape = (2, -1, scenario.runs // scenario.replicates, scenario.replicates)
    step = max(1, ROWS // (2 * scenario.runs))
    losses = []
    for first in range(0, len(points), step):
        changes = [dict(zip(names, row, strict=True)) for row in points[first : first + step].tolist()]
        values = values_of(crossed(scenario, arms, weights, settings=changes), wanted)
        reference, events = values.reshape(shape)
        losses += [_mean(row) for row in reference - events]
    return np.array(losses)


def _mean(runs: Floats) -> float:
    return draws_of(runs).mean if np.isfinite(runs).any() else float("nan")


def losses_at_points(
    scenario: Scenario, wanted: Asked, factors: tuple[Factor, ...], points: Floats, repeats: int
) -> Floats:
    """(rows,) the loss where settings, groups of weights and the replicate are as a row has them.

    The mean over ``repeats`` pairs of runs. ``points`` (rows, factors): settings in their own units, the
    others 0 to 1, as in `sim.designs.sensitivity`. NaN where a run failed.
    """
    table = factors_table(
        scenario, weights_of(scenario, draws=BANK), factors, points, sobol_picks(points), repeats
    )
    settings = np.tile(settings_row(scenario.settings), (len(points), 1))
    for column, factor in enumerate(factors):
        if factor.kind == "setting":
            settings[:, SETTING_NAMES.index(factor.name)] = points[:, column]
    reference, events = values_of(replace(table, settings=settings), wanted).reshape(2, -1, repeats)
    losses: Floats = (reference - events).mean(axis=1)
    return losses

"""Runs for sensitivity: the settings within their ranges, groups of weights, and the replicate, as factors.

A factor is one number in [0, 1). A setting's is its place between `low` and `high`. A group of weights
(one actor's salience, positions, capability, trust or commitment) has no natural direction: its number
picks which of a bank of weight draws the group is taken from. Groups are drawn independently of one another
to begin with, so picking each from a draw of its own keeps their joint distribution, and the factors
are independent, as Sobol's indices need. The replicate is a factor likewise.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from patronage.sim.designs.arms import ROW, crossed, script_of, settings_row, window_of
from patronage.sim.designs.discover import varied_settings
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.files.memory import check_memory
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.beliefs import draw_bytes
from patronage.sim.weights.dated import of_rows
from patronage.sim.weights.weights import Weights

GROUPS = ("salience", "position", "capability", "trust", "commitment")
BANK = 1024  # weight draws, and replicates, that a group's number picks from
LEVELS = 4  # of Morris's grid


@dataclass(frozen=True)
class Factor:
    """One factor: ``kind`` is setting, weights or replicate; ``name`` a setting's, or `iran salience`.

    low, high: a setting's range. actor, group: of weights, which rows of which array.
    """

    kind: str
    name: str
    low: float = 0.0
    high: float = 1.0
    actor: str = ""
    group: str = ""


def factors_of(scenario: Scenario, bank: Weights, fixed: Collection[str] = ()) -> tuple[Factor, ...]:
    """Every setting with a range that is not ``fixed``, every group whose draws differ, and the replicate."""
    settings = [
        Factor("setting", setting.name, setting.low, setting.high) for setting in varied_settings(fixed)
    ]
    groups = [
        Factor("weights", f"{actor} {group}", actor=actor, group=group)
        for i, actor in enumerate(scenario.case.actor_ids)
        for group in GROUPS
        if np.ptp(getattr(bank, group)[:, i], axis=0).any()
    ]
    return (*settings, *groups, Factor("replicate", "replicate"))


def problem_of(factors: tuple[Factor, ...]) -> dict[str, Any]:
    """The factors as SALib names a problem, each uniform on [0, 1]."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }


def sobol_points(factors: tuple[Factor, ...], base: int, rng: int) -> Floats:
    """Saltelli's design (2010) on a scrambled Sobol' sequence, shape (base x (factors + 2), factors).

    ``base`` is a power of two. The first half of the rows is the same design at base / 2.
    """
    from SALib.sample import sobol

    points: Floats = sobol.sample(problem_of(factors), base, calc_second_order=False, seed=rng)
    return points


def morris_points(factors: tuple[Factor, ...], trajectories: int, rng: int) -> Floats:
    """Morris's design (1991), shape (trajectories x (factors + 1), factors), on a grid of LEVELS."""
    from SALib.sample import morris

    points: Floats = morris.sample(problem_of(factors), trajectories, num_levels=LEVELS, seed=rng)
    return points


def sobol_picks(points: Floats) -> Ints:
    """For every point and factor, which draw of the bank its number stands for."""
    return np.minimum((points * BANK).astype(np.int64), BANK - 1)


def morris_picks(points: Floats) -> Ints:
    """The same on Morris's grid: each trajectory has draws of its own, one for each level.

    A step in a group's number is then the exchange of one draw for another, and trajectories differ.
    """
    factors = points.shape[1]
    trajectory = np.arange(len(points)) // (factors + 1)
    level = np.rint(points * (LEVELS - 1)).astype(np.int64)
    picks: Ints = (trajectory[:, None] * LEVELS + level) % BANK
    return picks


def composed(bank: Weights, factors: tuple[Factor, ...], picks: Ints) -> Weights:
    """One row of weights a point: each group from the draw it picks, what is no factor from draw 0."""
    arrays: dict[str, Any] = {name: np.repeat(getattr(bank, name)[:1], len(picks), axis=0) for name in GROUPS}
    able = [np.zeros(len(picks), dtype=np.int64) for _ in bank.actors]
    for column, factor in enumerate(factors):
        if factor.kind == "weights":
            i = bank.actors.index(factor.actor)
            arrays[factor.group][:, i] = getattr(bank, factor.group)[picks[:, column], i]
            if factor.group == "capability":
                able[i] = picks[:, column]
    return replace(bank, **arrays, dated=of_rows(bank, able))


def settings_at(scenario: Scenario, factors: tuple[Factor, ...], points: Floats) -> Floats:
    """Settings (points, S): factors at their place in their range, the rest as in the scenario."""
    settings = np.tile(settings_row(scenario.settings), (len(points), 1))
    for column, factor in enumerate(factors):
        if factor.kind == "setting":
            place = SETTING_NAMES.index(factor.name)
            value = factor.low + points[:, column] * (factor.high - factor.low)
            settings[:, place] = np.clip(value, factor.low, factor.high)
    return settings


def factors_table(
    scenario: Scenario, bank: Weights, factors: tuple[Factor, ...], points: Floats, picks: Ints, repeats: int
) -> RunTable:
    """Arm (reference, scenario) x point x repeat; the factor `replicate` picks those of all its repeats.

    FaultError where so many points do not fit into memory.
    """
    each = draw_bytes(len(bank.actors), len(bank.issues)) + 2 * repeats * ROW
    check_memory(len(points), "points of the design", lambda some: some * each)
    shape = (2, len(points), repeats)
    arm, point, repeat = (axis.ravel() for axis in np.indices(shape))
    of_replicate = next((k for k, factor in enumerate(factors) if factor.kind == "replicate"), None)
    chosen = np.zeros(len(points), dtype=np.int64) if of_replicate is None else picks[:, of_replicate]
    return RunTable(
        weights=composed(bank, factors, picks),
        scripts=(script_of(scenario), script_of(scenario, scenario.events)),
        settings=settings_at(scenario, factors, points),
        script=arm,
        point=point,
        weight=point,
        draw=np.zeros_like(point),
        replicate=chosen[point] * repeats + repeat,
        first_month=scenario.first_month,
        months=scenario.last_month - scenario.first_month + 1,
        window=window_of(scenario),
        rng=scenario.rng,
    )


def ends_table(scenario: Scenario, factors: tuple[Factor, ...], weights: Weights) -> RunTable:
    """Arm x point x weight draw x replicate: the scenario as it is, then each setting at its two ends.

    The points are 1 + 2 x settings: low, high of the first setting, low, high of the second, …
    """
    changes: list[dict[str, float]] = [{}]
    for factor in factors:
        if factor.kind == "setting":
            changes += [{factor.name: factor.low}, {factor.name: factor.high}]
    arms = (script_of(scenario), script_of(scenario, scenario.events))
    return crossed(scenario, arms, weights, settings=changes)


def swaps_table(
    scenario: Scenario, factors: tuple[Factor, ...], bank: Weights, swaps: int, draws: int
) -> RunTable:
    """Arm x group x swap x weight draw: one group from draw ``draws + swap``, the rest as drawn.

    The mean over draws at a swap is what is to be expected given that value of the group. ``bank`` needs
    ``draws + swaps`` rows.
    """
    groups = [factor for factor in factors if factor.kind == "weights"]
    arm, group, swap, draw = (axis.ravel() for axis in np.indices((2, len(groups), swaps, draws)))
    half = len(group) // 2
    arrays: dict[str, Any] = {name: getattr(bank, name)[draw[:half]] for name in GROUPS}
    able = [draw[:half].copy() for _ in bank.actors]
    for number, factor in enumerate(groups):
        rows = np.flatnonzero(group[:half] == number)
        i = bank.actors.index(factor.actor)
        arrays[factor.group][rows, i] = getattr(bank, factor.group)[draws + swap[rows], i]
        if factor.group == "capability":
            able[i][rows] = draws + swap[rows]
    base = crossed(scenario, (script_of(scenario), script_of(scenario, scenario.events)), bank)
    row = (group * swaps + swap) * draws + draw
    return replace(
        base,
        weights=replace(bank, **arrays, dated=of_rows(bank, able)),
        script=arm,
        point=draw,
        weight=row,
        draw=draw,
        replicate=np.zeros_like(draw),
    )

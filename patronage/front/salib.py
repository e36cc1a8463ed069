"""The model as SALib sees it: a problem of factors, and a function of a sample matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from patronage.front.asking import (
    Named,
    Settings,
    described,
    in_python,
    names_of,
    one_of,
    refuse,
    scenario_asked,
    setting_changes,
    settings_given,
    text,
)
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.sensitivity import BANK, Factor, factors_of
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault, FaultError, listed, nearest
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.evaluate import losses_at_points, losses_at_settings
from patronage.studies.losses import Size, asked_of
from patronage.studies.sensitivity import REPEATS

OVER = ("settings", "all")
DRAWS, REPLICATES = 50, 2  # at each row of settings, unless stated otherwise


@in_python()
def problem(
    scenario: Scenario | Named,
    *,
    over: str = "settings",
    settings: Settings | Sequence[str] | None = None,
) -> dict[str, Any]:
    """The factors that a loss depends on as SALib has a problem: ``num_vars``, ``names``, ``bounds``.

    ``over`` settings: every setting within its range, in its own unit; over all: the design of `sensitivity`,
    which has every actor's groups of weights and the replicate besides, each a number from 0 to 1.
    ``settings`` that are given values are no factors. FaultError where none is left.
    """
    picked = scenario_asked(scenario, events=False)
    factors = _factors(picked, one_of("over", over, OVER), _given(settings))
    if not factors:
        raise refuse("settings", "every setting has a value; none is left to vary")
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[factor.low, factor.high] for factor in factors],
    }


@in_python()
def evaluate(
    scenario: Scenario | Named,
    problem: Mapping[str, Any],
    X: Any,  # as SALib calls it
    *,
    measure: str = "hold",
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Floats:
    """The loss at every row of a sample, in points, shape (rows,): what `SALib.analyze` takes for Y.

    ``X`` (rows, num_vars): values of the problem's factors, in its order, settings in their own unit. Of a
    problem over settings the loss at a row is the mean over ``runs`` in each arm, by default 50 weight draws
    of 2 runs each, which are the same in every row: with all of a scenario's runs it is that of `run`. Of one
    over all factors it is the mean over 8 pairs of runs under the weights that the row picks, as in
    `sensitivity`. ``settings``: values of those that are no factors. NaN where a run failed. FaultError for a
    problem with other names than `problem` gives, and for a value that no setting may have, with its row.
    """
    name = text("measure", measure)
    picked = scenario_asked(scenario, rng=rng, settings=settings)
    wanted = asked_of(picked, name)
    names = _names(problem)
    points = _matrix(X, names)
    known = {factor.name: factor for factor in _factors(picked, "all", ())}
    faults = [
        Fault("problem", 0, 0, "", f"unknown factor {described(each)}", listed(known), nearest(each, known))
        for each in names
        if each not in known
    ]
    if faults:
        raise FaultError(faults)
    factors = tuple(known[each] for each in names)
    others = [each for each, factor in known.items() if factor.kind != "setting"]
    lacking = [each for each in others if each not in names]
    alone = len(lacking) == len(others)
    _check_values(points, factors, alone=alone)
    if alone:
        size = _small(picked) if runs is None else scenario_asked(picked, runs=runs)
        return losses_at_settings(size, wanted, factors, points)
    if lacking:
        message = f"it has some groups of weights and not {listed(lacking)}"
        raise refuse("problem", message, "settings alone, or all groups of weights and the replicate")
    if runs is not None:
        raise refuse("runs", f"would change nothing: a row that picks weights is run {REPEATS} times an arm")
    return losses_at_points(picked, wanted, factors, points, REPEATS)


def _factors(scenario: Scenario, over: str, fixed: tuple[str, ...]) -> tuple[Factor, ...]:
    factors = factors_of(scenario, weights_of(scenario, draws=BANK), fixed)
    return tuple(factor for factor in factors if over == "all" or factor.kind == "setting")


def _small(scenario: Scenario) -> Scenario:
    """The scenario at the size that a row has unless stated otherwise."""
    draws, replicates = scenario.runs // scenario.replicates, scenario.replicates
    return Size(min(DRAWS, draws), min(REPLICATES, replicates)).of(scenario)


def _given(settings: object) -> tuple[str, ...]:
    """The settings that are no factors; FaultError for names of none."""
    if settings is None or isinstance(settings, (str, Mapping)):
        setting_changes(settings)
        return settings_given(settings)
    return tuple(one_of("settings", each, SETTINGS) for each in names_of("settings", settings))


def _names(problem: object) -> list[str]:
    """The names of a problem's factors; FaultError for what is no problem."""
    names = problem.get("names") if isinstance(problem, Mapping) else None
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(n, str) for n in names):
        raise refuse("problem", "is not a problem of SALib's", "a dict with num_vars, names and bounds")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refuse("problem", f"the factor {described(twice)} is given twice")
    return list(names)


def _matrix(sample: Any, names: list[str]) -> Floats:
    """The sample as numbers, (rows, factors); FaultError where it is none."""
    if np.iscomplexobj(sample) or np.ma.is_masked(sample):  # which would lose a part, or its mask
        raise refuse("X", "has something that is not a number")
    try:
        points = np.array(sample, dtype=np.float64) if _real(sample) else None
    except (TypeError, ValueError, OverflowError):
        points = None
    if points is None:
        raise refuse("X", "has something that is not a number")
    if points.ndim != 2 or points.shape[1] != len(names) or not len(points):
        shape = " x ".join(map(str, points.shape)) or "one number"
        raise refuse("X", f"has the shape {shape}", f"rows x {len(names)}, a column for each factor")
    return points


def _real(sample: Any) -> bool:
    """Whether as numbers it would lose neither an imaginary part nor what a mask says."""
    return not np.iscomplexobj(sample) and not np.ma.is_masked(sample)


def _check_values(points: Floats, factors: tuple[Factor, ...], *, alone: bool) -> None:
    """FaultError for the first value of each factor that it may not have.

    Settings ``alone`` may leave their ranges as far as the equations allow.
    """
    faults = []
    for column, factor in enumerate(factors):
        low, high = factor.low, factor.high
        if alone:
            low, high = SETTINGS[factor.name].hard_low, SETTINGS[factor.name].hard_high
        values = points[:, column]
        bad = np.flatnonzero(~((values >= low) & (values <= high) & np.isfinite(values)))
        if len(bad):
            message = f"row {bad[0]}, {factor.name}: {values[bad[0]]:g} is out of bounds"
            faults.append(Fault("X", 0, 0, "", message, f"{low:g} to {high:g}"))
    if faults:
        raise FaultError(faults)

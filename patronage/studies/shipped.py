"""Cases, scenarios and single runs for people who work in Python, wherever the project is installed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patronage.sim.files.faults import Fault, FaultError, short
from patronage.sim.files.shipped import SCENARIOS, SWEEPS, named
from patronage.sim.files.values import override_texts, plain_data

if TYPE_CHECKING:
    from patronage.sim.case.load import Case
    from patronage.sim.model.by_hand.run import AllianceModel
    from patronage.sim.scenario.load import Scenario


def scenario_path(name: str | Path) -> Path:
    """The file of a scenario: a path, or the bare name of one in `scenarios/` or of the project's.

    What is written with a separator, such as `./mine.yaml`, is a path and no name. Where nothing is found the
    path is given back as it is, for the reader to complain about.
    """
    return _called(name, SCENARIOS)


def sweep_path(name: str | Path) -> Path:
    """The file of a sweep: a path, or the bare name of one in `scenarios/sweeps/` or of the project's."""
    return _called(name, SWEEPS)


def _called(name: str | Path, folder: Path) -> Path:
    if not isinstance(name, (str, PathLike)) or not isinstance(fspath(name), str):
        message = f"{type(name).__name__} is neither a name nor a path"
        raise FaultError([Fault(f"--{folder.name.removesuffix('s')}", 0, 0, "", message)])
    path = Path(name)
    try:
        if path.exists() or _separated(str(name)):
            return path
    except (OSError, ValueError):  # no name a file can have
        return path
    return named(folder).get(path.name.removesuffix(".yaml"), path)


def _separated(name: str) -> bool:
    return any(mark in name for mark in (os.sep, os.altsep) if mark)


def load_case(name: str | Path) -> Case:
    """The case of a name or in a folder; FaultError with every fault of its files."""
    from patronage.sim.case.load import find_case
    from patronage.sim.case.load import load_case as load

    return load(find_case(str(name)))


def load_scenario(name: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of a name or in a file; FaultError with every fault.

    ``overrides`` replaces fields, by their paths: ``{"runs": 500, "settings.rationality": 2}``. Text is read
    as YAML, so that ``"2"`` is a number, too.
    """
    from patronage.sim.scenario.load import load_scenario as load

    return load(scenario_path(name), override_texts({} if overrides is None else overrides))


def model(
    scenario: Scenario | str | Path,
    *,
    arm: str = "scenario",
    draw: int = 0,
    replicate: int = 0,
    rng: int | None = None,
) -> AllianceModel:
    """One run of a scenario as a Mesa model, to be stepped a month at a time.

    It is the same run that the ensemble makes for this ``arm`` (reference, scenario, reference_idle or
    scenario_idle), weight draw and replicate; ``rng`` stands in for the scenario's. Mesa's ``batch_run``
    takes this function for a model class. FaultError for an arm, draw or replicate that is not there.
    """
    from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
    from patronage.sim.model.by_hand.run import AllianceModel
    from patronage.sim.scenario.load import Scenario

    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if rng is not None:
        chosen = replace(chosen, rng=_place("rng", rng, 1 << 53))
    if not isinstance(arm, str) or arm not in ARMS:
        called = short(arm) if isinstance(arm, (str, int, float)) else type(arm).__name__
        raise FaultError([Fault("arm", 0, 0, "", f"there is no arm {called}", ", ".join(ARMS))])
    draw = _place("draw", draw, chosen.runs // chosen.replicates)
    replicate = _place("replicate", replicate, chosen.replicates)
    weights = weights_of(chosen, first=draw, draws=1)
    table = crossed(chosen, [arm_scripts(chosen)[ARMS.index(arm)]], weights, first_draw=draw)
    return AllianceModel(table, row=replicate)


def _place(keyword: str, value: object, count: int) -> int:
    """A whole number from 0 to below ``count``; FaultError for anything else."""
    number = plain_data(value, keyword)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < count:
        message = f"{short(number)} is not allowed"
        raise FaultError([Fault(keyword, 0, 0, "", message, f"0 to {count - 1}")])
    return number

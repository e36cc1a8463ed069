"""Cases, scenarios and single runs for people who work in Python, wherever the project is installed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING

from patronage.sim.files.shipped import SCENARIOS, SWEEPS, named

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


def load_scenario(name: str | Path, overrides: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a name or in a file; FaultError with every fault.

    ``overrides`` replaces fields, as YAML text: ``{"runs": "500", "settings.rationality": "2"}``.
    """
    from patronage.sim.scenario.load import load_scenario as load

    return load(scenario_path(name), overrides)


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
    takes this function for a model class. ValueError for an arm, draw or replicate that is not there.
    """
    from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
    from patronage.sim.model.by_hand.run import AllianceModel
    from patronage.sim.scenario.load import Scenario

    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if rng is not None:
        chosen = replace(chosen, rng=index(rng))
    if arm not in ARMS:
        raise ValueError(f"'{arm}' is no arm; there are {', '.join(ARMS)}")
    draws = chosen.runs // chosen.replicates
    if not (0 <= draw < draws and 0 <= replicate < chosen.replicates):
        raise ValueError(f"draws are 0 to {draws - 1}, replicates 0 to {chosen.replicates - 1}")
    weights = weights_of(chosen, first=draw, draws=1)
    table = crossed(chosen, [arm_scripts(chosen)[ARMS.index(arm)]], weights, first_draw=draw)
    return AllianceModel(table, row=replicate)

"""The files of a visit to the page, each as it was when the visit first read it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from patronage.sim.case.load import load_case
from patronage.sim.files.faults import FaultError
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.scenario.load import Scenario, scenario_in


@dataclass(frozen=True)
class Read:
    """A scenario's file as it was read, and the scenario in it."""

    located: Located
    scenario: Scenario

    def with_overrides(self, overrides: Mapping[str, str]) -> Scenario:
        """The scenario with some of its values replaced; FaultError where it cannot be."""
        return scenario_in(deepcopy(self.located), overrides, self.scenario.case)


class Files:
    """What a visit has read. An edit changes nothing of it, so all that it shows and saves fits together."""

    def __init__(self) -> None:
        self._read: dict[Path, Read] = {}

    def read(self, path: Path) -> Read:
        """A scenario's file; FaultError with every fault, and then it is read anew when next asked for."""
        if path not in self._read:
            located = read_yaml(path)
            self._read[path] = Read(located, scenario_in(deepcopy(located)))
        return self._read[path]


def case_edited(scenario: Scenario) -> bool:
    """Whether the files of its case are no longer those that it was read from."""
    try:
        return load_case(scenario.case.folder).digest != scenario.case.digest
    except FaultError:
        return True

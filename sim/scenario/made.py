"""A scenario that is put together in code: the fields of a scenario's file as Python values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patronage.sim.case.load import Case
from patronage.sim.files.faults import Fault, FaultError, short
from patronage.sim.files.values import plain_data
from patronage.sim.scenario.load import Scenario, scenario_in
from patronage.sim.scenario.written import in_code

_MARKS = "_.-"


def made(fields: Mapping[str, Any], name: str, question: str = "", case: Case | None = None) -> Scenario:
    """The scenario of these fields, which are those of its file and held to the same.

    ``name``: as a file would be called; ``question``: what its first comment would ask. ``case``: stands in
    for the field of that name. FaultError with every fault, by the path of its field.
    """
    if (
        not isinstance(name, str)
        or not name[:1].isalnum()
        or not all(c.isalnum() or c in _MARKS for c in name)
    ):
        allowed = "letters, digits, _ . - and no space"
        raise FaultError([Fault("name", 0, 0, "", f"{short(name)} is not a name for a scenario", allowed)])
    if not isinstance(question, str):
        raise FaultError([Fault("question", 0, 0, "", f"{short(question)} is not text")])
    given = plain_data(fields, name)
    if case is not None:
        given = {"case": case.name} | given | {"case": case.name}
    return scenario_in(in_code(given, Path(f"{name}.yaml"), name, question), None, case)

"""The front door: how much influence a patron gains or loses over its allies.

    import patronage
    scenario = patronage.load_scenario("scenarios/afrin_airspace.yaml")
    answer = patronage.run(scenario)        # .losses, .dependence, .ear, .courses, and the runs in .coded
    model = patronage.model(scenario)       # one run, to be stepped by hand

What is named here is imported when it is first used, so that `import patronage` takes no time.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if not (Path(__file__).parent / "sim").is_dir():  # a checkout whose links were not made, as on Windows
    __path__.append(str(Path(__file__).resolve().parents[1]))

__version__ = "0.1.0"

if TYPE_CHECKING:
    from patronage.sim.case.load import Case
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.sim.model.by_hand.run import AllianceModel
    from patronage.sim.scenario.load import Scenario
    from patronage.sim.weights.explain import Explained, explain
    from patronage.studies.answer import Answer
    from patronage.studies.run import answer as run
    from patronage.studies.shipped import load_case, load_scenario, model

_FROM = {
    "AllianceModel": ("patronage.sim.model.by_hand.run", "AllianceModel"),
    "Answer": ("patronage.studies.run", "Answer"),
    "Case": ("patronage.sim.case.load", "Case"),
    "Explained": ("patronage.sim.weights.explain", "Explained"),
    "Fault": ("patronage.sim.files.faults", "Fault"),
    "FaultError": ("patronage.sim.files.faults", "FaultError"),
    "Scenario": ("patronage.sim.scenario.load", "Scenario"),
    "explain": ("patronage.sim.weights.explain", "explain"),
    "load_case": ("patronage.studies.shipped", "load_case"),
    "load_scenario": ("patronage.studies.shipped", "load_scenario"),
    "model": ("patronage.studies.shipped", "model"),
    "run": ("patronage.studies.run", "answer"),
}

__all__ = [
    "AllianceModel",
    "Answer",
    "Case",
    "Explained",
    "Fault",
    "FaultError",
    "Scenario",
    "__version__",
    "explain",
    "load_case",
    "load_scenario",
    "model",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module 'patronage' has no attribute '{name}'")
    module, attribute = _FROM[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

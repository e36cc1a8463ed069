"""The front door: how much influence a patron gains or loses over its allies.

    import patronage
    scenario = patronage.load_scenario("scenarios/afrin_airspace.yaml")
    answer = patronage.run(scenario)        # .losses, .dependence, .courses, and the runs in .coded
    model = patronage.model(scenario)       # one run, to be stepped by hand

What is named here is imported when it is first used, so that `import patronage` takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from patronage.experiment import Answer
    from patronage.experiment import answer as run
    from patronage.shipped import load_case, load_scenario, model
    from sim.case import Case
    from sim.explain import Explained, explain
    from sim.faults import Fault, FaultError
    from sim.model import AllianceModel
    from sim.scenario import Scenario

_FROM = {
    "AllianceModel": ("sim.model", "AllianceModel"),
    "Answer": ("patronage.experiment", "Answer"),
    "Case": ("sim.case", "Case"),
    "Explained": ("sim.explain", "Explained"),
    "Fault": ("sim.faults", "Fault"),
    "FaultError": ("sim.faults", "FaultError"),
    "Scenario": ("sim.scenario", "Scenario"),
    "explain": ("sim.explain", "explain"),
    "load_case": ("patronage.shipped", "load_case"),
    "load_scenario": ("patronage.shipped", "load_scenario"),
    "model": ("patronage.shipped", "model"),
    "run": ("patronage.experiment", "answer"),
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

"""The front door: how much influence a patron gains or loses over its allies.

    import patronage
    answer = patronage.run("afrin_airspace", runs=2000, settings={"rationality": 2})
    answer.losses["hold"].loss              # numbers; print(answer) shows the main table
    answer.to_frame()                       # pandas; .to_xarray() has every run, .plot() a chart
    model = patronage.model("afrin_airspace")   # one run, to be stepped by hand

Scenarios are called by name, by path, or made in Python (`scenario`). What is named here is imported when it
is first used, so that `import patronage` takes no time.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if not (Path(__file__).parent / "sim").is_dir():  # a checkout whose links were not made, as on Windows
    __path__.append(str(Path(__file__).resolve().parents[1]))

__version__ = "0.2.0"

if TYPE_CHECKING:
    from patronage.front.case import blocs, explain, rivals
    from patronage.front.loading import load_case, load_scenario, model
    from patronage.front.model import bargains, ladder, matching, multiverse
    from patronage.front.record import calibrate, hindcast
    from patronage.front.run import compare, run, scenario
    from patronage.front.salib import evaluate, problem
    from patronage.front.sweep import sweep
    from patronage.front.why import attribute, discover, placebo, sensitivity
    from patronage.sim.case.load import Case
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.sim.model.by_hand.run import AllianceModel
    from patronage.sim.scenario.load import Scenario
    from patronage.sim.weights.explain import Explained
    from patronage.studies.answer import Answer
    from patronage.studies.attribute import Attribution, Sentences
    from patronage.studies.bargains import Bargains
    from patronage.studies.compare import Comparison
    from patronage.studies.discover import Region
    from patronage.studies.expectations.matching import Matching
    from patronage.studies.ladder import Ladder
    from patronage.studies.multiverse import Multiverse
    from patronage.studies.placebo import Placebo
    from patronage.studies.record.calibrate import Calibration
    from patronage.studies.record.frequencies import Frequencies
    from patronage.studies.record.hindcast import Hindcast
    from patronage.studies.rivals.blocs import Blocs
    from patronage.studies.rivals.outcomes import Outcomes
    from patronage.studies.rivals.scenario import Rivals
    from patronage.studies.sensitivity import Sensitivity
    from patronage.studies.shown.findings import Findings, Swept, Weights

_FROM = {
    "AllianceModel": "patronage.sim.model.by_hand.run",
    "Answer": "patronage.studies.answer",
    "Attribution": "patronage.studies.attribute",
    "Bargains": "patronage.studies.bargains",
    "Blocs": "patronage.studies.rivals.blocs",
    "Calibration": "patronage.studies.record.calibrate",
    "Case": "patronage.sim.case.load",
    "Comparison": "patronage.studies.compare",
    "Explained": "patronage.sim.weights.explain",
    "Fault": "patronage.sim.files.faults",
    "FaultError": "patronage.sim.files.faults",
    "Findings": "patronage.studies.shown.findings",
    "Frequencies": "patronage.studies.record.frequencies",
    "Hindcast": "patronage.studies.record.hindcast",
    "Ladder": "patronage.studies.ladder",
    "Matching": "patronage.studies.expectations.matching",
    "Multiverse": "patronage.studies.multiverse",
    "Outcomes": "patronage.studies.rivals.outcomes",
    "Placebo": "patronage.studies.placebo",
    "Region": "patronage.studies.discover",
    "Rivals": "patronage.studies.rivals.scenario",
    "Scenario": "patronage.sim.scenario.load",
    "Sensitivity": "patronage.studies.sensitivity",
    "Sentences": "patronage.studies.attribute",
    "Swept": "patronage.studies.shown.findings",
    "Weights": "patronage.studies.shown.findings",
    "attribute": "patronage.front.why",
    "bargains": "patronage.front.model",
    "blocs": "patronage.front.case",
    "calibrate": "patronage.front.record",
    "compare": "patronage.front.run",
    "discover": "patronage.front.why",
    "evaluate": "patronage.front.salib",
    "explain": "patronage.front.case",
    "hindcast": "patronage.front.record",
    "ladder": "patronage.front.model",
    "load_case": "patronage.front.loading",
    "load_scenario": "patronage.front.loading",
    "matching": "patronage.front.model",
    "model": "patronage.front.loading",
    "multiverse": "patronage.front.model",
    "placebo": "patronage.front.why",
    "problem": "patronage.front.salib",
    "rivals": "patronage.front.case",
    "run": "patronage.front.run",
    "scenario": "patronage.front.run",
    "sensitivity": "patronage.front.why",
    "sweep": "patronage.front.sweep",
}
"""Every name and the module that it is in."""

__all__ = [
    "AllianceModel",
    "Answer",
    "Attribution",
    "Bargains",
    "Blocs",
    "Calibration",
    "Case",
    "Comparison",
    "Explained",
    "Fault",
    "FaultError",
    "Findings",
    "Frequencies",
    "Hindcast",
    "Ladder",
    "Matching",
    "Multiverse",
    "Outcomes",
    "Placebo",
    "Region",
    "Rivals",
    "Scenario",
    "Sensitivity",
    "Sentences",
    "Swept",
    "Weights",
    "__version__",
    "attribute",
    "bargains",
    "blocs",
    "calibrate",
    "compare",
    "discover",
    "evaluate",
    "explain",
    "hindcast",
    "ladder",
    "load_case",
    "load_scenario",
    "matching",
    "model",
    "multiverse",
    "placebo",
    "problem",
    "rivals",
    "run",
    "scenario",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module 'patronage' has no attribute '{name}'")
    value = getattr(import_module(_FROM[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

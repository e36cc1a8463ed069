"""Why a loss comes about, as an analysis has kept it: read back for a report, which then runs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patronage.analysis.estimators.spread import Spread
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.result import ANSWER, DONE, FAILED, Result
from patronage.studies.attribute import Attribution, Sentences
from patronage.studies.placebo import Placebo
from patronage.studies.sensitivity import Sensitivity
from patronage.studies.stored.run import parsed_answer
from patronage.studies.stored.why_forms import PlaceboForm, SentencesForm, SharesForm, SobolForm

Why = Attribution | Sentences | Placebo | Sensitivity

EVENTS, PATRONS, SENTENCES = (
    "attribute --over events",
    "attribute --over patrons",
    "attribute --over sentences",
)
PLACEBO, SOBOL = "placebo", "sensitivity"
ANALYSES = (EVENTS, PATRONS, SENTENCES, PLACEBO, SOBOL)
"""The commands whose results a report can have, in the order of its sections."""
COMMANDS = tuple(dict.fromkeys(command.partition(" ")[0] for command in ANALYSES))


def is_analysis(result: Result) -> bool:
    """Whether a result is of one of COMMANDS."""
    return result.manifest.get("kind") in COMMANDS


def kept_analysis(result: Result) -> tuple[str, dict[str, Any]]:
    """Which of ANALYSES a result is of, and its answer; '' for what a report has no section for.

    FaultError where it is not finished, damaged, or of another measure than hold.
    """
    folder, path = shown(result.folder), shown(result.folder / ANSWER)
    if result.status not in {DONE, FAILED}:
        raise FaultError([Fault(folder, 0, 0, "", "holds an analysis that is not finished")])
    answer = parsed_answer(result)
    if not isinstance(answer, dict):
        raise FaultError([Fault(path, 0, 0, "", "cannot be read: it is no object")])
    if answer.get("measure") != "hold":
        message = f"is of {answer.get('measure')}, and a report explains the loss of hold"
        raise FaultError([Fault(folder, 0, 0, "measure", message)])
    kind = str(result.manifest["kind"])
    name = f"{kind} --over {answer.get('over')}" if kind == "attribute" else kind
    return ("" if answer.get("method") == "morris" else name), answer


_FORMS: dict[str, type[SharesForm | SentencesForm | PlaceboForm | SobolForm]] = {
    EVENTS: SharesForm,
    PATRONS: SharesForm,
    SENTENCES: SentencesForm,
    PLACEBO: PlaceboForm,
    SOBOL: SobolForm,
}


def read_back(name: str, answer: Mapping[str, Any], scenario: Scenario, loss: Spread, folder: Path) -> Why:
    """One of ANALYSES from its answer; ``loss``: the scenario's own, as its run has it.

    FaultError where the answer is not as this version writes it.
    """
    try:
        form = _FORMS[name].model_validate_json(json.dumps(answer), strict=True)
        return form.found(scenario, loss)
    except ValueError:
        message = f"is not as this version writes it; run `patronage {name}` again"
        raise FaultError([Fault(shown(folder / ANSWER), 0, 0, "", message)]) from None

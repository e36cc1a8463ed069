"""A stored run as it is read back: whole, finished, and with all that its readers need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from patronage.sim.files.faults import Fault, FaultError, path_text, shown
from patronage.sim.store.result import DONE, FAILED, MANIFEST, Result
from patronage.studies.run_folder import ANSWER


class _Named(BaseModel):
    id: str
    name: str


class _Actor(_Named):
    color: str | None


class _Event(BaseModel):
    id: str
    text: str
    months: list[str] = Field(min_length=2, max_length=2)


class _Case(BaseModel):
    name: str
    title: str


class _Manifest(BaseModel):
    """What a run's manifest must have; more is no fault."""

    inputs: str
    model: str
    scenario: str
    title: str
    question: str
    case: _Case
    actors: list[_Actor] = Field(min_length=1)
    focus: str
    period: list[str] = Field(min_length=2, max_length=2)
    window: list[str] = Field(min_length=2, max_length=2)
    events: list[_Event]
    settings: dict[str, float]
    weights: dict[str, Any]
    muted: list[str]
    runs: int
    draws: int
    replicates: int
    rng: int
    versions: dict[str, str]


class _Loss(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    reference: float
    scenario: float
    loss: float
    loss_percent: float | None
    interval: list[float] = Field(min_length=2, max_length=2)
    standard_error: float | None
    share_of_draws_with_loss: float
    prior_only_loss: float | None
    interval_with_luck: list[float] = Field(min_length=2, max_length=2)
    luck: float | None


class _Answer(BaseModel):
    digest: str
    draws: int
    failed: int
    draws_counted: int
    measures: dict[str, _Loss]
    dependence: dict[str, _Loss]


def stored_run(folder: Path) -> tuple[Result, dict[str, Any]]:
    """The finished run in a folder, and its answer.

    FaultError with every fault: no result, one of something else than a run, one that is not finished, parts
    that are missing or corrupt, a manifest or an answer that lacks something or is of another run.
    """
    result = Result.open(folder)
    kind = result.manifest.get("kind")
    if kind != "run":
        message = f"holds the result of a {kind}; a report is of runs"
        raise FaultError([Fault(shown(folder), 0, 0, "", message, "a folder that `patronage run` wrote")])
    if result.manifest.get("status") not in {DONE, FAILED}:
        raise FaultError([Fault(shown(folder), 0, 0, "", "holds a run that is not finished")])
    answer, faults = _read(folder / ANSWER)
    faults += _misshapen(_Manifest, result.manifest, folder / MANIFEST)
    faults += result.damaged()
    if not faults:
        faults += _at_odds(result.manifest, answer, folder)
    if faults:
        raise FaultError(faults)
    return result, answer


def _read(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, [Fault(shown(path), 0, 0, "", "this file of the result is missing")]
    except (OSError, ValueError, RecursionError) as error:
        return {}, [Fault(shown(path), 0, 0, "", f"cannot be read: {error}")]
    return found, _misshapen(_Answer, found, path)


def _misshapen(model: type[BaseModel], found: Any, path: Path) -> list[Fault]:
    """What keeps data from having the shape of a model, each in a fault of the file."""
    try:
        model.model_validate_json(json.dumps(found), strict=True)
    except ValidationError as error:
        return [
            Fault(shown(path), 0, 0, path_text(each["loc"]), f"is not what a run writes: {each['msg']}")
            for each in error.errors()
        ]
    return []


def _at_odds(manifest: dict[str, Any], answer: dict[str, Any], folder: Path) -> list[Fault]:
    """What the manifest and the answer of a run say differently."""
    actors = [actor["id"] for actor in manifest["actors"]]
    found = []
    if manifest["focus"] not in actors:
        found.append("its focus is none of its actors")
    if answer["digest"] != manifest["inputs"]:
        found.append(f"its {ANSWER} is of another run than its {MANIFEST}")
    if set(answer["dependence"]) != {actor for actor in actors if actor != manifest["focus"]}:
        found.append(f"its {ANSWER} is of other actors than its {MANIFEST}")
    if "hold" not in answer["measures"]:
        found.append(f"its {ANSWER} has no hold")
    return [Fault(shown(folder), 0, 0, "", message) for message in found]

"""What a manifest must say for its result to be read: its shape, and how its counts hang together.

A manifest whose seal is right may still have been changed and sealed anew; what is read here is held to its
form, so that it is a fault of the file and not of the program. More fields are no fault.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from patronage.sim.files.faults import Fault, FaultError, path_text, short, shown
from patronage.sim.files.months import parse_month
from patronage.sim.store.result import MANIFEST, Result

Count = Annotated[int, Field(ge=1, le=10_000_000)]
Place = Annotated[int, Field(ge=0, le=10_000_000)]
Month = Annotated[str, Field(pattern="^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")]
Months = Annotated[list[Month], Field(min_length=2, max_length=2)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Stored(BaseModel):
    """The base of what is read back: strict, and without infinities."""

    model_config = ConfigDict(allow_inf_nan=False)


class _Named(Stored):
    id: str
    name: str


class _Actor(_Named):
    color: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")] | None


class _Event(Stored):
    id: str
    text: str
    months: Months
    evidence: str | None = None


class _Case(Stored):
    name: str
    title: str


class _Result(Stored):
    """What the manifests of runs and of sweeps have in common."""

    inputs: Digest
    model: str
    file: str | None = None
    changes: dict[str, str] = {}
    title: str
    question: str
    scenario: str
    case: _Case
    actors: list[_Actor] = Field(min_length=1)
    focus: str
    clients: list[str] = []
    period: Months
    rng: int
    draws: Count
    replicates: Count
    runs: int
    versions: dict[str, str]
    other_versions: list[dict[str, str]] = []
    started: str
    ended: str | None

    @property
    def due(self) -> int:
        """How many runs there must be by the other counts."""
        return self.draws * self.replicates

    @model_validator(mode="after")
    def _hangs_together(self) -> _Result:
        ids = [actor.id for actor in self.actors]
        if len(set(ids)) < len(ids):
            raise _odd("two of its actors have the same id")
        if self.focus not in ids:
            raise _odd("its focus is none of its actors")
        if not set(self.clients) <= set(ids) - {self.focus}:
            raise _odd("one of its clients is none of its other actors")
        if self.runs != self.due:
            raise _odd(f"its {self.runs} runs are not the {self.due} of its draws and replicates")
        return self


class _Weights(Stored):
    article_only: bool
    assumed: bool
    leave_out: list[str]
    coders: list[str]
    fix: dict[str, float]


class RunManifest(_Result):
    """The manifest of a run."""

    window: Months
    issues: list[_Named] = []
    history: list[str] = []
    events: list[_Event]
    settings: dict[str, float]
    given: list[str] = []
    uncertainty: list[str] = []
    weights: _Weights
    muted: list[str]
    smallest_effect: dict[str, float] = {}

    @model_validator(mode="after")
    def _forwards(self) -> RunManifest:
        if not set(self.given) <= set(self.settings):
            raise _odd("a setting that was given is none of its settings")
        if any(parse_month(event.months[0]) > parse_month(event.months[1]) for event in self.events):
            raise _odd("one of its events ends before it begins")
        if not set(self.given) <= set(self.settings):
            raise _odd("one of the settings that are given has no value")
        return self


class _Varied(Stored):
    path: str
    form: Literal["number", "whole", "month", "flag"]
    unchanged: Month | float | bool | None


class SweepManifest(_Result):
    """The manifest of a sweep, or of a shard of it."""

    sweep: str
    varied: list[_Varied]
    common_random_numbers: bool
    points: Count
    chunks: Count
    sizes: list[Annotated[list[Count], Field(min_length=3, max_length=3)]] = []
    order: list[Annotated[list[Place], Field(min_length=2, max_length=2)]] = []
    shard: str | None = None

    @property
    def due(self) -> int:
        """Two runs for each pair of each point."""
        return 2 * self.points * self.draws * self.replicates

    @model_validator(mode="after")
    def _grew(self) -> SweepManifest:
        if self.sizes and self.sizes[-1] != [self.points, self.draws, self.replicates]:
            raise _odd("the last of its sizes is not that of its points, draws and replicates")
        places = [stretch for stretch in sorted(self.order) if stretch[0] < stretch[1]]
        ends = [0, *(last for _, last in places)]
        if self.order and (ends[-1] != self.points or [first for first, _ in places] != ends[:-1]):
            raise _odd("its order does not have each of its points once")
        return self


FORMS: dict[str, type[_Result]] = {"run": RunManifest, "sweep": SweepManifest}


def _odd(message: str) -> Exception:
    return PydanticCustomError("odd", "{message}", {"message": message})


def open_result(folder: Path, *kinds: str, wanted: str = "") -> Result:
    """The result of one of these kinds in a folder, with a manifest that has all that its readers need.

    ``wanted`` says, for a result of another kind, what is. FaultError for what cannot be read.
    """
    result = Result.open(folder)
    kind = result.manifest.get("kind")
    if kind not in kinds:
        message = f"holds the result of {called(kind)}"
        raise FaultError([Fault(shown(folder), 0, 0, "", f"{message}; {wanted}" if wanted else message)])
    faults = misshapen(FORMS[str(kind)], result.manifest, folder / MANIFEST)
    if faults:
        raise FaultError(faults)
    return result


def called(kind: Any) -> str:
    """What messages call a kind of result: `a run`, `a sweep`, `patronage attribute`."""
    if not isinstance(kind, str):
        return f"a {short(kind)}"
    return f"a {kind}" if kind in FORMS else f"`patronage {short(kind)[1:-1]}`"


def misshapen(form: type[BaseModel], found: Any, path: Path) -> list[Fault]:
    """What keeps data from having the shape of a form, each in a fault of the file."""
    try:
        form.model_validate_json(json.dumps(found), strict=True)
    except ValidationError as error:
        return [
            Fault(shown(path), 0, 0, path_text(each["loc"]), f"is not what is written there: {each['msg']}")
            for each in error.errors()
        ]
    return []

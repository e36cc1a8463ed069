"""The fields of a sweep's file."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from patronage.sim.files.faults import EMPTY, Choice, short
from patronage.sim.files.forms import Form, Text, wrong
from patronage.sim.files.yaml_text import unquoted
from patronage.sim.model.settings import SETTINGS
from patronage.sim.sweeps.lattice import MOST_POINTS
from patronage.sim.sweeps.targets import OF_EVENTS
from patronage.sim.weights.fixed import KINDS

Design = Literal["grid", "list", "lhs", "sobol", "morris", "saltelli"]

SAMPLED = ("lhs", "sobol", "morris", "saltelli")
SPAN = ("from", "to", "steps")

_SCALAR: dict[str, Any] = {"type": ["number", "boolean", "string"]}
_RANGE: dict[str, Any] = {
    "anyOf": [
        {"type": "array", "items": _SCALAR, "minItems": 1},
        {
            "type": "object",
            "properties": {
                "from": {**_SCALAR, "description": "the first value"},
                "to": {**_SCALAR, "description": "the last value"},
                "steps": {
                    "type": "integer",
                    "minimum": 2,
                    "maximum": MOST_POINTS,
                    "description": "how many values of a grid, evenly spaced",
                },
            },
            "additionalProperties": False,
        },
        {"const": "range"},
    ],
    "description": "a list of values; or {from, to, steps}; or the word range, for its usual range",
}


def _paths(values: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema of a group whose keys are paths of what can be varied."""
    name = "[A-Za-z0-9][A-Za-z0-9_.-]*"
    keys = (
        rf"^settings\.(\*|{'|'.join(SETTINGS)})$",
        rf"^({'|'.join(KINDS)})\.{name}\.{name}$",
        rf"^events\.{name}\.({'|'.join(OF_EVENTS)})$",
    )
    return {
        "type": "object",
        "patternProperties": dict.fromkeys(keys, values),
        "additionalProperties": False,
    }


def _spread(given: Any) -> Any:
    if isinstance(given, dict):
        for name in given:
            if name not in SPAN:
                raise wrong(
                    f"unknown field {short(name)}",
                    allowed=Choice(str(name), SPAN),
                    at=(name,),
                )
        steps = given.get("steps", 2)
        if type(steps) is not int or not 2 <= steps <= MOST_POINTS:
            message = f"{short(steps)} is not a number of steps{unquoted(steps, int)}"
            allowed = f"2 to {MOST_POINTS}"
            raise wrong(EMPTY if steps is None else message, allowed=allowed, at=("steps",))
    elif isinstance(given, list):
        if not given:
            raise wrong("the list is empty; give at least one value")
    elif given != "range":
        allowed = "a list of values, {from: …, to: …, steps: …}, or range"
        raise wrong(f"{short(given)} does not say which values to take", allowed=allowed)
    return given


def _row(given: Any) -> Any:
    if not isinstance(given, dict) or not given:
        raise wrong("should be a group of `path: value` lines", allowed="a value for each path")
    return given


Spread = Annotated[Any, PlainValidator(_spread), WithJsonSchema(_RANGE)]
Row = Annotated[Any, PlainValidator(_row), WithJsonSchema(_paths(_SCALAR))]
Vary = Annotated[dict[str, Spread], WithJsonSchema(_paths(_RANGE))]


class SweepFile(Form):
    """Many variants of a scenario, and how often each is run."""

    renamed: ClassVar[dict[str, str]] = {"common_luck": "common_random_numbers"}

    title: Text = Field(description="a short name, for people")
    scenario: Text = Field(
        description="a scenario's file, as seen from this one, or the name of a shipped one"
    )
    design: Design = Field(description="how points are laid out over what is varied")
    vary: Vary = Field(
        default={}, description="what is varied and over which values; not for the design list"
    )
    rows: list[Row] = Field(default=[], alias="list", description="the points of the design list, one by one")
    size: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="points of lhs and sobol, trajectories of morris, base sample of saltelli",
    )
    uncertainty: bool = Field(
        default=True, description="draw the weights from what the evidence leaves open; false: their means"
    )
    draws: int | None = Field(
        default=None, ge=1, le=1_000_000, description="draws of the weights; 100 if left out"
    )
    replicates: int = Field(default=5, ge=1, le=100_000, description="runs of each draw of the weights")
    common_random_numbers: bool = Field(default=True, description="the same random numbers at every point")
    rng: int | None = Field(
        default=None,
        ge=0,
        le=2**53 - 1,
        description="which random numbers are used; the scenario's if left out",
    )

"""The fields of a scenario's file."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from patronage.sim.files.faults import EMPTY, Choice, short
from patronage.sim.files.forms import (
    ActorName,
    CoderName,
    ContentCoderName,
    EvidenceName,
    Form,
    Id,
    Month,
    OnIssue,
    PeriodMonth,
    Target,
    Text,
    VerbName,
    wrong,
)
from patronage.sim.files.months import parse_month
from patronage.sim.model.settings import SETTINGS
from patronage.sim.weights.fixed import KINDS, bounds_of

HISTORIES = ("article", "none")
UNCERTAINTIES = ("evidence", "choice", "assumptions")
"""What draws differ in: the weights, the estimates of choice, and all other settings that have a range."""
DEFAULT_UNCERTAINTY = ("evidence", "choice")


def _no_waiting(verb: Any) -> Any:
    if verb == "wait":
        raise wrong("an event cannot make an actor wait; bar the acts it might do instead (bar: true)")
    return verb


def _happening(instead: bool, info: ValidationInfo) -> bool:
    if instead and info.data.get("bar"):
        raise wrong("what is barred happens instead of nothing; leave 'instead' out")
    return instead


def _forwards(months: list[str]) -> list[str]:
    if parse_month(months[0]) > parse_month(months[-1]):
        raise wrong(f"the months are the wrong way round: {months[0]} is after {months[-1]}")
    return months


def _history(given: Any) -> Any:
    if isinstance(given, list):
        for index, name in enumerate(given):
            if not isinstance(name, str):
                given = EMPTY if name is None else short(name)
                raise wrong(f"{given}; it should be the id of an evidence item", at=(index,))
    elif given not in HISTORIES:
        words = "article, none, or a list of evidence ids"
        meant = Choice(given if isinstance(given, str) else "", HISTORIES, words)
        raise wrong(f"unknown history {short(given)}", allowed=meant)
    return given


def _uncertainty(given: Any) -> Any:
    """A list of names from UNCERTAINTIES, in their order; one alone may stand without brackets."""
    names = given if isinstance(given, list) else [given]
    if not names:
        raise wrong("the list is empty; name at least one", allowed=Choice("", UNCERTAINTIES))
    for index, name in enumerate(names):
        if name not in UNCERTAINTIES:
            meant = Choice(name if isinstance(name, str) else "", UNCERTAINTIES)
            at = (index,) if isinstance(given, list) else ()
            raise wrong(f"unknown uncertainty {short(name)}", allowed=meant, at=at)
        if name in names[:index]:
            raise wrong(f"{short(name)} is named more than once", allowed="each once", at=(index,))
    return [name for name in UNCERTAINTIES if name in names]


def _settings_schema() -> dict[str, Any]:
    """The settings as JSON Schema, so that an editor knows their names, bounds and meanings."""
    properties: dict[str, Any] = {}
    for setting in SETTINGS.values():
        entry: dict[str, Any] = {"type": "number", "default": setting.default, "description": setting.meaning}
        if math.isfinite(setting.hard_low):
            entry["minimum"] = setting.hard_low
        if math.isfinite(setting.hard_high):
            entry["maximum"] = setting.hard_high
        properties[setting.name] = entry
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _settings_or_name() -> dict[str, Any]:
    named = {"type": "string", "description": "the name of a file below scenarios/settings"}
    return {"anyOf": [_settings_schema(), named]}


def _fix_schema() -> dict[str, Any]:
    """Fixed weights as JSON Schema: their paths, and what each kind can be."""
    name = "[A-Za-z0-9][A-Za-z0-9_.-]*"
    properties = {}
    for kind in KINDS:
        low, high = bounds_of(kind)
        properties[rf"^{kind}\.{name}\.{name}$"] = {"type": "number", "minimum": low, "maximum": high}
    return {"type": "object", "patternProperties": properties, "additionalProperties": False}


History = Annotated[
    Any,
    PlainValidator(_history),
    WithJsonSchema({"anyOf": [{"enum": list(HISTORIES)}, {"type": "array", "items": {"type": "string"}}]}),
]


Uncertainty = Annotated[
    list[str],
    PlainValidator(_uncertainty),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(UNCERTAINTIES)},
                {"type": "array", "items": {"enum": list(UNCERTAINTIES)}, "minItems": 1},
            ]
        }
    ),
]


class EventForm(Form):
    """Something an actor does, or with `bar` cannot do, in some months of the scenario arm only."""

    unknown_hint: ClassVar[str] = "only acts can be scripted, or with bar: true be barred"

    id: Id = Field(description="by which sweeps and results call it; no other event has it")
    actor: ActorName = Field(description="who acts, or cannot")
    verb: Annotated[VerbName, BeforeValidator(_no_waiting)] = Field(description="what it does")
    toward: Target = Field(description="on whom")
    months: Annotated[
        list[PeriodMonth],
        Field(min_length=1, max_length=2, description="first and last month, or the only one"),
        AfterValidator(_forwards),
    ]
    bar: bool = Field(default=False, description="take the act off the actor's menu")
    instead: Annotated[bool, AfterValidator(_happening)] = Field(
        default=False, description="in place of what the actor would open those months with"
    )
    on: OnIssue = Field(
        default=None, description="the issue that it settles something on; of endorse and aid only"
    )
    evidence: EvidenceName | None = Field(
        default=None, description="id of the evidence item it is taken from"
    )


class SpanForm(Form):
    """The first and the last month; where one is left out it is the case's."""

    first: Month | None = Field(default=None, alias="from", description="first month, YYYY-MM")
    last: Month | None = Field(default=None, alias="to", description="last month, YYYY-MM")


class WeightsForm(Form):
    """What the interest weights are derived from."""

    article_only: bool = Field(default=False, description="leave out all facts and assumptions from outside")
    assumed: bool = Field(default=True, description="use the items that are assumptions")
    leave_out: list[EvidenceName] = Field(default=[], description="ids of evidence items that feed no weight")
    coders: list[CoderName] = Field(
        default=[],
        description="coders of the article, one taken at random for each draw; by default the first",
    )
    brought_by_coder: ContentCoderName | None = Field(
        default=None,
        description="whose file under content/ says what the case's controls come with; by default they do",
    )
    fix: Annotated[dict[str, float], WithJsonSchema(_fix_schema())] = Field(
        default={}, description="weights with one value in every draw: path, such as salience.iran.tenure"
    )


class ScenarioFile(Form):
    """A question put to a case: what the events cost the focus actor."""

    hints: ClassVar[dict[str, str]] = {
        "draws": "there are as many as runs / replicates; set runs or replicates",
        **dict.fromkeys(
            ("ties", "trust", "influence", "outcome", "outcomes", "commitments"),
            "only acts can be scripted; ties, influence and outcomes are results",
        ),
    }

    title: Text = Field(description="a short name, for people")
    case: Text = Field(description="name of a case under seeds/, or the path of its folder")
    focus: ActorName = Field(description="the actor whose influence is the question")
    period: SpanForm | None = Field(
        default=None, description="the months that are simulated; by default the case's"
    )
    history: History = Field(default="article", description="acts that happen in both arms")
    events: list[EventForm] = Field(
        default=[], max_length=1000, description="what happens in the scenario arm only, 1000 at most"
    )
    settings: Annotated[dict[str, float], WithJsonSchema(_settings_or_name())] = Field(
        default={}, description="values of the model's settings, or the name of a file of them"
    )
    weights: WeightsForm = Field(
        default=WeightsForm(), description="what the interest weights are derived from"
    )
    uncertainty: Uncertainty = Field(
        default=list(DEFAULT_UNCERTAINTY),
        description="what the interval has in it: evidence (the weights), choice (their estimates), "
        "assumptions (all other settings, over their ranges)",
    )
    runs: int = Field(default=20_000, ge=1, le=1_000_000, description="a multiple of replicates")
    replicates: int = Field(default=100, ge=1, le=100_000, description="runs of each draw of the weights")
    rng: int = Field(default=0, ge=0, le=2**53 - 1, description="which random numbers are used")


class SettingsFile(Form):
    """Values of the model's settings that have a name, that of their file."""

    settings: Annotated[dict[str, float], WithJsonSchema(_settings_schema())] = Field(
        description="values of the model's settings; the others keep their own"
    )

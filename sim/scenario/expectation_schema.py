"""The fields of an expectation: what a scenario should show by theory or the record, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from patronage.sim.files.faults import EMPTY, short
from patronage.sim.files.forms import ActorName, Form, IssueName, PeriodMonth, Text, VerbName, wrong
from patronage.sim.files.months import parse_month
from patronage.sim.files.yaml_text import unquoted
from patronage.sim.model.measures import NAMED, TIES

if TYPE_CHECKING:
    Measure = str
else:
    Measure = Literal[(*NAMED, *(tie.name for tie in TIES), "outcome", "trust", "acts")]
Relation = Literal["falls", "rises", "does_not_fall", "does_not_rise", "grows", "shrinks", "above", "below"]
Arm = Literal["reference", "scenario"]
Status = Literal["holds", "fails", "worthless"]
Null = Literal["random_acts", "dyads", "labels", "mechanism_off", "prior_only"]


def _forwards(months: list[str]) -> list[str]:
    if parse_month(months[0]) > parse_month(months[-1]):
        raise wrong(f"the months are the wrong way round: {months[0]} is after {months[-1]}")
    return months


def _share(given: Any) -> list[float]:
    """The least and the most: one number is the least."""
    ends = given if isinstance(given, list) else [given, 1.0]
    allowed = "a number from 0 to 1, the least; or [least, most]"
    for index, end in enumerate(ends):
        if isinstance(end, bool) or not isinstance(end, int | float):
            message = EMPTY if end is None else f"{short(end)} is not a share{unquoted(end, int, float)}"
            raise wrong(message, allowed=allowed, at=(index,) if isinstance(given, list) else ())
    if len(ends) != 2 or not 0.0 <= ends[0] <= ends[1] <= 1.0:
        raise wrong(
            f"{short(given)} is not a share", allowed=allowed if len(ends) != 2 else "0 to 1, the least first"
        )
    return [float(end) for end in ends]


Share = Annotated[
    Any,
    PlainValidator(_share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            ]
        }
    ),
]


class OtherForm(Form):
    """Another quantity to compare with; what is left out is as in the statement."""

    actor: ActorName | None = Field(default=None, description="whose")
    toward: ActorName | None = Field(
        default=None, description="dependence on, ear for, trust in, acts toward"
    )
    issue: IssueName | None = Field(default=None, description="which outcome")
    verbs: Annotated[list[VerbName], Field(min_length=1)] | None = Field(
        default=None, description="which acts count"
    )


class StatementForm(Form):
    """One thing that should be seen, and in how many runs, or draws of the weights."""

    measure: Measure = Field(description="the quantity that is looked at")
    actor: ActorName | None = Field(default=None, description="whose; an outcome is nobody's")
    toward: ActorName | None = Field(
        default=None, description="dependence on, ear for, trust in, acts toward; acts may be toward anyone"
    )
    issue: IssueName | None = Field(default=None, description="which outcome")
    verbs: Annotated[list[VerbName], Field(min_length=1)] | None = Field(
        default=None, description="which acts count; by default all. Only acts that are chosen count"
    )
    arm: Arm = Field(default="scenario", description="in which arm; falls and rises compare both")
    months: (
        Annotated[list[PeriodMonth], Field(min_length=1, max_length=2), AfterValidator(_forwards)] | None
    ) = Field(
        default=None,
        description="first and last month, or the only one; by default from the first event to the end",
    )
    relation: Relation = Field(
        description="falls, rises: with the events against without; grows, shrinks: against the start; each"
        " by the case's smallest effect at least"
    )
    than: float | None = Field(default=None, description="the number that above and below are about")
    than_of: OtherForm | None = Field(default=None, description="or another quantity in the same runs")
    share_of_runs: Share | None = Field(default=None, description="in what share of runs it should be so")
    share_of_draws: Share | None = Field(
        default=None, description="or of weight draws, each by the mean over its runs"
    )


class ExpectationFile(Form):
    """What theory or the record says a scenario should show."""

    claim: Text = Field(description="what should be seen, in words")
    source: Text = Field(description="where the claim is from, before anything was run")
    scenario: Text = Field(description="name of a scenario that comes with the project, or a path from here")
    settings: dict[str, float] = Field(default={}, description="overrides of the scenario's settings")
    null: Null = Field(
        description="what must not show it as well: everyone acting at random, the same events by other pairs"
        " of actors, wishes dealt out anew, a part of the model left out, or prior-only weights"
    )
    without: Annotated[list[Text], Field(min_length=1)] | None = Field(
        default=None, description="with mechanism_off: the parts that are left out, by their settings' names"
    )
    status: Status = Field(
        default="holds",
        description="what was found: fails, or worthless where the null shows it as well",
    )
    found: Text | None = Field(default=None, description="in words, what was found and why")
    expect: Annotated[list[StatementForm], Field(min_length=1)] = Field(description="all of it must be so")

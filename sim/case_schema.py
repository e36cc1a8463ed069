"""The fields of a case's files: case.yaml, evidence.yaml and outside.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.forms import (
    ActorName,
    Form,
    GoldsteinSpan,
    Id,
    IssueName,
    Month,
    Share,
    Target,
    Text,
    Verb,
    known,
    shaped,
    wrong,
)
from sim.months import parse_month

CameoCode = Annotated[
    str,
    known("CAMEO code"),
    Field(description="code of the event in the CAMEO scheme, in quotes"),
]
Count = Annotated[float, Field(gt=0.0, le=1000.0)]


class PeriodForm(Form):
    """The months that are simulated, first and last included."""

    first: Month = Field(alias="from")
    last: Month = Field(alias="to")

    @model_validator(mode="after")
    def _forwards(self) -> PeriodForm:
        length = parse_month(self.last) - parse_month(self.first) + 1
        if length < 1:
            raise wrong(f"the period ends in {self.last}, before it starts in {self.first}", at=("to",))
        if length > 600:
            raise wrong(f"the period is {length} months long", allowed="up to 600", at=("to",))
        return self


class ArticleForm(Form):
    """The coded article; it is named, not contained."""

    title: Text
    author: Text
    published: Text
    language: Text
    sha256: Annotated[str, shaped("[0-9a-f]{64}", "a SHA-256 in hexadecimal digits, of the article's bytes")]
    paragraphs: int = Field(ge=1, le=10_000)
    sentences: int = Field(ge=1, le=100_000)


class ActorForm(Form):
    """An actor: its id is used everywhere else."""

    id: Id
    name: Text
    kind: Text
    color: Annotated[str, shaped("#[0-9a-fA-F]{6}", "a colour such as '#0072B2', in quotes")] | None = None


class FieldForm(Form):
    """What the case leaves out of its actors: a fixed leverage at a position."""

    leverage: float = Field(ge=0.0, le=10.0)
    position: Share
    source: Text


class IssueForm(Form):
    """An issue: an outcome between two named ends, 0 and 1."""

    id: Id
    name: Text
    zero: Text
    one: Text
    start: Share
    start_source: Text
    field: FieldForm | None = None


class CapabilityForm(Form):
    """An actor's share of the world's capabilities (`cinc`), or directly the prior's mean (`mean`)."""

    actor: ActorName
    cinc: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    mean: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    source: Text | None = None


class CapabilityPriorForm(Form):
    """Facts from outside the article that order the actors by capability."""

    source: Text
    entries: list[CapabilityForm] = Field(min_length=1)


class LocatorForm(Form):
    """A sentence of the article, both counted from 1; sentences are counted within their paragraph."""

    paragraph: int = Field(ge=1)
    sentence: int = Field(ge=1)


class SilentForm(Form):
    """A sentence that carries nothing for the weights, and why."""

    locator: LocatorForm
    reason: Text


class CaseFile(Form):
    """case.yaml: the actors, the issues, the period and the article."""

    title: Text
    article: ArticleForm
    period: PeriodForm
    actors: list[ActorForm] = Field(min_length=2, max_length=50)
    issues: list[IssueForm] = Field(min_length=1, max_length=50)
    capability_prior: CapabilityPriorForm | None = None
    silent: list[SilentForm] = Field(default=[])


class ActCodeForm(Form):
    """An act that happens in the item's month."""

    actor: ActorName
    verb: Verb
    toward: Target
    cameo: CameoCode
    goldstein: GoldsteinSpan


class StanceForm(Form):
    """What an actor wants of an issue."""

    actor: ActorName
    issue: IssueName
    position: Share
    strength: Annotated[str, known("strength")]


class MentionForm(Form):
    """How often an actor's stake in an issue is mentioned."""

    actor: ActorName
    issue: IssueName
    count: Count


class ControlForm(Form):
    """How much an actor can do about an issue."""

    actor: ActorName
    issue: IssueName
    level: Annotated[str, known("control level")]
    strength: Annotated[str, known("strength")]


class TieForm(Form):
    """The actor's relation to another before the period."""

    actor: ActorName
    toward: Target
    goldstein: GoldsteinSpan


class CommitmentForm(Form):
    """The actor's support of another before the period."""

    actor: ActorName
    toward: Target
    level: Annotated[str, known("commitment level")]


class ItemForm(Form):
    """One piece of evidence, with all that is read from it."""

    id: Id
    kind: Literal["article", "fact", "assumption"]
    locator: LocatorForm | None = None
    source: Text | None = None
    date: Month | None = None
    dated_by: Literal["article", "outside"] | None = None
    date_source: Text | None = None
    paraphrase: Text
    coder: Text
    confidence: Annotated[str, known("confidence")]
    acts: list[ActCodeForm] = Field(default=[])
    stances: list[StanceForm] = Field(default=[])
    mentions: list[MentionForm] = Field(default=[])
    controls: list[ControlForm] = Field(default=[])
    ties: list[TieForm] = Field(default=[])
    commitments: list[CommitmentForm] = Field(default=[])


class EvidenceFile(Form):
    """evidence.yaml (what the article says) or outside.yaml (facts and assumptions it lacks)."""

    items: list[ItemForm]

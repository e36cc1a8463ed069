"""The fields of a case's files: case.yaml, evidence.yaml and outside.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from patronage.sim.case.codebook import (
    MOST_MENTIONS,
    CommitmentLevel,
    Confidence,
    ControlLevel,
    Strength,
)
from patronage.sim.files.forms import (
    ActorName,
    EvidenceName,
    Form,
    GoldsteinSpan,
    Id,
    IssueName,
    Month,
    Name,
    OnIssue,
    PeriodMonth,
    Share,
    Target,
    Text,
    VerbName,
    WithinFolder,
    known,
    shaped,
    wrong,
)
from patronage.sim.files.months import LONGEST, parse_month
from patronage.sim.model.measures import NAMED, TIES

if TYPE_CHECKING:
    MeasureName = str
else:
    MeasureName = Literal[(*NAMED, *(tie.name for tie in TIES), "outcome", "trust", "acts")]

CameoCode = Annotated[
    str,
    known("CAMEO code"),
    Field(description="code of the event in the CAMEO scheme, in quotes"),
]
_DIGEST, _COLOR = "[0-9a-f]{64}", "#[0-9a-fA-F]{6}"
Digest = Annotated[
    str,
    shaped(_DIGEST, "a SHA-256 in hexadecimal digits, of the article's bytes"),
    Field(json_schema_extra={"pattern": f"^{_DIGEST}$"}),
]
Color = Annotated[
    str,
    shaped(_COLOR, "a colour such as '#0072B2', in quotes"),
    Field(json_schema_extra={"pattern": f"^{_COLOR}$"}),
]
Count = Annotated[int, Field(ge=1, le=MOST_MENTIONS)]


class PeriodForm(Form):
    """The months that are simulated, first and last included."""

    first: Month = Field(alias="from", description="first month, YYYY-MM")
    last: Month = Field(alias="to", description="last month, YYYY-MM; at most 600 months in all")

    @model_validator(mode="after")
    def _forwards(self) -> PeriodForm:
        length = parse_month(self.last) - parse_month(self.first) + 1
        if length < 1:
            raise wrong(f"the period ends in {self.last}, before it starts in {self.first}", at=("to",))
        if length > LONGEST:
            raise wrong(f"the period is {length} months long", allowed=f"up to {LONGEST}", at=("to",))
        return self


class ArticleForm(Form):
    """The coded article; it is named, not contained."""

    title: Text = Field(description="the article's title")
    author: Text = Field(description="who wrote it")
    published: Text = Field(description="where and when it was published, in words")
    language: Text = Field(description="in which language it is, such as en")
    sha256: Digest = Field(description="SHA-256 of the bytes of its text, 64 hexadecimal digits")
    paragraphs: int = Field(
        ge=1, le=10_000, description="how many paragraphs it has; each ends at a blank line"
    )
    sentences: int = Field(ge=1, le=100_000, description="how many sentences it has")
    text: WithinFolder | None = Field(
        default=None,
        description="file with its text, within the case's folder, to check against",
    )


class ActorForm(Form):
    """An actor: its id is used everywhere else."""

    id: Id = Field(description="by which every other file calls it")
    name: Name = Field(description="what tables and charts call it; no two actors have the same")
    kind: Name = Field(description="what it is, in a word or two, such as state")
    color: Color | None = Field(default=None, description="colour in charts, such as '#0072B2', in quotes")


class FieldForm(Form):
    """What the case leaves out of its actors: a fixed leverage at a position."""

    leverage: float = Field(ge=0.0, le=10.0, description="how hard it pulls, the same in every month (E1)")
    position: Share = Field(description="where it pulls the outcome, from 0 to 1 (E2)")
    source: Text = Field(description="where this is from, or the word assumed")


class IssueForm(Form):
    """An issue: an outcome between two named ends, 0 and 1."""

    id: Id = Field(description="by which every other file calls it")
    name: Name = Field(description="what tables and charts call it; no two issues have the same")
    zero: Text = Field(description="what the outcome 0 means, in words")
    one: Text = Field(description="what the outcome 1 means, in words")
    start: Share = Field(description="the outcome at first, from 0 to 1")
    start_source: Text = Field(description="the sentence that says so, or the word assumed")
    field: FieldForm | None = Field(
        default=None, description="what pulls at the issue and is not an actor of the case"
    )


class CapabilityForm(Form):
    """An actor's share of the world's capabilities (`cinc`), or directly the prior's mean (`mean`)."""

    actor: ActorName = Field(description="whose")
    cinc: Annotated[float, Field(gt=0.0, le=1.0)] | None = Field(
        default=None,
        description="share of the world's capabilities (Correlates of War); or else mean",
    )
    mean: Annotated[float, Field(gt=0.0, lt=1.0)] | None = Field(
        default=None, description="mean of the prior; or else cinc"
    )
    source: Text | None = Field(default=None, description="where the number is from; if left out, as for all")


class CapabilityPriorForm(Form):
    """Facts from outside the article that order the actors by capability."""

    source: Text = Field(description="where the numbers are from")
    entries: list[CapabilityForm] = Field(
        min_length=1, description="one for each actor; where one lacks, weights need article_only"
    )


class LocatorForm(Form):
    """A sentence of the article, both counted from 1; sentences are counted within their paragraph."""

    paragraph: int = Field(ge=1, description="which paragraph, counted from 1")
    sentence: int = Field(ge=1, description="which sentence of it, counted from 1")


class SilentForm(Form):
    """A sentence that carries nothing for the weights, and why."""

    locator: LocatorForm = Field(description="which sentence")
    reason: Text = Field(description="why it carries nothing")


class SmallestEffectForm(Form):
    """The smallest change of a measure that matters for the case's question (Lakens 2017)."""

    measure: MeasureName = Field(
        description="of which measure; dependence and ear are those of one other actor, trust is that in one,"
        " and acts are counted by the month; outcome, trust and acts are for expectations"
    )
    points: float = Field(
        gt=0.0, le=1.0, description="a loss or gain that is surely smaller is called negligible, 0 to 1"
    )
    reason: Text = Field(description="why less does not matter, written before results are seen")


class ClientForm(Form):
    """A client of a patron, so that the patron's hold over its clients can be distinguished."""

    patron: ActorName = Field(description="whose client")
    client: ActorName = Field(description="who it is, another actor than the patron")
    reason: Text = Field(description="by which evidence, written before results are seen")


class CaseFile(Form):
    """case.yaml: the actors, the issues, the period and the article."""

    title: Text = Field(description="a short name of the case, for people")
    article: ArticleForm = Field(description="what is coded")
    period: PeriodForm = Field(description="the months that are simulated")
    actors: list[ActorForm] = Field(
        min_length=2, max_length=50, description="who acts or is acted upon, 2 to 50"
    )
    issues: list[IssueForm] = Field(
        min_length=1, max_length=50, description="what they want decided, 1 to 50"
    )
    capability_prior: CapabilityPriorForm | None = Field(
        default=None, description="how capable each actor is before the article is read"
    )
    calibrate_until: PeriodMonth | None = Field(
        default=None,
        description="last month, YYYY-MM, whose acts may calibrate; later ones are held back for checks",
    )
    silent: list[SilentForm] = Field(default=[], description="the sentences that carry nothing")
    clients: list[ClientForm] = Field(
        default=[], description="who is whose client; a patron's hold over its clients stands beside its hold"
    )
    smallest_effect: list[SmallestEffectForm] = Field(
        default=[], description="the smallest change of each measure that matters"
    )


class ActCodeForm(Form):
    """An act that happens in the item's month."""

    actor: ActorName = Field(description="who acts")
    verb: VerbName = Field(description="what it does; it follows from the CAMEO code")
    toward: Target = Field(description="on whom")
    cameo: CameoCode
    goldstein: GoldsteinSpan = Field(
        description="lowest and highest Goldstein score that is fair, each -10 to 10; feeds no weight"
    )
    on: OnIssue = Field(
        default=None, description="the issue that it settles something on; of endorse and aid only"
    )


class StanceForm(Form):
    """What an actor wants of an issue."""

    actor: ActorName = Field(description="who wants it")
    issue: IssueName = Field(description="of which issue")
    position: Share = Field(description="the outcome it wants, from 0 to 1")
    strength: Strength = Field(
        description="how plainly it is shown: a word of the codebook that stands for pseudo-counts"
    )


class MentionForm(Form):
    """How often an actor's stake in an issue is mentioned."""

    actor: ActorName = Field(description="whose stake")
    issue: IssueName = Field(description="in which issue")
    count: Count = Field(description="in how many clauses, 3 at most")


class ControlForm(Form):
    """How much an actor can do about an issue."""

    actor: ActorName = Field(description="who can do something")
    issue: IssueName = Field(description="about which issue")
    level: ControlLevel = Field(
        description="how much: a word of the codebook that stands for a capability from 0 to 1"
    )
    strength: Strength = Field(
        description="how plainly it is shown: a word of the codebook that stands for pseudo-counts"
    )
    brought_by: EvidenceName | None = Field(
        default=None, description="id of the item whose act the capability comes with; it has acts"
    )


class TieForm(Form):
    """The actor's relation to another before the period."""

    actor: ActorName = Field(description="whose relation")
    toward: Target = Field(description="to whom")
    goldstein: GoldsteinSpan = Field(
        description="lowest and highest Goldstein score of it, each -10 to 10; trust starts from the middle"
    )


class CommitmentForm(Form):
    """The actor's support of another before the period."""

    actor: ActorName = Field(description="who supports")
    toward: Target = Field(description="whom")
    level: CommitmentLevel = Field(
        description="how far: a word of the codebook that stands for a share of the actor's means"
    )


class ItemForm(Form):
    """One piece of evidence, with all that is read from it."""

    id: Id = Field(description="by which scenarios and results call it; no other item of the case has it")
    kind: Literal["article", "fact", "assumption"] = Field(
        description="article in evidence.yaml and codings by others, fact or assumption in outside.yaml"
    )
    locator: LocatorForm | None = Field(
        default=None, description="the sentence it is read from; every article item has one, and no other"
    )
    source: Text | None = Field(default=None, description="who says so; every fact and assumption has one")
    date: Month | None = Field(
        default=None, description="the month of its acts, YYYY-MM; needed where there are acts"
    )
    dated_by: Literal["article", "outside"] | None = Field(
        default=None, description="what gives the month: the article, or a source outside it"
    )
    date_source: Text | None = Field(
        default=None, description="the source that gives the month, where it is outside the article"
    )
    paraphrase: Text = Field(description="what it says, in your own words")
    coder: Name = Field(description="who coded it, such as A")
    confidence: Confidence = Field(
        description="how sure the coding is: a word of the codebook by which counts are multiplied"
    )
    acts: list[ActCodeForm] = Field(default=[], description="who did what to whom in the item's month")
    stances: list[StanceForm] = Field(default=[], description="what actors want")
    mentions: list[MentionForm] = Field(default=[], description="whose concern an issue is")
    controls: list[ControlForm] = Field(default=[], description="who can do what about an issue")
    ties: list[TieForm] = Field(default=[], description="how actors stood before the period")
    commitments: list[CommitmentForm] = Field(default=[], description="who supported whom before the period")


class EvidenceFile(Form):
    """evidence.yaml (what the article says) or outside.yaml (facts and assumptions it lacks)."""

    items: list[ItemForm] = Field(
        description="one for each sentence, fact or assumption that carries something"
    )

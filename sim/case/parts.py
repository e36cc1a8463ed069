"""The parts of a case as plain values: actors, issues, and evidence turned into numbers."""

from __future__ import annotations

from dataclasses import dataclass

ALL_CLIENTS = (
    "clients"  # what all clients of a patron together are called where one actor could be: `hold:clients`
)


@dataclass(frozen=True)
class Act:
    """What an actor did to another in a month (`sim.files.months`); `item` is the id of the evidence.

    `goldstein` is the coded range, low and high, each in [-10, 10]. `on` is the issue that an endorsement or
    aid settles something on, or None.
    """

    actor: str
    verb: str
    toward: str
    month: int
    item: str
    cameo: str = ""
    goldstein: tuple[float, float] | None = None
    on: str | None = None


@dataclass(frozen=True)
class Stance:
    """A position in [0, 1] on an issue; `count` is its pseudo-count, strength times confidence."""

    actor: str
    issue: str
    position: float
    count: float


@dataclass(frozen=True)
class Mention:
    """Mentions of an actor's stake in an issue; `count` is their number times confidence."""

    actor: str
    issue: str
    count: float


@dataclass(frozen=True)
class Control:
    """Capability in [0, 1] on an issue; `count` is its pseudo-count, strength times confidence.

    `brought_by` is the id of the item whose act it comes with; None where it was there all along.
    """

    actor: str
    issue: str
    value: float
    count: float
    brought_by: str | None = None


@dataclass(frozen=True)
class Tie:
    """The actor's relation to `toward` before the period, as a range of Goldstein scores in [-10, 10]."""

    actor: str
    toward: str
    low: float
    high: float


@dataclass(frozen=True)
class Commitment:
    """The share of the actor's capability that stands behind `toward` before the period."""

    actor: str
    toward: str
    share: float


@dataclass(frozen=True)
class Item:
    """One piece of evidence.

    `kind` is article, fact or assumption; `locator` is (paragraph, sentence) of an article item and None
    otherwise; `confidence` is the codebook's number in [0, 1], already part of the pseudo-counts.
    """

    id: str
    kind: str
    locator: tuple[int, int] | None
    source: str | None
    month: int | None
    dated_by: str | None
    date_source: str | None
    paraphrase: str
    coder: str
    confidence: float
    acts: tuple[Act, ...] = ()
    stances: tuple[Stance, ...] = ()
    mentions: tuple[Mention, ...] = ()
    controls: tuple[Control, ...] = ()
    ties: tuple[Tie, ...] = ()
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True)
class Actor:
    """An actor; `color` is `#rrggbb` or None."""

    id: str
    name: str
    kind: str
    color: str | None = None


@dataclass(frozen=True)
class Field:
    """What the case leaves out of its actors: fixed leverage (at least 0) at a position in [0, 1]."""

    leverage: float
    position: float
    source: str


@dataclass(frozen=True)
class Issue:
    """An issue: an outcome in [0, 1] whose ends are called `zero` and `one`, `start` at first."""

    id: str
    name: str
    zero: str
    one: str
    start: float
    start_source: str
    field: Field | None = None


@dataclass(frozen=True)
class Capability:
    """What orders an actor's capability beforehand: its CINC share, or directly the prior's mean."""

    cinc: float | None
    mean: float | None
    source: str


@dataclass(frozen=True)
class Article:
    """What names the coded article; `sha256` is the digest of its bytes, `text` its file if named."""

    title: str
    author: str
    published: str
    language: str
    sha256: str
    paragraphs: int
    sentences: int
    text: str | None = None


@dataclass(frozen=True)
class Silent:
    """A sentence (paragraph, sentence) that carries nothing, and why."""

    locator: tuple[int, int]
    reason: str

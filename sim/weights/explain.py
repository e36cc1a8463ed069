"""Where a weight comes from: its mean, its 90% band and the sentences behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.sim.case.load import Case, Item
from patronage.sim.exact.arrays import Floats
from patronage.sim.weights.beliefs import Beliefs, believe, items_used

BAND = (0.05, 0.95)


@dataclass(frozen=True)
class Reason:
    """An item behind a weight, and what it adds in the words of the coding."""

    item: Item
    adds: str


@dataclass(frozen=True, repr=False)
class Explained:
    """One weight of an actor, on an issue or on another actor.

    ``kind`` is salience, position, capability, trust or commitment; mean, low and high (a 90% band) are of
    the draws' distribution; without ``reasons`` the number is the prior's alone.
    """

    kind: str
    actor: str
    about: str
    mean: float
    low: float
    high: float
    reasons: tuple[Reason, ...]

    def __repr__(self) -> str:
        band = f"{self.mean:.3g} ({self.low:.3g} to {self.high:.3g})"
        count = f"{len(self.reasons)} item{'' if len(self.reasons) == 1 else 's'}"
        return f"<{self.kind} of {self.actor} on {self.about}: {band}, {count}>"

    @property
    def identified(self) -> bool:
        """Whether any evidence bears on it."""
        return bool(self.reasons)


def explain(
    case: Case,
    actor: str | None = None,
    issue: str | None = None,
    *,
    article_only: bool = False,
    assumed: bool = True,
    leave_out: tuple[str, ...] = (),
    coder: str | None = None,
) -> list[Explained]:
    """Every weight of the case, or of an actor, or of an actor on an issue, in a fixed order.

    Trust and commitment concern pairs of actors and are left out when an issue is named. ``coder``: whose
    coding of the article is explained, by default the first's.
    """
    coder = coder or case.coders[0]
    beliefs = believe(case, article_only=article_only, assumed=assumed, leave_out=leave_out, coders=(coder,))
    used = items_used(case, article_only=article_only, assumed=assumed, leave_out=leave_out, coder=coder)
    found = []
    for i, name in enumerate(case.actor_ids):
        if actor is not None and name != actor:
            continue
        for k, topic in enumerate(case.issue_ids):
            if issue is None or topic == issue:
                found += _of_issue(beliefs, used, i, k)
        if issue is None:
            for j in range(len(case.actor_ids)):
                if j != i:
                    found += _of_pair(beliefs, used, i, j)
    return found


def _of_issue(beliefs: Beliefs, used: tuple[Item, ...], i: int, k: int) -> list[Explained]:
    actor, issue = beliefs.actors[i], beliefs.issues[k]
    mentions = [
        Reason(item, f"{m.count:g} mention{'s' if m.count != 1 else ''}")
        for item in used
        for m in item.mentions
        if (m.actor, m.issue) == (actor, issue)
    ]
    stances = [
        Reason(item, f"position {s.position:g}, pseudo-count {s.count:g}")
        for item in used
        for s in item.stances
        if (s.actor, s.issue) == (actor, issue)
    ]
    controls = [
        Reason(item, f"capability {c.value:g}, pseudo-count {c.count:g}")
        for item in used
        for c in item.controls
        if (c.actor, c.issue) == (actor, issue)
    ]
    row = beliefs.salience[i]
    return [
        _beta("salience", actor, issue, row[k], row.sum() - row[k], mentions),
        _beta("position", actor, issue, *_pair(beliefs.position, i, k), stances),
        _beta("capability", actor, issue, *_pair(beliefs.capability, i, k), controls),
    ]


def _of_pair(beliefs: Beliefs, used: tuple[Item, ...], i: int, j: int) -> list[Explained]:
    from scipy import special

    actor, other = beliefs.actors[i], beliefs.actors[j]
    ties = [
        Reason(item, f"Goldstein {t.low:g} to {t.high:g}")
        for item in used
        for t in item.ties
        if (t.actor, t.toward) == (actor, other)
    ]
    pledges = [
        Reason(item, f"share {c.share:g} of its capability")
        for item in used
        for c in item.commitments
        if (c.actor, c.toward) == (actor, other)
    ]
    mean, spread = (float(x) for x in beliefs.trust[:, i, j])
    low, high = (float(np.clip(mean + spread * special.ndtri(p), -1.0, 1.0)) for p in BAND)
    found = [Explained("trust", actor, other, mean, low, high, tuple(ties))]
    if pledges:
        found.append(_beta("commitment", actor, other, *_pair(beliefs.commitment, i, j), pledges))
    return found


def _pair(parameters: Floats, i: int, k: int) -> tuple[float, float]:
    return float(parameters[0, i, k]), float(parameters[1, i, k])


def _beta(kind: str, actor: str, about: str, a: float, b: float, reasons: list[Reason]) -> Explained:
    from scipy import special

    low, high = (float(special.betaincinv(a, b, p)) for p in BAND)
    return Explained(kind, actor, about, float(a / (a + b)), low, high, tuple(reasons))

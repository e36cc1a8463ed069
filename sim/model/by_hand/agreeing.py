"""The phase agree by hand (E18): which pairs agree on what, and what promises make of an actor's own rows.

A promise is found in the phase agree, on the same snapshot as the openings, and kept in the phase act, when
what is older has faded. Pairs and issues are gone through in the order of their names, so that of two offers
that are worth the same it is always the same that is taken.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from patronage.sim.model import agreements as g
from patronage.sim.model import formulas as f
from patronage.sim.model.table import option
from patronage.sim.verbs import KIND, VERBS

if TYPE_CHECKING:
    from patronage.sim.model.by_hand.actor import Actor
    from patronage.sim.model.by_hand.run import AllianceModel


class Agreement(NamedTuple):
    """What two actors have agreed on in a month.

    kind: "agree", each putting all it has behind its own wish on the issue; "permit", the first party doing
    so for the wish of the second; "exchange", each doing so for the other's wish, the first party on the
    first issue and the second on the second. strength: of effort and stance, in (0, 1].
    """

    kind: str
    parties: tuple[str, str]
    issues: tuple[str, ...]
    strength: float


class Promise(NamedTuple):
    """An actor's part in an agreement: full effort on an issue behind a target, its own wish or not."""

    issue: int
    target: float
    own: bool
    strength: float


class Offer(NamedTuple):
    """What two actors could agree on: the issue of each one's promise; of joint effort both are the same."""

    first: int
    second: int


def agree(model: AllianceModel) -> None:
    """E18: who agrees on what this month, by script or by its own choice."""
    model.agreements = []
    for actor in model.actors:
        actor.promises = []
    free = []
    for i, j in combinations(model.by_name, 2):
        scripted = _scripted(model, i, j) if model.settings["content"] else []
        for kind, parties, issue in scripted:
            _conclude(model, kind, parties, (issue,) if kind == g.PERMIT else (issue, issue), g.FULL)
        if not scripted and model.settings["agreement"]:
            free.append((i, j))
    for i, j in free:
        if _kind_to(i, j) and _kind_to(j, i):
            offer = _best_offer(model, i, j)
            if offer is not None:
                kind = g.AGREE if offer.first == offer.second else g.EXCHANGE
                _conclude(model, kind, (i, j), offer, model.settings["agreement"])


def keep(actor: Actor) -> None:
    """E18: full effort behind what was promised this month; several promises on an issue have no order."""
    for q in {promise.issue for promise in actor.promises}:
        unmoved, pledged, aimed, yielded = 1.0, 0.0, 0.0, 0.0
        for promise in actor.promises:
            if promise.issue == q:
                unmoved = g.unmoved(unmoved, promise.strength)
                pledged += promise.strength
                aimed += promise.strength * promise.target
                yielded += 0.0 if promise.own else promise.strength
        part = 1.0 - unmoved
        actor.effort[q] = f.drawn_back(actor.effort[q], g.FULL, part)
        actor.stance[q] = f.drawn_back(actor.stance[q], g.average(aimed, pledged, actor.stance[q]), part)
        actor.ceded[q] = f.drawn_back(actor.ceded[q], g.average(yielded, pledged, actor.ceded[q]), part)


def _scripted(model: AllianceModel, i: Actor, j: Actor) -> list[tuple[str, tuple[Actor, Actor], int]]:
    """What a script has two actors agree on or permit each other this month: kind, parties, issue."""

    def on(giver: Actor, verb: str, taker: Actor) -> int:
        return model.on(giver.index, option(verb, taker.index, len(model.actors)))

    found = []
    if on(i, "endorse", j) and on(i, "endorse", j) == on(j, "endorse", i):
        found.append((g.AGREE, (i, j), on(i, "endorse", j) - 1))
    for giver, taker in ((i, j), (j, i)):
        if on(giver, "aid", taker):
            found.append((g.PERMIT, (giver, taker), on(giver, "aid", taker) - 1))
    return found


def _kind_to(actor: Actor, other: Actor) -> bool:
    """Whether an actor has endorsed or aided another this month, in either round."""
    n = len(actor.model.actors)
    acts = [divmod(one - 1, n) for one in actor.done]
    return any(VERBS[v].side == KIND and j == other.index for v, j in acts)


def _conclude(
    model: AllianceModel, kind: str, parties: tuple[Actor, Actor], issues: tuple[int, ...], strength: float
) -> None:
    """Note an agreement, and with every party that promises something what it promises."""
    for (actor, other), q in zip((parties, parties[::-1]), issues, strict=False):  # only one may promise
        own = kind == g.AGREE
        actor.promises.append(Promise(q, (actor if own else other).position[q], own, strength))
    names = model.table.weights.issues
    model.agreements.append(
        Agreement(
            kind, (parties[0].name, parties[1].name), tuple(dict.fromkeys(names[q] for q in issues)), strength
        )
    )


def _best_offer(model: AllianceModel, i: Actor, j: Actor) -> Offer | None:
    """E18: what is worth most to the one that gains less by it; None where no offer is good for both."""
    issues = range(len(model.settled))
    joint = [_worths(model, (i, j), q, [(i, i), (j, j)]) for q in issues]
    first = [_worths(model, (i, j), q, [(i, j)]) for q in issues]
    second = [_worths(model, (i, j), q, [(j, i)]) for q in issues]
    losses = _loss(i) + _loss(j)
    best, found = 0.0, None
    for q in model.issues_by_name:
        worth = min(joint[q])
        if g.preferred(worth, best, losses):
            best, found = worth, Offer(q, q)
    for q in model.issues_by_name:
        for r in model.issues_by_name:
            if r != q:
                worth = min(first[q][0] + second[r][0], first[q][1] + second[r][1])
                if g.preferred(worth, best, losses):
                    best, found = worth, Offer(q, r)
    return found


def _worths(
    model: AllianceModel, parties: tuple[Actor, Actor], q: int, promises: list[tuple[Actor, Actor]]
) -> tuple[float, float]:
    """E18: what promises on an issue are worth to both parties; each names an actor, and whose wish."""
    settled, total, strength = model.settled[q], model.total[q], model.settings["agreement"]
    harder = more = 0.0
    deliverable = float("inf")
    for actor, whose in promises:
        behind, stance = actor.leverage[q], actor.stance[q]
        able = f.mobilised(actor.mobilisation, f.drawn_back(actor.effort[q], g.FULL, strength))
        own_then = f.own_part(able, actor.committed, model.settings["capability_conserved"])
        added = g.raised(actor.drive[q], actor.capability[q], actor.own[q], own_then)
        then = f.drawn_back(stance, whose.position[q], strength)
        harder += g.drawn(behind, added, stance, then, settled)
        more += added
        deliverable = min(deliverable, behind + added)
    moved = g.moved_by(harder, more, total)

    def gained(party: Actor) -> float:
        salience = party.salience[q]
        return f.gain(moved, f.slope(salience, salience * party.position[q], settled), salience)

    return (
        g.worth(deliverable, total, gained(parties[0])),
        g.worth(deliverable, total, gained(parties[1])),
    )


def _loss(actor: Actor) -> float:
    """E4 at the settlement."""
    total = 0.0
    for q, settled in enumerate(actor.model.settled):
        total += f.disutility(actor.salience[q], settled, actor.position[q])
    return total

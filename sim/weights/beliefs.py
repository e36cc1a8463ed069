"""From coded evidence to interest weights: what is believed of every actor, and draws from it.

Salience is Dirichlet, position and capability are Beta, trust is normal and cut to [-1, 1], commitment
is Beta: each starts from a prior that says little and is updated by the items that bear on it. Draws are
quantiles of keyed uniforms, so taking one item away leaves every draw it does not touch where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from patronage.sim.case.load import Case, Item
from patronage.sim.case.parts import Control
from patronage.sim.exact.arrays import Floats
from patronage.sim.exact.rng import weight_units
from patronage.sim.files.memory import check_memory
from patronage.sim.weights.dated import (
    DatedBelief,
    controlled,
    dated_belief,
    drawn,
    together,
    with_content,
)
from patronage.sim.weights.fixed import COMMITMENT_MOST, WISHES, Fixed, with_fixed
from patronage.sim.weights.weights import Weights

SALIENCE_PRIOR = 0.5  # Jeffreys' prior for each issue, in mentions
POSITION_PRIOR = 1.0  # Beta(1, 1): any position is as likely
CAPABILITY_WEIGHT = 4.0  # pseudo-counts behind the prior's mean capability
CAPABILITY_UNKNOWN = 0.5  # prior mean of all where nothing outside the article may be used
TRUST_SPREAD = 0.15  # standard deviation where a relation is coded
TRUST_SPREAD_UNKNOWN = 0.3  # and where none is
DRAWN = 1.5  # times the bytes of the weights that drawing them takes
COMMITMENT_WEIGHT = 10.0  # pseudo-counts behind a coded commitment


@dataclass(frozen=True)
class Beliefs:
    """What the evidence says of a case's weights; axes actor n, issue K.

    salience (n, K): Dirichlet parameters of each row. position, capability (2, n, K): the two Beta
    parameters. trust (2, n, n): mean and standard deviation before cutting. commitment (2, n, n): Beta
    parameters, both 0 where nothing is coded (then it is 0). outcome, field_leverage, field_position (K,).
    others: the same by other coders; each draw is from one of all these, taken at random. fixed: what has
    one value in every draw whatever is believed of it. dated: the cells of capability of which less is
    believed before some acts; capability itself is what is believed after all of them.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    salience: Floats
    position: Floats
    capability: Floats
    trust: Floats
    commitment: Floats
    outcome: Floats
    field_leverage: Floats
    field_position: Floats
    others: tuple[Beliefs, ...] = ()
    fixed: Fixed = ()
    dated: tuple[DatedBelief, ...] = ()


def items_used(
    case: Case,
    *,
    article_only: bool = False,
    assumed: bool = True,
    leave_out: tuple[str, ...] = (),
    prior_only: bool = False,
    coder: str | None = None,
) -> tuple[Item, ...]:
    """The items that may feed weights under these switches, the article's as ``coder`` codes it.

    Without a coder it is the first, whose coding is evidence.yaml. Leaving out one coder's item leaves its
    sentence out of the others' codings.
    """
    if prior_only:
        return ()
    coder = coder or case.coders[0]
    others = [item for name, items in case.codings.items() if name != coder for item in items]
    gone = {item.locator for item in others if item.id in leave_out}
    article = (item for item in case.codings[coder] if item.locator not in gone)
    outside = (item for item in case.items if item.kind != "article")
    return tuple(
        item
        for item in (*article, *outside)
        if item.id not in leave_out
        and (item.kind == "article" or not article_only)
        and (item.kind != "assumption" or assumed)
    )


def prior_capability(case: Case, actor: str, *, article_only: bool = False) -> float:
    """The prior mean of an actor's capability on every issue, in (0, 1).

    It orders the actors by their share of the five states' CINC (Singer, Bremer & Stuckey 1972), strongly
    compressed (a fourth root), since world-wide capability is not what can be brought to bear here.
    """
    if article_only or actor not in case.capability_prior:
        return CAPABILITY_UNKNOWN
    known = case.capability_prior[actor]
    if known.mean is not None:
        return known.mean
    scores = {name: entry.cinc for name, entry in case.capability_prior.items() if entry.cinc is not None}
    share = scores[actor] / max(scores.values())
    return float(0.1 + 0.5 * share**0.25)


def believe(
    case: Case,
    *,
    article_only: bool = False,
    assumed: bool = True,
    leave_out: tuple[str, ...] = (),
    prior_only: bool = False,
    coders: tuple[str, ...] = (),
    brought_by_coder: str | None = None,
) -> Beliefs:
    """Update the priors by every item in use.

    ``article_only`` drops outside facts, assumptions and the outside capability prior; ``assumed=False``
    the assumptions; ``leave_out`` single items; ``prior_only`` every item. ``coders``: whose codings of the
    article are to be mixed, by default the first's alone. ``brought_by_coder``: whose content says what the
    controls of the case's own items come with.
    """
    chosen = [
        items_used(
            case,
            article_only=article_only,
            assumed=assumed,
            leave_out=leave_out,
            prior_only=prior_only,
            coder=coder,
        )
        for coder in coders or case.coders[:1]
    ]
    if brought_by_coder is not None:
        chosen = [with_content(case, used, case.contents[brought_by_coder]) for used in chosen]
    first, *others = (_updated(case, used, article_only=article_only) for used in chosen)
    return replace(first, others=tuple(others))


def _updated(case: Case, used: tuple[Item, ...], *, article_only: bool) -> Beliefs:
    actors, issues = case.actor_ids, case.issue_ids
    a = {name: k for k, name in enumerate(actors)}
    q = {name: k for k, name in enumerate(issues)}
    n, size = len(actors), len(issues)
    salience = np.full((n, size), SALIENCE_PRIOR)
    position = np.full((2, n, size), POSITION_PRIOR)
    means = np.array([prior_capability(case, name, article_only=article_only) for name in actors])
    capability = CAPABILITY_WEIGHT * np.stack(
        [np.tile(means[:, None], size), np.tile(1.0 - means[:, None], size)]
    )
    ties: dict[tuple[int, int], list[float]] = {}
    commitment = np.zeros((2, n, n))
    controls: dict[tuple[int, int], list[Control]] = {}
    for item in used:
        for mention in item.mentions:
            salience[a[mention.actor], q[mention.issue]] += mention.count
        for stance in item.stances:
            cell = (a[stance.actor], q[stance.issue])
            position[(0, *cell)] += stance.count * stance.position
            position[(1, *cell)] += stance.count * (1.0 - stance.position)
        for control in item.controls:
            controls.setdefault((a[control.actor], q[control.issue]), []).append(control)
        for tie in item.ties:
            ties.setdefault((a[tie.actor], a[tie.toward]), []).append((tie.low + tie.high) / 2.0)
        for pledge in item.commitments:
            cell = (a[pledge.actor], a[pledge.toward])
            share = max(pledge.share, commitment[(0, *cell)] / COMMITMENT_WEIGHT)
            commitment[(0, *cell)] = COMMITMENT_WEIGHT * share
            commitment[(1, *cell)] = COMMITMENT_WEIGHT * (1.0 - share)
    dated = tuple(
        dated_belief(case, cell, capability[(slice(None), *cell)], coded)
        for cell, coded in controls.items()
        if any(control.brought_by for control in coded)
    )
    for cell, coded in controls.items():
        capability[(slice(None), *cell)] = controlled(capability[(slice(None), *cell)], coded)
    trust = np.stack([np.zeros((n, n)), np.full((n, n), TRUST_SPREAD_UNKNOWN)])
    for cell, scores in ties.items():
        trust[(0, *cell)] = sum(scores) / len(scores) / 10.0
        trust[(1, *cell)] = TRUST_SPREAD
    return Beliefs(
        actors=actors,
        issues=issues,
        salience=salience,
        position=position,
        capability=capability,
        trust=trust,
        commitment=commitment,
        outcome=np.array([issue.start for issue in case.issues]),
        field_leverage=np.array([issue.field.leverage if issue.field else 0.0 for issue in case.issues]),
        field_position=np.array([issue.field.position if issue.field else 0.0 for issue in case.issues]),
        dated=dated,
    )


def draw_bytes(actors: int, issues: int) -> int:
    """Bytes that `Weights` take for each draw."""
    return 8 * (3 * actors * issues + 2 * actors**2)


def draw_weights(beliefs: Beliefs, rng: int, draws: int, first: int = 0) -> Weights:
    """Draws ``first`` to ``first + draws`` of the weights, each the same whatever the others are.

    The Dirichlet is drawn as Gamma variates over their sum; every variate is the quantile of its own
    keyed uniform (common random numbers across changes of the evidence). Where several coders' beliefs are
    mixed, one more keyed uniform says whose each draw is. FaultError where the draws do not fit into memory.
    """
    each = DRAWN * draw_bytes(len(beliefs.actors), len(beliefs.issues)) * (1 + len(beliefs.others))
    check_memory(draws, "draws of the weights", lambda some: some * each)
    if beliefs.fixed:
        return with_fixed(draw_weights(replace(beliefs, fixed=()), rng, draws, first), beliefs.fixed)
    if beliefs.others:
        coders = (replace(beliefs, others=()), *beliefs.others)
        whose = (weight_units(rng, draws, "coder", first=first) * len(coders)).astype(np.int64)
        return _picked([draw_weights(coder, rng, draws, first) for coder in coders], whose)
    from scipy import special

    actors, issues = beliefs.actors, beliefs.issues
    n = len(actors)

    def units(kind: str, others: tuple[str, ...]) -> Floats:
        return np.stack(
            [
                np.stack([weight_units(rng, draws, kind, i, o, first=first) for o in others], 1)
                for i in actors
            ],
            1,
        )

    gammas = np.maximum(special.gammaincinv(beliefs.salience, units("salience", issues)), 1e-300)
    position = special.betaincinv(*beliefs.position, units("position", issues))
    capability_units = units("capability", issues)
    capability = special.betaincinv(*beliefs.capability, capability_units)
    dated = tuple(drawn(cell, capability_units) for cell in beliefs.dated)
    mean, spread = beliefs.trust
    trust = np.clip(mean + spread * special.ndtri(units("trust", actors)), -1.0, 1.0)
    coded = beliefs.commitment[0] > 0.0
    shares = np.where(coded, beliefs.commitment, 1.0)
    commitment = np.where(coded, special.betaincinv(*shares, units("commitment", actors)), 0.0)
    own = np.arange(n)
    trust[:, own, own] = 0.0
    commitment[:, own, own] = 0.0
    totals = commitment.sum(axis=2, keepdims=True)
    commitment *= np.minimum(1.0, COMMITMENT_MOST / np.maximum(totals, 1e-12))
    return Weights(
        actors=actors,
        issues=issues,
        salience=gammas / gammas.sum(axis=2, keepdims=True),
        position=np.ascontiguousarray(position),
        capability=np.ascontiguousarray(capability),
        trust=np.ascontiguousarray(trust),
        commitment=np.ascontiguousarray(commitment),
        outcome=beliefs.outcome,
        field_leverage=beliefs.field_leverage,
        field_position=beliefs.field_position,
        dated=dated,
    )


def dealt(beliefs: Beliefs, order: NDArray[np.int64] | list[int]) -> Beliefs:
    """The beliefs with actor k given the wishes that were believed of actor ``order[k]``: a placebo coding.

    Wishes are salience and position; capability, trust and commitment stay with whom they are of. Of weights
    that are fixed those of wishes go along.
    """
    o = np.asarray(order)
    given = {beliefs.actors[k]: beliefs.actors[place] for place, k in enumerate(o)}
    return replace(
        beliefs,
        salience=beliefs.salience[o],
        position=beliefs.position[:, o],
        others=tuple(dealt(other, order) for other in beliefs.others),
        fixed=tuple(
            (kind, given[actor] if kind in WISHES else actor, about, value)
            for kind, actor, about, value in beliefs.fixed
        ),
    )


def _picked(parts: list[Weights], which: NDArray[np.int64]) -> Weights:
    """Row by row the draw of the part that ``which`` names."""
    rows = np.arange(len(which))
    each = together(parts)
    return replace(
        parts[0],
        salience=np.stack([part.salience for part in parts])[which, rows],
        position=np.stack([part.position for part in parts])[which, rows],
        capability=np.stack([part.capability for part in parts])[which, rows],
        trust=np.stack([part.trust for part in parts])[which, rows],
        commitment=np.stack([part.commitment for part in parts])[which, rows],
        dated=tuple(
            replace(cells[0], values=np.stack([cell.values for cell in cells])[which, rows])
            for cells in zip(*each, strict=True)
        ),
    )


def stacked(parts: list[Weights]) -> Weights:
    """Several sets of draws as one, rows in the order given; all must be of one case."""
    return replace(
        parts[0],
        salience=np.concatenate([part.salience for part in parts]),
        position=np.concatenate([part.position for part in parts]),
        capability=np.concatenate([part.capability for part in parts]),
        trust=np.concatenate([part.trust for part in parts]),
        commitment=np.concatenate([part.commitment for part in parts]),
        dated=tuple(
            replace(cells[0], values=np.concatenate([cell.values for cell in cells]))
            for cells in zip(*together(parts), strict=True)
        ),
    )

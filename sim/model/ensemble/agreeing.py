"""The phase agree over a block of runs, and the writing of its promises, compiled (E18).

Every array's last axis is the run within the block. Axes before it: actor i, j or m (n), issue q (K). Pairs
and issues are gone through in the order of their names, as in the Mesa agents: that keeps both equal to the
last bit. Few pairs have anything to agree on in a month, so offers are weighed run by run.
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import compilable, kernel, part
from patronage.sim.model import agreements, formulas
from patronage.sim.model.columns import AGREEMENT, CONSERVED, CONTENT
from patronage.sim.model.ensemble import monthly
from patronage.sim.model.mechanism import LANES
from patronage.sim.verbs import KIND, VERB_NAMES, VERBS

f, g = compilable(formulas), compilable(agreements)

VERB_COUNT = len(VERBS)
IS_KIND = tuple(verb.side == KIND for verb in VERBS)
ENDORSE, AID = VERB_NAMES.index("endorse"), VERB_NAMES.index("aid")
JOINT, FIRST, SECOND = range(3)  # of `offers`: joint effort, a promise of the first party, one of the second


@kernel
def agree(world: Any) -> bool:
    """E18: what is promised this month, by script or by choice; whether anything may be at all.

    Into ``unmoved``, ``pledged``, ``aimed`` and ``yielded`` (n, K): the part of effort and stance that
    promises leave as it was, and the sums of their strengths, of strength times target, and of the strengths
    of those behind another's wish.
    """
    settings, names, mutual = world.settings, world.actors_by_name, world.mutual
    if not possible(world):
        return False
    clear(world)
    for a in range(names.shape[0]):
        for b in range(a + 1, names.shape[0]):
            i, j = names[a], names[b]
            scripted = by_script(world, i, j)
            kind_both_ways(world, i, j)
            for r in range(LANES):
                free = settings[CONTENT, r] == 0.0 or not scripted
                if mutual[r] > 0.0 and settings[AGREEMENT, r] > 0.0 and free:
                    bargain(world, i, j, r)
    return True


@kernel
def keep(world: Any) -> None:
    """E18: effort, stance and ceded (n, K) after this month's promises, which have no order."""
    unmoved, pledged, aimed, yielded = world.unmoved, world.pledged, world.aimed, world.yielded
    effort, stance, ceded = world.effort, world.stance, world.ceded
    for i in range(effort.shape[0]):
        for q in range(effort.shape[1]):
            for r in range(LANES):
                promised = 1.0 - unmoved[i, q, r]
                target = g.average(aimed[i, q, r], pledged[i, q, r], stance[i, q, r])
                lost = g.average(yielded[i, q, r], pledged[i, q, r], ceded[i, q, r])
                effort[i, q, r] = f.drawn_back(effort[i, q, r], g.FULL, promised)
                stance[i, q, r] = f.drawn_back(stance[i, q, r], target, promised)
                ceded[i, q, r] = f.drawn_back(ceded[i, q, r], lost, promised)


@part
def possible(world: Any) -> bool:
    """Whether any run of the block can have an agreement this month."""
    settings, on = world.settings, world.on
    named = False
    for i in range(on.shape[0]):
        for o in range(on.shape[1]):
            named = named or on[i, o] != 0
    found = False
    for r in range(LANES):
        found = found or settings[AGREEMENT, r] > 0.0 or (named and settings[CONTENT, r] > 0.0)
    return found


@part
def clear(world: Any) -> None:
    """No promise yet."""
    for i in range(world.unmoved.shape[0]):
        for q in range(world.unmoved.shape[1]):
            for r in range(LANES):
                world.unmoved[i, q, r] = 1.0
                world.pledged[i, q, r] = 0.0
                world.aimed[i, q, r] = 0.0
                world.yielded[i, q, r] = 0.0


@part
def promise(world: Any, i: int, q: int, whose: int, strength: float, r: int) -> None:
    """Run r's actor i promises full effort on q behind the wish of an actor, itself or another."""
    world.unmoved[i, q, r] = g.unmoved(world.unmoved[i, q, r], strength)
    world.pledged[i, q, r] += strength
    world.aimed[i, q, r] += strength * world.position[whose, q, r]
    world.yielded[i, q, r] += 0.0 if whose == i else strength


@part
def by_script(world: Any, i: int, j: int) -> bool:
    """What the script has i and j agree on or permit each other, where scripted acts have content."""
    on, settings = world.on, world.settings
    n = on.shape[0]
    found = False
    q = on[i, 1 + ENDORSE * n + j]
    if q != 0 and q == on[j, 1 + ENDORSE * n + i]:
        found = True
        for r in range(LANES):
            promise(world, i, q - 1, i, settings[CONTENT, r], r)
            promise(world, j, q - 1, j, settings[CONTENT, r], r)
    q = on[i, 1 + AID * n + j]
    if q != 0:
        found = True
        for r in range(LANES):
            promise(world, i, q - 1, j, settings[CONTENT, r], r)
    q = on[j, 1 + AID * n + i]
    if q != 0:
        found = True
        for r in range(LANES):
            promise(world, j, q - 1, i, settings[CONTENT, r], r)
    return found


@part
def kind_both_ways(world: Any, i: int, j: int) -> None:
    """``mutual`` is 1 where i and j were kind to each other this month, in either round."""
    opened, answer, mutual = world.opened, world.answer, world.mutual
    n = answer.shape[0]
    for r in range(LANES):
        there, back = opened[KIND, i, j, r], opened[KIND, j, i, r]
        for v in range(VERB_COUNT):
            if IS_KIND[v]:
                there = 1.0 if answer[i, r] == 1 + v * n + j else there
                back = 1.0 if answer[j, r] == 1 + v * n + i else back
        mutual[r] = min(there, back)


@part
def bargain(world: Any, i: int, j: int, r: int) -> None:
    """What i and j of run r agree on by themselves: the offer worth most to the one that gains less by it."""
    offers, order = world.offers, world.issues_by_name
    strength = world.settings[AGREEMENT, r]
    losses = weigh_offers(world, i, j, r)
    best, first, second = 0.0, -1, -1
    for q in order:
        worth = min(offers[JOINT, 0, q], offers[JOINT, 1, q])
        if g.preferred(worth, best, losses):
            best, first, second = worth, q, q
    for q in order:
        for other in order:
            if other != q:
                worth = min(
                    offers[FIRST, 0, q] + offers[SECOND, 0, other],
                    offers[FIRST, 1, q] + offers[SECOND, 1, other],
                )
                if g.preferred(worth, best, losses):
                    best, first, second = worth, q, other
    if first >= 0:
        promise(world, i, first, i if first == second else j, strength, r)
        promise(world, j, second, j if first == second else i, strength, r)


@part
def weigh_offers(world: Any, i: int, j: int, r: int) -> float:
    """``offers`` (3, 2, K): what joint effort and each's concession are worth to i and j; their losses."""
    leverage, stance, position, salience = world.leverage, world.stance, world.position, world.salience
    total, settled, wish, offers = world.total, world.settled, world.wish, world.offers
    strength = world.settings[AGREEMENT, r]
    lent_i, lent_j = lent_out(world, i, r), lent_out(world, j, r)
    loss_i = loss_j = 0.0
    for q in range(total.shape[0]):
        y, b = settled[q, r], total[q, r]
        more_i, more_j = added(world, i, q, lent_i, r), added(world, j, q, lent_j, r)
        behind_i, behind_j = leverage[i, q, r], leverage[j, q, r]
        s_i, s_j, p_i, p_j = stance[i, q, r], stance[j, q, r], position[i, q, r], position[j, q, r]
        own_i = g.drawn(behind_i, more_i, s_i, f.drawn_back(s_i, p_i, strength), y)
        own_j = g.drawn(behind_j, more_j, s_j, f.drawn_back(s_j, p_j, strength), y)
        for_j = g.drawn(behind_i, more_i, s_i, f.drawn_back(s_i, p_j, strength), y)
        for_i = g.drawn(behind_j, more_j, s_j, f.drawn_back(s_j, p_i, strength), y)
        able_i, able_j = behind_i + more_i, behind_j + more_j
        joint = g.moved_by(own_i + own_j, more_i + more_j, b)
        first, second = g.moved_by(for_j, more_i, b), g.moved_by(for_i, more_j, b)
        for party, m in enumerate((i, j)):
            heeded = salience[m, q, r]
            sloped = f.slope(heeded, wish[m, q, r], y)
            offers[JOINT, party, q] = g.worth(min(able_i, able_j), b, f.gain(joint, sloped, heeded))
            offers[FIRST, party, q] = g.worth(able_i, b, f.gain(first, sloped, heeded))
            offers[SECOND, party, q] = g.worth(able_j, b, f.gain(second, sloped, heeded))
        loss_i += f.disutility(salience[i, q, r], y, p_i)
        loss_j += f.disutility(salience[j, q, r], y, p_j)
    return loss_i + loss_j


@part
def lent_out(world: Any, i: int, r: int) -> float:
    """The part of its capability that i of run r has committed to others."""
    spent = 0.0
    for m in range(world.commitment.shape[0]):
        if m != i:
            spent += world.commitment[i, m, r]
    return spent


@part
def added(world: Any, i: int, q: int, spent: float, r: int) -> Any:
    """Leverage that a promise on q would add behind i of run r."""
    effort = f.drawn_back(world.effort[i, q, r], g.FULL, world.settings[AGREEMENT, r])
    own_then = f.own_part(f.mobilised(world.mobilisation[i, r], effort), spent, world.settings[CONSERVED, r])
    return g.raised(world.drive[i, q, r], world.capability[i, q, r], world.own[i, q, r], own_then)


@kernel
def agreed(world: Any) -> None:
    """E18: the phase agree."""
    world.agreed[0] = 1 if agree(world) else 0


@kernel
def act(world: Any) -> None:
    """E11, E18: the acts of the month take effect, and what was promised is kept."""
    monthly.act(world)
    if world.agreed[0] != 0:
        keep(world)

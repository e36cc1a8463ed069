"""The phase agree over a block of runs, and the writing of its promises, compiled (E18).

Every array's last axis is the run within the block. Axes before it: actor i, j or m (n), issue q (K). Pairs
and issues are gone through in the order of their names, as in the Mesa agents: that keeps both equal to the
last bit. Few pairs have anything to agree on in a month, and in other runs other pairs: those who have are
gathered from all runs of the block first, and their offers weighed several bargains at once.
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import compilable, kernel, part
from patronage.sim.model import agreements, formulas
from patronage.sim.model.columns import AGREEMENT, CONSERVED, CONTENT
from patronage.sim.model.ensemble import monthly
from patronage.sim.model.mechanism import LANES, WIDTH
from patronage.sim.verbs import KIND, VERB_NAMES, VERBS

f, g = compilable(formulas), compilable(agreements)

VERB_COUNT = len(VERBS)
IS_KIND = tuple(verb.side == KIND for verb in VERBS)
ENDORSE, AID = VERB_NAMES.index("endorse"), VERB_NAMES.index("aid")

BEHIND, MORE, STANCE, POSITION, SALIENCE = range(5)  # of `terms`, for one party and then for the other
OF_PARTY, TOTAL, SETTLED = 5, 10, 11
JOINT, FIRST, SECOND = 0, 1, 3  # of `offers`: joint effort; the concession of either party, to both of them
MOVES = 5  # and from there how far the settlement moves by each of the three


@kernel
def agree(world: Any) -> bool:
    """E18: what is promised this month, by script or by choice; whether anything may be at all.

    Into ``unmoved``, ``pledged``, ``aimed`` and ``yielded`` (n, K): the part of effort and stance that
    promises leave as it was, and the sums of their strengths, of strength times target, and of the strengths
    of those behind another's wish.
    """
    names, bargains = world.actors_by_name, world.bargains
    if not possible(world):
        return False
    clear(world)
    count = 0
    for a in range(names.shape[0]):
        for b in range(a + 1, names.shape[0]):
            count = meet(world, names[a], names[b], by_script(world, names[a], names[b]), count)
    for e in range(count, count + WIDTH):  # the last weighing is as wide as every other
        for k in range(bargains.shape[0]):
            bargains[k, e] = bargains[k, 0]
    for start in range(0, count, WIDTH):
        weigh(world, start)
        for e in range(min(WIDTH, count - start)):
            conclude(world, bargains[0, start + e], bargains[1, start + e], bargains[2, start + e], e)
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


@kernel
def weigh(world: Any, start: int) -> None:
    """The best offer, if any, of each of WIDTH ``bargains`` from ``start`` on, into ``picked``."""
    gather(world, start)
    weigh_offers(world)
    choose(world)


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
def meet(world: Any, i: int, j: int, scripted: bool, count: int) -> int:
    """Add to the ``count`` of ``bargains`` every run in which i and j may agree by themselves; the new count.

    They may where they were kind to each other this month, in either round. No processor can predict in
    which, so every run is noted, and the next one in its place if they may not.
    """
    opened, answer, settings = world.opened, world.answer, world.settings
    mutual, bargains = world.mutual, world.bargains
    n = answer.shape[0]
    for r in range(LANES):
        there, back = opened[KIND, i, j, r], opened[KIND, j, i, r]
        for v in range(VERB_COUNT):
            if IS_KIND[v]:
                there = 1.0 if answer[i, r] == 1 + v * n + j else there
                back = 1.0 if answer[j, r] == 1 + v * n + i else back
        willing = 1.0 if settings[AGREEMENT, r] > 0.0 else 0.0
        settled = settings[CONTENT, r] if scripted else 0.0
        mutual[r] = min(there, back) * willing * (1.0 - settled)
    after = count
    for r in range(LANES):
        bargains[2, after] = r
        after += int(mutual[r])
    for e in range(count, after):
        bargains[0, e] = i
        bargains[1, e] = j
    return after


@part
def gather(world: Any, start: int) -> None:
    """What the offers of WIDTH bargains depend on, into ``terms`` (12, K), whose last axis is the bargain."""
    bargains, terms, spent = world.bargains, world.terms, world.spent
    for e in range(WIDTH):
        world.strength[e] = world.settings[AGREEMENT, bargains[2, start + e]]
    for q in range(world.total.shape[0]):
        for e in range(WIDTH):
            terms[TOTAL, q, e] = world.total[q, bargains[2, start + e]]
            terms[SETTLED, q, e] = world.settled[q, bargains[2, start + e]]
    for party in range(2):
        first = party * OF_PARTY
        for e in range(WIDTH):
            spent[e] = lent_out(world, bargains[party, start + e], bargains[2, start + e])
        for q in range(world.total.shape[0]):
            for e in range(WIDTH):
                i, r = bargains[party, start + e], bargains[2, start + e]
                terms[first + BEHIND, q, e] = world.leverage[i, q, r]
                terms[first + MORE, q, e] = added(world, i, q, spent[e], r)
                terms[first + STANCE, q, e] = world.stance[i, q, r]
                terms[first + POSITION, q, e] = world.position[i, q, r]
                terms[first + SALIENCE, q, e] = world.salience[i, q, r]


@part
def weigh_offers(world: Any) -> None:
    """``offers`` (8, K): joint effort to whom it is worth less, each's concession to each, moves; losses."""
    terms, offers, losses, loss_second = world.terms, world.offers, world.losses, world.loss_second
    for e in range(WIDTH):
        losses[e] = 0.0
        loss_second[e] = 0.0
    for q in range(world.total.shape[0]):
        for e in range(WIDTH):
            strength, b, y = world.strength[e], terms[TOTAL, q, e], terms[SETTLED, q, e]
            behind_i, behind_j = terms[BEHIND, q, e], terms[OF_PARTY + BEHIND, q, e]
            more_i, more_j = terms[MORE, q, e], terms[OF_PARTY + MORE, q, e]
            s_i, s_j = terms[STANCE, q, e], terms[OF_PARTY + STANCE, q, e]
            p_i, p_j = terms[POSITION, q, e], terms[OF_PARTY + POSITION, q, e]
            w_i, w_j = terms[SALIENCE, q, e], terms[OF_PARTY + SALIENCE, q, e]
            own_i = g.drawn(behind_i, more_i, s_i, f.drawn_back(s_i, p_i, strength), y)
            own_j = g.drawn(behind_j, more_j, s_j, f.drawn_back(s_j, p_j, strength), y)
            for_j = g.drawn(behind_i, more_i, s_i, f.drawn_back(s_i, p_j, strength), y)
            for_i = g.drawn(behind_j, more_j, s_j, f.drawn_back(s_j, p_i, strength), y)
            able_i, able_j = behind_i + more_i, behind_j + more_j
            joint = g.moved_by(own_i + own_j, more_i + more_j, b)
            first, second = g.moved_by(for_j, more_i, b), g.moved_by(for_i, more_j, b)
            offers[MOVES, q, e], offers[MOVES + 1, q, e], offers[MOVES + 2, q, e] = joint, first, second
            slope_i, slope_j = f.slope(w_i, w_i * p_i, y), f.slope(w_j, w_j * p_j, y)
            worth = min(f.gain(joint, slope_i, w_i), f.gain(joint, slope_j, w_j))
            offers[JOINT, q, e] = g.worth(min(able_i, able_j), b, worth)
            offers[FIRST, q, e] = g.worth(able_i, b, f.gain(first, slope_i, w_i))
            offers[FIRST + 1, q, e] = g.worth(able_i, b, f.gain(first, slope_j, w_j))
            offers[SECOND, q, e] = g.worth(able_j, b, f.gain(second, slope_i, w_i))
            offers[SECOND + 1, q, e] = g.worth(able_j, b, f.gain(second, slope_j, w_j))
            losses[e] += f.disutility(w_i, y, p_i)
            loss_second[e] += f.disutility(w_j, y, p_j)
    for e in range(WIDTH):
        losses[e] += loss_second[e]


@part
def choose(world: Any) -> None:
    """The offer worth most to the one that gains less by it, into ``picked`` (2): each's issue, or -1."""
    offers, losses, order = world.offers, world.losses, world.issues_by_name
    best, picked = world.best, world.picked
    for e in range(WIDTH):
        best[e] = 0.0
        picked[0, e] = -1
        picked[1, e] = -1
    for q in order:
        for e in range(WIDTH):
            worth, now, first, second = offers[JOINT, q, e], best[e], picked[0, e], picked[1, e]
            better = g.preferred(worth, now, losses[e])
            best[e] = worth if better else now
            picked[0, e] = q if better else first
            picked[1, e] = q if better else second
    for q in order:
        for other in order:
            if other != q:
                for e in range(WIDTH):
                    worth = min(
                        offers[FIRST, q, e] + offers[SECOND, other, e],
                        offers[FIRST + 1, q, e] + offers[SECOND + 1, other, e],
                    )
                    now, first, second = best[e], picked[0, e], picked[1, e]
                    better = g.preferred(worth, now, losses[e])
                    best[e] = worth if better else now
                    picked[0, e] = q if better else first
                    picked[1, e] = other if better else second


@part
def conclude(world: Any, i: int, j: int, r: int, e: int) -> None:
    """What i and j of run r promise each other by the offer that they took, if any."""
    first, second, strength = world.picked[0, e], world.picked[1, e], world.settings[AGREEMENT, r]
    if first >= 0:
        promise(world, i, first, i if first == second else j, strength, r)
        promise(world, j, second, j if first == second else i, strength, r)


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

"""The equations of the model once, E1 to E13, as small pure functions of plain numbers; measures have a file.

The Mesa agents call them as they stand; the ensemble compiles them as they stand into its blocks.
Each uses only + - * /, comparisons and `sim.exact.numerics`, in a fixed order, so that both agree to the
last bit. Symbols: i acts, j is acted on or backed, m looks on, q is an issue. Unless said otherwise
capability, salience, position, commitment, pressure, warning, freedom and outcomes lie in [0, 1] and
trust in [-1, 1].
"""

from __future__ import annotations

HABIT_KEPT = 0.7  # part of a habit that is left after a month (E10)
WARNING_KEPT = 0.5  # part of a standing warning that is left after a month (E10)
SUPPORT_AFTER_WARNING = 0.9  # one who warns a client backs it a little less (E11)
SUPPORT_AFTER_COERCION = 0.5  # one who coerces a client backs it half as much (E11)
NO_BACKING = 1e-300  # capability behind a wish that counts as none: by less nothing can be divided (E3)
NEXT_TO_NONE = 1e-12  # part of the leverage on an issue below which nothing is left of it (E7)


def freedom(so_far: float, pressure: float, coercion: float) -> float:
    """E1: what is left of an actor's room to act after one more source of pressure; start from 1."""
    return so_far * (1.0 - coercion * pressure)


def drive(salience: float, free: float) -> float:
    """E1: how strongly j pursues its wish on q with the freedom it is left."""
    return salience * free


def mobilised(mobilisation: float, effort: float) -> float:
    """E1: the part of its own capability that j puts behind its wish on q: all of it at full effort."""
    return mobilisation + (1.0 - mobilisation) * effort


def own_part(mobilised_part: float, committed: float, conserved: float) -> float:
    """E1: the same of what it has not lent to others, where capability is ``conserved`` (1, else 0)."""
    return (1.0 - conserved * committed) * mobilised_part


def lent(support: float, capability: float) -> float:
    """E1: capability on q that i puts behind j; add over i.

    ``support`` is i's commitment to j, or its own part where i = j; ``capability`` is i's on q.
    """
    return support * capability


def leverage(driven: float, lent_capability: float) -> float:
    """E1: leverage behind j's wish on q, from its drive and the capability lent by one i, or by all."""
    return driven * lent_capability


def settlement(weighted: float, total: float, current: float) -> float:
    """E2: the compromise on an issue, the leverage-weighted mean of positions (Achen 2006).

    ``weighted`` is the sum of leverage times position, ``total`` the sum of leverage; with no
    leverage at all the outcome stays at ``current``.
    """
    return weighted / total if total > 0.0 else current


def need(salience: float, backing: float) -> float:
    """E3: what a unit of capability lent to i on q adds to the dependence on its lender.

    Salience of the issue over all capability that can stand behind i's wish, its own and what is lent; how
    strongly i pursues it cancels. 0 where there is no capability at all.
    """
    return salience / backing if backing > NO_BACKING else 0.0


def unbacked(salience: float, backing: float) -> float:
    """E3: an issue on which nothing can stand behind i's wish counts as reliance on itself."""
    return 0.0 if backing > NO_BACKING else salience


def dependence(support: float, needed: float) -> float:
    """E3: i's dependence on j (Emerson 1962).

    ``support`` is j's commitment to i (or the mobilisation where i = j), ``needed`` the sum over issues of
    i's `need` times j's capability. The dependences of i on all j, and what is `unbacked`, sum to 1.
    """
    return support * needed


def disutility(salience: float, outcome: float, position: float) -> float:
    """E4: one issue's part of i's disutility, quadratic in the distance; add over issues."""
    gap = outcome - position
    return salience * (gap * gap)


def matters(salience_sum: float) -> float:
    """E5: 1 for an issue that anyone cares about, else 0; ``salience_sum`` is over all actors."""
    return 1.0 if salience_sum > 0.0 else 0.0


def standing(capability_sum: float, issues: float) -> float:
    """E5: an actor's standing, its mean capability over the issues that matter; 0 where none does."""
    return capability_sum / issues if issues > 0.0 else 0.0


def concern(
    trust: float, warning: float, depends: float, solidarity: float, dependence_weight: float, alarm: float
) -> float:
    """E6: the weight with i of another actor's loss; with itself it is 1.

    ``warning`` is m's standing warning to i and ``depends`` is i's dependence on m.
    """
    return solidarity * trust + (dependence_weight + alarm * warning) * depends


def aid_step(step: float, committed: float) -> float:
    """E7, E11: commitment that one act of aid adds, given how much is committed already."""
    return step * (1.0 - committed)


def coercion_bite(pressure: float, coercion: float, step: float) -> float:
    """E7: the part k of j's leverage that one more act of coercion suppresses."""
    return coercion * step * (1.0 - pressure) / (1.0 - coercion * pressure)


def coerced_change(bite: float, behind: float, own_part: float) -> float:
    """E7: change of the leverage behind j when i coerces it: the bite, and i's own part halved."""
    return (1.0 - bite) * (behind - (1.0 - SUPPORT_AFTER_COERCION) * own_part) - behind


def home(driven: float, capability: float, mobilised_part: float, conserved: float) -> float:
    """E7: leverage that i's own wish on q loses by lending all of its capability, where that is conserved."""
    return conserved * (driven * (mobilised_part * capability))


def recalled(at_home: float, commitment: float) -> float:
    """E7: leverage that comes home when i coerces j, whom it backs, and so halves its support."""
    return (1.0 - SUPPORT_AFTER_COERCION) * commitment * at_home


def shift(
    change: float, stance: float, own_change: float, own_stance: float, settled: float, total: float
) -> float:
    """E7: how far the settlement (E2) moves when leverage behind two stances changes, j's and i's own.

    ``total`` is all leverage on the issue before; where next to none of it is left it stays where it is.
    """
    after = total + change + own_change
    moved_by = change * (stance - settled) + own_change * (own_stance - settled)
    return moved_by / after if after > NEXT_TO_NONE * total else 0.0


def slope(weighed: float, weighed_wish: float, settled: float) -> float:
    """E7: what a small move of the settlement is worth to i, per unit.

    ``weighed`` is the sum over m of concern times salience, ``weighed_wish`` the same times position:
    with losses quadratic in the distance (E4) these two stand for everybody's.
    """
    return 2.0 * (weighed_wish - weighed * settled)


def gain(moved_by: float, sloped: float, weighed: float) -> float:
    """E7: what a move of the settlement on one issue is worth to i; add over issues."""
    return moved_by * (sloped - weighed * moved_by)


def behind(rationality: float, best: float, worth: float) -> float:
    """E9: by how many log-odds an option of this value is behind the best one (logit; McFadden 1974)."""
    return rationality * (best - worth)


def faded(memory: float, rate: float) -> float:
    """E10: commitment or pressure after a month in which nothing was added."""
    return (1.0 - rate) * memory


def drawn_back(now: float, start: float, rate: float) -> float:
    """E10, E18: part of the way to an aim, as of trust to where it began, a stance to one's own position."""
    return now + rate * (start - now)


def committed(commitment: float, added: float, aided: float, warned: float, coerced: float) -> float:
    """E11: commitment of i to j after i's acts on j; the last three are 1 where it did that, else 0."""
    kept = commitment
    kept = kept * (1.0 - (1.0 - SUPPORT_AFTER_WARNING) * warned)
    kept = kept * (1.0 - (1.0 - SUPPORT_AFTER_COERCION) * coerced)
    return kept + added * aided


def pressed(pressure: float, step: float, coerced: float) -> float:
    """E11: pressure of i on j after i's acts on j."""
    return pressure + coerced * step * (1.0 - pressure)


def warned_now(warning: float, warned: float) -> float:
    """E11: i's standing warning to j: full after a new one."""
    return max(warning, warned)


def trust_after(trust: float, learning: float, judged: float, one_sided: float) -> float:
    """E12: trust of m in i after judging its acts.

    Towards 1 or -1 by the judgement's sign; or, ``one_sided``, towards the judgement itself, cut to [-1, 1],
    and only away from 0 on its side: praise never lowers a friend's trust.
    """
    weight = learning * min(1.0, abs(judged))
    side = 1.0 if judged > 0.0 else -1.0
    aim = min(1.0, max(-1.0, judged)) if one_sided > 0.0 else side
    after = trust + weight * (aim - trust)
    return after if one_sided == 0.0 or (aim - trust) * aim > 0.0 else trust


def moved(outcome: float, settled: float, pace: float, noise: float, shock: float) -> float:
    """E13: an outcome a month later: part of the way to the settlement, and a shock, cut to [0, 1]."""
    return min(1.0, max(0.0, outcome + pace * (settled - outcome) + noise * shock))

"""What an actor weighs before it acts, over a block of runs, compiled (E5 to E8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patronage.sim.exact.compiled import compilable, formula, kernel, part
from patronage.sim.model import formulas
from patronage.sim.model.columns import (
    ALARM,
    BY_DEEDS,
    COERCION,
    CONSERVED,
    COST,
    DAMPED,
    DEPENDENCE,
    RESTRAINT,
    SOLIDARITY,
    STEP,
)
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.terms import TERMS, Pair, summed
from patronage.sim.verbs import HARSH, KIND, VERBS

f = compilable(formulas)


@kernel
def rank(world: Any) -> None:
    """E5: every actor's standing, into ``standing`` (n)."""
    salience, capability, counted = world.salience, world.capability, world.counted
    issues, stands = world.added, world.standing
    for r in range(LANES):
        issues[r] = 0.0
    for i in range(salience.shape[0]):
        for r in range(LANES):
            stands[i, r] = 0.0
    for q in range(salience.shape[1]):
        for r in range(LANES):
            counted[r] = 0.0
        for i in range(salience.shape[0]):
            for r in range(LANES):
                counted[r] += salience[i, q, r]
        for r in range(LANES):
            counted[r] = f.matters(counted[r])
            issues[r] += counted[r]
        for i in range(salience.shape[0]):
            for r in range(LANES):
                stands[i, r] += counted[r] * capability[i, q, r]
    for i in range(salience.shape[0]):
        for r in range(LANES):
            stands[i, r] = f.standing(stands[i, r], issues[r])


@kernel
def arrive(world: Any, stage: int) -> None:
    """E1, E5: the capability of a new stage takes the place of the old, and everybody's standing follows."""
    for i in range(world.capability.shape[0]):
        for q in range(world.capability.shape[1]):
            for r in range(LANES):
                world.means[i, q, r] = world.stages[stage, i, q, r]
                world.capability[i, q, r] = world.stages[stage, i, q, r]
    rank(world)


@part
def weigh(world: Any, i: int) -> None:
    """E6, E7: what actor i weighs by issue (K), and the slope of its worth at the settlement (K)."""
    trust, warning, depends, settings = world.trust, world.warning, world.depends, world.settings
    salience, wish, settled = world.salience, world.wish, world.settled
    concern, weighed, sloped = world.concern, world.weighed, world.sloped
    n, issues = salience.shape[0], salience.shape[1]
    for m in range(n):
        for r in range(LANES):
            concern[m, r] = f.concern(
                trust[i, m, r],
                warning[m, i, r],
                depends[i, m, r],
                settings[SOLIDARITY, r],
                settings[DEPENDENCE, r],
                settings[ALARM, r],
            )
    for r in range(LANES):
        concern[i, r] = 1.0
    for q in range(issues):
        for r in range(LANES):
            weighed[q, r] = 0.0
            sloped[q, r] = 0.0
        for m in range(n):
            for r in range(LANES):
                weighed[q, r] += concern[m, r] * salience[m, q, r]
                sloped[q, r] += concern[m, r] * wish[m, q, r]
        for r in range(LANES):
            sloped[q, r] = f.slope(weighed[q, r], sloped[q, r], settled[q, r])


@part
def gains(world: Any, i: int) -> None:
    """E7: what i's aid to each j and its coercion of j would be worth to i, (n) each."""
    commitment, pressure, capability = world.commitment, world.pressure, world.capability
    stance, settings, drive, leverage = world.stance, world.settings, world.drive, world.leverage
    mobilisation, effort, at_home = world.mobilisation, world.effort, world.at_home
    total, settled, weighed, sloped = world.total, world.settled, world.weighed, world.sloped
    spent, added, bite = world.spent, world.added, world.bite
    gain_aid, gain_coerce = world.gain_aid, world.gain_coerce
    n, issues = capability.shape[0], capability.shape[1]
    for r in range(LANES):
        added[r] = f.aid_step(settings[STEP, r], spent[r])
    for q in range(issues):
        for r in range(LANES):
            able = f.mobilised(mobilisation[i, r], effort[i, q, r])
            at_home[q, r] = f.home(drive[i, q, r], capability[i, q, r], able, settings[CONSERVED, r])
    for j in range(n):
        if j != i:
            for r in range(LANES):
                bite[r] = f.coercion_bite(pressure[i, j, r], settings[COERCION, r], settings[STEP, r])
                gain_aid[j, r] = 0.0
                gain_coerce[j, r] = 0.0
            for q in range(issues):
                for r in range(LANES):
                    unit = f.leverage(drive[j, q, r], capability[i, q, r])
                    theirs, mine, y = stance[j, q, r], stance[i, q, r], settled[q, r]
                    more = unit * added[r]
                    by_aid = f.shift(more, theirs, -(at_home[q, r] * added[r]), mine, y, total[q, r])
                    gain_aid[j, r] += f.gain(by_aid, sloped[q, r], weighed[q, r])
                    less = f.coerced_change(bite[r], leverage[j, q, r], unit * commitment[i, j, r])
                    back = f.recalled(at_home[q, r], commitment[i, j, r])
                    by_force = f.shift(less, theirs, back, mine, y, total[q, r])
                    gain_coerce[j, r] += f.gain(by_force, sloped[q, r], weighed[q, r])


@formula
def of_run(rows: tuple[Any, int], row: int) -> Any:
    """A number of a run, from an array (rows, runs) and the run."""
    return rows[0][row, rows[1]]


_opening = summed([(SETTING_NAMES.index(term.name), term.of) for term in TERMS], formula, of_run)


def _each_verb(count: int = len(VERBS)) -> Callable[..., Any]:
    """E8: the values of a pair's verbs in run r, into ``values``, and their sum."""
    v, verb = count - 1, VERBS[count - 1]
    before = _each_verb(v) if v else None

    def this(values: Any, j: int, n: int, r: int, pair: Pair, settings: Any) -> Any:
        worth = _opening(pair, verb, (settings, r)) - (settings[COST + v, r] + settings[RESTRAINT, r])
        values[1 + v * n + j, r] = worth
        return worth

    one = formula(this)
    if before is None:
        return one

    def before_and_this(values: Any, j: int, n: int, r: int, pair: Pair, settings: Any) -> Any:
        return before(values, j, n, r, pair, settings) + one(values, j, n, r, pair, settings)

    return formula(before_and_this)


_appraised = _each_verb()


@part
def appraise(world: Any, i: int) -> None:
    """E8: the values of i's verbs toward everyone, into ``values``; ``check`` sums them."""
    trust, depends, commitment, pressure = world.trust, world.depends, world.commitment, world.pressure
    warning, habit, standing = world.warning, world.habit, world.standing
    values, check, settings = world.values, world.check, world.settings
    gain_aid, gain_coerce = world.gain_aid, world.gain_coerce
    n = trust.shape[0]
    for j in range(n):
        if j != i:
            for r in range(LANES):
                pair = Pair(
                    gain_aid[j, r], gain_coerce[j, r],
                    trust[i, j, r], trust[j, i, r], depends[i, j, r], depends[j, i, r],
                    commitment[i, j, r], commitment[j, i, r], pressure[i, j, r], pressure[j, i, r],
                    warning[i, j, r], warning[j, i, r],
                    habit[KIND, i, j, r], habit[KIND, j, i, r], habit[HARSH, i, j, r], habit[HARSH, j, i, r],
                    standing[j, r], standing[i, r], settings[BY_DEEDS, r], settings[DAMPED, r],
                )  # fmt: skip
                check[r] += _appraised(values, j, n, r, pair, settings)

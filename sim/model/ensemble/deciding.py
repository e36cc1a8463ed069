"""The phases decide and answer over a block of runs, compiled (E6 to E9).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + verbs x n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.sim.exact.compiled import kernel, part
from patronage.sim.exact.numerics import odds, waiting
from patronage.sim.exact.rng import slot_key
from patronage.sim.model import formulas as f
from patronage.sim.model.columns import (
    ALARM,
    ANSWER,
    COERCION,
    COST,
    DEPENDENCE,
    GAIN,
    HABIT,
    LANES,
    RANK,
    RATIONALITY,
    RESTRAINT,
    SOLIDARITY,
    SPREAD,
    STEP,
    TRUST,
)
from patronage.sim.model.ensemble.monthly import total_committed
from patronage.sim.verbs import HARSH, KIND, VERBS

TONE_ENDORSE, TONE_AID, TONE_WARN, TONE_COERCE = (verb.tone for verb in VERBS)
RANK_ENDORSE, RANK_AID, RANK_WARN, RANK_COERCE = (verb.leaning for verb in VERBS)

VERB_COUNT = len(VERBS)
SIDE_OF = np.array([verb.side for verb in VERBS])

SCRIPTED = np.int64(-1)  # the choice of an actor that had none


@kernel
def decide(world: Any) -> None:
    """E5 to E9: everybody opens the month, or is left to its script."""
    opening, answer = world.opening, world.answer
    for i in range(opening.shape[0]):
        if idle(world, i):
            for r in range(LANES):
                opening[i, r] = SCRIPTED
                answer[i, r] = SCRIPTED
        else:
            heed(world, i)
            total_committed(world, i)
            gains(world, i)
            appraise(world, i)
            weigh(world, i)
            if scripted(world, i):
                for r in range(LANES):
                    opening[i, r] = SCRIPTED
            else:
                open_month(world, i)


@kernel
def answer(world: Any) -> None:
    """E8, E9: everybody who is not idle may act once more."""
    note_openings(world)
    for i in range(world.opening.shape[0]):
        if not idle(world, i):
            answer_month(world, i)


@part
def idle(world: Any, i: int) -> bool:
    """Whether the script has actor i do nothing this month."""
    return bool(world.imposed[i, 0] != 0)


@part
def scripted(world: Any, i: int) -> bool:
    """Whether the script says what actor i does this month."""
    found = False
    for o in range(world.imposed.shape[1]):
        found = found or world.imposed[i, o] != 0
    return found


@kernel
def rank(world: Any) -> None:
    """E5: every actor's standing, into ``standing`` (n), which starts at 0."""
    salience, capability, counted = world.salience, world.capability, world.counted
    issues, stands = world.added, world.standing
    for r in range(LANES):
        issues[r] = 0.0
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


@part
def heed(world: Any, i: int) -> None:
    """E6, E7: what actor i heeds by issue (K), and the slope of its worth at the settlement (K)."""
    trust, warning, depends, settings = world.trust, world.warning, world.depends, world.settings
    salience, wish, settled = world.salience, world.wish, world.settled
    concern, heeded, sloped = world.concern, world.heeded, world.sloped
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
            heeded[q, r] = 0.0
            sloped[q, r] = 0.0
        for m in range(n):
            for r in range(LANES):
                heeded[q, r] += concern[m, r] * salience[m, q, r]
                sloped[q, r] += concern[m, r] * wish[m, q, r]
        for r in range(LANES):
            sloped[q, r] = f.slope(heeded[q, r], sloped[q, r], settled[q, r])


@part
def gains(world: Any, i: int) -> None:
    """E7: what i's aid to each j and its coercion of j would be worth to i, (n) each."""
    commitment, pressure, capability = world.commitment, world.pressure, world.capability
    position, settings, drive, leverage = world.position, world.settings, world.drive, world.leverage
    total, settled, heeded, sloped = world.total, world.settled, world.heeded, world.sloped
    spent, added, bite = world.spent, world.added, world.bite
    gain_aid, gain_coerce = world.gain_aid, world.gain_coerce
    n, issues = capability.shape[0], capability.shape[1]
    for r in range(LANES):
        added[r] = f.aid_step(settings[STEP, r], spent[r])
    for j in range(n):
        if j != i:
            for r in range(LANES):
                bite[r] = f.coercion_bite(pressure[i, j, r], settings[COERCION, r], settings[STEP, r])
                gain_aid[j, r] = 0.0
                gain_coerce[j, r] = 0.0
            for q in range(issues):
                for r in range(LANES):
                    unit = f.leverage(drive[j, q, r], capability[i, q, r])
                    more = unit * added[r]
                    by_aid = f.shift(more, position[j, q, r], settled[q, r], total[q, r])
                    gain_aid[j, r] += f.gain(by_aid, sloped[q, r], heeded[q, r])
                    less = f.coerced_change(bite[r], leverage[j, q, r], unit * commitment[i, j, r])
                    by_force = f.shift(less, position[j, q, r], settled[q, r], total[q, r])
                    gain_coerce[j, r] += f.gain(by_force, sloped[q, r], heeded[q, r])


@part
def appraise(world: Any, i: int) -> None:
    """E8: the values of i's verbs toward everyone, into ``values``; ``check`` sums them."""
    trust, stands, habit, settings = world.trust, world.standing, world.habit, world.settings
    gain_aid, gain_coerce, values, check = world.gain_aid, world.gain_coerce, world.values, world.check
    n = trust.shape[0]
    for j in range(n):
        if j != i:
            for r in range(LANES):
                kind = f.pull(habit[KIND, i, j, r])
                harsh = f.pull(habit[HARSH, i, j, r])
                gain_weight, trust_weight = settings[GAIN, r], settings[TRUST, r]
                habit_weight, trusted = settings[HABIT, r], trust[i, j, r]
                stood, rank_weight, restraint = stands[j, r], settings[RANK, r], settings[RESTRAINT, r]
                endorse = f.value(
                    0.0, gain_weight, TONE_ENDORSE, trusted, trust_weight, kind, habit_weight,
                    RANK_ENDORSE, stood, rank_weight, settings[COST, r] + restraint,
                )  # fmt: skip
                aid = f.value(
                    gain_aid[j, r], gain_weight, TONE_AID, trusted, trust_weight, kind, habit_weight,
                    RANK_AID, stood, rank_weight, settings[COST + 1, r] + restraint,
                )  # fmt: skip
                warn = f.value(
                    0.0, gain_weight, TONE_WARN, trusted, trust_weight, harsh, habit_weight,
                    RANK_WARN, stood, rank_weight, settings[COST + 2, r] + restraint,
                )  # fmt: skip
                coerce = f.value(
                    gain_coerce[j, r], gain_weight, TONE_COERCE, trusted, trust_weight, harsh, habit_weight,
                    RANK_COERCE, stood, rank_weight, settings[COST + 3, r] + restraint,
                )  # fmt: skip
                values[1 + j, r] = endorse
                values[1 + n + j, r] = aid
                values[1 + 2 * n + j, r] = warn
                values[1 + 3 * n + j, r] = coerce
                check[r] += endorse + aid + warn + coerce


@part
def weigh(world: Any, i: int) -> None:
    """E9: the odds against every option of i on the menu, into against[i]; the best one's are 1."""
    values, barred, settings = world.values, world.barred, world.settings
    top, against = world.best, world.against
    n = against.shape[0]
    for r in range(LANES):
        top[r] = 0.0
    for v in range(VERB_COUNT):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[i, o]:
                for r in range(LANES):
                    top[r] = max(top[r], values[o, r])
    for r in range(LANES):
        against[i, 0, r] = odds(settings[RATIONALITY, r] * top[r])
    for v in range(VERB_COUNT):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[i, o]:
                for r in range(LANES):
                    against[i, o, r] = odds(settings[RATIONALITY, r] * (top[r] - values[o, r]))


@part
def open_month(world: Any, i: int) -> None:
    """E9: the option whose keyed exponential clock rings first, into opening[i]: a logit choice."""
    against, barred, keys, month = world.against, world.barred, world.act_keys, world.month
    best, pick = world.best, world.opening
    n = against.shape[0]
    for r in range(LANES):
        best[r] = waiting(slot_key(month[r], keys[0, i, 0])) * against[i, 0, r]
        pick[i, r] = 0
    for v in range(VERB_COUNT):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[i, o]:
                for r in range(LANES):
                    time = waiting(slot_key(month[r], keys[0, i, o])) * against[i, o, r]
                    pick[i, r] = np.int64(o) if time < best[r] else pick[i, r]
                    best[r] = min(best[r], time)


@part
def note_openings(world: Any) -> None:
    """E8: ``opened`` by side is 1 where i opened so on j, chosen or scripted."""
    opening, imposed, opened = world.opening, world.imposed, world.opened
    n = opening.shape[0]
    for i in range(n):
        for j in range(n):
            if j != i:
                for side in range(opened.shape[0]):
                    for r in range(LANES):
                        opened[side, i, j, r] = 0.0
                for v in range(VERB_COUNT):
                    o, side = 1 + v * n + j, SIDE_OF[v]
                    forced = imposed[i, o] != 0
                    for r in range(LANES):
                        now = opened[side, i, j, r]
                        opened[side, i, j, r] = 1.0 if forced or opening[i, r] == o else now


@part
def answer_month(world: Any, i: int) -> None:
    """E8, E9: the second choice of the month, by what the openings were, into answer[i]."""
    against, barred, keys, month = world.against, world.barred, world.act_keys, world.month
    answer_odds, spread_odds = world.answer_odds, world.spread_odds
    opened, acted = world.opened, world.acted
    best, pick = world.best, world.answer
    n = against.shape[0]
    for r in range(LANES):
        best[r] = waiting(slot_key(month[r], keys[1, i, 0])) * against[i, 0, r]
        pick[i, r] = 0
    for j in range(n):
        if j != i:
            for r in range(LANES):
                acted[r] = 0.0
            for side in range(opened.shape[0]):
                for r in range(LANES):
                    acted[r] = max(acted[r], opened[side, i, j, r])
            for v in range(VERB_COUNT):
                o, side = 1 + v * n + j, SIDE_OF[v]
                if not barred[i, o]:
                    for r in range(LANES):
                        now = f.reply_odds(
                            against[i, o, r],
                            opened[side, j, i, r],
                            answer_odds[r],
                            acted[r],
                            spread_odds[r],
                        )
                        time = waiting(slot_key(month[r], keys[1, i, o])) * now
                        pick[i, r] = np.int64(o) if time < best[r] else pick[i, r]
                        best[r] = min(best[r], time)


@kernel
def reply_weights(world: Any) -> None:
    """E8: the weights of answering and of spreading as odds, (runs,) each."""
    settings, answer_odds, spread_odds = world.settings, world.answer_odds, world.spread_odds
    for r in range(LANES):
        answer_odds[r] = odds(-(settings[RATIONALITY, r] * settings[ANSWER, r]))
        spread_odds[r] = odds(settings[RATIONALITY, r] * settings[SPREAD, r])

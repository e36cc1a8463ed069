"""The phases decide and answer over a block of runs, compiled (E6 to E9).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + 4n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.sim.exact.compiled import kernel
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

TONE_ENDORSE, TONE_AID, TONE_WARN, TONE_COERCE = f.TONES
RANK_ENDORSE, RANK_AID, RANK_WARN, RANK_COERCE = f.RANKS


@kernel
def rank(salience: Any, capability: Any, counted: Any, issues: Any, stands: Any) -> None:
    """E5: every actor's standing, into ``stands`` (n, runs), which starts at 0; others are scratch."""
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


@kernel
def heed(
    i: int,
    trust: Any,
    warning: Any,
    depends: Any,
    salience: Any,
    wish: Any,
    settled: Any,
    settings: Any,
    concern: Any,
    heeded: Any,
    sloped: Any,
) -> None:
    """E6, E7: what actor i heeds by issue (K), and the slope of its worth at the settlement (K).

    ``wish`` (n, K) is salience times position; ``concern`` (n) is scratch.
    """
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


@kernel
def gains(
    i: int,
    commitment: Any,
    pressure: Any,
    capability: Any,
    position: Any,
    settings: Any,
    drive: Any,
    leverage: Any,
    total: Any,
    settled: Any,
    heeded: Any,
    sloped: Any,
    spent: Any,
    added: Any,
    bite: Any,
    gain_aid: Any,
    gain_coerce: Any,
) -> None:
    """E7: what i's aid to each j and its coercion of j would be worth to i: the last two, (n, runs) each.

    ``added`` and ``bite`` (runs,) are scratch.
    """
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


@kernel
def appraise(
    i: int,
    trust: Any,
    stands: Any,
    habit: Any,
    settings: Any,
    gain_aid: Any,
    gain_coerce: Any,
    values: Any,
    check: Any,
) -> None:
    """E8: the values of i's verbs toward everyone, into ``values`` (options, runs); ``check`` sums."""
    n = trust.shape[0]
    for j in range(n):
        if j != i:
            for r in range(LANES):
                kind = f.pull(habit[f.KIND, i, j, r])
                harsh = f.pull(habit[f.HARSH, i, j, r])
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


@kernel
def weigh(t: int, i: int, values: Any, barred: Any, settings: Any, top: Any, against: Any) -> None:
    """E9: the odds against every option of i on the menu, into against[i]; the best one's are 1."""
    n = against.shape[0]
    for r in range(LANES):
        top[r] = 0.0
    for v in range(4):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[t, i, o]:
                for r in range(LANES):
                    top[r] = max(top[r], values[o, r])
    for r in range(LANES):
        against[i, 0, r] = odds(settings[RATIONALITY, r] * top[r])
    for v in range(4):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[t, i, o]:
                for r in range(LANES):
                    against[i, o, r] = odds(settings[RATIONALITY, r] * (top[r] - values[o, r]))


@kernel
def open_month(
    t: int, i: int, against: Any, barred: Any, keys: Any, month: Any, best: Any, pick: Any
) -> None:
    """E9: the option whose keyed exponential clock rings first, into pick[i]: a logit choice."""
    n = against.shape[0]
    for r in range(LANES):
        best[r] = waiting(slot_key(month[r], keys[0, i, 0])) * against[i, 0, r]
        pick[i, r] = 0
    for v in range(4):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[t, i, o]:
                for r in range(LANES):
                    time = waiting(slot_key(month[r], keys[0, i, o])) * against[i, o, r]
                    pick[i, r] = np.int64(o) if time < best[r] else pick[i, r]
                    best[r] = min(best[r], time)


@kernel
def addressed(t: int, i: int, j: int, opening: Any, imposed: Any, kind: Any, harsh: Any, acted: Any) -> None:
    """E8: 1 where j opened kindly on i, harshly on i, and where i opened on j; the last three are filled."""
    n = opening.shape[0]
    forced_kind = imposed[t, j, 1 + f.ENDORSE * n + i] != 0 or imposed[t, j, 1 + f.AID * n + i] != 0
    forced_harsh = imposed[t, j, 1 + f.WARN * n + i] != 0 or imposed[t, j, 1 + f.COERCE * n + i] != 0
    forced_act = False
    for v in range(4):
        forced_act = forced_act or imposed[t, i, 1 + v * n + j] != 0
    for r in range(LANES):
        theirs, mine = opening[j, r], opening[i, r]
        was_kind = theirs == 1 + f.ENDORSE * n + i or theirs == 1 + f.AID * n + i
        was_harsh = theirs == 1 + f.WARN * n + i or theirs == 1 + f.COERCE * n + i
        did = (mine == 1 + j) or (mine == 1 + n + j) or (mine == 1 + 2 * n + j) or (mine == 1 + 3 * n + j)
        kind[r] = 1.0 if forced_kind or was_kind else 0.0
        harsh[r] = 1.0 if forced_harsh or was_harsh else 0.0
        acted[r] = 1.0 if forced_act or did else 0.0


@kernel
def answer_month(
    t: int,
    i: int,
    against: Any,
    barred: Any,
    keys: Any,
    month: Any,
    opening: Any,
    imposed: Any,
    answer_odds: Any,
    spread_odds: Any,
    kind: Any,
    harsh: Any,
    acted: Any,
    best: Any,
    pick: Any,
) -> None:
    """E8, E9: the second choice of the month, by what the openings were, into pick[i]."""
    n = opening.shape[0]
    for r in range(LANES):
        best[r] = waiting(slot_key(month[r], keys[1, i, 0])) * against[i, 0, r]
        pick[i, r] = 0
    for j in range(n):
        if j != i:
            addressed(t, i, j, opening, imposed, kind, harsh, acted)
            for v in range(4):
                o = 1 + v * n + j
                if not barred[t, i, o]:
                    for r in range(LANES):
                        answered = kind[r] if v < 2 else harsh[r]
                        now = f.reply_odds(
                            against[i, o, r], answered, answer_odds[r], acted[r], spread_odds[r]
                        )
                        time = waiting(slot_key(month[r], keys[1, i, o])) * now
                        pick[i, r] = np.int64(o) if time < best[r] else pick[i, r]
                        best[r] = min(best[r], time)


@kernel
def reply_weights(settings: Any, answer_odds: Any, spread_odds: Any) -> None:
    """E8: the weights of answering and of spreading as odds, (runs,) each."""
    for r in range(LANES):
        answer_odds[r] = odds(-(settings[RATIONALITY, r] * settings[ANSWER, r]))
        spread_odds[r] = odds(settings[RATIONALITY, r] * settings[SPREAD, r])

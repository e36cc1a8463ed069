"""The phase decide over a block of runs, compiled (E6 to E9).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + 4n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import formulas as f
from sim.columns import (
    ALARM,
    COERCION,
    COST,
    DEPENDENCE,
    GAIN,
    HABIT,
    LANES,
    RATIONALITY,
    RECIPROCITY,
    RESTRAINT,
    SOLIDARITY,
    STEP,
    TRUST,
    USEFULNESS,
)
from sim.compiled import kernel
from sim.numerics import exp, gumbel, log
from sim.rng import slot_key

TONES = np.array(f.TONES)


@kernel
def heed(
    i: int,
    trust: Any,
    warning: Any,
    depends: Any,
    salience: Any,
    wish: Any,
    settings: Any,
    concern: Any,
    heeded: Any,
    heeded_wish: Any,
) -> None:
    """E6: what actor i heeds, (K) and (K); ``wish`` (n, K): salience times position; ``concern``: scratch."""
    n, issues = salience.shape[0], salience.shape[1]
    for q in range(issues):
        for r in range(LANES):
            heeded[q, r] = 0.0
            heeded_wish[q, r] = 0.0
    for m in range(n):
        if m == i:
            for r in range(LANES):
                concern[r] = 1.0
        else:
            for r in range(LANES):
                concern[r] = f.concern(
                    trust[i, m, r],
                    warning[m, i, r],
                    depends[i, m, r],
                    settings[SOLIDARITY, r],
                    settings[DEPENDENCE, r],
                    settings[ALARM, r],
                )
        for q in range(issues):
            for r in range(LANES):
                heeded[q, r] += concern[r] * salience[m, q, r]
                heeded_wish[q, r] += concern[r] * wish[m, q, r]


@kernel
def gains(
    i: int,
    j: int,
    commitment: Any,
    pressure: Any,
    capability: Any,
    position: Any,
    settings: Any,
    drive: Any,
    leverage: Any,
    total: Any,
    weighted: Any,
    settled: Any,
    outcome: Any,
    heeded: Any,
    heeded_wish: Any,
    spent: Any,
    added: Any,
    bite: Any,
    gain_aid: Any,
    gain_coerce: Any,
) -> None:
    """E7: what i's aid to j and its coercion of j would be worth to i; the last four are filled."""
    issues = capability.shape[1]
    for r in range(LANES):
        added[r] = f.aid_step(settings[STEP, r], spent[r])
        bite[r] = f.coercion_bite(pressure[i, j, r], settings[COERCION, r], settings[STEP, r])
        gain_aid[r] = 0.0
        gain_coerce[r] = 0.0
    for q in range(issues):
        for r in range(LANES):
            more = f.backing(added[r], capability[i, q, r], drive[j, q, r])
            new = f.settlement(weighted[q, r] + more * position[j, q, r], total[q, r] + more, outcome[q, r])
            gain_aid[r] += f.gain(heeded[q, r], heeded_wish[q, r], new, settled[q, r])
            own = f.backing(commitment[i, j, r], capability[i, q, r], drive[j, q, r])
            less = f.coerced_change(bite[r], leverage[j, q, r], own)
            new = f.settlement(weighted[q, r] + less * position[j, q, r], total[q, r] + less, outcome[q, r])
            gain_coerce[r] += f.gain(heeded[q, r], heeded_wish[q, r], new, settled[q, r])


@kernel
def appraise(
    i: int,
    j: int,
    trust: Any,
    gratitude: Any,
    useful: Any,
    habit: Any,
    settings: Any,
    gain_aid: Any,
    gain_coerce: Any,
    values: Any,
) -> None:
    """E8: the four values of i's verbs toward j, into their rows of ``values`` (options, runs)."""
    n = trust.shape[0]
    for v in range(4):
        o = 1 + v * n + j
        tone = TONES[v]
        for r in range(LANES):
            disposition = f.regard(
                useful[i, j, r],
                trust[i, j, r],
                gratitude[i, j, r],
                settings[USEFULNESS, r],
                settings[TRUST, r],
                settings[RECIPROCITY, r],
            )
            gained = gain_aid[r] if v == f.AID else (gain_coerce[r] if v == f.COERCE else 0.0)
            values[o, r] = f.value(
                gained,
                settings[GAIN, r],
                tone,
                disposition,
                habit[v, i, j, r],
                settings[HABIT, r],
                settings[COST + v, r] + settings[RESTRAINT, r],
            )


@kernel
def choose(
    i: int, values: Any, barred: Any, keys: Any, month: Any, settings: Any, best: Any, pick: Any, check: Any
) -> None:
    """E9: the option with the highest value plus keyed Gumbel noise, into pick[i] (a logit choice)."""
    n = (values.shape[0] - 1) // 4
    for r in range(LANES):
        best[r] = gumbel(slot_key(month[r], keys[i, 0]))
        pick[i, r] = 0
    for o in range(1, values.shape[0]):
        if (o - 1) % n != i and not barred[i, o]:
            for r in range(LANES):
                score = settings[RATIONALITY, r] * values[o, r] + gumbel(slot_key(month[r], keys[i, o]))
                check[r] += values[o, r]
                pick[i, r] = np.int64(o) if score > best[r] else pick[i, r]
                best[r] = max(best[r], score)


@kernel
def chances(i: int, values: Any, barred: Any, settings: Any, top: Any, logs: Any) -> None:
    """E9: log-probability of every option into ``logs`` (options, runs); off the menu is -inf."""
    n = (values.shape[0] - 1) // 4
    for r in range(LANES):
        top[r] = 0.0
    for o in range(1, values.shape[0]):
        for r in range(LANES):
            if (o - 1) % n != i and not barred[i, o]:
                top[r] = max(top[r], settings[RATIONALITY, r] * values[o, r])
    for r in range(LANES):
        mass = exp(-top[r])
        for o in range(1, values.shape[0]):
            if (o - 1) % n != i and not barred[i, o]:
                mass += exp(settings[RATIONALITY, r] * values[o, r] - top[r])
        norm = top[r] + log(mass)
        logs[0, r] = -norm
        for o in range(1, values.shape[0]):
            if (o - 1) % n != i and not barred[i, o]:
                logs[o, r] = settings[RATIONALITY, r] * values[o, r] - norm
            else:
                logs[o, r] = -np.inf

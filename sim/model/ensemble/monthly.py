"""The phases remember, act, judge, move and measure over a block of runs, compiled (E10 to E13, measures).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + 4n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patronage.sim.exact.compiled import formula, kernel
from patronage.sim.exact.numerics import normal
from patronage.sim.exact.rng import slot_key
from patronage.sim.model import formulas as f
from patronage.sim.model.columns import (
    COMMITMENT_DECAY,
    LANES,
    LEARNING,
    NOISE,
    PACE,
    PRESSURE_DECAY,
    STEP,
    TRUST_RETURN,
)
from patronage.sim.model.measures import TAKEN, Seen

TONE_ENDORSE, TONE_AID, TONE_WARN, TONE_COERCE = f.TONES
COST_ENDORSE, COST_AID, COST_WARN, COST_COERCE = f.COSTS


@kernel
def total_committed(i: int, commitment: Any, spent: Any) -> None:
    """The part of i's capability that is committed to others, into ``spent`` (runs,)."""
    n = commitment.shape[0]
    for r in range(LANES):
        spent[r] = 0.0
    for m in range(n):
        if m != i:
            for r in range(LANES):
                spent[r] += commitment[i, m, r]


@kernel
def remember(
    commitment: Any,
    pressure: Any,
    warning: Any,
    habit: Any,
    trust: Any,
    trust_start: Any,
    settings: Any,
) -> None:
    """E10: everything fades, trust returns towards its start."""
    n = commitment.shape[0]
    for i in range(n):
        for j in range(n):
            if i != j:
                for r in range(LANES):
                    commitment[i, j, r] = f.faded(commitment[i, j, r], settings[COMMITMENT_DECAY, r])
                    pressure[i, j, r] = f.faded(pressure[i, j, r], settings[PRESSURE_DECAY, r])
                    warning[i, j, r] = f.WARNING_KEPT * warning[i, j, r]
                    trust[i, j, r] = f.trust_back(
                        trust[i, j, r], trust_start[i, j, r], settings[TRUST_RETURN, r]
                    )
                for side in range(2):
                    for r in range(LANES):
                        habit[side, i, j, r] = f.HABIT_KEPT * habit[side, i, j, r]


@kernel
def act(
    t: int,
    opening: Any,
    answer: Any,
    imposed: Any,
    commitment: Any,
    pressure: Any,
    warning: Any,
    habit: Any,
    settings: Any,
    spent: Any,
    part: Any,
    tone: Any,
    sacrifice: Any,
) -> None:
    """E11: carry out the acts of both rounds and of the script (``imposed`` (months, n, options)).

    ``tone`` (n, n) becomes the summed tone of i's acts on j; ``spent`` and ``part`` (runs,) are scratch.
    An act chosen in both rounds is done once.
    """
    n = commitment.shape[0]
    for i in range(n):
        total_committed(i, commitment, spent)
        for r in range(LANES):
            part[r] = 0.0
        for j in range(n):
            if i != j:
                forced = imposed[t, i, 1 + f.AID * n + j] != 0
                for r in range(LANES):
                    part[r] += done(1 + f.AID * n + j, forced, opening[i, r], answer[i, r])
        for r in range(LANES):
            part[r] = f.aid_step(settings[STEP, r], spent[r]) / max(part[r], 1.0)
        for j in range(n):
            if i != j:
                o = 1 + j
                forced_endorse, forced_aid = imposed[t, i, o] != 0, imposed[t, i, o + n] != 0
                forced_warn, forced_coerce = imposed[t, i, o + 2 * n] != 0, imposed[t, i, o + 3 * n] != 0
                for r in range(LANES):
                    endorsed = done(o, forced_endorse, opening[i, r], answer[i, r])
                    aided = done(o + n, forced_aid, opening[i, r], answer[i, r])
                    warned = done(o + 2 * n, forced_warn, opening[i, r], answer[i, r])
                    coerced = done(o + 3 * n, forced_coerce, opening[i, r], answer[i, r])
                    commitment[i, j, r] = f.committed(commitment[i, j, r], part[r], aided, warned, coerced)
                    pressure[i, j, r] = f.pressed(pressure[i, j, r], settings[STEP, r], coerced)
                    warning[i, j, r] = f.warned_now(warning[i, j, r], warned)
                    habit[f.KIND, i, j, r] += endorsed + aided
                    habit[f.HARSH, i, j, r] += warned + coerced
                    tone[i, j, r] = (
                        TONE_ENDORSE * endorsed
                        + TONE_AID * aided
                        + TONE_WARN * warned
                        + TONE_COERCE * coerced
                    )
                    sacrifice[i, r] += (
                        COST_ENDORSE * endorsed
                        + COST_AID * aided
                        + COST_WARN * warned
                        + COST_COERCE * coerced
                    )


@formula
def done(option: int, forced: bool, opening: int, answer: int) -> float:
    """1 where the option was scripted or chosen in either round."""
    return 1.0 if forced or opening == option or answer == option else 0.0  # noqa: PLR1714 - compiled


@kernel
def judge(tone: Any, trust: Any, settings: Any, judged: Any) -> None:
    """E12: every onlooker m judges every actor i's acts; ``judged`` (n) is full before trust moves."""
    n = trust.shape[0]
    for m in range(n):
        for i in range(n):
            if i != m:
                for r in range(LANES):
                    judged[i, r] = 0.0
                for j in range(n):
                    if j == m:
                        for r in range(LANES):
                            judged[i, r] += tone[i, j, r]
                    elif j != i:
                        for r in range(LANES):
                            judged[i, r] += tone[i, j, r] * trust[m, j, r]
        for i in range(n):
            if i != m:
                for r in range(LANES):
                    trust[m, i, r] = f.trust_after(trust[m, i, r], settings[LEARNING, r], judged[i, r])


@kernel
def move(settled: Any, settings: Any, keys: Any, month: Any, outcome: Any) -> None:
    """E13: outcomes (K) follow the settlement, with keyed shocks."""
    for q in range(outcome.shape[0]):
        for r in range(LANES):
            shock = normal(slot_key(month[r], keys[q, 0]), slot_key(month[r], keys[q, 1]))
            outcome[q, r] = f.moved(
                outcome[q, r], settled[q, r], settings[PACE, r], settings[NOISE, r], shock
            )


def _each_taken(row: int = 0) -> Callable[[Seen, Any], None]:
    """Take down every measure from a row on, each into its own part of the last argument."""
    formula(TAKEN[row].formula)
    walk = kernel(TAKEN[row].in_block)
    if row + 1 == len(TAKEN):

        def last(seen: Seen, taken: Any) -> None:
            walk(seen, taken[row])

        return formula(last)
    rest = _each_taken(row + 1)

    def this_and_rest(seen: Seen, taken: Any) -> None:
        walk(seen, taken[row])
        rest(seen, taken)

    return formula(this_and_rest)


_measures = _each_taken()


@kernel
def measure(seen: Seen, taken: Any) -> None:
    """All measures in their order, into ``taken`` (measures, n)."""
    _measures(seen, taken)

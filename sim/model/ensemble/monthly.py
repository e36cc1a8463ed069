"""The phases remember, act, judge, move and measure over a block of runs, compiled (E10 to E13, measures).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + verbs x n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from patronage.sim.exact.compiled import compilable, formula, kernel, part
from patronage.sim.exact.numerics import normal
from patronage.sim.exact.rng import slot_key
from patronage.sim.model import formulas
from patronage.sim.model.columns import (
    COMMITMENT_DECAY,
    LEARNING,
    NOISE,
    ONE_SIDED,
    PACE,
    PRESSURE_DECAY,
    STEP,
    TRUST_RETURN,
)
from patronage.sim.model.measures import TAKEN, TIES, Taken, Tie
from patronage.sim.model.mechanism import LANES
from patronage.sim.verbs import HARSH, KIND, VERBS

f = compilable(formulas)

VERB_COUNT = len(VERBS)
AIDS = np.array([verb.aids for verb in VERBS])


def _sum(weights: Sequence[float]) -> Callable[[Any, int], Any]:
    """The sum over verbs, in their order, of a weight times whether it was ``did`` (verbs, runs) in run r."""
    v = max(v for v, weight in enumerate(weights) if weight)
    weight, before = float(weights[v]), weights[:v]
    if not any(before):

        def first(did: Any, r: int) -> Any:
            return weight * did[v, r]

        return formula(first)
    rest = _sum(before)

    def rest_and_this(did: Any, r: int) -> Any:
        return rest(did, r) + weight * did[v, r]

    return formula(rest_and_this)


_aids = _sum([verb.aids for verb in VERBS])
_warns = _sum([verb.warns for verb in VERBS])
_coerces = _sum([verb.coerces for verb in VERBS])
_kind = _sum([verb.side == KIND for verb in VERBS])
_harsh = _sum([verb.side == HARSH for verb in VERBS])
_tone = _sum([verb.tone for verb in VERBS])
_sacrifice = _sum([verb.sacrifice for verb in VERBS])


@part
def total_committed(world: Any, i: int) -> None:
    """The part of i's capability that is committed to others, into ``spent``."""
    commitment, spent = world.commitment, world.spent
    n = commitment.shape[0]
    for r in range(LANES):
        spent[r] = 0.0
    for m in range(n):
        if m != i:
            for r in range(LANES):
                spent[r] += commitment[i, m, r]


@kernel
def remember(world: Any) -> None:
    """E10: everything fades, trust returns towards its start."""
    commitment, pressure, warning, habit = world.commitment, world.pressure, world.warning, world.habit
    trust, trust_start, settings = world.trust, world.trust_start, world.settings
    effort, stance, position, ceded = world.effort, world.stance, world.position, world.ceded
    n = commitment.shape[0]
    for i in range(n):
        for q in range(effort.shape[1]):
            for r in range(LANES):
                effort[i, q, r] = f.faded(effort[i, q, r], settings[COMMITMENT_DECAY, r])
                stance[i, q, r] = f.drawn_back(
                    stance[i, q, r], position[i, q, r], settings[COMMITMENT_DECAY, r]
                )
                ceded[i, q, r] = f.faded(ceded[i, q, r], settings[COMMITMENT_DECAY, r])
        for j in range(n):
            if i != j:
                for r in range(LANES):
                    commitment[i, j, r] = f.faded(commitment[i, j, r], settings[COMMITMENT_DECAY, r])
                    pressure[i, j, r] = f.faded(pressure[i, j, r], settings[PRESSURE_DECAY, r])
                    warning[i, j, r] = f.WARNING_KEPT * warning[i, j, r]
                    trust[i, j, r] = f.drawn_back(
                        trust[i, j, r], trust_start[i, j, r], settings[TRUST_RETURN, r]
                    )
                for side in range(habit.shape[0]):
                    for r in range(LANES):
                        habit[side, i, j, r] = f.HABIT_KEPT * habit[side, i, j, r]


@kernel
def act(world: Any) -> None:
    """E11: carry out the acts of both rounds and of the script.

    ``tone`` (n, n) becomes the summed tone of i's acts on j. An act chosen in both rounds is done once.
    """
    opening, answer, imposed, settings = world.opening, world.answer, world.imposed, world.settings
    commitment, pressure, warning, habit = world.commitment, world.pressure, world.warning, world.habit
    spent, added, tone, sacrifice = world.spent, world.added, world.tone, world.sacrifice
    did = world.did
    n = commitment.shape[0]
    for i in range(n):
        total_committed(world, i)
        for r in range(LANES):
            added[r] = 0.0
        for v in range(VERB_COUNT):
            for j in range(n):
                if i != j and AIDS[v]:
                    o = 1 + v * n + j
                    forced = imposed[i, o] != 0
                    for r in range(LANES):
                        added[r] += done(o, forced, opening[i, r], answer[i, r])
        for r in range(LANES):
            added[r] = f.aid_step(settings[STEP, r], spent[r]) / max(added[r], 1.0)
        for j in range(n):
            if i != j:
                for v in range(VERB_COUNT):
                    o = 1 + v * n + j
                    forced = imposed[i, o] != 0
                    for r in range(LANES):
                        did[v, r] = done(o, forced, opening[i, r], answer[i, r])
                for r in range(LANES):
                    warned, coerced = min(1.0, _warns(did, r)), min(1.0, _coerces(did, r))
                    commitment[i, j, r] = f.committed(
                        commitment[i, j, r], added[r], _aids(did, r), warned, coerced
                    )
                    pressure[i, j, r] = f.pressed(pressure[i, j, r], settings[STEP, r], coerced)
                    warning[i, j, r] = f.warned_now(warning[i, j, r], warned)
                    habit[KIND, i, j, r] += _kind(did, r)
                    habit[HARSH, i, j, r] += _harsh(did, r)
                    tone[i, j, r] = _tone(did, r)
                    sacrifice[i, r] += _sacrifice(did, r)


@formula
def done(option: int, forced: bool, opening: int, answer: int) -> float:
    """1 where the option was scripted or chosen in either round."""
    return 1.0 if forced or opening == option or answer == option else 0.0  # noqa: PLR1714 - compiled


@kernel
def judge(world: Any) -> None:
    """E12: every onlooker m judges every actor i's acts; ``judged`` (n) is full before trust moves."""
    tone, trust, settings, judged = world.tone, world.trust, world.settings, world.judged
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
                    trust[m, i, r] = f.trust_after(
                        trust[m, i, r], settings[LEARNING, r], judged[i, r], settings[ONE_SIDED, r]
                    )


@kernel
def move(world: Any) -> None:
    """E13: outcomes (K) follow the settlement, with keyed shocks."""
    settled, settings, outcome = world.settled, world.settings, world.outcome
    keys, month = world.shock_keys, world.month
    for q in range(outcome.shape[0]):
        for r in range(LANES):
            shock = normal(slot_key(month[r], keys[q, 0]), slot_key(month[r], keys[q, 1]))
            outcome[q, r] = f.moved(
                outcome[q, r], settled[q, r], settings[PACE, r], settings[NOISE, r], shock
            )


def _each(rows: Sequence[Taken | Tie], k: int = 0) -> Callable[[Any, Any], None]:
    """Take down every row from a place on, each into its own part of an array."""
    compilable(sys.modules[rows[k].in_block.__module__])
    walk = part(rows[k].in_block)
    if k + 1 == len(rows):

        def last(world: Any, out: Any) -> None:
            walk(world, out[k])

        return part(last)
    rest = _each(rows, k + 1)

    def this_and_rest(world: Any, out: Any) -> None:
        walk(world, out[k])
        rest(world, out)

    return part(this_and_rest)


_measures, _ties = _each(TAKEN), _each(TIES)


@kernel
def measure(world: Any) -> None:
    """All measures of actors in their order, into ``measures`` (M, n)."""
    _measures(world, world.measures)


@kernel
def relate(world: Any) -> None:
    """All ties in their order, into ``ties`` (Z, n, n)."""
    _ties(world, world.ties)

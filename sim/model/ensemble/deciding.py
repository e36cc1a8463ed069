"""The phases decide and answer over a block of runs, compiled (E8, E9).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K), verb v, option o (1 + verbs x n). Sums run over
actors and issues in their listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from patronage.sim.exact.compiled import compilable, formula, kernel, part
from patronage.sim.exact.numerics import odds, waiting
from patronage.sim.exact.rng import slot_key
from patronage.sim.model import formulas
from patronage.sim.model.columns import MUTED, RATIONALITY, SCRIPTED_ADDED
from patronage.sim.model.ensemble import weighing
from patronage.sim.model.ensemble.monthly import total_committed
from patronage.sim.model.ensemble.weighing import of_run
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.terms import PROMPTS, Prompts, counts, prompted
from patronage.sim.verbs import HARSH, KIND, VERBS

f = compilable(formulas)

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
            weighing.weigh(world, i)
            total_committed(world, i)
            weighing.gains(world, i)
            weighing.appraise(world, i)
            weigh(world, i)
            open_month(world, i)
            if scripted(world, i):
                for r in range(LANES):
                    if world.instead[i] != 0 or world.settings[SCRIPTED_ADDED, r] == 0.0:
                        opening[i, r] = SCRIPTED


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
        against[i, 0, r] = odds(f.behind(settings[RATIONALITY, r], top[r], 0.0))
    for v in range(VERB_COUNT):
        for j in range(n):
            o = 1 + v * n + j
            if j != i and not barred[i, o]:
                for r in range(LANES):
                    against[i, o, r] = odds(f.behind(settings[RATIONALITY, r], top[r], values[o, r]))


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


_against_answer = prompted(formula, of_run)


def _each_answer(count: int = len(VERBS)) -> Callable[..., None]:
    """E8, E9: i's answers to j in the order of verbs: which clock is the first to ring, in every run."""
    v, verb = count - 1, VERBS[count - 1]
    before = _each_answer(v) if v else None

    def this(world: Any, i: int, j: int) -> None:
        opened, acted, best, pick = world.opened, world.acted, world.best, world.answer
        against, weights, keys, month = world.against, world.pair_odds, world.act_keys, world.month
        n = opened.shape[1]
        o = 1 + v * n + j
        if not world.barred[i, o]:
            for r in range(LANES):
                prompts = Prompts(opened[KIND, j, i, r], opened[HARSH, j, i, r], acted[r])
                now = _against_answer(against[i, o, r], prompts, verb, (weights, r))
                time = waiting(slot_key(month[r], keys[1, i, o])) * now
                pick[i, r] = np.int64(o) if time < best[r] else pick[i, r]
                best[r] = min(best[r], time)

    one = part(this)
    if before is None:
        return one

    def before_and_this(world: Any, i: int, j: int) -> None:
        before(world, i, j)
        one(world, i, j)

    return part(before_and_this)


_answered = _each_answer()


_PROMPT_COLUMNS = tuple(SETTING_NAMES.index(term.name) for term in PROMPTS)
_PROMPT_SIGNS = tuple(term.sign for term in PROMPTS)
_PROMPT_MUTED = tuple(term.muted for term in PROMPTS)
_counts = formula(counts)


@part
def pair_weights(world: Any, i: int, j: int) -> None:
    """E8: the weights of PROMPTS as odds against i's acts on j, (prompts, runs)."""
    settings, depends = world.settings, world.depends
    for k in range(len(_PROMPT_SIGNS)):
        for r in range(LANES):
            if _PROMPT_MUTED[k]:
                weight = _PROMPT_SIGNS[k] * settings[_PROMPT_COLUMNS[k], r]
                counted = _counts(depends[i, j, r], settings[MUTED, r])
                world.pair_odds[k, r] = odds(-(settings[RATIONALITY, r] * (weight * counted)))
            else:
                world.pair_odds[k, r] = world.reply_odds[k, r]


@part
def answer_month(world: Any, i: int) -> None:
    """E8, E9: the second choice of the month, by what the openings were, into answer[i]."""
    opened, acted, best, pick = world.opened, world.acted, world.best, world.answer
    against, keys, month = world.against, world.act_keys, world.month
    n = opened.shape[1]
    for r in range(LANES):
        best[r] = waiting(slot_key(month[r], keys[1, i, 0])) * against[i, 0, r]
        pick[i, r] = 0
    for j in range(n):
        if j != i:
            for r in range(LANES):
                acted[r] = max(opened[KIND, i, j, r], opened[HARSH, i, j, r])
            pair_weights(world, i, j)
            _answered(world, i, j)


@kernel
def reply_weights(world: Any) -> None:
    """E8: the weights of PROMPTS as odds against an act, (prompts, runs)."""
    settings = world.settings
    for k in range(len(_PROMPT_SIGNS)):
        for r in range(LANES):
            weight = _PROMPT_SIGNS[k] * settings[_PROMPT_COLUMNS[k], r]
            world.reply_odds[k, r] = odds(-(settings[RATIONALITY, r] * weight))

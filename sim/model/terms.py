"""E8: the terms of a choice, one function each, and the tuple that the model adds up in its order.

A term is a function of what i sees of j and of a verb; its weight is a setting of its name. What it takes to
add one is such a function and a row here: settings, agents, ensemble, replay, page and docs/MODEL.md follow.
Nothing here loads a library; the ensemble compiles the functions as they stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from operator import getitem
from typing import Any, NamedTuple

from patronage.sim.verbs import HARSH, KIND, VERBS, Verb


class Pair(NamedTuple):
    """What i sees of j as the month begins; what ends in ``_back`` is the same from j to i.

    gain_aid, gain_coerce: what aid to j and coercion of j would be worth to i (E7), unbounded. trust in
    [-1, 1]. depends: i's dependence on j (E3); commitment, pressure, warning in [0, 1]. kind, harsh: i's
    habits toward j, from 0 up. standing: j's (E5) in [0, 1]. by_deeds, damped: the settings
    `trust_moves_deeds` and `standing_damps_trust`, 1 or 0.
    """

    gain_aid: float
    gain_coerce: float
    trust: float
    trust_back: float
    depends: float
    depends_back: float
    commitment: float
    commitment_back: float
    pressure: float
    pressure_back: float
    warning: float
    warning_back: float
    kind: float
    kind_back: float
    harsh: float
    harsh_back: float
    standing: float
    standing_back: float
    by_deeds: float
    damped: float


class Prompts(NamedTuple):
    """What has been done by the time i answers; each is 1 or 0.

    kind, harsh: whether j has opened so on i this month. acted: whether i itself has opened on j.
    """

    kind: float
    harsh: float
    acted: float


def prompts_of(i: int, j: int, own: Sequence[int], others: Sequence[int], actors: int) -> Prompts:
    """What i's answer to j is prompted by, from the options that i and j opened the month with."""
    sides = [VERBS[(o - 1) // actors].side for o in others if o > 0 and (o - 1) % actors == i]
    acted = any(o > 0 and (o - 1) % actors == j for o in own)
    return Prompts(float(KIND in sides), float(HARSH in sides), float(acted))


def gain(pair: Pair, verb: Verb) -> float:
    """E8: what the act would gain in the settlement (E7); words change nothing at once."""
    if verb.aids:
        return pair.gain_aid
    return pair.gain_coerce if verb.coerces else 0.0


def trust(pair: Pair, verb: Verb) -> float:
    """E8: trust in the target by the verb's tone, or for deeds alone; and less, the stronger the target."""
    deed = (1.0 if verb.aids else 0.0) - (1.0 if verb.coerces else 0.0)
    moved = deed if pair.by_deeds > 0.0 else verb.tone
    return moved * (1.0 - pair.damped * pair.standing) * pair.trust


def habit(pair: Pair, verb: Verb) -> float:
    """E8: the pull of a habit of the verb's side, from 0 towards 1: each repetition adds less."""
    memory = pair.kind if verb.side == KIND else pair.harsh
    return memory / (1.0 + memory)


def rank(pair: Pair, verb: Verb) -> float:
    """E8: the target's standing by the verb's leaning."""
    return verb.leaning * pair.standing


def answer(prompts: Prompts, verb: Verb) -> float:
    """E8: whether the act would answer the target's opening with one of the same side."""
    return prompts.kind if verb.side == KIND else prompts.harsh


def spread(prompts: Prompts, verb: Verb) -> float:  # noqa: ARG001 - every term has the same arguments
    """E8: whether the actor has acted on the target already this month."""
    return prompts.acted


def counts(depends: float, muted: float) -> float:
    """E8: the part of a prompt's weight that counts with one who depends on the prompter."""
    return 1.0 - muted * depends


class Term(NamedTuple):
    """A term of E8.

    of: the function. name: the setting that it is multiplied by, whose default, range and limit follow.
    meaning: of the setting. head, about: what tables call the term, and explain of it. symbol: what is
    weighed, in LaTeX. sign: -1 if the weight counts against the act. muted: whether its weight counts less,
    the more i depends on j, where `answers_muted` says so.
    """

    name: str
    of: Callable[[Any, Verb], float]
    default: float
    low: float
    high: float
    meaning: str
    head: str
    about: str
    symbol: str
    sign: float = 1.0
    hard_high: float = math.inf
    muted: bool = False


TERMS: tuple[Term, ...] = (
    Term(
        "gain", gain, 11.0, 0.0, 68.0, "weight of what an act would do to the settlement",
        "outcome", "what the act does for the issues it weighs", r"\Delta_i(v, j)",
    ),
    Term(
        "trust", trust, 3.91, 2.19, 5.63, "weight of trust in the target",
        "trust", "in the target: kind acts towards the trusted, harsh ones towards the rest",
        r"g_v (1 - \bar c_j) T_{ij}",
    ),
    Term(
        "habit", habit, 1.2, 0.44, 1.96, "weight of having lately been as kind or as harsh",
        "habit", "having lately been as kind, or as harsh, to the target",
        r"\frac{S_{ij}(s_v)}{1 + S_{ij}(s_v)}",
    ),
    Term(
        "rank", rank, 1.91, 0.57, 3.25, "how far words go to the strong and deeds to the weak",
        "standing", "of the target: words go to the strong, deeds to the weak", r"e_v \bar c_j",
    ),
)  # fmt: skip
"""What an act is worth as an opening, besides its cost."""

PROMPTS: tuple[Term, ...] = (
    Term(
        "answer", answer, 2.12, 1.62, 2.62, "weight of answering in kind within the month",
        "in kind", "the target has just been as kind, or as harsh, to it", "(1 - d_{ij}) Q_i(s_v, j)",
        hard_high=3.0, muted=True,
    ),
    Term(
        "spread", spread, 1.04, 0.48, 1.6, "reluctance to act on the same actor twice a month",
        "again", "it has acted on this target already this month", "O_{ij}", sign=-1.0, hard_high=3.0,
    ),
)  # fmt: skip
"""What an answer is worth besides. Each is 1 or 0, so that the ensemble needs no new exponential."""


Function = Callable[..., Any]
Mark = Callable[[Function], Function]


def _plain(function: Function) -> Function:
    return function


def summed(
    parts: Sequence[tuple[Hashable, Function]],
    mark: Mark = _plain,
    look_up: Function = getitem,
) -> Function:
    """E8: the weighted sum of some parts in their order, as one function of what is seen, verb and settings.

    Each part is multiplied by the setting that ``look_up`` has under its key. ``mark`` makes a function
    one that compiled code can call.
    """
    key, of = parts[-1][0], mark(parts[-1][1])
    if len(parts) == 1:

        def first(seen: Any, verb: Any, settings: Any) -> Any:
            return look_up(settings, key) * of(seen, verb)

        return mark(first)
    before = summed(parts[:-1], mark, look_up)

    def before_and_this(seen: Any, verb: Any, settings: Any) -> Any:
        return before(seen, verb, settings) + look_up(settings, key) * of(seen, verb)

    return mark(before_and_this)


def prompted(mark: Mark = _plain, look_up: Function = getitem, count: int = len(PROMPTS)) -> Function:
    """E8: the odds against an act as an answer, from those as an opening and the weights of PROMPTS as odds.

    The same as PROMPTS added to its value, since each is 1 or 0: where it is 1 its odds count.
    """
    k = count - 1
    of = mark(PROMPTS[k].of)

    def this(opened: float, prompts: Prompts, verb: Verb, odds: Any) -> Any:
        return opened * look_up(odds, k) if of(prompts, verb) > 0.0 else opened

    one = mark(this)
    if not k:
        return one
    before = prompted(mark, look_up, k)

    def before_and_this(opened: float, prompts: Prompts, verb: Verb, odds: Any) -> Any:
        return one(before(opened, prompts, verb, odds), prompts, verb, odds)

    return mark(before_and_this)

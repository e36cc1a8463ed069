"""The acts there are besides waiting, one row each: the quad classes of CAMEO and PLOVER event coding."""

from __future__ import annotations

from typing import NamedTuple

KIND, HARSH = 0, 1
SIDES: tuple[str, ...] = ("kind", "harsh")
"""Habits and answers go by the side of a verb."""


class Verb(NamedTuple):
    """An act as the equations know it, and in words.

    meaning: what counts as the verb. does: what an actor does that does it. tone: the Goldstein (1992) score
    over ten. side: KIND or HARSH. leaning: which way it leans with the target's standing: praise goes to the
    strong, deeds to the weak (E8). sacrifice: what an act adds to the actor's. cost: the reluctance to do
    it, default and range of the setting `cost_<name>` (E8). aids, warns, coerces: what it does besides being
    seen (E7, E11).
    """

    name: str
    meaning: str
    does: str
    tone: float
    side: int
    leaning: float
    sacrifice: float
    cost: tuple[float, float, float]
    aids: bool = False
    warns: bool = False
    coerces: bool = False


VERBS: tuple[Verb, ...] = (
    Verb(  # CAMEO 050
        "endorse", "kind words: statements, visits, agreements", "endorses",
        tone=0.35, side=KIND, leaning=1.0, sacrifice=0.1, cost=(2.12, 1.32, 2.92),
    ),
    Verb(  # 072
        "aid", "kind deeds: arms, troops, money, access", "aids",
        tone=0.83, side=KIND, leaning=-1.0, sacrifice=1.0, cost=(2.06, 1.42, 2.7), aids=True,
    ),
    Verb(  # 130
        "warn", "harsh words: reproach, demand, refusal, threat", "warns",
        tone=-0.44, side=HARSH, leaning=0.0, sacrifice=0.2, cost=(1.4, 1.04, 1.76), warns=True,
    ),
    Verb(  # 190
        "coerce", "harsh deeds: sanctions, a show of force, fire", "coerces",
        tone=-1.0, side=HARSH, leaning=-1.0, sacrifice=2.0, cost=(2.42, 1.84, 3.0), coerces=True,
    ),
)  # fmt: skip
"""In the order of the menu; a verb's cost is an estimate from dated acts (see `sim.model.settings`)."""

VERB_NAMES: tuple[str, ...] = tuple(verb.name for verb in VERBS)

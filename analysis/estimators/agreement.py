"""Two codings of one article, compared: where they agree on what is there, and on what it is.

Every sentence asks the coder the same questions: does this actor act towards that one, and how; does it
take a stand on this issue, and which. Most answers are "nothing", so each kind of coding is compared twice:
over all questions ("is it there?", nothing being an answer), and over those that both coders answered with
something ("what is it?").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from patronage.analysis.arrays import Floats, Integers
from patronage.analysis.estimators.alpha import Level, alpha, interval, units_needed

Place = tuple[int, int]
"""A sentence: paragraph and sentence within it, from 1."""

Unit = tuple[Place, str, str]
"""A question put to a coder: sentence, actor, and the actor or issue it is about."""


@dataclass(frozen=True)
class Coding:
    """What one coder found, by unit; a unit that is absent was given nothing.

    acts: the verb, of (sentence, actor, target). stances: a position in [0, 1]; mentions: a count of at
    least 1; controls: a capability in [0, 1]; each of (sentence, actor, issue).
    """

    acts: Mapping[Unit, str]
    stances: Mapping[Unit, float]
    mentions: Mapping[Unit, float]
    controls: Mapping[Unit, float]


@dataclass(frozen=True)
class Questions:
    """What was asked: the sentences, the actors and the issues of the article."""

    places: Sequence[Place]
    actors: Sequence[str]
    issues: Sequence[str]


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one question.

    alpha is NaN where it cannot be told. low, high: its 90% interval, sentences drawn anew; NaN likewise.
    units: those that both answered. same: share of them with the same answer, NaN without any. rarest: share
    of the rarest answer. needed: units it takes to tell an alpha of 0.667, 0 where there was but one answer.
    """

    what: str
    level: Level
    alpha: float
    low: float
    high: float
    units: int
    same: float
    rarest: float
    needed: int

    @property
    def enough(self) -> bool:
        """Whether the units are as many as it takes to tell a reliable coding from a poor one."""
        return 0 < self.needed <= self.units


Answer = Callable[["Coding", Unit], float]


def compare(first: Coding, second: Coding, asked: Questions, *, rng: int = 0) -> tuple[Agreement, ...]:
    """The agreement of two coders on acts, stances, mentions and controls."""
    pairs = [(place, i, j) for place, i, j in product(asked.places, asked.actors, asked.actors) if i != j]
    stakes = list(product(asked.places, asked.actors, asked.issues))
    verbs = {
        verb: float(k) for k, verb in enumerate(sorted({*first.acts.values(), *second.acts.values()}), 1)
    }

    def row(what: str, level: Level, units: Sequence[Unit], answer: Answer) -> Agreement:
        values = np.array([[answer(coding, unit) for unit in units] for coding in (first, second)])
        group = np.array([asked.places.index(place) for place, _, _ in units], dtype=np.int64)
        return _agreement(what, level, values, group, rng)

    def verb(coding: Coding, unit: Unit) -> float:
        return verbs.get(coding.acts.get(unit, ""), 0.0)

    def given(found: Mapping[Unit, float], unit: Unit) -> float:
        return float(unit in found)

    def value(found: Mapping[Unit, float], unit: Unit) -> float:
        return found.get(unit, np.nan)

    return (
        row("acts, or none", "nominal", pairs, verb),
        row("verb of an act", "nominal", pairs, lambda c, u: verb(c, u) or np.nan),
        row("stances, or none", "nominal", stakes, lambda c, u: given(c.stances, u)),
        row("position of a stance", "interval", stakes, lambda c, u: value(c.stances, u)),
        row("mentions, from 0", "interval", stakes, lambda c, u: c.mentions.get(u, 0.0)),
        row("controls, or none", "nominal", stakes, lambda c, u: given(c.controls, u)),
        row("level of a control", "interval", stakes, lambda c, u: value(c.controls, u)),
    )


def _agreement(what: str, level: Level, values: Floats, group: Integers, rng: int) -> Agreement:
    both = ~np.isnan(values).any(axis=0)
    answers = values[:, both]
    # a sentence in which nothing can be compared is not drawn either
    low, high = interval(answers, np.unique(group[both], return_inverse=True)[1], level, rng=rng)
    shares = np.unique(answers, return_counts=True)[1] / max(answers.size, 1)
    return Agreement(
        what=what,
        level=level,
        alpha=alpha(values, level),
        low=low,
        high=high,
        units=answers.shape[1],
        same=float((answers[0] == answers[1]).mean()) if answers.size else float("nan"),
        rarest=float(shares.min(initial=1.0)),
        needed=units_needed(float(shares.min())) if len(shares) > 1 else 0,
    )

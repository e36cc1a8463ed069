"""Two codings of one article, compared: where they agree on what is there, and on what it is.

Every sentence asks the coder the same questions: does this actor act towards that one, and how; does it
take a stand on this issue, and which. Most answers are "nothing", so each kind of coding is compared twice:
over all questions ("is it there?", nothing being an answer), and over those that both coders answered with
something ("what is it?").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.arrays import Floats, Integers
from patronage.analysis.estimators.coding.alpha import Level, alpha, interval, units_needed

Flags = NDArray[np.bool_]

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

    alpha is NaN where it is unknown. low, high: its 90% interval, sentences drawn anew; NaN likewise.
    units: those that both answered. same: share of them with the same answer, NaN without any. rarest: share
    of the rarest answer. needed: units it takes to establish an alpha of 0.667, 0 where there was but one
    answer.
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
        """Whether the units are as many as it takes to distinguish a reliable coding from a poor one."""
        return 0 < self.needed <= self.units


def compare(first: Coding, second: Coding, asked: Questions, *, rng: int = 0) -> tuple[Agreement, ...]:
    """The agreement of two coders on acts, stances, mentions and controls."""
    verbs = {
        verb: float(k) for k, verb in enumerate(sorted({*first.acts.values(), *second.acts.values()}), 1)
    }
    acts = [{unit: verbs[verb] for unit, verb in coding.acts.items()} for coding in (first, second)]
    others = ~np.eye(len(asked.actors), dtype=bool)  # nobody acts towards itself
    stakes = np.ones((len(asked.actors), len(asked.issues)), dtype=bool)

    def row(what: str, level: Level, values: Floats, whose: Flags) -> Agreement:
        units = values[:, :, whose]
        group = np.repeat(np.arange(len(asked.places)), units.shape[2])
        return _agreement(what, level, units.reshape(2, -1), group, rng)

    verb = _answers(asked, asked.actors, *acts)
    stance = _answers(asked, asked.issues, first.stances, second.stances)
    mention = _answers(asked, asked.issues, first.mentions, second.mentions)
    control = _answers(asked, asked.issues, first.controls, second.controls)
    return (
        row("acts, or none", "nominal", np.nan_to_num(verb), others),
        row("verb of an act", "nominal", verb, others),
        row("stances, or none", "nominal", _there(stance), stakes),
        row("position of a stance", "interval", stance, stakes),
        row("mentions, from 0", "interval", np.nan_to_num(mention), stakes),
        row("controls, or none", "nominal", _there(control), stakes),
        row("level of a control", "interval", control, stakes),
    )


def _answers(asked: Questions, about: Sequence[str], *found: Mapping[Unit, float]) -> Floats:
    """(coders, sentences, actors, about): the answer to every question, NaN where it was nothing."""
    place = {name: k for k, name in enumerate(asked.places)}
    actor = {name: k for k, name in enumerate(asked.actors)}
    other = {name: k for k, name in enumerate(about)}
    values = np.full((len(found), len(place), len(actor), len(other)), np.nan)
    for mine, given in zip(values, found, strict=True):
        for (p, i, o), value in given.items():
            if p in place and i in actor and o in other:
                mine[place[p], actor[i], other[o]] = value
    return values


def _there(answers: Floats) -> Floats:
    return (~np.isnan(answers)).astype(np.float64)


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

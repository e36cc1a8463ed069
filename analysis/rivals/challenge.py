"""The expected-utility challenge model on one dimension, in the reading that reproduces Scholz and others.

Bueno de Mesquita's model (1985, 1994) as reconstructed by Scholz, Calbert and Smith, "Unravelling Bueno de
Mesquita's group decision model", ICAART 2011, 18-30. Actors weigh challenging one another; those who would
lose give way. This reading gives the medians and means of their Table 2 for European car emissions but for
one median. Two of its rules differ from the paper's text and are needed for that: a
success probability is divided by the votes of *all* pairs, and among compromises an actor takes the one
lowest on the scale.

Arrays: c, s, x (n,) capability, salience in [0, 1] and position; spread R, the width of the first
positions; r (n,) risk exponents in [1/2, 2], above 1 for an actor that avoids risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from patronage.analysis.arrays import Floats, Stop
from patronage.analysis.rivals.weighted import weighted_mean, weighted_median

Choice: TypeAlias = Literal["lowest", "least"]
STATUS_QUO_SHARE = 1.0  # Q: the chance that nothing changes if nobody challenges
_ROOM = 1 << 18  # votes worked out at once
STILL = 1e-9  # a move smaller than this part of the spread is none


@dataclass(frozen=True)
class View:
    """What actors think of challenges. risk (n,); probability (n, n) that i's position beats j's.

    own[i, j]: what i expects of challenging j. rival[i, j]: what i thinks j expects of challenging i.
    """

    risk: Floats
    probability: Floats
    own: Floats
    rival: Floats


@dataclass(frozen=True)
class Round:
    """Where the actors stand after a round: positions (n,), their weighted median and mean, risk (n,).

    The risk exponents are those under which they moved here; all 1 at round 0.
    """

    position: Floats
    median: float
    mean: float
    risk: Floats


@dataclass(frozen=True)
class Bargain:
    """All rounds, round 0 first, why they ended, and at which of them what they ended in begins.

    That is the last round where they converged, the first of those that come round in a cycle, and where the
    steps ran out the first of the later half of them.
    """

    rounds: tuple[Round, ...]
    stop: Stop
    ending: int

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest median of what the rounds ended in; the same twice where they converged."""
        medians = [one.median for one in self.rounds[self.ending :]]
        return min(medians), max(medians)


def probabilities(position: Floats, weight: Floats, spread: float, risk: Floats) -> Floats:
    """(n, n) P[i, j], the chance that x_i beats x_j: the votes for x_i over those cast in all pairs.

    A voter k casts its weight c_k s_k times how much nearer one is, distance over R to the power r_k.
    """
    n = len(position)
    far = (np.abs(position[:, None] - position[None, :]) / spread) ** risk[:, None]
    votes = np.empty((n, n))
    cast = 0.0
    step = max(1, _ROOM // n**2)
    for start in range(0, n, step):
        some = slice(start, start + step)
        margin = weight[:, None, None] * (far[:, None, :] - far[:, some, None])  # (voter, i, rival j)
        votes[some] = np.maximum(margin, 0.0).sum(axis=0)
        cast += float(np.abs(margin).sum())
    if cast == 0:
        return np.zeros_like(votes)
    votes[position[:, None] == position[None, :]] = 0.0
    return votes / cast


def expected(probability: Floats, salience: Floats, distance: Floats, r: Floats) -> Floats:
    """Expected utility of a challenge, with the salience of the challenged; the arguments broadcast.

    distance is over R. A rival who does not care yields; one who does is beaten with the probability.
    """
    success = 2.0 - 4.0 * (0.5 - 0.5 * distance) ** r
    failure = 2.0 - 4.0 * (0.5 + 0.5 * distance) ** r
    as_it_is = 2.0 - 4.0 * 0.5**r
    fight = probability * success + (1.0 - probability) * failure
    return np.asarray(salience * fight + (1.0 - salience) * success - STATUS_QUO_SHARE * as_it_is)


def risk_exponents(position: Floats, weight: Floats, salience: Floats, spread: float) -> Floats:
    """(n,) r from the danger each is in: the sum of what the others expect of challenging it, all r = 1."""
    neutral = np.ones(len(position))
    distance = np.abs(position[:, None] - position[None, :]) / spread
    P = probabilities(position, weight, spread, neutral)
    danger = expected(P, salience[None, :], distance, np.ones((1, 1))).sum(axis=0)
    low, high = danger.min(), danger.max()
    if high - low <= 1e-12 * max(abs(high), abs(low)):
        return neutral
    R = (2.0 * danger - high - low) / (high - low)
    return np.asarray((1.0 - R / 3.0) / (1.0 + R / 3.0))


def views(position: Floats, capability: Floats, salience: Floats, spread: float) -> View:
    """Risk exponents, success probabilities and both expected utilities as each actor sees them.

    Whoever looks uses its own r in every utility, its rival's too; voters use theirs.
    """
    weight = capability * salience
    risk = risk_exponents(position, weight, salience, spread)
    P = probabilities(position, weight, spread, risk)
    distance = np.abs(position[:, None] - position[None, :]) / spread
    r = risk[:, None]
    own = expected(P, salience[None, :], distance, r)
    rival = expected(P.T, salience[:, None], distance, r)
    return View(risk, P, own, rival)


def move(position: Floats, view: View, choice: Choice) -> Floats:
    """(n,) the positions after one round; all move at once.

    i loses a confrontation to j where rival > own > 0 and would adopt x_j: of these it takes the nearest.
    It compromises where rival > 0 > own and rival > |own|, moving |own / rival| of the way: of these the one
    whose settlement (|own| x_i + |rival| x_j) / (|own| + |rival|) is lowest, or with "least" the nearest.
    """
    after = position.copy()
    for i in range(len(position)):
        a, b = view.own[i], view.rival[i]
        elsewhere = position != position[i]
        lost = elsewhere & (b > a) & (a > 0)
        soft = elsewhere & (b > 0) & (a < 0) & (b > -a)
        if lost.any():
            place = position[lost]
            key = np.abs(place - position[i])
        elif soft.any():
            part = -a[soft] / b[soft]
            place = position[i] + (position[soft] - position[i]) * part
            key = np.abs(place - position[i])
            if choice == "lowest":
                key = (part * position[i] + position[soft]) / (part + 1.0)
        else:
            continue
        after[i] = place[np.lexsort((place, key))[0]]
    return after


def bargain(
    position: Floats, capability: Floats, salience: Floats, choice: Choice = "lowest", steps: int = 50
) -> Bargain:
    """Run rounds until nobody moves, an earlier set of positions comes back, or the steps run out.

    position (n,) in any unit; capability (n,) in any unit, not negative; salience (n,) in [0, 1]. The
    spread stays that of the start. choice: "lowest" is the reading that matches Scholz and others (2011);
    "least" takes the least move among compromises. ValueError if nothing has weight.
    """
    weight = capability * salience
    spread = float(position.max() - position.min())
    rounds = [_account(position, weight, np.ones(len(position)))]
    if spread == 0:
        return Bargain(tuple(rounds), "converged", 0)
    for _ in range(steps):
        here = rounds[-1].position
        view = views(here, capability, salience, spread)
        there = move(here, view, choice)
        rounds.append(_account(there, weight, view.risk))
        if np.abs(there - here).max() <= STILL * spread:
            return Bargain(tuple(rounds), "converged", len(rounds) - 1)
        for number, old in enumerate(rounds[:-2]):
            if np.abs(there - old.position).max() <= STILL * spread:
                return Bargain(tuple(rounds), "cycle found", number + 1)
    return Bargain(tuple(rounds), "steps exhausted", len(rounds) // 2)


def _account(position: Floats, weight: Floats, risk: Floats) -> Round:
    return Round(position, weighted_median(position, weight), weighted_mean(position, weight), risk)

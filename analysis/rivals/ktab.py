"""Probabilistic Condorcet elections over positions, as in KTAB's spatial model of politics, first turn.

KAPSARC Toolkit for Behavioral Analysis: B. Wise, L. Lester and B. Efird, "An introduction to the KAPSARC
Toolkit for Behavioral Analysis (KTAB)" and "Multidimensional bargaining using KTAB", 2015; the equations are
those of its reference program. Options are the actors' positions; every pair of options is voted on and
the winner drawn in proportion to the votes; the election makes one distribution of all the pairs.

Arrays: capability (n,) in any unit; position (n, K) in [0, 1]; salience (n, K) in any unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop

Vote: TypeAlias = Literal["proportional", "cubic"]
Election: TypeAlias = Literal["conditional", "markov", "markov uniform"]

FLOOR = 1e-10  # votes every option has, as a share of capability: KTAB's 1e-8 where capabilities sum to 100
DOUBLINGS = 60  # steps of the Markov chain: two to this power
SETTLED = 1e-13


@dataclass(frozen=True)
class Outcome:
    """An election's result, actor by actor; actors who share a position share its probability.

    neutral (n,): the probabilities among all actors' positions before attitudes to risk. risk (n,) in
    [-1/2, 1]: above 0 for one who defends a strong position. probability (n,): of each actor's position,
    risk attitudes at work. options (m, K) the different positions, chance (m,) theirs, summing to 1; holder
    (n,) which of them each actor's is.
    """

    neutral: Floats
    risk: Floats
    probability: Floats
    options: Floats
    chance: Floats
    holder: Integers
    stop: Stop


def distances(position: Floats, salience: Floats, options: Floats) -> Floats:
    """(n, m) distance of each actor to each option, weighted by the actor's own squared salience.

    An actor for whom nothing is salient is at distance 0 of everything.
    """
    square = salience**2
    total = square.sum(axis=1, keepdims=True)
    weight = np.divide(square, total, out=np.zeros_like(square), where=total > 0)
    gap = position[:, None, :] - options[None, :, :]
    return np.asarray(np.sqrt((weight[:, None, :] * gap**2).sum(axis=2)))


def pairwise(capability: Floats, utility: Floats, vote: Vote) -> tuple[Floats, Floats]:
    """Coalitions (m, m) for option a over b, and the probability (m, m) that a beats b.

    utility (n, m) of each option to each voter. A voter casts its share of capability times the utility
    difference ("proportional"), or times the mean of the difference and its cube ("cubic").
    """
    share = capability / capability.sum()
    m = utility.shape[1]
    coalition = np.empty((m, m))
    for a in range(m):
        gain = np.maximum(utility[:, [a]] - utility, 0.0)
        if vote == "cubic":
            gain = 0.5 * gain + 0.5 * gain**3
        coalition[a] = FLOOR + share @ gain
    return coalition, coalition / (coalition + coalition.T)


def conditional(probability: Floats) -> tuple[Floats, Stop]:
    """(m,) chances of the options, in proportion to the product of their chances against each."""
    score = np.log(probability).sum(axis=1)
    chance = np.exp(score - score.max())
    return np.asarray(chance / chance.sum()), "converged"


def markov(coalition: Floats, probability: Floats, *, uniform: bool) -> tuple[Floats, Stop]:
    """(m,) how often each option is the favourite in the long run, when favourites meet challengers.

    A challenger of favourite b is drawn in proportion to the incentive coalition x probability of beating
    b, or evenly if ``uniform``; the winner is the next favourite. The chain is squared until its rows agree.
    """
    m = len(probability)
    if m == 1:
        return np.ones(1), "converged"
    drawn = np.ones((m, m)) if uniform else coalition * probability
    if not uniform:
        np.fill_diagonal(drawn, FLOOR)
    drawn = drawn / drawn.sum(axis=0)
    chain = (drawn * probability).T  # row: the favourite; column: who follows it
    np.fill_diagonal(chain, 0.0)
    np.fill_diagonal(chain, 1.0 - chain.sum(axis=1))
    for _ in range(DOUBLINGS):
        chain = chain @ chain
        chain /= chain.sum(axis=1, keepdims=True)
        if np.ptp(chain, axis=0).max() < SETTLED:
            return np.asarray(chain.mean(axis=0)), "converged"
    return np.asarray(chain.mean(axis=0)), "steps exhausted"


def elect(capability: Floats, utility: Floats, election: Election, vote: Vote) -> tuple[Floats, Stop]:
    """(m,) the chances of the options, from the utility (n, m) of each to each voter."""
    coalition, probability = pairwise(capability, utility, vote)
    if election == "conditional":
        return conditional(probability)
    return markov(coalition, probability, uniform=election == "markov uniform")


def risk_attitudes(neutral: Floats) -> Floats:
    """(n,) KTAB's middle range, from -1/2 (least likely position) to 1 (likeliest); 0 if all are equal."""
    low, high = float(neutral.min()), float(neutral.max())
    if high - low <= 1e-12 * high:
        return np.zeros(len(neutral))
    return np.asarray((3.0 * neutral - high - 2.0 * low) / (2.0 * (high - low)))


def first_turn(
    capability: Floats, position: Floats, salience: Floats, election: Election, vote: Vote
) -> Outcome:
    """The probabilities of every position at the first turn, attitudes to risk included.

    Risk comes from a neutral election among all actors' positions (shared ones counted as often as they
    are held); the final election is among the different positions, with utility (1 - D)(1 + D R).
    """
    neutral, first_stop = elect(capability, 1.0 - distances(position, salience, position), election, vote)
    risk = risk_attitudes(neutral)
    options, group = np.unique(position, axis=0, return_inverse=True)
    holders: Integers = group.ravel().astype(np.int64)
    D = distances(position, salience, options)
    chance, last_stop = elect(capability, (1.0 - D) * (1.0 + D * risk[:, None]), election, vote)
    stop: Stop = first_stop if first_stop != "converged" else last_stop
    return Outcome(neutral, risk, chance[holders], options, chance, holders, stop)

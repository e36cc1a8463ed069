"""What each rival model of positions forecasts for one draw of weights, as a lottery over outcomes.

A model that names one outcome gives a lottery with one prize; a probabilistic election gives every actor's
position its chance. Arrays: n actors, K issues.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Floats, Stop
from patronage.analysis.rivals.challenge import bargain
from patronage.analysis.rivals.compare import UNSETTLED
from patronage.analysis.rivals.exchange import exchange
from patronage.analysis.rivals.ktab import Election, Vote, first_turn
from patronage.analysis.rivals.weighted import weighted_mean, weighted_median


@dataclass(frozen=True)
class Forecast:
    """options (m, K): the outcomes that are possible; chance (m,), summing to 1; why the model stopped.

    spread (K,): how far apart the outcomes of each issue are in the rounds that the model ended in, where
    these are several; not a number on issues that it settled. None for models that settle on all.
    """

    options: Floats
    chance: Floats
    stop: Stop
    spread: Floats | None = None

    @property
    def mean(self) -> Floats:
        """(K,) the outcome to be expected."""
        return np.asarray(self.chance @ self.options)


@dataclass(frozen=True)
class Stakes:
    """Who wants what, and with how much behind it.

    leverage (n, K): capability times salience, not negative; salience (n, K), rows summing to 1; position
    (n, K) in [0, 1]; start (K,): the outcomes where nobody has anything behind a wish.
    """

    leverage: Floats
    salience: Floats
    position: Floats
    start: Floats


def forecasts(stakes: Stakes) -> dict[str, Forecast]:
    """The forecast of every model of positions, called as in `analysis.rivals.compare`.

    Weighted mean, weighted median and challenge take the issues one by one. The challenge model wants
    salience on a scale from 0 to 1, so each actor's first issue is 1 to it. In the exchange model issues are
    traded for one another; KTAB wants one capability an
    actor, which is all of its leverage.
    """
    found = {
        "weighted_mean": _by_issue(stakes, lambda q: (_mean(stakes, q), "converged", np.nan)),
        "weighted_median": _by_issue(stakes, lambda q: (_median(stakes, q), "converged", np.nan)),
        "challenge_scholz": _by_issue(stakes, lambda q: _challenge(stakes, q)),
        "exchange": _exchange(stakes),
    }
    elections: tuple[Election, ...] = ("conditional", "markov")
    votes: tuple[Vote, ...] = ("proportional", "cubic")
    for election in elections:
        for vote in votes:
            found[f"ktab_{election}_{vote}"] = _ktab(stakes, election, vote)
    return found


def _by_issue(stakes: Stakes, settle: Callable[[int], tuple[float, Stop, float]]) -> Forecast:
    """One outcome an issue; where nobody has anything behind a wish it stays as it is."""
    outcome = stakes.start.copy()
    stops: list[Stop] = ["converged"]
    spread = np.full(len(outcome), np.nan)
    for q in np.flatnonzero(stakes.leverage.sum(axis=0) > 0.0):
        outcome[q], stop, spread[q] = settle(int(q))
        stops.append(stop)
    return Forecast(outcome[None, :], np.ones(1), max(stops, key=UNSETTLED.index), spread)


def _mean(stakes: Stakes, q: int) -> float:
    return weighted_mean(stakes.position[:, q], stakes.leverage[:, q])


def _median(stakes: Stakes, q: int) -> float:
    return weighted_median(stakes.position[:, q], stakes.leverage[:, q])


def _challenge(stakes: Stakes, q: int) -> tuple[float, Stop, float]:
    scale = stakes.salience.max(axis=1)
    salience = np.divide(stakes.salience[:, q], scale, out=np.zeros_like(scale), where=scale > 0.0)
    capability = np.divide(stakes.leverage[:, q], salience, out=np.zeros_like(salience), where=salience > 0.0)
    end = bargain(stakes.position[:, q], capability, salience)
    low, high = end.range
    return end.rounds[-1].median, end.stop, np.nan if end.stop == "converged" else high - low


def _exchange(stakes: Stakes) -> Forecast:
    end = exchange(stakes.position, stakes.leverage, stakes.salience)
    outcome = np.where(np.isnan(end.outcome), stakes.start, end.outcome)
    return Forecast(outcome[None, :], np.ones(1), end.stop)


def _ktab(stakes: Stakes, election: Election, vote: Vote) -> Forecast:
    capability = stakes.leverage.sum(axis=1)
    if not capability.sum() > 0.0:
        return Forecast(stakes.start[None, :], np.ones(1), "converged")
    result = first_turn(capability, stakes.position, stakes.salience, election, vote)
    return Forecast(result.options, result.chance, result.stop)

"""The rival models side by side on one table of actors, ready for JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop
from patronage.analysis.rivals.balance import Rule, Social, flow, symmetrised, triads
from patronage.analysis.rivals.challenge import Bargain, bargain
from patronage.analysis.rivals.ktab import Election, Vote, first_turn
from patronage.analysis.rivals.table import ActorTable
from patronage.analysis.rivals.weighted import weighted_mean, weighted_median

UNSETTLED: tuple[Stop, ...] = ("converged", "cycle found", "steps exhausted")  # ever less settled
RUNS = 100
CAMPS_LISTED = 10
SOURCES = {
    "weighted_mean": "Achen 2006: capability × salience weighted mean of positions",
    "weighted_median": "Black 1948: capability × salience weighted median of positions",
    "challenge_scholz": "Bueno de Mesquita 1994 as read by Scholz, Calbert and Smith 2011; issue by issue",
    "ktab": "Wise, Lester and Efird 2015 (KTAB), first turn of the spatial model of politics",
    "balance_continuous": "Marvel, Kleinberg, Kleinberg and Strogatz 2011",
    "balance_triads": "Antal, Krapivsky and Redner 2005",
}


def compare_rivals(table: ActorTable, ties: Floats | None = None, rng: int = 0) -> dict[str, Any]:
    """Every rival model's account of a table: ``{"actors", "issues", "scales", "models": {name: …}}``.

    Each model has ``outcome`` (by issue, in the table's own unit; the challenge model's is the last
    round's weighted median, KTAB's the expected position), ``stop`` (why it ended) and ``source``. Also:
    ``challenge_scholz`` has ``rounds`` (round 0 first; an issue that has ended is left out of later
    ones) and ``stop_by_issue``; the four of KTAB have ``probabilities`` (of each actor's position),
    ``risk`` and ``neutral`` (probabilities before attitudes to risk) by actor.

    ties: (n, n) signed, in the order of table.actors, if known: adds the models of `compare_balance`, for
    which rng is the start of the random numbers. The order of the table's rows changes nothing.
    """
    order = sorted(range(len(table.actors)), key=lambda k: table.actors[k])
    names = [table.actors[k] for k in order]
    models: dict[str, Any] = _weighted(table, order) | {"challenge_scholz": _challenge(table, order)}
    elections: tuple[Election, ...] = ("conditional", "markov")
    votes: tuple[Vote, ...] = ("proportional", "cubic")
    for election in elections:
        for vote in votes:
            models[f"ktab_{election}_{vote}"] = _ktab(table, order, election, vote)
    if ties is not None:
        models |= compare_balance(ties[np.ix_(order, order)], names, rng)
    return {
        "actors": list(table.actors),
        "issues": list(table.issues),
        "scales": table.scales,
        "models": models,
    }


def _weighted(table: ActorTable, order: list[int]) -> dict[str, Any]:
    weight = (table.capability[:, None] * table.salience)[order]
    models: dict[str, Any] = {}
    for name, formula in (("weighted_mean", weighted_mean), ("weighted_median", weighted_median)):
        outcome = {
            issue: formula(table.position[order, q], weight[:, q]) for q, issue in enumerate(table.issues)
        }
        models[name] = {"outcome": outcome, "stop": "converged", "source": SOURCES[name]}
    return models


def _challenge(table: ActorTable, order: list[int]) -> dict[str, Any]:
    """The challenge model on each issue by itself, round by round over all issues."""
    names = [table.actors[k] for k in order]
    salience = table.salience[order] / table.salience_unit
    ends: dict[str, Bargain] = {
        issue: bargain(table.position[order, q], table.capability[order], salience[:, q])
        for q, issue in enumerate(table.issues)
    }
    rounds: list[dict[str, Any]] = []
    for number in range(max(len(end.rounds) for end in ends.values())):
        now = {issue: end.rounds[number] for issue, end in ends.items() if number < len(end.rounds)}
        rounds.append(
            {
                "round": number,
                "median": {issue: one.median for issue, one in now.items()},
                "mean": {issue: one.mean for issue, one in now.items()},
                "positions": {issue: _by(names, one.position) for issue, one in now.items()},
                "risk": {issue: _by(names, one.risk) for issue, one in now.items()},
            }
        )
    return {
        "outcome": {issue: end.rounds[-1].median for issue, end in ends.items()},
        "rounds": rounds,
        "stop": max((end.stop for end in ends.values()), key=UNSETTLED.index),
        "stop_by_issue": {issue: end.stop for issue, end in ends.items()},
        "source": SOURCES["challenge_scholz"],
    }


def _ktab(table: ActorTable, order: list[int], election: Election, vote: Vote) -> dict[str, Any]:
    names = [table.actors[k] for k in order]
    position = table.position[order] / table.position_unit
    result = first_turn(table.capability[order], position, table.salience[order], election, vote)
    mean = (result.chance @ result.options) * table.position_unit
    return {
        "outcome": _by(list(table.issues), mean),
        "probabilities": _by(names, result.probability),
        "risk": _by(names, result.risk),
        "neutral": _by(names, result.neutral),
        "stop": result.stop,
        "source": SOURCES["ktab"],
    }


def compare_balance(ties: Floats, names: list[str], rng: int = 0) -> dict[str, Any]:
    """Structural balance from signed ties (n, n), n at least 3: where it says the camps will be.

    Directed ties are taken at their mean. ``balance_continuous`` (dX/dt = X X): ``blow_up`` (its time, or
    null), ``factions`` (two lists of names, or null where ties fade or two patterns grow alike) and
    ``undecided``. ``balance_triads_local`` and ``balance_triads_constrained`` start from the signs, 100
    times, a tie of 0 taking either sign by chance: ``camps`` (the ten commonest ends, each with its
    ``share`` of runs), ``balanced`` and ``jammed`` (shares of runs), ``density`` (mean friendly share of
    links at the end), ``stop`` (the least settled of the runs). rng is the start of the random numbers.
    """
    even = symmetrised(ties)
    np.fill_diagonal(even, 0.0)
    result = flow(even)
    parts = None
    undecided: list[str] = []
    if result.faction is not None:
        parts = [[n for n, f in zip(names, result.faction, strict=True) if f == k] for k in (0, 1)]
        undecided = [n for n, f in zip(names, result.faction, strict=True) if f < 0]
    models: dict[str, Any] = {
        "balance_continuous": {
            "blow_up": result.blow_up,
            "factions": parts,
            "undecided": undecided,
            "stop": result.stop,
            "source": SOURCES["balance_continuous"],
        }
    }
    rules: tuple[Rule, ...] = ("local", "constrained")
    for rule in rules:
        draws = np.random.default_rng(rng)
        runs = [triads(signs(even, draws), rule, draws) for _ in range(RUNS)]
        models[f"balance_triads_{rule}"] = _ends(runs, names)
    return models


def _ends(runs: list[Social], names: list[str]) -> dict[str, Any]:
    """Many runs of triad dynamics in brief."""
    ends: Counter[tuple[int, ...]] = Counter(
        tuple((run.signs[0] < 0).astype(int).tolist()) for run in runs if run.imbalanced == 0
    )
    camps = [
        {
            "camps": [[n for n, side in zip(names, end, strict=True) if side == k] for k in (0, 1)],
            "share": count / len(runs),
        }
        for end, count in sorted(ends.items(), key=lambda item: (-item[1], item[0]))[:CAMPS_LISTED]
    ]
    return {
        "runs": len(runs),
        "camps": camps,
        "balanced": sum(run.imbalanced == 0 for run in runs) / len(runs),
        "jammed": sum(run.jammed for run in runs) / len(runs),
        "density": float(np.mean([run.density[-1] for run in runs])),
        "stop": max((run.stop for run in runs), key=UNSETTLED.index),
        "source": SOURCES["balance_triads"],
    }


def signs(ties: Floats, draws: np.random.Generator) -> Integers:
    """(n, n) the ties' signs, a coin where there is none, 0 on the diagonal."""
    coin = np.where(draws.random(ties.shape) < 0.5, 1, -1)
    upper = np.triu(np.where(ties > 0, 1, np.where(ties < 0, -1, coin)), 1).astype(np.int64)
    return np.asarray(upper + upper.T)


def _by(names: list[str], values: Floats) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))

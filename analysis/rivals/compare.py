"""The rival models side by side on one table of actors, ready for JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop
from patronage.analysis.rivals.balance import Rule, Social, flow, symmetrised, triads
from patronage.analysis.rivals.challenge import Bargain, bargain
from patronage.analysis.rivals.exchange import exchange
from patronage.analysis.rivals.ktab import Election, Vote, first_turn
from patronage.analysis.rivals.ktab import Outcome as Turn
from patronage.analysis.rivals.table import ActorTable
from patronage.analysis.rivals.weighted import weighted_mean, weighted_median

UNSETTLED: tuple[Stop, ...] = ("converged", "cycle found", "steps exhausted")  # ever less settled
RUNS = 100
CAMPS_LISTED = 10
SOURCES = {
    "weighted_mean": "Achen 2006: capability × salience weighted mean of positions",
    "weighted_median": "Black 1948: capability × salience weighted median of positions",
    "challenge_scholz": "Bueno de Mesquita 1994 as read by Scholz, Calbert and Smith 2011; issue by issue",
    "exchange": "Stokman and Van Oosten 1994, equal gains; the issues together",
    "ktab": "Wise, Lester and Efird 2015 (KTAB), first turn of the spatial model of politics",
    "balance_continuous": "Marvel, Kleinberg, Kleinberg and Strogatz 2011",
    "balance_triads": "Antal, Krapivsky and Redner 2005",
}


def compare_rivals(table: ActorTable, ties: Floats | None = None, rng: int = 0) -> dict[str, Any]:
    """Every rival model's account of a table: ``actors``, ``issues``, ``scales``, ``notes``, ``models``.

    Each model has ``outcome`` (by issue, in the table's own unit; the challenge model's is the last
    round's weighted median, KTAB's the expected position), ``stop`` (why it ended) and ``source``. Also:
    ``challenge_scholz`` has ``rounds`` (round 0 first; an issue that has ended is left out of later
    ones), ``stop_by_issue``, ``ending`` (by issue the first of the rounds that it ended in: the last one,
    those of a cycle, or the later half where it settles in neither) and ``range`` (the lowest and highest
    median of these); ``exchange`` has ``exchanges`` (in order: who votes nearer to whose position on which
    issue, and back, with the gain of either); the four of KTAB have
    ``probabilities`` (of each actor's position), ``risk`` and ``neutral`` (probabilities before attitudes to
    risk) by actor, and where the scale of positions is in doubt ``outcome_on_own_range``: the outcome if the
    scale were as wide as the values of the issue.

    Whoever has no stake in an issue is left out of it. In KTAB's elections, over whole positions, its own
    has there what the others would settle on (the weighted mean), which does not count in the outcome.

    ties: (n, n) signed, in the order of table.actors, if known: adds the models of `compare_balance`, for
    which rng is the start of the random numbers. The order of the table's rows changes nothing.
    """
    models: dict[str, Any] = _weighted(table) | {
        "challenge_scholz": _challenge(table),
        "exchange": _exchange(table),
    }
    elections: tuple[Election, ...] = ("conditional", "markov")
    votes: tuple[Vote, ...] = ("proportional", "cubic")
    for election in elections:
        for vote in votes:
            models[f"ktab_{election}_{vote}"] = _ktab(table, election, vote)
    if ties is not None:
        order = sorted(range(len(table.actors)), key=lambda k: table.actors[k])
        models |= compare_balance(ties[np.ix_(order, order)], [table.actors[k] for k in order], rng)
    return {
        "actors": list(table.actors),
        "issues": list(table.issues),
        "scales": table.scales,
        "notes": list(table.notes),
        "models": models,
    }


def _weighted(table: ActorTable) -> dict[str, Any]:
    models: dict[str, Any] = {}
    for name, formula in (("weighted_mean", weighted_mean), ("weighted_median", weighted_median)):
        outcome = {}
        for q, issue in enumerate(table.issues):
            who = table.stakes(q)
            weight = table.capability[who] * table.salience[who, q]
            outcome[issue] = formula(table.position[who, q], weight)
        models[name] = {"outcome": outcome, "stop": "converged", "source": SOURCES[name]}
    return models


def _challenge(table: ActorTable) -> dict[str, Any]:
    """The challenge model on each issue by itself, round by round over all issues."""
    salience = table.salience / table.salience_unit
    stakes = {issue: table.stakes(q) for q, issue in enumerate(table.issues)}
    names = {issue: [table.actors[k] for k in who] for issue, who in stakes.items()}
    ends: dict[str, Bargain] = {
        issue: bargain(table.position[who, q], table.capability[who], salience[who, q])
        for q, (issue, who) in enumerate(stakes.items())
    }
    rounds: list[dict[str, Any]] = []
    for number in range(max(len(end.rounds) for end in ends.values())):
        now = {issue: end.rounds[number] for issue, end in ends.items() if number < len(end.rounds)}
        rounds.append(
            {
                "round": number,
                "median": {issue: one.median for issue, one in now.items()},
                "mean": {issue: one.mean for issue, one in now.items()},
                "positions": {issue: _by(names[issue], one.position) for issue, one in now.items()},
                "risk": {issue: _by(names[issue], one.risk) for issue, one in now.items()},
            }
        )
    return {
        "outcome": {issue: end.rounds[-1].median for issue, end in ends.items()},
        "range": {issue: list(end.range) for issue, end in ends.items()},
        "ending": {issue: end.ending for issue, end in ends.items()},
        "rounds": rounds,
        "stop": max((end.stop for end in ends.values()), key=UNSETTLED.index),
        "stop_by_issue": {issue: end.stop for issue, end in ends.items()},
        "source": SOURCES["challenge_scholz"],
    }


def _exchange(table: ActorTable) -> dict[str, Any]:
    """The exchange model over all issues at once; a gain is in parts of an issue's scale, so they compare."""
    order = sorted(range(len(table.actors)), key=lambda k: table.actors[k])
    names = [table.actors[k] for k in order]
    salience = table.salience[order]
    unit = np.broadcast_to(table.position_unit, len(table.issues))
    weight = table.capability[order, None] * salience
    end = exchange(table.position[order], weight, salience / (unit / unit.max()))
    return {
        "outcome": _by(list(table.issues), end.outcome),
        "exchanges": [
            {
                "actors": [names[k] for k in one.actors],
                "issues": [table.issues[q] for q in one.issues],
                "gain": one.gain,
            }
            for one in end.exchanges
        ],
        "stop": end.stop,
        "source": SOURCES["exchange"],
    }


def _ktab(table: ActorTable, election: Election, vote: Vote) -> dict[str, Any]:
    """One of KTAB's elections, among those who have a stake in anything."""
    who = sorted(
        {k for q in range(len(table.issues)) for k in table.stakes(q)}, key=lambda k: table.actors[k]
    )
    names = [table.actors[k] for k in who]
    result, outcome = _elected(table, who, table.position_unit, election, vote)
    model: dict[str, Any] = {
        "outcome": _by(list(table.issues), outcome),
        "probabilities": _by(names, result.probability),
        "risk": _by(names, result.risk),
        "neutral": _by(names, result.neutral),
        "stop": result.stop,
        "source": SOURCES["ktab"],
    }
    if table.scales and table.scales["position"]["ambiguous"]:
        spread = np.nanmax(table.position, axis=0) - np.nanmin(table.position, axis=0)
        _, other = _elected(table, who, np.where(spread > 0, spread, 1.0), election, vote)
        model["outcome_on_own_range"] = _by(list(table.issues), other)
    return model


def _elected(
    table: ActorTable, who: list[int], unit: Floats | float, election: Election, vote: Vote
) -> tuple[Turn, Floats]:
    """The election, and (K,) the position to be expected on each issue of those who have a stake in it."""
    position, salience = table.position[who], table.salience[who]
    spoken = ~np.isnan(position)
    weight = table.capability[who, None] * salience
    for q in range(len(table.issues)):
        at = spoken[:, q]
        if not at.all():
            position[~at, q] = weighted_mean(position[at, q], weight[at, q])
    result = first_turn(table.capability[who], position / unit, salience, election, vote)
    counted = np.zeros(result.options.shape)
    np.maximum.at(counted, result.holder, spoken.astype(np.float64))
    chance = result.chance[:, None] * counted
    return result, (chance * result.options).sum(axis=0) / chance.sum(axis=0) * unit


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

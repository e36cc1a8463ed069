"""Decisions whose outcomes are known, forecast by every model of positions and by the model's own settlement.

The settlement rule (E2) is taken as the model has it. Its leverage is capability times salience; nothing is
lent and nobody is under pressure. With the status quo it needs to know what held without a decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.rivals.compare import compare_rivals
from patronage.analysis.rivals.decisions import Decision, Decisions
from patronage.analysis.rivals.exchange import exchange
from patronage.analysis.rivals.outcomes import RESAMPLES, Score, is_near, of_another, resampled, scored
from patronage.analysis.tables import Table
from patronage.sim.model.formulas import settlement
from patronage.sim.model.settings import default_settings
from patronage.studies.losses import Tick
from patronage.studies.rivals.scenario import LABELS
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.rivals import outcomes_tables

SETTLEMENT = "settlement"
CHALLENGE = "challenge_scholz"
OWN_LABELS = {
    SETTLEMENT: "settlement (E2), the weighted mean",
    "settlement_status_quo": "settlement (E2) with the status quo",
    "challenge_ending": "challenge, mean of its last rounds",
    "capability_mean": "capability-weighted mean",
    "salience_mean": "salience-weighted mean",
    "plain_mean": "plain mean",
    "plain_median": "plain median",
    "middle": "middle of the scale",
    "reference": "reference point",
    "another": "E2 of another proposal",
}
"""What the forecasts are called that no table of rivals has; `another` is the null."""


@dataclass(frozen=True, repr=False)
class Outcomes(Shown):
    """forecasts (K,) by name, not a number where one says nothing; scores by name, in the same order.

    stops: how the challenge model's issues ended.
    """

    read: Decisions
    forecasts: dict[str, Floats]
    scores: dict[str, Score]
    stops: dict[str, int]
    rng: int

    @property
    def proposals(self) -> int:
        """How many proposals the decisions are of."""
        return len({decision.proposal for decision in self.read.decisions})

    @property
    def held(self) -> float:
        """The share of issues whose outcome is the position of somebody with a stake."""
        found = [one.outcome in one.table.position[:, 0] for one in self.read.decisions]
        return sum(found) / len(found)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return outcomes_tables(self, {name: label_of(name) for name in self.scores})

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        made: dict[str, list[float | None]] = {
            name: [None if np.isnan(value) else float(value) for value in values]
            for name, values in self.forecasts.items()
        }
        return {
            "issues": len(self.read.decisions),
            "proposals": self.proposals,
            "resamples": RESAMPLES,
            "rng": self.rng,
            "scale": list(self.read.ends),
            "scales": self.read.scales,
            "notes": list(self.read.notes),
            "compared_with": SETTLEMENT,
            "outcome_is_a_position": self.held,
            "challenge_stops": self.stops,
            "forecasts": {
                name: {
                    "label": label_of(name),
                    "issues": score.issues,
                    "error": score.error.plain(),
                    "within_five": score.near.plain(),
                    "beside": None if score.beside is None else score.beside.plain(),
                    "beside_issues": score.both,
                }
                for name, score in self.scores.items()
            },
            "decisions": [
                {
                    "issue": decision.issue,
                    "proposal": decision.proposal,
                    "outcome": decision.outcome,
                    "forecasts": {name: made[name][k] for name in made},
                }
                for k, decision in enumerate(self.read.decisions)
            ],
        }


def label_of(name: str) -> str:
    """What tables call a forecast."""
    return OWN_LABELS.get(name) or LABELS[name]


def outcomes(read: Decisions, *, tick: Tick | None = None, rng: int = 0) -> Outcomes:
    """Forecast every decision and score the forecasts; ``tick`` is called after each issue, rng resamples."""
    low, high = read.ends
    traded = exchanged(read.decisions)
    made: dict[str, list[float]] = {}
    stops: Counter[str] = Counter()
    for decision, settled in zip(read.decisions, traded, strict=True):
        models = compare_rivals(decision.table)["models"]
        models["exchange"]["outcome"] = {decision.issue: settled}
        for name, value in _forecast(decision, models, 0.5 * (low + high)).items():
            made.setdefault(name, []).append(value)
        stops[models[CHALLENGE]["stop"]] += 1
        if tick is not None:
            tick(1)
    forecasts = {name: np.array(values) for name, values in made.items()}
    truth = np.array([decision.outcome for decision in read.decisions])
    proposals = [decision.proposal for decision in read.decisions]
    errors = {name: 100.0 * np.abs(values - truth) / (high - low) for name, values in forecasts.items()}
    near = {name: is_near(error) for name, error in errors.items()}
    errors["another"], near["another"] = of_another(forecasts[SETTLEMENT], truth, high - low, proposals)
    place, draws = resampled(proposals, rng)
    found = scored(errors, near, place, draws, SETTLEMENT)
    return Outcomes(read, forecasts, found, dict(stops), rng)


def _forecast(decision: Decision, models: dict[str, Any], middle: float) -> dict[str, float]:
    """What every model and every baseline says of one decision, the model's own rule first."""
    issue, table, reference = decision.issue, decision.table, decision.reference
    position, capability, salience = table.position[:, 0], table.capability, table.salience[:, 0]
    leverage = capability * salience
    weighted, total = float(leverage @ position), float(leverage.sum())
    pull = default_settings()["status_quo"] * total  # B0: nothing has happened, so it is today's leverage
    challenge = models[CHALLENGE]
    last = [one["median"][issue] for one in challenge["rounds"][challenge["ending"][issue] :]]
    found = {SETTLEMENT: settlement(weighted, total, np.nan)}
    if reference is not None:
        found["settlement_status_quo"] = settlement(weighted + pull * reference, total + pull, np.nan)
    else:
        found["settlement_status_quo"] = np.nan
    found |= {name: model["outcome"][issue] for name, model in models.items() if name != "weighted_mean"}
    return found | {
        "challenge_ending": float(np.mean(last)),
        "capability_mean": _mean(position, capability),
        "salience_mean": _mean(position, salience),
        "plain_mean": float(position.mean()),
        "plain_median": float(np.median(position)),
        "middle": middle,
        "reference": np.nan if reference is None else reference,
    }


def exchanged(decisions: Sequence[Decision]) -> Floats:
    """(K,) what the exchange model says of each decision: votes are traded among the issues of a proposal."""
    found = np.full(len(decisions), np.nan)
    for proposal in dict.fromkeys(decision.proposal for decision in decisions):
        where = [k for k, one in enumerate(decisions) if one.proposal == proposal]
        tables = [decisions[k].table for k in where]
        actors = sorted({actor for table in tables for actor in table.actors})
        position, weight, salience = np.full((3, len(actors), len(where)), np.nan)
        for q, table in enumerate(tables):
            rows = [actors.index(actor) for actor in table.actors]
            position[rows, q] = table.position[:, 0]
            salience[rows, q] = table.salience[:, 0]
            weight[rows, q] = table.capability * table.salience[:, 0]
        found[where] = exchange(position, weight, salience).outcome
    return found


def _mean(position: Floats, weight: Floats) -> float:
    return float(weight @ position / weight.sum()) if weight.sum() > 0 else np.nan

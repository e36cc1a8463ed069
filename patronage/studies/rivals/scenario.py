"""The same case under rival published models: what the focus actor gets there, with and without the events.

None of the rivals knows acts or time. Aid and coercion reach the models of positions as `sim.model.scripted`
has it: a backer's capability joins its client's, and pressure takes some away, as far as the script alone
would on average over the window. Words, and acts taken off a menu, reach them not at all. The models of ties
start from the trust that the script alone leaves at the end.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.labelled import Arrays
from patronage.analysis.rivals.compare import SOURCES
from patronage.analysis.rivals.forecasts import Forecast, Stakes, forecasts
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of, window_of
from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.measures.attainment import attainment_gap
from patronage.sim.model.measures.decisiveness import decisiveness
from patronage.sim.model.scripted import Standing, effective, scripted
from patronage.sim.scenario.load import Event, Scenario
from patronage.sim.weights.weights import Weights
from patronage.studies.losses import Size, Tick
from patronage.studies.rivals.camps import LABELS as CAMP_LABELS
from patronage.studies.rivals.camps import Camp, ended, rival_camps
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import rivals_arrays
from patronage.studies.tables.rivals import rivals_tables

DRAWS, REPLICATES = 60, 10  # at most: the challenge model bargains for a tenth of a second on each draw

LABELS = {
    "ours": "this model",
    "weighted_mean": "weighted mean",
    "weighted_median": "weighted median",
    "challenge_scholz": "challenge",
    "exchange": "exchange",
    "ktab_conditional_proportional": "KTAB, conditional, proportional",
    "ktab_conditional_cubic": "KTAB, conditional, cubic",
    "ktab_markov_proportional": "KTAB, Markov, proportional",
    "ktab_markov_cubic": "KTAB, Markov, cubic",
}
"""The models of positions as tables and charts call them, ours first."""

REPRESENTS = {
    "ours": "acts, answers, trust and time",
    "weighted_mean": "one compromise per issue, at once; where outcomes would settle if nobody chose",
    "weighted_median": "one outcome per issue, at once; support that does not shift the median changes"
    " nothing",
    "challenge_scholz": "offers and retreats on one issue at a time; no linkage between issues, no trust",
    "exchange": "votes traded for one another over two issues, at once; nobody lends, no trust",
    "ktab": "one election over whole positions, so issues are linked; no actor moves, no trust",
}
"""What each model of positions has, and what it lacks; only the first has acts and time."""


@dataclass(frozen=True)
class Model:
    """One model's account: attainment (4, W, R) of the focus by ARMS, outcome (2, W, K) in the first two.

    A rival is run once a draw, so R is 1; ours has replicates.

    stops: in how many draws of both arms the iteration ended in which way; ours lives out its months. spread
    (2, W, K): where it settled on no outcome, how far apart those of its last rounds are; else not a number.
    """

    name: str
    attainment: Floats
    outcome: Floats
    stops: dict[str, int]
    spread: Floats | None = None

    @property
    def family(self) -> str:
        """What it shares its source with: `ktab` for the four of KTAB, else its name."""
        return "ktab" if self.name.startswith("ktab") else self.name

    @property
    def source(self) -> str:
        """Where it is described."""
        return SOURCES.get(self.family, "docs/MODEL.md")

    @property
    def loss(self) -> Spread:
        """Attainment lost with the events."""
        return spread_of(self.attainment[0] - self.attainment[1])

    def unsettled(self, issues: tuple[str, ...]) -> dict[str, tuple[float, float]]:
        """By issue that it did not settle: in which share of draws of both arms, and the mean range there."""
        if self.spread is None:
            return {}
        values = self.spread.reshape(-1, len(issues))
        loose = ~np.isnan(values)
        return {
            issue: (float(loose[:, q].mean()), float(values[loose[:, q], q].mean()))
            for q, issue in enumerate(issues)
            if loose[:, q].any()
        }

    @property
    def decisiveness(self) -> Floats:
        """(2, W, R) E17: attainment less that with the focus idle."""
        return np.asarray(decisiveness(self.attainment[:2], self.attainment[2:]))

    @property
    def decisiveness_loss(self) -> Spread:
        """Decisiveness lost with the events."""
        both = self.decisiveness
        return spread_of(both[0] - both[1])

    def plain(self, issues: tuple[str, ...]) -> dict[str, Any]:
        """For JSON."""
        arms = dict(zip(("reference", "scenario"), self.outcome.mean(axis=1), strict=True))
        return {
            "label": LABELS[self.name],
            "source": self.source,
            "represents": REPRESENTS[self.family],
            "outcome": {arm: dict(zip(issues, means.tolist(), strict=True)) for arm, means in arms.items()},
            "attainment": _plain(self.attainment[:2], self.loss),
            "decisiveness": _plain(self.decisiveness, self.decisiveness_loss),
            "stop": ended(self.stops),
            "stops": self.stops,
            "unsettled": {
                issue: {"draws": share, "range": width}
                for issue, (share, width) in self.unsettled(issues).items()
            },
        }


@dataclass(frozen=True, repr=False)
class Rivals(Shown):
    """All models' accounts of a scenario. left_out: events that the models of positions cannot represent."""

    scenario: Scenario
    size: Size
    models: tuple[Model, ...]
    camps: tuple[Camp, ...]
    left_out: tuple[Event, ...]

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return rivals_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return rivals_tables(self, LABELS, CAMP_LABELS)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        issues, actors = self.scenario.case.issue_ids, self.scenario.case.actor_ids
        return {
            "runs": self.size.runs,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "models": {model.name: model.plain(issues) for model in self.models},
            "camps": {camp.name: camp.plain(actors) for camp in self.camps},
            "not_represented": [event.id for event in self.left_out],
        }


def _plain(values: Floats, loss: Spread) -> dict[str, Any]:
    reference, scenario = values.mean(axis=(1, 2)).tolist()
    return {"reference": reference, "scenario": scenario, "loss": loss.plain()}


def rivals(scenario: Scenario, *, tick: Tick | None = None, threads: int | None = None) -> Rivals:
    """Every model's account, over at most 60 of the weight draws; ours with 10 replicates of each.

    ``tick`` is given how many draws the rivals have been through since it was last called.
    """
    size = Size(min(DRAWS, scenario.runs // scenario.replicates), min(REPLICATES, scenario.replicates))
    at = size.of(scenario)
    weights = weights_of(at)
    focus = scenario.case.actor_ids.index(scenario.focus)
    scripts = arm_scripts(scenario)
    table = crossed(at, scripts, weights)
    outcome = simulate(table, Record(trust=True), threads)
    window = window_of(scenario)
    left = [scripted(weights, script, scenario.settings, window) for script in scripts]
    models = [_ours(outcome, size, focus), *_theirs(weights, left, scenario, focus, tick)]
    kept = outcome.trust_path[: 2 * size.runs, -1].reshape(
        2, size.draws, size.replicates, *weights.trust.shape[1:]
    )
    camps = rival_camps(weights, kept.mean(axis=2), [one.trust for one in left[:2]], focus, scenario.rng)
    unmodelled = tuple(event for event in scenario.events if event.bar or event.verb in {"endorse", "warn"})
    return Rivals(scenario, size, tuple(models), camps, unmodelled)


def _ours(outcome: Outcome, size: Size, focus: int) -> Model:
    shape = (len(ARMS), size.draws, size.replicates)
    attainment = outcome.mean("attainment")[:, focus].reshape(shape)
    outcomes = outcome.outcome.reshape(*shape, -1).mean(axis=2)
    return Model("ours", attainment, outcomes[:2], {"ran to the last month": 2 * size.draws})


def _theirs(
    weights: Weights, left: list[Standing], scenario: Scenario, focus: int, tick: Tick | None
) -> list[Model]:
    draws = weights.draws
    behind = [effective(weights, standing, scenario.settings) for standing in left]
    found: dict[str, list[list[Forecast]]] = {}
    for d in range(draws):
        for arm, capability in enumerate(behind):
            for name, forecast in forecasts(stakes_of(weights, capability, d)).items():
                found.setdefault(name, [[] for _ in ARMS])[arm].append(forecast)
        if tick is not None:
            tick(1)
    models = []
    for name, arms in found.items():
        attainment = np.array(
            [
                [[attained(weights, focus, d, forecast)] for d, forecast in enumerate(forecasts_)]
                for forecasts_ in arms
            ]
        )
        outcome = np.array([[forecast.mean for forecast in arm] for arm in arms[:2]])
        stops = Counter(str(forecast.stop) for arm in arms[:2] for forecast in arm)
        spreads = [[forecast.spread for forecast in arm] for arm in arms[:2]]
        spread = None if spreads[0][0] is None else np.array(spreads)
        models.append(Model(name, attainment, outcome, dict(stops), spread))
    return models


def stakes_of(weights: Weights, behind: Floats, draw: int) -> Stakes:
    """What a model of positions gets of one draw; ``behind`` (W, n, K) as `scripted.effective` has it.

    What the case leaves out of its actors (the field) is one more actor: it has its leverage and its
    wishes where it has leverage, and elsewhere would leave everything as it is.
    """
    salience, position = weights.salience[draw], weights.position[draw]
    leverage = salience * behind[draw]
    field = weights.field_leverage
    if field.any():
        leverage = np.vstack([leverage, field])
        salience = np.vstack([salience, field / field.sum()])
        wishes = np.where(field > 0.0, weights.field_position, weights.outcome)
        position = np.vstack([position, wishes])
    return Stakes(leverage, salience, position, weights.outcome)


def attained(weights: Weights, focus: int, draw: int, forecast: Forecast) -> float:
    """E16: the focus actor's attainment to be expected of a lottery over outcomes."""
    salience, position = weights.salience[draw, focus], weights.position[draw, focus]
    gaps: Any = attainment_gap(salience, forecast.options, position)  # type: ignore[arg-type]
    return float(forecast.chance @ (1.0 - gaps.sum(axis=1)))

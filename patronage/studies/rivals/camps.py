"""Who stands with the focus actor under the models of ties: landscape and structural balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.estimators.camps import survey_camps, with_actor
from patronage.analysis.rivals.balance import Rule, flow, symmetrised, triads
from patronage.analysis.rivals.compare import signs
from patronage.sim.weights.weights import Weights
from patronage.studies.rivals.blocs import standings
from patronage.words.plain import percent

TRIAD_RUNS = 10  # of triad dynamics in each draw

LABELS = {
    "ours": "this model's trust, least energy",
    "landscape": "the script's trust, least energy",
    "balance_continuous": "balance, continuous",
    "balance_triads_local": "balance, local triads",
    "balance_triads_constrained": "balance, constrained triads",
}
SOURCES = {
    "ours": "Axelrod and Bennett 1993, on the trust of the runs",
    "landscape": "Axelrod and Bennett 1993, on the trust that the script alone leaves",
    "balance_continuous": "Marvel, Kleinberg, Kleinberg and Strogatz 2011",
    "balance_triads_local": "Antal, Krapivsky and Redner 2005",
    "balance_triads_constrained": "Antal, Krapivsky and Redner 2005",
}


@dataclass(frozen=True)
class Camp:
    """together (2, n): by arm, the share of draws in which each actor ends in the focus's camp.

    An actor whose camp a model leaves undecided counts a half. stops: how often, in both arms, the model
    ended in which way.
    """

    name: str
    together: Floats
    stops: dict[str, int]

    def plain(self, actors: tuple[str, ...]) -> dict[str, Any]:
        """For JSON."""
        arms = {
            arm: dict(zip(actors, self.together[k].tolist(), strict=True))
            for k, arm in enumerate(("reference", "scenario"))
        }
        return {
            "label": LABELS[self.name],
            "source": SOURCES[self.name],
            "with_focus": arms,
            "stop": ended(self.stops),
            "stops": self.stops,
        }


def ended(stops: Mapping[str, int]) -> str:
    """`converged`, or where several draws ended differently `converged 90%, steps exhausted 10%`."""
    total = sum(stops.values())
    if len(stops) == 1:
        return next(iter(stops))
    return ", ".join(f"{name} {percent(count / total)}" for name, count in sorted(stops.items()))


def rival_camps(
    weights: Weights, ours: Floats, script_only: list[Floats], focus: int, rng: int
) -> tuple[Camp, ...]:
    """The camps of every model of ties, in both arms.

    ours (2, W, n, n): trust at the end of the runs; script_only: for each arm (W, n, n). Triad dynamics need
    three actors and are left out where there are two.
    """
    sizes = standings(weights)
    actors = weights.actors
    found: dict[str, list[tuple[Floats, Counter[str]]]] = {}
    for arm in range(2):
        for name, trust in (("ours", ours[arm]), ("landscape", script_only[arm])):
            camps = survey_camps(actors, sizes, trust[:, None])
            looked = Counter({"all partitions examined": len(trust)})
            found.setdefault(name, []).append((with_actor(camps, focus)[0], looked))
        found.setdefault("balance_continuous", []).append(_flows(script_only[arm], focus))
        rules: tuple[Rule, ...] = ("local", "constrained")
        for rule in rules if len(actors) > 2 else ():
            shares = _triads(script_only[arm], focus, rule, rng)
            found.setdefault(f"balance_triads_{rule}", []).append(shares)
    return tuple(
        Camp(name, np.array([shares for shares, _ in arms]), dict(arms[0][1] + arms[1][1]))
        for name, arms in found.items()
    )


def _flows(trust: Floats, focus: int) -> tuple[Floats, Counter[str]]:
    shares = np.zeros(trust.shape[1])
    stops: Counter[str] = Counter()
    for ties in trust:
        end = flow(symmetrised(ties))
        stops[end.stop] += 1
        faction = end.faction
        if faction is None:  # ties fade, or two patterns grow alike
            faction = np.full(len(ties), -1)
        undecided = (faction < 0) | (faction[focus] < 0)
        shares += np.where(undecided, 0.5, faction == faction[focus])
    shares[focus] = len(trust)
    return np.asarray(shares / len(trust)), stops


def _triads(trust: Floats, focus: int, rule: Rule, rng: int) -> tuple[Floats, Counter[str]]:
    shares = np.zeros(trust.shape[1])
    stops: Counter[str] = Counter()
    draws = np.random.default_rng(rng)
    for ties in trust:
        even = symmetrised(ties)
        for _ in range(TRIAD_RUNS):
            end = triads(signs(even, draws), rule, draws)
            stops[end.stop] += 1
            shares += np.where(end.imbalanced == 0, end.signs[focus] > 0, 0.5)
    shares[focus] = TRIAD_RUNS * len(trust)
    return np.asarray(shares / (TRIAD_RUNS * len(trust))), stops

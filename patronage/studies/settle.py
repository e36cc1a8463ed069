"""What better evidence would settle a scenario's loss: what its draws' losses differ by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from patronage.analysis.estimators.settle import shares_of
from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
from patronage.sim.designs.settle import Group, grouped
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.explain import explain
from patronage.studies.losses import Tick, asked_of, values_of

FLOOR = 0.05  # below which what chance alone gives is to lie
_DRAWS, _MOST, _REPLICATES = 2000, 8000, 10  # draws at first and at the most, and replicates of each


@dataclass(frozen=True)
class Cause:
    """A group of weights that the open spread is due to.

    share: of the variance of the loss over draws, Monte Carlo error taken off; error: its standard error.
    evidence: the ids of the items that bear on it; none where it rests on the prior, on acts or on a range.
    """

    group: Group
    share: float
    error: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Settling:
    """What would settle a loss.

    causes: from the largest share down, those above the floor. floor: the share that the largest of all
    groups reaches by chance alone in one case of twenty. draws, replicates: from how many.
    """

    measure: str
    causes: tuple[Cause, ...]
    floor: float
    draws: int
    replicates: int

    def plain(self) -> list[dict[str, Any]]:
        """For JSON: what, share, error, evidence."""
        return [
            {
                "what": cause.group.what,
                "share": cause.share,
                "error": cause.error,
                "evidence": list(cause.evidence),
            }
            for cause in self.causes
        ]

    def plain_from(self) -> dict[str, Any]:
        """For JSON: measure, floor, draws, replicates."""
        return {
            "measure": self.measure,
            "floor": self.floor,
            "draws": self.draws,
            "replicates": self.replicates,
        }


def stored_settling(answer: Mapping[str, Any]) -> Settling | None:
    """What would settle the loss of a stored answer; None where that was not asked."""
    made = answer.get("settle_from")
    if made is None:
        return None
    causes = []
    for row in answer["settle"]:
        kind, *names = row["what"].split(":")
        group = Group(kind, *[*names, "", ""][:2])
        causes.append(Cause(group, row["share"], row["error"], tuple(row["evidence"])))
    return Settling(made["measure"], tuple(causes), made["floor"], made["draws"], made["replicates"])


def settling(
    scenario: Scenario, measure: str, *, muted: tuple[str, ...] = (), tick: Tick | None = None
) -> Settling:
    """What the loss in a measure is open by, from draws of its own.

    There are as many draws as it takes for the floor to lie below FLOOR, up to a most. Weights that several
    coders' beliefs are mixed in are traced to the first coder's evidence.
    """
    wanted = asked_of(scenario, measure, derived=True)
    draws = _DRAWS
    while True:
        whole = replace(scenario, runs=draws * _REPLICATES, replicates=_REPLICATES)
        weights = weights_of(whole)
        found = grouped(whole, weights)
        scripts = arm_scripts(whole)[: len(ARMS) if wanted.derived else 2]
        for actor in muted:
            index = scenario.case.actor_ids.index(actor)
            scripts = tuple(script.mute(index) for script in scripts)
        table = crossed(whole, scripts, weights)
        shape = (len(scripts), draws, _REPLICATES)
        values = wanted.in_both_arms(values_of(table, wanted, tick).reshape(shape))
        losses = values[0] - values[1]
        if not np.isfinite(losses).any():
            return Settling(measure, (), 0.0, draws, _REPLICATES)
        shares = shares_of(found.units, found.which, losses, scenario.rng)
        if shares.floor < FLOOR or 2 * draws > _MOST:
            break
        draws *= 2
    evidence = _evidence(scenario)
    order = np.argsort(-shares.share, kind="stable")
    causes = tuple(
        Cause(
            found.groups[k], float(shares.share[k]), float(shares.error[k]), evidence.get(found.groups[k], ())
        )
        for k in order
        if shares.share[k] > shares.floor
    )
    return Settling(measure, causes, shares.floor, draws, _REPLICATES)


def _evidence(scenario: Scenario) -> dict[Group, tuple[str, ...]]:
    """The items that bear on each group of weights."""
    chosen = scenario.weights
    found: dict[Group, dict[str, None]] = {}
    for weight in explain(
        scenario.case,
        article_only=chosen.article_only,
        assumed=chosen.assumed,
        leave_out=chosen.leave_out,
        coder=chosen.coders[0] if chosen.coders else None,
    ):
        about = "" if weight.kind == "salience" else weight.about
        items = found.setdefault(Group(weight.kind, weight.actor, about), {})
        items.update(dict.fromkeys(reason.item.id for reason in weight.reasons))
    return {group: tuple(items) for group, items in found.items()}

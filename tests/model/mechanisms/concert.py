"""Concert: outsiders count for less the more two who have lately been kind to each other command an issue."""

from __future__ import annotations

from typing import Any

from patronage.sim.model.mechanism import LANES, Held, Phase, Setting
from patronage.sim.verbs import KIND


def strength(one: float, other: float) -> float:
    """The pull of the lesser of two habits of kindness; in [0, 1)."""
    lesser = min(one, other)
    return lesser / (1.0 + lesser)


def counts(capability: float, weight: float, strong: float, one: float, other: float) -> float:
    """What is left of an outsider's capability on an issue that the two command."""
    return capability * (1.0 - weight * strong * min(one, other))


def by_hand(model: Any) -> None:
    for actor in model.actors:
        actor.capability = list(actor.means)
    for i in model.actors:
        for k in model.actors[i.index + 1 :]:
            strong = strength(i.habit[KIND][k.index], k.habit[KIND][i.index])
            for m in model.actors:
                if m is not i and m is not k:
                    for q, now in enumerate(m.capability):
                        m.capability[q] = counts(
                            now, model.settings["concert"], strong, i.means[q], k.means[q]
                        )


def in_block(world: Any) -> None:
    capability, means, habit, strong = world.capability, world.means, world.habit, world.concerted
    weight = world.settings[world.column.concert]
    n, issues = capability.shape[0], capability.shape[1]
    for i in range(n):
        for q in range(issues):
            for r in range(LANES):
                capability[i, q, r] = means[i, q, r]
    for i in range(n):
        for k in range(i + 1, n):
            for r in range(LANES):
                strong[r] = strength(habit[KIND, i, k, r], habit[KIND, k, i, r])
            for m in range(n):
                if m not in (i, k):
                    for q in range(issues):
                        for r in range(LANES):
                            capability[m, q, r] = counts(
                                capability[m, q, r], weight[r], strong[r], means[i, q, r], means[k, q, r]
                            )


CONCERT = Phase(
    "concert", "E23", "what two in concert leave the others to count for", by_hand, in_block,
    settings=(Setting("concert", "φ", 0.0, 0.0, 1.0, "how far two in concert make others count less (E23)"),),
    scratch=(Held("concerted", "run"),),
)  # fmt: skip

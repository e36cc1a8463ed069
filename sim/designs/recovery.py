"""Chronicles that the model itself writes, as thin as a record of the press: what estimates are tried on."""

from __future__ import annotations

import numpy as np

from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.arms import settings_row, weights_of
from patronage.sim.exact.rng import rng_key
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.table import WAIT, RunTable, Script
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import VERB_NAMES

DAYS = {"chosen": 1, "answered": 2}
"""The days of a month on which its two rounds are dated: answers see all openings, openings see nothing."""


def chronicles(
    scenario: Scenario, settings: dict[str, float], months: int, acts: int, count: int, first: int
) -> list[tuple[DatedAct, ...]]:
    """What actors chose in the first months of ``count`` runs in which nothing is scripted.

    ``settings`` are changes to the scenario's. Each run has its own weights, the draws from ``first`` on. Of
    an act that an actor does twice in a month one entry is kept, as in a chronicle; of more than ``acts``
    entries so many, at random by the scenario's rng.
    """
    weights = weights_of(scenario, draws=count, first=first)
    each, zero = np.arange(count), np.zeros(count, dtype=np.int64)
    table = RunTable(
        weights=weights, scripts=(Script.empty(months, len(weights.actors)),),
        settings=np.array([settings_row(scenario.settings | settings)]),
        script=zero, point=zero, weight=each, draw=each + first, replicate=zero,
        first_month=scenario.first_month, months=months, window=0, rng=scenario.rng,
    )  # fmt: skip
    return [_thinned(written(table, k), acts, (int(rng_key(scenario.rng)), first + k)) for k in range(count)]


def written(table: RunTable, row: int) -> list[DatedAct]:
    """What the actors of a run choose, month by month, an act that one does twice in a month once."""
    model, acts = AllianceModel(table, row), list[DatedAct]()
    names = table.weights.actors
    for _ in range(table.months):
        month = model.month
        model.step()
        seen = set[tuple[str, int]]()
        for chosen, day in DAYS.items():
            for actor in model.actors:
                option = getattr(actor, chosen)
                if option == WAIT or (actor.name, option) in seen:
                    continue
                seen.add((actor.name, option))
                verb, target = divmod(option - 1, len(names))
                acts.append(
                    DatedAct(
                        id=f"{month}-{actor.name}-{option}", month=month, day=day, actor=actor.name,
                        verb=VERB_NAMES[verb], toward=names[target], cameo="", goldstein=0.0,
                        source="the model", confidence="high",
                    )
                )  # fmt: skip
    return acts


def _thinned(acts: list[DatedAct], most: int, key: tuple[int, int]) -> tuple[DatedAct, ...]:
    kept = np.sort(np.random.default_rng(key).permutation(len(acts))[:most])
    return tuple(acts[k] for k in kept)

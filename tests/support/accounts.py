"""Both accounts of the model, held to each other to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Outcome
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.table import RunTable

OPENING, ANSWER = 0, 1  # the rounds of a month


def same(mesa: Any, ensemble: Any) -> None:
    """To the last bit."""
    np.testing.assert_array_equal(np.array(mesa), ensemble)


def mean(months: Any) -> Any:
    """The mean, added up month by month as the ensemble does; NumPy adds eight and more in another order."""
    return np.cumsum(np.array(months), axis=0)[-1] / len(months)


def compare(table: RunTable, row: int, out: Outcome) -> None:
    """Hold a row of a table, stepped by hand, to what the ensemble made of it and recorded."""
    model = AllianceModel(table, row)
    means: dict[str, list[Any]] = {name: [] for name in ("measures", "ties", "outcome")}
    for t in range(table.months):
        model.step()
        assert [actor.chosen for actor in model.actors] == out.acts_path[row, t, OPENING].tolist()
        assert [actor.answered for actor in model.actors] == out.acts_path[row, t, ANSWER].tolist()
        measures = [[actor.measures[measure.name] for actor in model.actors] for measure in TAKEN]
        same(measures, out.measures_path[row, t])
        same([actor.trust for actor in model.actors], out.trust_path[row, t])
        same(model.outcome, out.outcome_path[row, t])
        if t >= table.window:
            means["measures"].append(np.array(measures))
            means["ties"].append(np.array([[actor.ties[tie.name] for actor in model.actors] for tie in TIES]))
            means["outcome"].append(np.array(model.outcome))
    assert not model.running
    same(mean(means["measures"]), out.measures[row])
    same(mean(means["ties"]), out.ties[row])
    same(mean(means["outcome"]), out.outcome[row])
    same([actor.sacrifice for actor in model.actors], out.sacrifice[row])

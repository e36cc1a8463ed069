"""The weights of a scenario's draws: what its evidence says under its switches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from patronage.sim.model.settings import SETTING_NAMES, default_settings
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.beliefs import Beliefs, believe, draw_weights
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.weights import Weights, rows_of


def settings_row(changes: dict[str, float]) -> list[float]:
    """Defaults with changes, as a row of a settings table."""
    row = default_settings() | changes
    return [row[name] for name in SETTING_NAMES]


def beliefs_of(scenario: Scenario, *, prior_only: bool = False, leave_out: tuple[str, ...] = ()) -> Beliefs:
    """What the case's evidence says under the scenario's switches."""
    chosen = scenario.weights
    beliefs = believe(
        scenario.case,
        article_only=chosen.article_only,
        assumed=chosen.assumed,
        leave_out=(*chosen.leave_out, *leave_out),
        prior_only=prior_only,
        coders=chosen.coders,
        brought_by_coder=chosen.brought_by_coder,
    )
    return beliefs if prior_only else replace(beliefs, fixed=chosen.fix)


def weights_of(
    scenario: Scenario,
    *,
    prior_only: bool = False,
    leave_out: tuple[str, ...] = (),
    first: int = 0,
    draws: int | None = None,
) -> Weights:
    """Draws of the scenario's weights; by default as many as its runs need."""
    beliefs = beliefs_of(scenario, prior_only=prior_only, leave_out=leave_out)
    count = scenario.runs // scenario.replicates if draws is None else draws
    return weights_from(scenario, beliefs, count, first)


def weights_from(scenario: Scenario, beliefs: Beliefs, draws: int, first: int = 0) -> Weights:
    """Draws ``first`` to ``first + draws`` of these beliefs, by the scenario's rng.

    All are what is expected of each weight where the scenario's uncertainty is not that of the evidence.
    """
    if "evidence" in scenario.uncertainty:
        return draw_weights(beliefs, scenario.rng, draws, first)
    return rows_of(central_weights(beliefs), np.zeros(draws, dtype=np.int64))

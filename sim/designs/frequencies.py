"""Runs in which actors choose for themselves while the article's acts happen: how often who does what."""

from __future__ import annotations

from dataclasses import replace

from patronage.sim.designs.arms import crossed, script_of, weights_of
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario


def own_choices(scenario: Scenario, draws: int, replicates: int) -> RunTable:
    """The scenario's weights and settings with all dated acts of the article as history, and no event.

    Rows: weight draw x replicate, replicates fastest. What capability the article's acts bring comes with
    them.
    """
    history = tuple(act for item in scenario.case.items if item.kind == "article" for act in item.acts)
    asked = replace(scenario, history=history, replicates=replicates)
    return crossed(asked, [script_of(asked)], weights_of(asked, draws=draws))

"""Runs in which is taken down what every pair of actors would agree on, with the nulls of it."""

from __future__ import annotations

from patronage.sim.designs.placebo import Variant, as_it_is, permuted, prior_only, variants_table
from patronage.sim.model.ensemble.simulate import Record
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario

RECORD = Record(bargains=True)
CODED, PRIOR = range(2)


def bargains_table(scenario: Scenario) -> RunTable:
    """Coded and prior-only weights x arm (reference, scenario) x weight draw x replicate, at its own size."""
    variants = [as_it_is(scenario), prior_only(scenario)]
    return variants_table(scenario, variants, scenario.runs // scenario.replicates)


def relabelled_table(scenario: Scenario, count: int) -> tuple[RunTable, int]:
    """The same of coded weights and up to ``count`` permutations of their labels; and how many these are."""
    variants: list[Variant] = [as_it_is(scenario), *permuted(scenario, count)]
    return variants_table(scenario, variants, scenario.runs // scenario.replicates), len(variants) - 1

"""How long it takes to work out why a loss comes about, said before it is begun."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from time import perf_counter

from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.designs.coalitions import EXACT_MOST
from patronage.sim.designs.patrons import others_of
from patronage.sim.designs.placebo import items_in_use, parts_off, some_pairs
from patronage.sim.designs.sensitivity import factors_of
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import pairs_of
from patronage.studies import attribute, placebo, sensitivity
from patronage.studies.asked import settings_changed
from patronage.studies.losses import asked_of, sized, values_of
from patronage.studies.stored.why import EVENTS, PATRONS, PLACEBO, SENTENCES, SOBOL

_TRIAL = 1000  # draws, one run of each in both arms, by which the time of all is estimated


def runs_ahead(scenario: Scenario, kept: Collection[str] = ()) -> int:
    """About how many runs all the answers to why take together, without those of ANALYSES that are kept."""

    def within(variants: int, budget: int) -> int:
        return variants * sized(scenario, variants, budget).runs

    events, others = (min(len(each), EXACT_MOST) for each in (scenario.events, others_of(scenario)))
    factors = factors_of(scenario, weights_of(scenario, draws=2), settings_changed(scenario))
    ends = sum(factor.kind == "setting" for factor in factors)
    full = sized(scenario, 2 * len(placebo.MEANINGS), placebo.BUDGET)
    pairs = pairs_of(scenario)
    placebos = 2 * (1 + len(parts_off(scenario))) + 2 * (1 + placebo.PERMUTATIONS)
    placebos += 2 + len(some_pairs(scenario, pairs)) if pairs is not None and pairs.others else 0
    runs = {
        EVENTS: within(2**events, attribute.BUDGET),
        PATRONS: within(2 * 2**others, attribute.BUDGET),
        SENTENCES: within(2 * (2 + len(items_in_use(scenario))), attribute.BUDGET),
        PLACEBO: within(2 * len(placebo.MEANINGS), placebo.BUDGET)
        + placebos * placebo.size_of_each(full).runs,
        SOBOL: 2 * (len(factors) + 2) * sensitivity.BASE * sensitivity.REPEATS
        + 2 * (1 + 2 * ends) * sensitivity.END_DRAWS * sensitivity.END_REPLICATES
        + 2 * (len(factors) - ends) * sensitivity.SWAPS * sensitivity.SWAP_DRAWS
        + 2 * scenario.runs,
    }
    return sum(each for name, each in runs.items() if name not in kept)


def seconds_ahead(scenario: Scenario, kept: Collection[str] = ()) -> float:
    """About how long these take on this machine as busy as it is, from a trial of a few runs; 0 for none."""
    runs = runs_ahead(scenario, kept)
    if not runs:
        return 0.0
    at = replace(scenario, runs=_TRIAL, replicates=1)
    table = crossed(at, arm_scripts(at)[:2], weights_of(at))
    values_of(table, asked_of(scenario, "hold"))  # compiles, if nothing has yet
    began = perf_counter()
    values_of(table, asked_of(scenario, "hold"))
    return (perf_counter() - began) / table.runs * runs

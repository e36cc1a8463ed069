"""The runs that expectations are held to: the model's, and those of the null models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from patronage.analysis.arrays import Floats, Integers
from patronage.sim.designs.arms import arm_scripts, beliefs_of, crossed
from patronage.sim.designs.expectations import frequencies, null_table
from patronage.sim.designs.placebo import (
    NOBODY_CHOOSES,
    Variant,
    as_it_is,
    permuted,
    prior_only,
    some_pairs,
    without_dated_capability,
)
from patronage.sim.designs.weights import weights_from
from patronage.sim.model.columns import AGREEMENT
from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.measures import DERIVED, NAMED, TIES, Derived
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.expectation import Expectation, Quantity
from patronage.sim.scenario.expectation_null import orders_of
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import between, pairs_of
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.losses import Size

_TIES = {tie.name for tie in TIES}


@dataclass(frozen=True)
class Runs:
    """All arms' runs; rows arm by arm. ``chosen`` (R, T, 2, n): what actors chose, as `Outcome.acts_path`."""

    table: RunTable
    outcome: Outcome
    chosen: Integers
    size: Size

    def values(self, quantity: Quantity, arm: int, months: tuple[int, int]) -> Floats:
        """(D, P) the quantity of every run of an arm, over the months; NaN where the run failed."""
        rows = slice(arm * self.size.runs, (arm + 1) * self.size.runs)
        first, last = (month - self.table.first_month for month in months)
        path = self.path(quantity, rows)
        value = (
            path[:, first : last + 1].mean(axis=1)
            if quantity.measure != "acts"
            else (path[:, first : last + 1].sum(axis=1))
        )
        return self._shaped(value, rows)

    def path(self, quantity: Quantity, rows: slice) -> Floats:
        """(R, T) the quantity by month; a tie, which is known as a mean only, is the same in all."""
        actors, issues = self.table.weights.actors, self.table.weights.issues
        i = actors.index(quantity.actor) if quantity.actor is not None else -1
        j = actors.index(quantity.toward) if quantity.toward is not None else -1
        out = self.outcome
        if quantity.measure == "outcome":
            return out.outcome_path[rows, :, issues.index(quantity.issue or "")]
        if quantity.measure == "trust":
            return out.trust_path[rows, :, i, j]
        if quantity.measure in _TIES:
            return np.repeat(out.tie(quantity.measure)[rows, i, j][:, None], self.table.months, axis=1)
        if quantity.measure == "acts":
            return self._acts(quantity, rows)
        measure = NAMED[quantity.measure]
        path = out.path(measure.source)[:, :, i]
        if isinstance(measure, Derived):
            idle = slice(rows.start + 2 * self.size.runs, rows.stop + 2 * self.size.runs)
            return np.asarray(measure.formula(path[rows], path[idle]))
        return np.asarray(path[rows])

    def start(self, quantity: Quantity, arm: int) -> Floats:
        """(D, P) what it was at the start: before the first month where that is known, else in it."""
        rows = slice(arm * self.size.runs, (arm + 1) * self.size.runs)
        weights, which = self.table.weights, self.table.weight[rows]
        if quantity.measure == "outcome":
            value = np.full(self.size.runs, weights.outcome[weights.issues.index(quantity.issue or "")])
        elif quantity.measure == "trust":
            i, j = (weights.actors.index(name or "") for name in (quantity.actor, quantity.toward))
            value = weights.trust[which, i, j]
        else:
            value = self.path(quantity, rows)[:, 0]
        return self._shaped(value, rows)

    def _shaped(self, value: Floats, rows: slice) -> Floats:
        kept = np.where(self.outcome.failed[rows], np.nan, value)
        return np.asarray(kept.reshape(self.size.draws, self.size.replicates))

    def _acts(self, quantity: Quantity, rows: slice) -> Floats:
        """(R, T) how many different acts of these kinds were chosen in a month."""
        actors = self.table.weights.actors
        n, i = len(actors), actors.index(quantity.actor or "")
        targets = range(n) if quantity.toward is None else [actors.index(quantity.toward)]
        options = [1 + VERB_NAMES.index(verb) * n + j for verb in quantity.verbs for j in targets]
        opening, answer = self.chosen[rows, :, 0, i], self.chosen[rows, :, 1, i]
        counted = np.isin(opening, options).astype(float)
        return np.asarray(counted + (np.isin(answer, options) & (answer != opening)))


def size_of(scenario: Scenario) -> Size:
    """How many weight draws a scenario's runs have, and replicates of each."""
    return Size(scenario.runs // scenario.replicates, scenario.replicates)


def model_runs(expectations: Sequence[Expectation], threads: int | None = None) -> Runs:
    """The model's runs of a scenario, with all that the expectations about it ask for."""
    scenario = expectations[0].scenario
    return _runs(scenario, as_it_is(scenario), expectations, threads, acts=True)


def runs_without_dated_capability(expectations: Sequence[Expectation], threads: int | None = None) -> Runs:
    """The same with nothing dated, which is what other pairs and other wishes are compared with."""
    scenario = expectations[0].scenario
    return _runs(scenario, without_dated_capability(scenario), expectations, threads)


def null_runs(
    expectations: Sequence[Expectation], model: Runs, threads: int | None = None
) -> Iterator[tuple[str, Runs]]:
    """The runs of each placebo of a null that some expectations about one scenario share, with its name."""
    one = expectations[0]
    scenario = one.scenario
    if one.null == "random_acts":
        yield "random acts", _random(model, expectations, threads)
    elif one.null == "dyads":
        pairs = pairs_of(scenario)
        for pair in () if pairs is None else some_pairs(scenario, pairs):
            moved = between(scenario, pair)
            yield " ".join(pair), _runs(moved, without_dated_capability(scenario), expectations, threads)
    else:
        for variant in _variants(one):
            yield variant.name, _runs(scenario, variant, expectations, threads)


def _variants(one: Expectation) -> tuple[Variant, ...]:
    scenario = one.scenario
    if one.null == "labels":
        return permuted(scenario, orders_of(scenario))
    if one.null == "prior_only":
        return (prior_only(scenario),)
    return (
        Variant("without " + ", ".join(one.without), beliefs_of(scenario), dict.fromkeys(one.without, 0.0)),
    )


def _kept(expectations: Sequence[Expectation], *, acts: bool = False) -> Record:
    measures = _measures(expectations)
    return Record(
        measures=bool(measures - {*_TIES, "trust", "acts"}),
        trust="trust" in measures,
        acts=acts or "acts" in measures,
    )


def _measures(expectations: Sequence[Expectation]) -> set[str]:
    return {s.quantity.measure for one in expectations for s in one.statements}


def _runs(
    scenario: Scenario,
    variant: Variant,
    expectations: Sequence[Expectation],
    threads: int | None,
    *,
    acts: bool = False,
) -> Runs:
    """The runs of a scenario under a variant's weights and settings."""
    size = size_of(scenario)
    derived = any(measure.name in _measures(expectations) for measure in DERIVED)
    scripts = arm_scripts(scenario)[: 4 if derived else 2]
    weights = weights_from(scenario, variant.beliefs, size.draws)
    table = crossed(scenario, scripts, weights, settings=[variant.changes])
    outcome = simulate(table, _kept(expectations, acts=acts), threads)
    return Runs(table, outcome, outcome.acts_path, size)


def _random(model: Runs, expectations: Sequence[Expectation], threads: int | None) -> Runs:
    """Random acts at the frequencies of the model's runs, and no agreement but by script."""
    both = model.chosen[: 2 * model.size.runs]  # the arms in which nobody is made idle
    often = frequencies(both, 1 + len(VERB_NAMES) * len(model.table.weights.actors))
    settings = model.table.settings.copy()
    settings[:, AGREEMENT] = NOBODY_CHOOSES["agreement"]
    null, chosen = null_table(replace(model.table, settings=settings), often)
    kept = replace(_kept(expectations), acts=False)
    return Runs(null, simulate(null, kept, threads), chosen, model.size)

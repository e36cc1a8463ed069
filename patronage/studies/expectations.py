"""Expectations held to the model's runs and to a null model of random acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.arrays import Floats, Integers
from patronage.sim.designs.arms import REFERENCE, SCENARIO, arm_scripts, crossed, weights_of
from patronage.sim.designs.expectations import frequencies, null_table
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.measures import DERIVED, NAMED, TIES, Derived
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.expectation import (
    COMPARING,
    Expectation,
    Quantity,
    Statement,
    in_words,
    load_expectation,
)
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.losses import Size
from patronage.studies.shipped import scenario_path

SIZE = Size(draws=60, replicates=100)
"""What is to be expected of a draw needs many replicates: the mean of a few is mostly luck."""
_TIES = {tie.name for tie in TIES}
FOLDER = data_root() / "tests" / "expectations"

HOLDS, FAILS, WORTHLESS = "holds", "fails", "worthless"
MEANINGS = {
    HOLDS: "the model shows it and random acts do not",
    FAILS: "the model does not show it",
    WORTHLESS: "the model shows it, and so do random acts: it says nothing of how actors choose",
}


@dataclass(frozen=True)
class Rate:
    """In what share of runs, or draws, something is seen; its standard error; whether that is as expected.

    alike: what is compared is the same in every run, so that nothing could have been seen.
    """

    share: float
    standard_error: float
    passes: bool
    alike: bool = False


@dataclass(frozen=True)
class Held:
    """A statement with its rate under the model and under random acts."""

    statement: Statement
    model: Rate
    null: Rate

    @property
    def close(self) -> bool:
        """Whether either share lies within two standard errors of where the verdict would turn."""
        ends = [end for end in self.statement.share if 0.0 < end < 1.0]
        rates = (self.model, self.null)
        return any(abs(rate.share - end) < 2.0 * rate.standard_error for rate in rates for end in ends)


@dataclass(frozen=True)
class Finding:
    """What came of an expectation."""

    expectation: Expectation
    size: Size
    held: tuple[Held, ...]

    @property
    def verdict(self) -> str:
        """holds, fails or worthless."""
        if not all(one.model.passes for one in self.held):
            return FAILS
        return WORTHLESS if all(one.null.passes for one in self.held) else HOLDS

    @property
    def as_declared(self) -> bool:
        """Whether the verdict is the status that the file declares."""
        return self.verdict == self.expectation.status

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.expectation.name,
            "claim": self.expectation.claim,
            "source": self.expectation.source,
            "scenario": self.expectation.scenario.name,
            "verdict": self.verdict,
            "declared": self.expectation.status,
            "found": self.expectation.found,
            "runs": self.size.runs,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "rng": self.expectation.scenario.rng,
            "statements": [
                {
                    "statement": in_words(one.statement),
                    "expected": list(one.statement.share),
                    "of": "draws" if one.statement.of_draws else "runs",
                    "model": one.model.share,
                    "model_standard_error": one.model.standard_error,
                    "model_passes": one.model.passes,
                    "null": one.null.share,
                    "null_passes": one.null.passes,
                    "null_alike": one.null.alike,
                    "close": one.close,
                }
                for one in self.held
            ],
        }


def shipped() -> list[Path]:
    """The expectations that come with the project."""
    return sorted(FOLDER.glob("*.yaml"))


def read(path: Path, size: Size = SIZE) -> Expectation:
    """An expectation with its scenario at a size; FaultError with all faults of both files."""
    overrides = {"runs": str(size.runs), "replicates": str(size.replicates)}
    return load_expectation(path, scenario_path, overrides)


def read_all(paths: Sequence[Path], size: Size = SIZE) -> list[Expectation]:
    """The expectations in files, or else the project's own; FaultError with all faults of all files."""
    faults: list[Fault] = []
    found = []
    for path in paths or shipped():
        try:
            found.append(read(path, size))
        except FaultError as error:
            faults += error.faults
    if faults:
        raise FaultError(faults)
    if not found:
        message = "there are no expectations here; name the files that hold some"
        raise FaultError([Fault("--expectations", 0, 0, "", message)])
    return found


def hold(expectations: Sequence[Expectation], threads: int | None = None) -> list[Finding]:
    """Each expectation under the model and under random acts; those of one scenario share their runs."""
    found: dict[int, Finding] = {}
    for digest in dict.fromkeys(one.scenario.digest for one in expectations):
        mine = [k for k, one in enumerate(expectations) if one.scenario.digest == digest]
        rates = [
            [[_rate(runs, statement) for statement in expectations[k].statements] for k in mine]
            for runs in _runs([expectations[k] for k in mine], threads)
        ]
        size = _size(expectations[mine[0]])
        for k, model, null in zip(mine, *rates, strict=True):
            held = tuple(map(Held, expectations[k].statements, model, null))
            found[k] = Finding(expectations[k], size, held)
    return [found[k] for k in range(len(expectations))]


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


def rates_under(
    expectations: Sequence[Expectation], changes: dict[str, float], size: Size
) -> list[list[Rate]]:
    """Of expectations on one scenario, the rate of each statement under changed settings, at a size."""
    some = [replace(one, scenario=size.of(one.scenario)) for one in expectations]
    table, kept = _needed(some, changes)
    outcome = simulate(table, replace(kept, acts=_on_acts(some)))
    runs = Runs(table, outcome, outcome.acts_path, size)
    return [[_rate(runs, statement) for statement in one.statements] for one in some]


def _needed(expectations: Sequence[Expectation], changes: dict[str, float]) -> tuple[RunTable, Record]:
    """The runs that statements on one scenario need, all arms, and what of them is to be kept beside acts."""
    scenario = expectations[0].scenario
    measures = {s.quantity.measure for one in expectations for s in one.statements}
    derived = any(measure.name in measures for measure in DERIVED)
    scripts = arm_scripts(scenario)[: 4 if derived else 2]
    table = crossed(scenario, scripts, weights_of(scenario), settings=(changes,))
    return table, Record(measures=bool(measures - {*_TIES, "trust", "acts"}), trust="trust" in measures)


def _on_acts(expectations: Sequence[Expectation]) -> bool:
    return any(s.quantity.measure == "acts" for one in expectations for s in one.statements)


def _size(one: Expectation) -> Size:
    return Size(one.scenario.runs // one.scenario.replicates, one.scenario.replicates)


def _runs(expectations: Sequence[Expectation], threads: int | None) -> Iterator[Runs]:
    """The runs of a scenario under the model, and then under random acts at its frequencies.

    One after the other, since either takes much memory.
    """
    size = _size(expectations[0])
    table, kept = _needed(expectations, {})
    outcome = simulate(table, replace(kept, acts=True), threads)
    both = outcome.acts_path[: 2 * size.runs]  # the arms in which nobody is made idle
    often = frequencies(both, 1 + len(VERB_NAMES) * len(table.weights.actors))
    yield Runs(table, outcome, outcome.acts_path, size)
    del outcome, both
    null, chosen = null_table(table, often)
    yield Runs(null, simulate(null, kept, threads), chosen, size)


def _rate(runs: Runs, statement: Statement) -> Rate:
    """The share of runs or draws in which a statement is so."""
    arm = REFERENCE if statement.arm == "reference" else SCENARIO
    quantity, months = statement.quantity, statement.months
    one, other = runs.values(quantity, arm, months), np.zeros(())
    if statement.relation in {"falls", "rises", "does_not_fall", "does_not_rise"}:
        one, other = runs.values(quantity, SCENARIO, months), runs.values(quantity, REFERENCE, months)
    elif statement.relation in {"grows", "shrinks"}:
        other = runs.start(quantity, arm)
    elif isinstance(statement.than, Quantity):
        other = runs.values(statement.than, arm, months)
    elif statement.than is not None:
        other = np.full_like(one, statement.than)
    kept = np.isfinite(one) & np.isfinite(other)
    alike = statement.relation in COMPARING and bool((one == other)[kept].all())
    some = kept.any(axis=1)
    if statement.of_draws:
        one, other = (
            np.where(kept, value, 0.0).sum(axis=1)[some] / kept.sum(axis=1)[some] for value in (one, other)
        )
        seen = _so(one, other, statement.relation).astype(float)
    else:
        so = np.where(kept, _so(one, other, statement.relation), False)
        seen = so.sum(axis=1)[some] / kept.sum(axis=1)[some]
    share = float(seen.mean())
    error = float(seen.std(ddof=1) / np.sqrt(len(seen))) if len(seen) > 1 else 0.0
    least, most = statement.share
    return Rate(share, error, least <= share <= most, alike)


def _so(one: Floats, other: Floats, relation: str) -> NDArray[np.bool_]:
    if relation in {"falls", "shrinks", "below"}:
        return np.asarray(one < other)
    if relation in {"rises", "grows", "above"}:
        return np.asarray(one > other)
    return np.asarray(one >= other if relation == "does_not_fall" else one <= other)

"""Expectations held to the model's runs and to the null model that each is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.arrays import Floats
from patronage.sim.designs.arms import REFERENCE, SCENARIO
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.expectation import (
    COMPARING,
    Expectation,
    Quantity,
    Statement,
    in_words,
    load_expectation,
)
from patronage.sim.scenario.expectation_null import LEVEL
from patronage.studies.expectations.runs import (
    Runs,
    model_runs,
    null_runs,
    runs_without_dated_capability,
    size_of,
)
from patronage.studies.losses import Size
from patronage.studies.shipped import scenario_path

SIZE = Size(draws=60, replicates=100)
"""What is to be expected of a draw needs many replicates: the mean of a few is mostly Monte Carlo error."""
FOLDER = data_root() / "tests" / "expectations"

HOLDS, FAILS, WORTHLESS = "holds", "fails", "worthless"
MEANINGS = {
    HOLDS: "the model shows it and its null model does not",
    FAILS: "the model does not show it",
    WORTHLESS: "uninformative: the model shows it, but so does its null model",
}
NULLS = {
    "random_acts": (
        "nobody chooses: acts at random at the model's own frequencies, agreements by script only; in"
        " `placebo` and `ladder`, random acts are all equally likely"
    ),
    "dyads": "the same events between every other pair of actors",
    "labels": "wishes permuted among the actors, everything else in place",
    "mechanism_off": "a part of the model left out",
    "prior_only": "prior-only weights",
}
NULLS_WITHOUT_DATED_CAPABILITY = ("dyads", "labels")
"""Nulls of many placebos, in which nothing is dated: what the model shows must be there without that, too."""


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
    """A statement with its rate under the model and under every placebo of its null.

    without_dated_capability: under the model with nothing dated, where that is what the placebos are compared
    with. any_size: the model's share if a change of any size counted; None where it does.
    """

    statement: Statement
    model: Rate
    nulls: tuple[Rate, ...]
    without_dated_capability: Rate | None = None
    any_size: float | None = None

    @property
    def needed(self) -> tuple[Rate, ...]:
        """The rates that must be as expected for the claim not to fail."""
        return (
            (self.model,)
            if self.without_dated_capability is None
            else (self.model, self.without_dated_capability)
        )

    @property
    def close(self) -> bool:
        """Whether any share lies within two standard errors of where the verdict would turn."""
        ends = [end for end in self.statement.share if 0.0 < end < 1.0]
        rates = (*self.needed, *(self.nulls if len(self.nulls) == 1 else ()))
        return any(abs(rate.share - end) < 2.0 * rate.standard_error for rate in rates for end in ends)


@dataclass(frozen=True)
class Finding:
    """What came of an expectation."""

    expectation: Expectation
    size: Size
    held: tuple[Held, ...]

    @property
    def placebos(self) -> int:
        """How many placebos its null has: one where that is another model."""
        return len(self.held[0].nulls)

    @property
    def showing(self) -> int:
        """How many placebos show all of the claim."""
        return sum(
            all(rate.passes for rate in rates) for rates in zip(*(h.nulls for h in self.held), strict=True)
        )

    @property
    def p(self) -> float | None:
        """(1 + placebos that show the claim) / (1 + placebos); None where the null is one other model."""
        return (
            None
            if self.expectation.null not in NULLS_WITHOUT_DATED_CAPABILITY
            else (1 + self.showing) / (1 + self.placebos)
        )

    @property
    def smallest_p(self) -> float | None:
        """The smallest that p could have been."""
        return None if self.p is None else 1.0 / (1 + self.placebos)

    @property
    def verdict(self) -> str:
        """holds, fails or worthless."""
        if not all(rate.passes for one in self.held for rate in one.needed):
            return FAILS
        shown = self.showing > 0 if self.p is None else self.p > LEVEL
        return WORTHLESS if shown else HOLDS

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
            "null": self.expectation.null,
            "without": list(self.expectation.without),
            "verdict": self.verdict,
            "declared": self.expectation.status,
            "found": self.expectation.found,
            "runs": self.size.runs,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "rng": self.expectation.scenario.rng,
            "placebos": self.placebos,
            "placebos_that_show_it": self.showing,
            "p": self.p,
            "smallest_p": self.smallest_p,
            "statements": [_plain(one) for one in self.held],
        }


def _plain(one: Held) -> dict[str, Any]:
    shares = [rate.share for rate in one.nulls]
    return {
        "statement": in_words(one.statement),
        "expected": list(one.statement.share),
        "of": "draws" if one.statement.of_draws else "runs",
        "smallest_effect": one.statement.smallest,
        "model": one.model.share,
        "model_standard_error": one.model.standard_error,
        "model_passes": one.model.passes,
        "model_any_size": one.any_size,
        "model_without_dated_capability": None
        if one.without_dated_capability is None
        else one.without_dated_capability.share,
        "model_without_dated_capability_passes": None
        if one.without_dated_capability is None
        else one.without_dated_capability.passes,
        "null": sum(shares) / len(shares),
        "null_shares": shares,
        "null_passes": sum(rate.passes for rate in one.nulls),
        "null_alike": all(rate.alike for rate in one.nulls),
        "close": one.close,
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


def rates_under(
    expectations: Sequence[Expectation], changes: dict[str, float], size: Size
) -> list[tuple[Rate, ...]]:
    """Of expectations on one scenario, the rate of each statement under changed settings, at a size."""
    scenario = size.of(expectations[0].scenario)
    changed = replace(scenario, settings=scenario.settings | changes, given=scenario.given.union(changes))
    some = [replace(one, scenario=changed) for one in expectations]
    runs = model_runs(some)
    return [_rates(runs, one) for one in some]


def hold(expectations: Sequence[Expectation], threads: int | None = None) -> list[Finding]:
    """Each expectation under the model and under its null; those of one scenario share their runs."""
    found: dict[int, Finding] = {}
    for digest in dict.fromkeys(one.scenario.digest for one in expectations):
        mine = {k: one for k, one in enumerate(expectations) if one.scenario.digest == digest}
        runs = model_runs(list(mine.values()), threads)
        model = {k: _rates(runs, one) for k, one in mine.items()}
        sizeless = {k: _any_size(runs, one) for k, one in mine.items()}
        for null in dict.fromkeys((one.null, one.without) for one in mine.values()):
            sharing = {k: one for k, one in mine.items() if (one.null, one.without) == null}
            claims = list(sharing.values())
            without_dated_capability = (
                runs_without_dated_capability(claims, threads)
                if null[0] in NULLS_WITHOUT_DATED_CAPABILITY
                else None
            )
            bare = {
                k: None if without_dated_capability is None else _rates(without_dated_capability, one)
                for k, one in sharing.items()
            }
            del without_dated_capability
            nulls: dict[int, list[tuple[Rate, ...]]] = {k: [] for k in sharing}
            for _, placebo in null_runs(claims, runs, threads):
                for k, one in sharing.items():
                    nulls[k].append(_rates(placebo, one))
            for k, one in sharing.items():
                found[k] = Finding(
                    one, size_of(one.scenario), _held(one, model[k], nulls[k], bare[k], sizeless[k])
                )
    return [found[k] for k in range(len(expectations))]


def _held(
    one: Expectation,
    model: tuple[Rate, ...],
    nulls: Sequence[tuple[Rate, ...]],
    without_dated_capability: tuple[Rate, ...] | None,
    any_size: tuple[float | None, ...],
) -> tuple[Held, ...]:
    return tuple(
        Held(
            statement,
            model[k],
            tuple(rates[k] for rates in nulls),
            None if without_dated_capability is None else without_dated_capability[k],
            any_size[k],
        )
        for k, statement in enumerate(one.statements)
    )


def _any_size(runs: Runs, one: Expectation) -> tuple[float | None, ...]:
    return tuple(
        _rate(runs, replace(statement, smallest=0.0)).share if statement.smallest else None
        for statement in one.statements
    )


def _rates(runs: Runs, one: Expectation) -> tuple[Rate, ...]:
    return tuple(_rate(runs, statement) for statement in one.statements)


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
        seen = _so(one, other, statement).astype(float)
    else:
        so = np.where(kept, _so(one, other, statement), False)
        seen = so.sum(axis=1)[some] / kept.sum(axis=1)[some]
    share = float(seen.mean())
    error = float(seen.std(ddof=1) / np.sqrt(len(seen))) if len(seen) > 1 else 0.0
    least, most = statement.share
    return Rate(share, error, least <= share <= most, alike)


def _so(one: Floats, other: Floats, statement: Statement) -> NDArray[np.bool_]:
    """Where the relation is so; a change that is smaller than the smallest that matters is none."""
    relation, smallest = statement.relation, statement.smallest
    if relation.startswith("does_not_"):
        return ~_so(one, other, replace(statement, relation={"fall": "falls", "rise": "rises"}[relation[9:]]))
    if relation in {"falls", "shrinks", "below"}:
        return np.asarray((one < other) & (other - one >= smallest))
    return np.asarray((one > other) & (one - other >= smallest))

"""What a scenario's interval has in it: how much of the variance of its loss comes from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from patronage.analysis.estimators.parts import lost
from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
from patronage.sim.designs.choice import ENOUGH, NAMES, coefficients_of, drawn
from patronage.sim.designs.weights import beliefs_of
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.weights import rows_of
from patronage.studies.losses import Tick, asked_of, values_of

DRAWS, REPLICATES = 400, 20


@dataclass(frozen=True)
class Choice:
    """Where draws have their coefficients of choice from.

    acts: dated acts of the case that may calibrate; enough: how many it takes. borrowed: whether they are too
    few, so that the estimates are those in the table of settings. cut_off: the part of gain's distribution
    below 0, which is cut off, mean of the draws. fixed: coefficients that the scenario sets itself.
    """

    acts: int
    enough: int
    borrowed: bool
    cut_off: float
    fixed: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"fixed": list(self.fixed)}


@dataclass(frozen=True)
class Part:
    """By which share the variance is less where draws do not differ in ``what``; and its standard error.

    Below 0 where it is larger; None where hardly any variance is left to be less.
    """

    what: str
    lost: float | None
    error: float | None


@dataclass(frozen=True)
class Uncertainty:
    """kinds: what draws differ in. choice: None where they do not differ in it.

    parts: of the loss in ``measure``, none where they were not asked for or there is one kind alone. They
    need not add up, since kinds act together. variance: of the loss between draws, Monte Carlo error taken
    off; monte_carlo: what was taken off, with ``replicates`` of each of ``draws``.
    """

    kinds: tuple[str, ...]
    choice: Choice | None
    measure: str = ""
    variance: float | None = None
    monte_carlo: float | None = None
    parts: tuple[Part, ...] = ()
    draws: int = 0
    replicates: int = 0

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kinds": list(self.kinds),
            "choice": None if self.choice is None else self.choice.plain(),
            "measure": self.measure,
            "variance": self.variance,
            "monte_carlo": self.monte_carlo,
            "parts": [asdict(part) for part in self.parts],
            "draws": self.draws,
            "replicates": self.replicates,
        }


def stored_uncertainty(answer: Mapping[str, Any]) -> Uncertainty | None:
    """That of a stored answer; None where an earlier version wrote it."""
    made = answer.get("uncertainty")
    if made is None:
        return None
    choice = made["choice"]
    if choice is not None:
        choice = Choice(**choice | {"fixed": tuple(choice["fixed"])})
    parts = tuple(Part(**part) for part in made["parts"])
    return Uncertainty(**made | {"kinds": tuple(made["kinds"]), "choice": choice, "parts": parts})


def uncertainty_of(scenario: Scenario) -> Uncertainty:
    """What draws differ in, without the parts."""
    choice = None
    if "choice" in scenario.uncertainty:
        found = coefficients_of(scenario, scenario.runs // scenario.replicates)
        own = tuple(name for name in NAMES if name not in drawn(scenario, 1))
        choice = Choice(found.acts, ENOUGH, found.borrowed, float(found.cut.mean()), own)
    return Uncertainty(scenario.uncertainty, choice)


def with_parts(
    scenario: Scenario, measure: str, *, muted: tuple[str, ...] = (), tick: Tick | None = None
) -> Uncertainty:
    """The same with what of the variance of the loss is lost when each kind is switched off.

    Switched off, a kind is held at its mean, and everything else stays as drawn: weights at what is expected
    of each, coefficients and settings at the mean of the draws. All have the same draws and the same random
    numbers.
    """
    own = uncertainty_of(scenario)
    if len(scenario.uncertainty) < 2:
        return own
    wanted = asked_of(scenario, measure, derived=True)
    at = replace(scenario, runs=DRAWS * REPLICATES, replicates=REPLICATES)
    scripts = arm_scripts(at)[: len(ARMS) if wanted.derived else 2]
    for actor in muted:
        scripts = tuple(script.mute(scenario.case.actor_ids.index(actor)) for script in scripts)
    whole = crossed(at, scripts, weights_of(at))
    tables = [whole, *(switched_off(at, whole, kind) for kind in at.uncertainty)]
    shape = (len(scripts), DRAWS, REPLICATES)
    both = [wanted.in_both_arms(values_of(table, wanted, tick).reshape(shape)) for table in tables]
    try:
        found = lost(np.array([one[0] - one[1] for one in both]), scenario.rng)
    except ValueError:  # nearly every run failed
        return own
    numbers = [[float(value) if np.isfinite(value) else None for value in each] for each in found[2:]]
    return replace(
        own,
        measure=measure,
        variance=found.variance,
        monte_carlo=found.monte_carlo,
        parts=tuple(map(Part, at.uncertainty, *numbers)),
        draws=DRAWS,
        replicates=REPLICATES,
    )


def switched_off(scenario: Scenario, table: RunTable, kind: str) -> RunTable:
    """A table of the scenario's runs in which draws do not differ in one kind of UNCERTAINTIES."""
    if kind == "evidence":
        central = central_weights(beliefs_of(scenario))
        return replace(table, weights=rows_of(central, np.zeros(table.weights.draws, dtype=np.int64)))
    settings = table.settings.copy()
    for name in drawn(scenario, 1):
        if (name in NAMES) == (kind == "choice"):
            column = SETTING_NAMES.index(name)
            settings[:, column] = settings[:, column].mean()
    return replace(table, settings=settings)

"""How well the estimator of `patronage calibrate` finds coefficients that are known, beside its rivals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.estimators.record import choice
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.choice import COSTS, design_of
from patronage.sim.designs.hindcast import replay
from patronage.sim.designs.recovery import chronicles
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Tick
from patronage.studies.record.calibrate import TERMS, as_settings

CHRONICLES = 50
DRAWS = 100
MONTHS = 18  # July 2015 to December 2016, as those of the chronicle
ACTS = 172  # as many as the chronicle has
GAINS = (11.0, 60.0)  # little and much of it
KNOWN = {
    "trust": 2.85, "habit": 1.31, "rank": 1.61, "answer": 2.09, "spread": 1.04,
    "cost_endorse": 2.12, "cost_aid": 1.96, "cost_warn": 1.52, "cost_coerce": 2.4,
}  # fmt: skip
"""The other settings by which the trial's chronicles are written: fixed, whatever the defaults become."""
Z = 1.6448536269514722  # 90% of a normal distribution lie within so many standard errors

METHODS = {
    "rubin": "each draw fitted on its own, coefficients averaged (Rubin 1987)",
    "joint": "all acts under one draw, likelihoods averaged over draws",
    "averaged": "the chances of each act averaged over draws",
}


@dataclass(frozen=True)
class Method:
    """What a method made of the chronicles, (R, S): estimates and standard errors of TERMS and COSTS."""

    estimates: Floats
    errors: Floats


@dataclass(frozen=True)
class Recovery:
    """Known settings (S,), and what each of METHODS made of chronicles that were written by them.

    acts: the mean length of a chronicle. behind: the mean effective number of draws of the joint likelihood.
    """

    truth: Floats
    methods: dict[str, Method]
    draws: int
    acts: float
    behind: float

    @property
    def chronicles(self) -> int:
        """How many."""
        return len(self.methods["rubin"].estimates)

    def bias(self, method: str) -> Floats:
        """The mean of estimate less truth, (S,)."""
        bias: Floats = (self.methods[method].estimates - self.truth).mean(axis=0)
        return bias

    def bias_error(self, method: str) -> Floats:
        """The Monte Carlo standard error of the bias, (S,)."""
        error: Floats = self.methods[method].estimates.std(axis=0, ddof=1) / np.sqrt(self.chronicles)
        return error

    def rmse(self, method: str) -> Floats:
        """The root of the mean squared error, (S,)."""
        error: Floats = np.sqrt(((self.methods[method].estimates - self.truth) ** 2).mean(axis=0))
        return error

    def covered(self, method: str) -> Floats:
        """The share of chronicles whose 90% interval has the truth in it, (S,)."""
        one = self.methods[method]
        covered: Floats = (np.abs(one.estimates - self.truth) <= Z * one.errors).mean(axis=0)
        return covered


def recover(
    scenario: Scenario,
    changes: dict[str, float],
    count: int = CHRONICLES,
    draws: int = DRAWS,
    tick: Tick | None = None,
) -> Recovery:
    """Have the model write chronicles by the scenario's settings with ``changes``, and estimate these.

    Each chronicle is written under a draw of the weights that none of the ``draws`` is by which it is read.
    Prompts are acts of earlier days: what a round of choices does not see, the estimator is not shown.
    """
    settings = scenario.settings | changes
    weights = weights_of(scenario, draws=draws)
    rows: dict[str, list[choice.Fit]] = {name: [] for name in METHODS}
    written = chronicles(scenario, changes, MONTHS, ACTS, count, first=draws)
    behind = []
    for acts in written:
        lived = replay(weights, acts, settings, scenario.first_month)
        seen = [lived.opening[:, lived.month, lived.actor], lived.counted(lived.prompts_of_days)]
        design = design_of(np.concatenate(seen, axis=-1), lived.verbs)
        fits = _fits(design, lived.place)
        for name, fit in fits.items():
            rows[name].append(as_settings(fit, settings["rationality"]))
        logs = choice.log_chances(design, fits["joint"].coefficients)
        behind.append(choice.draws_behind(choice.of_taken(logs, lived.place)))
        if tick is not None:
            tick(1)
    return Recovery(
        truth=np.array([settings[name] for name in (*TERMS, *COSTS)]),
        methods={
            name: Method(np.array([f.coefficients for f in fits]), np.array([f.error for f in fits]))
            for name, fits in rows.items()
        },
        draws=draws,
        acts=float(np.mean([len(acts) for acts in written])),
        behind=float(np.mean(behind)),
    )


def _fits(design: Floats, taken: Ints) -> dict[str, choice.Fit]:
    """The fit of each of METHODS."""
    rubin = choice.fit(design, taken)
    one = np.zeros_like(taken)
    return {
        "rubin": rubin,
        "joint": choice.averaged(design, taken, together=one, each=rubin),
        "averaged": choice.averaged(design, taken, each=rubin),
    }

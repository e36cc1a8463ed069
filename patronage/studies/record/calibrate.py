"""The weights of choice that dated acts speak for, and how well they predict acts they have not seen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from patronage.analysis.estimators.record import choice
from patronage.analysis.estimators.record import hindcast as measured
from patronage.analysis.estimators.record.hindcast import Score
from patronage.analysis.estimators.verdict import distinguishable
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.choice import COSTS, MEAN_COST, TERM_NAMES, design_of, in_settings
from patronage.sim.designs.hindcast import OPENING_TERMS
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.exact.logit import RIDGE
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.months import month_text
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Tick
from patronage.studies.record.dated import Lived, live
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import calibration_arrays
from patronage.studies.tables.calibrate import calibration_tables

DRAWS = 100
QUARTER = 3  # months in a larger block
_THREADS = min(4, os.cpu_count() or 1)  # each with copies of its own
COPIES = 14.0 + 6.0 * _THREADS  # times over that the terms of the acts are in memory while weights are fitted
NOTHING = 0.0005  # bits per act below which a term adds nothing

TERMS = TERM_NAMES

FOLDS = {
    "in_sample": "the acts that the estimates were fitted to",
    "acts": "each act left out in turn",
    "months": "each month left out in turn",
    "quarters": "each block of three months left out in turn",
    "days": "each month left out, acts of the same day unseen",
}
NULLS = ("chance", "own_acts", "own_acts_and_month")


@dataclass(frozen=True)
class Estimate:
    """One setting: as the scenario has it, as the acts have it, and its standard error.

    within, between: the error's parts, by how few the acts are and by how vague the weights; their squares
    add up to its own. scale: what a
    standard deviation of the term among the options of a choice is; 1 for a cost.
    """

    name: str
    now: float
    value: float
    error: float
    within: float
    between: float
    scale: float

    @property
    def settled(self) -> float:
        """The value that a scenario can have: rounded, and within what the equations allow."""
        return round(self._bounded, 2)

    @property
    def clipped(self) -> bool:
        """Whether the acts would have it beyond what the equations allow, so that `settled` is the bound."""
        return self._bounded != self.value

    @property
    def wrong_sign(self) -> bool:
        """Whether a term moves choice against what theory has it do; a cost has no such sign."""
        return self.name in TERMS and self.value < 0.0

    @property
    def clear(self) -> bool:
        """Whether it is distinguishable from zero, or a cost from the mean of all."""
        return bool(distinguishable(self.value - (MEAN_COST if self.name in COSTS else 0.0), self.error))

    @property
    def _bounded(self) -> float:
        setting = SETTINGS[self.name]
        return min(setting.hard_high, max(setting.hard_low, self.value))


@dataclass(frozen=True)
class Earned:
    """What a term, or the costs together, adds in bits an act by months and by blocks; standard errors."""

    name: str
    months: float
    months_error: float
    quarters: float
    quarters_error: float

    @property
    def verdict(self) -> str:
        """In words, by months left out: whether what it adds is distinguishable from zero."""
        if abs(self.months) < NOTHING or not distinguishable(self.months, self.months_error):
            return "not distinguishable from zero"
        return "helps" if self.months > 0.0 else "worsens"


@dataclass(frozen=True, repr=False)
class Calibration(Shown):
    """What dated acts say of the weights of choice.

    by_draw (W, settings): all of them by the fit on each draw of the weights alone, draw k that of a run's
    draw k. covariance (settings, settings): of such a fit, the mean of the draws. scores: by FOLDS and then
    by NULLS, in sample by chance alone.
    """

    scenario: Scenario
    lived: Lived
    draws: int
    estimates: tuple[Estimate, ...]
    by_draw: Floats
    covariance: Floats
    scores: dict[str, dict[str, Score]]
    earned: tuple[Earned, ...]

    @property
    def acts(self) -> int:
        """How many acts were used."""
        return len(self.lived.replay.acts)

    @property
    def settings(self) -> dict[str, float]:
        """The estimates as a scenario's settings."""
        return {one.name: one.settled for one in self.estimates}

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return calibration_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return calibration_tables(self, FOLDS)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        months = sorted({act.month for act in self.lived.replay.acts})
        return {
            "acts": self.acts,
            "acts_of_the_article": self.lived.without_sentence,
            "acts_repeated": self.lived.repeated,
            "months": [month_text(months[0]), month_text(months[-1])],
            "draws": self.draws,
            "ridge": RIDGE,
            "mean_cost": MEAN_COST,
            "estimates": {
                one.name: asdict(one)
                | {"wrong_sign": one.wrong_sign, "clear": one.clear, "clipped": one.clipped}
                for one in self.estimates
            },
            "settings": self.settings,
            "by_draw": {
                "settings": [one.name for one in self.estimates],
                "estimates": self.by_draw.tolist(),
                "covariance": self.covariance.tolist(),
            },
            "scores": {
                fold: {"meaning": FOLDS[fold]} | {null: score.plain() for null, score in row.items()}
                for fold, row in self.scores.items()
            },
            "earned": {one.name: asdict(one) | {"verdict": one.verdict} for one in self.earned},
        }


def calibrate(
    scenario: Scenario, acts: Sequence[DatedAct], draws: int = DRAWS, tick: Tick | None = None
) -> Calibration:
    """Estimate the weights of choice from dated acts, and score them by cross-validation.

    Held-out acts of the article are scored under weights derived without the sentence that reports them.
    FaultError for acts that are all of one block of three months: then nothing can be left out; and for a
    rationality of 0, by which no weight matters.
    """
    if not scenario.settings["rationality"] > 0.0:
        message = "settings.rationality is 0: choices by chance say nothing of any weight"
        raise FaultError([Fault(str(scenario.path), 0, 0, "", message, "more than 0")])
    lived = live(scenario, acts, draws, tick, copies=COPIES)
    month = lived.replay.month
    folds = {"acts": np.arange(len(month)), "months": month, "quarters": month // QUARTER}
    if len(np.unique(folds["quarters"])) < 2:
        message = "these acts are all of one block of three months, so none can be left out"
        raise FaultError([Fault(str(scenario.path), 0, 0, "", message, "acts of at least two such blocks")])
    verbs, taken = lived.replay.verbs, lived.replay.place
    design, scored = design_of(lived.replay.terms, verbs), design_of(lived.left_out, verbs)
    found = choice.averaged(design, taken)
    logs = {"in_sample": choice.of_taken(choice.log_chances(design, found.coefficients), taken)}
    for fold, groups in folds.items():
        logs[fold] = choice.left_out(design, taken, groups, scored=scored)
    unseen = [_unseen(each, lived) for each in (design, scored)]
    logs["days"] = choice.left_out(unseen[0], taken, month, scored=unseen[1])
    meant = as_settings(found, scenario.settings["rationality"])
    variances = (meant.within + meant.between, meant.within, meant.between)
    parts = (meant.coefficients, *(np.sqrt(np.diag(each)) for each in variances))
    scale = np.concatenate([choice.scales(design)[: len(TERMS)], np.ones(len(COSTS))])
    bits = {fold: one / np.log(2.0) for fold, one in logs.items()}
    scores = {
        fold: {
            null: measured.score(ours, theirs, month)
            for null, theirs in _nulls(lived, fold, folds | {"days": month}).items()
        }
        for fold, ours in bits.items()
    }
    return Calibration(
        scenario=scenario,
        lived=lived,
        draws=draws,
        estimates=tuple(
            Estimate(name, scenario.settings[name], *(float(part[k]) for part in (*parts, scale)))
            for k, name in enumerate((*TERMS, *COSTS))
        ),
        by_draw=meant.by_draw,
        covariance=meant.alone,
        scores=scores,
        earned=_earned(design, scored, taken, folds, bits),
    )


def as_settings(found: choice.Fit, rationality: float) -> choice.Fit:
    """The settings TERMS and COSTS from the coefficients of `design_of`; costs count against.

    A coefficient is a setting times the rationality (E9).
    """
    matrix, shift = in_settings()
    return found.turned(matrix / rationality, shift)


def _unseen(design: Floats, lived: Lived) -> Floats:
    """The design with prompts by acts of earlier days alone."""
    changed = design.copy()
    changed[..., len(OPENING_TERMS) : len(TERMS)] = lived.replay.counted(lived.replay.prompts_of_days)
    return changed


def _nulls(lived: Lived, fold: str, folds: dict[str, Ints]) -> dict[str, Floats]:
    """Log2 chances of what knows less; of acts that were fitted to, chance alone is a fair one."""
    one = lived.replay
    options = len(one.verbs)
    nulls = {"chance": measured.uniform(len(one.place), options)}
    if fold in folds:
        groups = folds[fold]
        prompts = one.prompts_of_days if fold == "days" else one.prompts
        nulls["own_acts"] = measured.own_frequencies(one.place, one.actor, groups, options)
        both = measured.frequencies_and_month(one.place, one.actor, groups, prompts)
        nulls["own_acts_and_month"] = both
    return nulls


def _earned(
    design: Floats, scored: Floats, taken: Ints, folds: dict[str, Ints], bits: dict[str, Floats]
) -> tuple[Earned, ...]:
    """What is lost in bits when a term, or what verbs differ by, is taken out and the rest fitted anew."""
    columns = {name: [k] for k, name in enumerate(TERMS)}
    columns["costs"] = list(range(len(TERMS), design.shape[-1]))

    def without(name: str) -> Earned:
        kept = [k for k in range(design.shape[-1]) if k not in columns[name]]
        numbers: list[float] = []
        for fold in ("months", "quarters"):
            logs = choice.left_out(design[..., kept], taken, folds[fold], scored=scored[..., kept])
            lost = measured.mixed(bits[fold]) - measured.mixed(logs / np.log(2.0))
            numbers += [float(lost.mean()), measured.clustered_error(lost, folds[fold]) or 0.0]
        return Earned(name, *numbers)

    with ThreadPoolExecutor(_THREADS) as pool:  # each term for itself, most of it in NumPy
        return tuple(pool.map(without, columns))

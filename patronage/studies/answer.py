"""What a scenario's runs say: losses, months, verdict, and all of it for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.influence import Loss
from patronage.analysis.estimators.time_series import TimeSeries, time_series_of
from patronage.analysis.estimators.treatment import Change
from patronage.analysis.estimators.when import When, plain_whens, when_of
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.files.months import month_text
from patronage.sim.model.measures import MEASURES
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.provenance import digest_of
from patronage.sim.store.result import column
from patronage.studies.arms import Arms
from patronage.studies.settle import Settling
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import answer_arrays
from patronage.studies.tables.run import answer_tables
from patronage.studies.uncertainty import Uncertainty
from patronage.words.verdict import Beside, Verdict, verdict
from patronage.words.wording import actor_names

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Answer(Shown):
    """What a scenario's runs say.

    treatment: by what it is called, what the events did to what they are about. losses: by measure, the focus
    actor's, and `hold:clients` where the case names its clients. without_dated_capability: the same with all
    capability there from the start, None where no event brings any. ties: by name, each other actor's toward
    it. gainers: by actor, of its own headline measure, the largest gain first. ties_without_dated_capability,
    gainers_without_dated_capability: the mean losses of both as in without_dated_capability. settling: what
    the losses of the headline differ by, None where it was not asked for or there is nothing to settle.
    uncertainty: what draws differ in. never_brought: items that bring capability and that no act of either
    arm cites. coded, prior: what the runs gave under the coded and under prior-only weights.

    As xarray: `value` and `value_prior_only` (measure, arm, draw, replicate), the focus actor's measures
    under coded and under prior-only weights; `hold_of`, `dependence`, `ear` (actor, arm, draw, replicate);
    `treated` (what, arm, draw, replicate); months as `monthly` (measure, actor, arm, draw, month) and
    `outcome` (issue, arm, draw, month), means over a draw's replicates. In points, and positions from 0 to 1;
    NaN where a run failed, and for what is not kept. FaultError where the runs themselves were not kept.
    """

    scenario: Scenario
    muted: tuple[str, ...]
    treatment: dict[str, Change]
    losses: dict[str, Loss]
    without_dated_capability: dict[str, Loss] | None
    ties: dict[str, dict[str, Loss]]
    ties_without_dated_capability: dict[str, dict[str, float]] | None
    gainers: dict[str, Loss]
    gainers_without_dated_capability: dict[str, float] | None
    settling: Settling | None
    uncertainty: Uncertainty
    never_brought: tuple[str, ...]
    coded: Arms
    prior: Arms

    @property
    def dependence(self) -> dict[str, Loss]:
        """By client: how far each other actor depends on the focus actor (E3)."""
        return self.ties["dependence"]

    @property
    def ear(self) -> dict[str, Loss]:
        """By whose ear it is: how far the focus actor has it (E21)."""
        return self.ties["ear"]

    @property
    def failed(self) -> int:
        """Runs left out of the losses, with their pairs in the other arms."""
        return self.coded.failed

    @cached_property
    def time_series(self) -> dict[str, TimeSeries]:
        """Quantities by month, such as `hold_iran`; empty where months were not asked for."""
        months = self.coded.months
        if months is None:
            return {}
        return {name: time_series_of(months.series(name), months.noise_of(name)) for name in months.names}

    @cached_property
    def whens(self) -> dict[str, When]:
        """By measure, when the focus actor's loss is largest and surely one; empty as time_series is."""
        months, scenario = self.coded.months, self.scenario
        if months is None:
            return {}
        first = scenario.first_event_month - scenario.first_month
        found = {}
        for measure in MEASURES:
            series = column(measure.name, scenario.focus)
            reference, with_events = months.series(series)[:, :, first:]
            noise = months.noise_of(series)[2, first:]
            smallest = self.losses[measure.name].smallest_effect
            found[measure.name] = when_of(
                reference, reference - with_events, noise, signed=measure.signed, smallest=smallest
            )
        return found

    @cached_property
    def verdict(self) -> Verdict:
        """What is established of the headline."""
        focus = actor_names(self.scenario.case)[self.scenario.focus]
        headline = MEASURES[0]
        return verdict(focus, headline.name, self.losses[headline.name].row, self.beside)

    @property
    def beside(self) -> tuple[Beside, ...]:
        """The shares of draws with a loss of the headline under something else than the coding as it is."""
        headline = MEASURES[0].name
        prior = self.losses[headline].prior_only_share
        found = []
        if self.without_dated_capability is not None:
            losing = self.without_dated_capability[headline].share_of_draws_with_loss
            found.append(Beside("without dated capability", losing, bounds=True))
        if prior is not None:
            found.append(Beside("under prior-only weights", prior, bounds=False))
        return tuple(found)

    @property
    def plain_months(self) -> dict[str, dict[str, Any]]:
        """For JSON, by measure when the loss is largest and surely one."""
        first, last = self.scenario.first_event_month, self.scenario.last_month
        return plain_whens(self.whens, [month_text(month) for month in range(first, last + 1)])

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return answer_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return answer_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        scenario = self.scenario
        clients_without = (self.ties_without_dated_capability or {}).get("dependence")
        return {
            "scenario": scenario.name,
            "question": scenario.question,
            "focus": scenario.focus,
            "window": [month_text(scenario.first_event_month), month_text(scenario.last_month)],
            "runs": scenario.runs,
            "draws": scenario.runs // scenario.replicates,
            "replicates": scenario.replicates,
            "rng": scenario.rng,
            "muted": list(self.muted),
            "failed": self.failed,
            "draws_counted": self.losses["hold"].draws,
            "digest": inputs_of(scenario, self.muted),
            "treatment": [plain_change(what, change) for what, change in self.treatment.items()],
            "verdict": self.verdict.plain(),
            "measures": {name: plain_loss(loss) for name, loss in self.losses.items()},
            "without_dated_capability": None
            if self.without_dated_capability is None
            else {name: plain_loss(loss) for name, loss in self.without_dated_capability.items()},
            **{
                tie: {name: plain_loss(loss) for name, loss in losses.items()}
                for tie, losses in self.ties.items()
            },
            "clients": {
                name: plain_loss(loss) | _loss_without_dated_capability(clients_without, name)
                for name, loss in self.dependence.items()
            },
            "months": self.plain_months,
            "gainers": {
                name: plain_loss(loss)
                | _loss_without_dated_capability(self.gainers_without_dated_capability, name)
                for name, loss in self.gainers.items()
            },
            "settle": [] if self.settling is None else self.settling.plain(),
            "settle_from": None if self.settling is None else self.settling.plain_from(),
            "uncertainty": self.uncertainty.plain(),
            "never_brought": list(self.never_brought),
        }


def plain_loss(loss: Loss) -> dict[str, Any]:
    """A row of the table for JSON; null for what cannot be said."""
    return {
        "reference": loss.reference,
        "scenario": loss.scenario,
        "loss": loss.loss,
        "loss_percent": loss.loss_percent,
        "interval": list(loss.interval),
        "standard_error": loss.standard_error,
        "share_of_draws_with_loss": loss.share_of_draws_with_loss,
        "prior_only_loss": loss.prior_only_loss,
        "prior_only_share": loss.prior_only_share,
        "interval_with_monte_carlo_error": list(loss.interval_with_monte_carlo_error),
        "monte_carlo_error_part": loss.monte_carlo_error_part,
        "status": loss.status,
        "interval_ends": [list(end) for end in loss.around],
        "borderline": loss.row.borderline,
        "smallest_effect": loss.smallest_effect,
    }


def _loss_without_dated_capability(losses: Mapping[str, float] | None, name: str) -> dict[str, float | None]:
    """For JSON, the mean loss without dated capability; null where no event brings any."""
    return {"loss_without_dated_capability": None if losses is None else losses[name]}


def plain_change(what: str, change: Change) -> dict[str, Any]:
    """A row of the manipulation check for JSON; null for what cannot be said."""
    return {
        "what": what,
        "reference": change.reference,
        "scenario": change.scenario,
        "change": change.change,
        "interval": list(change.interval),
        "share_of_draws": change.share_of_draws,
    }


def inputs_of(scenario: Scenario, muted: tuple[str, ...] = ()) -> str:
    """Digest of all that decides an answer besides the code: the scenario's own if nobody is muted."""
    return digest_of({"scenario": scenario.digest, "muted": list(muted)}) if muted else scenario.digest

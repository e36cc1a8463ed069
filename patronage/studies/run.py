"""A scenario from its file to its answer: runs, losses, months; nothing is written or printed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.courses import Course, courses_of
from patronage.analysis.estimators.influence import Loss, loss_table
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.estimators.treatment import Change, change_of
from patronage.analysis.estimators.verdict import Status
from patronage.analysis.estimators.when import When, plain_whens, when_of
from patronage.sim.designs.arms import arm_scripts, never_brought, weights_of
from patronage.sim.designs.treatment import about, events_bring
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
from patronage.sim.files.months import month_text
from patronage.sim.model.asked import OVER_CLIENTS, Asked
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.measures.dependence import DEPENDENCE
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.provenance import digest_of
from patronage.sim.store.result import column
from patronage.studies.arms import Arms, Piece, check_room, collect, pieces_of
from patronage.studies.losses import Tick, asked_of
from patronage.studies.settle import Settling, settling
from patronage.words.verdict import Beside, Verdict, verdict
from patronage.words.wording import actor_names

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """What a scenario's runs say.

    treatment: by what it is called, what the events did to what they are about. losses: by measure, the focus
    actor's, and `hold:clients` where the case names its clients. undated: the same with all capability there
    from the start, None where no event brings any. ties: by name, each other actor's toward it. gainers: by
    actor, of its own headline measure, the largest gain first. undated_ties, undated_gainers: the mean losses
    of both as in undated. settling: what the losses of the headline differ by, None where it was not asked
    for or there is nothing to settle. never_brought: items that bring capability and that no act of either
    arm cites. coded, prior: what the runs gave under the coded and under prior-only weights.
    """

    scenario: Scenario
    muted: tuple[str, ...]
    treatment: dict[str, Change]
    losses: dict[str, Loss]
    undated: dict[str, Loss] | None
    ties: dict[str, dict[str, Loss]]
    undated_ties: dict[str, dict[str, float]] | None
    gainers: dict[str, Loss]
    undated_gainers: dict[str, float] | None
    settling: Settling | None
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
    def clients(self) -> tuple[str, ...]:
        """Those that the case names as the focus actor's clients; all others where it names none."""
        return self.scenario.case.clients.get(self.scenario.focus) or tuple(self.dependence)

    @property
    def failed(self) -> int:
        """Runs left out of the losses, with their pairs in the other arms."""
        return self.coded.failed

    @cached_property
    def courses(self) -> dict[str, Course]:
        """Quantities by month, such as `hold:iran`; empty where months were not asked for."""
        return (
            courses_of(self.coded.names, self.coded.monthly, self.coded.monthly_noise)
            if self.coded.monthly.shape[1]
            else {}
        )

    @cached_property
    def whens(self) -> dict[str, When]:
        """By measure, when the focus actor's loss is largest and surely one; empty as courses are."""
        arms, scenario = self.coded, self.scenario
        if not arms.monthly.shape[1]:
            return {}
        first = scenario.first_event_month - scenario.first_month
        losses = arms.monthly[0] - arms.monthly[1]
        found = {}
        for measure in MEASURES:
            k = arms.names.index(column(measure.name, scenario.focus))
            series = (slice(None), slice(first, None), k)
            noise = arms.monthly_noise[2, first:, k]
            found[measure.name] = when_of(
                arms.monthly[0][series], losses[series], noise, signed=measure.signed
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
        if self.undated is not None:
            losing = self.undated[headline].share_of_draws_with_loss
            found.append(Beside("without dated capability", losing, bounds=True))
        if prior is not None:
            found.append(Beside("under weights without evidence", prior, bounds=False))
        return tuple(found)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        scenario = self.scenario
        months = [month_text(month) for month in range(scenario.first_event_month, scenario.last_month + 1)]
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
            if self.undated is None
            else {name: plain_loss(loss) for name, loss in self.undated.items()},
            **{
                tie: {name: plain_loss(loss) for name, loss in losses.items()}
                for tie, losses in self.ties.items()
            },
            "clients": {
                name: plain_loss(self.dependence[name])
                | _undated_loss(None if self.undated_ties is None else self.undated_ties["dependence"], name)
                for name in self.clients
            },
            "months": plain_whens(self.whens, months),
            "gainers": {
                name: plain_loss(loss) | _undated_loss(self.undated_gainers, name)
                for name, loss in self.gainers.items()
            },
            "settle": [] if self.settling is None else self.settling.plain(),
            "settle_from": None if self.settling is None else self.settling.plain_size(),
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
        "interval_with_luck": list(loss.interval_with_luck),
        "luck": loss.luck,
        "status": loss.status,
        "interval_ends": [list(end) for end in loss.around],
        "at_the_line": loss.row.at_the_line,
        "smallest_effect": loss.smallest_effect,
    }


def _undated_loss(losses: Mapping[str, float] | None, name: str) -> dict[str, float | None]:
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


def checked_muted(scenario: Scenario, muted: tuple[str, ...], origin: str = "mute") -> tuple[str, ...]:
    """The muted actors without repeats, in the case's order; FaultError for the unknown and for the focus."""
    actors = scenario.case.actor_ids
    faults = []
    for name in muted:
        if name not in actors:
            message = f"unknown actor {short(name)}"
            faults.append(Fault(origin, 0, 0, "", message, listed(actors), nearest(name, actors)))
        elif name == scenario.focus:
            message = f"{short(name)} is the focus actor, whose influence is the question"
            faults.append(Fault(origin, 0, 0, "", message, "another actor"))
    if faults:
        raise FaultError(faults)
    return tuple(actor for actor in actors if actor in muted)


class Runs(NamedTuple):
    """A scenario's runs under coded and under prior-only weights, which are simulated as they are read.

    undated: the coded ones with all capability there from the start; None where no event brings any.
    """

    coded: Iterable[Piece]
    prior: Iterable[Piece]
    undated: Iterable[Piece] | None = None


def runs_of(
    scenario: Scenario, *, muted: tuple[str, ...] = (), months: bool = True, threads: int | None = None
) -> Runs:
    """The runs from which a scenario is answered; ``months``: whether the coded ones have whole months.

    FaultError where they would not fit into memory.
    """
    check_room(scenario, months=months)
    subjects = about(scenario)
    undated = replace(scenario, settings=scenario.settings | {"dated_capability": 0.0})
    return Runs(
        pieces_of(scenario, muted=muted, months=months, subjects=subjects, threads=threads),
        pieces_of(scenario, muted=muted, prior_only=True, threads=threads),
        pieces_of(undated, muted=muted, threads=threads) if events_bring(subjects) else None,
    )


def answer(
    scenario: Scenario, *, muted: tuple[str, ...] = (), months: bool = True, threads: int | None = None
) -> Answer:
    """Run a scenario's arms under coded and under prior-only weights, and estimate the losses.

    The numbers depend on neither ``threads`` nor ``months``. FaultError where every run failed.
    """
    muted = checked_muted(scenario, muted)
    runs = runs_of(scenario, muted=muted, months=months, threads=threads)
    return answer_from(scenario, runs, muted=muted, months=months)


def answer_from(
    scenario: Scenario,
    runs: Runs,
    *,
    muted: tuple[str, ...] = (),
    months: bool = True,
    settle: bool = False,
) -> Answer:
    """Estimate the losses from a scenario's runs, as `runs_of` gives them for the same options.

    ``settle``: whether to find out, by some more runs, what the losses of the headline differ by.
    """
    coded = collect(scenario, runs.coded, months=months, subjects=about(scenario))
    prior = collect(scenario, runs.prior)
    undated = None if runs.undated is None else collect(scenario, runs.undated)
    if not coded.kept.any():
        message = "every run failed: a number was not finite; look at the settings"
        raise FaultError([Fault(str(scenario.path), 0, 0, "settings", message)])
    actors, focus = scenario.case.actor_ids, scenario.focus
    others = {actor: i for i, actor in enumerate(actors) if actor != focus}
    smallest = dict(scenario.case.smallest_effect)
    own = [_measures(scenario, arms) for arms in (coded, prior)]
    if DEPENDENCE.name in smallest:
        smallest[OVER_CLIENTS] = smallest[DEPENDENCE.name]
    losses = loss_table(own[0], coded.kept, own[1], prior.kept, smallest)
    headline = MEASURES[0].name
    unsettled = losses[headline].status in {Status.OPEN, Status.LOSES, Status.GAINS}
    matters = {actor: smallest[headline] for actor in actors if headline in smallest}
    holds = {actor: coded.holds[:, i] for i, actor in enumerate(actors)}
    of_prior = {actor: prior.holds[:, i] for i, actor in enumerate(actors)}
    gainers = loss_table(holds, coded.kept, of_prior, prior.kept, matters)
    without = undated if undated is not None and undated.kept.any() else None
    of_ties = {tie: dict.fromkeys(others, smallest[tie]) for tie in coded.ties if tie in smallest}
    return Answer(
        scenario=scenario,
        muted=muted,
        treatment={what: change_of(values, coded.kept) for what, values in coded.treated.items()},
        losses=losses,
        undated=None
        if without is None
        else loss_table(_measures(scenario, without), without.kept, own[1], prior.kept, smallest),
        ties={
            tie: loss_table(
                _of(coded, tie, others), coded.kept, _of(prior, tie, others), prior.kept, of_ties.get(tie)
            )
            for tie in coded.ties
        },
        undated_ties=None
        if without is None
        else {tie: _means(_of(without, tie, others), without.kept) for tie in without.ties},
        gainers=dict(sorted(gainers.items(), key=lambda row: row[1].loss)),
        undated_gainers=None
        if without is None
        else _means({actor: without.holds[:, i] for i, actor in enumerate(actors)}, without.kept),
        settling=settling(scenario, headline, muted=muted) if settle and unsettled else None,
        never_brought=_never_brought(scenario),
        coded=coded,
        prior=prior,
    )


def _never_brought(scenario: Scenario) -> tuple[str, ...]:
    """The items whose capability counts in neither arm, since no act of theirs happens there."""
    if not scenario.settings["dated_capability"]:
        return ()
    return never_brought(weights_of(scenario, draws=1), arm_scripts(scenario)[:2])


def total_loss(scenario: Scenario, measure: str = "hold", tick: Tick | None = None) -> Spread:
    """The loss of a scenario as `answer` has it, from the same runs, for whoever takes it apart.

    ``tick`` is told how many runs were done since it was last called. FaultError where the runs do not fit
    into memory, ValueError where all failed.
    """
    check_room(scenario, months=False)

    def watched() -> Iterator[Piece]:
        for piece in pieces_of(scenario):
            yield piece
            if tick is not None:
                tick(piece.table.runs)

    arms = collect(scenario, watched())
    wanted = asked_of(scenario, measure, derived=True)
    reference, events = _asked(scenario, arms, wanted)
    runs = np.where(arms.kept, reference - events, np.nan)
    return spread_of(runs, scenario.case.smallest_effect.get(wanted.row.name))


def _asked(scenario: Scenario, arms: Arms, wanted: Asked) -> Floats:
    """(2, D, P) what is asked for, in the reference and the scenario arm."""
    if not wanted.whose:
        return arms.measures[wanted.name]
    which = [scenario.case.actor_ids.index(actor) for actor in wanted.whose]
    return wanted.mean([arms.ties[wanted.row.name][:, i] for i in which])


def _measures(scenario: Scenario, arms: Arms) -> dict[str, Floats]:
    """The focus actor's measures, and after its hold that over its clients where the case names any."""
    found = dict(arms.measures)
    if scenario.focus not in scenario.case.clients:
        return found
    over = _asked(scenario, arms, asked_of(scenario, OVER_CLIENTS))
    hold = MEASURES[0].name
    return {hold: found.pop(hold), OVER_CLIENTS: over} | found


def _means(values: Mapping[str, Floats], kept: NDArray[np.bool_]) -> dict[str, float]:
    return {name: loss.loss for name, loss in loss_table(values, kept).items()}


def _of(arms: Arms, tie: str, others: Mapping[str, int]) -> dict[str, Floats]:
    return {name: arms.ties[tie][:, i] for name, i in others.items()}

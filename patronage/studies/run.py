"""A scenario from its file to its answer; nothing is written or printed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.influence import loss_table
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.estimators.treatment import change_of
from patronage.analysis.estimators.verdict import Status
from patronage.sim.designs.arms import arm_scripts, never_brought, weights_of
from patronage.sim.designs.treatment import about, events_bring
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
from patronage.sim.model.asked import OVER_CLIENTS, Asked
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.measures.dependence import DEPENDENCE
from patronage.sim.scenario.load import Scenario
from patronage.studies.answer import Answer
from patronage.studies.arms import Arms, Piece, check_room, collect, pieces_of
from patronage.studies.losses import Tick, asked_of
from patronage.studies.settle import settling
from patronage.studies.uncertainty import uncertainty_of, with_parts

Floats = NDArray[np.float64]

WHOLE = 2000  # runs in each arm, below which a run is a quick look


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

    without_dated_capability: the coded ones with all capability there from the start; None where no event
    brings any.
    """

    coded: Iterable[Piece]
    prior: Iterable[Piece]
    without_dated_capability: Iterable[Piece] | None = None


def runs_of(
    scenario: Scenario, *, muted: tuple[str, ...] = (), months: bool = True, threads: int | None = None
) -> Runs:
    """The runs from which a scenario is answered; ``months``: whether the coded ones have whole months.

    FaultError where they would not fit into memory.
    """
    check_room(scenario, months=months)
    subjects = about(scenario)
    without_dated_capability = replace(scenario, settings=scenario.settings | {"dated_capability": 0.0})
    return Runs(
        pieces_of(scenario, muted=muted, months=months, subjects=subjects, threads=threads),
        pieces_of(scenario, muted=muted, prior_only=True, threads=threads),
        pieces_of(without_dated_capability, muted=muted, threads=threads) if events_bring(subjects) else None,
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

    ``settle``: whether to find out, by some more runs, what the losses of the headline differ by, and what of
    their variance is whose; of a quick look at fewer than WHOLE runs that is not asked.
    """
    coded = collect(scenario, runs.coded, months=months, subjects=about(scenario))
    prior = collect(scenario, runs.prior)
    without_dated_capability = (
        None if runs.without_dated_capability is None else collect(scenario, runs.without_dated_capability)
    )
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
    without = (
        without_dated_capability
        if without_dated_capability is not None and without_dated_capability.kept.any()
        else None
    )
    of_ties = {tie: dict.fromkeys(others, smallest[tie]) for tie in coded.ties if tie in smallest}
    return Answer(
        scenario=scenario,
        muted=muted,
        treatment={what: change_of(values, coded.kept) for what, values in coded.treated.items()},
        losses=losses,
        without_dated_capability=None
        if without is None
        else loss_table(_measures(scenario, without), without.kept, own[1], prior.kept, smallest),
        ties={
            tie: loss_table(
                _of(coded, tie, others), coded.kept, _of(prior, tie, others), prior.kept, of_ties.get(tie)
            )
            for tie in coded.ties
        },
        ties_without_dated_capability=None
        if without is None
        else {tie: _means(_of(without, tie, others), without.kept) for tie in without.ties},
        gainers=dict(sorted(gainers.items(), key=lambda row: row[1].loss)),
        gainers_without_dated_capability=None
        if without is None
        else _means({actor: without.holds[:, i] for i, actor in enumerate(actors)}, without.kept),
        settling=settling(scenario, headline, muted=muted)
        if settle and unsettled and scenario.runs >= WHOLE
        else None,
        uncertainty=with_parts(scenario, headline, muted=muted)
        if settle and scenario.runs >= WHOLE and scenario.events
        else uncertainty_of(scenario),
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

    ``tick`` is given how many runs were done since it was last called. FaultError where the runs do not fit
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
    reference, events = asked_values(scenario, arms, wanted)
    runs = np.where(arms.kept, reference - events, np.nan)
    return spread_of(runs, scenario.case.smallest_effect.get(wanted.row.name))


def asked_values(scenario: Scenario, arms: Arms, wanted: Asked) -> Floats:
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
    over = asked_values(scenario, arms, asked_of(scenario, OVER_CLIENTS))
    hold = MEASURES[0].name
    return {hold: found.pop(hold), OVER_CLIENTS: over} | found


def _means(values: Mapping[str, Floats], kept: NDArray[np.bool_]) -> dict[str, float]:
    return {name: loss.loss for name, loss in loss_table(values, kept).items()}


def _of(arms: Arms, tie: str, others: Mapping[str, int]) -> dict[str, Floats]:
    return {name: arms.ties[tie][:, i] for name, i in others.items()}

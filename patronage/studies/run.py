"""A scenario from its file to its answer; nothing is written or printed here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from patronage.analysis.estimators.by_draw import ByDraw
from patronage.analysis.estimators.influence import loss_table, losses_of
from patronage.analysis.estimators.spread import Spread, spread_from
from patronage.analysis.estimators.treatment import change_of
from patronage.analysis.estimators.verdict import Status
from patronage.sim.designs.arms import arm_scripts, never_brought, weights_of
from patronage.sim.designs.treatment import about, events_bring
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.measures.dependence import DEPENDENCE
from patronage.sim.scenario.load import Scenario
from patronage.studies.answer import Answer
from patronage.studies.arms import Piece, check_room, collect, pieces_of
from patronage.studies.losses import Tick, asked_of
from patronage.studies.settle import settling
from patronage.studies.uncertainty import uncertainty_of, with_parts

WHOLE = 10_000  # runs in each arm, below which a run is a quick look: what settles it takes as long as these


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
    scenario: Scenario,
    *,
    muted: tuple[str, ...] = (),
    months: bool = True,
    threads: int | None = None,
    by_run: Collection[str] = (),
) -> Runs:
    """The runs from which a scenario is answered; ``months``: whether the coded ones have whole months.

    ``by_run``: what will be kept of single runs, as for `collect`. FaultError where all that would not fit
    into memory.
    """
    check_room(scenario, months=months, by_run=by_run)
    subjects = about(scenario)
    without_dated_capability = replace(scenario, settings=scenario.settings | {"dated_capability": 0.0})
    return Runs(
        pieces_of(scenario, muted=muted, months=months, subjects=subjects, threads=threads),
        pieces_of(scenario, muted=muted, prior_only=True, threads=threads),
        pieces_of(without_dated_capability, muted=muted, threads=threads) if events_bring(subjects) else None,
    )


def answer(
    scenario: Scenario,
    *,
    muted: tuple[str, ...] = (),
    months: bool = True,
    threads: int | None = None,
    by_run: Collection[str] = (),
) -> Answer:
    """Run a scenario's arms under coded and under prior-only weights, and estimate the losses.

    The numbers depend on neither ``threads`` nor ``months``. ``by_run``: as for `collect`. FaultError where
    every run failed.
    """
    muted = checked_muted(scenario, muted)
    runs = runs_of(scenario, muted=muted, months=months, threads=threads, by_run=by_run)
    return answer_from(scenario, runs, muted=muted, months=months, by_run=by_run)


def answer_from(
    scenario: Scenario,
    runs: Runs,
    *,
    muted: tuple[str, ...] = (),
    months: bool = True,
    settle: bool = False,
    by_run: Collection[str] = (),
) -> Answer:
    """Estimate the losses from a scenario's runs, as `runs_of` gives them for the same options.

    ``settle``: whether to find out, by some more runs, what the losses of the headline differ by, and what of
    their variance is whose; of a quick look at fewer than WHOLE runs that is not asked. ``by_run``: as for
    `collect`.
    """
    coded = collect(scenario, runs.coded, months=months, subjects=about(scenario), by_run=by_run)
    prior = collect(scenario, runs.prior, by_run=("measures",) if "prior" in by_run else ())
    without = None
    if runs.without_dated_capability is not None:
        without = collect(scenario, runs.without_dated_capability)
        without = without if without.counts.any() else None
    if not coded.counts.any():
        message = "every run failed: a number was not finite; look at the settings"
        raise FaultError([Fault(str(scenario.path), 0, 0, "settings", message)])
    smallest = dict(scenario.case.smallest_effect)
    if DEPENDENCE.name in smallest:
        smallest[OVER_CLIENTS] = smallest[DEPENDENCE.name]
    losses = loss_table(coded.measures, prior.measures, smallest)
    headline = MEASURES[0].name
    unsettled = losses[headline].status in {Status.OPEN, Status.LOSES, Status.GAINS}
    matters = dict.fromkeys(coded.holds, smallest[headline]) if headline in smallest else {}
    gainers = loss_table(coded.holds, prior.holds, matters)
    of_ties = {tie: dict.fromkeys(coded.holds, smallest[tie]) for tie in coded.ties if tie in smallest}
    return Answer(
        scenario=scenario,
        muted=muted,
        treatment={what: change_of(values) for what, values in coded.treated.items()},
        losses=losses,
        without_dated_capability=None
        if without is None
        else loss_table(without.measures, prior.measures, smallest),
        ties={tie: loss_table(coded.ties[tie], prior.ties[tie], of_ties.get(tie)) for tie in coded.ties},
        ties_without_dated_capability=None
        if without is None
        else {tie: _means(values) for tie, values in without.ties.items()},
        gainers=dict(sorted(gainers.items(), key=lambda row: row[1].loss)),
        gainers_without_dated_capability=None if without is None else _means(without.holds),
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

    wanted = asked_of(scenario, measure, derived=True)
    found = losses_of(collect(scenario, watched()).asked(wanted))
    return spread_from(found, scenario.case.smallest_effect.get(wanted.row.name))


def _means(values: Mapping[str, ByDraw]) -> dict[str, float]:
    return {name: loss.loss for name, loss in loss_table(values).items()}

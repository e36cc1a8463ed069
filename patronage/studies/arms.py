"""Runs a scenario's arms in pieces of bounded size, and adds up what the estimators need of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.by_draw import ByDraw, Sums
from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
from patronage.sim.designs.treatment import (
    CAPABILITY,
    ISSUE,
    About,
    about,
    capability_of,
    events_bring,
    relations_of,
)
from patronage.sim.files.memory import check_memory
from patronage.sim.model.asked import OVER_CLIENTS, Asked
from patronage.sim.model.ensemble.simulate import Outcome, Record, run_bytes, simulate
from patronage.sim.model.measures import MEASURES, TIES
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import asked_of
from patronage.studies.months import MONTHLY_ROOM, Months, MonthSums, series_of

Floats = NDArray[np.float64]

ROOM = 1 << 26  # bytes that one piece's paths may take
BY_RUN = ("measures", "ties", "holds", "treated", "prior")
"""What single runs may be kept of: fields of `Arms`, and the measures under prior-only weights."""


class Piece(NamedTuple):
    """All arms of some pairs of draw and replicate: of whole draws, or of a part of one.

    first: the number of the first pair. replicates: of each draw that are in it.
    """

    first: int
    replicates: int
    table: RunTable
    outcome: Outcome


@dataclass(frozen=True)
class Arms:
    """What came of a scenario's runs, by weight draw, in the reference and the scenario arm.

    measures: the focus actor's by name, and after its hold that over its clients where the case names any.
    ties: by name, each other actor's toward the focus actor. holds: every actor's headline measure. treated:
    by what it is called, what the events are about (`sim.designs.treatment`); empty where it was not asked
    for. counts (D,): the runs of every draw that count; failed: pairs of runs that do not, as one of their
    arms failed. months: None where they were not asked for.
    """

    measures: dict[str, ByDraw]
    ties: dict[str, dict[str, ByDraw]]
    holds: dict[str, ByDraw]
    treated: dict[str, ByDraw]
    counts: NDArray[np.int64]
    failed: int
    months: Months | None

    def asked(self, wanted: Asked) -> ByDraw:
        """What is asked for."""
        if wanted.name in self.measures:
            return self.measures[wanted.name]
        return self.ties[wanted.row.name][wanted.whose[0]]


def check_room(scenario: Scenario, *, months: bool, by_run: Collection[str] = ()) -> None:
    """FaultError where the scenario's runs, under coded and under prior-only weights, do not fit into memory.

    The factors were measured on 2,000 to a million runs: of what a piece's outcome takes at the most, what
    is kept of every draw, a few copies of one series by month, and of every run what ``by_run`` asks for.
    """
    span, actors = _span(scenario), len(scenario.case.actors)
    subjects = about(scenario)
    names = _quantities(scenario, subjects)
    row = run_bytes(actors, len(scenario.case.issues), span, Record(measures=months))
    watched = 8 * span * len(relations_of(scenario, subjects))
    sets = 3 if events_bring(subjects) else 2  # coded, prior-only, and without dated capability
    draw = 60.0 * sets * len(names) + 100.0 * span * months
    each = 20.0 * sum(kind in by_run for kind, _, _ in names) + 20.0 * len(MEASURES) * ("prior" in by_run)

    def needed(runs: int) -> float:
        rows = len(ARMS) * min(runs, _part_size(scenario))
        draws = runs / scenario.replicates
        by_month = min(MONTHLY_ROOM, 16 * span * len(series_of(scenario)) * draws) if months else 0.0
        return float(rows * (1.6 * row + watched) + by_month + draw * draws + each * runs)

    what = f"runs in each of {len(ARMS)} arms"
    check_memory(scenario.runs, what, needed, scenario.replicates)


def pieces_of(
    scenario: Scenario,
    *,
    muted: tuple[str, ...] = (),
    prior_only: bool = False,
    months: bool = False,
    subjects: tuple[About, ...] = (),
    threads: int | None = None,
) -> Iterator[Piece]:
    """Run all arms of a scenario piece by piece; ``muted`` actors do nothing in any of them.

    ``months``: whether outcomes have whole months; ``subjects``: what their ties are kept for.
    """
    record = Record(measures=months, relations=relations_of(scenario, subjects))
    scripts = arm_scripts(scenario)
    for actor in muted:
        index = scenario.case.actor_ids.index(actor)
        scripts = tuple(script.mute(index) for script in scripts)
    for draws, replicates in _parts(scenario):
        weights = weights_of(scenario, prior_only=prior_only, first=draws.start, draws=len(draws))
        table = crossed(scenario, scripts, weights, first_draw=draws.start, replicates=replicates)
        first = draws.start * scenario.replicates + replicates.start
        yield Piece(first, len(replicates), table, simulate(table, record, threads))


def collect(
    scenario: Scenario,
    pieces: Iterable[Piece],
    *,
    months: bool = False,
    subjects: tuple[About, ...] = (),
    by_run: Collection[str] = (),
) -> Arms:
    """Add up the pieces of a scenario, and where they have months or ties these too; see `pieces_of`.

    ``by_run``: of which of `BY_RUN` the runs themselves are kept as well, which takes memory for each.
    """
    draws, replicates = scenario.runs // scenario.replicates, scenario.replicates
    names = _quantities(scenario, subjects)
    wanted = np.array([kind in by_run for kind, _, _ in names])
    runs = np.full((int(wanted.sum()), 2, draws * replicates), np.nan)
    sums, by_month, failed = Sums(len(names), draws), MonthSums(scenario) if months else None, 0
    for first, each, table, outcome in pieces:
        values = _values(scenario, table, outcome, subjects)
        sound: NDArray[np.bool_] = ~np.any(outcome.failed.reshape(len(ARMS), -1), axis=0)
        here = slice(first, first + len(sound))
        runs[:, :, here] = np.where(sound, values[wanted], np.nan)
        failed += int((~sound).sum())
        shape = (len(sound) // each, each)
        sums.add(first // replicates, values.reshape(*values.shape[:2], *shape), sound.reshape(shape))
        if by_month is not None:
            by_month.add(outcome, np.arange(first, here.stop) // replicates, ~sound)
        del table, outcome, values  # before the next piece takes as much again
    kept = iter(runs.reshape(len(runs), 2, draws, replicates))
    found: dict[str, dict[str, dict[str, ByDraw]]] = {kind: {} for kind in BY_RUN}
    for (kind, which, name), one, keep in zip(names, sums.found(), wanted, strict=True):
        found[kind].setdefault(which, {})[name] = replace(one, values=next(kept)) if keep else one
    return Arms(
        measures=found["measures"][""],
        ties=found["ties"],
        holds=found["holds"][""],
        treated=found["treated"].get("", {}),
        counts=sums.counts,
        failed=failed,
        months=None if by_month is None else by_month.found(),
    )


def _quantities(scenario: Scenario, subjects: tuple[About, ...]) -> list[tuple[str, str, str]]:
    """In the order of `_values`: of which field of `Arms` each quantity is, of which tie, its name there."""
    hold, *others = [measure.name for measure in MEASURES]
    over = [OVER_CLIENTS] if scenario.focus in scenario.case.clients else []
    actors = scenario.case.actor_ids
    return [
        *(("measures", "", name) for name in (hold, *over, *others)),
        *(("ties", tie.name, actor) for tie in TIES for actor in actors if actor != scenario.focus),
        *(("holds", "", actor) for actor in actors),
        *(("treated", "", one.what) for one in subjects),
    ]


def _values(scenario: Scenario, table: RunTable, outcome: Outcome, subjects: tuple[About, ...]) -> Floats:
    """(quantity, 2, pairs) what every run gave."""
    actors = scenario.case.actor_ids
    pairs = table.runs // len(ARMS)
    kinds = _quantities(scenario, subjects)
    asked = [asked_of(scenario, name, derived=True) for kind, _, name in kinds if kind == "measures"]
    found = [one.in_both_arms(one.of(outcome, actors).reshape(len(ARMS), pairs)) for one in asked]
    focus = actors.index(scenario.focus)
    for tie in TIES:
        toward = outcome.tie(tie.name)[: 2 * pairs, :, focus].T.reshape(len(actors), 2, pairs)
        found += [values for i, values in enumerate(toward) if i != focus]
    found += list(outcome.mean(MEASURES[0].name)[: 2 * pairs].T.reshape(len(actors), 2, pairs))
    found += [values[: 2 * pairs].reshape(2, pairs) for values in _treated(table, outcome, subjects)]
    return np.array([values[:2] for values in found])


def _treated(table: RunTable, outcome: Outcome, subjects: tuple[About, ...]) -> Iterator[Floats]:
    """(R,) what each subject is in every run, averaged over the same months as the measures."""
    relations = iter(np.moveaxis(outcome.relations_path, 2, 0))
    for one in subjects:
        if one.kind == ISSUE:
            yield outcome.outcome[:, table.weights.issues.index(one.names[0])]
        elif one.kind == CAPABILITY:
            yield capability_of(table, one)
        else:
            yield next(relations)[:, table.window :].mean(axis=1)


def _span(scenario: Scenario) -> int:
    return scenario.last_month - scenario.first_month + 1


def _parts(scenario: Scenario) -> Iterator[tuple[range, range]]:
    """Draws and replicates of each piece: whole draws, unless one alone is too many."""
    draws, replicates = scenario.runs // scenario.replicates, scenario.replicates
    most = _part_size(scenario)
    step = max(1, most // replicates)
    for first in range(0, draws, step):
        for low in range(0, replicates, most):
            yield range(first, min(first + step, draws)), range(low, min(low + most, replicates))


def _part_size(scenario: Scenario) -> int:
    """Pairs of draw and replicate of which the months take as much as a piece may."""
    return max(1, ROOM // (8 * len(ARMS) * _span(scenario) * len(series_of(scenario))))

"""Runs a scenario's arms in pieces of bounded size, and adds up what the estimators need of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import noise_of
from patronage.sim.designs.arms import ARMS, REFERENCE, SCENARIO, arm_scripts, crossed, weights_of
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
from patronage.sim.model.ensemble.simulate import Outcome, Record, run_bytes, simulate
from patronage.sim.model.measures import DERIVED, MEASURES, TAKEN, TIES
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.result import column

Floats = NDArray[np.float64]

ROOM = 1 << 27  # bytes that one piece's paths may take
SLAB = 128  # runs whose months are added at once, so that they stay in the processor's cache
MONTHLY_ROOM = 1 << 27  # bytes that the draws' months may take; draws beyond that are left out of them


class Piece(NamedTuple):
    """All arms of some pairs of draw and replicate, which are numbered from ``first`` on."""

    first: int
    table: RunTable
    outcome: Outcome


@dataclass(frozen=True)
class Arms:
    """What came of a scenario's runs; axes arm, draw D, replicate P, actor n.

    measures: by name, the focus actor's (2, D, P), in the reference and the scenario arm. ties: by name,
    each actor's toward the focus actor (2, n, D, P). holds: every actor's headline measure (2, n, D, P).
    treated: by what it is called, (2, D, P) of what the events are about (`sim.designs.treatment`); empty
    where it was not asked for. kept (D, P): False where a run failed in any arm. monthly (2, draw, month,
    series): means over replicates of the series in ``names``, of the first draws if they are many; no draws
    where months were not asked for. monthly_noise (3, month, series): the variance of these means, and of the
    loss between them, that is Monte Carlo error; NaN without replicates.
    """

    measures: dict[str, Floats]
    ties: dict[str, Floats]
    holds: Floats
    treated: dict[str, Floats]
    kept: NDArray[np.bool_]
    names: tuple[str, ...]
    monthly: Floats
    monthly_noise: Floats

    @property
    def failed(self) -> int:
        """Pairs of runs that are left out because one of their arms failed."""
        return int((~self.kept).sum())


def check_room(scenario: Scenario, *, months: bool) -> None:
    """FaultError where the scenario's runs, under coded and under prior-only weights, do not fit into memory.

    The factors were measured on 2,000 to a million runs: of what a part's outcome takes at the most, what the
    months take (`noise_of` copies them several times), and what is kept of each pair of runs.
    """
    span, series, actors = _span(scenario), len(_series(scenario)), len(scenario.case.actors)
    subjects = about(scenario)
    row = run_bytes(actors, len(scenario.case.issues), span, Record(measures=months))
    watched = 8 * span * len(relations_of(scenario, subjects))
    sets = 3 if events_bring(subjects) else 2  # coded, prior-only, and without dated capability
    each = 9.0 * sets * (len(TAKEN) * len(ARMS) + 2 * (len(TIES) + 1) * actors) + 18.0 * len(subjects)

    def needed(runs: int) -> float:
        rows = len(ARMS) * min(runs, _part_size(scenario))
        monthly = 16 * span * series * _listed(scenario, runs) if months else 0
        return max(rows * (1.6 * row + watched) + monthly, 9.0 * monthly) + each * runs

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
    for first, table in _tables(scenario, muted, prior_only=prior_only):
        yield Piece(first, table, simulate(table, record, threads))


def collect(
    scenario: Scenario,
    pieces: Iterable[Piece],
    *,
    months: bool = False,
    subjects: tuple[About, ...] = (),
) -> Arms:
    """Add up the pieces of a scenario, and where they have months or ties these too; see `pieces_of`."""
    focus = scenario.case.actor_ids.index(scenario.focus)
    draws, replicates = scenario.runs // scenario.replicates, scenario.replicates
    pairs, actors, span = scenario.runs, len(scenario.case.actors), _span(scenario)
    names = _series(scenario)
    listed = _listed(scenario, pairs) if months else 0
    taken = np.zeros((len(TAKEN), len(ARMS), pairs))
    ties = np.zeros((len(TIES), 2, actors, pairs))
    holds = np.zeros((2, actors, pairs))
    treated = np.zeros((len(subjects), 2, pairs))
    failed = np.zeros(pairs, dtype=np.bool_)
    sums = np.zeros((2, listed, span, len(names)))
    squares = np.zeros((3, span, len(names)))
    for low, table, outcome in pieces:
        high = low + table.runs // len(ARMS)
        here = slice(low, high)
        failed[here] = outcome.failed.reshape(len(ARMS), -1).any(axis=0)
        both = slice(0, 2 * (high - low))
        taken[:, :, here] = outcome.measures[:, :, focus].T.reshape(len(TAKEN), len(ARMS), -1)
        toward = outcome.ties[both, :, :, focus].reshape(2, -1, len(TIES), actors)
        ties[:, :, :, here] = toward.transpose(2, 0, 3, 1)
        holds[:, :, here] = outcome.mean(MEASURES[0].name)[both].reshape(2, -1, actors).swapaxes(1, 2)
        for k, values in enumerate(_treated(table, outcome, subjects)):
            treated[k, :, here] = values[both].reshape(2, -1)
        if months and low < listed * replicates:
            _add_months(sums, squares, outcome, focus, np.arange(low, high) // replicates, failed[here])
    kept = ~failed.reshape(draws, replicates)
    counts = kept[:listed].sum(axis=1)
    by_run = taken.reshape(len(TAKEN), len(ARMS), draws, replicates)
    by_name = {measure.name: by_run[k] for k, measure in enumerate(TAKEN)}
    return Arms(
        measures={measure.name: measure.in_both_arms(by_name[measure.source]) for measure in MEASURES},
        ties={tie.name: ties[z].reshape(2, actors, draws, replicates) for z, tie in enumerate(TIES)},
        holds=holds.reshape(2, actors, draws, replicates),
        treated={one.what: treated[k].reshape(2, draws, replicates) for k, one in enumerate(subjects)},
        kept=kept,
        names=names,
        monthly=sums[:, counts > 0] / counts[counts > 0, None, None],
        monthly_noise=_noise(sums[:, counts > 0], squares, counts[counts > 0]),
    )


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


def _noise(sums: Floats, squares: Floats, counts: NDArray[np.int64]) -> Floats:
    """(3, month, series) the Monte Carlo variance of draws' means, from sums and sums of squares of runs."""
    both = np.concatenate([sums, sums[:1] - sums[1:]]).swapaxes(0, 1)
    return noise_of(both, squares, counts[:, None, None, None])


def _span(scenario: Scenario) -> int:
    return scenario.last_month - scenario.first_month + 1


def _listed(scenario: Scenario, runs: int) -> int:
    """Of how many draws the months are kept."""
    most = MONTHLY_ROOM // (16 * _span(scenario) * len(_series(scenario)))
    return min(runs // scenario.replicates, max(1, most))


def _part_size(scenario: Scenario) -> int:
    """Pairs of draw and replicate in a part: whole draws, unless one alone is too many."""
    replicates = scenario.replicates
    most = max(1, ROOM // (8 * len(ARMS) * _span(scenario) * len(_series(scenario))))
    return most // replicates * replicates if most >= replicates else most


def _series(scenario: Scenario) -> tuple[str, ...]:
    """The quantities by month: what is taken of every actor, the outcomes, what is derived of the focus."""
    measures = (column(measure.name, actor) for measure in TAKEN for actor in scenario.case.actor_ids)
    outcomes = (column("outcome", issue) for issue in scenario.case.issue_ids)
    return (*measures, *outcomes, *(column(measure.name, scenario.focus) for measure in DERIVED))


def _tables(
    scenario: Scenario, muted: tuple[str, ...], *, prior_only: bool
) -> Iterator[tuple[int, RunTable]]:
    """The arms' table in pieces: from which pair of draw and replicate on, and the rows of all arms."""
    scripts = arm_scripts(scenario)
    for actor in muted:
        index = scenario.case.actor_ids.index(actor)
        scripts = tuple(script.mute(index) for script in scripts)
    replicates, step = scenario.replicates, _part_size(scenario)
    for low in range(0, scenario.runs, step):
        high = min(low + step, scenario.runs)
        first, last = low // replicates, (high - 1) // replicates
        weights = weights_of(scenario, prior_only=prior_only, first=first, draws=last - first + 1)
        whole = crossed(scenario, scripts, weights, first_draw=first)
        pairs = np.arange(low, high) - first * replicates
        rows = (np.arange(len(ARMS))[:, None] * (weights.draws * replicates) + pairs).ravel()
        yield (
            low,
            replace(
                whole,
                script=whole.script[rows],
                point=whole.point[rows],
                weight=whole.weight[rows],
                draw=whole.draw[rows],
                replicate=whole.replicate[rows],
            ),
        )


def _add_months(
    sums: Floats,
    squares: Floats,
    outcome: Outcome,
    focus: int,
    draw: NDArray[np.int64],
    failed: NDArray[np.bool_],
) -> None:
    """Add the months of the sound runs to their draws' sums (2, draw, month, series), and their squares.

    ``squares`` (3, month, series): of both arms and of the loss, all draws together.
    """
    size, every = len(failed), np.flatnonzero(~failed & (draw < sums.shape[1]))
    sources = [(measure, outcome.path(measure.source)[:, :, focus]) for measure in DERIVED]
    for rows in (every[low : low + SLAB] for low in range(0, len(every), SLAB)):
        starts = np.flatnonzero(np.diff(draw[rows], prepend=-1))
        wholes = []
        for arm in (REFERENCE, SCENARIO):
            mine, idle = arm * size + rows, (arm + 2) * size + rows
            taken = outcome.measures_path[mine].reshape(len(mine), sums.shape[2], -1)
            derived = [measure.formula(path[mine], path[idle])[:, :, None] for measure, path in sources]
            whole = np.concatenate([taken, outcome.outcome_path[mine], *derived], axis=2)
            sums[arm, draw[rows[starts]]] += np.add.reduceat(whole, starts, axis=0)
            wholes.append(whole)
        for k, each in enumerate((*wholes, wholes[0] - wholes[1])):
            squares[k] += np.einsum("rts,rts->ts", each, each)

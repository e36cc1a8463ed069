"""Who would trade what with whom, month by month, and at whose cost. Nothing of it enters a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.bargains import Gained, Offer, gained, offers_of, pairs_of, surplus_of
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.tables import Table
from patronage.sim.designs.bargains import CODED, PRIOR, RECORD, bargains_table, relabelled_table
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.memory import check_memory
from patronage.sim.files.months import month_text
from patronage.sim.model.ensemble.bargaining import FIRST_ISSUE, GAINS, SECOND_ISSUE
from patronage.sim.model.ensemble.simulate import Outcome, run_bytes, simulate
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Size, Tick, part_of, sized
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.bargains import bargains_tables

Floats = NDArray[np.float64]

BUDGET = 8_000  # runs under coded and prior-only weights, of both arms
PERMUTATIONS = 100
PERMUTED_DRAWS, PERMUTED_REPLICATES = 50, 2  # of each permutation
ROOM = 1 << 26  # bytes that the months of the runs that are simulated at once may take


@dataclass(frozen=True)
class Bargain:
    """What two actors would agree on, over the months from the first event on, and what it would be worth.

    parties, offers: by name and by number of the issue; offered: in which part of the months there is an
    offer. gains: of every actor, in points of disutility. surplus: what both parties gain together; without:
    the same without the events. by_month: the surplus and what the focus actor gains, in every month of the
    period.
    """

    parties: tuple[str, str]
    offers: tuple[Offer, ...]
    offered: float
    gains: dict[str, Gained]
    surplus: Gained
    without: Spread
    by_month: tuple[tuple[Spread, Spread], ...]

    def third(self) -> dict[str, Spread]:
        """What each third party gains; below zero it pays."""
        return {actor: one.coded for actor, one in self.gains.items() if actor not in self.parties}


@dataclass(frozen=True, repr=False)
class Bargains(Shown):
    """Every pair's bargain, by surplus, the largest first."""

    focus: str
    issues: tuple[str, ...]
    size: Size
    permuted_size: Size
    permutations: int
    months: tuple[str, ...]
    window: int
    bargains: tuple[Bargain, ...]

    def costliest(self) -> Bargain | None:
        """That of which the focus actor, no party to it, loses most; None where it loses by none."""
        others = [one for one in self.bargains if self.focus not in one.parties]
        worst = min(others, key=lambda one: one.gains[self.focus].coded.mean, default=None)
        return worst if worst is not None and worst.gains[self.focus].coded.mean < 0.0 else None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "permutations": self.permutations,
            "permuted_draws": self.permuted_size.draws,
            "permuted_replicates": self.permuted_size.replicates,
            "window": [self.months[self.window], self.months[-1]],
            "bargains": [
                {
                    "parties": list(one.parties),
                    "offered": one.offered,
                    "offers": [
                        {
                            "kind": "agree" if offer.first == offer.second else "exchange",
                            "issues": [self.issues[offer.first], self.issues[offer.second]],
                            "share": offer.share,
                        }
                        for offer in one.offers
                    ],
                    "surplus": one.surplus.plain(),
                    "surplus_without_events": one.without.plain(),
                    "gains": {actor: each.plain() for actor, each in one.gains.items()},
                    "by_month": [
                        {"month": month, "surplus": surplus.plain(), f"gain_of_{self.focus}": focus.plain()}
                        for month, (surplus, focus) in zip(self.months, one.by_month, strict=True)
                    ],
                }
                for one in self.bargains
            ],
        }

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return bargains_tables(self)


def size_of_bargains(scenario: Scenario, size: Size | None = None) -> Size:
    """The size that is given, or the scenario's own as far as the budget allows."""
    return size or sized(scenario, 4, BUDGET)


def runs_of_bargains(size: Size, permutations: int) -> int:
    """How many runs it takes, at the most."""
    return 4 * size.runs + 2 * (1 + permutations) * _small(size).runs


def _small(size: Size) -> Size:
    return Size(min(size.draws, PERMUTED_DRAWS), min(size.replicates, PERMUTED_REPLICATES))


def bargains(
    scenario: Scenario,
    *,
    size: Size | None = None,
    permutations: int = PERMUTATIONS,
    tick: Tick | None = None,
) -> Bargains:
    """Weigh what every pair would agree on at the start of every month, as E18 weighs it of those who may.

    FaultError where the scenario has no agreements, or where so many runs do not fit into memory; ValueError
    where every run failed.
    """
    if not scenario.settings["agreement"]:
        message = "actors reach no agreements here: the setting agreement is 0"
        raise FaultError([Fault(str(scenario.path), 0, 0, "settings.agreement", message, "above 0, up to 1")])
    size = size_of_bargains(scenario, size)
    few = _small(size)
    found = _read(bargains_table(size.of(scenario)), size, tick)
    table, count = relabelled_table(few.of(scenario), permutations)
    others = _read(table, few, tick)
    actors, focus = scenario.case.actor_ids, scenario.case.actor_ids.index(scenario.focus)
    made = []
    for k, pair in enumerate(pairs_of(actors)):
        coded, prior = found.gains[CODED, 1, :, :, k], found.gains[PRIOR, 1, :, :, k]
        own, dealt = others.gains[0, 1, :, :, k], others.gains[1:, 1, :, :, k]
        offers, offered = offers_of(found.counts[k])
        sums = [surplus_of(gains, pair) for gains in (coded, prior, own, dealt)]
        made.append(
            Bargain(
                parties=(actors[pair[0]], actors[pair[1]]),
                offers=offers,
                offered=offered,
                gains={
                    actor: gained(*(gains[..., m] for gains in (coded, prior, own, dealt)))
                    for m, actor in enumerate(actors)
                },
                surplus=gained(*sums),
                without=spread_of(surplus_of(found.gains[CODED, 0, :, :, k], pair)),
                by_month=tuple(
                    (spread_of(surplus_of(month, pair)), spread_of(month[..., focus]))
                    for month in np.moveaxis(found.months[:, :, :, k], 2, 0)
                ),
            )
        )
    first = scenario.first_month
    return Bargains(
        focus=scenario.focus,
        issues=scenario.case.issue_ids,
        size=size,
        permuted_size=few,
        permutations=count,
        months=tuple(month_text(month) for month in range(first, scenario.last_month + 1)),
        window=table.window,
        bargains=tuple(sorted(made, key=lambda one: -one.surplus.coded.mean)),
    )


@dataclass
class _Read:
    """What is kept of a table of variants V in both arms: D draws, P replicates, pairs K, months T, actors n.

    gains (V, 2, D, P, K, n): means over the months of the window, NaN where a run failed; months
    (D, P, T, K, n) and counts (K, 1 + issues, 1 + issues): of the first variant in the scenario arm, the
    latter over the window.
    """

    gains: Floats
    months: Floats
    counts: NDArray[np.int64]


def _read(table: RunTable, size: Size, tick: Tick | None) -> _Read:
    actors, issues = len(table.weights.actors), len(table.weights.issues)
    pairs = actors * (actors - 1) // 2
    kept = 8 * pairs * actors
    months = size.runs * table.months * kept
    check_memory(table.runs, "runs with every pair's bargains", lambda runs: 2.5 * runs * kept + 2.5 * months)
    gains = np.empty((table.runs, pairs, actors))
    by_month = np.empty((size.runs, table.months, pairs, actors))
    counts = np.zeros((pairs, 1 + issues, 1 + issues), dtype=np.int64)
    for start, part, outcome in _simulated(table, tick):
        path = np.where(outcome.failed[:, None, None, None], np.nan, outcome.bargains_path)
        gains[start : start + part.runs] = path[:, table.window :, :, GAINS:].mean(axis=1)
        row = start - size.runs  # the scenario arm of the first variant begins there
        here = slice(max(0, -row), max(0, min(part.runs, size.runs - row)))
        mine = path[here]
        if len(mine):
            by_month[row + here.start : row + here.stop] = mine[..., GAINS:]
            sound = mine[np.isfinite(mine).all(axis=(1, 2, 3))][:, table.window :]
            for k in range(pairs):
                picked = 1 + sound[:, :, k, [FIRST_ISSUE, SECOND_ISSUE]].astype(np.int64).reshape(-1, 2)
                np.add.at(counts[k], (picked[:, 0], picked[:, 1]), 1)
    shape = (2, size.draws, size.replicates, pairs, actors)
    return _Read(
        gains.reshape(-1, *shape),
        by_month.reshape(size.draws, size.replicates, table.months, pairs, actors),
        counts,
    )


def _simulated(table: RunTable, tick: Tick | None) -> Iterator[tuple[int, RunTable, Outcome]]:
    """A table in parts of bounded size: where each begins, and what came of it."""
    weights = table.weights
    each = run_bytes(len(weights.actors), len(weights.issues), table.months, RECORD)
    step = max(1, ROOM // each)
    for start in range(0, table.runs, step):
        part = part_of(table, slice(start, start + step))
        yield start, part, simulate(part, RECORD)
        if tick is not None:
            tick(part.runs)

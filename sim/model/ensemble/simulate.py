"""Thousands of runs at once: the months of a block of runs, and blocks on threads.

Runs are put into blocks of `LANES`, and a block is simulated under one script after the other by one
compiled call that lets go of Python's lock; months that scripts share are simulated once. A run's
numbers depend on its row of the table alone, so any number of threads and any chunk size give the
same bytes.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.exact.rng import choice_keys, noise_keys, rng_key
from patronage.sim.files.memory import check_memory
from patronage.sim.model.ensemble.block import RELATIONS, simulate_block
from patronage.sim.model.ensemble.families import families, stages_of
from patronage.sim.model.ensemble.seeing import SEEN
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.table import RunTable
from patronage.sim.model.world import Block
from patronage.sim.verbs import VERB_NAMES

ROW = 100  # bytes by which a row of the table is put into blocks
TOUCH = 4  # blocks handed to a thread at a time


class Relation(NamedTuple):
    """One of `RELATIONS` from actor i to actor j, by their numbers."""

    kind: str
    i: int
    j: int


@dataclass(frozen=True)
class Record:
    """What to keep of each run beside its averages over the window."""

    measures: bool = False  # the measures and the outcomes by month
    trust: bool = False  # trust by month
    acts: bool = False  # each actor's option by month and round
    relations: tuple[Relation, ...] = ()  # these, and no others, by month
    seen: bool = False  # what everybody sees as each month begins
    bargains: bool = False  # what every pair would agree on, by month


@dataclass(frozen=True)
class Outcome:
    """What came of a table of runs; axes run R, month T, measure M, tie Z, actor n, issue K.

    Averages over the window: measures (R, M, n; `TAKEN`), ties (R, Z, n, n; `TIES`; the row's toward the
    column, such as how far it depends on it), outcome (R, K); at the end: sacrifice (R, n). failed (R,): True
    where a number was not finite. By month where asked for, else empty: measures_path (R, T, M, n),
    outcome_path (R, T, K), trust_path (R, T, n, n), acts_path (R, T, 2, n; the option chosen in the opening
    and in the answer, -1 where there was no choice), relations_path (R, T, L; the relations that were asked
    for), seen_path (R, T, SEEN, n, n; of the column by the row as the month begins, 0 of itself) and
    bargains_path (R, T, P, 2 + n; of every pair of actors in the order of their names the issue of each one's
    promise, -1 where no offer is good for both, and what it would be worth to every actor: see
    `sim.model.ensemble.bargaining`).
    """

    measures: Floats
    ties: Floats
    outcome: Floats
    sacrifice: Floats
    failed: NDArray[np.bool_]
    measures_path: Floats
    outcome_path: Floats
    trust_path: Floats
    acts_path: Ints
    relations_path: Floats
    seen_path: Floats
    bargains_path: Floats

    def mean(self, measure: str) -> Floats:
        """(R, n) a measure by its name, averaged over the window."""
        return self.measures[:, _ROWS[measure]]

    def tie(self, name: str) -> Floats:
        """(R, n, n) a tie by its name, averaged over the window: the row's toward the column."""
        return self.ties[:, _TIES[name]]

    def path(self, measure: str) -> Floats:
        """(R, T, n) the same by month, where that was asked for."""
        return self.measures_path[:, :, _ROWS[measure]]


_ROWS = {measure.name: k for k, measure in enumerate(TAKEN)}
_TIES = {tie.name: k for k, tie in enumerate(TIES)}


def run_bytes(actors: int, issues: int, months: int, record: Record) -> int:
    """Bytes that an `Outcome` takes for each run."""
    averages = (len(TAKEN) + 1) * actors + len(TIES) * actors**2 + issues
    by_month = (
        record.measures * (len(TAKEN) * actors + issues)
        + record.trust * actors**2
        + record.acts * 2 * actors
        + len(record.relations)
        + record.seen * len(SEEN) * actors**2
        + record.bargains * (actors * (actors - 1) // 2) * (2 + actors)
    )
    return 8 * (averages + months * by_month)


def simulate(table: RunTable, record: Record | None = None, threads: int | None = None) -> Outcome:
    """Run every row of a table; see `Outcome` for what comes back.

    ``threads`` is the number of threads (default: the machine's cores) and changes no number. FaultError
    where the outcome would not fit into memory.
    """
    record = record or Record()
    w = table.weights
    n, issues, runs, months = len(w.actors), len(w.issues), table.runs, table.months
    each = run_bytes(n, issues, months, record) + ROW
    check_memory(runs, "runs at once", lambda some: some * each)
    kept = runs if record.measures else 0
    trusted = runs if record.trust else 0
    acted = runs if record.acts else 0
    saw = runs if record.seen else 0
    bargained, pairs = runs if record.bargains else 0, n * (n - 1) // 2
    out = Outcome(
        measures=np.empty((runs, len(TAKEN), n)),
        ties=np.empty((runs, len(TIES), n, n)),
        outcome=np.empty((runs, issues)),
        sacrifice=np.empty((runs, n)),
        failed=np.zeros(runs, dtype=np.bool_),
        measures_path=np.empty((kept, months, len(TAKEN), n)),
        outcome_path=np.empty((kept, months, issues)),
        trust_path=np.empty((trusted, months, n, n)),
        acts_path=np.empty((acted, months, 2, n), dtype=np.int64),
        relations_path=np.empty((runs, months, len(record.relations))),
        seen_path=np.zeros((saw, months, len(SEEN), n, n)),
        bargains_path=np.empty((bargained, months, pairs, 2 + n)),
    )
    relations = np.array(
        [(RELATIONS.index(kind), i, j) for kind, i, j in record.relations], dtype=np.int64
    ).reshape(-1, 3)
    act_keys, shock_keys = choice_keys(w.actors, VERB_NAMES), noise_keys(w.issues)
    root = np.array([rng_key(table.rng)], dtype=np.uint64)
    stages = [w.capability_at(happened) for happened in stages_of(table)]
    tasks = [(family, b) for family in families(table) for b in range(len(family.rows))]
    measures, ties = out.measures.reshape(runs, len(TAKEN) * n), out.ties.reshape(runs, len(TIES) * n * n)
    path_measures = out.measures_path.reshape(kept, months, len(TAKEN) * n)
    path_trust = out.trust_path.reshape(trusted, months, n * n)
    path_acts = out.acts_path.reshape(acted, months, 2 * n)
    path_seen = out.seen_path.reshape(saw, months, len(SEEN) * n * n)
    path_bargains = out.bargains_path.reshape(bargained, months, pairs * (2 + n))

    slots = max((int(family.slot.max()) + 1 for family, _ in tasks), default=0)
    own = threading.local()

    def work(first: int) -> None:
        if not hasattr(own, "block"):
            own.block = Block(table, stages, slots, act_keys, shock_keys)
        block: Block = own.block
        for family, b in tasks[first : first + TOUCH]:
            block.start(family.rows[b, 0], family.muted)
            simulate_block(
                block.world, block.state, block.kept, family.rows[b], family.filled[b], family.start,
                family.slot, family.acts, family.bars, family.instead, family.stage, family.on, table.draw,
                table.replicate, root, table.first_month, table.window, measures, ties, out.outcome,
                out.sacrifice, out.failed, path_measures, out.outcome_path, path_trust, path_acts,
                relations, out.relations_path, path_seen, path_bargains,
            )  # fmt: skip

    starts = range(0, len(tasks), TOUCH)
    workers = threads or os.cpu_count() or 1
    if workers == 1 or len(starts) < 2:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, starts))
    return out

"""Thousands of runs at once: the months of a block of runs, and blocks on threads.

Runs with the same script are put into blocks of `LANES`; each block is simulated by one compiled
call that lets go of Python's lock. A run's numbers depend on its row of the table alone, so any
number of threads and any chunk size give the same bytes.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import formulas as f
from sim.block import simulate_block
from sim.columns import LANES
from sim.inputs import Floats, Ints, RunTable
from sim.rng import choice_keys, noise_keys, rng_key

TOUCH = 8  # blocks handed to a thread at a time


@dataclass(frozen=True)
class Record:
    """What to keep of each run beside its averages over the window."""

    measures: bool = False  # hold, share, attainment and outcomes by month
    trust: bool = False  # trust by month
    acts: bool = False  # each actor's option by month and round


@dataclass(frozen=True)
class Outcome:
    """What came of a table of runs; axes run R, month T, actor n, issue K.

    Averages over the window: hold, share, attainment (R, n), dependence (R, n, n; row depends on
    column), outcome (R, K); at the end: sacrifice (R, n). failed (R,): True where a number was not
    finite. By month where asked for, else empty: hold_path, share_path, attainment_path (R, T, n),
    outcome_path (R, T, K), trust_path (R, T, n, n), acts_path (R, T, 2, n; the option
    chosen in the opening and in the answer, -1 where there was no choice).
    """

    hold: Floats
    share: Floats
    attainment: Floats
    dependence: Floats
    outcome: Floats
    sacrifice: Floats
    failed: NDArray[np.bool_]
    hold_path: Floats
    share_path: Floats
    attainment_path: Floats
    outcome_path: Floats
    trust_path: Floats
    acts_path: Ints


def _blocks(table: RunTable, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows grouped by script into blocks: (B, LANES) row numbers, how many are real, the script."""
    groups, filled, scripts = [], [], []
    for s in range(len(table.scripts)):
        mine = rows[table.script[rows] == s]
        for start in range(0, len(mine), LANES):
            part = mine[start : start + LANES]
            groups.append(np.concatenate([part, np.full(LANES - len(part), part[0])]))
            filled.append(len(part))
            scripts.append(s)
    return (
        np.array(groups, dtype=np.int64),
        np.array(filled, dtype=np.int64),
        np.array(scripts, dtype=np.int64),
    )


def simulate(table: RunTable, record: Record | None = None, threads: int | None = None) -> Outcome:
    """Run every row of a table; see `Outcome` for what comes back.

    ``threads`` is the number of threads (default: the machine's cores) and changes no number.
    """
    record = record or Record()
    w = table.weights
    n, issues, runs, months = len(w.actors), len(w.issues), table.runs, table.months
    kept = runs if record.measures else 0
    trusted = runs if record.trust else 0
    acted = runs if record.acts else 0
    out = Outcome(
        hold=np.empty((runs, n)),
        share=np.empty((runs, n)),
        attainment=np.empty((runs, n)),
        dependence=np.empty((runs, n, n)),
        outcome=np.empty((runs, issues)),
        sacrifice=np.empty((runs, n)),
        failed=np.zeros(runs, dtype=np.bool_),
        hold_path=np.empty((kept, months, n)),
        share_path=np.empty((kept, months, n)),
        attainment_path=np.empty((kept, months, n)),
        outcome_path=np.empty((kept, months, issues)),
        trust_path=np.empty((trusted, months, n, n)),
        acts_path=np.empty((acted, months, 2, n), dtype=np.int64),
    )
    act_keys, shock_keys = choice_keys(w.actors, f.VERBS), noise_keys(w.issues)
    root = np.array([rng_key(table.rng)], dtype=np.uint64)
    imposed = [script.imposed() for script in table.scripts]
    blocks, filled, scripts = _blocks(table, np.arange(runs))

    def work(first: int) -> None:
        for b in range(first, min(first + TOUCH, len(blocks))):
            s = scripts[b]
            simulate_block(
                blocks[b], filled[b], w.salience, w.position, w.capability, w.trust, w.commitment, w.outcome,
                w.field_leverage, w.field_position, table.settings, table.point, table.weight, table.draw,
                table.replicate, root, table.first_month, table.window, imposed[s], table.scripts[s].bars,
                table.scripts[s].muted, act_keys, shock_keys, out.hold, out.share,
                out.attainment, out.dependence, out.outcome, out.sacrifice, out.failed, out.hold_path,
                out.share_path, out.attainment_path, out.outcome_path, out.trust_path, out.acts_path,
            )  # fmt: skip

    starts = range(0, len(blocks), TOUCH)
    workers = threads or os.cpu_count() or 1
    if workers == 1 or len(starts) < 2:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, starts))
    return out

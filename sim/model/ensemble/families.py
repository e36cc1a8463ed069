"""Scripts that agree for their first months, so that those months are simulated once for all of them.

Two arms of a scenario have the same runs, the same luck and the same months up to the first event. Scripts
over the same runs are put in an order in which each has as many first months as possible in common with the
one before it, and goes on from there. This changes no number: a run depends on its row of the table alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from patronage.sim.exact.arrays import Flags, Ints
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.table import RunTable

MOST = 16  # scripts in a family: a block of each is one piece of work for a thread


@dataclass(frozen=True)
class Family:
    """Scripts S over the same runs, in blocks B of them, over months T.

    acts, bars (S, T, n, options) and muted (n,): as in a script, acts as carried out. start (S,): the first
    month in which a script differs from the one before it, 0 for the first. slot (T + 1,): where the state
    before a month is kept for scripts that start there, -1 for nowhere. rows (B, S, LANES): row numbers of
    the table; filled (B,): how many of a block's are real, the rest being repeated.
    """

    acts: Flags
    bars: Flags
    muted: Flags
    start: Ints
    slot: Ints
    rows: Ints
    filled: Ints


def families(table: RunTable) -> Iterator[Family]:
    """The families of a table's scripts, which together have every run once."""
    runs = np.stack([table.point, table.weight, table.draw, table.replicate])
    order = np.lexsort((*runs, table.script))
    bounds = np.searchsorted(table.script[order], np.arange(len(table.scripts) + 1))
    alike: dict[tuple[bytes, bytes], list[tuple[bytes, Flags, Ints, int]]] = {}
    for s, script in enumerate(table.scripts):
        rows = order[bounds[s] : bounds[s + 1]]
        if len(rows):
            acts = script.imposed()
            months = np.concatenate(
                [acts.reshape(table.months, -1), script.bars.reshape(table.months, -1)], axis=1
            )
            same = (script.muted.tobytes(), runs[:, rows].tobytes())
            alike.setdefault(same, []).append((months.tobytes(), acts, rows, s))
    for members in alike.values():
        members.sort(key=lambda member: (member[0], member[3]))
        for first in range(0, len(members), MOST):
            yield _family(table, members[first : first + MOST])


def _family(table: RunTable, members: list[tuple[bytes, Flags, Ints, int]]) -> Family:
    texts = [np.frombuffer(text, np.uint8).reshape(table.months, -1) for text, _, _, _ in members]
    start = np.zeros(len(members), dtype=np.int64)
    for k in range(1, len(members)):
        differs = (texts[k] != texts[k - 1]).any(axis=1)
        start[k] = differs.argmax() if differs.any() else table.months
    slot = np.full(table.months + 1, -1, dtype=np.int64)
    kept = np.unique(start[1:])
    slot[kept] = np.arange(len(kept))
    rows = np.stack([rows for _, _, rows, _ in members])
    count = rows.shape[1]
    blocks = -(-count // LANES)
    padded = np.concatenate([rows, np.repeat(rows[:, :1], blocks * LANES - count, axis=1)], axis=1)
    return Family(
        acts=np.stack([acts for _, acts, _, _ in members]),
        bars=np.stack([table.scripts[s].bars for _, _, _, s in members]),
        muted=table.scripts[members[0][3]].muted,
        start=start,
        slot=slot,
        rows=np.ascontiguousarray(padded.reshape(len(members), blocks, LANES).transpose(1, 0, 2)),
        filled=np.minimum(count - LANES * np.arange(blocks), LANES),
    )

"""Scripts that agree for their first months, so that those months are simulated once for all of them.

Two arms of a scenario have the same runs, the same random numbers and the same months up to the first event.
Scripts over the same runs are put in an order in which each has as many first months as possible in common
with the one before it, and goes on from there. This changes no number: a run depends on its row of the table
alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from patronage.sim.exact.arrays import Flags, Ints
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.table import RunTable, Script

MOST = 16  # scripts in a family: a block of each is one piece of work for a thread


@dataclass(frozen=True)
class Family:
    """Scripts S over the same runs, in blocks B of them, over months T.

    acts, bars, on (S, T, n, options), instead (S, T, n) and muted (n,): as in a script, acts as carried out.
    stage (S, T): the number of what has happened by a month, as in `stages_of`. start (S,): the first month
    in which a script differs from the one before it, 0 for the first. slot (T + 1,): where the state before
    a month is kept for scripts that start there, -1 for nowhere. rows (B, S, LANES): row numbers of the
    table; filled (B,): how many of a block's are real, the rest being repeated.
    """

    acts: Flags
    bars: Flags
    instead: Flags
    on: Ints
    muted: Flags
    stage: Ints
    start: Ints
    slot: Ints
    rows: Ints
    filled: Ints


def stages_of(table: RunTable) -> list[frozenset[str]]:
    """What can have happened by a month of any script, of what brings capability; nothing comes first."""
    bringing = {item for cell in table.weights.dated for item in cell.items}
    stages = {frozenset[str](): None}
    for script in table.scripts:
        for month in sorted({first for item, first, _ in script.arrivals if item in bringing}):
            stages[script.arrived(month) & bringing] = None
    return list(stages)


def families(table: RunTable) -> Iterator[Family]:
    """The families of a table's scripts, which together have every run once."""
    stages = stages_of(table)
    runs = np.stack([table.point, table.weight, table.draw, table.replicate])
    order = np.lexsort((*runs, table.script))
    bounds = np.searchsorted(table.script[order], np.arange(len(table.scripts) + 1))
    items = sorted({item for script in table.scripts for item, _, _ in script.arrivals})
    alike: dict[tuple[bytes, bytes], list[tuple[bytes, Flags, Ints, int]]] = {}
    for s, script in enumerate(table.scripts):
        rows = order[bounds[s] : bounds[s + 1]]
        if len(rows):
            acts = script.imposed()
            months = _months(table, script, acts, items)
            same = (script.muted.tobytes(), runs[:, rows].tobytes())
            alike.setdefault(same, []).append((months.tobytes(), acts, rows, s))
    for members in alike.values():
        members.sort(key=lambda member: (member[0], member[3]))
        for first in range(0, len(members), MOST):
            yield _family(table, members[first : first + MOST], stages)


def _months(table: RunTable, script: Script, acts: Flags, items: Sequence[str]) -> Flags:
    """(T, bytes) all of a script by which a month can differ; ``acts`` as carried out."""
    arrived = np.zeros((table.months, len(items)), dtype=np.uint8)
    for item, first, actor in script.arrivals:
        arrived[first:, items.index(item)] |= not script.muted[actor]
    on = script.imposed_on().astype(np.uint8)  # of 50 issues at most
    parts = (acts, script.bars, on, script.instead, arrived)
    return np.concatenate([part.reshape(table.months, -1) for part in parts], axis=1)


def _stage(table: RunTable, script: Script, stages: Sequence[frozenset[str]]) -> Ints:
    """(T,) the number of the stage of each month."""
    bringing = frozenset[str]().union(*stages)
    return np.array([stages.index(script.arrived(t) & bringing) for t in range(table.months)])


def _family(
    table: RunTable, members: list[tuple[bytes, Flags, Ints, int]], stages: Sequence[frozenset[str]]
) -> Family:
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
        instead=np.stack([table.scripts[s].instead for _, _, _, s in members]),
        on=np.stack([table.scripts[s].imposed_on() for _, _, _, s in members]),
        muted=table.scripts[members[0][3]].muted,
        stage=np.stack([_stage(table, table.scripts[s], stages) for _, _, _, s in members]),
        start=start,
        slot=slot,
        rows=np.ascontiguousarray(padded.reshape(len(members), blocks, LANES).transpose(1, 0, 2)),
        filled=np.minimum(count - LANES * np.arange(blocks), LANES),
    )

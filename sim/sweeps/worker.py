"""What a worker does with a chunk of a sweep, in whatever process or machine it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.table import RunTable
from patronage.sim.store.provenance import model_version, versions
from patronage.sim.store.tables import months_table, paths_table, runs_table
from patronage.sim.store.writer import parquet_bytes
from patronage.sim.sweeps.chunks import ARMS, MONTHS_PAIRS, PATHS, Chunk
from patronage.sim.sweeps.tables import tables_of

if TYPE_CHECKING:
    import pyarrow as pa

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Made:
    """What became of a chunk.

    model, versions: those of the model and of the libraries that the worker has. parts: by kind, as Parquet,
    with their numbers of rows. failed: how many runs failed.
    """

    number: int
    model: str
    versions: dict[str, str]
    parts: dict[str, tuple[bytes, int]]
    failed: int


def run_chunk(chunk: Chunk, threads: int = 1) -> Made:
    """Simulate a chunk: what a worker, in whatever process, is given to do."""
    import pyarrow as pa

    pieces: dict[str, list[pa.Table]] = {kind: [] for kind in chunk.kinds}
    failed = 0
    for first, table, pair, identities in tables_of(chunk):
        rows = len(table.settings) // len(identities)  # of settings, one for each draw of a point
        points = chunk.first_point + first + np.arange(len(table.settings)) // rows
        of_rows = [one for one in identities for _ in range(rows)]
        place = points[table.point] - chunk.first_point
        arms = ARMS * (len(table.scripts) // 2)
        followed = (place < chunk.monthly) & (pair < MONTHS_PAIRS)
        whole = (place + chunk.first_point == 0) & (pair < PATHS) & ("paths" in chunk.kinds)
        some = _rows(table, followed | whole)
        outcome, paths = _simulated(table, followed | whole, threads)
        failed += int(outcome.failed.sum())
        focus = chunk.plan.scenario.focus
        pieces["runs"].append(
            runs_table(table, outcome, arms=arms, focus=focus, points=points, identities=of_rows)
        )
        if followed.any():
            pieces["months"].append(months_table(some, paths, arms=arms, points=points))
        if whole.any():
            which = np.flatnonzero(whole[followed | whole])
            pieces["paths"].append(paths_table(some, paths, which, arms=arms))
    parts = {}
    for kind, tables in pieces.items():
        joined = pa.concat_tables(tables).combine_chunks()
        parts[kind] = (parquet_bytes(joined), joined.num_rows)
    return Made(chunk.number, model_version(), versions(), parts, failed)


def _simulated(table: RunTable, followed: Flags, threads: int) -> tuple[Outcome, Outcome]:
    """The outcome of a table, and that of the rows that are followed month by month."""
    record = Record(measures=True)
    if followed.all():
        outcome = simulate(table, record, threads)
        return outcome, outcome
    if not followed.any():
        outcome = simulate(table, None, threads)
        return outcome, outcome
    paths = simulate(_rows(table, followed), record, threads)
    others = simulate(_rows(table, ~followed), None, threads)
    joined = {}
    for name in ("measures", "ties", "outcome", "sacrifice", "failed"):
        one, other = getattr(paths, name), getattr(others, name)
        both = np.empty((table.runs, *one.shape[1:]), dtype=one.dtype)
        both[followed], both[~followed] = one, other
        joined[name] = both
    return replace(others, **joined), paths


def _rows(table: RunTable, mask: Flags) -> RunTable:
    return replace(
        table,
        **{name: getattr(table, name)[mask] for name in ("script", "point", "weight", "draw", "replicate")},
    )

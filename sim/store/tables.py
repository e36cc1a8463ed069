"""What came of runs as tables of columns, which is how a result folder stores them.

A measure's column is called as `sim.store.result.column` says: `hold_iran`, `outcome_tenure`. The same runs
give the same tables, whatever else was run beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.files.months import month_text
from patronage.sim.model.ensemble.simulate import Outcome
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.table import RunTable, Script
from patronage.sim.store.arrow import numbers, texts
from patronage.sim.store.result import column

if TYPE_CHECKING:
    import pyarrow as pa

NOT_FINITE = "a number was not finite"
STATISTICS: tuple[str, ...] = ("mean", "q05", "q25", "q50", "q75", "q95")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def runs_table(
    table: RunTable,
    outcome: Outcome,
    *,
    arms: Sequence[str],
    focus: str,
    points: Sequence[int] | Ints | None = None,
    identities: Sequence[str] = ("",),
) -> pa.Table:
    """One row a run: its key, where it stands, and its averages over the window; at the end, sacrifice.

    ``arms``: the name of each script; ``points``: of each row of the table's settings, to which point of the
    result it belongs, 0 if not given; ``identities``: what the weights of each are derived from, or one for
    all. Of ties, what others have toward ``focus`` is kept. Of a run that failed no number is kept.
    """
    import pyarrow as pa

    actors, issues = table.weights.actors, table.weights.issues
    f = actors.index(focus)
    failed = outcome.failed
    columns: dict[str, Any] = {
        "key": _hex(run_keys(table, identities)),
        "point": numbers(_points(table, points)[table.point].astype(np.int32)),
        "arm": texts(table.script, arms),
        "draw": numbers(table.draw.astype(np.int32)),
        "replicate": numbers(table.replicate.astype(np.int32)),
        "status": texts(failed, ("done", "failed")),
        "reason": texts(failed, (None, NOT_FINITE)),
    }
    mask = failed if failed.any() else None

    def add(name: str, values: Floats) -> None:
        columns[name] = numbers(values, mask)

    for k, measure in enumerate(TAKEN):
        for i, actor in enumerate(actors):
            add(column(measure.name, actor), outcome.measures[:, k, i])
    for q, issue in enumerate(issues):
        add(column("outcome", issue), outcome.outcome[:, q])
    for z, tie in enumerate(TIES):
        for i, actor in enumerate(actors):
            if i != f:
                add(column(tie.name, actor, focus), outcome.ties[:, z, i, f])
    for i, actor in enumerate(actors):
        add(column("sacrifice", actor), outcome.sacrifice[:, i])
    return pa.table(columns)


def months_table(
    table: RunTable, outcome: Outcome, *, arms: Sequence[str], points: Sequence[int] | Ints | None = None
) -> pa.Table:
    """Mean and quantiles over the runs of each point and script, one row a month and statistic.

    Needs the paths (`Record.measures`). ``runs`` says over how many runs; failed ones do not count.
    """
    import pyarrow as pa

    names, paths = _series(table, outcome)
    spans = [month_text(table.first_month + t) for t in range(table.months)]
    kept = ~outcome.failed
    code = np.where(kept, _points(table, points)[table.point] * len(table.scripts) + table.script, -1)
    pieces = [
        _months((0, "", 0), spans, names, np.zeros((len(STATISTICS), table.months, len(names)))).slice(0, 0)
    ]
    for p, s in (divmod(int(one), len(table.scripts)) for one in np.unique(code[kept])):
        mine = np.flatnonzero(code == p * len(table.scripts) + s)
        pieces.append(_months((p, arms[s], len(mine)), spans, names, _statistics(paths, mine)))
    return pa.concat_tables(pieces).combine_chunks()


def _months(place: tuple[int, str, int], months: list[str], names: list[str], cube: Floats) -> pa.Table:
    """The rows of one point and arm; ``place`` also says over how many runs."""
    import pyarrow as pa

    point, arm, runs = place
    size = len(STATISTICS) * len(months)
    columns: dict[str, Any] = {
        "point": numbers(np.full(size, point, dtype=np.int32)),
        "arm": texts(np.zeros(size), [arm]),
        "month": texts(np.tile(np.arange(len(months)), len(STATISTICS)), months),
        "statistic": texts(np.repeat(np.arange(len(STATISTICS)), len(months)), STATISTICS),
        "runs": numbers(np.full(size, runs, dtype=np.int32)),
    }
    for k, name in enumerate(names):
        columns[name] = numbers(cube[:, :, k].ravel())
    return pa.table(columns)


def paths_table(table: RunTable, outcome: Outcome, rows: Ints, *, arms: Sequence[str]) -> pa.Table:
    """Every month of a few runs, given by their row numbers; needs the paths (`Record.measures`)."""
    import pyarrow as pa

    names, paths = _series(table, outcome)
    months = table.months
    spans = [month_text(table.first_month + t) for t in range(months)]
    columns: dict[str, Any] = {
        "arm": texts(np.repeat(table.script[rows], months), arms),
        "draw": numbers(np.repeat(table.draw[rows].astype(np.int32), months)),
        "replicate": numbers(np.repeat(table.replicate[rows].astype(np.int32), months)),
        "month": texts(np.tile(np.arange(months), len(rows)), spans),
    }
    k = 0
    for path in paths:
        for m in range(path.shape[2]):
            columns[names[k]] = numbers(path[rows, :, m].ravel())
            k += 1
    return pa.table(columns)


def run_keys(table: RunTable, identities: Sequence[str]) -> NDArray[np.uint64]:
    """The key of each run, (R,): a digest of all that decides its numbers, and of nothing else.

    ``identities``: of each row of the table's settings, or one for all, what identifies its weights and the
    version of the model.
    """
    each = [str(identities[p % len(identities)]) for p in range(len(table.settings))]
    begun = {one: [_root(table, script, one) for script in table.scripts] for one in dict.fromkeys(each)}
    roots = np.array(
        [
            [_with(root, row) for root in begun[one]]
            for one, row in zip(each, np.ascontiguousarray(table.settings), strict=True)
        ],
        dtype=np.uint64,
    )
    with np.errstate(over="ignore"):
        key = roots[table.point, table.script] + (table.draw.astype(np.uint64) + np.uint64(1)) * _GOLDEN
        key = _mixed(key) ^ ((table.replicate.astype(np.uint64) + np.uint64(1)) * _SECOND)
        return _mixed(key)


def _points(table: RunTable, points: Sequence[int] | Ints | None) -> Ints:
    """Of each row of the table's settings, the point of the result that it belongs to."""
    return np.zeros(len(table.settings), np.int64) if points is None else np.asarray(points, np.int64)


def _with(root: Any, row: Floats) -> int:
    """The part of a key that the runs of a script and a row of settings share."""
    digest = root.copy()
    digest.update(row.tobytes())
    return int.from_bytes(digest.digest(), "little")


def _root(table: RunTable, imposed: Script, identity: str) -> Any:
    """The part of a key that the runs of a script share, still to be added to."""
    span = (table.rng, table.first_month, table.months, table.window)
    digest = hashlib.blake2b(f"{identity} {span}".encode(), digest_size=8)
    for array in (imposed.acts, imposed.bars, imposed.muted):
        digest.update(np.ascontiguousarray(array).tobytes())
    for name, flags in (("on", imposed.on), ("instead", imposed.instead)):
        if flags.any():
            digest.update(name.encode() + np.ascontiguousarray(flags).tobytes())
    bringing = {item for cell in table.weights.dated for item in cell.items}
    came = [arrival for arrival in imposed.arrivals if arrival[0] in bringing]
    if came:
        digest.update(repr(came).encode())
    return digest


def _mixed(key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea & Flood 2014): equal only for equal keys."""
    key = (key ^ (key >> np.uint64(30))) * _FIRST
    key = (key ^ (key >> np.uint64(27))) * _SECOND
    return key ^ (key >> np.uint64(31))


def _hex(keys: NDArray[np.uint64]) -> Any:
    """Keys as text of 16 hexadecimal digits."""
    import pyarrow as pa

    text = keys.astype(">u8").tobytes().hex().encode()
    offsets = np.arange(len(keys) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(keys), pa.py_buffer(offsets), pa.py_buffer(text))


def _series(table: RunTable, outcome: Outcome) -> tuple[list[str], list[Floats]]:
    """The names of the series by month, and the arrays (R, T, ·) that hold them in that order."""
    actors, issues = table.weights.actors, table.weights.issues
    names = [column(measure.name, actor) for measure in TAKEN for actor in actors]
    names += [column("outcome", issue) for issue in issues]
    measures = outcome.measures_path.reshape(*outcome.measures_path.shape[:2], -1)
    return names, [measures, outcome.outcome_path]


def _statistics(paths: Sequence[Floats], rows: Ints) -> Floats:
    """STATISTICS over some runs of each series and month: (statistic, month, series)."""
    runs = len(rows)
    # runs innermost: each sort then reads one stretch of memory
    values = np.concatenate([np.ascontiguousarray(path[rows].transpose(1, 2, 0)) for path in paths], axis=1)
    means = values.mean(axis=2)
    values.sort(axis=2)
    spots = np.array(LEVELS) * (runs - 1)
    below = np.floor(spots).astype(np.int64)
    above = np.minimum(below + 1, runs - 1)
    low, high = values[:, :, below], values[:, :, above]
    quantiles = low + (spots - below) * (high - low)
    return np.concatenate([means[None], np.moveaxis(quantiles, 2, 0)])

"""What a sweep will take, how far a sweep's folder has come, and the losses that are in it."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.sim.files.faults import Fault, FaultError, counted, shown
from patronage.sim.files.months import parse_month
from patronage.sim.model.asked import asked_in
from patronage.sim.store.manifest import open_result
from patronage.sim.store.record import LostLine
from patronage.sim.store.result import (
    RUNNING,
    UNREADABLE,
    Result,
    columns_of,
    part_name,
    point_columns,
    status_lines,
    taken_from,
)
from patronage.sim.sweeps.batches import added_text
from patronage.sim.sweeps.chunks import MONTHS_POINTS, Chunk, chunk_count, chunk_of
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.growth import gone_on, sizes_in
from patronage.sim.sweeps.worker import run_chunk
from patronage.studies.stored.run import unvouched
from patronage.words.plain import time_text

Floats = NDArray[np.float64]

TRIAL = 512  # runs whose time and size stand for the others'


def planned(sweep: Sweep, workers: int | None = None, folder: Path | None = None) -> dict[str, Any]:
    """Points, runs, bytes and seconds of a sweep, the last two judged by a trial of a few runs, in memory.

    ``folder``: of a sweep that it would go on with; bytes and seconds are then those of the runs that are not
    there yet. FaultError if it cannot be gone on with.
    """
    workers = workers or os.cpu_count() or 1
    there, new, apart = 0, sweep.runs, dict[str, Any]()
    if folder is not None:
        sweep, result = gone_on(sweep, folder)
        names = [part_name("runs", number) for number in range(chunk_count(sweep))]
        there = sum(result.parts[name].rows for name in names if name in result.parts)
        new = sweep.runs - there
        apart = {"there": there, "new": new, "added": added_text(sizes_in(result)[-1], sweep.size_now)}
    chunks = chunk_count(sweep)
    run_chunk(_trial(sweep, TRIAL // 8))  # compiles, if nothing has yet
    few, many = (run_chunk(_trial(sweep, size)) for size in (TRIAL // 8, TRIAL))
    trial = _trial(sweep, TRIAL)
    began = time.perf_counter()
    run_chunk(trial)
    seconds = time.perf_counter() - began
    (small, rows), (large, more) = few.parts["runs"], many.parts["runs"]
    grows = (len(large) - len(small)) / (more - rows) if more > rows else len(large) / more
    size = grows * sweep.runs + max(0.0, len(large) - grows * more) * chunks
    if trial.monthly:
        size += len(many.parts["months"][0]) / trial.monthly * min(sweep.points, MONTHS_POINTS)
    return {
        "sweep": sweep.name,
        "scenario": sweep.scenario.name,
        "design": sweep.design,
        "varied": [target.path for target in sweep.targets],
        "points": sweep.points,
        "draws": sweep.draws,
        "replicates": sweep.replicates,
        "arms": 2,
        "runs": sweep.runs,
        **apart,
        "chunks": chunks,
        "bytes": round(size * new / sweep.runs),
        "seconds": float(f"{seconds * new / trial.runs / workers:.2g}"),
        "workers": workers,
    }


def _trial(sweep: Sweep, runs: int) -> Chunk:
    """The first of the sweep's runs, about so many at most."""
    first, pairs = chunk_of(sweep, 0), max(1, runs // 2)
    points = max(1, pairs // min(first.stop, pairs))
    return replace(first, values=first.values[:points], stop=min(first.stop, pairs))


def plan_text(plan: dict[str, Any]) -> str:
    """A plan as lines."""
    varied = plan["varied"]
    names = ", ".join(varied[:4]) + (f" and {len(varied) - 4} more" if len(varied) > 4 else "")
    threads = counted(plan["workers"], "worker")
    pairs = f"{counted(plan['draws'], 'draw')} x {counted(plan['replicates'], 'replicate')}"
    more = []
    if "new" in plan:
        what = f": {plan['added']}" if plan["added"] else ""
        more = [f"there   {plan['there']:,}", f"new     {plan['new']:,}{what}"]
    return "\n".join(
        [
            f"{plan['sweep']}: {plan['design']} over {names}",
            f"points  {plan['points']:,}",
            f"runs    {plan['runs']:,}  ({pairs} x 2 arms at each point)",
            *more,
            f"parts   {plan['chunks']:,}",
            f"bytes   about {size_text(plan['bytes'])}",
            f"time    about {time_text(plan['seconds'])} on {threads}, if the machine is free",
        ]
    )


def progress_of(folder: Path) -> dict[str, Any]:
    """How far the sweep in a folder has come, after every part was held to its digest."""
    result = open_result(folder, "run", "sweep", wanted="what is described is a run or a sweep")
    manifest, lines = result.manifest, status_lines(folder)
    faults = [*result.damaged(), *unvouched(result)]
    places = {fault.file for fault in faults}
    sound = {name for name in result.parts if shown(folder / name) not in places}
    runs = [result.parts[name] for name in sound if name.startswith("runs/")]
    busy = result.busy()
    status = result.status
    if status == RUNNING and not busy:
        status = "stopped"  # nobody holds it: it was killed
    lost = {line.chunk: line for line in lines if isinstance(line, LostLine)}
    missing = [line for number, line in lost.items() if part_name("runs", number) not in sound]
    return {
        "folder": str(folder),
        "kind": manifest["kind"],
        "title": manifest.get("title"),
        "status": status,
        "started": manifest["started"],
        "ended": manifest["ended"],
        "resumed": sum(line.event == "resume" for line in lines),
        "shard": manifest.get("shard"),
        "runs": sum(part.rows for part in runs),
        "of_runs": manifest.get("runs"),
        "added": _added(result) if manifest["kind"] == "sweep" else [],
        "parts": len(runs),
        "of_parts": manifest.get("chunks"),
        "failed": sum(part.failed for part in runs),
        "lost": [{"chunk": line.chunk, "runs": line.runs, "reason": line.reason} for line in missing],
        "damaged": [str(fault) for fault in faults if not fault.message.startswith(UNREADABLE)],
        "unreadable": [str(fault) for fault in faults if fault.message.startswith(UNREADABLE)],
        "bytes": sum(part.bytes for part in result.parts.values()),
    }


def _added(result: Result) -> list[dict[str, Any]]:
    """What was added to a sweep, step by step: how many runs, and in words of what."""
    return [
        {"runs": after.runs - before.runs, "what": added_text(before, after)}
        for before, after in pairwise(sizes_in(result))
    ]


def progress_text(found: dict[str, Any]) -> str:
    """How far a folder has come, as lines."""
    of_runs = f" of {found['of_runs']:,}" if found["kind"] == "sweep" else ""
    of_parts = f" of {found['of_parts']:,}" if found["kind"] == "sweep" else ""
    kept = "over both arms" if found["kind"] == "sweep" else "kept (4 arms, coded and prior-only weights)"
    lines = [
        f"{found['folder']}: {found['title']}",
        f"status  {found['status']}" + (f" (shard {found['shard']})" if found["shard"] else ""),
        f"runs    {found['runs']:,}{of_runs} {kept}, {found['failed']:,} failed",
        f"parts   {found['parts']:,}{of_parts}, {size_text(found['bytes'])}",
        f"time    {found['started']} to {found['ended'] or '-'}"
        + (f", resumed {counted(found['resumed'], 'time')}" if found["resumed"] else ""),
    ]
    lines += [f"added   {counted(each['runs'], 'run')}: {each['what']}" for each in found["added"]]
    lines += [
        f"lost    chunk {each['chunk']}, {counted(each['runs'], 'run')}: {each['reason']}"
        for each in found["lost"]
    ]
    lines += [f"damaged {fault}" for fault in found["damaged"]]
    lines += [f"unread  {fault}" for fault in found["unreadable"]]
    return "\n".join(lines)


def losses_text(folder: Path, measure: str = "hold") -> str:
    """What a finished sweep found, in a line or two: the range of its mean losses, and how to see all."""
    name = quote(str(folder))
    try:
        _, names, _, losses, _ = losses_of_sweep(folder, measure)
    except FaultError:  # nothing was varied
        return f"charts: patronage plot {name}"
    found = losses[np.isfinite(losses)]
    if not len(found):
        return "no point has a loss: all its runs failed"
    low, high = (f"{end:+.4f}" for end in (found.min(), found.max()))
    return (
        f"mean loss of {measure} at {counted(len(found), 'point')} of {', '.join(names)}: {low} to {high}\n"
        f"at each point, with intervals and a chart: patronage plot {name} --tables"
        f" {quote(f'{folder}-losses')}"
    )


def size_text(size: float) -> str:
    """`812 kB`, `3.4 MB`, `1.2 GB`."""
    for unit, bytes_in in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_in:
            return f"{size / bytes_in:.1f} {unit}"
    return f"{max(1, round(size / 1e3))} kB"


def losses_of_sweep(
    folder: Path, measure: str
) -> tuple[dict[str, Any], tuple[str, ...], Floats, Floats, int]:
    """The manifest; names and values (P, D) of what a sweep varied; the mean loss at each point (P,); runs.

    Months are counted as numbers, flags as 0 and 1; what has one value throughout is left out. A point none
    of whose runs worked has no loss (NaN). FaultError for a folder that holds no sweep.
    """
    result = open_result(folder, "sweep", wanted="a region is found in a sweep or a scenario")
    manifest = result.manifest
    names = [str(entry["path"]) for entry in manifest["varied"]]
    columns = list(point_columns(names).values())
    table = result.table("points", columns)
    values = np.array([[_number(value) for value in table.column(name).to_pylist()] for name in columns])
    varied = [k for k in range(len(names)) if len(set(values[k].tolist())) > 1] if names else []
    if not varied:
        raise FaultError([Fault(shown(folder), 0, 0, "", "nothing was varied in this sweep")])
    points = values[varied].T
    total, count = np.zeros((2, len(points))), np.zeros((2, len(points)))
    wanted = asked_in(manifest, measure)
    runs = 0
    for part in result.tables("runs", ["point", "arm", *columns_of(wanted)]):
        runs += part.num_rows
        at = part.column("point").to_numpy()
        result.check_within((at, len(points)))
        arm = np.array([name == "scenario" for name in part.column("arm").to_pylist()], dtype=np.int64)
        number = taken_from(part, wanted)
        there = np.isfinite(number)
        np.add.at(total, (arm[there], at[there]), number[there])
        np.add.at(count, (arm[there], at[there]), 1.0)
    means = np.where(count > 0, total / np.maximum(count, 1.0), np.nan)
    return manifest, tuple(names[k] for k in varied), points, means[0] - means[1], runs


def _number(value: Any) -> float:
    return float(parse_month(value)) if isinstance(value, str) else float(value)

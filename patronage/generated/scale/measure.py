"""Measures what a sweep costs on a Dask cluster of this machine's, by process, and what a lost worker costs.

Workers and the process that holds the result folder are processes of their own; the scheduler is the process
that measures. CPU seconds are told apart by process, since on a machine with few cores they compete for them.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from patronage.sim.store.result import Result
from patronage.sim.sweeps.chunks import Chunk, chunk_count, chunk_of
from patronage.sim.sweeps.file import Sweep, load_sweep
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import Pool, run_sweep, threads
from patronage.sim.sweeps.worker import Made, run_chunk
from patronage.studies.shipped import sweep_path

SWEEP = "all_settings"
BEGUN = "chunks begun"  # the events by which workers tell of the chunks they begin
_made: list[Made] = []  # of a worker that answers at once: what it answers


@dataclass(frozen=True)
class Trial:
    """A sweep on a cluster.

    workers, runs, chunks: how many. wall: s from the first chunk's submission to the finished folder.
    computing: CPU s of all workers since they were started. writing, scheduling: CPU s in that time of the
    process with the folder and of the scheduler.
    """

    workers: int
    runs: int
    chunks: int
    wall: float
    computing: float
    writing: float
    scheduling: float


@dataclass(frozen=True)
class Loss:
    """A worker killed half way: the chunks, those begun once more, and whether the tables are the same."""

    chunks: int
    again: int
    same: bool


@dataclass(frozen=True)
class Joined:
    """Shards joined: how many, their parts and bytes, the files of the result, and the wall s it took."""

    shards: int
    parts: int
    bytes: int
    files: int
    wall: float


class Handing(Executor):
    """Hands chunks to another executor, and has another function run them."""

    def __init__(self, inner: Executor, function: Callable[[Chunk], Made]) -> None:
        self._inner = inner
        self._function = function

    def submit(self, _: Any, /, *chunk: Any, **__: Any) -> Future[Any]:
        """As of any executor."""
        return self._inner.submit(self._function, *chunk)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As of any executor."""
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures) if cancel_futures else (
            self._inner.shutdown(wait=wait)
        )


def answered(chunk: Chunk) -> Made:
    """What this worker made of its first chunk, under this one's number: an answer at no cost."""
    if not _made:
        _made.append(run_chunk(chunk))
    return replace(_made[0], number=chunk.number)


def told(chunk: Chunk) -> Made:
    """Run a chunk and tell the scheduler that it was begun."""
    import distributed

    distributed.get_worker().log_event(BEGUN, chunk.number)
    return run_chunk(chunk)


def sweep_of(changes: Mapping[str, str]) -> Sweep:
    """The sweep that is measured."""
    return load_sweep(sweep_path(SWEEP), changes)


def swept(
    address: str,
    changes: Mapping[str, str],
    folder: Path,
    function: Callable[[Chunk], Made],
    victim: int | None,
) -> tuple[float, float]:
    """Run the sweep into a folder, in the process that calls it; wall s and this process's CPU s.

    ``victim``: the process of a worker that is killed half way.
    """
    import distributed

    sweep = sweep_of(changes)
    left = [] if victim is None else [victim]

    def progress(tally: Any) -> None:
        if left and tally.done >= sweep.runs // 2:
            os.kill(left.pop(), signal.SIGKILL)

    connect: Any = distributed.Client
    with connect(address, set_as_default=False) as client:
        cores = sum(client.ncores().values())
        pool = Pool(lambda: Handing(client.get_executor(pure=False), function), 2 * max(cores, 8) + 2)
        wall, cpu = time.perf_counter(), time.process_time()
        tally = run_sweep(sweep, folder, pool=pool, progress=progress)
        spent = time.perf_counter() - wall, time.process_time() - cpu
    if not tally.sound:
        raise RuntimeError(f"of {tally.total} runs only {tally.done} were run")
    return spent


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """A client of a cluster of so many workers, processes of one thread; the scheduler is in this process."""
    import dask
    import distributed

    dask.config.set({"logging": {"distributed": "critical"}})
    local: Any = distributed.LocalCluster
    with (
        local(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as made,
        made.get_client() as client,
    ):
        yield client


def tried(
    workers: int,
    changes: Mapping[str, str],
    folder: Path,
    function: Callable[[Chunk], Made] = run_chunk,
) -> Trial:
    """The sweep on a cluster of so many workers."""
    sweep = sweep_of(changes)
    with cluster(workers) as client, _process() as other:
        address = client.scheduler.address
        if function is answered:  # each worker makes its answer beforehand
            client.run(answered, chunk_of(sweep, 1))
        before = time.process_time()
        wall, writing = other.submit(swept, address, changes, folder, function, None).result()
        scheduling = time.process_time() - before
        computing = sum(client.run(time.process_time).values())
    return Trial(workers, sweep.runs, chunk_count(sweep), wall, computing, writing, scheduling)


def killed(changes: Mapping[str, str], folder: Path, whole: Path) -> Loss:
    """The sweep on two workers, of which one is killed half way, beside that in the folder ``whole``."""
    with cluster(2) as client, _process() as other:
        victim = next(iter(client.run(os.getpid).values()))
        other.submit(swept, client.scheduler.address, changes, folder, told, victim).result()
        begun = len(client.get_events(BEGUN))
    chunks = chunk_count(sweep_of(changes))
    return Loss(chunks, begun - chunks, _digests(folder) == _digests(whole))


def joined(changes: Mapping[str, str], folder: Path, shards: int) -> Joined:
    """So many shards, made on one thread each in turn, and what it takes to join them."""
    sweep = sweep_of(changes)
    places = [folder / f"part{k}" for k in range(1, shards + 1)]
    for k, place in enumerate(places, 1):
        run_sweep(sweep, place, pool=threads(1), shard=(k, shards))
    parts = [part for place in places for part in Result.open(place).parts.values()]
    start = time.perf_counter()
    merge(places, folder / "whole")
    wall = time.perf_counter() - start
    files = sum(path.is_file() for path in (folder / "whole").rglob("*"))
    return Joined(shards, len(parts), sum(part.bytes for part in parts), files, wall)


def task_bytes(changes: Mapping[str, str]) -> int:
    """The bytes of a chunk as it is handed to a worker."""
    return len(pickle.dumps(chunk_of(sweep_of(changes), 1), protocol=5))


def _digests(folder: Path) -> dict[str, str]:
    return {name: part.sha256 for name, part in Result.open(folder).parts.items()}


@contextmanager
def _process() -> Iterator[ProcessPoolExecutor]:
    """A process of its own, which shares nothing with this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        other.submit(sweep_of, {}).result()  # its imports are not measured
        yield other

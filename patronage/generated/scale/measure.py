"""Measures what a sweep costs on a Dask cluster of this machine's, by process, and what a lost worker costs.

Workers and the process that holds the result folder are processes of their own; the scheduler is the process
that measures. CPU seconds are kept by process, since on a machine with few cores they compete for them.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from patronage.sim.store.result import Result
from patronage.sim.store.writer import ResultWriter
from patronage.sim.sweeps.chunks import Chunk, chunk_count, chunk_of
from patronage.sim.sweeps.file import Sweep, load_sweep
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import Pool, run_sweep
from patronage.sim.sweeps.worker import Made, run_chunk
from patronage.studies.shipped import sweep_path

SWEEP = "all_settings"
AHEAD = 18  # chunks in the works, as with `--scheduler` and so few workers
BEGUN = "chunks begun"  # the events by which workers tell of the chunks they begin
_made: dict[tuple[str, ...], Made] = {}  # by kinds of parts: what a process answers at once


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
class Stored:
    """Chunks that cost nothing to make, written as shards and joined.

    runs, chunks, files, bytes: of the joined folder. writing, joining: wall s. singly: wall s of joining one
    part after the other, as it was done before parts were written together.
    """

    runs: int
    chunks: int
    files: int
    bytes: int
    writing: float
    joining: float
    singly: float


class Handing(Executor):
    """Hands chunks to another executor, and has another function run them."""

    def __init__(self, inner: Executor, function: Callable[[Chunk], Made]) -> None:
        self._inner = inner
        self._function = function

    def submit(self, _: Any, /, *chunk: Any, **__: Any) -> Future[Any]:
        """As of any executor."""
        return self._inner.submit(self._function, *chunk)

    def shutdown(self, wait: bool = True, **_: Any) -> None:
        """As of any executor; nothing is left to cancel, since a sweep has done so."""
        self._inner.shutdown(wait=wait)


class Ready(Executor):
    """Answers at once, in this process."""

    def submit(self, _: Any, /, *chunk: Any, **__: Any) -> Future[Any]:
        """As of any executor."""
        future: Future[Any] = Future()
        future.set_result(answered(*chunk))
        return future


def answered(chunk: Chunk) -> Made:
    """What this process made of its first chunk with such parts, under this one's number."""
    if chunk.kinds not in _made:
        _made[chunk.kinds] = run_chunk(chunk)
    return replace(_made[chunk.kinds], number=chunk.number)


def samples(sweep: Sweep) -> list[Chunk]:
    """A chunk with each of the kinds of parts that chunks of the sweep have."""
    chunks = (chunk_of(sweep, number) for number in range(chunk_count(sweep)))
    return list({chunk.kinds: chunk for chunk in chunks}.values())


def reported(chunk: Chunk) -> Made:
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
        pool = Pool(lambda: Handing(client.get_executor(pure=False), function), AHEAD)
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
            dashboard_address=":0",  # None takes the usual port all the same
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
            for chunk in samples(sweep):
                client.run(answered, chunk)
        before = time.process_time()
        wall, writing = other.submit(swept, address, changes, folder, function, None).result()
        scheduling = time.process_time() - before
        computing = sum(client.run(time.process_time).values())
    return Trial(workers, sweep.runs, chunk_count(sweep), wall, computing, writing, scheduling)


def killed(changes: Mapping[str, str], folder: Path, whole: Path) -> Loss:
    """The sweep on two workers, of which one is killed half way, beside that in the folder ``whole``."""
    with cluster(2) as client, _process() as other:
        victim = next(iter(client.run(os.getpid).values()))
        other.submit(swept, client.scheduler.address, changes, folder, reported, victim).result()
        begun = len(client.get_events(BEGUN))
    chunks = chunk_count(sweep_of(changes))
    return Loss(chunks, begun - chunks, _digests(folder) == _digests(whole))


def stored(changes: Mapping[str, str], folder: Path, shards: int) -> Stored:
    """So many shards of a sweep written one after the other, and joined, by this process alone."""
    sweep = sweep_of(changes)
    for chunk in samples(sweep):
        answered(chunk)
    places, whole = [folder / f"part{k}" for k in range(1, shards + 1)], folder / "whole"
    start = time.perf_counter()
    for k, place in enumerate(places, 1):
        run_sweep(sweep, place, pool=Pool(Ready, AHEAD), shard=(k, shards))
    middle = time.perf_counter()
    merge(places, whole)
    end = time.perf_counter()
    _singly(places, folder / "singly")
    last = time.perf_counter()
    files = [path.stat().st_size for path in whole.rglob("*") if path.is_file()]
    times = (middle - start, end - middle, last - end)
    return Stored(sweep.runs, chunk_count(sweep), len(files), sum(files), *times)


def _singly(places: Sequence[Path], out: Path) -> None:
    """Read and write the parts of shards one after the other."""
    results = [Result.open(place) for place in places]
    with ResultWriter.create(out, results[0].manifest) as writer:
        for result in results:
            for name, part in result.parts.items():
                writer.copy_part(name, result.verified(name)[0], part)


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

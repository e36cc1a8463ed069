"""Runs a sweep, chunk by chunk, on any executor, into a result folder that survives whatever happens.

Only the process that holds the folder writes to it; workers hand back finished parts. At most a few
chunks are in memory at any time, however many runs there are.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from patronage.sim.files.column_names import DICTIONARY
from patronage.sim.files.faults import counted, one_line
from patronage.sim.store.dictionary import dictionary_bytes
from patronage.sim.store.provenance import model_version, other_versions, versions
from patronage.sim.store.result import DONE, FAILED, MANIFEST, TABLES, Part, part_name
from patronage.sim.store.writer import TOGETHER, ResultWriter
from patronage.sim.sweeps.batches import added_text
from patronage.sim.sweeps.chunks import Chunk, chunk_count, chunk_of
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.growth import gone_on, sizes_in
from patronage.sim.sweeps.manifest import column_meanings, manifest_of, points_table
from patronage.sim.sweeps.worker import Made, run_chunk


class Pool(NamedTuple):
    """Who runs a sweep's chunks.

    executor: what makes an executor, such as a class of them, or `client.get_executor` of a Dask client.
    ahead: how many chunks may be in the works at a time; it should be a few for each worker.
    """

    executor: Callable[[], Executor]
    ahead: int


@dataclass(frozen=True)
class Tally:
    """How far a sweep is, in runs: of ``total``, ``kept`` were there before, ``done`` are there now.

    failed: of those done, the runs that failed. lost: runs of chunks that could not be run at all.
    """

    total: int
    kept: int = 0
    done: int = 0
    failed: int = 0
    lost: int = 0

    @property
    def sound(self) -> bool:
        """Whether all is done and nothing failed."""
        return self.done == self.total and not self.failed


def threads(workers: int | None = None) -> Pool:
    """Threads of this process: the compiled code lets go of Python's lock."""
    count = workers or os.cpu_count() or 1
    return Pool(lambda: ThreadPoolExecutor(count), 2 * count + 2)


def run_sweep(
    sweep: Sweep,
    folder: Path,
    *,
    pool: Pool | None = None,
    resume: bool = False,
    shard: tuple[int, int] = (1, 1),
    any_versions: bool = False,
    progress: Callable[[Tally], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Tally:
    """Run what is not there yet of a sweep, or of shard (k, of n), into a folder.

    ``resume``: go on with the folder, which may be that of a smaller sweep: the runs that are there are kept.
    ``any_versions``: whether what is there, and workers, may have other versions of the libraries; the
    manifest lists them all. ``progress`` is given every chunk, ``say`` of what a user should know. A run
    or chunk that fails is recorded and stops no other. FaultError for a folder that cannot be used, OSError
    for a disk that cannot; whatever stops it, the parts that are written stay.
    """
    pool = pool or threads()
    tell = say or (lambda _: None)
    if resume and (folder / MANIFEST).exists():
        sweep, begun, more = _gone_on(sweep, folder, any_versions=any_versions)
    else:
        more = None
        begun = ResultWriter.create(folder, manifest_of(sweep, folder))
    with begun as writer:
        writer.manifest["shard"] = None if shard == (1, 1) else f"{shard[0]}/{shard[1]}"
        tally, todo = _missing(sweep, writer, shard, tell)
        if more is not None:
            new = f"{counted(tally.total - tally.kept, 'run')} to go: {more}"
            there = f"{counted(tally.kept, 'run')} already there"
            tell(f"{there}, {new if more else 'nothing added'}")
        if progress:
            progress(tally)
        with closing(_work(sweep, pool, todo)) as work:
            for ended in work:
                results = [(number, _believed(each, any_versions=any_versions)) for number, each in ended]
                _keep(writer, [made for _, made in results if isinstance(made, Made)])
                for number, made in results:
                    runs = chunk_of(sweep, number).runs
                    if isinstance(made, Made):
                        tally = replace(tally, done=tally.done + runs, failed=tally.failed + made.failed)
                    else:
                        writer.log("lost", chunk=number, runs=runs, reason=made)
                        tell(f"chunk {number}, {counted(runs, 'run')}, could not be run: {made}")
                        tally = replace(tally, lost=tally.lost + runs)
                    if progress:
                        progress(tally)
        writer.finish(DONE if tally.sound else FAILED)
    return tally


def _gone_on(sweep: Sweep, folder: Path, *, any_versions: bool) -> tuple[Sweep, ResultWriter, str | None]:
    """The sweep as the folder has it, what writes there, and in words what is new; None if it is no other.

    FaultError if the folder cannot be gone on with.
    """
    sweep, result = gone_on(sweep, folder)
    manifest = manifest_of(sweep, folder)
    there = manifest | {"inputs": result.manifest["inputs"]}
    writer = ResultWriter.resume(folder, there, any_versions=any_versions)
    if result.manifest["inputs"] == sweep.digest:
        return sweep, writer, None
    writer.describe(manifest)
    return sweep, writer, added_text(sizes_in(result)[-1], sweep.size_now)


def _missing(
    sweep: Sweep, writer: ResultWriter, shard: tuple[int, int], tell: Callable[[str], None]
) -> tuple[Tally, list[int]]:
    """What is there already, and the numbers of the chunks that are not, or not whole."""
    for number, batch in enumerate(batch for batch in sweep.batches if batch.begins):
        if not writer.sound(part_name("points", number)):
            writer.write_part("points", number, points_table(sweep, batch))
    if not writer.sound(f"{TABLES}/{DICTIONARY}.csv"):
        meanings = column_meanings(sweep)
        writer.write_table(DICTIONARY, dictionary_bytes(meanings), len(meanings))
    total = kept = failed = 0
    todo = []
    for number in range(shard[0] - 1, chunk_count(sweep), shard[1]):
        chunk = chunk_of(sweep, number)
        total += chunk.runs
        names = [part_name(kind, number) for kind in chunk.kinds]
        recorded = [name for name in names if name in writer.parts]
        corrupt = [name for name in recorded if not writer.sound(name)]
        for name in corrupt:
            tell(f"{writer.folder / name}: this file is damaged or missing, so its runs are made again")
        if len(recorded) == len(names) and not corrupt:
            kept += chunk.runs
            failed += writer.parts[part_name("runs", number)].failed
        else:
            todo.append(number)
    return Tally(total, kept, kept, failed), todo


def _keep(writer: ResultWriter, chunks: list[Made]) -> None:
    """Write the parts of chunks; that of its runs last of each, since with it the chunk counts as done."""
    parts = []
    for made in chunks:
        writer.add_versions(made.versions)
        for kind, (data, rows) in sorted(made.parts.items(), key=lambda item: item[0] == "runs"):
            part = Part(sha256(data).hexdigest(), rows, len(data), made.failed if kind == "runs" else 0)
            parts.append((part_name(kind, made.number), data, part))
    if parts:
        writer.copy_parts(parts)


def _work(sweep: Sweep, pool: Pool, todo: list[int]) -> Generator[list[tuple[int, Made | str]]]:
    """Run chunks as workers get free; gives those that have ended with what was made or why not.

    They are few where the writing keeps up, and many, to be written together, where it does not.
    """
    if not todo:
        return
    queue, executor = deque(todo), pool.executor()
    pending: dict[Future[Made], int] = {}
    try:
        while queue or pending:
            while queue and len(pending) < pool.ahead:
                number = queue.popleft()
                pending[_submitted(executor, chunk_of(sweep, number))] = number
            ended, _ = wait(pending, return_when=FIRST_COMPLETED)
            first = [future for future in pending if future in ended][:TOGETHER]
            yield [(pending.pop(future), _made(future)) for future in first]
    finally:
        for future in pending:
            future.cancel()
        executor.shutdown(wait=True)


def _submitted(executor: Executor, chunk: Chunk) -> Future[Made]:
    """Hand a chunk to the pool; where that takes none any more, a future that says why."""
    try:
        return executor.submit(run_chunk, chunk)
    except Exception as error:  # noqa: BLE001  # such as a pool whose workers died, or a closed client
        refused: Future[Made] = Future()
        refused.set_exception(error)
        return refused


def _made(future: Future[Made]) -> Made | str:
    """What a worker made, or why it could not."""
    try:
        made = future.result()
    except CancelledError:
        return "it was cancelled, as happens where the scheduler is gone"
    except Exception as error:  # noqa: BLE001  # whatever went wrong there, the other chunks go on
        return one_line(f"{type(error).__name__}: {error}")
    return made


def _believed(made: Made | str, *, any_versions: bool) -> Made | str:
    """What a worker made, or why it does not count: it may not have this process's versions."""
    if isinstance(made, str):
        return made
    if made.model != model_version():
        return f"the worker has another version of the model, {made.model} instead of {model_version()}"
    differing = other_versions([made.versions], versions())
    if differing and not any_versions:
        return f"the worker has {differing}; --any-versions takes it all the same"
    return made

"""Nothing is lost: whatever stops a sweep, or fails in it, the rest stays and the sweep can be completed."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patronage.sim.files.durable import write_whole
from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result, seal_of
from patronage.sim.sweeps import chunks as sweep_chunks
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import Pool, Tally, run_sweep, threads
from patronage.studies.sweep import progress_of
from tests.support.sweeps import part_bytes, sweep_of, tables


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut even small sweeps into several chunks: two points of twelve pairs each."""
    monkeypatch.setattr(sweep_chunks, "CHUNK", 48)


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Sweep, Path]:
    """A sweep and the folder of an uninterrupted run of it."""
    sweep = sweep_of(tmp_path)
    run_sweep(sweep, tmp_path / "whole", pool=threads(1))
    return sweep, tmp_path / "whole"


class CutError(Exception):
    """Stands for whatever stops a sweep."""


@pytest.mark.parametrize("after", [0, 1, 3, 4])
def test_what_was_stopped_goes_on_to_the_same_tables(whole, tmp_path, after):
    sweep, folder = whole

    def stop(tally: Tally) -> None:
        if tally.done >= 48 * after:
            raise CutError

    with pytest.raises(CutError):
        run_sweep(sweep, tmp_path / "cut", progress=stop)
    assert Result.open(tmp_path / "cut").status == "interrupted"
    tally = run_sweep(sweep, tmp_path / "cut", resume=True)
    assert tally.kept >= 48 * after
    assert (tally.done, tally.sound) == (sweep.runs, True)
    assert tables(tmp_path / "cut") == tables(folder)
    assert Result.open(tmp_path / "cut").status == "done"


@pytest.mark.parametrize(
    "name", ["runs/part-00002.parquet", "points/part-00000.parquet", "paths/part-00000.parquet"]
)
def test_a_damaged_part_is_named_and_made_anew(whole, name):
    sweep, folder = whole
    before = part_bytes(folder)
    (folder / name).write_bytes(before[name][:-7])
    size = len(before[name])
    found = progress_of(folder)["damaged"]
    assert found == [f"{folder / name}: this file is damaged: it has {size - 7:,} bytes, not {size:,}"]
    said: list[str] = []
    run_sweep(sweep, folder, resume=True, say=said.append)
    assert [line for line in said if name in line] or name.startswith("points")
    assert part_bytes(folder) == before


def test_a_folder_of_other_inputs_is_refused(whole, tmp_path):
    _, folder = whole
    other = sweep_of(tmp_path, draws="5")
    with pytest.raises(FaultError, match="holds a result of other inputs, which is left alone"):
        run_sweep(other, folder)


def test_a_folder_of_another_version_of_the_model_is_refused(whole):
    sweep, folder = whole
    manifest = json.loads((folder / "manifest.json").read_text()) | {"model": "0" * 16}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"seal": seal_of(manifest)}))
    with pytest.raises(FaultError, match="another version of the model"):
        run_sweep(sweep, folder, resume=True)


def test_shards_merge_into_the_whole(whole, tmp_path):
    sweep, folder = whole
    for k in (1, 2, 3):
        run_sweep(sweep, tmp_path / f"shard{k}", shard=(k, 3))
    shards = [tmp_path / f"shard{k}" for k in (1, 2, 3)]
    assert merge([*shards, shards[0]], tmp_path / "merged") == []
    assert part_bytes(tmp_path / "merged") == part_bytes(folder)
    assert Result.open(tmp_path / "merged").status == "done"
    assert merge(shards[:2], tmp_path / "two") == [2]
    assert run_sweep(sweep, tmp_path / "two", resume=True).kept == 4 * 48 - 24
    assert part_bytes(tmp_path / "two") == part_bytes(folder)


def test_merging_takes_the_sound_one_of_two_and_refuses_what_does_not_belong(whole, tmp_path):
    sweep, folder = whole
    run_sweep(sweep, tmp_path / "other")
    name = "runs/part-00001.parquet"
    (tmp_path / "other" / name).write_bytes(b"")
    said: list[str] = []
    assert merge([tmp_path / "other", folder], tmp_path / "merged", said.append) == []
    assert "is damaged" in said[0]
    assert "it is taken from" in said[0]
    with pytest.raises(FaultError, match="is damaged"):
        merge([tmp_path / "other"], tmp_path / "worse")
    assert not (tmp_path / "worse").exists()
    run_sweep(sweep_of(tmp_path, draws="5"), tmp_path / "five")
    with pytest.raises(FaultError, match="is of other inputs"):
        merge([folder, tmp_path / "five"], tmp_path / "mixed")
    with pytest.raises(FaultError, match="holds a result already"):
        merge([folder], tmp_path / "five")


def test_a_run_that_fails_is_recorded_and_loses_no_other(tmp_path):
    text = """title: x
scenario: scenario.yaml
design: list
list:
  - {settings.rationality: 1, settings.restraint: 0, settings.cost_aid: 2}
  - {settings.rationality: 0, settings.restraint: -1.7e+308, settings.cost_aid: -1.7e+308}
  - {settings.rationality: 1, settings.restraint: 1, settings.cost_aid: 2}
draws: 4
replicates: 3
"""
    sweep = sweep_of(tmp_path, text)
    tally = run_sweep(sweep, tmp_path / "r")
    result = Result.open(tmp_path / "r")
    runs = result.runs(["point", "status", "reason", "hold_duke"]).to_pylist()
    failed = [run for run in runs if run["status"] == "failed"]
    assert tally.failed == len(failed) == 24
    assert {run["point"] for run in failed} == {1}
    assert {(run["reason"], run["hold_duke"]) for run in failed} == {("a number was not finite", None)}
    assert all(run["hold_duke"] is not None for run in runs if run["status"] == "done")
    assert (result.status, tally.done, progress_of(tmp_path / "r")["failed"]) == ("failed", sweep.runs, 24)
    assert run_sweep(sweep, tmp_path / "r", resume=True) == replace(tally, kept=tally.done)


class Flawed(ThreadPoolExecutor):
    """Threads that fail on some chunks, in a way of the test's choosing."""

    flaw: Callable[[int], None]

    def submit(self, task: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand on the task, the flaw first."""

        def flawed() -> Any:
            type(self).flaw(arguments[0].number)
            return task(*arguments, **options)

        return super().submit(flawed)


def flawed(flaw: Callable[[int], None]) -> Pool:
    return Pool(type("F", (Flawed,), {"flaw": staticmethod(flaw)}), 8)


def test_a_chunk_that_cannot_be_run_is_recorded_and_tried_again_on_resumption(whole, tmp_path):
    sweep, folder = whole

    def flaw(number: int) -> None:
        if number == 2:
            raise MemoryError("too much")

    said: list[str] = []
    tally = run_sweep(sweep, tmp_path / "r", pool=flawed(flaw), say=said.append)
    assert (tally.done, tally.lost, tally.sound) == (sweep.runs - 48, 48, False)
    assert said == ["chunk 2, 48 runs, could not be run: MemoryError: too much"]
    found = progress_of(tmp_path / "r")
    assert found["lost"] == [{"chunk": 2, "runs": 48, "reason": "MemoryError: too much"}]
    assert found["status"] == "failed"
    assert run_sweep(sweep, tmp_path / "r", resume=True).sound
    assert part_bytes(tmp_path / "r") == part_bytes(folder)
    assert progress_of(tmp_path / "r")["lost"] == []


def test_a_chunk_that_a_cluster_gave_up_is_said_so(whole, tmp_path):
    def flaw(number: int) -> None:
        if number == 2:
            raise CancelledError

    said: list[str] = []
    assert run_sweep(whole[0], tmp_path / "r", pool=flawed(flaw), say=said.append).lost == 48
    reason = "it was cancelled, as happens where the scheduler is gone"
    assert said == [f"chunk 2, 48 runs, could not be run: {reason}"]


def test_a_pool_that_breaks_keeps_what_is_done_and_is_gone_on_from(whole, tmp_path):
    sweep, folder = whole
    made: list[int] = []

    class Breaking(ThreadPoolExecutor):
        """A thread that runs three chunks, and then takes no more, as a pool does whose workers died."""

        def submit(self, task: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
            if len(made) == 3:
                raise BrokenExecutor("a worker died")
            made.append(arguments[0].number)
            return super().submit(task, *arguments, **options)

    said: list[str] = []
    tally = run_sweep(sweep, tmp_path / "r", pool=Pool(lambda: Breaking(1), 8), say=said.append)
    assert (tally.done, tally.lost) == (3 * 48, sweep.runs - 3 * 48)
    assert "could not be run: BrokenExecutor: a worker died" in said[0]
    assert run_sweep(sweep, tmp_path / "r", resume=True).sound
    assert part_bytes(tmp_path / "r") == part_bytes(folder)


def test_a_full_disk_loses_nothing_that_was_written(whole, tmp_path, monkeypatch):
    sweep, folder = whole
    written = write_whole
    room = 7

    def write(path: Path, data: bytes) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        written(path, data)

    monkeypatch.setattr("patronage.sim.store.writer.write_whole", write)
    with pytest.raises(OSError, match="No space left on device"):
        run_sweep(sweep, tmp_path / "r")
    assert Result.open(tmp_path / "r").status == "running"
    assert progress_of(tmp_path / "r")["status"] == "stopped"
    room = 10**6
    assert run_sweep(sweep, tmp_path / "r", resume=True).kept > 0
    assert part_bytes(tmp_path / "r") == part_bytes(folder)


class AtOnce(ThreadPoolExecutor):
    """Runs a chunk as it is submitted, so that many have ended when the sweep looks."""

    def submit(self, task: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Run it now."""
        future: Future[Any] = Future()
        future.set_result(task(*arguments, **options))
        return future


def test_chunks_that_end_together_are_recorded_up_to_one_that_the_disk_does_not_take(
    whole, tmp_path, monkeypatch
):
    sweep, folder = whole
    pool = Pool(lambda: AtOnce(1), 8)
    run_sweep(sweep, tmp_path / "r", pool=pool)
    assert part_bytes(tmp_path / "r") == part_bytes(folder)
    written, full = write_whole, True

    def write(path: Path, data: bytes) -> None:
        if full and "part-00002" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        written(path, data)

    monkeypatch.setattr("patronage.sim.store.writer.write_whole", write)
    with pytest.raises(OSError, match="No space left on device"):
        run_sweep(sweep, tmp_path / "cut", pool=pool)
    assert Result.open(tmp_path / "cut").names("runs") == [
        "runs/part-00000.parquet",
        "runs/part-00001.parquet",
    ]
    full = False
    assert run_sweep(sweep, tmp_path / "cut", pool=pool, resume=True).sound
    assert part_bytes(tmp_path / "cut") == part_bytes(folder)


def test_a_worker_with_another_version_of_the_model_is_not_believed(whole, tmp_path, monkeypatch):
    sweep, _ = whole
    monkeypatch.setattr("patronage.sim.sweeps.worker.model_version", lambda: "f" * 16)
    said: list[str] = []
    tally = run_sweep(sweep, tmp_path / "r", say=said.append)
    assert tally.lost == sweep.runs
    assert "the worker has another version of the model, ffffffffffffffff instead of" in said[0]

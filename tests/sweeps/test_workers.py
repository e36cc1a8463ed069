"""A cluster makes the tables that threads make, also when a worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from patronage.sim.store.result import Result
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import GRID, ROOT, part_bytes, sweep_file, sweep_of

pytestmark = pytest.mark.slow
LONG = GRID.replace("draws: 4", "draws: 40")
CHUNK = 40
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}

# the command with small chunks
START = """
import sys
from patronage.sim.sweeps import chunks as sweep_chunks
sweep_chunks.CHUNK = {chunk}
from patronage.cli import main
main(sys.argv[1:])
"""


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Sweep, Path, dict[str, bytes]]:
    """A sweep, its file, and the parts of a run of it on threads."""
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", CHUNK)
    sweep = sweep_of(tmp_path, LONG)
    run_sweep(sweep, tmp_path / "whole")
    return sweep, sweep_file(tmp_path, LONG), part_bytes(tmp_path / "whole")


def parts_written(folder: Path) -> int:
    status = folder / "status.jsonl"
    return status.read_bytes().count(b'"event": "part"') if status.exists() else 0


def wait_until(folder: Path, parts: int, *alive: subprocess.Popen[str]) -> None:
    for _ in range(24000):
        if parts_written(folder) >= parts:
            return
        for process in alive:
            assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    raise AssertionError("nothing was written for two minutes")


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of this test's, ended with it."""
    with subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=HERE,
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def test_a_cluster_that_loses_a_worker_half_way_makes_the_same_tables(whole, tmp_path):
    _, file, parts = whole
    place, out = tmp_path / "scheduler.json", tmp_path / "r"
    options = ["--no-dashboard", "--host", "127.0.0.1"]
    with running("dask", "scheduler", *options, "--port", "0", "--scheduler-file", str(place)) as scheduler:
        for _ in range(6000):
            if place.exists() and place.stat().st_size:
                break
            assert scheduler.poll() is None, scheduler.communicate()
            time.sleep(0.01)
        address = json.loads(place.read_text())["address"]
        worker = ["dask", "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", *options]
        with running(*worker) as first, running(*worker) as second:
            words = ["sweep", str(file), "--out", str(out), "--scheduler", address]
            with subprocess.Popen(
                [sys.executable, "-c", START.format(chunk=CHUNK), *words],
                cwd=ROOT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as process:
                wait_until(out, len(parts) // 3, process, first, second)
                first.kill()
                written = parts_written(out)
                printed, said = process.communicate()
    assert written < len(parts)
    assert (process.returncode, printed) == (0, ""), said
    *lines, mean, losses, result = said.splitlines()
    assert all(" runs" in line or "compiled" in line for line in lines), said
    assert [mean[:9], losses[:13], result[:6]] == ["mean loss", "at each point", "result"]
    assert part_bytes(out) == parts
    assert Result.open(out).status == "done"


def test_a_scheduler_that_is_not_there_is_said_so(tmp_path):
    file, out = str(sweep_file(tmp_path)), tmp_path / "r"
    words = ["sweep", file, "--out", str(out), "--scheduler", "tcp://127.0.0.1:9"]
    start = [sys.executable, "-c", START.format(chunk=CHUNK), *words]
    done = subprocess.run(start, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 2
    assert "--scheduler: tcp://127.0.0.1:9: no Dask scheduler answers there" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not out.exists()

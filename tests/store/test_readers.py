"""A result folder opens in the tools people use, and a sweep's memory does not grow with its runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patronage.sim.store.result import Result
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import ROOT, sweep_file, sweep_of

RESIDENT = """
import resource, sys
from pathlib import Path
from patronage.sim.sweeps.run import run_sweep, threads
from patronage.sim.sweeps.file import load_sweep
for k, draws in enumerate(sys.argv[3:]):
    sweep = load_sweep(Path(sys.argv[1]), {"draws": draws})
    tally = run_sweep(sweep, Path(sys.argv[2]) / str(k), pool=threads(2))
    print(tally.done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sweep, Path]:
    """A sweep in several parts, and its folder."""
    base = tmp_path_factory.mktemp("readers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("patronage.sim.sweeps.chunks.CHUNK", 96)
        sweep = sweep_of(base, draws="10")
        run_sweep(sweep, base / "r")
    return sweep, base / "r"


def test_pandas_opens_a_folder_of_parts(folder):
    import pandas as pd

    sweep, path = folder
    runs = pd.read_parquet(path / "runs")
    assert len(runs) == sweep.runs
    assert runs.key.is_unique
    joined = runs.merge(pd.read_parquet(path / "points"), on="point")
    wide = joined.pivot_table(index="settings_rationality", columns="arm", values="hold_duke")
    assert wide.shape == (3, 2)
    expected = Result.open(path).runs(["hold_duke"])["hold_duke"].to_numpy().mean()
    assert runs["hold_duke"].mean() == pytest.approx(expected)
    months = pd.read_parquet(path / "months")
    assert set(months.statistic) == {"mean", "q05", "q25", "q50", "q75", "q95"}


def test_duckdb_asks_a_folder_in_sql(folder):
    import duckdb

    sweep, path = folder
    rows = (
        duckdb.connect()
        .execute(
            f"""
        select p.settings_rationality, avg(r.hold_duke) filter (r.arm = 'reference')
          - avg(r.hold_duke) filter (r.arm = 'scenario') as loss, count(*)
        from '{path}/runs/*.parquet' r join '{path}/points/*.parquet' p using (point)
        where r.status = 'done' group by 1 order by 1
        """  # noqa: S608
        )
        .fetchall()
    )
    assert [row[0] for row in rows] == [0.0, 1.0, 2.0]
    assert sum(row[2] for row in rows) == sweep.runs
    runs = Result.open(path).runs(["arm", "point", "hold_duke"]).to_pandas()
    mine = runs[runs.point < 3].groupby("arm")["hold_duke"].mean()
    assert rows[0][1] == pytest.approx(mine["reference"] - mine["scenario"])


@pytest.mark.slow
def test_ten_times_the_runs_take_little_more_memory(tmp_path):
    file = sweep_file(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", RESIDENT, str(file), str(tmp_path), "400", "4000"],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=True,
    )
    (few, before), (many, after) = (map(int, line.split()) for line in done.stdout.splitlines())
    assert (few, many) == (21_600, 216_000)
    assert after - before < 80

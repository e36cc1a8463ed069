"""The benchmark measures what it says and gives the promised fields; how fast, no test asserts."""

import json

from click.testing import CliRunner

from patronage.commands.bench import bench
from patronage.sim.model.ensemble.simulate import simulate
from patronage.studies import bench as benchmark


def test_a_generated_table_runs_at_any_size() -> None:
    table = benchmark.generated(runs=70, months=3, actors=9, issues=2)
    out = simulate(table, threads=1)
    assert out.mean("hold").shape == (70, 9)
    assert not out.failed.any()
    again = benchmark.generated(runs=70, months=3, actors=9, issues=2)
    assert (simulate(again, threads=2).measures == out.measures).all()


def test_the_rate_is_runs_over_the_median_time(monkeypatch) -> None:
    clock = iter([0.0, 2.0, 10.0, 11.0, 20.0, 24.0])
    monkeypatch.setattr("patronage.studies.bench.time.perf_counter", lambda: next(clock))
    assert benchmark.rate(lambda: None, runs=10, repeats=3) == 5.0


def test_the_command_gives_the_promised_object(monkeypatch) -> None:
    monkeypatch.setattr(benchmark, "SIZES", {"runs": (64,), "months": (2,), "actors": (3,), "issues": (2,)})
    monkeypatch.setattr(benchmark, "BASE", {"runs": 64, "months": 2, "actors": 3, "issues": 2})
    result = CliRunner().invoke(bench, ["--runs", "64", "--mesa-runs", "2", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["ensemble"]["runs_per_second"]["1"] > 0
    assert found["ensemble"]["runs_per_second"]["2"] > 0
    assert found["mesa"]["runs_per_second"] > 0
    assert found["mesa_batch_run"]["runs_per_second"] > 0
    assert found["ratio_to_batch_run"] > 1
    assert set(found["scaling"]) == {"runs", "months", "actors", "issues"}
    assert "mesa.batch_run" in result.stderr

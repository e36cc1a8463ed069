"""The benchmark measures what it says and gives the promised fields; how fast, no test asserts."""

import json

import pytest
from click.testing import CliRunner

from patronage.commands.bench import _processor, _tables, bench
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.files.shipped import data_root
from patronage.sim.model.ensemble.simulate import simulate
from patronage.studies.bench import bench as benchmark
from patronage.studies.bench import operations
from patronage.studies.bench.machine import Machine, machine, vectors
from patronage.studies.bench.operations import Operations, counted_run, of_scalar
from patronage.studies.shipped import load_scenario
from patronage.studies.tables.bench import bench_tables


def test_a_generated_table_runs_at_any_size() -> None:
    table = benchmark.generated(runs=70, months=3, actors=9, issues=2)
    out = simulate(table, threads=1)
    assert out.mean("hold").shape == (70, 9)
    assert not out.failed.any()
    again = benchmark.generated(runs=70, months=3, actors=9, issues=2)
    assert (simulate(again, threads=2).measures == out.measures).all()


def test_the_rate_is_runs_over_the_median_time_beside_the_slowest_and_fastest(monkeypatch) -> None:
    clock = iter([0.0, 2.0, 10.0, 11.0, 20.0, 24.0])
    monkeypatch.setattr("patronage.studies.bench.bench.time.perf_counter", lambda: next(clock))
    assert benchmark.rate(lambda: None, runs=10, repeats=3) == (5.0, 2.5, 10.0)


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
    for key in ("mesa", "mesa_batch_run"):
        assert found[key]["low"] <= found[key]["runs_per_second"] <= found[key]["high"]
    assert found["ensemble"]["low"]["1"] <= found["ensemble"]["high"]["1"]
    assert found["ratio_to_limit"] == pytest.approx(
        found["ensemble_one_arm"]["runs_per_second"]["1"] / found["limit_runs_per_second"]
    )
    assert found["processor"]["name"]
    assert found["processor"]["vector_bits"] in {None, 128, 256, 512}
    tables = {table.name: table for table in bench_tables(found)}
    assert list(tables) == ["speeds", "scaling", "processor", "start"]
    assert all(len(row) == len(table.columns) for table in tables.values() for row in table.rows)
    text = "\n".join(_tables(found))
    assert "x batch_run" in text
    assert "limit: a month of a run takes" in text


def test_what_a_scalar_takes_is_counted_from_its_text() -> None:
    assert of_scalar("mix") == Operations(8, 0)  # three shifts, three exclusive ors, two multiplications
    assert of_scalar("unit") == Operations(4, 0)  # a shift, a conversion, an addition, a multiplication
    assert of_scalar("slot_key") == Operations(9, 0)
    assert of_scalar("log2_for_noise") == Operations(13, 1)
    assert of_scalar("normal").divisions == 2  # that of the logarithm, and a square root


def test_the_counted_run_is_the_compiled_one_bit_for_bit() -> None:
    table = benchmark.generated(runs=64, months=3, actors=4, issues=2)
    takes, measures = counted_run(table)
    assert (measures == simulate(table, threads=1).measures[0]).all()
    assert takes.lane > 10 * takes.divisions > 0
    more, _ = counted_run(benchmark.generated(runs=64, months=3, actors=8, issues=2))
    assert more.lane > 4 * takes.lane  # the sums over pairs and onlookers grow with its square and more


def test_the_documentation_has_what_a_month_takes() -> None:
    scenario = load_scenario("afrin_airspace")
    table = crossed(scenario, arm_scripts(scenario)[1:2], weights_of(scenario, draws=1))
    takes, _ = counted_run(table)
    sentence = (
        f"{round(takes.lane, -2):,.0f} operations on numbers and {round(takes.divisions, -1):,.0f} divisions"
    )
    page = data_root() / "docs" / "explanation" / "architecture.md"
    assert sentence in " ".join(page.read_text("utf-8").split())


def test_numbers_count_what_is_done_with_them() -> None:
    number, whole = operations._Counted(3.0), operations._Whole(2)
    operations._count.lane = operations._count.divisions = 0.0
    assert (2.0 * number + 1.0 - number) / 2.0 == 2.0  # the comparison counts as well
    assert max(number, 4.0) == 4.0
    assert whole == 2
    assert (operations._count.lane, operations._count.divisions) == (6.0, 1.0)


def _machine(operations_a_second: float, divisions_a_second: float) -> Machine:
    return Machine("x", 1, None, None, None, operations_a_second, divisions_a_second)


def test_the_limit_is_set_by_what_lasts_longer() -> None:
    takes = Operations(1_000.0, 100.0)
    assert benchmark.limit(_machine(1e6, 1e6), takes, 10) == pytest.approx(100.0)  # 1 ms a month
    assert benchmark.limit(_machine(1e6, 5e4), takes, 10) == pytest.approx(50.0)  # 2 ms of divisions


def test_the_width_is_that_of_most_vector_arithmetic() -> None:
    lines = (
        "\tvmovupd\t(%rax), %ymm0",
        "\tvaddpd\t%zmm1, %zmm2, %zmm2",
        "\tvfmadd213pd\t(%rdi), %zmm1, %zmm2",
        "\tvdivpd\t%zmm1, %zmm2, %zmm3 {%k1}",
        "\tvmulpd\t%ymm1, %ymm2, %ymm2",
        "\tvaddsd\t%xmm1, %xmm2, %xmm2",
    )
    assert vectors("\n".join(lines)) == (512, 0.75)
    assert vectors("\tfadd\tv0.2d, v0.2d, v1.2d") == (None, None)


def test_what_cannot_be_found_out_is_left_open(monkeypatch) -> None:
    monkeypatch.setattr("patronage.studies.bench.machine.vectors", lambda _: (None, None))
    monkeypatch.setattr("patronage.studies.bench.machine.platform.machine", lambda: "arm64")
    simulate(benchmark.generated(runs=64, months=1, actors=2, issues=1), threads=1)
    found = machine(2, turns=10, links=10)
    assert (found.vector_bits, found.vector_share, found.clock) == (None, None, None)
    assert found.name
    assert found.operations > 0
    assert "vectors of a width unknown" in _processor(
        {"name": "x", "cores": 1, "vector_bits": None, "gigahertz": None}
    )

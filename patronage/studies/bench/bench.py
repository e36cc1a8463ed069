"""How fast the three ways of running the model are, side by side in one go, and how cost grows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import RunTable, Script
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights
from patronage.studies.bench.machine import Machine, machine
from patronage.studies.bench.operations import Operations, counted_run

SIZES: dict[str, tuple[int, ...]] = {
    "runs": (1_000, 4_000, 16_000, 64_000),
    "months": (12, 42, 84, 168),
    "actors": (6, 12, 24, 48),
    "issues": (3, 6, 12, 24),
}
BASE = {"runs": 4_000, "months": 42, "actors": 6, "issues": 6}


def generated(runs: int, months: int, actors: int, issues: int) -> RunTable:
    """A table of runs of an invented case of the wanted size, always the same."""
    rng = np.random.default_rng(1)
    draws = max(1, min(64, runs))
    off = 1.0 - np.eye(actors)
    weights = Weights(
        actors=tuple(f"actor{i}" for i in range(actors)),
        issues=tuple(f"issue{q}" for q in range(issues)),
        salience=rng.dirichlet(np.ones(issues), (draws, actors)),
        position=rng.random((draws, actors, issues)),
        capability=rng.random((draws, actors, issues)),
        trust=np.clip(rng.normal(0.0, 0.3, (draws, actors, actors)), -1.0, 1.0) * off,
        commitment=rng.random((draws, actors, actors)) * off * 0.9 / actors,
        outcome=np.full(issues, 0.5),
        field_leverage=np.zeros(issues),
        field_position=np.zeros(issues),
    )
    zeros = np.zeros(runs, dtype=np.int64)
    row = np.arange(runs)
    return RunTable(
        weights=weights,
        scripts=(Script.empty(months, actors),),
        settings=np.array([list(default_settings().values())]),
        script=zeros,
        point=zeros,
        weight=row % draws,
        draw=row % draws,
        replicate=row // draws,
        first_month=24_180,
        months=months,
        window=0,
        rng=1,
    )


class Rate(NamedTuple):
    """Runs per second: the median of several goes, and those of the slowest and the fastest."""

    median: float
    low: float
    high: float


def rate(work: Callable[[], Any], runs: int, repeats: int = 5) -> Rate:
    """Runs per second, over several goes after one that does not count."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Rate(*(runs / float(each) for each in (np.median(seconds), max(seconds), min(seconds))))


def ensemble_rates(table: RunTable, threads: tuple[int, ...]) -> dict[str, Rate]:
    """Runs per second of the ensemble by number of threads."""
    return {str(n): rate(partial(simulate, table, threads=n), table.runs) for n in threads}


def mesa_rate(table: RunTable, runs: int) -> Rate:
    """Runs per second of the Mesa model stepped in a plain loop, one process."""
    from patronage.sim.model.by_hand.run import AllianceModel

    def work() -> None:
        for row in range(runs):
            model = AllianceModel(table, row)
            while model.running:
                model.step()

    return rate(work, runs, repeats=3)


def mesa_batch_rate(table: RunTable, runs: int) -> Rate:
    """Runs per second of the same Mesa model driven by Mesa's own ``batch_run``, one process."""
    import mesa

    from patronage.sim.model.by_hand.run import AllianceModel

    def work() -> None:
        found = mesa.batch_run(
            AllianceModel,
            {"table": table, "row": range(runs)},
            number_processes=1,
            max_steps=table.months,
            display_progress=False,
        )
        if len({entry["RunId"] for entry in found}) != runs:
            raise RuntimeError("batch_run lost runs")

    return rate(work, runs, repeats=3)


def limit(found: Machine, takes: Operations, months: int) -> float:
    """Runs per second that one thread cannot exceed: by operations or by divisions, whichever last longer.

    Both are taken to go on at the same time without getting in each other's way, and nothing else to take
    any time: no load, no store, no waiting.
    """
    month = max(takes.lane / found.operations, takes.divisions / found.divisions)
    return 1.0 / (month * months)


def start_seconds(scenario: Scenario) -> float:
    """Seconds from a fresh process's first import to the end of its first run, the cache being warm."""
    program = (
        "import sys, time; t = time.perf_counter()\n"
        "from pathlib import Path\n"
        "from patronage.sim.scenario.load import load_scenario\n"
        "from patronage.sim.designs.arms import arms_table\n"
        "from patronage.sim.model.ensemble.simulate import simulate\n"
        "scenario = load_scenario(Path(sys.argv[1]), {'runs': '1', 'replicates': '1'})\n"
        "simulate(arms_table(scenario), threads=1)\n"
        "print(time.perf_counter() - t)"
    )
    found = [
        float(
            subprocess.run(
                [sys.executable, "-c", program, str(scenario.path)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(3)
    ]
    return float(np.median(found[1:]))


def scaling(say: Callable[[str], None]) -> dict[str, dict[str, dict[str, float]]]:
    """By what is varied and to what size: runs per second, and a run's cost against the first size."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for what, sizes in SIZES.items():
        found[what] = {}
        first = None
        for size in sizes:
            say(f"ensemble with {size:,} {what}")
            numbers = BASE | {what: size}
            if what == "actors":
                numbers["runs"] = max(256, BASE["runs"] * 36 // size**2 // 64 * 64)
            table = generated(**numbers)
            speed = rate(partial(simulate, table), table.runs, repeats=3).median
            first = first or speed
            found[what][str(size)] = {"runs_per_second": speed, "cost_of_a_run": first / speed}
    return found


def benchmark(scenario: Scenario, *, runs: int, mesa_runs: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Everything, on the scenario's two arms: ``runs`` of the ensemble a go and ``mesa_runs`` of Mesa.

    The ensemble simulates the months before the first event once for both arms, so it is timed on the
    scenario's arm alone as well.
    """
    draws = max(1, runs // (2 * scenario.replicates))
    arms = arm_scripts(scenario)[:2]
    table = crossed(scenario, arms, weights_of(scenario, draws=draws))
    one_arm = crossed(scenario, arms[1:], weights_of(scenario, draws=2 * draws))
    cores = os.cpu_count() or 1
    threads = tuple(sorted({1, 2, cores}))
    say(f"ensemble, {table.runs:,} runs")
    ensemble = ensemble_rates(table, threads)
    say(f"ensemble on one arm, {one_arm.runs:,} runs")
    alone = ensemble_rates(one_arm, threads)
    say(f"Mesa, {mesa_runs:,} runs")
    mesa_loop = mesa_rate(table, mesa_runs)
    say(f"mesa.batch_run, {mesa_runs:,} runs")
    mesa_batch = mesa_batch_rate(table, mesa_runs)
    say("the operations of a run, and what the processor can do")
    takes, _ = counted_run(one_arm)
    processor = machine(cores)
    most = limit(processor, takes, table.months)
    say("a second process, to its first run")
    start = start_seconds(scenario)
    best = max(each.median for each in ensemble.values())
    return {
        "scenario": scenario.name,
        "runs": table.runs,
        "mesa_runs": mesa_runs,
        "months": table.months,
        "actors": len(table.weights.actors),
        "ensemble": _plain_rates(ensemble),
        "ensemble_one_arm": _plain_rates(alone),
        "mesa": _plain_rates(mesa_loop),
        "mesa_batch_run": _plain_rates(mesa_batch),
        "ratio_to_mesa": best / mesa_loop.median,
        "ratio_to_batch_run": best / mesa_batch.median,
        "processor": {
            "name": processor.name,
            "cores": processor.cores,
            "vector_bits": processor.vector_bits,
            "vector_share": processor.vector_share,
            "gigahertz": processor.clock,
            "operations_per_second": processor.operations,
            "divisions_per_second": processor.divisions,
        },
        "operations": {"a_run_and_month": takes.lane, "divisions_a_run_and_month": takes.divisions},
        "limit_runs_per_second": most,
        "ratio_to_limit": alone["1"].median / most,
        "start_seconds": start,
        "scaling": scaling(say),
    }


def _plain_rates(rates: Rate | dict[str, Rate]) -> dict[str, Any]:
    """One rate or, by number of threads, several, as JSON has them."""
    if isinstance(rates, Rate):
        return {"runs_per_second": rates.median, "low": rates.low, "high": rates.high}
    return {
        "runs_per_second": {n: each.median for n, each in rates.items()},
        "low": {n: each.low for n, each in rates.items()},
        "high": {n: each.high for n, each in rates.items()},
    }

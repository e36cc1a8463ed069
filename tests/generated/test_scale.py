"""The model of what a sweep costs on many machines is worked by hand; what it is fitted to is measured."""

from __future__ import annotations

import re

import numpy as np
import pytest

from patronage.generated.model_doc import part_of
from patronage.generated.scale import doc, measure
from patronage.generated.scale.doc import Measured, Size
from patronage.generated.scale.measure import Loss, Stored, Trial
from patronage.generated.scale.model import (
    Costs,
    as_shards,
    computing,
    least_squares,
    on_cluster,
    passing,
    walls,
)
from patronage.sim.store.result import Result
from patronage.sim.sweeps.chunks import chunk_count
from patronage.sim.sweeps.run import run_sweep, threads

SMALL = Size(points=2, draws=50).of(60)  # 6,000 runs a point, in two chunks
COSTS = Costs(start=2.0, run=1e-4, passing=0.01, writing=0.005, joining=0.002)


def trial(workers: int, runs: int, wall: float = 0.0) -> Trial:
    """A trial in which a worker's start takes 2 s of CPU and a run 0.1 ms."""
    return Trial(workers, runs, runs // 4096, wall, 2.0 * workers + 1e-4 * runs, 0.5, 1.5)


def found(*, same: bool = True) -> Measured:
    """What might have been measured, every number of it a round one."""
    trials = [trial(w, runs, 1.0 + 2e-4 * runs / min(w, 2)) for runs in (10**5, 10**6) for w in (1, 2, 4)]
    small, large = (
        Stored(40_960, 10, 15, 10**7, 1.0, 1.0, 1.0),
        Stored(450_560, 110, 115, 11 * 10**7, 1.5, 1.2, 4.0),
    )
    return Measured(
        2, trials, [(0.02, 0.01, 0.005), (0.01, 0.01, 0.005)], (small, large), Loss(9, 1, same), 54_000
    )


def test_least_squares_by_hand():
    fit = least_squares([[1.0], [1.0]], [1.0, 2.0])  # (1 - v)² + (1 - v / 2)² is least at v = 1.5 / 1.25
    np.testing.assert_allclose(fit.values, [1.2])
    np.testing.assert_allclose(fit.residuals, [-0.2, 0.4])
    np.testing.assert_allclose(fit.errors, [0.4])  # the root of 0.2 / 1.25


def test_what_a_start_and_a_run_cost_is_found_again():
    fit = computing([trial(w, runs) for runs in (10**5, 10**6) for w in (1, 2, 4)])
    np.testing.assert_allclose(fit.values, [2.0, 1e-4])
    np.testing.assert_allclose(fit.residuals, 0.0, atol=1e-12)


def test_how_long_a_second_of_cpu_takes_is_found_again():
    # on two cores four workers take as long as two, which also have the scheduler's and the writer's 2 s
    trials = [
        trial(w, runs, 3.0 + 1.5 * max(1e-4 * runs / w, (1e-4 * runs + 2.0) / 2))
        for runs in (10**5, 10**6)
        for w in (1, 2, 4)
    ]
    np.testing.assert_allclose(walls(trials, COSTS, cores=2).values, [3.0, 1.5])


def test_what_a_chunk_costs_is_the_difference_of_two_sizes():
    small, large = Trial(2, 1, 10, 5.0, 9.0, 1.0, 2.0), Trial(2, 1, 110, 7.0, 9.0, 1.5, 3.0)
    np.testing.assert_allclose(passing(small, large), (0.02, 0.01, 0.005))


def test_one_scheduler_bounds_many_workers_and_not_few():
    runs = 4096 * 1000  # 409.6 s of computing, 10 s through the scheduler
    assert on_cluster(COSTS, runs, 4).all == pytest.approx(2.0 + 102.4)
    assert on_cluster(COSTS, runs, 400).all == pytest.approx(2.0 + 10.0)
    assert COSTS.busy == 40  # a chunk's 0.4096 s of computing, over 0.01 s


def test_shards_write_side_by_side_and_are_joined_by_one():
    runs = 4096 * 1000
    times = as_shards(COSTS, runs, machines=10, threads=4)
    assert (times.computing, times.passing, times.joining) == pytest.approx((10.24, 0.5, 2.0))
    assert times.all == pytest.approx(2.0 + 10.24 + 2.0)
    assert as_shards(COSTS, runs, machines=10, threads=400).all == pytest.approx(2.0 + 0.5 + 2.0)


def test_the_part_says_what_was_measured_and_what_follows():
    part = doc.scale_part(found())
    assert "| a run | 100 µs of a worker's CPU" in part
    assert (
        "| a chunk of a shard, joined | 2.0 ms, or 30.0 ms if its parts are written one after the other |"
        in part
    )
    assert "| a million runs, stored | 244 files, 244 MB |" in part
    assert "| time between chunks through the scheduler | 10.0 ms (20.0) |" in part
    assert "| workers compute | 62 s | 62 s |" in part  # 10⁹ × 0.1 ms / 1,600
    assert "| shards are joined |  | 8 min |" in part  # 244,141 × 2 ms
    assert "| 41 min to 81 min |" in part  # 244,141 × 10 and 20 ms
    assert "| in all | about 40 to 90 minutes | about 8 to 10 minutes |" in part  # 8% wider on both sides
    assert "about 40 workers busy" in part
    assert "1 chunk was run again, and the tables were identical" in part


def test_the_page_gets_the_part_and_other_tables_are_a_failure(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- scale: by -->\nearlier\n<!-- end of scale -->\nb\n")
    monkeypatch.setattr(doc, "PAGE", page)
    monkeypatch.setattr(doc, "measured", lambda _: found(same=False))
    assert doc.main() == 1
    assert "NOT identical" in part_of(page.read_text(), "scale")
    assert "earlier" not in page.read_text()
    assert capsys.readouterr().out.strip() in page.read_text()


def test_the_how_to_has_what_was_measured():
    part = part_of(doc.PAGE.read_text(encoding="utf-8"), "scale")
    example = doc.scale_part(found())

    def rows(text: str) -> list[str]:
        return re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)

    assert rows(part) == rows(example)
    run, chunk, workers = (
        float(re.findall(form, part)[0])
        for form in (
            r"a run \| (\d+) µs",
            r"time between chunks[^|]*\| ([\d.]+) ms",
            r"keeps about (\d+) workers",
        )
    )
    assert workers == pytest.approx(4096 * run / 1e3 / chunk, rel=0.05)
    assert "the tables were identical" in part


def test_what_is_stored_is_counted(tmp_path):
    kept = measure.stored(SMALL, tmp_path, 2)
    sweep = measure.sweep_of(SMALL)
    whole = Result.open(tmp_path / "whole")
    assert (kept.runs, kept.chunks) == (sweep.runs, chunk_count(sweep)) == (12_000, 4)
    assert whole.status == "done"
    assert whole.parts == Result.open(tmp_path / "singly").parts
    assert kept.files == len(whole.parts) + 2  # its manifest and its record
    assert kept.bytes > sum(part.bytes for part in whole.parts.values())
    assert all(seconds > 0 for seconds in (kept.writing, kept.joining, kept.singly))


@pytest.mark.slow
def test_a_cluster_is_measured_and_a_worker_of_it_killed(tmp_path):
    tried = measure.tried(2, SMALL, tmp_path / "tried", measure.answered)
    assert (tried.workers, tried.runs, tried.chunks) == (2, 12_000, 4)
    assert min(tried.wall, tried.computing, tried.writing, tried.scheduling) > 0
    run_sweep(measure.sweep_of(SMALL), tmp_path / "whole", pool=threads(1))
    loss = measure.killed(SMALL, tmp_path / "killed", tmp_path / "whole")
    assert loss.chunks == 4
    assert 0 <= loss.again <= 4
    assert loss.same
    assert Result.open(tmp_path / "tried").parts.keys() == Result.open(tmp_path / "whole").parts.keys()

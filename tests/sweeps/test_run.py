"""Running sweeps: what is in their tables, whatever the workers and the chunks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from patronage.sim.designs.arms import arms_table
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.store.result import Result
from patronage.sim.sweeps import chunks as sweep_chunks
from patronage.sim.sweeps.chunks import chunk_count, chunk_of
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.run import run_sweep, threads
from tests.support.sweeps import GRID, part_bytes, sweep_of


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


def test_every_run_is_there_once_and_in_order(whole):
    sweep, folder = whole
    result = Result.open(folder)
    runs = result.runs()
    assert (result.status, runs.num_rows, chunk_count(sweep)) == ("done", sweep.runs, 5)
    assert len(set(runs["key"].to_pylist())) == len(runs)
    places = list(
        zip(*(runs[name].to_pylist() for name in ("point", "arm", "draw", "replicate")), strict=True)
    )
    assert places == [
        (point, arm, draw, replicate)
        for point in range(9)
        for arm in ("reference", "scenario")
        for draw in range(4)
        for replicate in range(3)
    ]
    points = result.table("points").to_pylist()
    assert points[5] == {"point": 5, "settings_rationality": 1.0, "trust_duke_guild": 1.0}


def test_a_point_gives_the_numbers_of_the_scenario_itself(tmp_path):
    text = GRID.replace("trust.duke.guild: {from: -1, to: 1, steps: 3}", "events.gift.start: [2001-05]")
    sweep = sweep_of(tmp_path, text)
    run_sweep(sweep, tmp_path / "r")
    scenario = replace(sweep.scenario, runs=12, replicates=3)
    outcome = simulate(arms_table(scenario))
    assert scenario.settings["rationality"] == 2.0
    runs = Result.open(tmp_path / "r").runs().filter(pc.field("point") == 2)
    assert runs["hold_duke"].to_numpy().tolist() == outcome.mean("hold")[:24, 0].tolist()
    assert runs["dependence_port_duke"].to_numpy().tolist() == outcome.tie("dependence")[:24, 2, 0].tolist()
    assert runs["ear_port_duke"].to_numpy().tolist() == outcome.tie("ear")[:24, 2, 0].tolist()


def test_all_points_have_the_same_random_numbers_unless_asked_otherwise(tmp_path):
    """Varying next to nothing changes all but nothing on common random numbers, and all without."""
    text = GRID.replace("settings.rationality: [0, 1, 2]", "settings.alarm: [0, 0.000000000001]").replace(
        "  trust.duke.guild: {from: -1, to: 1, steps: 3}\n", ""
    )
    for common, alike in (("true", True), ("false", False)):
        folder = tmp_path / common
        run_sweep(sweep_of(tmp_path, text, common_random_numbers=common), folder)
        runs = Result.open(folder).runs()
        first, second = (runs.filter(pc.field("point") == p)["hold_guild"].to_numpy() for p in (0, 1))
        assert bool(np.allclose(first, second, atol=1e-6)) is alike


def test_chunks_of_one_large_point_are_its_pairs_in_order(tmp_path, monkeypatch):
    text = "title: x\nscenario: scenario.yaml\ndesign: grid\nvary: {settings.noise: [0.02]}\n"
    sweep = sweep_of(tmp_path, text, draws="25", replicates="3")
    assert [(c.start, c.stop) for c in (chunk_of(sweep, n) for n in range(chunk_count(sweep)))] == [
        (0, 24), (24, 48), (48, 72), (72, 75),
    ]  # fmt: skip
    run_sweep(sweep, tmp_path / "cut")
    monkeypatch.setattr(sweep_chunks, "CHUNK", 4096)
    run_sweep(sweep, tmp_path / "one")
    cut, one = (Result.open(tmp_path / name).runs() for name in ("cut", "one"))
    order = [("arm", "ascending"), ("draw", "ascending"), ("replicate", "ascending")]
    assert cut.sort_by(order).to_pydict() == one.sort_by(order).to_pydict()


def test_months_and_paths_are_kept_of_the_first_pairs(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep_chunks, "CHUNK", 4096)
    sweep = sweep_of(tmp_path, draws="100")
    run_sweep(sweep, tmp_path / "r")
    result = Result.open(tmp_path / "r")
    months = result.months()
    assert set(months["runs"].to_pylist()) == {250}
    assert months.num_rows == 9 * 2 * 6 * 12
    paths = result.table("paths")
    assert paths.num_rows == 3 * 2 * 12
    mine = paths.filter((pc.field("arm") == "scenario") & (pc.field("replicate") == 1))
    window = mine["hold_duke"].to_numpy()[4:]
    run = result.runs().filter(
        (pc.field("point") == 0)
        & (pc.field("arm") == "scenario")
        & (pc.field("replicate") == 1)
        & (pc.field("draw") == 0)
    )
    assert run["hold_duke"][0].as_py() == pytest.approx(window.mean(), abs=1e-12)


def test_weights_that_are_fixed_are_so_in_every_draw(tmp_path):
    text = """title: x
scenario: scenario.yaml
design: list
list:
  - {salience.duke.grain: 0.9, position.guild.harbour: 0, trust.port.duke: -1, commitment.duke.guild: 0.9}
  - {salience.duke.grain: 0.1, position.guild.harbour: 1, trust.port.duke: 1, commitment.duke.guild: 0}
draws: 6
replicates: 2
"""
    from patronage.sim.sweeps.tables import tables_of

    sweep = sweep_of(tmp_path, text)
    [(_, table, _, identities)] = tables_of(chunk_of(sweep, 0))
    w = table.weights
    for point, (salience, position, trust, commitment) in enumerate(sweep.values):
        rows = np.unique(table.weight[table.point // 6 == point])
        assert len(rows) == 6
        assert np.all(w.salience[rows, 0, 0] == salience)
        assert w.salience[rows].sum(axis=2) == pytest.approx(1.0)
        assert np.all(w.position[rows, 1, 1] == position)
        assert np.all(w.trust[rows, 2, 0] == trust)
        assert np.all(w.commitment[rows, 0, 1] == commitment)
        assert w.commitment[rows].sum(axis=2).max() <= 0.95 + 1e-12
    assert len(set(identities)) == 2


def test_events_can_be_moved_lengthened_and_taken_away(tmp_path):
    from patronage.sim.sweeps.tables import tables_of

    text = """title: x
scenario: scenario.yaml
design: list
list:
  - {events.gift.start: 2001-05, events.gift.lasts: 3, events.gift.present: true}
  - {events.gift.start: 2001-09, events.gift.lasts: 1, events.gift.present: true}
  - {events.gift.start: 2001-09, events.gift.lasts: 1, events.gift.present: false}
draws: 1
"""
    found = list(tables_of(chunk_of(sweep_of(tmp_path, text), 0)))
    assert [table.window for _, table, _, _ in found] == [4]
    scripts = found[0][1].scripts
    gift = 1 + 1 * 3 + 2  # aid toward the port
    spans = [np.flatnonzero(script.acts[:, 1, gift]).tolist() for script in scripts]
    assert spans[1::2] == [[4, 5, 6], [8], []]
    assert [scripts[k].bars.sum() for k in range(6)] == [0, 1, 0, 1, 0, 1]


def test_the_window_begins_with_the_first_event_that_is_left(tmp_path):
    from patronage.sim.sweeps.tables import tables_of

    text = """title: x
scenario: scenario.yaml
design: list
list:
  - {events.gift.start: 2001-03, events.silence.present: true}
  - {events.gift.start: 2001-06, events.silence.present: false}
draws: 1
"""
    assert [table.window for _, table, _, _ in tables_of(chunk_of(sweep_of(tmp_path, text), 0))] == [2, 5]


def test_any_number_of_workers_gives_the_same_bytes(whole, tmp_path):
    sweep, folder = whole
    run_sweep(sweep, tmp_path / "four", pool=threads(4))
    assert part_bytes(tmp_path / "four") == part_bytes(folder)

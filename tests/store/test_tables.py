from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
import pytest

from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.settings import SETTING_NAMES, default_settings
from patronage.sim.model.table import RunTable, Script
from patronage.sim.store.provenance import digest_of, model_version, versions
from patronage.sim.store.tables import LEVELS, STATISTICS, months_table, paths_table, run_keys, runs_table
from tests.support.generators import FIRST_MONTH, random_weights

ARMS = ["reference", "scenario"]


def a_table(draws: int = 4, replicates: int = 3, points: int = 2) -> RunTable:
    other = Script.empty(5, 3)
    other.acts[2, 0, 2] = 1
    defaults = default_settings()
    settings = [[defaults[name] * (1 + p / 10) for name in SETTING_NAMES] for p in range(points)]
    axes = np.indices((points, 2, draws, replicates))
    point, script, draw, replicate = (axis.ravel() for axis in axes)
    return RunTable(
        weights=random_weights(3, 2, draws),
        scripts=(Script.empty(5, 3), other),
        settings=np.array(settings),
        script=script,
        point=point,
        weight=draw,
        draw=draw,
        replicate=replicate,
        first_month=FIRST_MONTH,
        months=5,
        window=1,
        rng=3,
    )


@pytest.fixture(scope="module")
def simulated() -> tuple[RunTable, Outcome]:
    table = a_table()
    return table, simulate(table, Record(measures=True), threads=1)


def test_a_run_has_its_place_and_its_numbers(simulated):
    table, outcome = simulated
    frame = runs_table(table, outcome, arms=ARMS, focus="birch", points=[7, 9])
    assert frame.num_rows == table.runs
    row = 4 * 3 * 2 + 4 * 3 + 5  # second point, scenario, second draw, third replicate
    got = frame.slice(row, 1).to_pylist()[0]
    assert (got["point"], got["arm"], got["draw"], got["replicate"]) == (9, "scenario", 1, 2)
    assert (got["status"], got["reason"]) == ("done", None)
    assert got["hold_cedar"] == outcome.mean("hold")[row, 2]
    assert got["share_amber"] == outcome.mean("share")[row, 0]
    assert got["attainment_birch"] == outcome.mean("attainment")[row, 1]
    assert got["outcome_roads"] == outcome.outcome[row, 1]
    assert got["dependence_cedar_birch"] == outcome.tie("dependence")[row, 2, 1]
    assert got["ear_cedar_birch"] == outcome.tie("ear")[row, 2, 1]
    assert got["sacrifice_amber"] == outcome.sacrifice[row, 0]
    assert "dependence_birch_birch" not in frame.column_names


def test_a_failed_run_keeps_its_reason_and_no_number(simulated):
    table, outcome = simulated
    failed = outcome.failed.copy()
    failed[3] = True
    frame = runs_table(table, replace(outcome, failed=failed), arms=ARMS, focus="amber", points=[0, 1])
    got = frame.slice(3, 1).to_pylist()[0]
    assert (got["status"], got["reason"]) == ("failed", "a number was not finite")
    assert got["hold_amber"] is None
    assert frame["hold_amber"].null_count == 1
    months = months_table(table, replace(outcome, failed=failed), arms=ARMS, points=[0, 1])
    assert months.slice(0, 1)["runs"][0].as_py() == 4 * 3 - 1


def test_months_hold_means_and_quantiles_over_the_runs_of_a_point_and_arm(simulated):
    table, outcome = simulated
    frame = months_table(table, outcome, arms=ARMS, points=[7, 9])
    assert frame.num_rows == 2 * 2 * len(STATISTICS) * table.months
    mine = (table.point == 1) & (table.script == 0)
    of_arm = (pc.field("point") == 9) & (pc.field("arm") == "reference")
    for measure, path in (
        ("hold_cedar", outcome.path("hold")[mine, :, 2]),
        ("outcome_water", outcome.outcome_path[mine, :, 0]),
    ):
        for level, name in zip(LEVELS, STATISTICS[1:], strict=True):
            got = frame.filter(of_arm & (pc.field("statistic") == name))
            assert got["month"].to_pylist()[:2] == ["2015-07", "2015-08"]
            assert got[measure].to_numpy() == pytest.approx(np.quantile(path, level, axis=0), abs=1e-15)
        got = frame.filter(of_arm & (pc.field("statistic") == "mean"))
        assert got[measure].to_numpy() == pytest.approx(path.mean(axis=0), abs=1e-15)
        assert set(got["runs"].to_pylist()) == {12}


def test_paths_hold_every_month_of_the_runs_asked_for(simulated):
    table, outcome = simulated
    frame = paths_table(table, outcome, np.array([13, 0]), arms=ARMS)
    assert frame.num_rows == 2 * table.months
    assert frame["arm"].to_pylist()[:: table.months] == ["scenario", "reference"]
    assert (frame["draw"][0].as_py(), frame["replicate"][0].as_py()) == (0, 1)
    assert frame["hold_birch"].to_numpy()[:5].tolist() == outcome.path("hold")[13, :, 1].tolist()


def test_keys_are_those_of_what_decides_a_run():
    table = a_table()
    keys = run_keys(table, ["a"])
    assert len(set(keys.tolist())) == table.runs
    part = np.arange(table.runs)[::5]
    rows = {name: getattr(table, name)[part] for name in ("script", "point", "weight", "draw", "replicate")}
    assert run_keys(replace(table, **rows), ["a"]).tolist() == keys[part].tolist()
    for changed in (
        run_keys(table, ["b"]),
        run_keys(replace(table, rng=4), ["a"]),
        run_keys(replace(table, window=2), ["a"]),
        run_keys(replace(table, settings=table.settings + 0.1), ["a"]),
        run_keys(replace(table, scripts=(table.scripts[1].mute(0), table.scripts[0].mute(1))), ["a"]),
    ):
        assert not set(changed.tolist()) & set(keys.tolist())


def test_provenance_names_the_model_and_the_libraries():
    assert len(model_version()) == 16
    assert set(versions()) >= {"python", "numpy", "numba"}
    assert digest_of({"b": 1, "a": [1.5]}) == digest_of({"a": [1.5], "b": 1})

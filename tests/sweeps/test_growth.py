"""A sweep that is added to: only what is new is run, and all is as if it had been run from the start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.sweep import losses_of, varied_of
from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result
from patronage.sim.sweeps.batches import Size, added_text, batches_of, stretches
from patronage.sim.sweeps.chunks import Chunk
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import Tally, run_sweep
from patronage.sim.sweeps.worker import run_chunk
from patronage.studies.sweep import losses_of_sweep, progress_of
from tests.support.resealing import resealed
from tests.support.sweeps import GRID, ROOT, part_bytes, sweep_file, sweep_of

RATIONALITY = "settings.rationality: [0, 1, 2]"
TRUST = "trust.duke.guild: {from: -1, to: 1, steps: 3}"


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many runs each chunk has that is simulated from now on."""
    counts: list[int] = []

    def counting(chunk: Chunk) -> Any:
        counts.append(chunk.runs)
        return run_chunk(chunk)

    monkeypatch.setattr("patronage.sim.sweeps.run.run_chunk", counting)
    return counts


def runs_in(folder: Path) -> list[dict[str, Any]]:
    """Every run with the values of its point in place of the point's number, ordered by key."""
    result = Result.open(folder)
    assert result.damaged() == []
    points = {row.pop("point"): row for row in result.table("points").to_pylist()}
    runs = result.runs().to_pylist()
    for run in runs:
        run["point"] = points[run["point"]]
    return sorted(runs, key=lambda run: str(run["key"]))


STEPS = {
    "replicates": [{"replicates": "5"}],
    "draws": [{"draws": "7"}],
    "values at the end": [{"vary": RATIONALITY.replace("2]", "2, 3]") + ", " + TRUST}],
    "values in between": [{"vary": "settings.rationality: [0, 0.5, 1, 1.5, 2], " + TRUST}],
    "values of both": [{"vary": "settings.rationality: [3, 1, 0, 2], trust.duke.guild: [1, -1, 0.5, 0]"}],
    "draws and replicates": [{"draws": "5", "replicates": "4"}],
    "all at once": [
        {"draws": "5", "replicates": "4", "vary": "settings.rationality: [0, 0.5, 1, 2], " + TRUST}
    ],
    "step by step": [
        {"replicates": "4"},
        {"replicates": "4", "vary": "settings.rationality: [0, 1, 1.5, 2], " + TRUST},
        {"replicates": "5", "draws": "6", "vary": "settings.rationality: [0, 0.5, 1, 1.5, 2], " + TRUST},
    ],
}


def changes(step: dict[str, str]) -> dict[str, str]:
    """What `--set` is given."""
    return {name: f"{{{text}}}" if name == "vary" else text for name, text in step.items()}


@pytest.mark.parametrize("steps", STEPS.values(), ids=list(STEPS))
def test_only_what_is_new_is_run_and_all_is_as_if_run_from_the_start(tmp_path, computed, steps):
    first = sweep_of(tmp_path)
    run_sweep(first, tmp_path / "grown")
    before, there = part_bytes(tmp_path / "grown"), first.runs
    for step in steps:
        sweep = sweep_of(tmp_path, GRID, **changes(step))
        computed.clear()
        said: list[str] = []
        tally = run_sweep(sweep, tmp_path / "grown", resume=True, say=said.append)
        assert (tally.kept, tally.done, tally.total) == (there, sweep.runs, sweep.runs)
        assert sum(computed) == sweep.runs - there
        assert said[0].startswith(f"{there:,} runs already there, {sweep.runs - there:,} runs to go: ")
        there = sweep.runs
    run_sweep(sweep, tmp_path / "fresh")
    assert runs_in(tmp_path / "grown") == runs_in(tmp_path / "fresh")
    after = part_bytes(tmp_path / "grown")
    assert {name: after[name] for name in before} == before
    grown, fresh = (Result.open(tmp_path / name) for name in ("grown", "fresh"))
    assert grown.manifest["inputs"] == fresh.manifest["inputs"]
    assert progress_of(tmp_path / "grown")["runs"] == sweep.runs


def test_what_is_read_from_it_is_as_if_run_from_the_start(tmp_path):
    run_sweep(sweep_of(tmp_path), tmp_path / "grown")
    sweep = sweep_of(tmp_path, GRID, **changes(STEPS["all at once"][0]))
    run_sweep(sweep, tmp_path / "grown", resume=True)
    run_sweep(sweep, tmp_path / "fresh")
    found = {}
    for name in ("grown", "fresh"):
        result = Result.open(tmp_path / name)
        values = np.stack([each.values for each in varied_of(result)], axis=1)
        order = np.lexsort(values.T)
        losses = losses_of(result, "hold")
        _, _, points, mean, runs = losses_of_sweep(tmp_path / name, "hold")
        found[name] = (values[order], losses.mean[order], losses.low[order], losses.error[order], mean[order])
        assert (runs, losses.pairs, points.tolist()) == (sweep.runs, sweep.runs // 2, values.tolist())
    for grown, fresh in zip(found["grown"], found["fresh"], strict=True):
        np.testing.assert_allclose(grown, fresh, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("after", [108 * 2, 108 * 2 + 48, 108 * 2 + 144])
def test_what_was_stopped_while_it_was_added_to_goes_on(tmp_path, computed, after):
    first, sweep = sweep_of(tmp_path), sweep_of(tmp_path, GRID, **changes(STEPS["all at once"][0]))
    run_sweep(first, tmp_path / "whole")
    run_sweep(sweep, tmp_path / "whole", resume=True)
    run_sweep(first, tmp_path / "cut")

    def stop(tally: Tally) -> None:
        if tally.done >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(sweep, tmp_path / "cut", resume=True, progress=stop)
    computed.clear()
    tally = run_sweep(sweep, tmp_path / "cut", resume=True)
    assert sum(computed) == sweep.runs - tally.kept <= sweep.runs - after
    assert part_bytes(tmp_path / "cut") == part_bytes(tmp_path / "whole")


@pytest.mark.parametrize(
    "name", ["runs/part-00001.parquet", "runs/part-00006.parquet", "points/part-00001.parquet"]
)
def test_a_damaged_part_of_any_age_is_made_anew(tmp_path, name):
    sweep = sweep_of(tmp_path, GRID, **changes(STEPS["all at once"][0]))
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    run_sweep(sweep, tmp_path / "r", resume=True)
    before = part_bytes(tmp_path / "r")
    (tmp_path / "r" / name).write_bytes(before[name][:-7])
    run_sweep(sweep, tmp_path / "r", resume=True)
    assert part_bytes(tmp_path / "r") == before


def test_a_sweep_that_was_not_finished_is_finished_and_added_to(tmp_path, computed):
    first, sweep = sweep_of(tmp_path), sweep_of(tmp_path, replicates="4")
    run_sweep(first, tmp_path / "r", shard=(1, 2))
    there = sum(computed)
    run_sweep(sweep, tmp_path / "r", resume=True)
    run_sweep(sweep, tmp_path / "fresh")
    assert sum(computed) - sweep.runs == sweep.runs
    assert there < first.runs
    assert runs_in(tmp_path / "r") == runs_in(tmp_path / "fresh")


def test_shards_are_added_to_apart_and_merge(tmp_path, computed):
    first, sweep = sweep_of(tmp_path), sweep_of(tmp_path, draws="6")
    shards = [tmp_path / f"shard{k}" for k in (1, 2)]
    for k, folder in enumerate(shards, 1):
        run_sweep(first, folder, shard=(k, 2))
    run_sweep(sweep, shards[0], resume=True, shard=(1, 2))
    with pytest.raises(FaultError, match="is of other inputs"):
        merge(shards, tmp_path / "merged")
    run_sweep(sweep, shards[1], resume=True, shard=(2, 2))
    assert sum(computed) == sweep.runs
    assert merge(shards, tmp_path / "merged") == []
    run_sweep(sweep, tmp_path / "fresh")
    assert runs_in(tmp_path / "merged") == runs_in(tmp_path / "fresh")
    run_sweep(sweep, tmp_path / "other", shard=(2, 2))
    with pytest.raises(FaultError, match="was added to in other steps"):
        merge([shards[0], tmp_path / "other"], tmp_path / "no")
    assert run_sweep(sweep_of(tmp_path, draws="7"), tmp_path / "merged", resume=True).kept == sweep.runs


REFUSED = {
    "draws": ({"draws": "2"}, "draws: is 2 here and 4 there; there can only be more, so this"),
    "replicates": ({"replicates": "1"}, "replicates: is 1 here and 3 there"),
    "rng": ({"rng": "8"}, "rng: is 8 here and 7 there"),
    "random numbers": (
        {"common_random_numbers": "false"},
        "common_random_numbers: is false here and true there",
    ),
    "uncertainty": ({"uncertainty": "false", "draws": "null"}, "uncertainty: is false here and true there"),
    "fewer values": (
        {"vary": "{settings.rationality: [0, 2, 3], " + TRUST + "}"},
        "vary.settings.rationality: is '0, 2, 3' here and '0, 1, 2' there",
    ),
    "another path": (
        {"vary": "{settings.alarm: [0, 1, 2], " + TRUST + "}"},
        "vary: is 'settings.alarm, trust.duke.guild' here and 'settings.rationality, trust.duke.guild' there",
    ),
    "another design": (
        {"design": "lhs", "size": "20", "vary": "{settings.rationality: range, trust.duke.guild: range}"},
        "design: is 'lhs' here and 'grid' there",
    ),
}


@pytest.mark.parametrize(("given", "message"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_added_is_refused_with_the_field_and_both_values(tmp_path, given, message):
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    before = part_bytes(tmp_path / "r"), (tmp_path / "r" / "manifest.json").read_bytes()
    with pytest.raises(FaultError) as refused:
        run_sweep(sweep_of(tmp_path, GRID, **given), tmp_path / "r", resume=True)
    (line,) = str(refused.value).splitlines()
    assert message in line
    assert line.endswith(f"so this sweep cannot be added to {tmp_path / 'r'}")
    assert (part_bytes(tmp_path / "r"), (tmp_path / "r" / "manifest.json").read_bytes()) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("focus: duke", "focus: guild", "scenario focus: is 'guild' here and 'duke' there"),
        ("{rationality: 2}", "{rationality: 2, alarm: 0.75}", "scenario settings.alarm: is 0.75 here and"),
        (
            "[2001-05, 2001-07]",
            "[2001-05, 2001-06]",
            "scenario events[0].months[1]: is 2001-06 here and 2001-07 there",
        ),
    ],
)
def test_another_scenario_is_refused(tmp_path, old, new, message):
    file = sweep_file(tmp_path)
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    scenario = file.parent / "scenario.yaml"
    text = scenario.read_text()
    assert old in text
    scenario.write_text(text.replace(old, new))
    with pytest.raises(FaultError, match="cannot be added to") as refused:
        run_sweep(sweep_of(tmp_path, draws="5"), tmp_path / "r", resume=True)
    assert message in str(refused.value)


def test_without_common_random_numbers_only_replicates_and_points_at_the_end_are_added(tmp_path):
    first = sweep_of(tmp_path, common_random_numbers="false")
    run_sweep(first, tmp_path / "r")
    own = {"common_random_numbers": "false"}
    with pytest.raises(FaultError, match=r"draws: is 5 here and 4 there; without common.random.numbers"):
        run_sweep(sweep_of(tmp_path, draws="5", **own), tmp_path / "r", resume=True)
    between = sweep_of(tmp_path, vary="{settings.rationality: [0, 0.5, 1, 2], " + TRUST + "}", **own)
    with pytest.raises(FaultError, match="new ones come last"):
        run_sweep(between, tmp_path / "r", resume=True)
    last = {"vary": "{settings.rationality: [0, 1, 2, 3], " + TRUST + "}", "replicates": "4", **own}
    run_sweep(sweep_of(tmp_path, **last), tmp_path / "r", resume=True)
    run_sweep(sweep_of(tmp_path, **last), tmp_path / "fresh")
    assert runs_in(tmp_path / "r") == runs_in(tmp_path / "fresh")


def test_points_of_a_list_and_a_larger_sobol_sample_are_added(tmp_path, computed):
    rows = "title: x\nscenario: scenario.yaml\ndesign: list\ndraws: 2\nreplicates: 2\nlist:\n"
    rows += "  - {events.gift.start: 2001-05, settings.noise: 0.02}\n"
    rows += "  - {events.gift.start: 2001-06, settings.noise: 0.02}\n"
    sample = "title: x\nscenario: scenario.yaml\ndesign: sobol\nsize: 4\ndraws: 2\nreplicates: 2\n"
    sample += "vary: {settings.rationality: range, trust.duke.guild: range}\n"
    more = "list:\n  - {events.gift.start: 2001-06, settings.noise: 0.01}\n"
    for name, text, larger in (
        ("list", rows, rows.replace("list:\n", more, 1)),
        ("sobol", sample, sample.replace("size: 4", "size: 8")),
    ):
        first = sweep_of(tmp_path, text)
        run_sweep(first, tmp_path / name)
        sweep = sweep_of(tmp_path, larger)
        computed.clear()
        run_sweep(sweep, tmp_path / name, resume=True)
        assert sum(computed) == sweep.runs - first.runs
        run_sweep(sweep, tmp_path / f"{name}-fresh")
        assert runs_in(tmp_path / name) == runs_in(tmp_path / f"{name}-fresh")
    lhs = sample.replace("sobol", "lhs")
    run_sweep(sweep_of(tmp_path, lhs), tmp_path / "lhs")
    with pytest.raises(FaultError, match="size: gives 8 points here without"):
        run_sweep(sweep_of(tmp_path, lhs.replace("size: 4", "size: 8")), tmp_path / "lhs", resume=True)


def test_a_folder_whose_points_are_damaged_is_not_added_to(tmp_path):
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    (tmp_path / "r" / "points" / "part-00000.parquet").write_bytes(b"")
    with pytest.raises(FaultError, match="is damaged"):
        run_sweep(sweep_of(tmp_path, draws="5"), tmp_path / "r", resume=True)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sizes", [[9, 4, 3], [9, 4, 3]], "not those of a sweep that was added to"),
        ("sizes", [[9, 4, 2]], "the last of its sizes is not that"),
        ("sizes", [[9, 5, 3], [9, 4, 3]], "not those of a sweep that was added to"),
        ("order", [[0, 8]], "its order does not have each"),
        ("order", [[0, 5], [4, 9]], "its order does not have each"),
        ("order", [[0, 9], [0, 9]], "its order does not have each"),
        ("given", None, "did not say of which scenario"),
    ],
)
def test_a_manifest_that_was_changed_is_refused(tmp_path, name, value, message):
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    resealed(tmp_path / "r", lambda manifest: manifest.update({name: value}))
    with pytest.raises(FaultError, match=message):
        run_sweep(sweep_of(tmp_path, draws="5"), tmp_path / "r", resume=True)


@pytest.mark.slow
def test_killed_at_every_moment_it_goes_on_to_the_same_tables(tmp_path):
    run_sweep(sweep_of(tmp_path), tmp_path / "whole")
    run_sweep(sweep_of(tmp_path), tmp_path / "killed")
    text = GRID.replace("[0, 1, 2]", "[0, 0.5, 1, 2]").replace("replicates: 3", "replicates: 4")
    run_sweep(sweep_of(tmp_path, text), tmp_path / "whole", resume=True)
    command = [sys.executable, "-m", "tests.support.kills"]
    command += [str(sweep_file(tmp_path, text)), str(tmp_path / "killed"), "48"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == "0"
    assert int(done.stdout.split()[0]) > 10
    assert part_bytes(tmp_path / "killed") == part_bytes(tmp_path / "whole")
    assert json.loads((tmp_path / "killed" / "manifest.json").read_text())["status"] == "done"


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=5))
def test_batches_have_every_run_once(more):
    size, sizes = Size(1, 1, 1), []
    for added in more:
        size = Size(*(a + b for a, b in zip(size, added, strict=True)))
        sizes.append(size)
    runs = [
        (point, draw, replicate)
        for batch in batches_of(sizes)
        for point in range(batch.first_point, batch.first_point + batch.points)
        for draw in range(batch.first_draw, batch.first_draw + batch.draws)
        for replicate in range(batch.first_replicate, batch.first_replicate + batch.replicates)
    ]
    assert len(runs) == len(set(runs)) == size.runs // 2
    assert set(runs) == set(np.ndindex(*size))
    begun = [batch for batch in batches_of(sizes) if batch.begins]
    assert begun[0].first_point == 0
    assert sum(batch.points for batch in begun) == size.points


def test_in_words():
    assert stretches([0, 1, 2, 7, 8, 3]) == ((0, 3), (7, 9), (3, 4))
    assert added_text(Size(9, 4, 3), Size(12, 4, 1000)) == "points from 9 to 12, replicates from 3 to 1,000"

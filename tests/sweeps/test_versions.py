"""Results made with different versions of the libraries are not added up unless that is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.store.provenance import other_versions, versions
from patronage.sim.store.result import MANIFEST, Result, seal_of
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import run_sweep
from tests.support.calling import Call
from tests.support.sweeps import part_bytes, sweep_file, sweep_of

OLD = versions() | {"numpy": "1.0"}
HERE = versions()["numpy"]
DIFFERS = f"numpy 1.0 instead of {HERE}"


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)


@pytest.fixture
def shards(tmp_path: Path) -> tuple[Sweep, Path, Path]:
    """A sweep, and the folders of its two shards, of which the second was made with another NumPy."""
    sweep = sweep_of(tmp_path)
    for k in (1, 2):
        run_sweep(sweep, tmp_path / f"shard{k}", shard=(k, 2))
    change(tmp_path / "shard2", versions=OLD)
    return sweep, tmp_path / "shard1", tmp_path / "shard2"


def change(folder: Path, **fields: Any) -> None:
    """Change what a manifest says, and seal it again."""
    path = folder / MANIFEST
    manifest = json.loads(path.read_text("utf-8")) | fields
    path.write_text(json.dumps(manifest | {"seal": seal_of(manifest)}), "utf-8")


def made_with(folder: Path) -> list[dict[str, str]]:
    manifest = Result.open(folder).manifest
    return [manifest["versions"], *manifest["other_versions"]]


def test_what_differs_is_named_with_both_versions():
    assert other_versions([versions(), OLD, OLD], versions()) == DIFFERS
    assert other_versions([{"numpy": "1", "old": "2"}], {"numpy": "1", "scipy": "3"}) == (
        "scipy unknown instead of 3, old 2 instead of unknown"
    )


def test_shards_of_other_versions_merge_only_if_asked_to(shards, tmp_path):
    _, first, second = shards
    out = tmp_path / "merged"
    refusal = f"shard2: was made with other versions than .*shard1: {DIFFERS}; allowed: .*--any-versions"
    with pytest.raises(FaultError, match=refusal) as refused:
        merge([first, second], out)
    assert len(refused.value.faults) == 1
    assert not out.exists()
    assert merge([second, first], out, any_versions=True) == []
    assert made_with(out) == [OLD, versions()]
    with pytest.raises(
        FaultError, match=f"merged: was made with several versions: numpy {HERE} instead of 1.0"
    ):
        merge([out], tmp_path / "again")


def test_what_other_versions_began_is_gone_on_with_only_if_asked_to(shards):
    sweep, first, second = shards
    before = {path.name: path.read_bytes() for path in second.iterdir() if path.is_file()}
    with pytest.raises(FaultError, match=f"was made with other versions than are here: {DIFFERS}"):
        run_sweep(sweep, second, resume=True)
    assert {path.name: path.read_bytes() for path in second.iterdir() if path.is_file()} == before
    assert run_sweep(sweep, second, resume=True, any_versions=True).sound
    assert made_with(second) == [OLD, versions()]
    assert run_sweep(sweep, first, resume=True).sound
    assert made_with(first) == [versions()]
    assert part_bytes(first) == part_bytes(second)
    with pytest.raises(FaultError, match=DIFFERS):
        run_sweep(sweep, second, resume=True)


def test_a_worker_with_other_versions_is_believed_only_if_asked_to(tmp_path, monkeypatch):
    sweep = sweep_of(tmp_path)
    monkeypatch.setattr("patronage.sim.sweeps.worker.versions", lambda: OLD)
    said: list[str] = []
    assert run_sweep(sweep, tmp_path / "r", say=said.append).lost == sweep.runs
    assert f"the worker has {DIFFERS}; --any-versions" in said[0]
    assert made_with(tmp_path / "r") == [versions()]

    def listed(*_: object) -> None:
        if part_bytes(tmp_path / "any").keys() - {"points/part-00000.parquet"}:
            assert made_with(tmp_path / "any") == [versions(), OLD]  # also should it be killed now

    assert run_sweep(sweep, tmp_path / "any", any_versions=True, progress=listed).sound
    assert made_with(tmp_path / "any") == [versions(), OLD]


def test_the_commands_refuse_with_a_line_and_exit_with_2(shards, call: Call, tmp_path):
    _, first, second = shards
    file = sweep_file(tmp_path)
    for words in (["merge", first, second, "--out", "m"], ["sweep", file, "--out", second, "--resume"]):
        said = call(*words)
        assert (said.code, said.out, len(said.err.splitlines())) == (2, "", 1)
        assert DIFFERS in said.err
    assert call("merge", first, second, "--out", "m", "--any-versions").code == 0
    code, _, err = call("merge", second, "--out", "half", "--any-versions")
    assert (code, "--resume --any-versions to complete it" in err) == (1, True)
    assert call("sweep", file, "--out", second, "--resume", "--any-versions").code == 0


def test_runs_of_other_versions_are_compared_only_if_asked_to(call: Call):
    tiny = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
    assert call("run", tiny, "--out", "old", "--no-charts").code == 0
    change(Path("old"), versions=OLD)
    said = call("compare", tiny, "old")
    assert (said.code, said.out) == (2, "")
    assert f"old: was made with other versions than {tiny}: {DIFFERS}" in said.err
    answer = call("compare", tiny, "old", "--any-versions", "--json").json()
    assert [each["versions"]["numpy"] for each in answer["scenarios"]] == [HERE, "1.0"]
    assert "versions of the libraries differ too" in answer["not_settled"][-1]

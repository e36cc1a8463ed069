"""What would not fit into memory is refused beforehand, in a line that says what would."""

from __future__ import annotations

import gc
import logging
import tracemalloc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.designs.arms import arms_table, weights_of
from patronage.sim.files import memory
from patronage.sim.files.faults import FaultError
from patronage.sim.files.memory import check_memory, free_memory
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, run_bytes, simulate
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.weights.beliefs import draw_bytes
from patronage.studies import arms as collecting
from patronage.studies.run import answer
from tests.support.calling import Call
from tests.support.generators import one_run, random_weights

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
MEGABYTE = 10**6


def files(root: Path, **texts: str) -> Path:
    """A system of which these files are all there is; `__` stands for a folder's slash."""
    for name, text in texts.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MACHINE = {
    "proc__meminfo": "MemTotal:  9000 kB\nMemAvailable:  3000 kB\nSwapFree:  1000 kB\nHugePages_Total:  0\n"
}


def test_what_the_machine_has_is_free_with_its_swap(tmp_path: Path):
    assert free_memory(files(tmp_path, **MACHINE)) == 4000 * 1024


@pytest.mark.parametrize("group", ["/", "/user/job", "/elsewhere/job"])
def test_a_container_is_free_to_what_its_group_leaves(tmp_path: Path, group: str):
    """Within a container the path of its group may be that outside, where only the top can be read."""
    files(tmp_path, **MACHINE, proc__self__cgroup=f"0::{group}\n")
    top = {
        "memory.max": "2000000\n",
        "memory.current": "700000\n",
        "memory.stat": "anon 1\ninactive_file 100000\n",
    }
    for name, text in top.items():
        (tmp_path / "sys/fs/cgroup/user/job").mkdir(parents=True, exist_ok=True)
        (tmp_path / "sys/fs/cgroup" / name).write_text(text)
        (tmp_path / "sys/fs/cgroup/user/job" / name).write_text(text if name == "memory.stat" else "max\n")
    assert free_memory(tmp_path) == 1_400_000


def test_a_group_of_the_older_kind_counts_likewise(tmp_path: Path):
    files(
        tmp_path,
        **MACHINE,
        proc__self__cgroup="12:cpu,cpuacct:/a\n4:memory:/batch/job\n0::/\n",
        sys__fs__cgroup__memory__batch__memory__limit="",
    )
    for group, limit in (("", 2**63 - 4096), ("batch", 3_000_000), ("batch/job", 5_000_000)):
        folder = tmp_path / "sys/fs/cgroup/memory" / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "memory.limit_in_bytes").write_text(f"{limit}\n")
        (folder / "memory.usage_in_bytes").write_text("1000000\n")
        (folder / "memory.stat").write_text("cache 5\ntotal_inactive_file 0\n")
    assert free_memory(tmp_path) == 2_000_000


def test_a_limit_of_the_address_space_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("resource.getrlimit", lambda _: (3 * MEGABYTE, 3 * MEGABYTE))
    assert free_memory(files(tmp_path, **MACHINE, proc__self__statm="0 0 0")) == MEGABYTE


@given(st.integers(1, 10**6), st.integers(1, 50), st.floats(1.0, 1e6), st.integers(0, 10**10))
def test_the_most_that_is_named_fits_and_more_does_not(count: int, step: int, each: float, free: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "free_memory", lambda: free)
        patch.setattr(memory, "_SMALL", 0.0)
        patch.setattr(memory, "_LARGE", 1e99)
        patch.setattr("patronage.sim.files.memory._LOG.disabled", True)
        if count * each <= free:
            check_memory(count, "runs", lambda some: some * each, step)
            return
        with pytest.raises(FaultError) as refused:
            check_memory(count, "runs", lambda some: some * each, step)
    (fault,) = refused.value.faults
    most = int(fault.allowed.removeprefix("at most ").replace(",", "")) if fault.allowed else 0
    assert most % step == 0
    assert most * each <= free
    assert most + step >= count or (most + step) * each > free


def test_much_that_fits_is_said_and_little_is_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(memory, "free_memory", lambda: 10**10)
    with caplog.at_level(logging.WARNING):
        check_memory(1000, "runs", lambda runs: 1_990_000 * runs)
        assert caplog.messages == []
        check_memory(1000, "runs", lambda runs: 2_010_000 * runs)
        monkeypatch.setattr(memory, "free_memory", lambda: 10**9)
        check_memory(1000, "draws", lambda runs: 260_000 * runs)
        monkeypatch.setattr(memory, "free_memory", lambda: 0)
        check_memory(1000, "runs", lambda runs: 190_000 * runs)  # too little to ask
    assert caplog.messages == [
        "memory: 1,000 runs will take about 2.0 GB",
        "memory: 1,000 draws will take about 260 MB",
    ]


def test_where_the_system_does_not_say_nothing_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    check_memory(1000, "runs", lambda runs: 10**12 * runs)


@pytest.mark.parametrize("record", [Record(), Record(measures=True), Record(True, True, True)])
def test_an_outcome_takes_what_is_said_of_it(record: Record):
    table = one_run(random_weights(4, 3), Script.empty(5, 4), list(default_settings().values()))
    outcome = simulate(table, record)
    arrays = [array for name, array in vars(outcome).items() if name != "failed"]
    assert sum(array.nbytes for array in arrays) == table.runs * run_bytes(4, 3, table.months, record)


def scenario_of(runs: int, replicates: int = 10) -> Scenario:
    return load_scenario(TINY, {"runs": str(runs), "replicates": str(replicates)})


def test_weights_take_what_is_said_of_them():
    weights = weights_of(scenario_of(50))
    arrays = (weights.salience, weights.position, weights.capability, weights.trust, weights.commitment)
    assert sum(array.nbytes for array in arrays) == 5 * draw_bytes(len(weights.actors), len(weights.issues))


def needs_of(monkeypatch: pytest.MonkeyPatch, module: Any) -> list[float]:
    """The bytes that a module's checks speak of, as they are made."""
    bytes_needed: list[float] = []

    def tell(count: int, what: str, needed: Callable[[int], float], step: int = 1) -> None:
        bytes_needed.append(needed(count))

    monkeypatch.setattr(module, "check_memory", tell)
    return bytes_needed


@pytest.mark.parametrize("months", [True, False])
@pytest.mark.parametrize("room", [1 << 22, 1 << 26])
def test_a_run_takes_about_what_is_said_of_it(monkeypatch: pytest.MonkeyPatch, months: bool, room: int):
    """Of small rooms the months and the runs are the most that is taken, of large ones a part's outcome."""
    monkeypatch.setattr(collecting, "ROOM", room)
    bytes_needed = needs_of(monkeypatch, collecting)
    answer(scenario_of(100), months=months)
    tracemalloc.start()
    try:
        answer(scenario_of(12_000), months=months)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 0.8 < bytes_needed[-1] / most < 1.6


@pytest.mark.parametrize(
    "words",
    [
        ("run", TINY, "--runs", "1000000", "--no-charts"),
        ("compare", TINY, "{other}", "{third}", "--runs", "1000000"),
        ("attribute", TINY, "--runs", "1000000"),
        ("placebo", TINY, "--runs", "1000000"),
        ("ladder", TINY, "--runs", "1000000"),
        ("sensitivity", TINY, "--size", "8192"),
        ("discover", TINY, "--points", "100000"),
        ("hindcast", "losing_ground", "--draws", "10000"),
        ("calibrate", "losing_ground", "--draws", "10000"),
    ],
    ids=lambda words: words[0],
)
def test_commands_refuse_what_does_not_fit_in_a_line(
    call: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[Any, ...]
):
    monkeypatch.setattr(memory, "free_memory", lambda: 210 * MEGABYTE)
    other, third = Path("other.yaml"), Path("third.yaml")
    for copy in (other, third):
        copy.write_text(TINY.read_text("utf-8").replace("case: .", f"case: {TINY.parent}"), "utf-8")
    said = call(*(str(word).format(other=other, third=third) for word in words))
    lines = [line for line in said.err.splitlines() if line.startswith("memory: ")]
    assert (said.code, said.out, len(lines)) == (2, "", 1)
    assert " would take about " in lines[0]
    assert "and 210 MB are free; allowed: at most " in lines[0]
    assert {path.name for path in Path().rglob("*") if path.is_file()} == {"other.yaml", "third.yaml"}


def test_a_model_that_nobody_needs_any_more_leaves_memory():
    table = arms_table(scenario_of(10))
    model = AllianceModel(replace(table, months=2))
    model.step()
    left = weakref.ref(model)
    del model
    gc.collect()
    assert left() is None

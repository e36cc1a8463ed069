"""Result folders whose records were changed, and sealed anew, get an answer from whatever reads them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.scenario.load import load_scenario
from patronage.sim.store.result import seal_of
from patronage.sim.sweeps.run import run_sweep
from patronage.studies.run_folder import write_run
from tests.fuzz.test_files import LIMITS
from tests.support.bounded import answer, check_answer
from tests.support.mutations import damaged, trees
from tests.support.resealing import replaced
from tests.support.sweeps import SCENARIO, sweep_of

GRID = """
title: A sweep to be damaged
scenario: scenario.yaml
design: grid
vary:
  settings.rationality: [0, 1, 2, 3, 4, 5, 6, 7]
  events.gift.present: [true, false]
  events.gift.start: [2001-05, 2001-06]
draws: 3
replicates: 2
"""
RUN, SWEEP = ("manifest.json", "answer.json", "status.jsonl"), ("manifest.json", "status.jsonl")
OF_A_RUN = (
    "status {}", "status {} --json", "compare {} {other} --json", "report {} --quick -o page.html",
    "run {scenario} --runs 20 --out {} --no-charts", "plot {} --out charts", "discover {}",
    "merge {} --out joined",
)  # fmt: skip
OF_A_SWEEP = (
    "status {}", "status {} --json", "discover {} --json --above 0", "merge {} {other} --out joined",
    "plot {} --out charts", "sweep {sweep} --out {} --resume", "report {} --quick -o page.html",
    "compare {} {other}",
)  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run and a sweep of the invented case."""
    place = tmp_path_factory.mktemp("results")
    sweep = sweep_of(place, GRID)
    run_sweep(sweep, place / "sweep")
    write_run(load_scenario(SCENARIO, {"runs": "20", "replicates": "2"}), place / "run", charts=False)
    return place


def _change(data: st.DataObject, folder: Path, name: str) -> None:
    """Change a record's tree, or its bytes; digests that go with it are mostly made right again."""
    path = folder / name
    raw, renewed = path.read_bytes(), data.draw(st.integers(0, 4)) > 0
    if data.draw(st.integers(0, 4)) == 0:
        changed = data.draw(damaged(raw))
    elif name == "status.jsonl":
        lines = data.draw(trees([json.loads(line) for line in raw.splitlines()]))
        entries = lines if isinstance(lines, list) else [lines]
        changed = b"".join(json.dumps(line).encode() + b"\n" for line in entries)
    else:
        tree: Any = data.draw(trees(json.loads(raw)))
        if name == "manifest.json" and isinstance(tree, dict) and renewed:
            tree["seal"] = seal_of(tree)
        changed = json.dumps(tree, indent=2).encode()
    if name == "answer.json" and renewed:
        replaced(folder, name, changed)
    else:
        path.write_bytes(changed)


def _hold(
    sound: Path, kind: str, data: st.DataObject, records: tuple[str, ...], commands: tuple[str, ...]
) -> None:
    folder, other = sound / "changed", sound / kind
    name, command = data.draw(st.sampled_from(records)), data.draw(st.sampled_from(commands))
    for left in (folder, sound / "joined", sound / "charts"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(other, folder)
    _change(data, folder, name)
    words = command.format(
        folder, other=other, scenario=SCENARIO, sweep=sound / "cases" / "tiny" / "sweep.yaml"
    ).split()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(sound)
        check_answer(answer(*words), files=3)


@LIMITS
@given(data=st.data())
def test_a_run_with_a_changed_record_gets_an_answer(sound: Path, data: st.DataObject) -> None:
    _hold(sound, "run", data, RUN, OF_A_RUN)


@LIMITS
@given(data=st.data())
def test_a_sweep_with_a_changed_record_gets_an_answer(sound: Path, data: st.DataObject) -> None:
    _hold(sound, "sweep", data, SWEEP, OF_A_SWEEP)

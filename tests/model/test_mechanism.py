"""A mechanism is one file and one line: two of them taken into a copy of the model, both accounts alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from patronage.sim.model.ensemble.block import _NOTICE

ROOT = Path(__file__).parents[2]
LINE = '    Phase("settle",'

# In the copy: both accounts agree to the last bit with both switched on, and either one makes a difference.
RUN = """
from dataclasses import replace
import numpy as np
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.phases import PHASES
from patronage.sim.model.settings import SETTING_NAMES, default_settings
from patronage.sim.model.table import Script
from tests.support.generators import one_run, random_weights, repeated

assert SETTING_NAMES[-2:] == ("concert", "grievance")
assert [phase.name for phase in PHASES][6:9] == ["concert", "grievance", "settle"]
plain = default_settings() | {"step": 0.5}
on = plain | {"concert": 1.0, "grievance": 0.3}
script, fork = Script.empty(8, 4), Script.empty(8, 4)
fork.acts[5, 0, 2] = fork.acts[5, 1, 1] = 1  # 0 and 1 endorse each other
fork.acts[5, 2, 14] = 1  # and 2 coerces 1
script = replace(script, arrivals=(("item 0", 3, 0),))  # capability comes while the two are in concert
fork = replace(fork, arrivals=(*script.arrivals, ("item 1", 6, 1)))
weights = random_weights(4, 3, dated=3)
assert {item for cell in weights.dated for item in cell.items} == {"item 0", "item 1"}
table = repeated(one_run(weights, script, list(on.values())), 6)
table = replace(table, scripts=(script, fork), script=np.arange(6) % 2, draw=np.arange(6) // 2)
out = simulate(table, Record(True, True, True), threads=1)
concerted, grieved = False, False
for row in range(table.runs):
    model = AllianceModel(table, row)
    for t in range(table.months):
        model.step()
        assert [actor.chosen for actor in model.actors] == out.acts_path[row, t, 0].tolist()
        assert [actor.trust for actor in model.actors] == out.trust_path[row, t].tolist()
        assert [[a.measures[m] for a in model.actors] for m in model.actors[0].measures] == (
            out.measures_path[row, t].tolist()
        )
    concerted = concerted or any(actor.capability != actor.means for actor in model.actors)
    grieved = grieved or any(any(actor.grievance) for actor in model.actors)
assert concerted and grieved
for name in ("concert", "grievance"):
    without = replace(table, settings=np.array([list((on | {name: 0.0}).values())]))
    plainer = simulate(without, Record(True, True, True), threads=1)
    same_measures = plainer.measures_path.tobytes() == out.measures_path.tobytes()
    assert not (same_measures and plainer.trust_path.tobytes() == out.trust_path.tobytes())
print("alike")
"""


def test_a_mechanism_is_one_file_and_one_line(tmp_path: Path) -> None:
    for folder in ("sim", "patronage", "tests"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    model = tmp_path / "sim" / "model"
    phases = model / "phases.py"
    text = phases.read_text(encoding="utf-8")
    first = "from patronage.sim.model.mechanism"
    for name in ("concert", "grievance"):
        shutil.copy(Path(__file__).parent / "mechanisms" / f"{name}.py", model)
        assert text.count(LINE) == text.count(first) == 1
        text = text.replace(LINE, f"    {name.upper()},\n{LINE}")
        text = text.replace(first, f"from patronage.sim.model.{name} import {name.upper()}\n{first}")
    phases.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-c", RUN],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PATRONAGE_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr in {"", _NOTICE + "\n"}, done.stderr
    assert (done.returncode, done.stdout) == (0, "alike\n")

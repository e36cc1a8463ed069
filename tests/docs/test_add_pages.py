"""The pages that add a term, a measure and a mechanism, followed in a copy of the project.

All additions are made before anything is run: the copy is compiled once, and they are shown to go together.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.pages import DOCS, blocks, follow

ROOT = DOCS.parent
PAGES = sorted((DOCS / "how-to").glob("add-*.md"))
COPIED = ("sim", "analysis", "patronage", "seeds", "scenarios", "docs", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "_build")
PLAIN = ["run", "afrin_airspace", "--runs", "20", "--json"]

# Both accounts agree to the last bit with everything switched on, and each setting makes a difference.
RUN = """
from dataclasses import replace
import numpy as np
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script
from tests.support.generators import COERCE, one_run, random_weights, repeated

defaults = default_settings()
assert defaults["loyalty"] == defaults["grievance"] == 0.0
on = defaults | {"loyalty": 1.5, "grievance": 0.3}
script, n = Script.empty(8, 4), 4
script.acts[2, 0, 1 + COERCE * n + 1] = 1
table = repeated(one_run(random_weights(n, 3), script, list(on.values())), 6)
out = simulate(table, Record(True, True, True), threads=1)
for row in range(table.runs):
    model = AllianceModel(table, row)
    for t in range(table.months):
        model.step()
        assert [actor.chosen for actor in model.actors] == out.acts_path[row, t, 0].tolist()
        assert [actor.answered for actor in model.actors] == out.acts_path[row, t, 1].tolist()
        assert [actor.trust for actor in model.actors] == out.trust_path[row, t].tolist()
        by_hand = [[actor.measures[measure.name] for actor in model.actors] for measure in TAKEN]
        assert by_hand == out.measures_path[row, t].tolist()
        holds, grips = (by_hand[[one.name for one in TAKEN].index(name)] for name in ("hold", "grip"))
        assert any(grips) and all(grip >= hold for hold, grip in zip(holds, grips))  # the most, and the mean
    assert any(any(actor.grievance) for actor in model.actors)
for name in ("loyalty", "grievance"):
    without = replace(table, settings=np.array([list((on | {name: 0.0}).values())]))
    off = simulate(without, Record(True, True, True), threads=1)
    same = (off.acts_path.tobytes(), off.trust_path.tobytes())
    assert same != (out.acts_path.tobytes(), out.trust_path.tobytes())
print("alike")
"""


def _begin(page: Path) -> int:
    """How many of a page's blocks make the edit: up to the first command."""
    return [block.kind for block in blocks(page)].index("sh") + 1


def _python(place: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=place, env=os.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _measures(answer: str) -> dict[str, Any]:
    measures: dict[str, Any] = json.loads(answer)["measures"]
    return measures


def test_the_mechanism_of_the_page_is_that_of_the_tests() -> None:
    (shown,) = [b.text for b in blocks(DOCS / "how-to" / "add-a-mechanism.md") if b.kind == "python"]
    assert shown == (ROOT / "tests" / "model" / "mechanisms" / "grievance.py").read_text("utf-8")


@pytest.mark.slow
def test_what_the_pages_add_works_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, symlinks=True, ignore=LEFT_OUT)
    for file in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / file, copy)
    python = copy / ".venv" / "bin" / "python"  # where `make` looks for it, and takes it for installed
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (copy / ".venv" / ".ready").touch()
    before = _measures(_python(tmp_path, "-m", "patronage.cli", *PLAIN))

    monkeypatch.setenv("PYTHONPATH", str(copy))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PATRONAGE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(
        "GIT_CEILING_DIRECTORIES", str(tmp_path)
    )  # a patch is for the copy, wherever it stands
    for part in (lambda page: slice(_begin(page)), lambda page: slice(_begin(page), None)):
        for page in PAGES:
            ran = follow(page, copy, part(page))
            assert ran.returncode == 0, f"{page.name}: {ran.stdout}{ran.stderr}"

    assert _python(copy, "-c", RUN) == "alike\n"
    off = _measures((copy / "grip.json").read_text("utf-8"))
    assert {name: off[name] for name in before} == before  # what is off moves nothing
    assert set(off) - set(before) == {"grip"}
    for name in ("loyalty", "grievance"):
        assert _measures((copy / f"{name}.json").read_text("utf-8"))["hold"] != before["hold"]
        for table in ("MODEL.md", "reference/settings.md"):
            assert f"\n| `{name}` | " in (copy / "docs" / table).read_text("utf-8")
        schema = (copy / "docs" / "schema" / "scenario.json").read_text("utf-8")
        assert re.search(rf'"{name}": {{\s+"default": 0', schema)
    model = (copy / "docs" / "MODEL.md").read_text("utf-8")
    assert r"\beta_{loyalty}" in model
    assert "\n| `grip` | E22 | " in model
    assert "\n| `grievance` | E22 | " in model

"""Small sweeps over the invented case, and what their folders hold."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from patronage.sim.store.result import Result
from patronage.sim.sweeps.file import Sweep, load_sweep

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
SCENARIO = CASES / "tiny" / "scenario.yaml"

GRID = """
title: The Guild's grain, by rationality and trust
scenario: scenario.yaml
design: grid
vary:
  settings.rationality: [0, 1, 2]
  trust.duke.guild: {from: -1, to: 1, steps: 3}
draws: 4
replicates: 3
"""


def sweep_file(folder: Path, text: str = GRID) -> Path:
    """A sweep's file beside a copy of the invented case."""
    place = folder / "cases"
    if not place.exists():
        shutil.copytree(CASES, place)
    path = place / "tiny" / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def sweep_of(folder: Path, text: str = GRID, **overrides: str) -> Sweep:
    """A sweep over the invented case."""
    return load_sweep(sweep_file(folder, text), overrides)


def tables(folder: Path) -> dict[str, dict[str, list[Any]]]:
    """Everything in the tables of a result, part by part, after each was held to its digest."""
    result = Result.open(folder)
    assert result.damaged() == []
    stored = sorted(name for name in result.parts if name.endswith(".parquet"))
    return {name: result.read(name).to_pydict() for name in stored}


def part_bytes(folder: Path) -> dict[str, bytes]:
    """The bytes of every part of a result."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/part-*.parquet")}

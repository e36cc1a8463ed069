"""The how-to page on coding an article: its example is coded well. That its steps work, test_pages shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from patronage.sim.designs.arms import weights_of
from patronage.sim.scenario.load import load_scenario
from tests.support.coding import article_faults, inner_faults
from tests.support.pages import DOCS, blocks

PAGE = DOCS / "how-to" / "code-an-article.md"
FILES = {block.name: block.text for block in blocks(PAGE) if block.name}


def _yaml(name: str) -> Any:
    return yaml.safe_load(FILES[name])


def test_the_page_writes_a_whole_case():
    assert list(FILES) == [
        "sarn.txt",
        "seeds/sarn/case.yaml",
        "seeds/sarn/evidence.yaml",
        "seeds/sarn/outside.yaml",
        "scenarios/first.yaml",
    ]


def test_its_example_is_coded_by_the_codebook():
    case, evidence = _yaml("seeds/sarn/case.yaml"), _yaml("seeds/sarn/evidence.yaml")["items"]
    texts = {name: FILES[f"seeds/sarn/{name}"] for name in ("evidence.yaml", "outside.yaml")}
    assert inner_faults(case, evidence) == []
    assert article_faults(case, evidence, FILES["sarn.txt"].encode(), texts) == []


def test_the_careless_coder_differs_in_an_act_and_a_wish(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (step,) = [block.text for block in blocks(PAGE) if "sed -e" in block.text]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = ["bash", "-euc", step]
    ran = subprocess.run(
        shell, cwd=tmp_path, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "Coders A and B, 5 sentences" in ran.stdout
    assert "Fewer units than" in ran.stdout
    mixed = load_scenario(tmp_path / "scenarios" / "first.yaml", {"weights.coders": "[A, B]"})
    alone = load_scenario(tmp_path / "scenarios" / "first.yaml")
    wishes = [weights_of(scenario, first=0, draws=200).position for scenario in (alone, mixed)]
    same = (wishes[0] == wishes[1]).all(axis=0)
    assert [tuple(place) for place in np.argwhere(~same)] == [(0, 1)]  # the Fleet's, of the port
    assert wishes[0][:, 0, 1].mean() + 0.1 < wishes[1][:, 0, 1].mean()
    mine, theirs = (_verbs(tmp_path / "seeds" / "sarn" / name) for name in ("evidence.yaml", "coders/b.yaml"))
    assert mine == ["aid", "warn", "warn"]
    assert theirs == ["aid", "endorse", "warn"]


def _verbs(path: Path) -> list[str]:
    items = yaml.safe_load(path.read_text("utf-8"))["items"]
    return [act["verb"] for item in items for act in item.get("acts", [])]

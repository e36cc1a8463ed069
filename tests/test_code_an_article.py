"""The how-to page on coding an article, done step by step as a reader would."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.coding import article_faults, inner_faults

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "code-an-article.md"
BLOCK = re.compile(
    r"^```(\{code-block\} )?(\w+)\n(?::caption: (\S+)\n\n)?(.*?)^```$", re.MULTILINE | re.DOTALL
)


def _steps() -> list[tuple[str, str | None, str]]:
    """Kind, file name and content of each block, in order."""
    return [(kind, name or None, text) for _, kind, name, text in BLOCK.findall(PAGE.read_text("utf-8"))]


def _file(name: str) -> str:
    (text,) = [text for _, caption, text in _steps() if caption == name]
    return text


def _yaml(name: str) -> Any:
    return yaml.safe_load(_file(name))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Do all steps in one shell, writing each file where its caption says: the folder and the output."""
    place = tmp_path_factory.mktemp("reader")
    script = ["set -eu"]
    for kind, name, text in _steps():
        if kind == "sh":
            script.append(text)
        elif name:
            script.append(f"cat > {shlex.quote(name)} <<'THE END'\n{text}THE END")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "MPLBACKEND": "Agg",
    }
    shell = ["bash", "-c", "\n".join(script)]
    ran = subprocess.run(shell, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return place / "sarn", ran.stdout


def test_every_block_is_either_run_or_written():
    steps = _steps()
    assert PAGE.read_text("utf-8").count("\n```") == 2 * len(steps)
    assert [name for kind, name, _ in steps if kind != "sh"] == [
        "seeds/sarn/article.txt",
        "seeds/sarn/case.yaml",
        "seeds/sarn/evidence.yaml",
        "seeds/sarn/outside.yaml",
        "scenarios/first.yaml",
    ]


def test_the_page_leads_to_results(done):
    folder, out = done
    assert out.count("seeds/sarn: no fault in this case") == 2
    assert hashlib.sha256(_file("seeds/sarn/article.txt").encode()).hexdigest() in out
    assert out.count("How much of its hold on Sarn does the Fleet lose when the Bank pays for a port?") == 4
    results = {path.name for path in (folder / "results").iterdir()}
    assert results == {"first", "nothing-assumed", "without-the-loan", "both-coders"}
    assert "Coders A and B, 5 sentences" in out
    assert "Too few units" in out


def test_its_example_is_coded_by_the_codebook():
    case, evidence = _yaml("seeds/sarn/case.yaml"), _yaml("seeds/sarn/evidence.yaml")["items"]
    texts = {name: _file(f"seeds/sarn/{name}") for name in ("evidence.yaml", "outside.yaml")}
    assert inner_faults(case, evidence) == []
    assert article_faults(case, evidence, _file("seeds/sarn/article.txt").encode(), texts) == []


def test_the_careless_coder_differs_in_one_act(done):
    folder, _ = done
    mine, theirs = (_verbs(folder / "seeds" / "sarn" / name) for name in ("evidence.yaml", "coders/b.yaml"))
    assert mine == ["aid", "warn", "warn"]
    assert theirs == ["aid", "endorse", "warn"]


def _verbs(path: Path) -> list[str]:
    items = yaml.safe_load(path.read_text("utf-8"))["items"]
    return [act["verb"] for item in items for act in item.get("acts", [])]

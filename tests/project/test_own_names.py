"""A user's own `analysis/`, `sim.py` or `seeds/` beside a script changes nothing, and stays the user's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.conftest import Installed

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
SCRIPT = """
import analysis, sim
import patronage
assert analysis.OWN and sim.OWN
assert patronage.run(patronage.load_scenario("afrin_airspace", {"runs": "20", "replicates": "5"})).failed == 0
assert analysis.OWN and sim.OWN
print(patronage.__file__)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a script, and things called as the project's own folders are."""
    folder = tmp_path / "work"
    for name in ("analysis", "seeds", "scenarios", "tests"):
        (folder / name).mkdir(parents=True)
    (folder / "analysis" / "__init__.py").write_text("OWN = True\n", encoding="utf-8")
    (folder / "sim.py").write_text("OWN = True\n", encoding="utf-8")
    (folder / "seeds" / "notes.yaml").write_text("not a case\n", encoding="utf-8")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    return folder


def _checkout(place: Path, path: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(path)}
    command = [sys.executable, "script.py"]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_in_the_checkout(place: Path) -> None:
    assert Path(_checkout(place, ROOT)) == ROOT / "patronage" / "__init__.py"


def test_in_a_checkout_without_links(place: Path, tmp_path: Path) -> None:
    bare = shutil.ignore_patterns("__pycache__")
    for folder in ("sim", "analysis", "patronage", "seeds", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / "plain" / folder, symlinks=True, ignore=bare)
    for link in ("sim", "analysis"):
        path = tmp_path / "plain" / "patronage" / link
        assert path.is_symlink()
        path.unlink()
        path.write_text(f"../{link}", encoding="utf-8")  # what git makes of a link on Windows
    assert Path(_checkout(place, tmp_path / "plain")).is_relative_to(tmp_path / "plain")


def test_in_the_wheel(place: Path, installed: Installed) -> None:
    shutil.copytree(place, installed.place / "own")
    installed_file = installed._replace(place=installed.place / "own").run("python", "script.py")
    assert Path(installed_file.strip()).is_relative_to(installed.commands.parent)

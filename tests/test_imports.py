from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.arrows import PACKAGES, cycles, modules, violations

ROOT = Path(__file__).parents[1]
LONGEST = 330
HEAVY = ("matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "SALib", "scipy", "yaml")


def test_no_arrow_turns_round() -> None:
    assert violations(ROOT) == []


def test_no_modules_import_one_another() -> None:
    assert cycles(ROOT) == []


def test_no_file_grows_long() -> None:
    files = [path for folder in (*PACKAGES, "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize(
    ("file", "line", "violation"),
    [
        ("sim/model.py", "import analysis.charts", "sim.model:1 imports analysis.charts"),
        ("sim/model.py", "from analysis import charts", "sim.model:1 imports analysis.charts"),
        ("sim/model.py", "def f():\n    import patronage", "sim.model:2 imports patronage"),
        ("sim/formulas.py", "from sim.settings import SETTINGS", "sim.formulas:1 imports sim.settings"),
        ("sim/formulas.py", "from . import settings", "sim.formulas:1 imports sim.settings"),
        ("sim/formulas.py", "import mesa", "sim.formulas:1 imports mesa"),
        ("sim/rng.py", "from sim import formulas", "sim.rng:1 imports sim.formulas"),
        ("analysis/charts.py", "from sim.model import AllianceModel", "analysis.charts:1 imports sim.model"),
        ("analysis/charts.py", "from sim import store, model", "analysis.charts:1 imports sim.model"),
        ("analysis/charts.py", "from patronage import api", "analysis.charts:1 imports patronage"),
        ("patronage/cli.py", "from tests import arrows", "patronage.cli:1 imports tests"),
    ],
)
def test_a_turned_arrow_is_found(invented: Path, file: str, line: str, violation: str) -> None:
    assert violations(invented) == []
    (invented / file).write_text(line, encoding="utf-8")
    assert violations(invented) == [violation]


def test_a_ring_is_found_unless_one_side_waits(invented: Path) -> None:
    (invented / "sim/model.py").write_text("from sim import settings", encoding="utf-8")
    (invented / "sim/settings.py").write_text("def f():\n    import sim.model", encoding="utf-8")
    assert cycles(invented) == []
    (invented / "sim/settings.py").write_text("import sim.model", encoding="utf-8")
    assert cycles(invented) == ["sim.model -> sim.settings -> sim.model"]


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """Make a small project whose arrows are right."""
    files = {
        "sim/formulas.py": "import math\nimport numpy as np\nfrom sim.numerics import exp\n",
        "sim/numerics.py": "import numba\n",
        "sim/rng.py": "from sim import numerics\n",
        "sim/settings.py": "",
        "sim/store.py": "import pyarrow\n",
        "sim/model.py": "import mesa\nfrom sim import formulas, rng, settings\n",
        "analysis/charts.py": "import matplotlib\nfrom sim import store\nfrom sim.located import Fault\n",
        "patronage/cli.py": "import click\nfrom analysis import charts\nfrom sim import model, rng\n",
    }
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("", encoding="utf-8")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(modules(tmp_path)) == {*PACKAGES, *(name[:-3].replace("/", ".") for name in files)}
    return tmp_path


def test_importing_the_front_door_loads_nothing_heavy() -> None:
    code = f"import sys, patronage; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"

"""Which way imports go, how long files are, and what the front door loads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 360
HEAVY = (
    "matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "SALib", "scipy", "xarray",
    "yaml",
)  # fmt: skip


def _linted(root: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the contracts in the pyproject.toml of a folder."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    return subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)


def test_no_import_goes_back_up() -> None:
    done = _linted(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("sim/model/settings.py", "import patronage.analysis.charts.run"),
        ("sim/weights/beliefs.py", "def f():\n    from patronage.sim.model import formulas"),
        ("sim/exact/rng.py", "from patronage.sim.case import codebook"),
        ("sim/exact/rng.py", "from numba import uint64"),
        ("sim/files/faults.py", "from patronage.sim.exact import rng"),
        ("sim/model/by_hand/actor.py", "from patronage.sim.model.ensemble import block"),
        ("analysis/charts/run.py", "from patronage.sim.model.by_hand.run import AllianceModel"),
        ("analysis/estimators/spread.py", "from patronage.analysis.charts import style"),
        ("patronage/studies/compare.py", "from patronage.text import compare"),
        ("sim/case/codebook.py", "import numba"),
        ("sim/files/faults.py", "from patronage.sim.files import located"),
    ],
)
def test_an_import_that_goes_back_up_is_noticed(tmp_path: Path, file: str, line: str) -> None:
    for folder in ("patronage", "sim", "analysis"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    done = _linted(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr


def test_no_file_grows_long() -> None:
    folders = ("sim", "analysis", "patronage", "tests")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert len(lengths) > 300
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_folder_holds_more_than_two_dozen_files() -> None:
    folders = [
        path
        for root in ("sim", "analysis", "patronage")
        for path in (ROOT / root).rglob("*")
        if path.is_dir()
    ]
    crowded = {str(folder): len(list(folder.glob("*.py"))) for folder in folders}
    assert {name: count for name, count in crowded.items() if count > 25} == {}


def test_importing_the_front_door_loads_nothing_heavy() -> None:
    code = f"import sys, patronage; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.slow
def test_nothing_but_frames_needs_pandas_or_xarray(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Lacking:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('pandas', 'xarray'): raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Lacking())\n"
        "import patronage\n"
        "answer = patronage.run('afrin_airspace', runs=8, out='result')\n"
        "assert answer.plot() and repr(answer) and answer._repr_html_() and answer.arrays()\n"
        "patronage.hindcast('afrin_airspace', acts='article', draws=2).plot()\n"
        "from patronage.cli import main\n"
        "main(['run', 'afrin_airspace', '--runs', '8', '--brief'])"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CARRIED = ("seeds", "scenarios", "docs/schema")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a network."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, *offline, "--wheel-dir", str(out), str(ROOT)], check=True, capture_output=True)
    (path,) = out.glob("patronage-*.whl")
    return path


def test_the_wheel_carries_the_code_and_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {
        path.relative_to(ROOT).as_posix()
        for folder in ("sim", "analysis", "patronage")
        for path in (ROOT / folder).rglob("*.py")
    }
    data = {
        f"patronage/_data/{path.relative_to(ROOT).as_posix()}"
        for folder in CARRIED
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    templates = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "patronage" / "_templates").rglob("*")
        if path.is_file()
    }
    assert code | data | templates <= names
    assert len(templates) == 6
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {
        "sim",
        "analysis",
        "patronage",
    }


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        assert "patronage = patronage.cli:main" in archive.read(entry).decode()
        assert entry.replace("entry_points.txt", "licenses/LICENSE") in archive.namelist()


def test_installed_code_finds_the_data_it_carries(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "from sim.data import data_root; print(data_root())"
    alone = [sys.executable, "-c", code]
    done = subprocess.run(
        alone, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    root = Path(done.stdout.strip())
    assert root == (tmp_path / "patronage" / "_data").resolve()
    assert all((root / folder).is_dir() for folder in CARRIED)

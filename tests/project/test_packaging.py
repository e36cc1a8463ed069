"""The wheel: what it carries, and that it works where there is nothing else of the project."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.conftest import Installed
from tests.support.calling import Call

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CARRIED = ("seeds", "scenarios", "docs/schema")


def test_the_wheel_carries_the_code_and_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {
        f"{prefix}{path.relative_to(ROOT).as_posix()}"
        for folder, prefix in (("sim", "patronage/"), ("analysis", "patronage/"), ("patronage", ""))
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
        for path in (ROOT / "patronage" / "studies" / "_templates").rglob("*")
        if path.is_file()
    }
    page = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "patronage" / "page").rglob("*.*")
        if path.suffix in {".vue", ".html", ".css"}
    }
    assert code | data | templates | page | {"patronage/_data/CITATION.cff"} <= names
    assert len(page) > 15
    assert len(templates) == 6
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"patronage"}


def _built(target: str, root: Path, out: Path) -> Path:
    """What hatchling builds of a folder, without a network."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(words, cwd=root, check=True, capture_output=True)
    (path,) = out.iterdir()
    return path


def test_the_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(_built("sdist", ROOT, tmp_path / "sdist"), tmp_path, filter="data")
    (root,) = tmp_path.glob("patronage-*")
    assert not (root / "patronage" / "sim").exists()  # not packed twice
    again = _built("wheel", root, tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
    code = (
        "import patronage.analysis.words, patronage.sim.files.shipped as shipped\n"
        "print(shipped.data_root(), patronage.analysis.words.__file__)"
    )
    done = subprocess.run(  # where there are no links, as on Windows, the names are there all the same
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(root), str(root / "analysis" / "words.py")]


def test_an_editable_install_finds_the_checkout(tmp_path: Path) -> None:
    with zipfile.ZipFile(_built("wheel:editable", ROOT, tmp_path)) as archive:
        assert archive.read("_patronage.pth").decode().split() == [str(ROOT)]
        assert not [name for name in archive.namelist() if name.endswith(".py")]


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        assert "patronage = patronage.cli:main" in archive.read(entry).decode()
        assert entry.replace("entry_points.txt", "licenses/LICENSE") in archive.namelist()


def test_installed_code_finds_the_data_it_carries(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "from patronage.sim.files.shipped import data_root; print(data_root())"
    alone = [sys.executable, "-c", code]
    done = subprocess.run(
        alone, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    root = Path(done.stdout.strip())
    assert root == (tmp_path / "patronage" / "_data").resolve()
    assert all((root / folder).is_dir() for folder in CARRIED)


def test_the_installed_command_runs_a_shipped_scenario_as_the_checkout_does(
    installed: Installed, call: Call
) -> None:
    command = ("run", "afrin_airspace", "--runs", "20", "--json")
    assert installed.run("patronage", *command) == call(*command).out
    assert sorted(path.name for path in installed.place.glob("results/*/*")) == sorted(
        path.name for path in Path("results").glob("*/*")
    )


def test_installed_code_is_its_own_and_runs_every_shipped_scenario(installed: Installed) -> None:
    code = (
        "import json, patronage, patronage.sim.files.shipped\n"
        "answers = {}\n"
        "for path in sorted((patronage.sim.files.shipped.data_root() / 'scenarios').glob('*.yaml')):\n"
        "    scenario = patronage.load_scenario(path.stem, {'runs': '10', 'replicates': '1'})\n"
        "    answers[path.stem] = patronage.run(scenario).failed\n"
        "print(json.dumps([patronage.__file__, answers]))\n"
    )
    file, answers = json.loads(installed.run("python", "-I", "-W", "error", "-c", code))
    assert Path(file).is_relative_to(installed.commands.parent)
    assert answers == dict.fromkeys(sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml")), 0)


def test_a_new_case_made_by_the_installed_command_runs_as_it_stands(installed: Installed) -> None:
    assert "mycase/seeds/mycase" in installed.run("patronage", "new", "mycase")
    found = json.loads(
        installed.run("patronage", "run", "mycase/scenarios/first.yaml", "--runs", "20", "--json")
    )
    assert found["failed"] == 0
    assert installed.run("patronage", "check", "mycase/seeds/mycase", "mycase/scenarios/first.yaml")


def test_every_installed_and_every_new_file_names_a_schema_that_is_there(installed: Installed) -> None:
    installed.run("patronage", "new", "another")
    (data,) = installed.commands.parent.glob("**/patronage/_data")
    files = [*data.rglob("*.yaml"), *(installed.place / "another").rglob("*.yaml")]
    assert len(files) > 20
    for file in files:
        start, _, schema = file.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")
        assert start == "# yaml-language-server: ", file
        named = json.loads((file.parent / schema).read_text(encoding="utf-8"))
        assert named["$schema"].startswith("https://json-schema.org/"), file

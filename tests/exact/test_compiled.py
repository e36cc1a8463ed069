"""Compiled code is kept between processes, where the user says, and never outlives its source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from patronage.sim.exact import compiled

ROOT = Path(__file__).parents[2]
LIGHT = "import patronage.sim.exact.numerics"  # compiles a few scalars, in about a second
RUN = """
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.table import Script
from patronage.sim.model.settings import default_settings
from tests.support.generators import one_run, random_weights
table = one_run(random_weights(3, 2), Script.empty(2, 3), list(default_settings().values()))
print(simulate(table, Record(True, True, True)).measures.tobytes().hex())
"""
WHENCE = """
from patronage.sim.model.ensemble.block import simulate_block
from patronage.sim.exact.numerics import normal
print(*(sum(count.values()) for each in (normal, simulate_block) for count in each.stats[1:]))
"""


def _python(code: str, root: Path = ROOT, **environment: str) -> str:
    """What the code prints in a process of its own, which may write no bytecode beside the sources."""
    variables = ("PATRONAGE_CACHE", "XDG_CACHE_HOME")
    kept = {key: value for key, value in os.environ.items() if key not in variables}
    return subprocess.run(
        [sys.executable, "-B", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env=kept | {"PYTHONPATH": str(root)} | environment,
    ).stdout


def _files(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def _kept() -> Path:
    """The folder in which this process keeps its compiled code."""
    return next(compiled._CACHE._folders())


@pytest.mark.slow
def test_a_second_process_starts_its_first_run_from_the_cache():
    """Asked of the process itself, since others may be writing to the same folder meanwhile."""
    cache = str(_kept().parents[1])
    first = _python(RUN, PATRONAGE_CACHE=cache)
    second, counts = _python(RUN + WHENCE, PATRONAGE_CACHE=cache).splitlines()
    assert first.strip() == second
    assert counts == "1 0 1 0"  # hits and misses of either


@pytest.mark.slow
def test_a_run_goes_on_from_a_damaged_cache_and_mends_it(tmp_path: Path):
    folder = tmp_path / "patronage" / _kept().name
    folder.parent.mkdir(mode=0o700)
    first = _python(RUN)
    shutil.copytree(_kept(), folder)
    block, normal, mix = (
        next(folder.glob(f"*.{name}-*"))
        for name in ("block.simulate_block", "numerics.normal", "numerics.mix")
    )
    block.write_bytes(block.read_bytes()[:-9])
    normal.write_bytes(b"")
    mix.unlink()
    mix.mkdir()
    assert _python(RUN + WHENCE, PATRONAGE_CACHE=str(tmp_path)).split() == [first.strip(), *"0101"]
    assert _python(RUN + WHENCE, PATRONAGE_CACHE=str(tmp_path)).split() == [first.strip(), *"1010"]
    assert mix.is_file()


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["PATRONAGE_CACHE", "XDG_CACHE_HOME"])
def test_the_cache_goes_where_the_user_says(tmp_path: Path, variable: str):
    home = tmp_path / "home"
    home.mkdir()
    _python(LIGHT, ROOT, HOME=str(home), **{variable: str(tmp_path / "said")})
    assert any(
        "patronage.sim.exact.numerics.normal" in name for name in _files(tmp_path / "said" / "patronage")
    )
    assert not _files(home)


@pytest.mark.slow
def test_without_a_word_it_goes_to_the_home_cache(tmp_path: Path):
    _python(LIGHT, HOME=str(tmp_path))
    assert _files(tmp_path / ".cache" / "patronage")


@pytest.mark.slow
def test_a_home_that_cannot_be_written_to_falls_back_to_the_temporary_folder(tmp_path: Path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.write_text("a file: no folder can be made below it")
    temporary.mkdir()
    _python(LIGHT, HOME=str(home), TMPDIR=str(temporary))
    (folder,) = temporary.iterdir()
    assert folder.name == f"patronage-{os.getuid()}"
    assert {path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())} == {0o700}
    kept = _files(folder)
    assert kept
    _python(LIGHT, HOME=str(home), TMPDIR=str(temporary))
    assert kept == _files(folder)


@pytest.mark.slow
def test_a_change_to_any_source_is_compiled_anew(tmp_path: Path):
    bare = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "patronage", tmp_path / "patronage", ignore=bare)
    ask = "from patronage.sim.exact.numerics import unit; print(unit(0))"
    cache = tmp_path / "cache"
    before = _python(ask, tmp_path, PATRONAGE_CACHE=str(cache))
    source = tmp_path / "patronage" / "sim" / "model" / "formulas.py"
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert _python(ask, tmp_path, PATRONAGE_CACHE=str(cache)) == before
    assert len(list((cache / "patronage").iterdir())) == 2


def test_every_source_that_is_compiled_counts():
    graph = grimp.build_graph("patronage", exclude_type_checking_imports=True, cache_dir=None)
    block = "patronage.sim.model.ensemble.block"
    reached = {block, *graph.find_upstream_modules(block)}
    places = [module.removeprefix("patronage.").replace(".", "/") for module in reached]
    files = {f"{place}/__init__.py" if (ROOT / place).is_dir() else f"{place}.py" for place in places}
    assert "sim/model/formulas.py" in files
    computing = {file for file in files if not file.startswith("sim/files/")}
    assert computing <= {path.relative_to(ROOT).as_posix() for path in compiled._sources()}

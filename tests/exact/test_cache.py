"""A cache of compiled code counts only where it is one's own and whole; without one, code is compiled."""

from __future__ import annotations

import os
import resource
import stat
from collections.abc import Callable
from pathlib import Path

import numba
import pytest

from patronage.sim.exact.cache import CompileCache
from patronage.sim.exact.compiled import FunctionCache

NAME, CONTENT = "a.function-0", b"its code"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the first folder of `cache` is."""
    monkeypatch.setenv("PATRONAGE_CACHE", str(tmp_path / "said"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "said" / "patronage" / "v"


@pytest.fixture
def temporary(home: Path, tmp_path: Path) -> Path:
    """Where the second one is."""
    return tmp_path / "temporary" / f"patronage-{os.geteuid()}" / "v"


@pytest.fixture
def cache(home: Path) -> CompileCache:
    return CompileCache("v")


def double(x: float) -> float:
    return 2.0 * x


def compiled_anew(cache: CompileCache) -> bool:
    """Whether a function had to be compiled; it is called in any case."""
    dispatcher = numba.njit(double)
    dispatcher._cache = FunctionCache(double, cache)
    assert dispatcher(21.0) == 42.0
    (found,) = {**dispatcher.stats.cache_hits, **dispatcher.stats.cache_misses}.values()
    assert found == 1
    return bool(dispatcher.stats.cache_misses)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def lead_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nothing")


def let_others_write(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize(
    "damage",
    [lambda path: path.write_bytes(b""), cut, garble, replace_by_a_folder, lead_nowhere, let_others_write],
)
def test_a_damaged_file_is_compiled_anew_once(
    cache: CompileCache, home: Path, damage: Callable[[Path], None]
):
    assert compiled_anew(cache)
    (path,) = home.iterdir()
    assert not compiled_anew(cache)
    damage(path)
    assert compiled_anew(cache)
    assert not compiled_anew(cache)
    assert list(home.iterdir()) == [path]


def test_folders_and_files_are_for_oneself_alone(cache: CompileCache, home: Path):
    cache.write(NAME, CONTENT)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home.parent, home, home / NAME)] == [
        0o700,
        0o700,
        0o600,
    ]


def loosen(folder: Path) -> None:
    folder.chmod(0o770)


def open_to_all(folder: Path) -> None:
    folder.chmod(0o1777)


def lead_elsewhere(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


@pytest.mark.parametrize("change", [loosen, open_to_all, lead_elsewhere])
@pytest.mark.parametrize("level", ["version", "project"])
def test_a_folder_that_others_may_have_filled_is_not_read_nor_written(
    cache: CompileCache, home: Path, temporary: Path, level: str, change: Callable[[Path], None]
):
    for kept, later, found in ((home, "one", CONTENT), (temporary, "other", None)):
        cache.write(NAME, CONTENT)
        assert (kept / NAME).exists()
        assert cache.read(NAME) == CONTENT
        change(kept if level == "version" else kept.parent)
        assert cache.read(NAME) is None
        cache.write(later, CONTENT)  # of the two folders, the one that is left takes it
        assert not (kept / later).exists()
        assert cache.read(later) == found


def test_another_users_folder_is_not_read_nor_written(cache: CompileCache, home: Path, monkeypatch):
    cache.write(NAME, CONTENT)
    mine = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: mine + 1)
    assert cache.read(NAME) is None
    cache.write("another", CONTENT)
    assert [path.name for path in home.iterdir()] == [NAME]


def test_a_full_disk_leaves_nothing_and_stops_nothing(cache: CompileCache, tmp_path: Path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
    try:
        assert compiled_anew(cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert compiled_anew(cache)
    assert not compiled_anew(cache)


def test_where_the_first_folder_takes_nothing_the_next_one_does(
    cache: CompileCache, home: Path, temporary: Path
):
    home.parents[1].write_text("a file: no folder can be made below it")
    cache.write(NAME, CONTENT)
    assert (temporary / NAME).exists()
    assert cache.read(NAME) == CONTENT


def test_without_home_and_temporary_folder_there_is_no_cache(cache: CompileCache, monkeypatch):
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    def no_folder() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.delenv("PATRONAGE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    cache.write(NAME, CONTENT)
    assert cache.read(NAME) == CONTENT
    monkeypatch.setattr("tempfile.gettempdir", no_folder)
    assert compiled_anew(cache)
    assert compiled_anew(cache)

"""A result that replaces a folder: what it asks of the folder first, and what a kill may leave."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pyarrow as pa
import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result
from patronage.sim.store.writer import ResultWriter

MANIFEST = {"kind": "run", "inputs": "a" * 64, "model": "m1", "rng": 7}
TABLE = pa.table({"arm": ["reference", "scenario"], "hold:iran": [0.25, 0.2]})


def written(folder: Path, rows: int = 1) -> Path:
    with ResultWriter.create(folder, MANIFEST, aside=True) as writer:
        writer.write_part("runs", 0, pa.concat_tables([TABLE] * rows))
        writer.finish()
    return folder


def begun(folder: Path) -> ResultWriter:
    return ResultWriter.create(folder, MANIFEST, aside=True)


def refusal(folder: Path) -> str:
    with pytest.raises(FaultError) as raised:
        ResultWriter.create(folder, MANIFEST, aside=True)
    return str(raised.value)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("there", ["nothing", "empty", "result"])
def test_a_link_to_a_folder_stays_a_link_and_the_result_goes_where_it_leads(tmp_path, there):
    (tmp_path / "far").mkdir()
    (tmp_path / "near").mkdir()
    real, link = tmp_path / "far" / "r", tmp_path / "near" / "link"
    link.symlink_to(real)
    if there == "empty":
        real.mkdir()
    elif there == "result":
        written(real, rows=3)
    written(link)
    assert link.is_symlink()
    assert Result.open(real).runs().num_rows == 2
    assert (names(tmp_path / "far"), names(tmp_path / "near")) == (["r"], ["link"])


def test_a_link_to_nothing_may_be_filled_in_place_too(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "r")
    ResultWriter.create(tmp_path / "link", MANIFEST).close()
    assert Result.open(tmp_path / "r").status == "running"


def test_a_fault_names_the_link_that_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    Path("link").symlink_to(tmp_path / "mine")
    assert refusal(Path("link")).startswith("link: the folder is not empty and holds no result")
    Path("loop").symlink_to("loop")
    with pytest.raises(FaultError, match="loop: is a link that leads nowhere"):
        ResultWriter.create("loop", MANIFEST, aside=True)


def test_what_cannot_be_replaced_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert refusal(Path()) == (
        ".: is or holds the current folder, and cannot be replaced; allowed: another folder"
    )
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "disk")
    assert "is where a disk begins, and cannot be replaced" in refusal(tmp_path / "disk")
    assert names(tmp_path) == ["here"]


def test_the_root_is_refused(tmp_path):
    assert str(Path("/")) in refusal(Path("/"))


def test_an_earlier_result_that_is_read_only_is_refused_before_running(tmp_path, monkeypatch):
    folder = written(tmp_path / "r")
    for closed in (folder, folder / "runs"):
        monkeypatch.setattr(os, "access", lambda path, _, closed=closed: path != closed)
        assert "r: is read-only, so that nothing in it can be replaced" in refusal(folder)
    assert names(tmp_path) == ["r"]


def test_what_a_kill_after_the_renamings_left_is_put_back(tmp_path):
    folder = written(tmp_path / "r")
    (folder / "notes.txt").write_text("mine")
    folder.rename(tmp_path / ".r.old")
    written(tmp_path / "s", rows=2).rename(folder)  # as if killed before the notes were put back
    with pytest.raises(FaultError, match="holds this result already"):
        ResultWriter.create(folder, MANIFEST)
    assert (folder / "notes.txt").read_text() == "mine"
    assert Result.open(folder).runs().num_rows == 4
    assert names(tmp_path) == ["r"]


@pytest.mark.parametrize("what", ["new", "old"])
def test_folders_of_such_names_that_are_not_ours_are_left_alone(tmp_path, what):
    mine = tmp_path / f".r.{what}"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    assert f"r: what stands beside it as .r.{what} is in the way; it is left alone" in refusal(tmp_path / "r")
    assert (mine / "notes.txt").read_text() == "mine"
    assert names(tmp_path) == [mine.name]
    written(tmp_path / "s")
    (tmp_path / "s").rename(tmp_path / "r")
    assert "is in the way" in refusal(tmp_path / "r")
    assert names(mine) == ["notes.txt"]


def test_what_a_kill_left_of_an_unfinished_result_is_cleared(tmp_path):
    writer = ResultWriter.create(tmp_path / "r", MANIFEST, aside=True)
    writer.write_part("runs", 0, TABLE)
    writer.close()
    assert names(tmp_path) == [".r.new"]
    written(tmp_path / "r", rows=2)
    assert names(tmp_path) == ["r"]


def test_a_swap_that_fails_leaves_the_earlier_result_in_place(tmp_path, monkeypatch):
    folder = written(tmp_path / "r")
    rename = Path.rename

    def failing(path: Path, to: Path) -> Path:
        if path.name == ".r.new":
            raise PermissionError(13, "Permission denied", str(path))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PermissionError):
        written(folder, rows=2)
    assert Result.open(folder).runs().num_rows == 2
    assert names(tmp_path) == ["r"]


@pytest.mark.parametrize(
    ("name", "place"), [(None, "r"), (".r.new/manifest.json", "r"), ("mine.txt", "mine.txt")]
)
def test_an_error_names_what_was_asked_for(tmp_path, name, place):
    full = OSError(errno.ENOSPC, "No space left on device", name and str(tmp_path / name))
    with pytest.raises(OSError, match="No space left") as raised, begun(tmp_path / "r"):
        raise full
    assert raised.value.filename == str(tmp_path / place)


def test_a_full_disk_at_the_beginning_names_the_folder_too(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as raised:
        begun(tmp_path / "r")
    assert raised.value.filename == str(tmp_path / "r")

"""A file that may not be read is said to be just that, and is neither missing nor damaged nor made anew."""

from __future__ import annotations

import errno
import io
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.calling import Call
from tests.support.sweeps import CASES, part_bytes, sweep_file

DENIED = "cannot be read: Permission denied"


@pytest.fixture
def denied(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files that may not be read, and folders that may not be looked into, also by who may do everything."""
    forbidden: list[Path] = []
    opened, stat = io.open, Path.stat

    def barred(file: Any) -> bool:
        path = Path(file).absolute() if isinstance(file, str | Path) else Path()
        return any(each == path or each in path.parents for each in forbidden)

    def open_file(file: Any, *arguments: Any, **options: Any) -> Any:
        if barred(file):
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return opened(file, *arguments, **options)

    def stat_of(path: Path, **options: Any) -> Any:
        if any(each in path.absolute().parents for each in forbidden):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(io, "open", open_file)
    monkeypatch.setattr(Path, "stat", stat_of)
    return forbidden


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("scenario.yaml", ("check", "c/tiny/scenario.yaml")),
        ("scenario.yaml", ("run", "c/tiny/scenario.yaml")),
        ("case.yaml", ("check", "c/tiny/scenario.yaml")),
        ("evidence.yaml", ("explain", "c/tiny")),
        ("outside.yaml", ("check", "c/tiny")),
        ("sweep.yaml", ("plan", "c/tiny/sweep.yaml")),
        ("actors.csv", ("rivals", "--table", "c/tiny/actors.csv")),
    ],
)
def test_a_users_file(call: Call, denied: list[Path], file: str, words: tuple[str, ...]) -> None:
    shutil.copytree(CASES, "c")
    for name in ("sweep.yaml", "actors.csv"):
        Path("c", "tiny", name).write_text("title: A sweep\n", encoding="utf-8")
    denied.append(Path("c", "tiny", file).absolute())
    said = call(*words)
    assert (said.code, said.out, said.err) == (2, "", f"c/tiny/{file}: {DENIED}\n")


def test_a_cases_folder(call: Call, denied: list[Path]) -> None:
    shutil.copytree(CASES, "seeds")
    denied.append(Path("seeds", "tiny").absolute())
    for words in (("explain", "seeds/tiny"), ("explain", "tiny"), ("check", "seeds/tiny")):
        said = call(*words)
        assert said.code == 2
        assert said.err.endswith("seeds/tiny/case.yaml: Permission denied\n")


def test_the_folder_of_other_coders(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CASES, "c")
    Path("c", "tiny", "coders").mkdir()
    listed = Path.iterdir

    def iterdir(path: Path) -> Any:
        if path.name == "coders":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    said = call("check", "c/tiny")
    assert (said.code, said.err) == (2, f"c/tiny/coders: {DENIED}\n")


@pytest.mark.parametrize("file", ["manifest.json", "status.jsonl"])
def test_the_record_of_a_result(call: Call, denied: list[Path], file: str) -> None:
    assert call("run", CASES / "tiny" / "scenario.yaml", "--out", "r", "--no-charts").code == 0
    denied.append(Path("r", file).absolute())
    for words in (("status", "r"), ("report", "r"), ("plot", "r")):
        said = call(*words)
        assert (said.code, said.out, said.err) == (2, "", f"r/{file}: {DENIED}\n")


@pytest.mark.parametrize("file", ["answer.json", "runs/part-00000.parquet", "months/part-00000.parquet"])
def test_a_part_of_a_result(call: Call, denied: list[Path], file: str) -> None:
    assert call("run", CASES / "tiny" / "scenario.yaml", "--out", "r", "--no-charts").code == 0
    denied.append(Path("r", file).absolute())
    said = call("status", "r")
    assert said.code == 1
    assert said.out.endswith(f"\nunread  r/{file}: {DENIED}\n")
    assert "damaged" not in said.out
    found = call("status", "r", "--json").json()
    assert (found["damaged"], found["unreadable"]) == ([], [f"r/{file}: {DENIED}"])
    said = call("report", "r", "--quick")
    assert (said.code, said.err) == (2, f"r/{file}: {DENIED}\n")


@pytest.mark.parametrize("file", ["points/part-00000.parquet", "runs/part-00000.parquet"])
def test_a_part_of_a_sweep_is_not_made_anew(
    call: Call, denied: list[Path], tmp_path: Path, file: str
) -> None:
    sweep = sweep_file(tmp_path)
    assert call("sweep", sweep, "--out", "s").code == 0
    before = part_bytes(Path("s"))
    denied.append(Path("s", file).absolute())
    said = call("sweep", sweep, "--out", "s", "--resume")
    assert (said.code, said.err) == (2, f"s/{file}: {DENIED}\n")
    assert call("merge", "s", "--out", "m").code == 2
    denied.clear()
    assert part_bytes(Path("s")) == before

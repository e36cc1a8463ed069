from __future__ import annotations

import errno
import functools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from patronage.sim.files.durable import write_whole
from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result, column, part_name
from patronage.sim.store.writer import ResultWriter

ROOT = Path(__file__).parents[2]
MANIFEST = {"kind": "run", "inputs": "a" * 64, "model": "m1", "rng": 7}
TABLE = pa.table({"arm": ["reference", "scenario"], "hold_iran": [0.25, 0.2]})


def written(folder: Path, **changes: str) -> Path:
    with ResultWriter.create(folder, MANIFEST | changes) as writer:
        writer.write_part("runs", 0, TABLE)
        writer.write_part("runs", 1, TABLE, failed=1)
        writer.write_part("months", 0, TABLE)
        writer.finish()
    return folder


def message(folder: Path, manifest: dict[str, Any], *, aside: bool = False) -> str:
    with pytest.raises(FaultError) as raised:
        ResultWriter.create(folder, manifest, aside=aside)
    return str(raised.value)


def give_up(folder: Path, *, aside: bool) -> None:
    with ResultWriter.create(folder, MANIFEST, aside=aside) as writer:
        writer.write_part("runs", 0, TABLE)
        raise ZeroDivisionError


def test_what_is_written_is_read(tmp_path):
    result = Result.open(written(tmp_path / "r"))
    assert result.status == "done"
    assert result.manifest["rng"] == 7
    assert result.manifest["started"] <= result.manifest["ended"]
    assert result.names("runs") == ["runs/part-00000.parquet", "runs/part-00001.parquet"]
    assert result.runs().to_pydict() == pa.concat_tables([TABLE, TABLE]).to_pydict()
    assert result.runs([column("hold", "iran")]).column_names == ["hold_iran"]
    assert result.months().num_rows == 2
    assert result.parts["runs/part-00001.parquet"].failed == 1
    assert set(result.manifest["parts"]) == set(result.parts)
    assert result.damaged() == []
    assert not list(result.folder.rglob("*.tmp"))


def test_parts_beyond_the_digits_of_their_names_stay_in_order(tmp_path):
    with ResultWriter.create(tmp_path / "r", MANIFEST) as writer:
        for number in (100_000, 99_999, 3):
            writer.write_part("runs", number, TABLE)
        writer.finish()
    names = [part_name("runs", number) for number in (3, 99_999, 100_000)]
    assert Result.open(tmp_path / "r").names("runs") == names


def test_the_same_table_gives_the_same_bytes(tmp_path):
    parts = [written(tmp_path / name) / "runs" / "part-00000.parquet" for name in ("one", "two")]
    assert parts[0].read_bytes() == parts[1].read_bytes()


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_part_that_is_not_what_was_written_is_named(tmp_path, harm):
    folder = written(tmp_path / "r")
    part = folder / "runs" / "part-00001.parquet"
    data = bytearray(part.read_bytes())
    if harm == "flip":
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif harm == "cut":
        part.write_bytes(data[:-9])
    else:
        part.unlink()
    result = Result.open(folder)
    assert [fault.file for fault in result.damaged()] == [str(part)]
    with pytest.raises(FaultError, match=r"part-00001\.parquet: this file is (damaged|missing)"):
        result.runs()
    with ResultWriter.resume(folder, MANIFEST) as writer:
        assert [writer.sound(part_name("runs", n)) for n in range(3)] == [True, False, False]


def test_a_killed_write_leaves_what_was_there(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_whole(tmp_path / "f", b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/f'"):
        write_whole(tmp_path / "f", b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
    assert (tmp_path / "f").read_bytes() == b"before"


def test_a_torn_line_of_the_status_is_passed_over_and_cut(tmp_path):
    folder = written(tmp_path / "r")
    status = folder / "status.jsonl"
    whole = status.read_bytes()
    torn = whole[: whole.index(b'"finish"') + 3]
    status.write_bytes(torn)
    assert len(Result.open(folder).parts) == 3
    with ResultWriter.resume(folder, MANIFEST) as writer:
        assert len(writer.parts) == 3
        writer.finish()
    for line in status.read_text().splitlines():
        assert json.loads(line)["at"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for aside in (False, True):
        assert "the folder is not empty and holds no result; nothing in it was changed" in message(
            tmp_path, MANIFEST, aside=aside
        )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert "is a file, not a folder" in message(tmp_path / "notes.txt", MANIFEST)


def test_another_result_is_left_alone_and_the_same_is_not_begun_twice(tmp_path):
    folder = written(tmp_path / "r")
    assert "holds a result of other inputs, which is left alone" in message(
        folder, MANIFEST | {"inputs": "b"}, aside=True
    )
    assert "holds this result already, whole or in part; allowed: --resume" in message(folder, MANIFEST)


@pytest.mark.parametrize(
    ("name", "text"), [("inputs", "other inputs"), ("model", "another version of the model")]
)
def test_going_on_from_another_result_is_refused(tmp_path, name, text):
    folder = written(tmp_path / "r")
    with pytest.raises(FaultError, match=f"holds a result of {text}"):
        ResultWriter.resume(folder, MANIFEST | {name: "z"})


def test_written_aside_it_takes_the_place_of_the_earlier_only_when_finished(tmp_path):
    folder = written(tmp_path / "r")
    (folder / "notes.txt").write_text("mine")
    before = Result.open(folder).runs().to_pydict()
    longer = pa.concat_tables([TABLE] * 3)
    with ResultWriter.create(folder, MANIFEST, aside=True) as writer:
        writer.write_part("runs", 0, longer)
        assert Result.open(folder).runs().to_pydict() == before
        assert str(writer.folder / "x").startswith(str(tmp_path / ".r.new"))
        writer.finish()
    assert Result.open(folder).runs().num_rows == 6
    assert (folder / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_written_aside_and_given_up_it_leaves_nothing(tmp_path):
    folder = written(tmp_path / "r")
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    with pytest.raises(ZeroDivisionError):
        give_up(folder, aside=True)
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


def test_a_swap_cut_between_its_renamings_is_undone(tmp_path):
    folder = written(tmp_path / "r")
    folder.rename(tmp_path / ".r.old")
    with pytest.raises(ZeroDivisionError):
        give_up(folder, aside=True)
    assert Result.open(folder).runs().num_rows == 4


def test_in_place_and_given_up_it_keeps_its_parts(tmp_path):
    folder = tmp_path / "r"
    with pytest.raises(ZeroDivisionError):
        give_up(folder, aside=False)
    result = Result.open(folder)
    assert (result.status, result.runs().num_rows) == ("interrupted", 2)


def test_a_second_process_is_refused_while_the_first_lives(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from patronage.sim.store.writer import ResultWriter\n"
        f"w = ResultWriter.create(sys.argv[1], {MANIFEST!r}, aside=sys.argv[2] == 'aside')\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    for mode in ("place", "aside"):
        folder = tmp_path / mode
        with subprocess.Popen(
            [sys.executable, "-c", code, str(folder), mode],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as first:
            assert first.stdout is not None
            assert first.stdout.readline() == b"ready\n"
            begin = functools.partial(ResultWriter.create, aside=True)
            with pytest.raises(FaultError, match=rf"another process \(process {first.pid} on .*\) is"):
                (ResultWriter.resume if mode == "place" else begin)(folder, MANIFEST)
            if mode == "place":
                assert Result.open(folder).busy()
            first.kill()
        if mode == "place":
            assert not Result.open(folder).busy()
            ResultWriter.resume(folder, MANIFEST).close()
        else:
            ResultWriter.create(folder, MANIFEST, aside=True).finish()


def test_a_folder_killed_before_its_first_line_is_begun_anew(tmp_path):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "status.jsonl").touch()
    (folder / ".manifest.json.4321-7.tmp").write_text("{")
    assert Result.open(written(folder)).status == "done"


def test_two_that_write_a_file_at_once_do_not_mix_their_bytes(tmp_path):
    path, texts = tmp_path / "f", [bytes([letter]) * 200_000 for letter in b"abcd"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda k: write_whole(path, texts[k % 4]), range(40)))
    assert path.read_bytes() in texts
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ("[]", "is not the manifest of a result of patronage"),
        ('{"project": "patronage", "format": 99}', "has the format 99"),
        ('{"project": "patronage", "format": 1, "kind": "run"}', "is not as it was written"),
        ("[" * 100_000, "cannot be read"),
        ('{"a": ' * 990 + "1" + "}" * 990, "cannot be read|is not the manifest"),
        ('{"project": "patronage", "title": "\\ud800"}', "cannot be read"),
    ],
)
def test_a_manifest_that_is_none_is_said_so(tmp_path, text, said):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(FaultError, match=said):
        Result.open(tmp_path)


def test_a_manifest_that_was_changed_since_is_refused(tmp_path):
    ResultWriter.create(tmp_path / "r", MANIFEST).close()
    path = tmp_path / "r" / "manifest.json"
    assert Result.open(tmp_path / "r").manifest["rng"] == 7
    path.write_text(path.read_text().replace('"rng": 7', '"rng": 8'))
    with pytest.raises(FaultError, match=r"manifest\.json: is not as it was written"):
        Result.open(tmp_path / "r")


def test_reading_starts_no_threads(tmp_path):
    # a process that ends while the threads of Arrow's reader still start is aborted
    folder = written(tmp_path / "r")
    count = (
        "import os, sys, numpy, pyarrow.parquet\n"
        "from patronage.sim.store.result import Result\n"
        "tasks = '/proc/self/task'\n"
        "threads = lambda: len(os.listdir(tasks)) if os.path.isdir(tasks) else 0\n"
        "before, rows = threads(), Result.open(sys.argv[1]).runs().num_rows\n"
        "print(rows, threads() - before)"
    )
    command = [sys.executable, "-c", count, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["4", "0"]


def test_a_missing_result_is_said_so(tmp_path):
    with pytest.raises(FaultError, match="there is no such folder"):
        Result.open(tmp_path / "none")
    with pytest.raises(FaultError, match=r"it has no manifest\.json"):
        Result.open(tmp_path)
    ResultWriter.create(tmp_path / "r", MANIFEST).close()
    with pytest.raises(FaultError, match="holds no runs yet"):
        Result.open(tmp_path / "r").runs()


def test_a_result_that_lost_its_manifest_says_what_can_be_done(tmp_path):
    folder = written(tmp_path / "r")
    (folder / "manifest.json").unlink()
    said = "r: has lost its manifest.json, without which the 3 parts that status.jsonl records cannot be read"
    with pytest.raises(FaultError) as caught:
        Result.open(folder)
    assert said in str(caught.value)
    assert str(caught.value).endswith("or move the folder away and run the same command again")
    for aside in (True, False):
        assert said in message(folder, MANIFEST, aside=aside)
    assert (folder / "runs" / "part-00001.parquet").exists()
    (folder / "status.jsonl").write_text("")
    with pytest.raises(FaultError, match="r: holds no result: it has no"):
        Result.open(folder)


def test_a_record_that_leads_out_of_the_folder_is_passed_over(tmp_path):
    folder = written(tmp_path / "r")
    status = folder / "status.jsonl"
    text = status.read_text()
    status.write_text(text.replace("runs/part-00000.parquet", "runs/../../part-00000.parquet"))
    assert Result.open(folder).names("runs") == ["runs/part-00001.parquet"]

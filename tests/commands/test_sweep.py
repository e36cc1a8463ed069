"""`patronage sweep`, `plan`, `status` and `merge` as processes: signals, limits, output and exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from patronage.cli import main
from patronage.commands import sweep as sweep_commands
from patronage.sim.store.result import Result
from patronage.sim.sweeps.file import load_sweep
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import GRID, ROOT, part_bytes, sweep_file

# many small chunks, so that there is something to interrupt; limits where a test sets one
START = """
import resource, sys
from patronage.sim.sweeps import chunks as sweep_chunks
sweep_chunks.CHUNK = {chunk}
limit = {limit}
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from patronage.cli import main
main(sys.argv[1:])
"""
LONG = GRID.replace("draws: 4", "draws: 100").replace("replicates: 3", "replicates: 2")
CHUNK = 40


def command(*words: object, chunk: int = CHUNK, limit: int = 0) -> list[str]:
    return [sys.executable, "-c", START.format(chunk=chunk, limit=limit), *(str(word) for word in words)]


def started(*words: object, chunk: int = CHUNK) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*words, chunk=chunk), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finished(*words: object, chunk: int = CHUNK, limit: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words, chunk=chunk, limit=limit), cwd=ROOT, text=True, capture_output=True, check=False
    )


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Call the command within this process: its exit code, what it printed, what it said on stderr."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    printed, said = capsys.readouterr()
    return int(ended.value.code or 0), printed, said


def wait_for_parts(folder: Path, parts: int, process: subprocess.Popen[str]) -> None:
    """Until so many parts are written, or the process that writes them has ended."""
    status = folder / "status.jsonl"
    for _ in range(24000):
        if status.exists() and status.read_bytes().count(b'"event": "part"') >= parts:
            return
        if process.poll() is not None:
            return
        time.sleep(0.005)
    raise AssertionError("nothing was written for two minutes")


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, dict[str, bytes]]:
    """A sweep's file, and the parts of an uninterrupted run of it."""
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", CHUNK)
    file = sweep_file(tmp_path, LONG)
    run_sweep(load_sweep(file), tmp_path / "whole")
    return file, part_bytes(tmp_path / "whole")


@pytest.mark.slow
def test_killed_at_random_moments_it_goes_on_to_the_same_tables(whole, tmp_path):
    file, parts = whole
    out = tmp_path / "killed"
    pauses = random.Random(1)  # noqa: S311
    kills = 0
    for _ in range(6):
        with started("sweep", file, "--out", out, "--resume") as process:
            before = len(part_bytes(out))
            wait_for_parts(out, before + 1, process)
            time.sleep(pauses.random() * 0.04)
            process.kill()
            process.communicate()
            kills += process.returncode == -signal.SIGKILL
    assert kills >= 2  # a fast machine comes to the end before the last of them
    assert Result.open(out).damaged() == []
    assert finished("sweep", file, "--out", out, "--resume").returncode == 0
    assert part_bytes(out) == parts
    assert Result.open(out).status == "done"


@pytest.mark.slow
def test_killed_at_every_moment_at_which_the_folder_changes_it_goes_on_likewise(tmp_path, monkeypatch):
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)
    file = sweep_file(tmp_path, GRID.replace("draws: 4", "draws: 12"))
    run_sweep(load_sweep(file), tmp_path / "whole")
    words = [sys.executable, "-m", "tests.support.kills", str(file), str(tmp_path / "killed"), "48"]
    done = subprocess.run(words, cwd=ROOT, text=True, capture_output=True, check=True)
    killed, code = (int(word) for word in done.stdout.split())
    assert code == 0
    assert killed > 15
    assert part_bytes(tmp_path / "killed") == part_bytes(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "options"), [(signal.SIGINT, []), (signal.SIGTERM, ["--workers", "2"])])
def test_interrupted_it_says_how_to_go_on(whole, tmp_path, number, options):
    file, parts = whole
    out = tmp_path / "cut"
    with started("sweep", file, "--out", out, *options) as process:
        wait_for_parts(out, 5, process)
        process.send_signal(number)
        printed, said = process.communicate()
    assert (process.returncode, printed) == (130, "")
    again = " ".join(["patronage sweep", str(file), "--out", str(out), *options, "--resume"])
    assert said.rstrip().endswith(f"interrupted; what was done is kept; go on with: {again}")
    assert "Traceback" not in said
    assert Result.open(out).status == "interrupted"
    assert run_sweep(load_sweep(file), out, resume=True).kept > 0
    assert part_bytes(out) == parts


@pytest.mark.slow
def test_a_file_too_large_is_said_in_a_line_and_loses_nothing(tmp_path):
    file = sweep_file(tmp_path, LONG)
    out = tmp_path / "small"
    done = finished("sweep", file, "--out", out, chunk=4096, limit=40_000)
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.rstrip().splitlines()[-1]
    assert "File too large; what was done is kept; go on with: patronage sweep" in last
    assert "Traceback" not in done.stderr
    assert not list(out.rglob("*.tmp"))
    run_sweep(load_sweep(file), out, resume=True)
    run_sweep(load_sweep(file), tmp_path / "whole")
    assert part_bytes(out) == part_bytes(tmp_path / "whole")


@pytest.mark.slow
def test_a_second_process_on_the_folder_is_refused(whole, tmp_path, capsys):
    file, _ = whole
    out = tmp_path / "twice"
    with started("sweep", file, "--out", out) as first:
        wait_for_parts(out, 2, first)
        os.kill(first.pid, signal.SIGSTOP)
        code, _, said = called(capsys, "sweep", file, "--out", out, "--resume")
        _, stood, _ = called(capsys, "status", out, "--json")
        first.kill()
        first.communicate()
    assert code == 2
    assert f"another process (process {first.pid} on " in said
    assert json.loads(stood)["status"] == "running"
    assert json.loads(called(capsys, "status", out, "--json")[1])["status"] == "stopped"


@pytest.mark.slow
def test_progress_is_plain_lines_on_stderr_and_nothing_on_stdout(tmp_path):
    file = sweep_file(tmp_path)
    done = finished("sweep", file, "--out", tmp_path / "r")
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "0 of 216 runs"
    assert lines[-4].startswith("216 of 216 runs, ")
    assert lines[-4].endswith(" runs/s")
    assert lines[-1] == f"result: {tmp_path / 'r'}"
    assert "\x1b" not in done.stderr


@pytest.mark.slow
def test_on_a_terminal_progress_is_a_bar(tmp_path):
    import pty

    file = sweep_file(tmp_path)
    main_side, side = pty.openpty()
    words = command("sweep", file, "--out", tmp_path / "r")
    shown = b""
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=side) as process:
        os.close(side)
        with contextlib.suppress(OSError):  # the terminal is gone when the process is
            while True:
                shown += os.read(main_side, 65536)
        printed, _ = process.communicate()
    os.close(main_side)
    assert (process.returncode, printed) == (0, b"")
    assert "216 of 216 runs" in shown.decode()
    assert "━" in shown.decode()


def test_what_is_wrong_with_the_call_is_said_and_nothing_is_made(tmp_path, capsys):
    file, out = sweep_file(tmp_path), tmp_path / "r"
    for words, wanted in (
        (["sweep", file, "--out", out, "--shard", "4/3"], "--shard: '4/3' is not a shard"),
        (["sweep", file, "--out", out, "--set", "drews=3"], "did you mean 'draws'?"),
        (["sweep", file, "--out", out, "--set", "draws"], "is not KEY=VALUE"),
        (["sweep", file, "--out", out, "--scheduler", "x:1", "--workers", "2"], "leave out --workers"),
        (["sweep", "afrin_timming", "--out", out], "did you mean 'afrin_timing'?"),
        (["sweep", file, "--out", file / "r"], "a file stands in its way"),
        (["status", tmp_path], "holds no result"),
        (["merge", tmp_path / "none", "--out", out], "there is no such folder"),
    ):
        code, printed, said = called(capsys, *words)
        assert (code, printed) == (2, "")
        assert wanted in said
        assert len(said.splitlines()) == 1
    assert not out.exists()


def test_without_a_folder_it_takes_one_by_its_name(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = sweep_file(tmp_path)
    other = ("--set", "draws=3")
    for words, folder in (((), "sweep"), (("--resume",), "sweep"), (("--shard", "2/3"), "sweep-2-of-3")):
        code, printed, said = called(capsys, "sweep", file, *words)
        assert (code, printed, said.splitlines()[-1]) == (0, "", f"result: results/{folder}")
        assert Result.open(Path("results", folder)).status == "done"
    digest = load_sweep(file, {"draws": "3"}).digest[:8]
    assert called(capsys, "sweep", file, *other)[2].endswith(f"result: results/sweep-{digest}\n")
    code, _, said = called(capsys, "sweep", file)
    assert (code, said.startswith("results/sweep: holds this result already")) == (2, True)


def test_the_hint_names_the_folder_that_was_taken(tmp_path, capsys, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("patronage.sim.sweeps.run.run_sweep", stop)
    code, _, said = called(capsys, "sweep", sweep_file(tmp_path), "--shard", "1/2")
    assert code == 130
    assert said.endswith("sweep.yaml --out results/sweep-1-of-2 --shard 1/2 --resume\n")


@pytest.mark.parametrize(
    "address", ["", "foo", "foo:bar", "tcp://foo", "tcp://:1", "http://foo:1", "foo:70000"]
)
def test_what_is_no_address_is_refused_before_a_client_is_made(tmp_path, capsys, monkeypatch, address):
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ["sweep", sweep_file(tmp_path), "--out", tmp_path / "r", "--scheduler", address]
    wanted = f"--scheduler: '{address}' is not the address of a scheduler; allowed: such as tcp://head:8786\n"
    assert called(capsys, *words) == (2, "", wanted)


@pytest.mark.parametrize(
    "address", ["head:8786", "tls://10.0.0.1:1", "tcp://[fe80::1%eth0]:8786", "ws://h:80"]
)
def test_addresses_of_schedulers_are_taken(address):
    assert sweep_commands._is_address(address)


def test_a_plan_says_what_it_takes_and_runs_nothing(tmp_path, capsys):
    file = sweep_file(tmp_path, LONG)
    plan = json.loads(called(capsys, "plan", file, "--json")[1])
    assert (plan["points"], plan["runs"], plan["chunks"]) == (9, 3600, 1)
    assert plan["varied"] == ["settings.rationality", "trust.duke.guild"]
    assert plan["seconds"] > 0
    assert called(capsys, "sweep", file, "--out", tmp_path / "r")[0] == 0
    size = sum(len(data) for data in part_bytes(tmp_path / "r").values())
    assert 0.7 < plan["bytes"] / size < 1.5
    code, text, _ = called(capsys, "sweep", file, "--plan")
    assert code == 0
    assert "runs    3,600  (100 draws x 2 replicates x 2 arms at each point)" in text
    assert [path.name for path in tmp_path.iterdir() if path.name != "cases"] == ["r"]


def test_status_tells_what_there_is_and_what_is_damaged(whole, tmp_path, capsys):
    out = tmp_path / "whole"
    code, text, _ = called(capsys, "status", out)
    assert code == 0
    assert "status  done\n" in text
    assert "runs    3,600 of 3,600 over both arms, 0 failed\n" in text
    (out / "runs" / "part-00003.parquet").unlink()
    code, text, _ = called(capsys, "status", out)
    assert code == 1
    assert "runs    3,560 of 3,600 over both arms, 0 failed\n" in text
    assert "part-00003.parquet: this file is missing" in text
    (out / "status.jsonl").write_text("")
    code, text, _ = called(capsys, "status", out)
    assert code == 1
    assert "part-00003.parquet: status.jsonl does not record this part: it is damaged" in text
    code, printed, said = called(capsys, "plot", out, "--out", tmp_path / "charts")
    assert (code, printed) == (2, "")
    assert "status.jsonl does not record this part" in said
    assert not (tmp_path / "charts").exists()


def test_shards_on_the_command_line_merge_into_the_whole(whole, tmp_path, capsys):
    file, parts = whole
    first, second, out = tmp_path / "s1", tmp_path / "s2", tmp_path / "m"
    for folder, shard in ((first, "1/2"), (second, "2/2")):
        assert called(capsys, "sweep", file, "--out", folder, "--shard", shard)[0] == 0
    assert "status  done (shard 2/2)" in called(capsys, "status", second)[1]
    code, _, said = called(capsys, "merge", first, "--out", tmp_path / "half")
    assert code == 1
    assert "--resume to complete it" in said
    assert called(capsys, "merge", first, second, "--out", out)[0] == 0
    assert part_bytes(out) == parts
    assert json.loads(called(capsys, "status", out, "--json")[1])["shard"] is None


def test_a_sweep_is_added_to_and_plan_and_status_tell_of_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = sweep_file(tmp_path)
    assert called(capsys, "sweep", file)[0] == 0
    more = ("--set", "replicates=5")
    plan = json.loads(called(capsys, "plan", file, *more, "--out", "results/sweep", "--json")[1])
    assert (plan["there"], plan["new"], plan["runs"]) == (216, 144, 360)
    text = called(capsys, "sweep", file, *more, "--resume", "--plan")[1]
    assert "there   216\nnew     144: replicates from 3 to 5\n" in text
    code, _, said = called(capsys, "sweep", file, *more, "--resume")
    assert code == 0
    assert "216 runs already there, 144 runs to go: replicates from 3 to 5\n" in said
    assert "144 runs done now, 216 already there\nmean loss of hold at 9 points of " in said
    assert said.endswith("\nresult: results/sweep\n")
    text = called(capsys, "status", "results/sweep")[1]
    assert "runs    360 of 360 over both arms, 0 failed\n" in text
    assert "added   144 runs: replicates from 3 to 5\n" in text
    code, printed, said = called(capsys, "sweep", file, "--out", "results/sweep", "--resume")
    assert (code, printed) == (2, "")
    assert "replicates: is 3 here and 5 there; there can only be more" in said
    for folder, words in (("nowhere", "there is no such folder"), (file, "is a file, not a folder")):
        assert words in called(capsys, "plan", file, "--out", folder)[2]

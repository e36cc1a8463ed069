"""SIGTERM ends every command as Ctrl-C does: in a line, with its exit code, and with nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patronage.sim.designs import hindcast as replay
from patronage.sim.files.durable import undisturbed
from patronage.sim.model.ensemble import simulate as ensemble
from patronage.sim.store.result import Result
from tests.support.calling import Call
from tests.support.sweeps import CASES

ROOT = Path(__file__).parents[2]
TINY = CASES / "tiny" / "scenario.yaml"
SMALL = ("--set", "runs=8", "--set", "replicates=2")


@pytest.fixture(autouse=True)
def _unharmed() -> Iterator[None]:
    """Let a SIGTERM that no command takes do nothing to the tests."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


def stopping(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> list[str]:
    """Let this process get a SIGTERM whenever it comes to a function; the list grows by each."""
    function: Callable[..., Any] = getattr(holder, name)
    came: list[str] = []

    def stopped(*arguments: Any, **options: Any) -> Any:
        came.append(name)
        os.kill(os.getpid(), signal.SIGTERM)
        return function(*arguments, **options)

    monkeypatch.setattr(holder, name, stopped)
    return came


def left() -> list[Path]:
    """Every file below the current folder, and every folder but those that hold files."""
    return [path for path in Path().rglob("*") if path.is_file() or not list(path.iterdir())]


@pytest.mark.parametrize(
    "words",
    [
        ("run", TINY),
        ("compare", TINY, "afrin_airspace"),
        ("attribute", TINY, *SMALL),
        ("attribute", TINY, *SMALL, "--over", "sentences"),
        ("placebo", TINY, *SMALL),
        ("ladder", TINY, *SMALL),
        ("bargains", TINY, *SMALL),
        ("multiverse", TINY, *SMALL),
        ("sensitivity", TINY, "--size", 8),
        ("discover", TINY, "--points", 30),
        ("blocs", TINY, *SMALL),
        ("rivals", TINY, *SMALL),
        ("hindcast", TINY, "--draws", 2),
        ("calibrate", TINY, "--draws", 2),
    ],
    ids=lambda words: str(words[0]),
)
def test_sigterm_while_it_computes_ends_in_a_line(
    call: Call, monkeypatch: pytest.MonkeyPatch, words: tuple[Any, ...]
) -> None:
    came = [stopping(monkeypatch, ensemble, "families"), stopping(monkeypatch, replay, "_table")]
    said = call(*words)
    assert any(came)
    assert (said.code, said.out, said.err.splitlines()[-1]) == (130, "", "interrupted")
    assert "Traceback" not in said.err
    assert left() == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("patronage.analysis.charts.run.measures_chart", ("run", TINY)),
        ("os.fsync", ("run", TINY)),
        ("os.fsync", ("attribute", TINY, *SMALL)),
        ("os.fsync", ("report", "r", "--quick", "--scenario", TINY)),
    ],
)
def test_sigterm_while_it_draws_and_writes_leaves_nothing(
    call: Call, monkeypatch: pytest.MonkeyPatch, name: str, words: tuple[Any, ...]
) -> None:
    import patronage.analysis.charts.run

    if words[0] == "report":
        assert call("run", TINY, "--out", "r", "--no-charts").code == 0
    before = left()
    holder, _, function = name.rpartition(".")
    assert (
        stopping(
            monkeypatch,
            {"os": os, "patronage.analysis.charts.run": patronage.analysis.charts.run}[holder],
            function,
        )
        == []
    )
    said = call(*words)
    assert (said.code, said.err.splitlines()[-1]) == (130, "interrupted")
    assert left() == before


@pytest.mark.parametrize("file", ["status.jsonl", "runs/part-00000.parquet", "answer.json"])
def test_a_run_that_is_stopped_leaves_the_earlier_result(tmp_path: Path, file: str) -> None:
    words = [sys.executable, "-m", "patronage.cli", "run", str(TINY), "--out", str(tmp_path / "r" / "s")]
    assert subprocess.run([*words, "--no-charts"], cwd=ROOT, capture_output=True, check=False).returncode == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        while process.poll() is None and not (tmp_path / "r" / ".s.new" / file).exists():
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        printed, said = process.communicate()
    assert (process.returncode, printed, said.splitlines()[-1]) == (130, "", "interrupted")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert Result.open(tmp_path / "r" / "s").damaged() == []


def test_what_must_not_be_cut_is_not() -> None:
    done = []

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    def work() -> None:
        with undisturbed():
            for number in (signal.SIGTERM, signal.SIGINT):
                os.kill(os.getpid(), number)
            done.append("all of it")

    signal.signal(signal.SIGTERM, stop)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGTERM) is stop
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

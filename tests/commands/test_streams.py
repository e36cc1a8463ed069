"""Commands whose standard streams are closed, full, or read by nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patronage.sim.store.result import Result
from patronage.sim.sweeps.file import load_sweep
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import ROOT, SCENARIO, sweep_file

pytestmark = [
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full"),
    pytest.mark.slow,
]
START = "from patronage.cli import main; main()"


def shell(redirected: str, *words: object) -> tuple[int, str]:
    """Run a command with its streams redirected by a shell: its exit code, and what is left of its output."""
    line = ["bash", "-o", "pipefail", "-c", f'"$@" {redirected}', "bash", sys.executable, "-c", START]
    done = subprocess.run(
        [*line, *(str(word) for word in words)], cwd=ROOT, text=True, capture_output=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("redirected", "said"),
    [
        (">&-", "scenario: 20 runs"),
        ("2>&-", "The Duke's hold"),
        (">&- 2>&- <&-", ""),
        ("2>/dev/full", "The Duke's hold"),
        ("2>&1 | head -0", ""),
    ],
)
def test_a_run_does_not_stop_for_its_streams(tmp_path, redirected, said):
    code, left = shell(redirected, "run", SCENARIO, "--no-charts", "--out", tmp_path / "r")
    assert code == 0
    assert said in left
    assert "Error" not in left
    assert "bug" not in left
    assert Result.open(tmp_path / "r").status == "done"


@pytest.mark.parametrize("redirected", [">&- 2>&-", "2>/dev/full", "2>&1 | head -0"])
def test_nor_does_a_sweep(tmp_path, redirected):
    assert shell(redirected, "sweep", sweep_file(tmp_path), "--out", tmp_path / "r") == (0, "")
    assert Result.open(tmp_path / "r").status == "done"


def test_faults_keep_their_exit_code_where_nobody_can_read_them():
    assert shell("2>/dev/full", "explain", "nowhere") == (2, "")


def test_an_output_that_is_full_is_said_in_plain_words():
    code, left = shell(">/dev/full", "explain", "syria")
    assert (code, left) == (2, "a file or the output: No space left on device\n")


@pytest.mark.parametrize(
    ("command", "redirected", "code"),
    [
        ("run", "2>&1 >/dev/full", 1),
        ("attribute", "2>&1 >/dev/full", 1),
        ("acts import", "2>&1 >/dev/full", 1),
        ("plot", "2>&1 >/dev/full", 1),
        ("run", "| head -0", 0),
    ],
)
def test_what_is_computed_is_kept_whatever_becomes_of_the_output(tmp_path, command, redirected, code):
    place = tmp_path / "tables"
    if command == "acts import":
        events = tmp_path / "events.csv"
        events.write_text("date,actor,target,code\n2001-02-03,duke,port,071\n", encoding="utf-8")
        case = SCENARIO.parent
        words = [events, "--format", "csv", "--case", case, "--actors", case / "actors.yaml", "-o", place]
    elif command == "plot":
        run_sweep(load_sweep(sweep_file(tmp_path)), tmp_path / "sweep")
        words = [tmp_path / "sweep", "--tables", place]
    else:
        words = [SCENARIO, "--out", tmp_path / ("r" if command == "run" else "c.png"), "--tables", place]
    got, left = shell(redirected, *command.split(), *words)
    assert got == code
    assert place.exists()
    assert ("the output: the answer could not be printed: No space left on device" in left) == (code == 1)


def test_names_of_files_cannot_turn_a_line_round(tmp_path):
    code, left = shell("2>&1", "attribute", SCENARIO, "--json", "--tables", tmp_path / "a\nb\u202ec")
    assert code == 0
    assert "a\\nb\\u202ec\n" in left
    assert "\u202e" not in left

"""Commands whose standard streams are closed, full, or read by nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patronage.sim.store.result import Result
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

"""A setting of numba's that keeps it from working is named in a line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from patronage.sim.exact.numba_settings import check_compiling
from patronage.sim.files.faults import FaultError


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NUMBA_NUM_THREADS", "0", "numba needs 1 thread or more; unset it"),
        ("NUMBA_OPT", "7", "numba cannot read '7'; unset it"),
        ("NUMBA_DISABLE_JIT", "1", "the model cannot run without being compiled; unset it"),
    ],
)
def test_a_setting_that_numba_cannot_work_with_is_named_in_a_line(variable: str, value: str, said: str):
    code = "from patronage.cli import main; main(['run', 'afrin_airspace'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {variable: value},
        text=True,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{variable}: {said}\n")


def test_a_settings_file_that_numba_cannot_read_is_named_in_a_line(tmp_path: Path):
    (tmp_path / ".numba_config.yaml").write_text("- opt")
    code = "from patronage.cli import main; main(['run', 'afrin_airspace'])"
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path},
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    said = ".numba_config.yaml: numba cannot read its settings from this file\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert [path.name for path in tmp_path.iterdir()] == [".numba_config.yaml"]


@pytest.mark.parametrize("features", ["avx2", "+avx2,sse"])
def test_features_that_would_end_the_process_are_refused(features: str):
    with pytest.raises(FaultError, match="NUMBA_CPU_FEATURES: each feature begins with"):
        check_compiling(SimpleNamespace(DISABLE_JIT=0, CPU_FEATURES=features))
    for right in (None, "", "+avx2,-sse,"):
        check_compiling(SimpleNamespace(DISABLE_JIT=0, CPU_FEATURES=right))

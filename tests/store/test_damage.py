"""A damaged file is read or refused; whatever the damage, nothing but a FaultError comes out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patronage.sim.case.chronicle import load_acts
from patronage.sim.case.load import load_case
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.scenario.load import load_scenario

CASES = Path(__file__).parents[1] / "cases"
CASE = load_case(CASES / "tiny")
LOADERS: dict[str, Callable[[Path], object]] = {
    "tiny/scenario.yaml": load_scenario,
    "tiny/acts.yaml": lambda path: load_acts(path, CASE),
    "tiny/case.yaml": lambda path: load_case(path.parent),
    "tiny/evidence.yaml": lambda path: load_case(path.parent),
    "tiny/outside.yaml": lambda path: load_case(path.parent),
    "codebook.yaml": lambda path: load_case(path.parent / "tiny"),
}
# what a value may be replaced by, or what may slip into a line
VALUES = ["", "~", "[]", "{}", "[[]]", "{a: 1}", "[1, x]", "no", "7", "-1", "1e999", ".nan", "''", "2001-05"]
JUNK = ["[", "}", ": ", "- ", "'", "*a", "&a ", "!!int ", "~", "é", "#", "\t", "\x07", "? ", "---\n", "% "]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the invented cases to where they may be damaged."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds"


def _outcome(load: Callable[[Path], object], path: Path) -> tuple[Fault, ...]:
    try:
        load(path)
    except FaultError as error:
        return error.faults
    return ()


def _damaged(lines: list[str], data: st.DataObject) -> str:
    """Replace values and slip in junk, in up to four places."""
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        if data.draw(st.booleans()) and ": " in line:
            starts = [k + 2 for k in range(len(line) - 1) if line[k : k + 2] == ": "]
            start = data.draw(st.sampled_from(starts))
            ends = [k for k in range(start, len(line)) if line[k] in ",}]"]
            end = ends[0] if ends else len(line)
            lines[at] = line[:start] + data.draw(st.sampled_from(VALUES)) + line[end:]
        else:
            cut = data.draw(st.integers(0, len(line)))
            lines[at] = (
                line[:cut] + data.draw(st.sampled_from(JUNK)) + line[cut + data.draw(st.integers(0, 4)) :]
            )
    return "\n".join(lines)


@pytest.mark.parametrize("name", LOADERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(copied: Path, name: str, data: st.DataObject) -> None:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    path = copied / name
    path.write_text(_damaged(lines, data), encoding="utf-8")
    assert all(str(fault).isprintable() for fault in _outcome(LOADERS[name], path))


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_cut_short_anywhere_is_read_or_refused(copied: Path, name: str) -> None:
    raw = (CASES / name).read_bytes()
    for end in range(0, len(raw), 7):
        (copied / name).write_bytes(raw[:end])
        assert all(str(fault).isprintable() for fault in _outcome(LOADERS[name], copied / name))

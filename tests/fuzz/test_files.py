"""Every file that comes with the project, damaged in every way, gets an answer and never a traceback.

`make test` runs the same examples each time, `make fuzz EXAMPLES=5000` new ones, that many a kind of file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.bounded import answer, check_answer
from tests.support.mutations import csv_files, yaml_files

ROOT = Path(__file__).parents[2]
EXAMPLES = os.environ.get("EXAMPLES")
LIMITS = settings(
    max_examples=int(EXAMPLES or 60),
    derandomize=EXAMPLES is None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
CHECK = "check {}"


class Kind(NamedTuple):
    """Files, how one of them is changed, and commands, one of which then reads it (`{}`, or its folder)."""

    files: tuple[str, ...]
    mutated: Callable[[bytes], st.SearchStrategy[bytes]]
    commands: tuple[str, ...]


KINDS = {
    "scenario": Kind(
        ("scenarios/*.yaml",), yaml_files, (CHECK, CHECK, "run {} --runs 4 --set replicates=2 --json")
    ),
    "tiny scenario": Kind(
        ("cases/tiny/scenario.yaml",), yaml_files, (CHECK, "run {} --runs 4 --set replicates=2 --json")
    ),
    "sweep": Kind(("scenarios/sweeps/*.yaml",), yaml_files, (CHECK, CHECK, "plan {} --json")),
    "case": Kind(("seeds/*/case.yaml",), yaml_files, (CHECK, "explain {folder} --json")),
    "evidence": Kind(
        ("seeds/*/evidence.yaml", "seeds/*/outside.yaml"), yaml_files, (CHECK, "explain {folder} --json")
    ),
    "codebook": Kind(("seeds/codebook.yaml",), yaml_files, (CHECK, "check seeds/vietnam")),
    "coding": Kind(("seeds/syria/coders/*.yaml",), yaml_files, (CHECK, "agreement seeds/syria {} --json")),
    "acts": Kind(
        ("cases/tiny/acts.yaml", "seeds/syria/chronicle.yaml"),
        yaml_files,
        (CHECK, "hindcast cases/tiny/scenario.yaml --acts {} --draws 2 --json"),
    ),
    "dictionary": Kind(("cases/tiny/actors.yaml",), yaml_files, (CHECK,)),
    "tiny acts": Kind(
        ("cases/tiny/acts.yaml",),
        yaml_files,
        (CHECK, "calibrate cases/tiny/scenario.yaml --acts {} --draws 2 --json"),
    ),
    "expectation": Kind(("expectations/*.yaml",), yaml_files, (CHECK,)),
    "sizes": Kind(
        ("published/*_sizes.csv",),
        csv_files,
        ("blocs --sizes {} --propensity published/unix_propensity.csv --json",),
    ),
    "propensity": Kind(
        ("published/*_propensity.csv",),
        csv_files,
        ("blocs --sizes published/unix_sizes.csv --propensity {}",),
    ),
    "actors": Kind(("published/eu_cars.csv", "published/ktab_smp.csv"), csv_files, ("rivals --table {}",)),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what comes with the project to where it may be damaged."""
    place = tmp_path_factory.mktemp("fuzz")
    for name in ("seeds", "scenarios", "tests/cases", "tests/expectations", "tests/published"):
        shutil.copytree(ROOT / name, place / Path(name).name)
    return place


@pytest.mark.parametrize("kind", KINDS)
@LIMITS
@given(data=st.data())
def test_a_damaged_file_gets_an_answer(place: Path, kind: str, data: st.DataObject) -> None:
    files, mutated, commands = KINDS[kind]
    path = data.draw(st.sampled_from(sorted(path for pattern in files for path in place.glob(pattern))))
    command = data.draw(st.sampled_from(commands))
    original = path.read_bytes()
    changed = data.draw(mutated(original))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        try:
            path.write_bytes(changed)
            check_answer(answer(*command.format(path, folder=path.parent).split()), files=5)
        finally:
            path.write_bytes(original)

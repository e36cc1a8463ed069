"""Where a case is looked for, by its name or by a path, and that no path leads out of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.load import case_names, find_case
from patronage.sim.files.located import FaultError
from patronage.sim.files.shipped import data_root

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the invented case to where it may be changed."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds" / "tiny"


def test_a_case_is_found_by_name_next_to_the_scenario(copied: Path) -> None:
    scenarios = copied.parent.parent / "scenarios"
    scenarios.mkdir()
    assert find_case("tiny", scenarios) == copied
    assert set(case_names(scenarios)) >= {"tiny", "unranked"}


def test_a_case_is_found_by_name_in_the_current_directory(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied.parent.parent)
    assert find_case("tiny").resolve() == copied


def test_a_case_that_comes_with_the_project_is_found_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_case("syria", tmp_path) == data_root() / "seeds" / "syria"
    with pytest.raises(FaultError, match=r"no such case; allowed: syria.*did you mean 'syria'"):
        find_case("syira", tmp_path)


def test_a_path_is_a_case_if_it_stays_within_the_project(copied: Path) -> None:
    assert find_case(".", copied) == copied
    assert find_case("../unranked", copied) == copied.parent / "unranked"
    for path in ("../../../etc", "/etc", "..//..//..", "/", "~/case", "../tiny/../../../.."):
        with pytest.raises(FaultError):
            find_case(path, copied)


def test_a_link_out_of_the_project_is_followed_to_its_end(copied: Path, tmp_path: Path) -> None:
    (copied / "out").symlink_to("/etc")
    with pytest.raises(FaultError, match="leaves the project"):
        find_case("./out", copied)


def test_a_user_may_name_any_folder_on_the_command_line(copied: Path) -> None:
    assert find_case(str(copied)) == copied


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "x" * 5000, "./" + "x" * 5000])
def test_what_is_no_name_is_no_case(name: str, tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="no such case"):
        find_case(name, tmp_path)

"""Scenarios and sweeps by their bare names: one's own first, and the nearest for a typo, wherever one is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.studies.shipped import load_scenario, scenario_path, sweep_path
from tests.support.calling import Call

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, outside the checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_comes_with_the_project_is_found_anywhere_by_its_name(here: Path) -> None:
    afrin = data_root() / "scenarios" / "afrin_airspace.yaml"
    for name in ("afrin_airspace", "afrin_airspace.yaml", afrin):
        assert scenario_path(name) == afrin
    assert sweep_path("afrin_timing") == data_root() / "scenarios" / "sweeps" / "afrin_timing.yaml"
    for name in ("nowhere/afrin_airspace", "a\x00b", "x" * 5000):
        assert scenario_path(name) == Path(name)
        assert sweep_path(name) == Path(name)


@pytest.mark.parametrize("command", ["run", "check", "attribute", "sweep", "plan"])
def test_what_is_written_as_a_path_is_no_name(call: Call, command: str) -> None:
    name = "afrin_timing" if command in {"sweep", "plan"} else "afrin_airspace"
    for typed in (f"./{name}.yaml", f"./{name}", str(Path(name).resolve())):
        said = call(command, typed, *(("--out", "o") if command == "sweep" else ()))
        assert (said.code, said.out) == (2, "")
        assert f": there is no such file; did you mean '{name}'?\n" in said.err
    assert list(Path().iterdir()) == []


def test_ones_own_come_first(here: Path) -> None:
    (here / "scenarios" / "sweeps").mkdir(parents=True)
    (here / "scenarios" / "afrin_airspace.yaml").write_text("a: 1\n", encoding="utf-8")
    (here / "scenarios" / "sweeps" / "mine.yaml").write_text("a: 1\n", encoding="utf-8")
    assert scenario_path("afrin_airspace") == Path("scenarios/afrin_airspace.yaml")
    assert sweep_path("mine") == Path("scenarios/sweeps/mine.yaml")
    assert load_scenario("losing_ground").path == data_root() / "scenarios" / "losing_ground.yaml"


@pytest.mark.parametrize("command", ["run", "check", "attribute"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("afrin_airspase", "afrin_airspace"),
        ("afrin-airspace.yaml", "afrin_airspace"),
        ("Losing_Ground", "losing_ground"),
        ("senarios/afrin_airspace.yaml", "afrin_airspace"),
        ("scenarios/frist.yaml", "scenarios/first.yaml"),
        ("frist", "first"),
    ],
)
def test_a_typo_is_answered_with_the_nearest_scenario(
    call: Call, command: str, typed: str, meant: str
) -> None:
    if "st" in meant:
        Path("scenarios").mkdir()
        shutil.copy(ROOT / "scenarios" / "losing_ground.yaml", "scenarios/first.yaml")
    said = call(command, typed)
    assert said.code == 2
    assert said.out == ""
    assert said.err == f"{typed}: there is no such file; did you mean '{meant}'?\n"
    call("check", meant)  # what is suggested can be typed
    assert not Path("results").exists()


def test_a_typo_in_the_checkout_is_answered_with_the_path(call: Call, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    for typed in ("scenarios/afrin_airspase.yaml", "senarios/afrin_airspace.yaml"):
        said = call("run", typed)
        assert said.err == f"{typed}: there is no such file; did you mean 'scenarios/afrin_airspace.yaml'?\n"


def test_a_name_like_no_other_is_answered_with_all(call: Call) -> None:
    said = call("run", "zzz")
    assert said.err.startswith("zzz: there is no such file; allowed: a file, or afrin_airspace, coordination")


def test_a_typo_in_a_sweep_is_answered_with_the_nearest_sweep(call: Call) -> None:
    said = call("plan", "afrin_timming")
    assert said.err == "afrin_timming: there is no such file; did you mean 'afrin_timing'?\n"


def test_a_folder_that_is_misspelled_wholly_has_nothing_to_suggest(here: Path) -> None:
    with pytest.raises(FaultError, match=r"^xyz/abc\.yaml: there is no such file$"):
        load_scenario("xyz/abc.yaml")

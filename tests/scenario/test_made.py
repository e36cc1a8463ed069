"""Scenarios that are put together in Python, changed there, and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from patronage.sim.case.load import Case, find_case, load_case
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.scenario.made import made

AIRSPACE = {"id": "airspace", "actor": "russia", "verb": "aid", "toward": "turkey", "on": "airspace"}
FIELDS: dict[str, Any] = {
    "title": "The sky over Afrin",
    "case": "syria",
    "focus": "iran",
    "events": [AIRSPACE | {"months": ("2018-01", "2018-03")}],
}


@pytest.mark.parametrize("file", named(SCENARIOS).values(), ids=lambda file: file.stem)
def test_a_shipped_scenario_is_written_and_read_back_equal(file: Path, tmp_path: Path) -> None:
    scenario = load_scenario(file)
    again = load_scenario(scenario.write(tmp_path / file.name))
    assert again == scenario
    assert (again.digest, again.question) == (scenario.digest, scenario.question)
    assert scenario.changed({}) == scenario


def test_a_scenario_made_in_python_is_the_one_of_the_same_file(tmp_path: Path) -> None:
    scenario = made(
        FIELDS | {"settings": {"rationality": np.float64(2)}, "runs": np.int64(400)}, "sky", "What if?"
    )
    file = scenario.write(tmp_path / "sky.yaml")
    assert load_scenario(file) == scenario
    assert file.read_text("utf-8").startswith("# What if?\n\ntitle: The sky over Afrin\ncase: syria\n")
    assert scenario.settings["rationality"] == 2.0
    assert repr(scenario) == "<Scenario sky: iran in syria, 2015-07 to 2018-12, 1 event, 4 draws x 100>"


def test_what_was_changed_in_python_is_written(tmp_path: Path) -> None:
    scenario = load_scenario(named(SCENARIOS)["afrin_airspace"])
    other = scenario.changed(
        {"runs": 400, "replicates": "4", "settings.rationality": np.float64(3), "history": "none"}
    )
    assert load_scenario(other.write(tmp_path / "afrin_airspace.yaml")) == other
    few = replace(scenario, runs=400, rng=5, settings=scenario.settings | {"rationality": 0.0})
    again = load_scenario(few.write(tmp_path / "afrin_airspace.yaml"))
    assert (again.runs, again.rng, again.settings["rationality"]) == (400, 5, 0.0)
    assert again.events == scenario.events


def test_what_no_file_would_say_is_not_written(tmp_path: Path) -> None:
    scenario = replace(load_scenario(named(SCENARIOS)["afrin_airspace"]), events=())
    for attempt in (lambda: scenario.write(tmp_path / "a.yaml"), lambda: scenario.changed({"runs": "400"})):
        with pytest.raises(FaultError, match="changed in a way that no file would say"):
            attempt()
    with pytest.raises(FaultError, match=r"another ending; allowed: \.yaml"):
        scenario.write(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_case_of_ones_own_is_named_from_where_the_file_is(tmp_path: Path, own_case: Case) -> None:
    scenario = made(FIELDS, "sky", case=own_case)
    file = scenario.write(tmp_path / "scenarios" / "sky.yaml")
    assert "case: mine\n" in file.read_text("utf-8")
    assert load_scenario(file) == scenario
    assert 'case: "."\n' in scenario.write(own_case.folder / "sky.yaml").read_text("utf-8")
    far = tmp_path / "else" / "where" / "sky.yaml"
    with pytest.raises(FaultError, match="cannot be named from there"):
        scenario.write(far)
    assert not far.exists()


@pytest.fixture
def own_case(tmp_path: Path) -> Case:
    """A copy of the Syrian case beside where scenarios are written."""
    import shutil

    shutil.copytree(find_case("syria"), tmp_path / "seeds" / "mine")
    return load_case(tmp_path / "seeds" / "mine")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": "syri"}, "mine: case: 'syri': there is no such case"),
        ({"focus": "iraq"}, "mine: focus: unknown actor 'iraq'; allowed: iran, russia"),
        ({"runs": 0}, "mine: runs: 0 is too small; allowed: at least 1"),
        ({"runs": "x"}, "mine: runs: 'x' should be a whole number"),
        ({"runs": 1.5}, "mine: runs: 1.5 should be a whole number"),
        ({"runs": True}, "mine: runs: true should be a whole number"),
        ({"settings": {"rationality": np.nan}}, "mine: settings.rationality: .nan should be a finite number"),
        ({"settings": {"rationalty": 1}}, "mine: settings.rationalty: unknown setting 'rationalty'"),
        ({"events": [AIRSPACE]}, "mine: events[0].months: the field 'months' is missing"),
        ({"events": {}}, "mine: events: is a group; it should be a list"),
        ({"titel": "x"}, "mine: titel: unknown field 'titel'"),
        ({"title": "a\x00b"}, "mine: title: 'a\\x00b' holds a character that is not text"),
        ({"history": ["no such"]}, "mine: history[0]: unknown evidence id 'no such'"),
    ],
)
def test_each_fault_is_one_line_that_names_the_field(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(FaultError) as error:
        made(FIELDS | fields, "mine")
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_faults_that_name_another_event_name_it_by_its_place_in_the_list() -> None:
    event = AIRSPACE | {"months": ["2018-01"]}
    for other, said in (("airspace", "first in events[0]"), ("again", "(see 'airspace' in events[0])")):
        with pytest.raises(FaultError) as error:
            made(FIELDS | {"events": [event, event | {"id": other}]}, "mine")
        assert said in str(error.value)


@pytest.mark.parametrize("name", ["", "a b", "../a", ".a", None, 5])
def test_a_name_that_no_file_could_have_is_refused(name: Any) -> None:
    with pytest.raises(FaultError, match=r"^name: .* is not a name for a scenario; allowed: "):
        made(FIELDS, name)


def test_equal_is_what_is_asked_of_the_same_case(tmp_path: Path) -> None:
    scenario = load_scenario(named(SCENARIOS)["afrin_airspace"])
    assert scenario != scenario.changed({"rng": "1"})
    assert isinstance(scenario, Scenario)
    assert len(repr(scenario.case)) < 100

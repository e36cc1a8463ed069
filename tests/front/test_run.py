"""The front door gives what the commands print, whatever a scenario is called by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import patronage
from patronage.sim.files.shipped import SCENARIOS, named
from tests.front.conftest import SCENARIO
from tests.support.calling import said

PUBLISHED = Path(__file__).parents[1] / "published"
Capture = pytest.CaptureFixture[str]


def _printed(capsys: Capture, *words: object) -> dict[str, Any]:
    return said(capsys, *words, "--json").json()


def test_a_run_is_that_of_the_command(answer: patronage.Answer, tmp_path: Path, capsys: Capture) -> None:
    words = ("--runs", "400", "--out", str(tmp_path / "result"))
    assert json.loads(json.dumps(answer.plain())) == _printed(capsys, "run", SCENARIO, *words)


def test_name_path_and_object_are_one_scenario(answer: patronage.Answer) -> None:
    path = named(SCENARIOS)[SCENARIO]
    for scenario in (path, str(path), patronage.load_scenario(SCENARIO), f"{SCENARIO}.yaml"):
        again = patronage.run(scenario, runs=400, months=False)
        assert again.losses == answer.losses
    assert again.time_series == {}


def test_keywords_change_what_options_change(tmp_path: Path, capsys: Capture) -> None:
    found = patronage.run(
        SCENARIO, runs=int(np.int64(80)), rng=3, settings={"rationality": np.float64(2)}, mute="us", threads=1
    )
    words = ("--runs", "80", "--rng", "3", "--set", "settings.rationality=2", "--mute", "us")
    printed = _printed(capsys, "run", SCENARIO, *words, "--out", str(tmp_path / "result"))
    assert json.loads(json.dumps(found.plain())) == printed
    first = patronage.run(SCENARIO, runs=80, settings="first_version", months=False)
    assert first.scenario.settings["rationality"] != found.scenario.settings["rationality"]


def test_a_run_may_be_kept_in_a_folder_and_compared_with_from_there(tmp_path: Path, capsys: Capture) -> None:
    found = patronage.run(SCENARIO, runs=80, out=tmp_path / "result")
    assert json.loads((tmp_path / "result" / "answer.json").read_text("utf-8")) == json.loads(
        json.dumps(found.plain())
    )
    both = patronage.compare(tmp_path / "result", "losing_ground", runs=80)
    words = (str(tmp_path / "result"), "losing_ground", "--runs", "80")
    printed = _printed(capsys, "compare", *words)
    assert json.loads(json.dumps(both.plain())) == {k: v for k, v in printed.items() if k != "not_settled"}


def test_scenarios_made_in_python_are_compared() -> None:
    own = patronage.load_scenario(SCENARIO, {"runs": 80, "replicates": 4})
    other = own.changed({"events": "[]"})
    found = patronage.compare(own, other)
    assert [member.source for member in found.members] == [f"{SCENARIO} (1)", f"{SCENARIO} (2)"]
    assert found.losses[f"{SCENARIO} (2)"].mean == 0.0
    assert found.losses[f"{SCENARIO} (1)"].mean == patronage.run(own).losses["hold"].loss


def test_an_attribution_is_that_of_the_command(capsys: Capture) -> None:
    found = patronage.attribute(SCENARIO, runs=80, measure="say")
    printed = _printed(capsys, "attribute", SCENARIO, "--runs", "80", "--measure", "say")
    plain = json.loads(json.dumps(found.plain()))
    assert plain == {name: printed[name] for name in plain}


def test_settings_that_are_given_are_no_factors() -> None:
    region = patronage.discover(SCENARIO, points=30, settings={"rationality": 0.0})
    assert "rationality" not in region.names


def test_the_weights_of_a_case_are_a_sequence_with_tables() -> None:
    weights = patronage.explain("syria", "iran", "tenure")
    assert [each.kind for each in weights] == ["salience", "position", "capability"]
    assert len(weights) == 3
    assert repr(weights[0]) == "<salience of iran on tenure: 0.295 (0.102 to 0.533), 2 items>"
    assert weights[0] == patronage.explain(patronage.load_case("syria"))[0]
    assert weights.to_frame()["mean"].tolist() == [each.mean for each in weights]
    assert {each.about for each in patronage.explain("syria", "iran", "russia")} == {"russia"}


def test_a_scenario_made_in_python_is_run(answer: patronage.Answer) -> None:
    shipped = answer.scenario
    fields = {name: shipped.fields[name] for name in ("history", "replicates", "rng")}
    made = patronage.scenario(
        "sky", case="syria", focus="iran", events=shipped.fields["events"], runs=400, **fields
    )
    assert made.title == "sky"
    assert patronage.run(made, months=False).losses == answer.losses
    assert patronage.scenario("sky", case=shipped.case, focus="iran").events == ()


def test_tables_of_actors_are_answered_as_by_the_commands(capsys: Capture) -> None:
    sizes, ties = PUBLISHED / "europe1936_sizes.csv", PUBLISHED / "europe1936_propensity.csv"
    camps = patronage.blocs(sizes=sizes, propensity=ties)
    assert camps.plain() == _printed(capsys, "blocs", "--sizes", sizes, "--propensity", ties)
    assert [table.name for table in camps.tables()] == ["minima", "frustration", "barriers"]
    cars = PUBLISHED / "eu_cars.csv"
    models = patronage.rivals(table=cars, scale=(0, 10))
    assert isinstance(models, patronage.Findings)
    assert models.plain() == _printed(capsys, "rivals", "--table", cars, "--scale", "0", "10")
    assert {"outcomes", "rounds"} < {table.name for table in models.tables()}
    assert len(models.to_frame("outcomes")) > 3


@pytest.mark.parametrize("name", [name for name in patronage.__all__ if not name.startswith("_")])
def test_every_name_of_the_front_door_is_there_and_documented(name: str) -> None:
    assert getattr(patronage, name).__doc__
    assert name in dir(patronage)

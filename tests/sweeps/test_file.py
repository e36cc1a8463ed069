"""Sweep files: what is taken from them, and the words of what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.model.settings import SETTINGS
from patronage.sim.sweeps.file import load_sweep
from tests.support.sweeps import GRID, ROOT, sweep_file, sweep_of

HEAD = "title: x\nscenario: scenario.yaml\n"


def faults(folder: Path, text: str, **overrides: str) -> str:
    with pytest.raises(FaultError) as raised:
        load_sweep(sweep_file(folder, text), overrides)
    return str(raised.value)


def test_a_grid_holds_every_combination_the_last_fastest(tmp_path):
    sweep = sweep_of(tmp_path)
    assert [target.path for target in sweep.targets] == ["settings.rationality", "trust.duke.guild"]
    assert sweep.values.tolist() == [[r, t] for r in (0, 1, 2) for t in (-1, 0, 1)]
    assert (sweep.points, sweep.pairs, sweep.runs) == (9, 12, 216)
    assert (sweep.rng, sweep.uncertainty, sweep.common_random_numbers) == (7, True, True)


def test_a_list_holds_its_rows_and_every_kind_of_value(tmp_path):
    rows = """design: list
list:
  - {events.gift.start: 2001-05, events.gift.lasts: 2, events.gift.present: true, salience.duke.grain: .25}
  - {events.gift.start: 2001-08, events.gift.lasts: 1, events.gift.present: false, salience.duke.grain: 1}
"""
    sweep = sweep_of(tmp_path, HEAD + rows)
    months = parse_month("2001-05"), parse_month("2001-08")
    assert sweep.values.tolist() == [[months[0], 2, 1, 0.25], [months[1], 1, 0, 1]]
    assert [target.value(number) for target, number in zip(sweep.targets, sweep.values[0], strict=True)] == [
        "2001-05",
        2,
        True,
        0.25,
    ]


def test_ranges_of_months_lengths_and_presence_are_stepped_in_a_grid(tmp_path):
    text = """design: grid
vary:
  events.gift.start: {from: 2001-03, to: 2001-06}
  events.gift.lasts: {from: 1, to: 7, steps: 3}
  events.silence.present: range
"""
    sweep = sweep_of(tmp_path, HEAD + text)
    first = parse_month("2001-03")
    assert [sorted(set(column)) for column in sweep.values.T.tolist()] == [
        [first, first + 1, first + 2, first + 3],
        [1, 4, 7],
        [0, 1],
    ]


@pytest.mark.parametrize(
    ("design", "size", "points"),
    [("lhs", 10, 10), ("sobol", 8, 8), ("morris", 3, 3 * 6), ("saltelli", 8, 8 * 7)],
)
def test_sampled_designs_have_their_sizes_and_stay_in_their_ranges(tmp_path, design, size, points):
    text = f"""design: {design}
size: {size}
vary:
  settings.noise: range
  settings.restraint: {{from: -1, to: 1}}
  capability.guild.harbour: range
  events.gift.lasts: {{from: 1, to: 4}}
  events.silence.present: [false, true]
"""
    sweep = sweep_of(tmp_path, HEAD + text)
    assert sweep.values.shape == (points, 5)
    noise = SETTINGS["noise"]
    lows, highs = [noise.low, -1, 0, 1, 0], [noise.high, 1, 1, 4, 1]
    assert (sweep.values >= np.array(lows)).all()
    assert (sweep.values <= np.array(highs)).all()
    assert set(sweep.values[:, 4]) == {0, 1}
    assert set(sweep.values[:, 3]) <= {1, 2, 3, 4}
    again = sweep_of(tmp_path, HEAD + text)
    assert again.digest == sweep.digest
    assert sweep_of(tmp_path, HEAD + text, rng="8").digest != sweep.digest


def test_a_latin_hypercube_has_one_point_in_every_slice(tmp_path):
    text = "design: lhs\nsize: 10\nvary: {settings.rationality: {to: 1}, position.port.grain: range}\n"
    values = sweep_of(tmp_path, HEAD + text).values
    assert [sorted((column * 10).astype(int).tolist()) for column in values.T] == [list(range(10))] * 2


def test_a_star_stands_for_every_setting(tmp_path):
    sweep = sweep_of(tmp_path, HEAD + "design: lhs\nsize: 4\nvary: {settings.*: range}\n")
    assert [target.names[0] for target in sweep.targets] == [
        name for name, setting in SETTINGS.items() if setting.low < setting.high
    ]


def test_without_uncertainty_there_is_one_draw(tmp_path):
    text = GRID.replace("draws: 4", "uncertainty: false")
    assert (sweep_of(tmp_path, text).draws, sweep_of(tmp_path, text).pairs) == (1, 3)


def test_a_title_changes_no_digest_and_a_value_does(tmp_path):
    digest = sweep_of(tmp_path).digest
    assert sweep_of(tmp_path, GRID.replace("title: The", "title: A")).digest == digest
    for old, new in (
        ("draws: 4", "draws: 5"),
        ("[0, 1, 2]", "[0, 1, 3]"),
        ("replicates: 3", "replicates: 4"),
    ):
        assert sweep_of(tmp_path, GRID.replace(old, new)).digest != digest


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("design: gird\n", "3:9", ("unknown design 'gird'", "did you mean 'grid'?")),
        ("design: grid\n", "1:1", ("nothing is varied", "vary: {settings.rationality: range}")),
        ("design: list\n", "1:1", ("the design list needs its points",)),
        ("design: lhs\nvary: {settings.noise: range}\n", "1:1", ("the design lhs needs its size",)),
        ("design: sobol\nsize: 12\nvary: {settings.noise: range}\n", "4:7", ("not a power of two", "8, 16")),
        ("design: morris\nsize: 1\nvary: {settings.noise: range}\n", "4:7", ("at least 2",)),
        ("design: grid\nsize: 3\nvary: {settings.noise: [0]}\n", "4:1", ("as many points as its values",)),
        (
            "design: grid\nvary: {settings.rationalty: [1]}\n",
            "4:8",
            ("did you mean 'settings.rationality'?",),
        ),
        ("design: grid\nvary: {setings.noise: [1]}\n", "4:8", ("can be varied", "did you mean 'settings'?")),
        ("design: grid\nvary: {settings.step: [2]}\n", "4:24", ("2 is out of bounds", "0 to 1")),
        (
            "design: grid\nvary: {settings.idle_unarmed: [1, 0]}\n",
            "4:31",
            ("capability_conserved is on and idle_unarmed off", "both on, or"),
        ),
        ("design: grid\nvary: {settings.noise: range}\n", "4:24", ("a grid needs the number of steps",)),
        ("design: grid\nvary: {settings.noise: []}\n", "4:24", ("the list is empty",)),
        ("design: grid\nvary: {settings.noise: [0, 0.0]}\n", "4:24", ("given twice",)),
        ("design: grid\nvary: {settings.noise: all}\n", "4:24", ("does not say which values",)),
        ("design: grid\nvary: {settings.noise: {form: 1}}\n", "4:31", ("'form'", "did you mean 'from'?")),
        ("design: grid\nvary: {settings.noise: {steps: 1}}\n", "4:32", ("2 to 1000000",)),
        ("design: grid\nvary: {settings.noise: {from: 1, to: 0, steps: 2}}\n", "4:24", ("is not a range",)),
        ("design: lhs\nsize: 2\nvary: {settings.noise: {steps: 2}}\n", "5:25", ("chooses its own steps",)),
        ("design: grid\nvary: {trust.duke.gild: [0]}\n", "4:8", ("did you mean 'trust.duke.guild'?",)),
        ("design: grid\nvary: {trust.duke.guild: [-2]}\n", "4:27", ("out of bounds", "-1 to 1")),
        ("design: grid\nvary: {salience.duke.grian: [0]}\n", "4:8", ("did you mean 'salience.duke.grain'?",)),
        ("design: grid\nvary: {events.gift.begin: [0]}\n", "4:8", ("allowed: start, lasts, present",)),
        ("design: grid\nvary: {events.gift.start: [5]}\n", "4:28", ("5 is not a month",)),
        ("design: grid\nvary: {events.gift.start: [2001-5]}\n", "4:28", ("YYYY-MM",)),
        ("design: grid\nvary: {events.gift.start: [2002-01]}\n", "4:28", ("2001-01 to 2001-12",)),
        ("design: grid\nvary: {events.gift.present: [1]}\n", "4:30", ("true, false",)),
        ("design: grid\nvary: {events.gift.lasts: [1.5]}\n", "4:28", ("not a whole number", "1 to 12")),
        ("design: grid\nvary: {events.gift.lasts: {steps: 13}}\n", "4:35", ("only 12 values",)),
        (
            "design: grid\nvary: {events.gift.start: [2001-05, 2001-11]}\n",
            "4:27",
            ("'gift' from 2001-11 would last until 2002-01", "which ends in 2001-12"),
        ),
        (
            "design: grid\nvary: {salience.duke.grain: [.1], salience.duke.harbour: [.9]}\n",
            "4:35",
            ("every salience of duke is fixed",),
        ),
        (
            "design: grid\nvary: {commitment.duke.guild: [.1, .5], commitment.duke.port: [.1, .5]}\n",
            "4:63",
            ("adds up to 1", "up to 0.95"),
        ),
        (
            "design: list\nlist:\n  - {settings.noise: 0}\n  - {settings.step: 0.1}\n",
            "6:6",
            ("does not name this",),
        ),
        ("design: list\nlist:\n  - {settings.*: 0}\n", "5:6", ("names each setting by itself",)),
        ("design: list\nlist: [3]\n", "4:8", ("should be a group",)),
        (
            "design: list\nvary: {settings.noise: [0]}\nlist: [{settings.noise: 0}]\n",
            "4:1",
            ("not from `vary`",),
        ),
        (
            "design: grid\nvary: {settings.noise: [0]}\nuncertainty: false\ndraws: 5\n",
            "6:1",
            ("are not drawn",),
        ),
        ("design: grid\nvary: {settings.noise: [0]}\nreplicats: 5\n", "5:1", ("did you mean 'replicates'?",)),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, place, words):
    said = faults(tmp_path, HEAD + text)
    for word in (f"sweep.yaml:{place}: ", *words):
        assert word in said
    assert "\n" not in said.replace("the first does", "") or text.startswith("design: list")


def test_a_scenario_that_is_not_there_or_has_faults_is_said_so(tmp_path):
    misspelt, outside = (GRID.replace("scenario.yaml", name) for name in ("afrin_airspce", "../../../x.yaml"))
    assert "did you mean 'afrin_airspace'?" in faults(tmp_path, misspelt)
    assert "this path leaves the project" in faults(tmp_path, outside)
    path = sweep_file(tmp_path)
    scenario = path.with_name("scenario.yaml")
    scenario.write_text(scenario.read_text().replace("focus: duke", "focus: dukes"))
    with pytest.raises(FaultError, match=r"scenario\.yaml:\d+:\d+: focus: unknown actor 'dukes'"):
        load_sweep(path)


def test_a_shipped_scenario_is_found_by_its_name(tmp_path):
    sweep = sweep_of(
        tmp_path, GRID.replace("scenario.yaml", "afrin_airspace").replace("duke.guild", "iran.us")
    )
    assert sweep.scenario.name == "afrin_airspace"


def test_overrides_replace_values_and_are_named_in_faults(tmp_path):
    assert sweep_of(tmp_path, draws="9").draws == 9
    assert faults(tmp_path, GRID, draws="0").startswith("--set draws: 0 is too small")


def test_too_many_points_are_refused_before_they_are_made(tmp_path):
    vary = "\n".join(f"  settings.{name}: {{steps: 9}}" for name in list(SETTINGS)[:9])
    assert "these are 387,420,489 points" in faults(tmp_path, f"{HEAD}design: grid\nvary:\n{vary}\n")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scenarios" / "sweeps").glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_shipped_sweep_loads_and_asks_a_question(path):
    sweep = load_sweep(path)
    assert sweep.question.endswith("?")
    assert sweep.points > 1


@pytest.mark.parametrize("given", [{}, {"common_luck": "false"}])
def test_the_old_name_of_a_field_is_refused_with_the_new_one(tmp_path, given):
    text = GRID if given else GRID + "common_luck: false\n"
    said = faults(tmp_path, text, **given)
    assert "unknown field 'common_luck': it is now called 'common_random_numbers'" in said
    assert len(said.splitlines()) == 1

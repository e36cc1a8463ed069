"""What a scenario's scripts hold of what acts are about and of which items' acts happen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs import hindcast
from patronage.sim.designs.arms import arm_scripts, script_of
from patronage.sim.designs.expectations import null_table
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script, option
from patronage.sim.scenario.load import Event, Scenario, load_scenario
from tests.support.generators import FIRST_MONTH, one_run, random_weights

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
DUKE, GUILD, PORT = range(3)
GRAIN, HARBOUR = 1, 2  # 1 + the issue's number, as scripts have it
JANUARY, MAY = 0, 4


@pytest.fixture
def tiny() -> Scenario:
    """Load the invented scenario without events; its history is of February and March."""
    return load_scenario(TINY, {"events": "[]", "history": "[grain_ships, thanks]"})


def _event(
    tiny: Scenario, actor: str, verb: str, toward: str, *, months: tuple[int, int], **more: Any
) -> Event:
    first, last = (tiny.first_month + month for month in months)
    return Event("e", actor, verb, toward, (first, last), **more)


def _column(verb: str, target: int) -> int:
    return option(verb, target, 3)


def test_an_act_brings_what_it_is_on_and_the_item_it_cites_in_all_its_months(tiny: Scenario) -> None:
    gift = _event(
        tiny, "guild", "aid", "port", months=(4, 6), evidence="blockade", on="harbour", instead=True
    )
    plain, full = script_of(tiny), script_of(tiny, [gift])
    expected = plain.on.copy()
    expected[4:7, GUILD, _column("aid", PORT)] = HARBOUR
    np.testing.assert_array_equal(full.on, expected)
    assert plain.arrivals == (("grain_ships", 1, DUKE), ("thanks", 2, PORT))
    assert full.arrivals == (("blockade", 4, GUILD), *plain.arrivals)
    assert np.argwhere(full.instead).tolist() == [[4, GUILD], [5, GUILD], [6, GUILD]]
    assert not plain.instead.any()
    assert not plain.on.any()


def test_an_item_has_arrived_from_the_month_of_its_act_on(tiny: Scenario) -> None:
    script = script_of(tiny)
    assert [sorted(script.arrived(t)) for t in range(4)] == [
        [], ["grain_ships"], ["grain_ships", "thanks"], ["grain_ships", "thanks"],
    ]  # fmt: skip


def test_an_act_of_the_history_is_on_what_its_item_says_unless_an_event_says_otherwise(
    tiny: Scenario,
) -> None:
    acts = tuple(replace(act, on="grain" if act.item == "grain_ships" else None) for act in tiny.history)
    tiny = replace(tiny, history=acts)
    cell = (1, DUKE, _column("aid", PORT))
    same = ("duke", "aid", "port")
    assert script_of(tiny).on[cell] == GRAIN
    assert script_of(tiny, [_event(tiny, *same, months=(1, 1))]).on[cell] == GRAIN
    assert script_of(tiny, [_event(tiny, *same, months=(1, 1), on="harbour")]).on[cell] == HARBOUR


def test_a_bar_takes_the_acts_issue_and_its_arrival_with_it(tiny: Scenario) -> None:
    acts = tuple(replace(act, on="grain" if act.item == "grain_ships" else None) for act in tiny.history)
    tiny = replace(tiny, history=acts)
    barred = script_of(tiny, [_event(tiny, "duke", "aid", "port", months=(0, 11), bar=True)])
    assert not barred.on.any()
    assert barred.arrivals == (("thanks", 2, PORT),)
    later = _event(tiny, "duke", "aid", "port", months=(3, 11), bar=True)
    assert script_of(tiny, [later]).arrivals == script_of(tiny).arrivals


def test_an_item_that_two_actors_acts_cite_arrives_with_either(tiny: Scenario) -> None:
    events = [
        _event(tiny, "guild", "aid", "port", months=(5, 6), evidence="blockade"),
        _event(tiny, "duke", "warn", "guild", months=(3, 3), evidence="blockade"),
    ]
    script = script_of(tiny, events)
    assert script.arrivals[:2] == (("blockade", 3, DUKE), ("blockade", 5, GUILD))
    assert "blockade" in script.arrived(3)
    assert "blockade" not in script.mute(DUKE).arrived(4)
    assert "blockade" in script.mute(DUKE).arrived(5)
    assert "blockade" not in script.mute(DUKE).mute(GUILD).arrived(11)


def test_an_idle_actors_acts_are_on_nothing_and_stay_in_the_script(tiny: Scenario) -> None:
    events = (
        _event(tiny, "duke", "endorse", "port", months=(4, 4), on="grain"),
        _event(tiny, "port", "endorse", "duke", months=(4, 4), on="grain", evidence="blockade"),
    )
    _, full, _, idle = arm_scripts(replace(tiny, events=events))  # the Duke is the focus
    np.testing.assert_array_equal(idle.on, full.on)
    assert idle.arrivals == full.arrivals
    assert idle.imposed_on()[4, PORT, _column("endorse", DUKE)] == GRAIN
    assert not idle.imposed_on()[:, DUKE].any()
    np.testing.assert_array_equal(full.imposed_on(), full.on)
    assert idle.arrived(11) == {"thanks", "blockade"}


def test_random_acts_keep_what_is_scripted() -> None:
    script = Script.empty(4, 3)
    script.acts[1, 0, 2] = script.on[1, 0, 2] = script.instead[1, 0] = 1
    script = replace(script, arrivals=(("x", 1, 0),))
    often = np.full((2, 3, script.acts.shape[2]), 1.0 / script.acts.shape[2])
    null, _ = null_table(one_run(random_weights(3, 2), script, list(default_settings().values())), often)
    for made in null.scripts:
        np.testing.assert_array_equal(made.on, script.on)
        np.testing.assert_array_equal(made.instead, script.instead)
        assert made.arrivals == script.arrivals


def test_dated_acts_that_are_replayed_are_on_their_issues_and_cite_their_items() -> None:
    weights = random_weights(3, 2)
    acts = [
        DatedAct(str(k), FIRST_MONTH + k, "amber", verb, "birch", "", 0.0, "", "high", article, on=on)
        for k, (verb, article, on) in enumerate(
            [("aid", None, None), ("endorse", "x", "roads"), ("aid", "y", None), ("aid", "x", "water")]
        )
    ]
    taken = np.array([option(act.verb, 1, 3) for act in acts])
    script = hindcast._script(weights, 4, acts, np.arange(4), np.zeros(4, dtype=np.int64), taken)
    assert script.arrivals == (("x", 1, 0), ("y", 2, 0))
    assert np.argwhere(script.on).tolist() == [[1, 0, taken[1]], [3, 0, taken[3]]]
    assert script.on[script.on > 0].tolist() == [2, 1]

"""What a user can get wrong in Python is a FaultError, whose text has a line for each fault."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import patronage
from tests.front.conftest import SCENARIO

Call = Callable[..., Any]

NONE = np.ones(2)  # neither true nor false, and no mapping

WRONG: list[tuple[str, Call, dict[str, Any], str]] = [
    ("name", patronage.run, {"scenario": "afrin_airspac"}, "did you mean 'afrin_airspace'?"),
    ("no name", patronage.run, {"scenario": " "}, "scenario: the text is empty"),
    ("number", patronage.run, {"scenario": 5}, "scenario: 5 is not a scenario; allowed: a name, a path, or"),
    ("none", patronage.run, {"scenario": None}, "scenario: null is not a scenario"),
    ("no runs", patronage.run, {"runs": 0}, "runs: 0 is too small; allowed: at least 1"),
    ("runs in words", patronage.run, {"runs": "x"}, "runs: 'x' should be a whole number"),
    ("runs as text", patronage.run, {"runs": "400"}, "runs: '400' should be a whole number"),
    ("half a run", patronage.run, {"runs": 1.5}, "runs: 1.5 should be a whole number"),
    ("true", patronage.run, {"runs": True}, "runs: true should be a whole number"),
    ("many runs", patronage.run, {"runs": 10**400}, "runs: a whole number with more digits"),
    ("negative rng", patronage.run, {"rng": -1}, "rng: -1 is too small"),
    ("NaN", patronage.run, {"settings": {"rationality": math.nan}}, "settings.rationality: .nan should be"),
    ("infinite", patronage.run, {"settings": {"rationality": math.inf}}, "settings.rationality: .inf should"),
    ("unknown setting", patronage.run, {"settings": {"rationalty": 1}}, "did you mean 'rationality'?"),
    ("dotted setting", patronage.run, {"settings": {"a.b": 1}}, "settings: unknown setting 'a.b'"),
    ("no setting", patronage.run, {"settings": {5: 1}}, "settings: unknown setting 5"),
    ("settings", patronage.run, {"settings": 5}, "settings: 5 is not a group of settings"),
    ("settings file", patronage.run, {"settings": "first"}, "settings: there are no settings called 'first'"),
    ("out of bounds", patronage.run, {"settings": {"pace": 2}}, "settings.pace: 2 is out of bounds"),
    ("actor", patronage.run, {"mute": "rusia"}, "mute: unknown actor 'rusia'; allowed: iran, russia"),
    ("focus", patronage.run, {"mute": ["iran"]}, "mute: 'iran' is the focus actor"),
    ("mute", patronage.run, {"mute": 5}, "mute: 5 should be a name, or a list of names"),
    ("mute 5", patronage.run, {"mute": [5]}, "mute: 5 should be text"),
    ("threads", patronage.run, {"threads": 0}, "threads: 0 is not allowed; allowed: 1 to 1,024"),
    ("out", patronage.run, {"out": 5}, "out: 5 should be a path"),
    ("measure", patronage.attribute, {"measure": "hld"}, "measure: unknown measure 'hld'; allowed: hold"),
    ("no measure", patronage.attribute, {"measure": None}, "measure: null should be text"),
    ("client", patronage.placebo, {"measure": "hold:asad"}, "measure: 'hold:asad': unknown actor 'asad'"),
    ("over", patronage.attribute, {"over": "event"}, "over: there is no over 'event'; allowed: events, "),
    ("method", patronage.sensitivity, {"method": "sobl"}, "did you mean 'sobol'?"),
    ("size", patronage.sensitivity, {"size": 9}, "size: 9 is not a power of two"),
    ("permutations", patronage.placebo, {"permutations": 0}, "permutations: 0 is not allowed"),
    ("above", patronage.discover, {"above": math.nan}, "above: nan is not a loss; allowed: a finite number"),
    ("above all", patronage.discover, {"above": 9.0, "points": 30}, "none of the 30 losses is above 9"),
    ("points", patronage.discover, {"points": 1}, "points: 1 is not allowed; allowed: 30 to 100,000"),
    ("acts", patronage.hindcast, {"acts": "nowhere.yaml"}, "nowhere.yaml: there is no such file"),
    ("draws", patronage.calibrate, {"draws": 1}, "draws: 1 is not allowed; allowed: 2 to 10,000"),
    ("nulls", patronage.hindcast, {"frequencies": True, "before": "a"}, "before: would change nothing"),
    ("camps", patronage.blocs, {"scenario": None}, "scenario: name a scenario, or give sizes and propensity"),
    ("sizes", patronage.blocs, {"sizes": "a.csv"}, "scenario: would change nothing"),
    ("scale", patronage.rivals, {"scale": (0, 1)}, "scale: goes with table or outcomes"),
    ("ends", patronage.rivals, {"scenario": None, "table": "a", "scale": (1, 0)}, "tuple is not a scale"),
    ("case", patronage.explain, {"scenario": None, "case": "syri"}, "did you mean 'syria'?"),
    ("explained", patronage.explain, {"scenario": None, "case": "syria", "actor": "irn"}, "you mean 'iran'?"),
    ("coder", patronage.explain, {"scenario": None, "case": "syria", "coder": "x"}, "there is no coder 'x'"),
    ("arm", patronage.model, {"arm": "x"}, "arm: there is no arm 'x'; allowed: reference, scenario"),
    ("draw", patronage.model, {"draw": 200}, "draw: 200 is not allowed; allowed: 0 to 199"),
    ("load", patronage.load_scenario, {"scenario": None, "name": None}, "NoneType is neither a name"),
    ("change", patronage.load_scenario, {"scenario": None, "name": SCENARIO, "overrides": {"rng": []}}, "r"),
    ("sweep", patronage.sweep, {"scenario": None, "sweep": "all_setting", "out": "a"}, "'all_settings'?"),
    ("folder", patronage.sweep, {"scenario": None, "sweep": "all_settings", "out": None}, "out: null"),
    ("flag", patronage.run, {"months": "no"}, "months: 'no' is neither True nor False; allowed: True, False"),
    ("settle", patronage.run, {"settle": np.array([1, 2])}, "settle: ndarray is neither True nor False"),
    ("mute array", patronage.run, {"mute": np.array(3)}, "mute: ndarray should be a name, or a list"),
    ("arms", patronage.model, {"arm": np.array([1, 2])}, "arm: there is no arm ndarray; allowed: reference"),
    ("actors", patronage.explain, {"scenario": None, "case": "syria", "actor": np.ones(2)}, "actor: there"),
    ("article", patronage.explain, {"scenario": None, "case": "syria", "assumed": []}, "assumed: list"),
    ("overrides", patronage.load_scenario, {"scenario": None, "name": SCENARIO, "overrides": NONE}, "ov"),
    ("long", patronage.run, {"out": "x" * 5000}, "x…' is longer than a file's name can be"),
    ("often", patronage.hindcast, {"frequencies": 2}, "frequencies: 2 is neither True nor False"),
    ("resume", patronage.sweep, {"scenario": None, "sweep": "x", "out": "a", "resume": 1}, "resume: 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "keywords", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_each_fault_is_one_line(call: Call, keywords: dict[str, Any], said: str) -> None:
    given = {"scenario": SCENARIO} | keywords
    if given["scenario"] is None and call not in {patronage.run, patronage.blocs, patronage.rivals}:
        del given["scenario"]
    with pytest.raises(patronage.FaultError) as error:
        call(**given)
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == len(error.value.faults)
    assert "--" not in str(error.value)


def test_two_scenarios_are_compared_and_none_twice() -> None:
    for names, said in (
        ((SCENARIO,), "compare: give at least two results or scenarios"),
        ((SCENARIO, f"{SCENARIO}.yaml"), "is given more than once"),
        ((SCENARIO, "vietnam_soviet_arms"), "cannot be paired with"),
        ((SCENARIO, object()), "scenario: object should be a path"),
    ):
        with pytest.raises(patronage.FaultError, match=said):
            patronage.compare(*names, runs=80)


def test_what_an_answer_and_a_scenario_are_asked_is_held_to_the_same() -> None:
    scenario, weights = patronage.load_scenario(SCENARIO), patronage.explain("syria")
    wrong: list[tuple[Callable[..., Any], Any, str]] = [
        (scenario.write, 5, "path: int is not a path"),
        (scenario.changed, 5, "overrides: should have the paths of fields"),
        (scenario.changed, {5: 1}, "overrides: should have the paths of fields"),
        (scenario.changed, {"runs": 0}, "runs: 0 is too small"),
        (scenario.changed, {"settings.pace": math.nan}, "settings.pace: .nan should be a finite number"),
        (weights.write_tables, 5, "folder: int is not a path"),
        (weights.to_frame, 5, "to_frame: there is no table 5"),
        (weights.to_frame, [5], "to_frame: there is no table list; allowed: weights"),
        (patronage.matching, 5, "expectations: 5 is not a file; allowed: a path, or a list of paths"),
        (patronage.matching, ["a.yaml", "./a.yaml"], "a.yaml: is given more than once"),
    ]
    for call, value, said in wrong:
        with pytest.raises(patronage.FaultError) as error:
            call(value)
        assert str(error.value).startswith(said)
    with pytest.raises(patronage.FaultError, match=r"scenario: .* is not a name a file can have"):
        patronage.compare(SCENARIO, "a\x00")


def test_a_scenario_without_events_has_no_loss_to_explain() -> None:
    without_events = patronage.scenario("uneventful", case="syria", focus="iran")
    for call in (patronage.attribute, patronage.placebo, patronage.ladder, patronage.rivals):
        with pytest.raises(patronage.FaultError, match="has no events"):
            call(without_events)


@given(
    st.sampled_from(["runs", "rng", "settings", "mute", "threads", "scenario"]),
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=3), st.binary(max_size=3),
        st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.floats(), max_size=2),
        st.builds(object), st.builds(Path, st.just("a")), st.builds(np.array, st.just([1.0, 2.0])),
    ),
)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_whatever_is_given_is_run_or_a_fault(keyword: str, value: Any) -> None:
    given = {"scenario": SCENARIO, "runs": 8, keyword: value}
    if given["runs"] is None:
        return  # all of the scenario's runs
    try:
        patronage.run(months=False, **given)
    except patronage.FaultError as error:
        seen = str(error), error.faults
        assert len(seen[0].splitlines()) == len(seen[1])

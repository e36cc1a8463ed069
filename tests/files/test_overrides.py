"""Values that replace those of a scenario's file are checked as if they stood there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.files.located import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.scenario.load import load_scenario
from patronage.sim.sweeps.file import load_sweep

CASES = Path(__file__).parents[1] / "cases"
TINY = CASES / "tiny" / "scenario.yaml"


def _month(number: int) -> int:
    return parse_month(f"2001-{number:02d}")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the scenario, with its case, to where it may be changed."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds" / "tiny" / "scenario.yaml"


def _messages(path: Path, overrides: dict[str, str]) -> list[str]:
    with pytest.raises(FaultError) as caught:
        load_scenario(path, overrides)
    return [str(fault) for fault in caught.value.faults]


def test_overrides_are_read_as_yaml_and_checked_like_the_file() -> None:
    scenario = load_scenario(
        TINY,
        {
            "settings.rationality": "0.5",
            "settings.step": "1e-1",
            "runs": "100",
            "replicates": "10",
            "weights.article_only": "true",
            "period.to": "2001-09",
            "focus": "guild",
        },
    )
    assert scenario.settings["rationality"] == 0.5
    assert scenario.settings["step"] == 0.1
    assert (scenario.runs, scenario.replicates) == (100, 10)
    assert scenario.weights.article_only
    assert scenario.last_month == _month(9)
    assert scenario.focus == "guild"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("settings.rationalty", "2", "unknown setting 'rationalty'; allowed: rationality"),
        ("settings.step", "3", "3 is out of bounds; allowed: 0 to 1"),
        ("settings.step", "much", "'much' should be a number"),
        ("settings.step", "", "is empty; it should be a number"),
        ("settings.step", ".nan", "nan should be a finite number"),
        ("title", "1e3", "1e3 should be text; put it in quotes: '1e3'"),
        ("runs", "lots", "'lots' should be a whole number"),
        ("runs", "0", "0 is too small; allowed: at least 1"),
        ("runs", "-1", "-1 is too small; allowed: at least 1"),
        ("runs", "12", "12 is not a multiple of replicates, 5; allowed: 10, 15"),
        ("runs", "3", "3 is not a multiple of replicates, 5; allowed: 5"),
        ("runs", "010", "a bare 010 is text to some and a number to others"),
        ("runs", "[1", "cut short"),
        ("rng", "-1", "-1 is too small; allowed: at least 0"),
        ("focus", "duk", "unknown actor 'duk'; allowed: duke, guild, port; did you mean 'duke'?"),
        ("focus", "no", "a bare no is text to some and false to others"),
        ("focus", "*duke", "anchors (&) and aliases (*) are not read"),
        ("weights.assumed", "maybe", "'maybe' should be true or false"),
        ("weights.asumed", "false", "unknown field 'asumed'"),
        ("weights.leave_out", "[thanx]", "unknown evidence id 'thanx'"),
        ("period.to", "2000-12", "the period ends in 2000-12, before it starts in 2001-01"),
        ("period.to", "2101-12", "the period has 1212 months; allowed: up to 600"),
        ("period.to", "2001-13", "'2001-13' is not a month"),
        ("period.until", "2001-10", "unknown field 'until'"),
        ("run", "10", "unknown field 'run'; allowed: title, case, focus"),
        ("influence", "{duke: 1}", "only acts can be scripted"),
        ("title.size", "3", "there is no such field to set"),
        ("events.0.verb", "warn", "there is no such field to set"),
        ("settings..step", "1", "there is no such field to set"),
        ("case", "/etc", "this path leaves the project"),
        ("case", "../../../../../..", "this path leaves the project"),
        ("history", "article, none", "unknown history 'article, none'"),
    ],
)
def test_a_fault_of_an_override_names_the_option(name: str, text: str, message: str) -> None:
    found = _messages(TINY, {name: text})
    assert any(line.startswith(f"--set {name}: ") and message in line for line in found), found


def test_an_override_inside_a_list_names_option_and_path() -> None:
    assert any(
        line.startswith("--set history: history[1]: unknown evidence id 'x'")
        for line in _messages(TINY, {"history": "[thanks, x]"})
    )


def test_faults_of_file_and_overrides_come_together(copied: Path) -> None:
    text = copied.read_text(encoding="utf-8").replace("focus: duke", "focus: dukke")
    copied.write_text(text, encoding="utf-8")
    found = _messages(copied, {"runs": "lots", "rng": "x"})
    assert len(found) == 3
    assert any("unknown actor 'dukke'" in line for line in found)


@pytest.mark.parametrize(
    ("old", "new", "name", "value", "said"),
    [
        ("runs: 20", "runs: 0", "runs", "15", "runs: 0 is too small; allowed: at least 1"),
        ("runs: 20", "runs: 21", "runs", "15", "runs: 21 is not a multiple of replicates, 5"),
        ("rng: 7", "rng: x", "rng", "3", "rng: 'x' should be a whole number"),
        ("focus: duke", "focus: dukke", "focus", "duke", "focus: unknown actor 'dukke'"),
        ("case: .", "case: nowhere", "case", ".", "case: 'nowhere': there is no such case"),
        ("rationality: 2", "rationality: -2", "settings.rationality", "2", "-2 is out of bounds"),
        ("rationality: 2", "rationalty: 2", "settings", "{rationality: 2}", "unknown setting 'rationalty'"),
        ("settings: {rationality: 2}", "settings: ~", "settings.noise", "0.1", "settings: is empty"),
        ("verb: warn", "verb: wran", "events", "[]", "events[1].verb: unknown verb 'wran'"),
        ("rng: 7", "rng: 7\nhistory: [thnks]", "history", "none", "history[0]: unknown evidence id 'thnks'"),
    ],
)
def test_what_an_override_replaces_is_still_checked(
    copied: Path, old: str, new: str, name: str, value: str, said: str
) -> None:
    text = copied.read_text(encoding="utf-8")
    assert text.count(old) == 1
    load_scenario(copied, {name: value})
    copied.write_text(text.replace(old, new), encoding="utf-8")
    [message] = _messages(copied, {name: value})
    assert said in message
    assert message.startswith(f"{copied}:")  # at its line


def test_what_a_file_leaves_out_an_override_may_say(copied: Path) -> None:
    text = copied.read_text(encoding="utf-8").replace("focus: duke\n", "")
    copied.write_text(text, encoding="utf-8")
    assert load_scenario(copied, {"focus": "guild"}).focus == "guild"


@pytest.mark.parametrize(
    ("old", "new", "name", "value", "said"),
    [
        ("draws: 4", "draws: many", "draws", "2", "draws: 'many' should be a whole number"),
        ("size: 4", "size: 3", "size", "8", "size: 3 is not a power of two"),
        ("steps: 3", "steps: 1", "vary", "{settings.noise: range}", "1 is not a number of steps"),
    ],
)
def test_so_is_what_an_override_of_a_sweep_replaces(
    copied: Path, old: str, new: str, name: str, value: str, said: str
) -> None:
    path = copied.with_name("sweep.yaml")
    text = "title: T\nscenario: scenario.yaml\ndesign: sobol\nsize: 4\ndraws: 4\n"
    text += "vary: {settings.step: {from: 0, to: 1}}\n"
    text = (
        text.replace("to: 1}", "to: 1, steps: 3}").replace("sobol\nsize: 4", "grid")
        if "steps" in old
        else text
    )
    path.write_text(text, encoding="utf-8")
    change = {name: value} if "steps" not in old else {name: value, "design": "lhs", "size": "4"}
    load_sweep(path, change)
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FaultError) as caught:
        load_sweep(path, change)
    [message] = [str(fault) for fault in caught.value.faults]
    assert said in message
    assert message.startswith(f"{path}:")


def test_a_shorter_period_can_shut_events_out() -> None:
    found = _messages(TINY, {"period.to": "2001-06"})
    assert found == [line for line in found if "2001-07 is outside the period" in line]
    assert found


def test_a_chosen_history_outside_the_period_is_reported() -> None:
    found = _messages(TINY, {"history": "[thanks]", "period.from": "2001-04"})
    assert any("'thanks' happens in 2001-03, outside the period" in line for line in found)


def test_a_character_that_yaml_does_not_take_is_named() -> None:
    message = "--set title: is not YAML: it holds the character U+001B"
    assert _messages(TINY, {"title": "\x1b[31mred"}) == [message]

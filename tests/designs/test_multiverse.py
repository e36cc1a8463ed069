"""The choices are those that a file may make, each once, and the sample of their combinations is balanced."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.multiverse import (
    CROSSED,
    TOGETHER,
    Choice,
    Option,
    choices_of,
    specifications,
    specified,
)
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario, load_scenario

SYRIA = data_root() / "scenarios" / "afrin_airspace.yaml"
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


def written(option: Option) -> dict[str, str]:
    """As `--set` would have it."""
    return {key: str(value).replace("'", "").replace("None", "null") for key, value in option.changes.items()}


@pytest.fixture(scope="module")
def syria() -> Scenario:
    return load_scenario(SYRIA)


def test_every_switch_every_range_the_evidence_and_the_coders_are_choices(syria: Scenario) -> None:
    choices = {choice.name: [option.label for option in choice.options] for choice in choices_of(syria)}
    settings = {name for name, one in SETTINGS.items() if one.switch or one.low < one.high}
    assert set(choices) == settings - {TOGETHER[1]} | {"evidence", "coders", "brought_by_coder"}
    assert choices["gain"] == ["11", "0", "68"]
    assert choices["content"] == ["on", "off"]
    assert choices[TOGETHER[0]] == ["on", "off", "off, idle armed"]
    assert choices["evidence"] == ["all evidence", "no assumptions", "article only"]
    assert choices["coders"] == ["A", "B", "A and B"]
    assert choices["brought_by_coder"] == ["the case", "B"]


@pytest.mark.parametrize("path", [SYRIA, TINY], ids=["syria", "tiny"])
def test_each_option_is_what_set_makes_of_the_scenario(path: Path) -> None:
    scenario = load_scenario(path)
    choices = choices_of(scenario)
    for k, choice in enumerate(choices):
        for pick, option in enumerate(choice.options):
            picks = tuple(pick if j == k else 0 for j in range(len(choices)))
            other = load_scenario(path, written(option))
            given = other.given if pick else scenario.given  # the scenario's own option is no change
            same = replace(other, digest=scenario.digest, path=scenario.path, given=given)
            assert specified(scenario, choices, picks) == same
            assert (pick == 0) == (specified(scenario, choices, picks) == scenario)


def test_what_changes_nothing_is_no_choice() -> None:
    found = {choice.name: choice for choice in choices_of(load_scenario(TINY))}
    assert not {"coders", "brought_by_coder"} & set(found)  # one coder, and no content beside the case's
    assert [option.label for option in found["rationality"].options] == ["2", "0", "4"]
    at_an_end = load_scenario(TINY, {"settings.rationality": "4", "weights.article_only": "true"})
    found = {choice.name: choice for choice in choices_of(at_an_end)}
    assert [option.label for option in found["rationality"].options] == ["4", "0"]
    assert found["evidence"].options[0].label == "article only"
    fixed = choices_of(at_an_end, ("rationality", "evidence", "content"))
    assert not {"rationality", "evidence", "content"} & {choice.name for choice in fixed}


def test_a_switch_that_is_fixed_leaves_its_fellow_only_what_a_file_may_ask_for() -> None:
    scenario = load_scenario(TINY)
    assert not set(TOGETHER) & {choice.name for choice in choices_of(scenario, (TOGETHER[0],))}
    (left,) = (one for one in choices_of(scenario, (TOGETHER[1],)) if one.name in TOGETHER)
    assert [option.label for option in left.options] == ["on", "off"]
    apart = load_scenario(TINY, {"settings.capability_conserved": "0", "settings.content": "0.5"})
    found = {one.name: [option.label for option in one.options] for one in choices_of(apart)}
    assert found[TOGETHER[0]] == ["off", "on", "off, idle armed"]
    assert found["content"] == ["0.5", "on", "off"]


def some(*sizes: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"choice {k}", "setting", tuple(Option(str(n)) for n in range(size)))
        for k, size in enumerate(sizes)
    )


def test_a_sample_has_every_option_equally_often_and_nothing_twice() -> None:
    choices = some(3, 3, 2, 2, 3, 3, 3, 2)
    found = specifications(choices, 5, crossed=200)
    picks = found.picks[found.crossed]
    assert (found.possible, found.whole) == (prod((3, 3, 2, 2, 3, 3, 3, 2)), False)
    assert len({tuple(row) for row in found.picks.tolist()}) == len(found.picks)
    assert not found.picks[0].any()
    alone = found.picks[(found.picks > 0).sum(axis=1) == 1]
    assert len(alone) >= sum(len(choice.options) - 1 for choice in choices)
    for k, choice in enumerate(choices):
        counts = np.bincount(picks[:, k], minlength=len(choice.options))
        assert np.ptp(counts) <= 1 + 200 - len(picks)
    again = specifications(choices, 5, crossed=200)
    assert np.array_equal(again.picks, found.picks)
    assert not np.array_equal(specifications(choices, 6, crossed=200).picks, found.picks)


def test_where_there_are_few_combinations_all_are_there() -> None:
    found = specifications(some(3, 2, 2), 0)
    assert (found.possible, found.whole, len(found.picks)) == (12, True, 12)
    assert found.crossed.all()
    assert specifications((), 0).picks.shape == (1, 0)


def test_the_sample_of_a_shipped_scenario_is_as_large_as_it_says(syria: Scenario) -> None:
    choices = choices_of(syria)
    found = specifications(choices, syria.rng)
    assert found.crossed.sum() == CROSSED
    assert len(found.picks) == 1 + sum(len(choice.options) - 1 for choice in choices) + CROSSED

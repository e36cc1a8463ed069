"""What is said of a value that is not there, or that quotes make another than was meant: in every field."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from patronage.sim.files.faults import Fault, FaultError, path_text, short
from patronage.sim.scenario.expectation import load_expectation
from patronage.sim.scenario.load import load_scenario
from patronage.sim.sweeps.file import load_sweep
from tests.store.test_damage import CASES, LOADERS

Keys = tuple[str | int, ...]
EXPECTATION = """
claim: The Duke loses.
source: nobody
scenario: scenario.yaml
settings: {rationality: 1, noise: 0.1}
null: mechanism_off
without: [gain]
status: holds
expect:
  - {measure: hold, actor: duke, relation: falls, share_of_draws: 0.5}
  - {measure: acts, actor: guild, toward: port, verbs: [aid], relation: above, than: 0.25, share_of_runs: 1}
  - {measure: trust, actor: duke, toward: port, relation: above,
     than_of: {toward: guild}, share_of_runs: [0, 1]}
"""
SWEEP = """
title: Rationality and trust
scenario: scenario.yaml
design: grid
vary:
  settings.rationality: [0, 1, 2]
  trust.duke.guild: {from: -1, to: 1, steps: 3}
  settings.noise: {from: 0.1, to: 0.2, steps: 2}
uncertainty: true
draws: 4
replicates: 3
common_random_numbers: true
rng: 3
"""
LIST = """
title: Two points
scenario: scenario.yaml
design: list
list:
  - {settings.rationality: 1, events.gift.start: 2001-05, events.gift.present: true, events.gift.lasts: 2}
"""


MORE = {"tiny/sweep.yaml": SWEEP, "tiny/list.yaml": LIST, "tiny/expectation.yaml": EXPECTATION}
LOAD = {
    **LOADERS,
    "tiny/sweep.yaml": load_sweep,
    "tiny/list.yaml": load_sweep,
    "tiny/expectation.yaml": lambda path: load_expectation(path, path.with_name),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    place = Path(shutil.copytree(CASES, tmp_path / "seeds"))
    for name, text in MORE.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def values(found: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value within the data of a file, with its keys."""
    if keys:
        yield keys, found
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inner:
        yield from values(value, (*keys, key))


def faults_with(path: Path, name: str, data: Any, keys: Keys, value: Any) -> tuple[Fault, ...]:
    """The faults of a file in which one value is another."""
    group = data
    for key in keys[:-1]:
        group = group[key]
    before, group[keys[-1]] = group[keys[-1]], value
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    group[keys[-1]] = before
    try:
        LOAD[name](path)
    except FaultError as error:
        return error.faults
    return ()


@pytest.mark.parametrize("name", LOAD)
def test_a_field_without_a_value_is_said_to_be_empty(copied: Path, name: str) -> None:
    path = copied / name
    LOAD[name](path)
    data = yaml.safe_load(path.read_text("utf-8"))
    said = 0
    for keys, _ in values(data):
        faults = faults_with(path, name, data, keys, None)
        own = [fault for fault in faults if fault.path == path_text(keys)]
        assert all(fault.message.startswith("is empty") for fault in own), own
        assert not any("None" in fault.message for fault in faults)
        said += bool(own)
    assert said >= 6


@pytest.mark.parametrize("name", LOAD)
def test_a_quoted_number_is_asked_for_without_quotes(copied: Path, name: str) -> None:
    path = copied / name
    LOAD[name](path)
    data = yaml.safe_load(path.read_text("utf-8"))
    numbers = [(keys, value) for keys, value in values(data) if isinstance(value, bool | int | float)]
    for keys, value in numbers:
        text = short(value)
        faults = faults_with(path, name, data, keys, text)
        own = [fault for fault in faults if fault.path == path_text(keys)]
        assert [f"write it without quotes: {text}" in fault.message for fault in own] == [True], (
            keys,
            faults,
        )
    assert numbers or name == "codebook.yaml"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("runs", '"2000"', "'2000' should be a whole number; write it without quotes: 2000"),
        ("runs", '"2000.5"', "'2000.5' should be a whole number"),
        ("runs", '"many"', "'many' should be a whole number"),
        ("runs", "9" * 400, f"{'9' * 80}… is too large; allowed: at most 1000000"),
        ("weights.assumed", '"true"', "'true' should be true or false; write it without quotes: true"),
        ("history", "~", "is empty; allowed: article, none, or a list of evidence ids"),
        ("history", "[~]", "history[0]: is empty; it should be the id of an evidence item"),
        ("history", "true", "unknown history true; allowed: article, none, or a list of evidence ids"),
        ("focus", "", "is empty; it should be text"),
    ],
)
def test_an_option_is_answered_likewise(field: str, text: str, said: str) -> None:
    with pytest.raises(FaultError) as caught:
        load_scenario(CASES / "tiny" / "scenario.yaml", {field: text})
    lines = [
        str(fault).removeprefix(f"--set {field}: ").removeprefix("history: ") for fault in caught.value.faults
    ]
    assert said in lines

"""Scenario files of version 0.1.0: read, with the new defaults, or refused as CHANGELOG.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.load import load_scenario

OLD = """\
# yaml-language-server: $schema=../docs/schema/scenario.json
# How much influence does Iran lose when Russia opens Afrin's sky to Turkey?
title: Afrin airspace
case: syria
focus: iran
history: article
events:
  - {id: airspace, actor: russia, verb: aid, toward: turkey, months: [2018-01, 2018-03]}
  - {id: incursion, actor: turkey, verb: coerce, toward: kurds, months: [2018-01, 2018-03]}
runs: 2000
replicates: 10
rng: 2018
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "old.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_of_0_1_0_is_read_with_the_new_defaults_and_can_have_the_old(tmp_path: Path) -> None:
    path = written(tmp_path, OLD)
    new = load_scenario(path)
    assert [(event.on, event.instead) for event in new.events] == [(None, False)] * 2
    assert (new.uncertainty, new.settings["scripted_added"]) == (("evidence", "choice"), 1.0)
    old = load_scenario(path, {"settings": "first_version", "uncertainty": "evidence"})
    assert (old.uncertainty, old.settings["scripted_added"], old.settings["gain"]) == (
        ("evidence",),
        0.0,
        28.0,
    )


def test_runs_that_fitted_the_old_replicates_are_refused_until_these_are_named(tmp_path: Path) -> None:
    few = OLD.replace("runs: 2000\nreplicates: 10", "runs: 50")
    with pytest.raises(FaultError, match="50 is not a multiple of replicates, 100"):
        load_scenario(written(tmp_path, few))
    assert load_scenario(written(tmp_path, few + "replicates: 10\n")).runs == 50

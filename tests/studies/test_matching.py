"""Expectations at points of the settings' space: equal to the model held to them there."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
from click.testing import CliRunner

from patronage.analysis.estimators.matching import EVERYWHERE, NOWHERE
from patronage.commands.matching import matching as command
from patronage.commands.shell.errors import guarded
from patronage.sim.designs.discover import settings_points, varied_settings
from patronage.studies.expectations.held import FOLDER, hold, read
from patronage.studies.expectations.matching import matching
from patronage.studies.losses import Size
from patronage.text.matching import matching_text

FEW = Size(draws=6, replicates=3)


def test_a_point_is_the_model_with_the_settings_of_that_point():
    one = read(FOLDER / "blows_and_favours_are_answered.yaml", FEW)
    found = matching([one], 3, FEW)
    values = settings_points(3, one.scenario.rng)
    names = [setting.name for setting in varied_settings()]
    kept = 0
    for row in values:
        changed = dict(zip(names, map(float, row), strict=True))
        scenario = replace(one.scenario, settings=one.scenario.settings | changed)
        kept += all(held.model.passes for held in hold([replace(one, scenario=scenario)])[0].held)
    assert found.matched[0].part.kept == kept
    assert found.points == 3


def test_what_holds_by_construction_holds_everywhere_and_its_opposite_nowhere(tmp_path):
    text = (FOLDER / "dilution_needs_no_choice.yaml").read_text("utf-8")
    line = next(line for line in text.splitlines() if "measure: hold" in line)
    always = "  - {measure: hold, actor: iran, relation: above, than: -1, share_of_draws: 0.8}"
    never = "  - {measure: hold, actor: iran, relation: above, than: 2, share_of_draws: 0.8}"
    paths = []
    for name, row in (("always", always), ("never", never)):
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(text.replace(line, row), "utf-8")
    found = matching([read(path, FEW) for path in paths], 4, FEW)
    assert [one.part.where for one in found.matched] == [EVERYWHERE, NOWHERE]
    assert "rationality" in found.matched[0].fixed  # the file sets it
    assert found.matched[1].part.effective == 0.0
    assert "At no point: never. " in matching_text(found)


def test_a_setting_that_a_file_sets_stays(tmp_path):
    path = FOLDER / "dilution_needs_no_choice.yaml"
    found = matching([read(path, FEW)], 4, FEW)
    assert all(turn.setting != "rationality" for turn in found.matched[0].part.turns)
    assert np.all(found.matched[0].chance <= 1.0)


def test_the_command_prints_json_and_names_a_file_that_is_not_there():
    path = str(FOLDER / "the_first_patron_leaves_it_to_the_second.yaml")
    done = CliRunner().invoke(command, [path, "--points", "10", "--json"], catch_exceptions=False)
    printed = json.loads(done.stdout)
    assert printed["points"] == 10
    assert printed["expectations"][0]["holds"].startswith("at ")
    lost = CliRunner()
    with lost.isolation() as streams:
        called = lambda: command.main(args=["no_such.yaml"], standalone_mode=False)  # noqa: E731
        assert guarded(called) == 2
        assert b"no_such.yaml" in streams[1].getvalue()

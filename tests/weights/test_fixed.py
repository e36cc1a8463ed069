"""Weights that a scenario fixes: in every draw, in every design, and nothing else moves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.arms import beliefs_of, weights_of
from patronage.sim.designs.placebo import switched
from patronage.sim.files.located import FaultError
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.sweeps.chunks import chunk_of
from patronage.sim.sweeps.file import load_sweep
from patronage.sim.sweeps.tables import tables_of
from patronage.sim.weights.beliefs import dealt, draw_weights
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.fixed import COMMITMENT_MOST, KINDS, bounds_of, excess, weight_paths, with_fixed
from tests.support.sweeps import sweep_file

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
DUKE, GUILD, PORT = range(3)
GRAIN, HARBOUR = range(2)


def fixed(**weights: float) -> Scenario:
    """The invented scenario with weights fixed; `salience__duke__grain=0.4`."""
    entries = ", ".join(f"{path.replace('__', '.')}: {value}" for path, value in weights.items())
    return load_scenario(TINY, {"weights.fix": f"{{{entries}}}"})


def test_a_fixed_weight_is_so_in_every_draw_and_the_rest_keeps_its_proportions() -> None:
    plain, given = weights_of(load_scenario(TINY)), weights_of(fixed(salience__duke__grain=0.4))
    assert (given.salience[:, DUKE, GRAIN] == 0.4).all()
    np.testing.assert_allclose(given.salience.sum(axis=2), 1.0, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(given.salience[:, GUILD:], plain.salience[:, GUILD:])
    for kind in KINDS:
        if kind != "salience":
            np.testing.assert_array_equal(getattr(given, kind), getattr(plain, kind))


def test_the_rest_of_a_row_is_scaled_by_hand() -> None:
    weights = weights_of(load_scenario(TINY))
    three = np.array([[[0.2, 0.3, 0.5]] * 3])
    wide = replace(weights, issues=("grain", "harbour", "tolls"), salience=three)
    given = with_fixed(wide, (("salience", "duke", "harbour", 0.6),)).salience
    np.testing.assert_allclose(given[0, DUKE], [0.4 * 0.2 / 0.7, 0.6, 0.4 * 0.5 / 0.7])
    np.testing.assert_array_equal(given[0, GUILD], three[0, GUILD])
    nothing = replace(wide, salience=np.array([[[0.0, 1.0, 0.0]] * 3]))
    given = with_fixed(nothing, (("salience", "duke", "harbour", 0.6),)).salience
    np.testing.assert_allclose(given[0, DUKE], [0.2, 0.6, 0.2])


def test_beside_a_fixed_commitment_others_shrink_only_where_they_must() -> None:
    plain = weights_of(load_scenario(TINY)).commitment
    assert (plain[:, DUKE, PORT] > 0.2).all()
    for value, most in ((0.1, plain[:, DUKE, PORT]), (0.9, COMMITMENT_MOST - 0.9)):
        given = weights_of(fixed(commitment__duke__guild=value)).commitment[:, DUKE]
        assert (given[:, GUILD] == value).all()
        np.testing.assert_allclose(given[:, PORT], np.minimum(most, COMMITMENT_MOST - value))


def test_the_prior_alone_knows_of_no_fixed_weight() -> None:
    plain, given = load_scenario(TINY), fixed(position__duke__grain=0.1)
    assert (weights_of(given).position[:, DUKE, GRAIN] == 0.1).all()
    one, two = (weights_of(scenario, prior_only=True) for scenario in (plain, given))
    np.testing.assert_array_equal(one.position, two.position)
    assert (beliefs_of(given).fixed, beliefs_of(given, prior_only=True).fixed) == (given.weights.fix, ())
    article, unassuming, prior, flat = (variant.beliefs.fixed for variant in switched(given))
    assert (article, unassuming, prior, flat) == (given.weights.fix, given.weights.fix, (), ())


def test_what_is_expected_is_fixed_too() -> None:
    given = central_weights(beliefs_of(fixed(salience__duke__grain=0.4, trust__port__guild=-0.3)))
    np.testing.assert_allclose(given.salience[0, DUKE], [0.4, 0.6])
    assert given.trust[0, PORT, GUILD] == -0.3


def test_wishes_that_are_dealt_out_take_their_fixed_weights_along() -> None:
    beliefs = beliefs_of(fixed(trust__duke__guild=-0.3, salience__port__grain=0.4))
    order = [GUILD, PORT, DUKE]  # the Duke is believed to wish what the Guild does, …
    moved = dealt(beliefs, order)
    given, plain = draw_weights(moved, 7, 4), draw_weights(replace(moved, fixed=()), 7, 4)
    assert (given.trust[:, DUKE, GUILD] == -0.3).all()  # a tie is nobody's wish
    assert (given.salience[:, GUILD, GRAIN] == 0.4).all()
    np.testing.assert_array_equal(given.salience[:, DUKE], plain.salience[:, DUKE])


SWEEP = """
title: The Duke's weights
scenario: scenario.yaml
design: grid
vary:
  {path}: [{values}]
draws: 3
replicates: 1
"""


def _fixing_sweep(folder: Path, path: str, values: str) -> Path:
    file = sweep_file(folder, SWEEP.format(path=path, values=values))
    scenario = file.with_name("scenario.yaml")
    with scenario.open("a", encoding="utf-8") as text:
        text.write("weights: {fix: {salience.duke.grain: 0.4, commitment.duke.guild: 0.3}}\n")
    return file


@pytest.mark.parametrize(
    ("path", "value", "grain"), [("salience.duke.grain", 0.25, 0.25), ("trust.duke.guild", 0.5, 0.4)]
)
def test_a_sweep_fixes_on_top_of_its_scenario(tmp_path: Path, path: str, value: float, grain: float) -> None:
    sweep = load_sweep(_fixing_sweep(tmp_path, path, f"{value}"))
    ((_, table, _, _),) = tables_of(chunk_of(sweep, 0))
    np.testing.assert_allclose(table.weights.salience[:, DUKE], [[grain, 1.0 - grain]] * 3)
    np.testing.assert_allclose(table.weights.commitment[:, DUKE, GUILD], 0.3)
    if path.startswith("trust"):
        assert (table.weights.trust[:, DUKE, GUILD] == value).all()


@pytest.mark.parametrize(
    ("path", "values", "words"),
    [
        ("salience.duke.harbour", "0.2", "every salience of duke is fixed"),
        ("commitment.duke.port", "0.2, 0.7", "adds up to 1"),
    ],
)
def test_a_sweep_cannot_fix_what_its_scenario_leaves_no_room_for(
    tmp_path: Path, path: str, values: str, words: str
) -> None:
    with pytest.raises(FaultError, match=words):
        load_sweep(_fixing_sweep(tmp_path, path, values))


def test_the_scenario_lists_them_in_the_order_of_the_case_and_the_digest_tells() -> None:
    one = fixed(trust__port__duke=0.5, salience__duke__grain=0.4)
    other = fixed(salience__duke__grain=0.4, trust__port__duke=0.5)
    assert one.weights.fix == (("salience", "duke", "grain", 0.4), ("trust", "port", "duke", 0.5))
    assert one.digest == other.digest
    assert len({one.digest, load_scenario(TINY).digest, fixed(salience__duke__grain=0.4).digest}) == 3


def test_a_dotted_override_names_one_weight(tmp_path: Path) -> None:
    given = load_scenario(TINY, {"weights.fix.salience.duke.grain": "0.4", "weights.assumed": "false"})
    assert given.weights.fix == (("salience", "duke", "grain", 0.4),)
    assert not given.weights.assumed
    with pytest.raises(FaultError, match=r"--set weights.fix.salience.duke.grain: 4 is out of bounds"):
        load_scenario(TINY, {"weights.fix.salience.duke.grain": "4"})
    shutil.copytree(TINY.parents[1], tmp_path / "seeds")
    path = tmp_path / "seeds" / "tiny" / "scenario.yaml"
    path.write_text(path.read_text("utf-8") + "weights: {fix: {salience.duke.grain: 0.4}}\n", "utf-8")
    in_file, by_hand = load_scenario(path), load_scenario(path, {"weights": "{}"})
    assert in_file.weights.fix == given.weights.fix
    assert by_hand.digest == load_scenario(TINY).digest


def test_every_weight_has_one_path() -> None:
    paths = weight_paths(("a", "a.b", "b"), ("b", "b.c"))
    assert len(paths) == 3 * 3 * 2 + 2 * 3 * 2
    assert paths["trust.a.b"] == ("trust", "a", "b")
    assert "trust.a.a" not in paths
    assert (bounds_of("trust"), bounds_of("commitment")[1]) == ((-1.0, 1.0), COMMITMENT_MOST)


def test_what_cannot_be_fixed_together() -> None:
    assert excess([("salience", "a", "x", 0.7), ("salience", "b", "x", 0.7)], 3) == {}
    assert list(excess([("salience", "a", "x", 0.7), ("salience", "a", "y", 0.7)], 3)) == ["salience.a.y"]
    assert list(excess([("salience", "a", "x", 0.2), ("salience", "a", "y", 0.2)], 2)) == ["salience.a.y"]

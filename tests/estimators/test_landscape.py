"""Landscape theory: the published cases to the digit, and what must hold of any landscape."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from patronage.analysis.estimators.landscape import (
    analyse_blocs,
    energies,
    flips,
    frustration,
    pair_weights,
    saddles,
    sides,
    survey,
    walk,
)
from patronage.analysis.rivals.tables import read_blocs
from tests.published import FOLDER, published


def camps_of(minimum):
    return {frozenset(camp) for camp in minimum["camps"]}


@pytest.mark.parametrize("case", ["unix", "europe1936"])
def test_the_published_cases_come_out(case):
    blocs = read_blocs(FOLDER / f"{case}_sizes.csv", FOLDER / f"{case}_propensity.csv")
    found = analyse_blocs(blocs.sizes, blocs.propensity, list(blocs.names))
    expected = published("landscape")[case]
    assert found["configurations"] == expected["configurations"]
    assert found["minima_found"] == len(found["minima"]) == len(expected["minima"])
    by_camps = {frozenset(camps_of(minimum)): minimum for minimum in found["minima"]}
    for wanted in expected["minima"]:
        minimum = by_camps[frozenset(camps_of(wanted))]
        assert minimum["energy"] == pytest.approx(wanted["energy"], abs=5e-5)
        assert minimum["basin"] == wanted["basin"]
        assert minimum["strict"]
        assert minimum["stable"]
    assert found["symmetric"]
    json.dumps(found, allow_nan=False)


def test_history_is_met_but_for_ibm_and_not_by_the_realist_control():
    blocs = read_blocs(FOLDER / "unix_sizes.csv", FOLDER / "unix_propensity.csv")
    expected = published("landscape")["unix"]
    minima = analyse_blocs(blocs.sizes, blocs.propensity, list(blocs.names))["minima"]
    together = [m for m in minima if any({"Sun", "AT&T"} <= set(camp) for camp in m["camps"])]
    assert len(together) == 1
    assert blocs.sizes.sum() == pytest.approx(expected["total_size"])
    wrong = blocs.sizes[blocs.names.index(expected["wrongly_placed"])]
    assert 1 - wrong / blocs.sizes.sum() == pytest.approx(expected["hit"], abs=0.005)
    control = read_blocs(FOLDER / "europe1936_sizes.csv", FOLDER / "europe1936_propensity.csv")
    minima = analyse_blocs(control.sizes, control.propensity, list(control.names))["minima"]
    actual = {frozenset(camp) for camp in published("landscape")["europe1936"]["actual"]}
    assert actual not in [camps_of(minimum) for minimum in minima]


def test_three_actors_by_hand():
    # a and b (sizes 2 and 1) are friends by 1, c (size 3) a foe of a by -2 and nothing to b.
    p = np.array([[0.0, 1, -2], [1, 0, 0], [-2, 0, 0]])
    found = analyse_blocs(np.array([2.0, 1, 3]), p, ["a", "b", "c"])
    (minimum,) = found["minima"]
    assert minimum["camps"] == [["a", "b"], ["c"]]
    assert minimum["energy"] == -24  # both orders of 2 * 3 * -2
    assert minimum["frustration"] == {"a": -6, "b": 0, "c": -4}
    assert minimum["basin"] == 4
    assert found["barriers"] == [[0]]


def test_a_neutral_actor_makes_two_equal_minima_without_a_barrier():
    p = np.array([[0.0, -1, 0], [-1, 0, 0], [0, 0, 0]])
    found = analyse_blocs(np.ones(3), p, ["a", "b", "neutral"])
    assert [m["energy"] for m in found["minima"]] == [-2, -2]
    assert not any(m["strict"] for m in found["minima"])
    assert found["barriers"] == [[0, 0], [0, 0]]


def test_directed_propensities_are_stated_and_may_run_in_circles():
    p = np.array([[0.0, 1], [-1, 0]])  # a seeks b, b shuns a
    found = analyse_blocs(np.ones(2), p, ["a", "b"])
    assert not found["symmetric"]
    assert any("directed" in note for note in found["notes"])
    assert not any(m["stable"] for m in found["minima"])
    assert walk(np.ones(2), p, 0).stop == "cycle found"


def test_many_equal_minima_are_counted_and_cut_short():
    found = analyse_blocs(np.ones(13), np.zeros((13, 13)), [f"actor {k}" for k in range(13)])
    assert found["minima_found"] == 4096
    assert len(found["minima"]) == 100
    assert found["barriers"] is None
    assert len(found["notes"]) == 3


def test_twenty_actors_take_seconds():
    p = np.random.default_rng(1936).normal(size=(20, 20))
    begun = time.perf_counter()
    found = analyse_blocs(np.ones(20), p + p.T, [f"actor {k}" for k in range(20)])
    assert time.perf_counter() - begun < 10
    assert sum(m["basin"] for m in found["minima"]) == 2**19


@pytest.mark.parametrize("n", [1, 21])
def test_other_numbers_of_actors_are_refused(n):
    with pytest.raises(ValueError, match="2 to 20"):
        survey(np.ones(n), np.zeros((n, n)))


def test_the_steps_of_a_walk_can_run_out():
    p = -np.ones((6, 6))
    assert walk(np.ones(6), p, 0, steps=1).stop == "steps exhausted"


@st.composite
def landscapes(draw, most=7):
    n = draw(st.integers(2, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    p = rng.normal(size=(n, n))
    if draw(st.booleans()):  # ties in size and propensity
        return rng.integers(1, 4, size=n).astype(float), np.sign(np.round(p + p.T))
    return rng.uniform(0.1, 5, size=n), p + p.T


@given(landscapes())
def test_energies_are_the_sums_of_frustration(landscape):
    sizes, p = landscape
    np.fill_diagonal(p, 0)
    energy = energies(pair_weights(sizes, p))
    for code in range(len(energy)):
        felt = frustration(sizes, p, sides(code, len(sizes)))
        assert energy[code] == pytest.approx((sizes * felt).sum(), abs=1e-9)


@given(landscapes(), st.integers(0, 2**32))
def test_energy_falls_at_every_step_and_ends_in_a_minimum(landscape, start):
    sizes, p = landscape
    land = survey(sizes, p)
    path = walk(sizes, p, start % len(land.energy))
    assert path.stop == "converged"
    assert (np.diff(land.energy[list(path.codes)]) < 0).all()
    assert path.codes[-1] in land.minima
    assert path.codes[-1] == land.minima[land.basin[path.codes[0]]]


@given(landscapes())
def test_a_move_lowers_energy_by_twice_size_times_gain(landscape):
    sizes, p = landscape
    np.fill_diagonal(p, 0)
    n = len(sizes)
    energy = energies(pair_weights(sizes, p))
    for k, flip in enumerate(flips(n)):
        before, after = (frustration(sizes, p, sides(code, n))[k] for code in (0, flip))
        assert energy[0] - energy[flip] == pytest.approx(2 * sizes[k] * (before - after), abs=1e-9)


@given(landscapes())
def test_basins_sum_to_the_configurations(landscape):
    sizes, p = landscape
    found = analyse_blocs(sizes, p, [f"a{k}" for k in range(len(sizes))])
    assert sum(m["basin"] for m in found["minima"]) == found["configurations"] == 2 ** (len(sizes) - 1)


@given(landscapes(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(landscape, random):
    sizes, p = landscape
    names = [f"a{k}" for k in range(len(sizes))]
    order = list(range(len(sizes)))
    random.shuffle(order)
    found = analyse_blocs(sizes, p, names)
    shuffled = analyse_blocs(sizes[order], p[np.ix_(order, order)], [names[k] for k in order])
    assert found["barriers"] == shuffled["barriers"]
    for one, other in zip(found["minima"], shuffled["minima"], strict=True):
        assert camps_of(one) == camps_of(other)
        assert {**one, "camps": 0} == {**other, "camps": 0}


@given(landscapes(), st.randoms(use_true_random=False))
def test_relabelling_permutes_camps(landscape, random):
    sizes, p = landscape
    names = [f"a{k}" for k in range(len(sizes))]
    others = names.copy()
    random.shuffle(others)
    rename = dict(zip(names, others, strict=True))
    found = analyse_blocs(sizes, p, names)
    renamed = analyse_blocs(sizes, p, others)
    assert {
        frozenset(frozenset(rename[n] for n in camp) for camp in m["camps"]) for m in found["minima"]
    } == {frozenset(camps_of(m)) for m in renamed["minima"]}


@given(landscapes(most=5))
def test_barriers_are_those_of_a_search_over_all_paths(landscape):
    sizes, p = landscape
    land = survey(sizes, p)
    assume(len(land.minima) > 1)
    energy = land.energy
    height = np.full((len(energy), len(energy)), np.inf)
    for code in range(len(energy)):
        height[code, code] = energy[code]
        for flip in flips(len(sizes)):
            height[code, code ^ flip] = max(energy[code], energy[code ^ flip])
    for via in range(len(energy)):
        height = np.minimum(height, np.maximum(height[:, [via]], height[[via], :]))
    expected = height[np.ix_(land.minima, land.minima)]
    assert saddles(land) == pytest.approx(expected, abs=1e-9)

"""Landscape theory: the published cases to the digit, and what must hold of any landscape."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.blocs import analyse_blocs
from patronage.analysis.estimators.landscape import (
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


def test_an_actor_without_ties_is_named_and_doubles_no_minimum():
    p = np.array([[0.0, -1, 0], [-1, 0, 0], [0, 0, 0]])
    found = analyse_blocs(np.ones(3), p, ["a", "b", "neutral"])
    (minimum,) = found["minima"]
    assert (minimum["energy"], minimum["basin"], minimum["plateau"], minimum["strict"]) == (-2, 4, 2, False)
    assert found["without_ties"] == ["neutral"]
    assert any("without any tie: neutral;" in note for note in found["notes"])
    assert found["barriers"] == [[0]]


def test_directed_propensities_are_stated_and_may_run_in_circles():
    p = np.array([[0.0, 1], [-1, 0]])  # a seeks b, b shuns a
    found = analyse_blocs(np.ones(2), p, ["a", "b"])
    assert not found["symmetric"]
    assert any("directed" in note for note in found["notes"])
    assert not any(m["stable"] for m in found["minima"])
    assert walk(np.ones(2), p, 0).stop == "cycle found"


def test_where_nobody_has_a_tie_all_is_one_plateau():
    found = analyse_blocs(np.ones(13), np.zeros((13, 13)), [f"actor {k}" for k in range(13)])
    (minimum,) = found["minima"]
    assert (minimum["basin"], minimum["plateau"]) == (4096, 4096)
    assert not any("one camp of all" in note for note in found["notes"])


def test_many_minima_are_counted_and_cut_short():
    pair = np.array([[0.0, 1], [1, 0]])  # nine pairs of friends without ties between the pairs
    found = analyse_blocs(np.ones(18), np.kron(np.eye(9), pair), [f"actor {k:02}" for k in range(18)])
    assert found["minima_found"] == 256
    assert len(found["minima"]) == 100
    assert any("256 minima were found" in note for note in found["notes"])


def test_without_foes_one_camp_is_the_least_and_that_is_said():
    found = analyse_blocs(np.ones(4), np.ones((4, 4)), list("abcd"))
    assert found["minima"][0]["camps"] == [list("abcd"), []]
    assert any("no pair's propensity is negative" in note for note in found["notes"])
    p = np.array([[0.0, 5, -1], [5, 0, 2], [-1, 2, 0]])
    other = analyse_blocs(np.ones(3), p, list("abc"))
    assert not any("no pair's propensity is negative" in note for note in other["notes"])


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
    assert land.basin[path.codes[-1]] == land.basin[path.codes[0]]
    end = land.minima[land.basin[path.codes[-1]]]
    assert land.energy[path.codes[-1]] == pytest.approx(land.energy[end])


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
    found, renamed = analyse_blocs(sizes, p, names), analyse_blocs(sizes, p, others)
    kinds = ("plateau", "strict", "stable")  # basins depend on names where moves tie
    assert sorted(
        [round(m["energy"], 9) + 0.0, *(m[key] for key in kinds)] for m in found["minima"]
    ) == sorted([round(m["energy"], 9) + 0.0, *(m[key] for key in kinds)] for m in renamed["minima"])
    if all(m["plateau"] == 1 for m in found["minima"]):  # of a plateau one configuration is named
        assert {
            frozenset(frozenset(rename[n] for n in camp) for camp in m["camps"]) for m in found["minima"]
        } == {frozenset(camps_of(m)) for m in renamed["minima"]}


@given(landscapes())
def test_a_plateau_is_what_a_walk_without_climbing_reaches(landscape):
    sizes, p = landscape
    land = survey(sizes, p)
    level = 1e3 * land.tolerance
    crossing = flips(len(sizes))
    for code, count in zip(land.minima.tolist(), land.plateau.tolist(), strict=True):
        reached, edge = {code}, [code]
        while edge:
            here = edge.pop()
            for there in (here ^ flip for flip in crossing):
                lowest = min(land.energy[there ^ flip] for flip in crossing) >= land.energy[there] - level
                if there not in reached and lowest and abs(land.energy[there] - land.energy[here]) <= level:
                    reached.add(there)
                    edge.append(there)
        assert len(reached) == count
        assert min(reached) == code


@given(landscapes(most=5))
def test_barriers_are_those_of_a_search_over_all_paths(landscape):
    sizes, p = landscape
    land = survey(sizes, p)
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

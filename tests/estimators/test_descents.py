"""Descents from many starts find the minima that a whole survey finds, and say what they miss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.analysis.estimators.blocs import analyse_blocs
from patronage.analysis.estimators.descents import search
from patronage.analysis.estimators.landscape import frustration, pair_weights, survey


def made(n, rng, *, whole=False):
    g = np.random.default_rng(rng)
    p = g.normal(size=(n, n))
    p = np.sign(np.round(p + p.T)) if whole else p + p.T
    return g.integers(1, 4, size=n).astype(float), p


@settings(max_examples=25)
@given(st.integers(2, 10), st.integers(0, 2**32), st.booleans())
def test_with_few_actors_every_minimum_is_found(n, rng, whole):
    sizes, p = made(n, rng, whole=whole)
    land, found = survey(sizes, p), search(pair_weights(sizes, p), rng)
    level = 1e3 * land.tolerance + 1e-12
    assert found.energy[0] == pytest.approx(land.energy.min(), abs=level)
    assert found.reached.sum() == found.starts
    if (land.plateau == 1).all():
        assert found.energy == pytest.approx(land.energy[land.minima], abs=level)
        share = land.basin_sizes / land.basin_sizes.sum()
        assert found.reached / found.starts == pytest.approx(share, abs=0.06)
    else:
        assert len(found.energy) >= 1


def test_energies_are_the_sums_of_frustration():
    sizes, p = made(40, 1)
    np.fill_diagonal(p, 0)
    found = search(pair_weights(sizes, p), starts=50)
    for camps, energy in zip(found.sides, found.energy, strict=True):
        assert energy == pytest.approx((sizes * frustration(sizes, p, camps)).sum())
    assert (np.diff(found.energy) >= -1e-6).all()


def test_few_descents_say_that_much_is_unseen():
    sizes, p = made(60, 2)
    few, many = search(pair_weights(sizes, p), starts=20), search(pair_weights(sizes, p), starts=2000)
    assert few.unseen > 0.5  # a rugged landscape: almost every descent ends elsewhere
    assert many.unseen < few.unseen


def test_two_planted_camps_are_found_among_sixty():
    side = np.random.default_rng(3).choice([-1.0, 1.0], size=60)
    found = analyse_blocs(np.ones(60), np.outer(side, side), [f"a{k:02}" for k in range(60)])
    camps = [[f"a{k:02}" for k in range(60) if (side[k] == side[0]) == same] for same in (True, False)]
    assert found["minima"][0]["camps"] == camps
    assert found["minima"][0]["reached"] == found["starts"]
    assert found["unseen"] == 0
    assert not found["exhaustive"]
    assert any("not exhaustive" in note for note in found["notes"])
    assert found["configurations"] == 2**59


def test_actors_without_ties_double_nothing():
    side = np.array([1.0, -1] * 12)
    p = np.outer(side, side)
    p[:3] = p[:, :3] = 0
    found = analyse_blocs(np.ones(24), p, [f"a{k:02}" for k in range(24)])
    assert found["minima_found"] == 1
    assert found["without_ties"] == ["a00", "a01", "a02"]


def test_the_order_of_the_rows_changes_nothing():
    sizes, p = made(25, 4)
    names = [f"a{k:02}" for k in range(25)]
    order = np.random.default_rng(5).permutation(25)
    one = analyse_blocs(sizes, p, names)
    other = analyse_blocs(sizes[order], p[np.ix_(order, order)], [names[k] for k in order])
    assert [m["energy"] for m in one["minima"]] == [m["energy"] for m in other["minima"]]
    assert [set(map(frozenset, m["camps"])) for m in one["minima"]] == [
        set(map(frozenset, m["camps"])) for m in other["minima"]
    ]

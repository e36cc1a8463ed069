"""Structural balance: published densities, jammed states and the flow's closed form; all nets of six."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.balance import (
    flip_changes,
    flow,
    imbalanced_triads,
    symmetrised,
    ties_at,
    triads,
)
from tests.published import published

NUMBERS = published("balance")


def random_signs(n, rng):
    upper = np.triu(np.where(rng.random((n, n)) < 0.5, 1, -1), 1)
    return upper + upper.T


def cliques(sizes):
    member = np.repeat(np.arange(len(sizes)), sizes)
    signs = np.where(member[:, None] == member[None, :], 1, -1)
    np.fill_diagonal(signs, 0)
    return signs


def all_graphs(n):
    pairs = np.triu_indices(n, 1)
    links = len(pairs[0])
    codes = np.arange(2**links)
    signs = np.zeros((2**links, n, n), dtype=np.int64)
    signs[:, pairs[0], pairs[1]] = 1 - 2 * (codes[:, None] >> np.arange(links) & 1)
    return signs + signs.transpose(0, 2, 1), pairs


@pytest.mark.parametrize("case", NUMBERS["local"], ids=lambda case: f"mend {case['mend']:.2f}")
def test_local_dynamics_settle_at_the_published_density(case):
    rng = np.random.default_rng(2005)
    run = triads(random_signs(64, rng), "local", rng, mend=case["mend"], sweeps=120)
    assert run.stop == "steps exhausted"
    assert run.density[20:].mean() == pytest.approx(case["density"], abs=0.005)
    exact = 1 / (1 + np.sqrt(3 * (1 - 2 * case["mend"])))
    assert case["density"] == pytest.approx(exact, abs=5.1e-5)


def test_local_dynamics_reach_friendship_when_mending_prevails():
    rng = np.random.default_rng(1)
    run = triads(random_signs(24, rng), "local", rng, mend=0.75, sweeps=1000)
    assert run.stop == "converged"
    assert run.density[-1] == 1


@pytest.mark.parametrize("case", NUMBERS["cliques"], ids=lambda case: str(case["sizes"]))
def test_what_a_flip_adds_between_cliques(case):
    signs = cliques(case["sizes"])
    changes = flip_changes(signs)[~np.eye(len(signs), dtype=bool)]
    assert imbalanced_triads(signs) == case["imbalanced"]
    assert np.unique(changes).tolist() == case["changes"]
    assert (changes > 0).all() == case["strictly_jammed"]
    run = triads(signs, "constrained", np.random.default_rng(0))
    assert run.jammed == case["strictly_jammed"]
    assert run.stop == "converged"
    assert (run.imbalanced == 0) != run.jammed


@pytest.mark.parametrize("n", [4, 5, 6])
def test_every_small_net_can_reach_balance_without_a_rise(n):
    signs, pairs = all_graphs(n)
    changes = flip_changes(signs)[:, pairs[0], pairs[1]]
    less = np.einsum("gij,gjk,gki->g", signs, signs, signs, optimize=True) // 6
    imbalanced = (n * (n - 1) * (n - 2) // 6 - less) // 2
    balanced = imbalanced == 0
    assert balanced.sum() == 2 ** (n - 1)
    assert not ((changes > 0).all(axis=1) & ~balanced).any()  # nothing is strictly jammed
    if n == 6:
        facts = NUMBERS["six_actors"]
        assert len(signs) == facts["graphs"]
        assert balanced.sum() == facts["balanced"]
        assert ((changes >= 0).all(axis=1) & ~balanced).sum() == facts["plateaus"]
    reaches = balanced.copy()
    codes = np.arange(len(signs))
    while True:
        before = reaches.sum()
        for link in range(changes.shape[1]):
            reaches |= (changes[:, link] <= 0) & reaches[codes ^ (1 << link)]
        if reaches.sum() == before:
            break
    assert reaches.all()


def test_the_flow_of_four_actors():
    case = NUMBERS["continuous"]
    start = np.array(case["start"])
    result = flow(start)
    assert result.eigenvalues == pytest.approx(case["eigenvalues"], abs=5.1e-9)
    assert result.blow_up == pytest.approx(case["blow_up"], abs=5.1e-10)
    assert result.leading == pytest.approx(case["leading"], abs=5.1e-9)
    assert result.faction is not None
    assert result.faction.tolist() == case["factions"]
    later = ties_at(start, case["time"])
    assert later[np.triu_indices(4, 1)] == pytest.approx(case["upper"], abs=5.1e-7)


def test_the_closed_form_solves_the_equation():
    case = NUMBERS["continuous"]
    X = np.array(case["start"])
    steps = 2000
    h = case["time"] / steps
    for _ in range(steps):
        k1 = X @ X
        k2 = (X + h / 2 * k1) @ (X + h / 2 * k1)
        k3 = (X + h / 2 * k2) @ (X + h / 2 * k2)
        k4 = (X + h * k3) @ (X + h * k3)
        X = X + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    assert ties_at(np.array(case["start"]), case["time"]) == pytest.approx(X, abs=1e-11)


def test_flows_without_two_factions():
    friends = np.ones((3, 3)) - np.eye(3)
    result = flow(friends)
    assert result.blow_up == pytest.approx(0.5)
    assert result.faction is not None
    assert result.faction.tolist() == [0, 0, 0]
    assert flow(np.zeros((3, 3))).blow_up is None
    assert flow(-np.eye(2)).faction is None
    undecided = flow(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])).faction
    assert undecided is not None
    assert undecided.tolist() == [0, 0, -1]
    assert flow(-friends).faction is None  # two patterns of three foes grow alike
    with pytest.raises(ValueError, match="infinite from t ="):
        ties_at(friends, 0.5)


def test_directed_ties_must_be_made_even_first():
    directed = np.array([[0.0, 1.0], [0.0, 0.0]])
    with pytest.raises(ValueError, match="symmetric"):
        flow(directed)
    assert flow(symmetrised(directed)).blow_up == pytest.approx(2)


def test_triads_take_three():
    with pytest.raises(ValueError, match="three"):
        triads(np.array([[0, 1], [1, 0]]), "local", np.random.default_rng(0))


@given(st.integers(3, 7), st.integers(0, 2**32))
def test_constrained_dynamics_never_raise_imbalance_and_end_balanced(n, number):
    rng = np.random.default_rng(number)
    signs = random_signs(n, rng)
    before = imbalanced_triads(signs)
    for _ in range(20):
        run = triads(signs, "constrained", rng, sweeps=1)
        assert run.imbalanced <= before
        signs, before = run.signs, run.imbalanced
    end = triads(signs, "constrained", rng, sweeps=10_000)
    assert end.stop == "converged"
    assert end.imbalanced == 0  # up to eight actors nothing is jammed


@given(st.integers(2, 6), st.integers(0, 2**32))
def test_relabelling_permutes_factions(n, number):
    rng = np.random.default_rng(number)
    ties = symmetrised(rng.normal(size=(n, n)))
    np.fill_diagonal(ties, 0)
    order = rng.permutation(n)
    one, other = flow(ties).faction, flow(ties[np.ix_(order, order)]).faction
    assert one is not None
    assert other is not None
    assert ((one[:, None] == one)[np.ix_(order, order)] == (other[:, None] == other)).all()


@given(st.integers(3, 7), st.integers(0, 2**32))
def test_flip_changes_count_triads(n, number):
    rng = np.random.default_rng(number)
    signs = random_signs(n, rng)
    flipped = signs.copy()
    flipped[0, 1] = flipped[1, 0] = -signs[0, 1]
    assert imbalanced_triads(flipped) - imbalanced_triads(signs) == flip_changes(signs)[0, 1]

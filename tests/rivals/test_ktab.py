"""Probabilistic Condorcet elections against KTAB's own example, and against theory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.ktab import distances, first_turn, markov, pairwise, risk_attitudes
from tests.published import FOLDER, published

NUMBERS = published("ktab")
TABLE = read_actors(FOLDER / "ktab_smp.csv")
EXAMPLE = (TABLE.capability, TABLE.position / TABLE.position_unit, TABLE.salience / TABLE.salience_unit)
ELECTIONS = ["conditional", "markov", "markov uniform"]
VOTES = ["proportional", "cubic"]


def test_values_to_the_printed_digits():
    value = 1 - distances(EXAMPLE[1], EXAMPLE[2], EXAMPLE[1])
    assert value == pytest.approx(np.array(NUMBERS["value"]), abs=5.1e-4)


def test_the_example_to_the_printed_digits():
    expected = NUMBERS["markov_cubic"]
    outcome = first_turn(*EXAMPLE, "markov", "cubic")
    assert outcome.neutral == pytest.approx(expected["neutral"], abs=5.1e-7)
    assert outcome.risk == pytest.approx(expected["risk"], abs=5.1e-4)
    assert outcome.probability == pytest.approx(expected["probability"], abs=5.1e-5)
    assert outcome.stop == "converged"


@pytest.mark.parametrize("election", ["conditional", "markov uniform"])
def test_the_other_readings(election):
    expected = NUMBERS[election.replace(" ", "_") + "_cubic"]
    outcome = first_turn(*EXAMPLE, election, "cubic")
    assert outcome.neutral == pytest.approx(expected["neutral"], abs=5.1e-5)


def test_two_options_by_hand():
    # Three voters of 1, 1 and 2; the utilities of a less those of b are .2, .4 and -.1.
    utility = np.array([[0.6, 0.4], [0.9, 0.5], [0.2, 0.3]])
    coalition, probability = pairwise(np.array([1.0, 1.0, 2.0]), utility, "proportional")
    assert coalition[0, 1] == pytest.approx(0.15)
    assert coalition[1, 0] == pytest.approx(0.05)
    assert probability[0, 1] == pytest.approx(0.75)
    cubic, _ = pairwise(np.array([1.0, 1.0, 2.0]), utility, "cubic")
    assert cubic[0, 1] == pytest.approx((0.2 + 0.008 + 0.4 + 0.064) / 8)
    chance, stop = markov(coalition, probability, uniform=True)
    assert chance == pytest.approx([0.75, 0.25])
    assert stop == "converged"


def test_equals_are_neutral_and_shared_positions_share_their_chance():
    assert (risk_attitudes(np.full(4, 0.25)) == 0).all()
    x = np.array([[0.2], [0.2], [0.9]])
    outcome = first_turn(np.ones(3), x, np.ones((3, 1)), "conditional", "proportional")
    assert len(outcome.chance) == 2
    assert outcome.probability[0] == outcome.probability[1]
    assert outcome.chance.sum() == pytest.approx(1)
    alone = first_turn(np.ones(2), x[:2], np.ones((2, 1)), "markov", "cubic")
    assert alone.probability.tolist() == [1, 1]


def test_one_who_cares_for_nothing_is_at_no_distance():
    assert (distances(np.array([[0.1], [0.9]]), np.zeros((2, 1)), np.array([[0.5]])) == 0).all()


@st.composite
def elections(draw):
    n, K = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    x = rng.random((n, K))
    if draw(st.booleans()):
        x = np.round(x, 0)  # shared and extreme positions
    kind = draw(st.sampled_from(ELECTIONS)), draw(st.sampled_from(VOTES))
    return (rng.uniform(0.1, 9, n), x, rng.uniform(0.05, 1, (n, K))), kind


@given(elections(), st.floats(1e-6, 1e6))
def test_scaling_all_capabilities_changes_no_probability(drawn, unit):
    (c, x, s), kind = drawn
    one, other = first_turn(c, x, s, *kind), first_turn(unit * c, x, s, *kind)
    assert other.probability == pytest.approx(one.probability, abs=1e-8)
    assert other.risk == pytest.approx(one.risk, abs=1e-6)


@given(elections())
def test_probabilities_and_risk_keep_their_bounds(drawn):
    (c, x, s), kind = drawn
    outcome = first_turn(c, x, s, *kind)
    assert outcome.chance.sum() == pytest.approx(1)
    assert outcome.neutral.sum() == pytest.approx(1)
    assert (outcome.chance >= 0).all()
    assert ((outcome.risk >= -0.5 - 1e-12) & (outcome.risk <= 1 + 1e-12)).all()
    assert outcome.stop == "converged"


@given(elections(), st.randoms(use_true_random=False))
def test_relabelling_permutes_the_probabilities(drawn, random):
    (c, x, s), kind = drawn
    order = list(range(len(c)))
    random.shuffle(order)
    one, other = first_turn(c, x, s, *kind), first_turn(c[order], x[order], s[order], *kind)
    assert other.probability == pytest.approx(one.probability[order], abs=1e-8)

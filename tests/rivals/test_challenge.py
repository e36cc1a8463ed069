"""The challenge model against Scholz, Calbert and Smith (2011), and against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.challenge import bargain, views
from patronage.analysis.rivals.weighted import weighted_mean, weighted_median
from tests.published import FOLDER, published

NUMBERS = published("challenge")
TABLE = read_actors(FOLDER / "eu_cars.csv")
X, C, S = TABLE.position[:, 0], TABLE.capability, TABLE.salience[:, 0]
PLACE = {name: k for k, name in enumerate(TABLE.actors)}


def test_round_zero():
    start = NUMBERS["start"]
    assert (C * S).sum() == pytest.approx(start["total_weight"], abs=1e-12)
    for place, weight in start["weight_at"].items():
        assert (C * S)[place == X].sum() == pytest.approx(weight, abs=1e-12)
    assert weighted_median(X, C * S) == start["median"]
    assert weighted_mean(X, C * S) == pytest.approx(start["mean"], abs=1e-15)


def test_the_trajectory_to_six_decimals():
    rounds = bargain(X, C, S, steps=12).rounds
    movers = [PLACE[name] for name in NUMBERS["movers"]]
    for one, expected in zip(rounds, NUMBERS["trajectory"], strict=True):
        assert [one.median, one.mean, *one.position[movers]] == pytest.approx(expected, abs=5.1e-7)
        still = np.delete(np.arange(len(X)), movers)
        assert (one.position[still] == X[still]).all()


def test_the_printed_table():
    printed = NUMBERS["printed"]
    rounds = bargain(X, C, S, steps=8).rounds[1:]
    for one, mean in zip(rounds, printed["mean"], strict=True):
        assert abs(one.mean - mean) <= 0.1
    cut = [math.floor(10 * one.median) / 10 for one in rounds]
    differs = [k for k, (a, b) in enumerate(zip(cut, printed["median"], strict=True), 1) if a != b]
    assert differs == printed["differs"]


def test_risk_probabilities_and_views_of_the_first_round():
    view = views(X, C, S, 6.0)
    assert dict(zip(TABLE.actors, view.risk, strict=True)) == pytest.approx(NUMBERS["risk"], abs=5.1e-7)
    for mine, yours, chance in NUMBERS["probability"]:
        i, j = (int(np.flatnonzero(place == X)[0]) for place in (mine, yours))
        assert view.probability[i, j] == pytest.approx(chance, abs=5.1e-10)
    for viewer, rivals in NUMBERS["views"].items():
        for rival, (own, other) in rivals.items():
            i, j = PLACE[viewer], PLACE[rival]
            assert view.own[i, j] == pytest.approx(own, abs=5.1e-5)
            assert view.rival[i, j] == pytest.approx(other, abs=5.1e-5)


def test_the_reading_with_the_least_move():
    least = NUMBERS["least_move"]
    rounds = bargain(X, C, S, "least", steps=12).rounds
    assert [one.median for one in rounds[1:]] == pytest.approx(least["median"], abs=5.1e-7)
    assert rounds[5].position[PLACE["Belgium"]] == pytest.approx(least["belgium_round_5"], abs=5.1e-7)
    assert rounds[12].mean == pytest.approx(least["mean_round_12"], abs=5.1e-7)


def test_it_says_why_it_ended():
    assert bargain(X, C, S, steps=12).stop == "steps exhausted"
    assert bargain(X, C, S, "least").stop == "cycle found"
    assert bargain(np.full(3, 4.0), np.ones(3), np.ones(3)).stop == "converged"
    two = bargain(np.array([0.0, 1.0]), np.array([1.0, 9.0]), np.array([0.5, 1.0]))
    assert two.stop == "converged"


def test_the_median_takes_the_lower_of_two_halves():
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.1, 0.2])) == 2
    assert weighted_median(np.array([1.0, 2.0]), np.array([0.3, 0.3])) == 1


@pytest.mark.parametrize("formula", [weighted_mean, weighted_median])
def test_no_weight_is_refused(formula):
    with pytest.raises(ValueError, match="capability and salience"):
        formula(np.ones(2), np.zeros(2))


@st.composite
def disputes(draw):
    n = draw(st.integers(2, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return rng.choice([0.0, 1, 2.5, 4, 7, 10], size=n), rng.uniform(0.1, 1, n), rng.uniform(0.05, 1, n)


@given(disputes())
def test_everything_stays_between_the_extremes(dispute):
    x, c, s = dispute
    assert x.min() <= weighted_mean(x, c * s) <= x.max()
    for one in bargain(x, c, s, steps=10).rounds:
        assert one.position.min() >= x.min()
        assert one.position.max() <= x.max()
        assert (one.risk >= 0.5 - 1e-12).all()
        assert (one.risk <= 2 + 1e-12).all()
        assert one.median in one.position


@given(disputes(), st.floats(0.01, 100))
def test_the_unit_of_capability_does_not_matter(dispute, unit):
    x, c, s = dispute
    spread = max(np.ptp(x), 1.0)
    view, scaled = views(x, c, s, spread), views(x, unit * c, s, spread)
    assert scaled.risk == pytest.approx(view.risk, abs=1e-9)
    assert scaled.probability == pytest.approx(view.probability, abs=1e-9)
    assert scaled.own == pytest.approx(view.own, abs=1e-9)


@given(disputes())
def test_the_median_beats_every_other_position(dispute):
    x, c, s = dispute
    median = weighted_median(x, c * s)
    for other in x:
        nearer = np.sign(np.abs(x - other) - np.abs(x - median))
        assert (c * s * nearer).sum() >= -1e-12


def test_the_range_is_that_of_the_rounds_it_ended_in():
    least = bargain(X, C, S, "least")
    assert least.stop == "cycle found"
    again = least.rounds[-1].position
    np.testing.assert_allclose(least.rounds[least.ending - 1].position, again, atol=1e-8)
    for one in least.rounds[: least.ending - 1]:
        assert np.abs(one.position - again).max() > 1e-9 * np.ptp(X)
    medians = [one.median for one in least.rounds[least.ending :]]
    assert least.range == (min(medians), max(medians))
    lost = bargain(X, C, S, steps=12)
    assert lost.ending == 6
    assert lost.range[0] == 7  # published: 7 in round 10, 9.671130 in rounds 8 and 9
    assert lost.range[1] == pytest.approx(9.671130, abs=5.1e-7)
    still = bargain(np.full(3, 4.0), np.ones(3), np.ones(3))
    assert still.range == (4, 4)

"""The rival models side by side: the shape of the answer, and the published numbers within it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.compare import compare_balance, compare_rivals
from patronage.analysis.rivals.table import ActorTable
from tests.published import FOLDER, published

STOPS = {"converged", "cycle found", "steps exhausted"}
PLAIN = [
    "weighted_mean",
    "weighted_median",
    "challenge_scholz",
    "exchange",
    "ktab_conditional_proportional",
    "ktab_conditional_cubic",
    "ktab_markov_proportional",
    "ktab_markov_cubic",
]
BALANCE = ["balance_continuous", "balance_triads_local", "balance_triads_constrained"]


def test_cars_from_the_file_to_the_answer():
    models = compare_rivals(read_actors(FOLDER / "eu_cars.csv"))["models"]
    expected = published("challenge")
    assert models["weighted_mean"]["outcome"]["delay"] == pytest.approx(expected["start"]["mean"])
    assert models["weighted_median"]["outcome"] == {"delay": 7}
    rounds = models["challenge_scholz"]["rounds"]
    for number, (median, mean, belgium, *_) in enumerate(expected["trajectory"]):
        assert rounds[number]["round"] == number
        assert rounds[number]["median"]["delay"] == pytest.approx(median, abs=5.1e-7)
        assert rounds[number]["mean"]["delay"] == pytest.approx(mean, abs=5.1e-7)
        assert rounds[number]["positions"]["delay"]["Belgium"] == pytest.approx(belgium, abs=5.1e-7)
    assert rounds[1]["risk"]["delay"] == pytest.approx(expected["risk"], abs=5.1e-7)


def test_ktab_from_the_file_to_the_answer():
    answer = compare_rivals(read_actors(FOLDER / "ktab_smp.csv"))
    expected = published("ktab")["markov_cubic"]
    model = answer["models"]["ktab_markov_cubic"]
    for key, wanted in (("probabilities", "probability"), ("risk", "risk"), ("neutral", "neutral")):
        found = [model[key][name] for name in answer["actors"]]
        assert found == pytest.approx(expected[wanted], abs=5.1e-4)
    assert answer["scales"]["position"]["scale"] == "0 to 100"
    first = sum(
        p * x for p, x in zip(model["probabilities"].values(), [52.8, 15.9, 61.1, 26.3, 73.3], strict=True)
    )
    assert model["outcome"]["first"] == pytest.approx(first)


def test_every_model_says_where_it_comes_from_and_why_it_stopped():
    table = read_actors(FOLDER / "ktab_smp.csv")
    ties = np.random.default_rng(0).normal(size=(5, 5))
    answer = compare_rivals(table, ties)
    assert list(answer["models"]) == PLAIN + BALANCE
    for model in answer["models"].values():
        assert model["stop"] in STOPS
        assert any(year in model["source"] for year in ("1948", "1994", "2005", "2006", "2011", "2015"))
    assert list(compare_rivals(table)["models"]) == PLAIN
    json.dumps(answer, allow_nan=False)


def test_balance_finds_the_two_camps_of_a_balanced_net():
    side = np.array([1, 1, -1, 1, -1, -1])
    models = compare_balance(np.outer(side, side) * 0.5, list("abcdef"))
    camps = [["a", "b", "d"], ["c", "e", "f"]]
    assert models["balance_continuous"]["factions"] == camps
    assert models["balance_continuous"]["blow_up"] == pytest.approx(0.4)  # 1 / (0.5 * 5)
    for rule in ("local", "constrained"):
        model = models[f"balance_triads_{rule}"]
        assert model["camps"] == [{"camps": camps, "share": 1}]
        assert model["balanced"] == 1
        assert model["jammed"] == 0


def test_ties_of_nothing_fall_either_way():
    models = compare_balance(np.zeros((4, 4)), list("abcd"), rng=3)
    assert models["balance_continuous"]["factions"] is None
    assert len(models["balance_triads_constrained"]["camps"]) > 1
    assert models == compare_balance(np.zeros((4, 4)), list("abcd"), rng=3)


@st.composite
def tables(draw):
    n, K = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return ActorTable(
        actors=tuple(f"a{k}" for k in range(n)),
        issues=tuple(f"q{k}" for k in range(K)),
        capability=rng.integers(1, 9, n).astype(float),
        position=np.round(rng.random((n, K)), 1),
        salience=rng.uniform(0.05, 1, (n, K)),
    )


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(table, random):
    order = list(range(len(table.actors)))
    random.shuffle(order)
    ties = np.arange(len(order) ** 2, dtype=float).reshape(len(order), -1) % 7 - 3
    shuffled = ActorTable(
        actors=tuple(table.actors[k] for k in order),
        issues=table.issues,
        capability=table.capability[order],
        position=table.position[order],
        salience=table.salience[order],
    )
    use = len(order) > 2
    one = compare_rivals(table, ties if use else None)
    other = compare_rivals(shuffled, ties[np.ix_(order, order)] if use else None)
    assert one["models"] == other["models"]


@given(tables())
def test_outcomes_lie_between_the_extreme_positions(table):
    for model in compare_rivals(table)["models"].values():
        for q, issue in enumerate(table.issues):
            low, high = table.position[:, q].min(), table.position[:, q].max()
            assert low - 1e-12 <= model["outcome"][issue] <= high + 1e-12

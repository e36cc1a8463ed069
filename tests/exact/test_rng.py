"""Numbers that are looked up by what they are for: distinct, independent, and moved by nothing else."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from patronage.sim.exact.numerics import unit
from patronage.sim.exact.rng import (
    choice_keys,
    month_key,
    name_key,
    noise_keys,
    rng_key,
    run_key,
    slot_key,
    weight_units,
)
from patronage.sim.verbs import VERB_NAMES
from tests.support.generators import ACTORS, ISSUES

names = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(names, min_size=1, max_size=4), st.lists(names, min_size=1, max_size=4))
def test_keys_are_equal_only_where_the_names_are(one, other):
    assert (name_key(*one) == name_key(*other)) == (one == other)


def test_where_a_name_ends_counts():
    assert (
        len({int(name_key(*parts)) for parts in (("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"))}) == 4
    )


def test_a_key_is_the_same_on_every_machine_and_day():
    assert int(name_key("opening", "iran", "aid", "assad")) == 4074569739377090008


def test_every_draw_of_a_month_has_a_key_of_its_own():
    chosen = choice_keys(ACTORS, VERB_NAMES)
    keys = np.concatenate([chosen.ravel(), noise_keys(ISSUES).ravel()])
    assert len(np.unique(keys)) == keys.size == 2 * 10 * 41 + 14


@given(st.permutations(ACTORS))
def test_keys_go_by_name_and_not_by_place(order):
    keys, moved = choice_keys(ACTORS, VERB_NAMES), choice_keys(tuple(order), VERB_NAMES)
    n = len(ACTORS)
    for (i, actor), v, (j, target) in product(enumerate(ACTORS), range(len(VERB_NAMES)), enumerate(ACTORS)):
        a, b = order.index(actor), order.index(target)
        assert (moved[:, a, 1 + v * n + b] == keys[:, i, 1 + v * n + j]).all()
        assert (moved[:, a, 0] == keys[:, i, 0]).all()


@given(st.integers(1, 6))
def test_further_actors_and_issues_leave_the_keys_of_the_others(n):
    few, all_of_them = choice_keys(ACTORS[:n], VERB_NAMES), choice_keys(ACTORS, VERB_NAMES)
    for v in range(len(VERB_NAMES)):
        first = 1 + v * len(ACTORS)
        assert (few[:, :, 1 + v * n : 1 + (v + 1) * n] == all_of_them[:, :n, first : first + n]).all()
    assert (noise_keys(ISSUES[:n]) == noise_keys(ISSUES)[:n]).all()


def test_runs_months_and_slots_never_share_a_hash():
    root = rng_key(1)
    runs = [run_key(root, draw, replicate) for draw, replicate in product(range(100), range(20))]
    assert len(set(runs)) == 2000
    months = [month_key(np.uint64(run), month) for run, month in product(runs[:50], range(24186, 24228))]
    assert len(set(months)) == 50 * 42
    slots = choice_keys(ACTORS, VERB_NAMES)[:, 0].ravel()
    assert len({slot_key(np.uint64(m), slot) for m, slot in product(months[:300], slots)}) == 300 * 82


def test_neighbours_are_independent():
    """Numbers of neighbouring draws, replicates, months and slots, correlated and laid out in a square."""
    root, (one, other) = rng_key(2018), noise_keys(("tolls",))[0]

    def number(draw: int, replicate: int, month: int, slot: np.uint64) -> float:
        run = np.uint64(run_key(root, draw, replicate))
        return unit(np.uint64(slot_key(np.uint64(month_key(run, 24186 + month)), slot)))

    places = list(product(range(20), range(20), range(20)))
    base = np.array([number(d, r, m, one) for d, r, m in places])
    for shifted in (
        [number(d + 1, r, m, one) for d, r, m in places],
        [number(d, r + 1, m, one) for d, r, m in places],
        [number(d, r, m + 1, one) for d, r, m in places],
        [number(d, r, m, other) for d, r, m in places],
    ):
        assert abs(np.corrcoef(base, shifted)[0, 1]) < 4 / math.sqrt(len(places))
        counts, *_ = np.histogram2d(base, shifted, bins=8, range=[[0, 1], [0, 1]])
        assert stats.chisquare(counts.ravel()).pvalue > 0.001


def test_weight_draws_are_uniform_and_keyed_by_name():
    found = weight_units(7, 20_000, "salience", "amber", "water")
    assert stats.kstest(found, "uniform").pvalue > 0.01
    other = weight_units(7, 20_000, "salience", "amber", "roads")
    assert abs(np.corrcoef(found, other)[0, 1]) < 4 / math.sqrt(20_000)
    assert not np.array_equal(found, weight_units(8, 20_000, "salience", "amber", "water"))


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_weight_draw_is_the_same_however_many_are_asked_for(first, count):
    whole = weight_units(3, 100, "position", "birch", "roads")
    assert np.array_equal(
        weight_units(3, count, "position", "birch", "roads", first=first), whole[first:][:count]
    )

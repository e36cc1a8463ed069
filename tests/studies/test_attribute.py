"""Shapley values held to games whose values are known, and to their axioms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.attribute import shapley_exact, shapley_sampled
from patronage.sim.designs.coalitions import (
    EXACT_MOST,
    coalitions_along,
    every_coalition,
    sampled_orders,
    single_and_all_but,
)


def worths(members: int, game: Callable[[set[int]], float]) -> np.ndarray:
    return np.array([game(set(np.flatnonzero(row).tolist())) for row in every_coalition(members)])


def games(most: int) -> st.SearchStrategy[np.ndarray]:
    return st.integers(1, most).flatmap(
        lambda n: st.lists(st.floats(-10, 10), min_size=2**n, max_size=2**n).map(np.array)
    )


def test_the_one_right_glove_is_worth_four_times_a_left_one() -> None:
    """Two left gloves (0, 1) and one right glove (2); a pair is worth 1: 1/6, 1/6, 2/3."""
    shares = shapley_exact(worths(3, lambda who: float(2 in who and len(who) > 1)))
    np.testing.assert_allclose(shares.value, [1 / 6, 1 / 6, 2 / 3], atol=1e-15)
    np.testing.assert_array_equal(shares.alone, [0, 0, 0])
    np.testing.assert_array_equal(shares.last, [0, 0, 1])


def test_the_airport_game_shares_each_stretch_of_runway_among_those_who_need_it() -> None:
    """Littlechild & Owen 1973: costs 1, 4, 6 give 1/3, 1/3 + 3/2, 1/3 + 3/2 + 2."""
    shares = shapley_exact(worths(3, lambda who: float(max((((1, 4, 6)[k]) for k in who), default=0))))
    np.testing.assert_allclose(shares.value, [1 / 3, 1 / 3 + 3 / 2, 1 / 3 + 3 / 2 + 2], atol=1e-14)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=6))
def test_in_an_additive_game_everybody_gets_what_they_bring(brings: list[float]) -> None:
    shares = shapley_exact(worths(len(brings), lambda who: sum(brings[k] for k in who)))
    for found in (shares.value, shares.alone, shares.last):
        np.testing.assert_allclose(found, brings, atol=1e-12)


@given(games(6))
def test_the_values_sum_to_the_total_effect(worth: np.ndarray) -> None:
    assert abs(shapley_exact(worth).value.sum() - (worth[-1] - worth[0])) < 1e-9


@given(games(5), st.integers(0, 4))
def test_a_null_player_gets_nothing_and_changes_nothing_for_others(worth: np.ndarray, at: int) -> None:
    members = len(worth).bit_length() - 1
    at = min(at, members)
    rows = np.arange(2 * len(worth))
    shrunk = (rows & ((1 << at) - 1)) | ((rows >> (at + 1)) << at)
    larger = shapley_exact(worth[shrunk]).value
    assert abs(larger[at]) < 1e-9
    np.testing.assert_allclose(np.delete(larger, at), shapley_exact(worth).value, atol=1e-9)


@given(games(4))
def test_values_are_means_over_all_orders(worth: np.ndarray) -> None:
    members = len(worth).bit_length() - 1
    slow = np.zeros(members)
    orders = list(permutations(range(members)))
    for order in orders:
        there = 0
        for k in order:
            slow[k] += worth[there | 1 << k] - worth[there]
            there |= 1 << k
    np.testing.assert_allclose(shapley_exact(worth).value, slow / len(orders), atol=1e-9)


def test_every_draw_is_a_game_of_its_own() -> None:
    rng = np.random.default_rng(1)
    worth = rng.normal(size=(8, 5))
    apart = np.stack([shapley_exact(worth[:, w]).value for w in range(5)], axis=1)
    np.testing.assert_allclose(shapley_exact(worth).value, apart, atol=1e-12)


def test_no_member_is_a_game_too() -> None:
    assert shapley_exact(np.array([3.0])).value.shape == (0,)


@pytest.mark.parametrize("rows", [0, 3, 6])
def test_a_game_with_coalitions_missing_is_refused(rows: int) -> None:
    with pytest.raises(ValueError, match="not all of any number"):
        shapley_exact(np.zeros(rows))


def sampled(members: int, pairs: int, game: Callable[[set[int]], float]):
    orders = sampled_orders(members, pairs, rng=3)
    rows, steps, places = coalitions_along(orders, single_and_all_but(members))
    worth = np.array([game(set(np.flatnonzero(row).tolist())) for row in rows])
    return shapley_sampled(worth, steps, orders, places[:members], places[members:])


def test_sampled_orders_sum_exactly_and_come_near_the_exact_values() -> None:
    rng = np.random.default_rng(5)
    table = rng.normal(size=2**6)

    def game(who: set[int]) -> float:
        return float(table[sum(1 << k for k in who)])

    exact = shapley_exact(table)
    near = sampled(6, 300, game)
    assert abs(near.value.sum() - (table[-1] - table[0])) < 1e-9
    assert (np.abs(near.value - exact.value) < 4 * near.sampling_error).all()
    np.testing.assert_allclose(near.alone, exact.alone)
    np.testing.assert_allclose(near.last, exact.last)


def test_an_order_and_its_reverse_are_exact_where_only_pairs_interact() -> None:
    """With at most pairwise interaction the errors of an order and of its reverse cancel."""
    pull = np.random.default_rng(2).normal(size=(5, 5))

    def game(who: set[int]) -> float:
        return float(sum(pull[i, j] for i in who for j in who))

    near = sampled(5, 3, game)
    np.testing.assert_allclose(near.value, shapley_exact(worths(5, game)).value, atol=1e-12)
    np.testing.assert_allclose(near.sampling_error, 0, atol=1e-12)


def test_coalitions_count_up_in_bits_and_stop_at_twelve_members() -> None:
    assert every_coalition(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
    assert every_coalition(0).shape == (1, 0)
    with pytest.raises(ValueError, match="too many"):
        every_coalition(EXACT_MOST + 1)


@given(st.integers(1, 7), st.integers(1, 5))
def test_the_coalitions_along_an_order_grow_by_its_members(members: int, pairs: int) -> None:
    orders = sampled_orders(members, pairs, rng=0)
    rows, steps, _ = coalitions_along(orders)
    assert len(np.unique(rows, axis=0)) == len(rows)
    for order, step in zip(orders, steps, strict=True):
        for size, row in enumerate(step):
            assert set(np.flatnonzero(rows[row]).tolist()) == set(order[:size].tolist())
    for order, mirror in zip(orders[::2], orders[1::2], strict=True):
        assert order.tolist() == mirror[::-1].tolist()

"""Whether a sign turns, and with what, where the answer is known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.multiverse import (
    CHANCE,
    NOTHING,
    Turns,
    bound,
    effect_of,
    main_effects,
    side,
    signs_of,
)
from patronage.analysis.estimators.spread import Spread, spread_of


def loss(mean: float, error: float = 0.001, smallest: float | None = 0.01) -> Spread:
    return Spread(mean, mean - 0.002, mean + 0.002, error, float(mean > 0), 200, smallest=smallest)


def test_signs_worked_by_hand() -> None:
    zero = Spread(0.0, 0.0, 0.0, 0.0, 0.5, 200, smallest=0.01)
    found = signs_of([loss(0.02), loss(0.005), loss(0.0015), loss(-0.012), zero])
    assert (found.cells, found.losing, found.gaining, found.unclear, found.zero) == (5, 2, 1, 1, 1)
    assert (found.large_losses, found.large_gains) == (1, 1)
    assert found.median == 0.0015
    assert found.turns is Turns.YES
    assert sum(found.statuses.values()) == 5


@pytest.mark.parametrize(
    ("means", "turns"),
    [
        ([0.01] * 300, Turns.NO),
        ([-0.01] * 300, Turns.NO),
        ([0.01] * 299 + [0.0], Turns.NOT_SHOWN),
        ([0.0005] * 300, Turns.NOT_SHOWN),
        ([0.01] * 299 + [-0.0025], Turns.NOT_SURELY),  # 2.5 errors: one of 300 is so by chance
        ([0.01] * 299 + [-0.005], Turns.YES),
    ],
)
def test_a_sign_turns_only_where_both_sides_are_beyond_what_so_many_would_have_by_chance(
    means: list[float], turns: Turns
) -> None:
    assert signs_of([loss(mean) for mean in means]).turns is turns


def test_what_has_no_sign_is_never_large() -> None:
    unsure = loss(0.02, error=0.015)
    found = signs_of([unsure, loss(-0.02, error=0.015), loss(0.02)])
    assert (found.losing, found.gaining, found.large_losses, found.large_gains) == (1, 0, 1, 0)


def test_nothing_happens_where_every_loss_is_exactly_zero() -> None:
    zero = spread_of(np.zeros((30, 2)))
    assert signs_of([zero] * 5).turns is Turns.NOTHING_CAN_HAPPEN
    with pytest.raises(ValueError, match="no specification"):
        signs_of([])


def test_where_the_true_loss_is_zero_in_all_a_turn_is_seldom_seen() -> None:
    """Had the bound been two errors, a turn would be seen in every multiverse of 200."""
    numbers = np.random.default_rng(5)
    seen, both = 0, 0
    for _ in range(60):
        found = signs_of([spread_of(numbers.normal(size=60)) for _ in range(100)])
        seen += found.turns is Turns.YES
        both += bool(found.losing and found.gaining)
    assert seen <= 60 * CHANCE
    assert both > 40


@given(st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_in_all_combinations_main_effects_are_mean_differences(k: int, rng: int) -> None:
    picks = np.array(list(product(range(3), range(2), range(k + 1))), dtype=np.int64)
    means = np.random.default_rng(rng).normal(size=len(picks))
    found = main_effects(picks, means)
    for (choice, pick), moves in found.moves.items():
        there, here = (means[picks[:, choice] == which].mean() for which in (pick, 0))
        assert moves == pytest.approx(there - here, abs=1e-9)


def test_what_is_planted_is_found_and_nothing_else_stands_out() -> None:
    numbers = np.random.default_rng(3)
    columns = [numbers.permutation(np.resize(np.arange(size), 200)) for size in (3, 2, 3, 2, 3, 3)]
    picks = np.stack(columns, axis=1)
    means = 0.01 - 0.03 * (picks[:, 2] == 2) + 0.002 * numbers.normal(size=200)
    found = main_effects(picks, means)
    assert found.moves[2, 2] == pytest.approx(-0.03, abs=0.002)
    assert found.explained is not None
    assert found.explained > 0.9
    for key, moves in found.moves.items():
        main = moves, found.errors[key]
        with_it, without = (means[picks[:, key[0]] == which] for which in (key[1], 0))
        effect = effect_of(loss(0.01), loss(-0.02), loss(-0.03), main, (with_it, without), len(found.moves))
        assert effect.stands_out == (key == (2, 2))


def test_where_nothing_moves_the_loss_nothing_is_said_to() -> None:
    picks = np.array(list(product(range(3), range(2), range(2))), dtype=np.int64)
    found = main_effects(picks, np.full(12, 0.0123))
    assert set(found.moves.values()) == {0.0}
    assert found.explained is None
    effect = effect_of(loss(0.1), loss(0.1), loss(0.0), (0.0, 0.0), (np.ones(4), np.ones(4)), 4)
    assert (effect.turns, effect.stands_out) == (False, False)


def test_an_option_turns_the_sign_alone_only_if_it_is_surely_of_the_other_one() -> None:
    def turns(base: float, with_it: float) -> bool:
        none = np.empty(0)
        return effect_of(loss(base), loss(with_it), loss(0.0), (None, None), (none, none), 60).turns

    assert turns(0.01, -0.01)
    assert turns(-0.01, 0.01)
    assert not turns(0.01, -0.0025)
    assert not turns(0.0005, -0.01)
    assert not turns(0.01, 0.02)


def test_too_few_combinations_have_no_error() -> None:
    found = main_effects(np.array([[0], [1]]), np.array([0.1, 0.3]))
    assert found.moves == {(0, 1): pytest.approx(0.2)}
    assert found.errors == {(0, 1): None}
    effect = effect_of(loss(1.0), loss(1.0), loss(0.0), (0.2, None), (np.ones(1), np.ones(1)), 1)
    assert not effect.stands_out


def test_the_bound_grows_with_how_many_are_asked() -> None:
    assert bound(1) == 2.0
    assert bound(100) == pytest.approx(3.4808, abs=1e-4)
    assert [side(loss(mean)) for mean in (0.0021, -0.0021, 0.0019)] == [1, -1, 0]
    assert side(Spread(1.0, 1.0, 1.0, None, 1.0, 1)) == 0
    assert NOTHING < 1e-9

"""The exchange model: by hand, against numbers of the program of Stokman's group, and its theory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.compare import compare_rivals
from patronage.analysis.rivals.exchange import Market, exchange
from patronage.analysis.rivals.forecasts import Stakes, forecasts
from patronage.analysis.rivals.table import ActorTable

DECIDE = (  # two actors and two issues of Decide's own test (Draaijer and others, test_rex), all of power 1
    np.array([[0.0, 0.0], [100.0, 100.0]]),
    np.array([[10.0, 90.0], [60.0, 50.0]]),
)


def random_market(rng: int, n: int, issues: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(rng)
    position = np.round(numbers.uniform(0.0, 100.0, (n, issues)))
    salience = numbers.uniform(0.1, 1.0, (n, issues))
    return position, numbers.uniform(0.1, 1.0, (n, 1)) * salience, salience


def utility(outcome: np.ndarray, position: np.ndarray, salience: np.ndarray) -> np.ndarray:
    return np.asarray(-(salience * np.abs(outcome - position)).sum(axis=1))


def test_what_decide_expects_before_and_the_exchange_worked_by_hand() -> None:
    """Decide has 85 5/7 and 35 5/7 before, and 100 on the first issue where its supplier goes all the way.

    Then the first actor gives 10 x 14 2/7 and gets 90 times the shift of the second issue, which at equal
    gains is (10 + 60) / (90 + 50) of 14 2/7: both gain 500.
    """
    position, salience = DECIDE
    before = (salience * position).sum(axis=0) / salience.sum(axis=0)
    assert before.tolist() == pytest.approx([85 + 5 / 7, 35 + 5 / 7])
    found = exchange(position, salience, salience)
    (one,) = found.exchanges
    assert (one.actors, one.issues) == ((0, 1), (0, 1))
    assert one.shift == pytest.approx((100 / 7, 50 / 7))
    assert one.gain == pytest.approx(500.0)
    assert found.outcome.tolist() == pytest.approx([100.0, 200 / 7])
    assert found.votes == pytest.approx(np.array([[100.0, 0.0], [100.0, 80.0]]))
    assert found.stop == "converged"


def test_where_saliences_are_proportional_there_is_nothing_to_gain() -> None:
    position, _ = DECIDE
    salience = np.array([[10.0, 20.0], [30.0, 60.0]])
    found = exchange(position, salience, salience)
    assert found.exchanges == ()
    assert found.outcome.tolist() == pytest.approx([75.0, 75.0])


def test_a_single_issue_or_one_mind_leaves_the_weighted_mean() -> None:
    position, weight, salience = random_market(1, 6, 1)
    found = exchange(position, weight, salience)
    assert found.outcome == pytest.approx((weight * position).sum(axis=0) / weight.sum(axis=0))
    alike = exchange(np.tile(position, (1, 3))[:1].repeat(4, axis=0), np.ones((4, 3)), np.ones((4, 3)))
    assert alike.exchanges == ()


def replayed(found: Market, position: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    """The outcomes after each exchange, from shifts alone."""
    outcome = (weight * position).sum(axis=0) / weight.sum(axis=0)
    outcomes = [outcome]
    for one in found.exchanges:
        outcome = outcome.copy()
        for k, q in enumerate(one.issues):
            aim = position[one.actors[1 - k], q]
            outcome[q] += np.sign(aim - outcome[q]) * one.shift[k]
        outcomes.append(outcome)
    return outcomes


@given(st.integers(0, 2**32 - 1), st.integers(2, 7), st.integers(2, 4))
def test_both_gain_the_same_by_each_exchange_and_the_largest_is_made_first(
    rng: int, n: int, issues: int
) -> None:
    position, weight, salience = random_market(rng, n, issues)
    found = exchange(position, weight, salience)
    outcomes = replayed(found, position, weight)
    assert outcomes[-1] == pytest.approx(found.outcome, abs=1e-6)
    for one, before, after in zip(found.exchanges, outcomes, outcomes[1:], strict=False):
        gains = utility(after, position, salience) - utility(before, position, salience)
        assert gains[list(one.actors)] == pytest.approx([one.gain, one.gain], abs=1e-6)
    low, high = position.min(axis=0), position.max(axis=0)
    assert ((low - 1e-9 <= found.outcome) & (found.outcome <= high + 1e-9)).all()
    assert ((low - 1e-9 <= found.votes) & (found.votes <= high + 1e-9)).all()
    if len(found.exchanges) > 1:
        assert found.exchanges[0].gain >= found.exchanges[1].gain - 1e-9


@given(st.integers(0, 2**32 - 1))
def test_neither_units_nor_rows_in_another_order_change_what_is_decided(rng: int) -> None:
    position, weight, salience = random_market(rng, 5, 3)
    position = position + np.random.default_rng(rng).uniform(0.0, 0.5, position.shape)  # no two gains alike
    here = exchange(position, weight, salience).outcome
    assert exchange(position / 100.0, weight * 7.0, salience * 3.0).outcome * 100.0 == pytest.approx(here)
    order = np.random.default_rng(rng).permutation(5)
    assert exchange(position[order], weight[order], salience[order]).outcome == pytest.approx(here)


def test_who_has_no_stake_trades_nothing_there() -> None:
    position, salience = (each.copy() for each in DECIDE)
    position[0, 1], salience[0, 1] = np.nan, 0.0
    found = exchange(position, salience, salience)
    assert found.exchanges == ()
    assert np.isnan(found.votes[0, 1])
    assert found.outcome.tolist() == pytest.approx([85 + 5 / 7, 100.0])
    nobody = exchange(DECIDE[0], np.zeros((2, 2)), DECIDE[1])
    assert np.isnan(nobody.outcome).all()


def test_tables_and_scenarios_have_it_among_the_rivals() -> None:
    position, salience = DECIDE
    table = ActorTable(("b", "a"), ("one", "two"), np.ones(2), position, salience, np.array([100.0, 100.0]))
    model = compare_rivals(table)["models"]["exchange"]
    assert model["outcome"] == {"one": pytest.approx(100.0), "two": pytest.approx(200 / 7)}
    (one,) = model["exchanges"]
    assert (one["actors"], one["issues"], model["stop"]) == (["a", "b"], ["two", "one"], "converged")
    stakes = Stakes(salience, salience, position / 100.0, np.array([0.5, 0.5]))
    assert forecasts(stakes)["exchange"].mean.tolist() == pytest.approx([1.0, 2 / 7])
    idle = Stakes(np.zeros((2, 2)), salience, position / 100.0, np.array([0.5, 0.4]))
    assert forecasts(idle)["exchange"].mean.tolist() == [0.5, 0.4]

"""A record held to the model's frequencies: counts by hand, known answers, and the model's own records."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.record.frequencies import Compared, compared, done_by_draw


def _all(found: Compared) -> np.ndarray:
    return np.ones(len(found.record), dtype=bool)


def test_a_month_counts_an_option_once() -> None:
    # two runs, two months, two actors: [opening, answer] of each; 0 waits, -1 had no choice
    chosen = np.array(
        [
            [[[1, 2], [1, 0]], [[0, 2], [3, -1]]],
            [[[1, 0], [2, 0]], [[-1, -1], [-1, -1]]],
        ]
    )
    one = done_by_draw(chosen, np.array([0, 1]), 4)
    assert one[:, 0].tolist() == [[0, 1, 0, 1], [0, 1, 1, 0]]
    assert one[:, 1].tolist() == [[0, 0, 2, 0], [0, 0, 0, 0]]
    both = done_by_draw(chosen, np.array([0, 0]), 4)
    assert np.array_equal(both[0], one.sum(axis=0))


def test_shares_errors_and_dissimilarity_by_hand() -> None:
    record, counts = np.array([6, 4, 0]), np.array([[30.0, 10.0, 10.0], [10.0, 20.0, 20.0]])
    found = compared(record, counts, np.random.default_rng(1))
    first = found.of(np.array([True, False, False]))
    assert first.record == 6
    assert first.model == pytest.approx(10 * 40 / 100)
    # off from the mean share by 30 - .4 x 50 = 10 and 10 - 20 = -10 of 100 acts; of two draws, so times 2
    assert first.error == pytest.approx(10 * np.sqrt(2 * (100 + 100)) / 100)
    assert first.difference == pytest.approx(2.0)
    assert found.dissimilarity == pytest.approx((0.2 + 0.1 + 0.3) / 2)
    whole = found.of(_all(found))
    assert (whole.record, whole.model, whole.error, whole.interval) == (10, 10.0, 0.0, (10.0, 10.0))


def test_a_share_that_is_known_gives_the_binomial_range() -> None:
    counts = np.array([[200.0, 800.0]])  # one draw: every record has a fifth on average
    found = compared(np.array([32, 68]), counts, np.random.default_rng(2), records=20_000)
    often = found.of(np.array([True, False]))
    assert often.interval == pytest.approx((14, 27), abs=1)  # 20 ± 1.645 x 4
    assert often.outside
    assert (
        not compared(np.array([26, 74]), counts, np.random.default_rng(2)).of(np.array([True, False])).outside
    )


@given(st.integers(0, 2**32 - 1))
def test_a_record_of_the_model_is_as_far_from_it_as_its_records(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 50, size=(8, 12)).astype(float) + 1.0
    share = counts.sum(axis=0) / counts.sum()
    exact = compared(rng.multinomial(500, share), counts, rng, records=300)
    assert 0.0 <= exact.dissimilarity <= 1.0
    mean, low, high = exact.by_chance
    assert low <= mean <= high
    parts = [exact.of(np.arange(12) == k).model for k in range(12)]
    assert sum(parts) == pytest.approx(exact.acts)


def test_no_acts_are_nothing_to_compare() -> None:
    for record, counts in (
        (np.zeros(2, dtype=int), np.ones((1, 2))),
        (np.ones(2, dtype=int), np.zeros((1, 2))),
    ):
        with pytest.raises(ValueError, match="nothing to compare"):
            compared(record, counts, np.random.default_rng(1))

"""History matching: parts of a space, and the settings that decide them, against planted ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.matching import (
    EVERYWHERE,
    NOWHERE,
    SOMEWHERE,
    chance_within,
    effective_size,
    interval_of_part,
    part_of,
)

NAMES = [f"setting{k}" for k in range(30)]


def points(rng: int, count: int = 240) -> np.ndarray:
    return np.random.default_rng(rng).random((count, len(NAMES)))


def test_the_setting_that_decides_is_named_first_and_its_range_is_that_of_the_points_kept():
    values = points(1)
    kept = values[:, 7] > 0.6
    part = part_of(kept, kept.astype(float), values, NAMES)
    assert part.where == SOMEWHERE
    assert part.kept == kept.sum()
    assert part.low < 0.4 < part.high
    assert part.turns[0].setting == "setting7"
    assert part.turns[0].higher
    assert part.turns[0].distance == pytest.approx(1.0)
    assert 0.6 < part.turns[0].low < 0.65
    assert 0.95 < part.turns[0].high <= 1.0


def test_where_chance_alone_decides_a_setting_is_named_about_once_in_twenty():
    named = 0
    for rng in range(100):
        values = points(rng)
        kept = np.random.default_rng(1000 + rng).random(len(values)) < 0.3
        named += bool(part_of(kept, kept.astype(float), values, NAMES).turns)
    assert named <= 11  # 5 are expected; more than 11 has a chance of 1%


@pytest.mark.parametrize(("value", "where"), [(False, NOWHERE), (True, EVERYWHERE)])
def test_what_holds_nowhere_or_everywhere_turns_with_nothing(value, where):
    kept = np.full(240, value)
    part = part_of(kept, np.full(240, 0.3), points(2), NAMES)
    assert (part.where, part.turns) == (where, ())
    assert part.effective == (pytest.approx(240.0) if value else 0.0)


def test_the_interval_of_a_part_is_that_of_clopper_and_pearson():
    # 0 of n: the upper end is 1 - 0.05^(1/n); 8 of 10: from tables of the binomial
    np.testing.assert_allclose(interval_of_part(0, 240), [0.0, 1.0 - 0.05 ** (1 / 240)])
    np.testing.assert_allclose(interval_of_part(8, 10), [0.4931, 0.9632], atol=1e-4)
    assert interval_of_part(240, 240)[1] == 1.0


def test_effective_sample_size_by_hand():
    assert effective_size(np.array([1.0, 1.0, 0.0, 0.0])) == pytest.approx(2.0)
    assert effective_size(np.array([1.0, 0.5, 0.5])) == pytest.approx(4.0 / 1.5)
    assert effective_size(np.zeros(3)) == 0.0


@given(st.floats(0.0, 1.0), st.integers(2, 200), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_the_chance_of_a_share_is_a_chance_and_adds_up(share, number, one, other):
    low, high = sorted((one, other))
    parts = [
        float(chance_within(np.array(share), number, *ends))
        for ends in ((0.0, low), (low, high), (high, 1.0))
    ]
    assert min(parts) >= -1e-12
    assert sum(parts) == pytest.approx(1.0)


def test_more_draws_make_a_share_surer():
    sure = [float(chance_within(np.array(0.9), number, 0.8, 1.0)) for number in (5, 25, 100, 1000)]
    assert sure == sorted(sure)
    assert sure[-1] > 0.999

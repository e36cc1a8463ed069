"""Layers of a loss, permutation tests and paired comparisons, on numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.compare import by_size, differences
from patronage.analysis.estimators.placebo import among, layers
from patronage.analysis.estimators.spread import paired, spread_of
from patronage.analysis.estimators.verdict import LossRow


def test_a_spread_by_hand() -> None:
    spread = spread_of(np.array([-1.0, 0.0, 1.0, 4.0]))
    assert spread.mean == 1.0
    assert spread.standard_error == pytest.approx(math.sqrt(14 / 3) / 2)
    assert spread.above_zero == 0.625  # two above, and half of the one at 0
    assert (spread.low, spread.high) == pytest.approx((-0.85, 3.55))
    low, high = spread.around or (None, None)
    assert spread.row == LossRow(1.0, spread.low, spread.high, 4, 0.625, around_low=low, around_high=high)


def test_one_draw_has_no_standard_error_and_no_draw_no_spread() -> None:
    assert spread_of(np.array([0.5])).standard_error is None
    with pytest.raises(ValueError, match="no draw"):
        spread_of(np.array([]))


def test_a_run_that_failed_under_one_variant_counts_under_none() -> None:
    values = np.array([[[1.0, 3.0], [5.0, 7.0]], [[2.0, np.nan], [np.nan, np.nan]]])
    np.testing.assert_array_equal(paired(values), [[[1.0, np.nan]], [[2.0, np.nan]]])
    with pytest.raises(ValueError, match="no draw"):
        paired(np.full((1, 2, 2), np.nan))


def test_layers_are_steps_and_sum_to_the_whole() -> None:
    steps = layers(("a", "b", "c"), (np.array([1.0, 1.1]), np.array([3.0, 3.2]), np.array([2.0, 2.1])))
    assert [layer.adds.mean for layer in steps] == pytest.approx([1.05, 2.05, -1.05])
    assert sum(layer.adds.mean for layer in steps) == pytest.approx(2.05)
    assert steps[0].share == pytest.approx(1.05 / 2.05)


def test_there_are_no_shares_of_a_loss_that_is_not_distinguishable_from_zero() -> None:
    assert all(layer.share is None for layer in layers(("a",), (np.array([-1.0, 1.2]),)))


def test_the_own_loss_counts_as_one_of_the_placebos() -> None:
    placebos = np.array([[0.0, 2.0], [1.0, 3.0], [6.0, 6.0]])
    found = among(("a", "b", "c"), np.array([4.0, 6.0]), placebos, 5)
    assert found.means.tolist() == [1, 2, 6]
    assert found.standard_errors.tolist() == [1, 1, 0]
    assert found.as_large == 2 / 4
    assert found.as_far == 4 / 4  # middle 3.5: the own at 1.5, the others at 2.5, 1.5 and 2.5
    assert found.smallest_p == 1 / 4
    assert not found.exhaustive


def test_what_any_placebo_gives_and_what_is_specific_add_up_draw_by_draw() -> None:
    own, placebos = np.array([4.0, 6.0]), np.array([[0.0, 2.0], [1.0, 3.0], [6.0, 6.0]])
    found = among(("a", "b", "c"), own, placebos, 3)
    assert found.exhaustive
    assert found.anyone.mean == pytest.approx(3.0)
    assert found.specific.mean == pytest.approx(2.0)
    assert found.own.mean == pytest.approx(found.anyone.mean + found.specific.mean)
    assert found.specific.standard_error == pytest.approx(1 / 3)  # 4 - 7/3 and 6 - 11/3
    some = among(
        ("a", "b", "c"), own, placebos, 5
    )  # that placebos are a sample is in the error: variance 7 of 3
    assert some.specific.standard_error == pytest.approx(math.sqrt(1 / 9 + 7 / 3))


def test_placebos_that_cannot_be_distinguished_from_the_own_loss_widen_p() -> None:
    own = np.array([5.0, 5.0, 5.0])
    near, far, larger = [4.0, 5.5, 5.2], [1.0, 1.1, 0.9], [7.0, 7.1, 6.9]
    found = among(("near", "far", "larger"), own, np.array([near, far, larger]), 3)
    assert found.close == 1
    assert found.as_large == 2 / 4
    assert found.as_large_within == (2 / 4, 3 / 4)


def test_without_placebos_there_is_nothing_to_stand_among() -> None:
    with pytest.raises(ValueError, match="no placebos"):
        among((), np.array([4.0, 6.0]), np.empty((0, 2)), 0)


@given(st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=2, max_size=9))
def test_p_is_valid_whichever_of_all_is_the_own(rows: list[list[float]]) -> None:
    """Of exchangeable losses, as many as k of n have a p of k / n at most (Phipson and Smyth 2010)."""
    values = np.array(rows)
    count = len(values)
    for rule in ("as_large", "as_far"):
        ps = [
            getattr(among(("x",) * (count - 1), values[k], np.delete(values, k, axis=0), count - 1), rule)
            for k in range(count)
        ]
        assert all(sum(p <= k / count + 1e-12 for p in ps) <= k for k in range(1, count + 1))


def test_differences_have_the_costlier_first_and_are_paired() -> None:
    losses = {"small": np.array([0.0, 1.0, 2.0]), "large": np.array([1.0, 2.0, 1.5])}
    assert list(by_size({name: spread_of(runs) for name, runs in losses.items()})) == ["large", "small"]
    (only,) = differences(losses)
    assert (only.one, only.other) == ("large", "small")
    assert only.difference.mean == pytest.approx(0.5)
    assert only.difference.above_zero == pytest.approx(2 / 3)


@given(st.lists(st.lists(st.floats(-1, 1), min_size=4, max_size=4), min_size=2, max_size=5))
def test_differences_of_means_add_up(rows: list[list[float]]) -> None:
    losses = {str(k): np.array(row) for k, row in enumerate(rows)}
    spreads = by_size({name: spread_of(runs) for name, runs in losses.items()})
    for pair in differences(losses):
        assert pair.difference.mean == pytest.approx(spreads[pair.one].mean - spreads[pair.other].mean)
        assert pair.difference.mean >= -1e-12

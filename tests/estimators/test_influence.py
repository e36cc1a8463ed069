from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patronage.analysis.estimators.by_draw import Sums, by_draw
from patronage.analysis.estimators.influence import loss_of, loss_table
from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.sim.model.measures import NAMED

# Two draws of two replicates. Reference 0.5, 0.3 | 0.2, 0.4; scenario 0.4, 0.2 | 0.3, 0.4.
VALUES = np.array([[[0.5, 0.3], [0.2, 0.4]], [[0.4, 0.2], [0.3, 0.4]]])
ALL = np.ones((2, 2), dtype=bool)


def test_a_loss_worked_by_hand() -> None:
    loss = loss_of(by_draw(VALUES, ALL), draws_of(np.array([0.03, -0.01])), 0.02)
    assert loss.reference == pytest.approx(0.35)  # (0.4 + 0.3) / 2
    assert loss.scenario == pytest.approx(0.325)  # (0.3 + 0.35) / 2
    assert loss.loss == pytest.approx(0.025)  # draws lose 0.1 and -0.05
    assert loss.loss_percent == pytest.approx(100 * 0.025 / 0.35)
    assert loss.interval == pytest.approx((-0.05 + 0.05 * 0.15, 0.1 - 0.05 * 0.15))
    assert loss.standard_error == pytest.approx(0.075)  # sd 0.15 / sqrt 2, over sqrt 2
    assert loss.share_of_draws_with_loss == 0.5
    assert loss.prior_only_loss == pytest.approx(0.01)
    assert loss.prior_only_share == 0.5
    assert loss.smallest_effect == loss.row.smallest == 0.02


def test_the_interval_runs_from_the_5th_to_the_95th_percentile_of_draws() -> None:
    losses = np.arange(21.0)  # 0 to 20: the 5th percentile is 1, the 95th 19
    values = np.stack([losses, np.zeros(21)])[:, :, None]
    loss = loss_of(by_draw(values, np.ones((21, 1), dtype=bool)))
    assert loss.interval == pytest.approx((1.0, 19.0))
    assert loss.share_of_draws_with_loss == pytest.approx(20 / 21)  # a draw that loses nothing is none


def test_arms_that_are_the_same_lose_exactly_nothing() -> None:
    values = np.stack([VALUES[0] / 3.0] * 2)
    loss = loss_of(by_draw(values, ALL))
    assert (loss.loss, loss.loss_percent, loss.interval, loss.standard_error) == (0.0, 0.0, (0.0, 0.0), 0.0)
    assert loss.share_of_draws_with_loss == 0.0


def test_a_failed_run_is_left_out_of_both_arms() -> None:
    values = VALUES.copy()
    values[1, 0, 1] = np.nan
    kept = np.array([[True, False], [True, True]])
    loss = loss_of(by_draw(values, kept))
    assert loss.reference == pytest.approx(0.4)  # (0.5 + 0.3) / 2
    assert loss.loss == pytest.approx((0.1 - 0.05) / 2)


def test_a_draw_that_keeps_no_run_is_no_draw() -> None:
    kept = np.array([[False, False], [True, True]])
    loss = loss_of(by_draw(VALUES, kept))
    assert loss.loss == pytest.approx(-0.05)
    assert loss.standard_error is None  # of one draw there is no spread


def test_without_any_run_there_is_no_loss_to_tell() -> None:
    with pytest.raises(ValueError, match="no run is left"):
        loss_of(by_draw(VALUES, ~ALL))


def test_a_reference_of_nothing_has_no_percentage() -> None:
    values = np.stack([np.zeros((2, 2)), np.full((2, 2), 0.1)])
    assert loss_of(by_draw(values, ALL)).loss_percent is None


def test_decisiveness_is_attainment_less_that_of_idleness() -> None:
    attainment = np.array([0.7, 0.6, 0.5, 0.55]).reshape(4, 1, 1)
    assert NAMED["decisiveness"].source == "attainment"
    assert NAMED["decisiveness"].in_both_arms(attainment).ravel() == pytest.approx([0.2, 0.05])
    assert NAMED["attainment"].in_both_arms(attainment).ravel().tolist() == [0.7, 0.6]


def test_the_table_sets_the_prior_only_loss_beside_each_measure() -> None:
    whole, prior = {"hold": by_draw(VALUES, ALL)}, {"hold": by_draw(VALUES[:, :1], ALL[:1])}
    rows = loss_table(whole, prior)
    assert rows["hold"].loss == pytest.approx(0.025)
    assert rows["hold"].prior_only_loss == pytest.approx(0.1)
    assert loss_table(whole)["hold"].prior_only_loss is None
    none = {"hold": by_draw(VALUES, ~ALL)}
    assert loss_table(whole, none)["hold"].prior_only_loss is None  # where all of its runs failed


FINITE = st.floats(-1.0, 1.0, allow_subnormal=False)


@given(arrays(np.float64, (2, 4, 3), elements=FINITE))
def test_what_one_arm_loses_the_other_gains(values) -> None:
    kept = np.ones((4, 3), dtype=bool)
    there, back = loss_of(by_draw(values, kept)), loss_of(by_draw(values[::-1], kept))
    assert there.loss == -back.loss
    assert there.interval[0] == pytest.approx(-back.interval[1], abs=1e-15)
    assert there.standard_error == back.standard_error
    assert there.interval[0] <= there.interval[1]
    assert there.loss == pytest.approx(there.reference - there.scenario, abs=1e-12)


@given(arrays(np.float64, (2, 4, 3), elements=FINITE), st.permutations(range(4)))
def test_the_order_of_draws_and_replicates_does_not_matter(values, order) -> None:
    kept = np.ones((4, 3), dtype=bool)
    one, other = loss_of(by_draw(values, kept)), loss_of(by_draw(values[:, order][:, :, ::-1], kept))
    assert one.loss == pytest.approx(other.loss, abs=1e-14)
    assert one.interval == pytest.approx(other.interval, abs=1e-14)


@given(arrays(np.float64, (2, 4, 3), elements=FINITE), arrays(np.bool_, (4, 3)))
def test_left_out_runs_have_no_say(values, kept) -> None:
    kept[0, 0] = True
    whole, spoilt = by_draw(values, kept), by_draw(np.where(kept, values, np.nan), kept)
    for name in ("counts", "reference", "scenario", "losses", "squares"):
        assert np.array_equal(getattr(whole, name), getattr(spoilt, name))


@given(
    arrays(np.float64, (2, 2, 3, 4), elements=FINITE),
    arrays(np.bool_, (3, 4)),
    st.lists(st.integers(1, 3), max_size=3),
)
def test_draws_come_out_the_same_in_whatever_parts_they_are_added(values, kept, cuts) -> None:
    """(quantity, arm, draw, replicate): the runs of each draw come in up to four parts."""
    whole, sums = Sums(2, 3), Sums(2, 3)
    whole.add(0, values, kept)
    edges = [0, *sorted(cuts), 4]
    for draw in range(3):
        for low, high in pairwise(edges):
            here = slice(draw, draw + 1), slice(low, high)
            sums.add(draw, values[:, :, *here], kept[here])
    assert np.array_equal(sums.counts, kept.sum(axis=1))
    for one, other in zip(whole.found(), sums.found(), strict=True):
        assert np.array_equal(one.counts, other.counts)
        for name in ("reference", "scenario", "losses", "squares"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-14)


def test_the_sums_of_a_draw_worked_by_hand() -> None:
    kept = np.array([[True, True, False], [False, False, False]])
    values = np.array([[[0.5, 0.3, 9.0], [1.0, 1.0, 1.0]], [[0.4, 0.0, 9.0], [0.0, 0.0, 0.0]]])
    found = by_draw(values, kept)  # the losses of the first draw are 0.1 and 0.3; the second keeps no run
    assert found.counts.tolist() == [2]
    assert found.reference == pytest.approx([0.4])
    assert found.scenario == pytest.approx([0.2])
    assert found.losses == pytest.approx([0.2])
    assert found.squares == pytest.approx([0.02])
    with pytest.raises(ValueError, match="not kept"):
        _ = found.runs

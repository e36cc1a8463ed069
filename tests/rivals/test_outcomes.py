"""Scores of forecasts: hand-worked errors, the null, and intervals that cover what they say."""

from __future__ import annotations

import numpy as np
import pytest

from patronage.analysis.rivals.outcomes import estimate, is_near, of_another, resampled, scored

NAN = np.nan


def test_errors_by_hand():
    truth = np.array([10.0, 20, 30, 40])
    made = {"e2": np.array([10.0, 25, 30, 50]), "other": np.array([20.0, NAN, 30, 20]), "none": truth * NAN}
    errors = {name: np.abs(values - truth) for name, values in made.items()}
    near = {name: is_near(error) for name, error in errors.items()}
    place, draws = resampled(["P", "P", "Q", "R"], rng=1)
    found = scored(errors, near, place, draws, "e2")
    assert list(found) == ["e2", "other"]
    assert (found["e2"].issues, found["e2"].error.mean, found["e2"].near.mean) == (4, 3.75, 0.75)
    assert found["e2"].beside is None
    assert (found["other"].issues, found["other"].error.mean) == (3, 10)
    assert found["other"].near.mean == pytest.approx(1 / 3)
    beside = found["other"].beside
    assert beside is not None
    assert (beside.mean, found["other"].both) == ((10 + 0 + 10) / 3, 3)


def test_the_interval_resamples_whole_proposals():
    """Hand-worked: two proposals of two issues each; a resample is PP, PQ, QP or QQ."""
    place, draws = resampled(["P", "Q", "P", "Q"], rng=0)
    found = estimate(np.array([0.0, 8, 2, 10]), place, draws)
    assert (found.mean, found.low, found.high) == (5, 1, 9)
    assert set(np.unique((draws @ [2.0, 18]) / 4)) == {1, 5, 9}


def test_issues_of_one_proposal_widen_the_interval():
    g = np.random.default_rng(2)
    shared = np.repeat(g.normal(size=30), 10)
    alone = [str(k) for k in range(300)]
    together = [str(k // 10) for k in range(300)]
    wide, narrow = (estimate(shared, *resampled(names, rng=0)) for names in (together, alone))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_nine_intervals_in_ten_hold_the_truth():
    g = np.random.default_rng(3)
    held = 0
    for trial in range(200):
        values = np.repeat(g.normal(size=40), 3) + g.normal(size=120)
        found = estimate(values, *resampled([str(k // 3) for k in range(120)], rng=trial))
        held += found.low <= 0 <= found.high
    assert 165 <= held <= 192  # 180 expected, binomial standard deviation 4; bootstraps are a little narrow


def test_the_null_is_the_mean_over_other_proposals():
    made, truth = np.array([10.0, 20, 60]), np.array([12.0, 20, 70])
    error, near = of_another(made, truth, 200, ["P", "P", "Q"])
    assert error.tolist() == [24, 20, pytest.approx((30 + 25) / 2)]
    assert near.tolist() == [0, 0, 0]
    assert of_another(made, truth, 800, ["P", "P", "Q"])[1].tolist() == [0, 1, 0]
    assert np.isnan(of_another(made, truth, 200, ["P", "P", "P"])[0]).all()


def test_five_points_are_within_five_points():
    assert is_near(np.array([5.0, 5.0 + 1e-12, 5.01, NAN])).tolist()[:3] == [1, 1, 0]

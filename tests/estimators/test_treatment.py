"""What events did to what they are about, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from patronage.analysis.estimators.by_draw import by_draw
from patronage.analysis.estimators.treatment import change_of
from patronage.analysis.estimators.verdict import Status

ALL = np.ones((4, 1), dtype=np.bool_)


def test_a_change_is_scenario_less_reference_draw_by_draw() -> None:
    values = np.array([[[0.2], [0.3], [0.4], [0.5]], [[0.3], [0.5], [0.3], [0.9]]])
    found = change_of(by_draw(values, ALL))
    assert found.reference == pytest.approx(0.35)
    assert found.scenario == pytest.approx(0.5)
    assert found.change == pytest.approx(0.15)  # of 0.1, 0.2, -0.1 and 0.4
    assert found.interval == pytest.approx((-0.07, 0.37))  # 0.15 of the way from -0.1 to 0.1, and 0.2 to 0.4
    assert found.share_of_draws == 0.75


def test_a_fall_is_below_zero_and_the_share_is_of_draws_that_fall() -> None:
    values = np.array([[[0.5], [0.5], [0.5], [0.5]], [[0.3], [0.2], [0.6], [0.4]]])
    found = change_of(by_draw(values, ALL))
    assert found.change == pytest.approx(-0.125)
    assert found.share_of_draws == 0.75


def test_what_does_not_change_has_no_direction() -> None:
    found = change_of(by_draw(np.full((2, 4, 3), 0.4), np.ones((4, 3), dtype=np.bool_)))
    assert (found.change, found.interval, found.share_of_draws) == (0.0, (0.0, 0.0), None)
    assert found.status is Status.NOTHING_CAN_HAPPEN


def test_the_interval_is_without_monte_carlo_error_and_failed_runs_do_not_count() -> None:
    g = np.random.default_rng(1)
    values = np.stack([np.zeros((400, 5)), 0.1 + g.normal(0, 1, (400, 5))])  # all draws expect the same
    values[1, 0, 0] = np.nan
    kept = np.isfinite(values[1])
    found = change_of(by_draw(values, kept))
    raw = np.nanquantile(np.nanmean(values[1], axis=1), (0.05, 0.95))
    assert found.interval[1] - found.interval[0] < 0.5 * (raw[1] - raw[0])
    with pytest.raises(ValueError, match="no run"):
        change_of(by_draw(values, np.zeros_like(kept)))

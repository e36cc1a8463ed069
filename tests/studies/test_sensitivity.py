"""Sensitivity indices held to functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.sample import morris as morris_sampler
from SALib.sample import sobol as sobol_sampler

from patronage.analysis.estimators.sensitivity import morris_effects, sobol_indices, spread_of_rows
from patronage.sim.designs.sensitivity import LEVELS, Factor, morris_points, sobol_points

THREE = tuple(Factor("setting", name) for name in ("a", "b", "c"))
NAMES = [factor.name for factor in THREE]


def ishigami(points: np.ndarray) -> np.ndarray:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1, on the unit cube."""
    x = (2 * points - 1) * np.pi
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_the_indices_of_ishigamis_function_are_found() -> None:
    """Its first-order indices are .3139, .4424, 0 and its total indices .5576, .4424, .2437."""
    found = sobol_indices(NAMES, ishigami(sobol_points(THREE, 4096, rng=1)), rng=1)
    np.testing.assert_allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.02)
    assert (np.abs(found.total - [0.5576, 0.4424, 0.2437]) < found.total_confidence).all()
    assert abs(found.variance - 13.84) < 0.2
    assert found.settled


def test_a_small_design_says_that_it_has_not_settled() -> None:
    assert not sobol_indices(NAMES, ishigami(sobol_points(THREE, 16, rng=1)), rng=1).settled


def test_half_of_the_design_is_the_design_of_half_the_size() -> None:
    whole, half = sobol_points(THREE, 64, rng=4), sobol_points(THREE, 32, rng=4)
    np.testing.assert_array_equal(whole[: len(half)], half)


def test_a_result_that_never_changes_has_no_indices() -> None:
    found = sobol_indices(NAMES, np.full(16 * 5, 0.3), rng=0)
    assert found.total.tolist() == [0, 0, 0]
    assert found.variance == 0
    assert found.settled


def test_results_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        sobol_indices(NAMES, np.zeros(16 * 5 + 1), rng=0)
    with pytest.raises(ValueError, match="not finite"):
        sobol_indices(NAMES, np.full(16 * 5, np.nan), rng=0)


def test_morris_finds_slopes_and_leaves_out_what_does_nothing() -> None:
    points = morris_points(THREE, 20, rng=1)
    found = morris_effects(NAMES, points, 3 * points[:, 0] - 2 * points[:, 1], LEVELS, rng=1)
    np.testing.assert_allclose(found.mean, [3, -2, 0], atol=1e-9)
    np.testing.assert_allclose(found.size, [3, 2, 0], atol=1e-9)
    np.testing.assert_allclose(found.spread, 0, atol=1e-9)
    assert found.settled


def test_morris_tells_interaction_by_spread() -> None:
    points = morris_points(THREE, 40, rng=2)
    found = morris_effects(NAMES, points, points[:, 0] * points[:, 1], LEVELS, rng=1)
    assert found.spread[0] > 0.2
    assert found.spread[2] == 0


def test_an_exchanged_draw_has_the_effect_of_the_step_itself() -> None:
    """Settings are reported for the full range, what is drawn as one draw in another's place."""
    points = morris_points(THREE, 20, rng=1)
    step = LEVELS / (2 * (LEVELS - 1))
    found = morris_effects(NAMES, points, points[:, 0] + points[:, 1], LEVELS, rng=1, exchanged=["b"])
    np.testing.assert_allclose(found.size, [1.0, step, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.half, [1.0, step, 0.0], atol=1e-9)


def test_what_rows_make_expected_is_found_within_its_interval() -> None:
    numbers = np.random.default_rng(3)
    inside, clipped = 0, []
    for spread in (0.0, 1.0):
        for _ in range(200):
            rows, columns = numbers.normal(0, spread, (24, 1)), numbers.normal(0, 2.0, (1, 60))
            found = spread_of_rows(rows + columns + numbers.normal(0, 1.0, (24, 60)))
            assert found.low <= found.value <= found.high
            inside += spread == 1.0 and found.low <= spread <= found.high
            clipped += [found.high] if found.value == 0.0 else []
    assert 170 <= inside <= 190
    assert len(clipped) > 50
    assert sum(high > 0.0 for high in clipped) > 0.8 * len(clipped)


def test_the_designs_are_salibs_own() -> None:
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0, 1]] * 3}
    np.testing.assert_array_equal(
        sobol_points(THREE, 8, rng=9), sobol_sampler.sample(problem, 8, calc_second_order=False, seed=9)
    )
    np.testing.assert_array_equal(
        morris_points(THREE, 4, rng=9), morris_sampler.sample(problem, 4, num_levels=LEVELS, seed=9)
    )

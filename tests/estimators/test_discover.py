"""PRIM held to boxes that are known to be there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.estimators.discover import Box, discover, doubts, measured, pasted, peeled
from patronage.studies.discover import region_of
from patronage.text.discover import doubts_of_region


def cloud(count: int = 2000, columns: int = 6, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((count, columns))


def test_a_hidden_box_is_found_with_its_limits() -> None:
    points = cloud()
    wanted = (points[:, 1] > 0.6) & (points[:, 4] < 0.5)
    steps, chosen = discover(points, wanted)
    assert chosen.box.restricted == (1, 4)
    assert chosen.density > 0.97
    assert chosen.coverage > 0.97
    np.testing.assert_allclose([chosen.box.low[1], chosen.box.high[4]], [0.6, 0.5], atol=0.02)
    assert steps[0].coverage == 1.0
    assert steps[0].density == wanted.mean()


def test_a_box_with_two_sides_in_noise_is_found() -> None:
    points = cloud(4000)
    rng = np.random.default_rng(1)
    inside = (points[:, 0] > 0.3) & (points[:, 0] < 0.7) & (points[:, 2] > 0.5)
    wanted = rng.random(4000) < np.where(inside, 0.9, 0.1)
    _, chosen = discover(points, wanted)
    assert {0, 2} <= set(chosen.box.restricted)
    np.testing.assert_allclose(
        [chosen.box.low[0], chosen.box.high[0], chosen.box.low[2]], [0.3, 0.7, 0.5], atol=0.06
    )
    assert chosen.density > 0.8


def test_the_boxes_density_agrees_with_an_independent_program() -> None:
    """ema_workbench 2.5.3 (threshold .8, peel_alpha .05) limits the same two columns here, at density 1."""
    rng = np.random.default_rng(0)
    points = rng.random((2000, 24))
    wanted = (points[:, 0] > 0.6) & (points[:, 1] < 0.4)
    last = peeled(points, wanted)[-1]
    assert last.density == 1.0
    assert last.box.restricted == (0, 1)
    assert last.coverage > 0.95


def test_peeling_never_gains_coverage_and_ends_above_the_least_mass() -> None:
    points = cloud(500, 3)
    wanted = np.random.default_rng(3).random(500) < points[:, 0]
    steps = peeled(points, wanted)
    coverages = [step.coverage for step in steps]
    assert coverages == sorted(coverages, reverse=True)
    assert [step.density for step in steps] == sorted(step.density for step in steps)
    assert steps[-1].mass >= 0.05


def test_columns_of_few_values_are_peeled_by_whole_values() -> None:
    grid = np.array([[a, b] for a in range(5) for b in range(5)] * 4, dtype=float)
    wanted = (grid[:, 0] >= 3) & (grid[:, 1] <= 1)
    _, chosen = discover(grid, wanted)
    assert (chosen.coverage, chosen.density) == (1.0, 1.0)
    assert (chosen.box.low[0], chosen.box.high[1]) == (3, 1)


def test_pasting_takes_back_what_was_peeled_too_far() -> None:
    points = cloud(1000, 2)
    wanted = points[:, 0] > 0.5
    small = Box(np.array([0.8, 0.2]), np.array([np.inf, np.inf]))
    grown = pasted(small, points, wanted)
    after = measured(grown, points, wanted)
    assert after.density == 1.0
    assert after.coverage > 0.95


def test_a_limit_that_chance_would_give_is_doubted() -> None:
    points = cloud(1000, 2)
    wanted = points[:, 0] > 0.7
    box = Box(np.array([0.7, 0.1]), np.array([np.inf, np.inf]))
    found = doubts(box, points, wanted)
    assert found[0] < 1e-6
    assert found[1] > 0.05


@pytest.mark.parametrize("everything", [True, False])
def test_without_contrast_there_is_no_region(everything: bool) -> None:
    with pytest.raises(ValueError, match="all or none"):
        discover(cloud(10), np.full(10, everything))


@given(st.integers(0, 10_000))
def test_the_measures_count_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, wanted = rng.random((40, 2)), rng.random(40) < 0.5
    wanted[0] = True
    box = Box(np.array([0.2, -np.inf]), np.array([0.9, 0.7]))
    inside = [k for k in range(40) if 0.2 <= points[k, 0] <= 0.9 and points[k, 1] <= 0.7]
    found = measured(box, points, wanted)
    assert found.mass == len(inside) / 40
    assert found.coverage == sum(wanted[inside]) / wanted.sum()
    assert 0 <= found.balance <= 1


def reported(searched: tuple[float, float], aside: tuple[float, float]) -> list[str]:
    """What is said to be open of a box with these coverages and densities, searched and kept aside."""
    points = cloud(60, 2)
    found = region_of("hold", ("a", "b"), points, points[:, 0])
    seen, tested = (
        replace(found.found, coverage=coverage, density=density) for coverage, density in (searched, aside)
    )
    return doubts_of_region(replace(found, found=seen, tested=tested))[:-1]


def test_what_is_open_is_judged_by_the_points_kept_aside() -> None:
    assert reported((0.5, 0.5), (0.95, 0.9)) == []
    inside, outside, *drops = reported((0.95, 0.9), (0.6, 0.7))
    assert inside.startswith("the loss inside the region: of its points kept aside, 30% have no loss")
    assert outside == "the losses outside the region: 40% of such losses, on points kept aside"
    assert drops == [
        f"the {name}: {searched} on the points that were searched, but {aside} on those kept aside"
        for name, searched, aside in (("coverage", "95%", "60%"), ("density", "90%", "70%"))
    ]
    assert reported((1.0, 1.0), (0.91, 0.91)) == []

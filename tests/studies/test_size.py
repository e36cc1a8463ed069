"""How a number of runs is divided into draws and replicates."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.scenario.load import load_scenario
from patronage.studies.asked import (
    FEWEST_REPLICATES,
    chosen_scenario,
    replicates_dividing,
    replicates_within,
)
from patronage.studies.losses import Size, sized
from patronage.studies.shipped import scenario_path

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


@pytest.mark.parametrize(
    ("runs", "replicates"),
    [(20_000, 100), (40_000, 100), (2_000, 10), (1_000, 5), (500, 4), (20, 4), (1, 4)],
)
def test_replicates_are_cut_to_a_few_and_then_draws(runs: int, replicates: int) -> None:
    assert replicates_within(runs, 200, 100) == replicates


@given(st.integers(1, 20_000), st.integers(1, 300), st.integers(1, 100))
def test_the_parts_of_a_number_of_runs_make_it_up_or_all_replicates_stay(
    runs: int, draws: int, replicates: int
) -> None:
    found = replicates_dividing(runs, draws, replicates)
    assert min(FEWEST_REPLICATES, replicates, runs) <= found <= replicates
    assert runs % found == 0 or found == replicates


@pytest.mark.parametrize(
    ("variants", "size"),
    [(1, Size(200, 100)), (50, Size(200, 100)), (100, Size(200, 50)), (1000, Size(200, 5))],
)
def test_an_analysis_takes_what_its_budget_allows(variants: int, size: Size) -> None:
    assert sized(load_scenario(scenario_path("afrin_airspace")), variants, 1_000_000) == size


@pytest.mark.parametrize(
    ("runs", "changes", "size"),
    [
        ("400", (), (100, 4)),
        ("2000", (), (200, 10)),
        ("40000", (), (400, 100)),
        ("400", ("replicates=10",), (40, 10)),
        (None, (), (200, 100)),
    ],
)
def test_fewer_runs_are_fewer_replicates_before_fewer_draws(
    runs: str | None, changes: tuple[str, ...], size: tuple[int, int]
) -> None:
    found = chosen_scenario(scenario_path("afrin_airspace"), runs=runs, changes=changes)
    assert (found.runs // found.replicates, found.replicates) == size

"""The ladder: its ends are the two versions as `run` has them; what changes nothing adds exactly nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.estimators.by_draw import by_draw
from patronage.analysis.estimators.influence import Loss
from patronage.sim.designs.ladder import PARTS, first_settings, rungs
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.ladder import (
    CODED,
    PRIOR,
    RANDOM,
    UNDER,
    Cell,
    Ladder,
    Quantity,
    Step,
    cells_of,
    ladder,
    runs_of_ladder,
    size_of_ladder,
)  # fmt: skip
from patronage.studies.losses import Size
from patronage.studies.run import answer

COORDINATION = data_root() / "scenarios" / "russia_us_coordination.yaml"
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
FEW = Size(6, 2)
TALKS = "outcome:coordination"


def scenario_of(path: Path, **changes: str) -> Scenario:
    return load_scenario(path, changes | {"runs": str(FEW.runs), "replicates": str(FEW.replicates)})


@pytest.fixture(scope="module")
def climbed() -> Ladder:
    return ladder(scenario_of(COORDINATION), size=FEW)


@pytest.fixture(scope="module")
def without_content() -> Ladder:
    return ladder(load_scenario(COORDINATION, {"settings.content": "0"}), size=FEW)


def step(found: Ladder, name: str) -> Step:
    return next(step for step in (*found.rungs, *found.left_out) if step.name == name)


def same(cells: Mapping[str, Cell], losses: Mapping[str, Loss]) -> None:
    for name, cell in cells.items():
        if name not in losses:  # an outcome
            continue
        loss = losses[name]
        assert (cell.reference, cell.scenario, cell.effect.mean) == (loss.reference, loss.scenario, loss.loss)
        assert (cell.effect.low, cell.effect.high) == loss.interval
        assert cell.effect.standard_error == loss.standard_error
        if loss.interval != (0.0, 0.0):  # a draw that neither loses nor gains counts half here
            assert cell.effect.above_zero == loss.share_of_draws_with_loss


def test_the_last_rung_is_what_run_says(climbed: Ladder) -> None:
    found = answer(scenario_of(COORDINATION), months=False)
    same(climbed.whole.cells[CODED], found.losses)
    for name in climbed.measures:
        assert climbed.whole.cells[PRIOR][name].effect.mean == found.losses[name].prior_only_loss


def test_the_first_rung_is_what_run_says_of_the_first_version(climbed: Ladder) -> None:
    found = answer(scenario_of(COORDINATION, settings="first_version"), months=False)
    same(climbed.rungs[0].cells[CODED], found.losses)


def test_under_random_acts_the_last_rung_is_the_scenario_with_choice_by_chance(climbed: Ladder) -> None:
    found = answer(scenario_of(COORDINATION, **{"settings.rationality": "0"}), months=False)
    same(climbed.whole.cells[RANDOM], found.losses)


def test_an_outcome_moves_from_the_reference_to_the_scenario(climbed: Ladder) -> None:
    assert climbed.treatment == (TALKS,)
    for one in (*climbed.rungs, *climbed.left_out):
        cell = one.cells[CODED][TALKS]
        assert cell.effect.mean == pytest.approx(cell.scenario - cell.reference, abs=1e-12)


def test_a_part_that_is_off_adds_exactly_nothing(climbed: Ladder, without_content: Ladder) -> None:
    assert (climbed.off, without_content.off) == ((), ("content",))
    for name in ("+ content", "without content"):
        for cells in step(without_content, name).cells.values():
            for cell in cells.values():
                assert cell.adds is not None
                assert (cell.adds.mean, cell.adds.low, cell.adds.high, cell.adds.above_zero) == (0, 0, 0, 0.5)
        adds = step(climbed, name).cells[CODED][TALKS].adds
        assert adds is not None
        assert adds.mean != 0.0  # so that the ladder can tell a part that does something


def test_steps_add_up_to_the_way_from_the_first_version_to_this_one(climbed: Ladder) -> None:
    for under in UNDER:
        for name in (*climbed.measures, *climbed.treatment):
            first, last = (rung.cells[under][name].effect.mean for rung in (climbed.rungs[0], climbed.whole))
            adds = [rung.cells[under][name].adds for rung in climbed.rungs[1:]]
            assert sum(each.mean for each in adds if each is not None) == pytest.approx(
                last - first, abs=1e-12
            )


def test_leaving_the_last_part_out_takes_back_what_it_adds(climbed: Ladder) -> None:
    last = PARTS[-1].name
    for name, cell in step(climbed, f"without {last}").cells[CODED].items():
        added = step(climbed, f"+ {last}").cells[CODED][name].adds
        assert cell.adds is not None
        assert added is not None
        assert cell.adds.mean == pytest.approx(-added.mean, abs=1e-15)
        assert cell.effect == climbed.rungs[-2].cells[CODED][name].effect


def test_by_chance_how_actors_choose_changes_nothing(climbed: Ladder) -> None:
    for name in ("+ coefficients", "+ answers muted", "+ trust by deeds"):
        for cell in step(climbed, name).cells[RANDOM].values():
            assert cell.adds is not None
            assert cell.adds.low == cell.adds.mean == cell.adds.high == 0.0


def test_disarming_the_idle_changes_decisiveness_alone(climbed: Ladder) -> None:
    for name, cell in step(climbed, "+ idle unarmed").cells[CODED].items():
        assert cell.adds is not None
        assert (cell.adds.mean == 0.0) == (name != "decisiveness")


def test_every_part_of_the_second_version_has_its_rung() -> None:
    switches = {name for name, one in SETTINGS.items() if one.switch}
    added = [name for part in PARTS for name in part.settings]
    assert len(added) == len(set(added))
    assert set(added) == switches | {"status_quo", "agreement"}
    assert {name for name, value in first_settings().items() if value == 0.0} == set(added)


def test_rungs_change_the_named_settings_and_nothing_else() -> None:
    scenario = load_scenario(TINY)
    chosen = rungs(scenario)
    assert chosen[-1].scenario == scenario
    assert chosen[0].scenario.settings == scenario.settings | first_settings()
    for part, before, after in zip(PARTS, chosen[1:], chosen[2:], strict=False):
        changed = {
            name for name in SETTINGS if before.scenario.settings[name] != after.scenario.settings[name]
        }
        assert changed == set(part.settings)
        assert replace(before.scenario, settings=scenario.settings) == scenario


def test_a_ladder_is_as_large_as_the_scenario_unless_time_forbids() -> None:
    scenario = load_scenario(COORDINATION)
    assert size_of_ladder(scenario) == Size(200, 10)
    assert runs_of_ladder(scenario, Size(200, 10)) == 4 * (3 * 12 + 10) * 2000
    assert size_of_ladder(replace(scenario, runs=200_000)).runs <= 400_000 // 184


def test_where_no_event_names_an_issue_there_is_no_treatment_to_look_at() -> None:
    ticks: list[int] = []
    scenario = load_scenario(TINY)
    found = ladder(scenario, size=FEW, tick=ticks.append)
    assert found.treatment == ()
    assert sum(ticks) == runs_of_ladder(scenario, FEW) + 4 * scenario.runs  # the scenario's own loss
    assert set(found.whole.cells[CODED]) == set(found.measures)


def test_runs_that_failed_count_on_no_side_of_a_step_and_none_at_all_is_said() -> None:
    kept = np.array([[True, False], [True, True]])
    values = np.array([[[3.0, np.nan], [1.0, 5.0]], [[1.0, 9.0], [1.0, 1.0]]])
    here = {"hold": Quantity(by_draw(values, kept), np.where(kept, values[0] - values[1], np.nan))}
    before = {"hold": Quantity(by_draw(values, ~kept), np.array([[1.0, 1.0], [np.nan, 1.0]]))}
    (cell,) = cells_of(here, before).values()
    assert (cell.reference, cell.scenario, cell.effect.mean) == (3.0, 1.0, 2.0)
    assert cell.adds is not None
    assert cell.adds.mean == 2.0  # 1 in the first draw, 3 in the second
    none = {"hold": Quantity(by_draw(values, kept & False), np.full((2, 2), np.nan))}
    with pytest.raises(ValueError, match="no draw"):
        cells_of(none, {})

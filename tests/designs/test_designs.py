"""The designs behind why a loss comes about, held to what their runs must give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.arms import arms_table, weights_of
from patronage.sim.designs.coalitions import every_coalition
from patronage.sim.designs.discover import settings_points, settings_table, varied_settings
from patronage.sim.designs.events import events_table
from patronage.sim.designs.patrons import others_of, patrons_table
from patronage.sim.designs.placebo import (
    as_it_is,
    permuted,
    placebo_orders,
    prior_only,
    random_acts,
    switched,
    variants_table,
    without_dated_capability,
    without_each,
)
from patronage.sim.designs.sensitivity import (
    BANK,
    GROUPS,
    composed,
    factors_of,
    factors_table,
    morris_picks,
    morris_points,
    settings_at,
    sobol_picks,
    sobol_points,
    swaps_table,
)
from patronage.sim.model.settings import SETTING_NAMES, SETTINGS
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.attribute import over_events, over_patrons, over_sentences
from patronage.studies.losses import CHUNK, Size, asked_of, sized, values_of
from patronage.studies.placebo import placebo
from patronage.studies.sensitivity import morris, sobol

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SMALL = Size(6, 2)


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY, {"runs": "12", "replicates": "2"})


def losses(scenario: Scenario) -> np.ndarray:
    """The loss of every draw, as `patronage run` has it."""
    values = values_of(arms_table(scenario), asked_of(scenario, "hold"))
    arms = values.reshape(4, -1, scenario.replicates).mean(axis=2)
    return np.asarray(arms[0] - arms[1])


def test_all_events_and_none_are_the_arms_of_the_scenario(tiny: Scenario) -> None:
    table = events_table(tiny, every_coalition(len(tiny.events)), weights_of(tiny))
    values = values_of(table, asked_of(tiny, "hold")).reshape(-1, 6, 2).mean(axis=2)
    np.testing.assert_array_equal(values[0] - values[-1], losses(tiny))
    assert table.window == 4  # of the whole scenario, whichever events happen


def test_the_values_of_events_sum_to_the_loss_draw_by_draw(tiny: Scenario) -> None:
    found = over_events(tiny)
    assert found.exact
    assert found.coalitions == 4
    assert abs(found.gap) < 1e-9
    assert found.total.mean == pytest.approx(losses(tiny).mean(), abs=1e-12)
    assert found.nobody.mean == 0.0


def test_the_values_of_patrons_sum_to_the_loss_beyond_nobodys(tiny: Scenario) -> None:
    found = over_patrons(tiny)
    assert {member.id for member in found.members} == {"guild", "port"}
    assert abs(found.gap) < 1e-9
    assert found.total.mean == pytest.approx(losses(tiny).mean(), abs=1e-12)


def test_muting_the_only_one_who_acts_in_the_events_leaves_no_loss(tiny: Scenario) -> None:
    """Every event is the guild's or the port's: with the duke alone both arms are the same."""
    table = patrons_table(tiny, every_coalition(len(others_of(tiny))), weights_of(tiny))
    values = values_of(table, asked_of(tiny, "hold")).reshape(-1, 2, 12)
    np.testing.assert_array_equal(values[0, 0], values[0, 1])
    assert over_patrons(tiny).nobody.mean == 0.0


def test_many_events_are_attributed_along_sampled_orders(tiny: Scenario) -> None:
    first = tiny.events[0]
    copies = tuple(
        replace(first, id=f"gift_{k}", months=(first.months[0] + k % 3, first.months[0] + k % 3))
        for k in range(13)
    )
    found = over_events(replace(tiny, events=copies), size=Size(2, 1))
    assert not found.exact
    assert abs(found.gap) < 1e-9
    assert all(member.sampling_error >= 0.0 for member in found.members)


def test_events_that_say_the_same_share_alike(tiny: Scenario) -> None:
    """The same act twice: the second changes nothing once the first is there, so each has half."""
    twin = replace(tiny.events[0], id="twin")
    found = over_events(replace(tiny, events=(tiny.events[0], twin)))
    one, other = found.members
    assert one.value.mean == pytest.approx(other.value.mean, abs=1e-15)
    assert one.last.mean == other.last.mean == 0.0
    assert one.alone.mean == pytest.approx(found.total.mean, abs=1e-15)


def test_leaving_an_item_out_is_what_the_loader_does(tiny: Scenario) -> None:
    """The same numbers as of a scenario whose file says `leave_out`."""
    found = {item.id: item for item in over_sentences(tiny).items}
    chosen = "old_treaty"
    loaded = load_scenario(TINY, {"runs": "12", "replicates": "2", "weights.leave_out": f"[{chosen}]"})
    assert found[chosen].without.mean == pytest.approx(losses(loaded).mean(), abs=1e-15)
    assert found[chosen].change.mean == pytest.approx(losses(loaded).mean() - losses(tiny).mean(), abs=1e-15)


def test_every_item_that_feeds_a_weight_is_left_out_once(tiny: Scenario) -> None:
    ids = [item.id for item, _ in without_each(tiny)]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {item.id for item in tiny.case.items}
    assert "grain_ships" in ids


def test_the_first_variant_is_the_scenario_itself(tiny: Scenario) -> None:
    variants = [as_it_is(tiny), prior_only(tiny), random_acts(as_it_is(tiny)), *switched(tiny)]
    table = variants_table(tiny, variants, 6)
    values = values_of(table, asked_of(tiny, "hold")).reshape(-1, 2, 12)
    mine = (values[0, 0] - values[0, 1]).reshape(6, 2).mean(axis=1)
    np.testing.assert_allclose(mine, losses(tiny), atol=1e-15)
    assert (table.settings[12:18, SETTING_NAMES.index("rationality")] == 0.0).all()  # of its six draws
    assert len(np.unique(values[:, 0, 0])) > 3


def test_placebo_labels_are_distinct_and_never_the_true_ones() -> None:
    assert sorted(placebo_orders(3, 100, rng=1)) == [
        (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0),
    ]  # fmt: skip
    some = placebo_orders(6, 50, rng=1)
    assert len(set(some)) == 50
    assert tuple(range(6)) not in some
    assert some == placebo_orders(6, 50, rng=1)


def test_permuting_labels_deals_the_coding_out(tiny: Scenario) -> None:
    own = as_it_is(tiny).beliefs
    for variant in permuted(tiny, 5):
        order = [own.actors.index(name) for name in variant.name.split()]
        np.testing.assert_array_equal(variant.beliefs.salience, own.salience[order])
        np.testing.assert_array_equal(variant.beliefs.capability, own.capability)
        assert variant.changes == without_dated_capability(tiny).changes == {"dated_capability": 0.0}


def test_the_layers_of_a_placebo_sum_to_the_loss(tiny: Scenario) -> None:
    found = placebo(tiny, size=SMALL, permutations=3)
    assert sum(layer.adds.mean for layer in found.layers) == pytest.approx(losses(tiny).mean(), abs=1e-12)
    assert len(found.labels.means) == 3


def test_groups_take_their_draws_from_where_their_numbers_say(tiny: Scenario) -> None:
    bank = weights_of(tiny, draws=BANK)
    factors = factors_of(tiny, bank)
    points = sobol_points(factors, 8, rng=3)
    picks = sobol_picks(points)
    weights = composed(bank, factors, picks)
    for column, factor in enumerate(factors):
        if factor.kind == "weights":
            i = bank.actors.index(factor.actor)
            mine, theirs = getattr(weights, factor.group)[:, i], getattr(bank, factor.group)[:, i]
            np.testing.assert_array_equal(mine, theirs[picks[:, column]])
    assert {factor.group for factor in factors if factor.kind == "weights"} == set(GROUPS)
    assert [factor.name for factor in factors if factor.kind == "replicate"] == ["replicate"]


def test_settings_stand_where_their_numbers_say(tiny: Scenario) -> None:
    factors = factors_of(tiny, weights_of(tiny, draws=BANK))
    ends = np.vstack([np.zeros(len(factors)), np.ones(len(factors))])
    low, high = settings_at(tiny, factors, ends)
    for factor in factors:
        if factor.kind == "setting":
            column = SETTING_NAMES.index(factor.name)
            assert (low[column], high[column]) == (SETTINGS[factor.name].low, SETTINGS[factor.name].high)


def test_one_point_of_a_design_is_the_run_it_stands_for(tiny: Scenario) -> None:
    """All groups from one draw, settings as in the scenario: the loss of that draw and the replicate."""
    bank = weights_of(tiny, draws=BANK)
    factors = factors_of(tiny, bank)
    places = [
        (tiny.settings[one.name] - one.low) / (one.high - one.low) if one.kind == "setting" else 0.0
        for one in factors
    ]
    picks = np.zeros((1, len(factors)), dtype=np.int64)
    table = factors_table(tiny, bank, factors, np.array([places]), picks, repeats=2)
    reference, events = values_of(table, asked_of(tiny, "hold")).reshape(2, 2)
    assert (reference - events).mean() == pytest.approx(losses(tiny)[0], abs=1e-12)


def test_morris_steps_change_one_factor_at_a_time(tiny: Scenario) -> None:
    factors = factors_of(tiny, weights_of(tiny, draws=BANK))
    points = morris_points(factors, 3, rng=1)
    picks = morris_picks(points)
    block = len(factors) + 1
    for trajectory in range(3):
        rows = picks[trajectory * block : (trajectory + 1) * block]
        assert ((rows[1:] != rows[:-1]).sum(axis=1) == 1).all()
    assert picks.max() < BANK


def test_a_swap_changes_one_group_and_leaves_the_rest(tiny: Scenario) -> None:
    bank = weights_of(tiny, draws=5)
    factors = factors_of(tiny, bank)
    table = swaps_table(tiny, factors, bank, swaps=2, draws=3)
    groups = [factor for factor in factors if factor.kind == "weights"]
    assert table.runs == 2 * len(groups) * 2 * 3
    row = table.weight[2 * 3]  # the first run of the second group
    for name in GROUPS:
        for i, actor in enumerate(bank.actors):
            mine = getattr(table.weights, name)[row, i]
            source = 3 if (actor, name) == (groups[1].actor, groups[1].group) else 0
            np.testing.assert_array_equal(mine, getattr(bank, name)[source, i])


def test_a_hypercube_fills_every_range_evenly(tiny: Scenario) -> None:
    points = settings_points(50, rng=2)
    for column, setting in enumerate(varied_settings()):
        units = (points[:, column] - setting.low) / (setting.high - setting.low)
        assert sorted((units * 50).astype(int)) == list(range(50))
    table = settings_table(tiny, points[:3], weights_of(tiny))
    assert table.settings.shape == (3 * 6, len(SETTING_NAMES))  # a row a draw
    assert table.runs == 2 * 3 * 12


def test_a_factor_that_does_nothing_to_a_measure_has_no_index(tiny: Scenario) -> None:
    """Outcomes do not enter what others depend on: their pace and noise cannot matter to hold."""
    found = sobol(tiny, base=8, repeats=1)
    assert found.indices is not None
    index = dict(zip(found.indices.names, found.indices.total, strict=True))
    assert index["pace"] == index["noise"] == 0.0
    assert index["rationality"] > 0.0
    assert found.runs > 0


def test_morris_runs_and_gives_an_effect_for_each_factor(tiny: Scenario) -> None:
    found = morris(tiny, trajectories=4, repeats=1)
    assert found.effects is not None
    assert len(found.effects.size) == len(found.factors)
    assert (found.effects.size >= 0).all()


def test_bars_start_from_the_loss_of_the_scenarios_own_runs(tiny: Scenario) -> None:
    found = sobol(tiny, base=8, repeats=1)
    assert found.loss == pytest.approx(losses(tiny).mean(), abs=1e-12)
    bars = {bar.factor.name: bar for bar in found.bars}
    assert bars["noise"].low_within == bars["noise"].high_within == (found.loss, found.loss)
    for bar in found.bars:
        for end, (low, high) in ((bar.low, bar.low_within), (bar.high, bar.high_within)):
            assert low <= end <= high
    assert any(bar.low_within[0] < bar.low_within[1] for bar in found.bars)


def test_chunks_change_no_number(tiny: Scenario, monkeypatch) -> None:
    table = arms_table(tiny)
    whole = values_of(table, asked_of(tiny, "share"))
    monkeypatch.setattr("patronage.studies.losses.CHUNK", 7)
    ticks: list[int] = []
    np.testing.assert_array_equal(values_of(table, asked_of(tiny, "share"), ticks.append), whole)
    assert sum(ticks) == table.runs
    assert CHUNK > 1000


def test_a_budget_cuts_replicates_first_and_then_draws(tiny: Scenario) -> None:
    large = replace(tiny, runs=2000, replicates=10)
    assert sized(large, 10, 100_000) == Size(200, 10)
    assert sized(large, 100, 100_000) == Size(200, 5)
    assert sized(large, 125, 100_000) == Size(200, 4)
    assert sized(large, 1000, 100_000) == Size(25, 4)
    assert sized(large, 10**6, 100_000) == Size(2, 4)

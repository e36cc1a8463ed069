"""Capability that comes with acts: drawn from one uniform before and after, whatever else is switched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.load import Case, load_case
from patronage.sim.case.parts import Control, Item
from patronage.sim.designs.arms import arms_table, never_brought, script_of, weights_of
from patronage.sim.designs.placebo import same_beliefs
from patronage.sim.designs.sensitivity import composed, factors_of, swaps_table
from patronage.sim.model.table import Script
from patronage.sim.scenario.load import Scenario, WeightOptions, load_scenario
from patronage.sim.store.tables import run_keys
from patronage.sim.weights.beliefs import Beliefs, believe, dealt, draw_weights, stacked
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.weights import Weights

TINY = Path(__file__).parents[1] / "cases" / "tiny"
CASE = load_case(TINY)
DUKE, GUILD, PORT = range(3)
GRAIN, HARBOUR = range(2)
ITEMS = ("grain_ships", "thanks", "blockade")  # each with an act, in February, March and June
NOTHING: frozenset[str] = frozenset()
DRAWS = 64


def _coded(controls: Mapping[str, tuple[Control, ...]], coder: tuple[Item, ...] = ()) -> Case:
    """Replace the controls of the invented case's items; with a second coder's items where there are any."""
    items = tuple(replace(item, controls=controls.get(item.id, ())) for item in CASE.items)
    codings = {"A": items[:3]} | ({"B": coder} if coder else {})
    return replace(CASE, items=items, codings=codings)


def _guild(value: float, count: float, by: str | None = None) -> Control:
    return Control("guild", "harbour", value, count, by)


def _drawn(case: Case, **switches: object) -> Weights:
    return draw_weights(believe(case, **switches), 3, DRAWS)  # type: ignore[arg-type]


controls = st.lists(
    st.builds(_guild, st.floats(0, 1), st.floats(0.5, 8), st.sampled_from([None, *ITEMS])), max_size=5
)
subsets = st.frozensets(st.sampled_from(ITEMS))


@given(controls, subsets)
def test_what_has_not_happened_is_as_if_it_were_not_coded(coded: list[Control], happened: frozenset[str]):
    """The same uniforms: without an act the draws are those of a case in which its controls are not there."""
    weights = _drawn(_coded({"old_treaty": tuple(coded)}))
    there = tuple(control for control in coded if control.brought_by in {None, *happened})
    without = _drawn(_coded({"old_treaty": there}))
    np.testing.assert_array_equal(weights.capability_at(happened), without.capability)
    np.testing.assert_array_equal(weights.salience, without.salience)


@given(controls)
def test_after_all_acts_capability_is_as_ever(coded: list[Control]):
    case = _coded({"old_treaty": tuple(coded)})
    plain = _coded({"old_treaty": tuple(replace(control, brought_by=None) for control in coded)})
    weights = _drawn(case)
    np.testing.assert_array_equal(weights.capability, _drawn(plain).capability)
    np.testing.assert_array_equal(weights.capability_at(frozenset(ITEMS)), weights.capability)
    assert bool(weights.dated) == any(control.brought_by for control in coded)
    for cell in weights.dated:
        assert cell.values.shape == (DRAWS, 2 ** len(cell.items))


@given(st.floats(0, 1), st.floats(0.5, 8))
def test_the_mean_moves_towards_what_the_act_brings(value: float, count: float):
    """Exactly so for the mean of what is believed; draw by draw only where the value is an end."""
    beliefs = believe(_coded({"old_treaty": (_guild(value, count, "blockade"),)}))
    central = central_weights(beliefs)
    before, after = (central.capability_at(h)[0, GUILD, HARBOUR] for h in (NOTHING, frozenset({"blockade"})))
    assert np.sign(after - before) == pytest.approx(np.sign(round(value - before, 12)))
    drawn = draw_weights(beliefs, 3, DRAWS)
    moved = drawn.capability_at(frozenset({"blockade"})) - drawn.capability_at(NOTHING)
    assert not np.delete(moved.reshape(DRAWS, -1), GUILD * 2 + HARBOUR, axis=1).any()
    if value in {0.0, 1.0}:
        assert (moved[:, GUILD, HARBOUR] * (1 if value else -1) > 0).all()


def test_a_control_of_value_one_raises_every_draw_and_by_hand():
    """Prior of the Guild: 4 pseudo-counts about 0.1 + 0.5 x (0.05/0.2)^(1/4); strong (4) at 1 added."""
    drawn = _drawn(_coded({"blockade": (_guild(1.0, 4.0, "thanks"),)}))
    before, after = drawn.capability_at(NOTHING), drawn.capability_at(frozenset({"thanks"}))
    assert (after[:, GUILD, HARBOUR] > before[:, GUILD, HARBOUR]).all()
    central = central_weights(believe(_coded({"blockade": (_guild(1.0, 4.0, "thanks"),)})))
    prior = 0.1 + 0.5 * 0.25**0.25
    assert central.capability_at(NOTHING)[0, GUILD, HARBOUR] == pytest.approx(prior)
    assert central.capability[0, GUILD, HARBOUR] == pytest.approx((4 * prior + 4) / 8)


# --- switches


CODED = {
    "grain_ships": (_guild(0.9, 3.0, "thanks"),),
    "old_treaty": (_guild(0.5, 2.0, "blockade"),),
    "port_wants_harbour": (Control("port", "grain", 0.75, 1.0, "grain_ships"),),
}


def test_leaving_out_the_controls_own_item_takes_it_away_throughout():
    left = _drawn(_coded(CODED), leave_out=("grain_ships",))
    assert [(cell.actor, cell.items) for cell in left.dated] == [
        (GUILD, ("blockade",)),
        (PORT, ("grain_ships",)),  # whose act still happens
    ]
    gone = _drawn(_coded({name: coded for name, coded in CODED.items() if name != "grain_ships"}))
    np.testing.assert_array_equal(left.capability_at(frozenset(ITEMS))[:, GUILD], gone.capability[:, GUILD])


def test_switches_that_drop_an_item_drop_what_is_dated_by_it():
    case = _coded(CODED)
    assert [cell.actor for cell in _drawn(case).dated] == [GUILD, PORT]
    assert [cell.actor for cell in _drawn(case, assumed=False).dated] == [GUILD]
    (only,) = _drawn(case, article_only=True).dated
    assert (only.actor, only.items) == (GUILD, ("thanks",))
    assert _drawn(case, prior_only=True).dated == ()


def test_a_fixed_capability_never_jumps():
    fixed = replace(believe(_coded(CODED)), fixed=(("capability", "guild", "harbour", 0.3),))
    weights = draw_weights(fixed, 3, DRAWS)
    assert [cell.actor for cell in weights.dated] == [PORT]
    assert (weights.capability_at(NOTHING)[:, GUILD, HARBOUR] == 0.3).all()
    assert [cell.actor for cell in central_weights(fixed).dated] == [PORT]
    salience = replace(fixed, fixed=(("salience", "guild", "harbour", 0.3),))
    assert [cell.actor for cell in draw_weights(salience, 3, DRAWS).dated] == [GUILD, PORT]


def test_wishes_dealt_out_leave_capability_ties_and_dates_in_place():
    beliefs = believe(_coded(CODED, _second()), coders=("A", "B"))
    order = [1, 2, 0]
    other = dealt(beliefs, order)
    for one, mine in zip((other, *other.others), (beliefs, *beliefs.others), strict=True):
        np.testing.assert_array_equal(one.salience, mine.salience[order])
        np.testing.assert_array_equal(one.position, mine.position[:, order])
        for kept in ("capability", "trust", "commitment"):
            np.testing.assert_array_equal(getattr(one, kept), getattr(mine, kept))
        assert one.dated == mine.dated


def test_weights_that_differ_in_their_dates_alone_are_not_the_same():
    dated = believe(_coded(CODED))
    plain = replace(dated, dated=())
    other = replace(dated, dated=(replace(dated.dated[0], items=("thanks", "grain_ships")), dated.dated[1]))
    assert same_beliefs(dated, dated)
    assert not same_beliefs(dated, plain)
    assert not same_beliefs(dated, other)


# --- several coders, several sets


def _second() -> tuple[Item, ...]:
    """Code two sentences again: the second coder dates the Guild's control by its own item of the first."""
    ships, thanks, _ = CASE.items[:3]
    mine = (_guild(0.2, 2.0, "b_ships"), Control("duke", "grain", 0.5, 1.0, "b_ships"))
    return (
        replace(ships, id="b_ships", coder="B", controls=mine),
        replace(thanks, id="b_thanks", coder="B", controls=()),
    )


def test_each_draw_of_mixed_coders_is_dated_as_its_own_coder_dates_it():
    case = _coded(CODED, _second())
    mixed = _drawn(case, coders=("A", "B"))
    alone = [_drawn(case, coders=(coder,)) for coder in ("A", "B")]
    first = (mixed.position == alone[0].position).all(axis=(1, 2))
    assert [(c.actor, c.issue, c.items) for c in mixed.dated] == [
        (GUILD, HARBOUR, ("thanks", "blockade", "grain_ships")),  # by the first coder's names of sentences
        (PORT, GRAIN, ("grain_ships",)),
        (DUKE, GRAIN, ("grain_ships",)),
    ]
    whose = np.array(
        [[np.array_equal(mixed.capability[d], one.capability[d]) for d in range(DRAWS)] for one in alone]
    )
    assert whose.any(axis=0).all()
    assert 0 < whose[0].sum() < DRAWS
    assert first.any()
    for size in range(4):
        for happened in map(frozenset, combinations(ITEMS, size)):
            expected = np.where(
                whose[0][:, None, None], alone[0].capability_at(happened), alone[1].capability_at(happened)
            )
            np.testing.assert_array_equal(mixed.capability_at(happened), expected)


def test_sets_of_draws_put_together_keep_their_dates():
    parts = [
        _drawn(_coded(CODED)),
        _drawn(_coded({})),
        _drawn(_coded({"old_treaty": (_guild(0.5, 2.0, "grain_ships"),)})),
    ]
    for happened in (
        NOTHING,
        frozenset({"thanks"}),
        frozenset({"grain_ships", "blockade"}),
        frozenset(ITEMS),
    ):
        np.testing.assert_array_equal(
            stacked(parts).capability_at(happened),
            np.concatenate([part.capability_at(happened) for part in parts]),
        )


def test_central_weights_of_mixed_coders_are_the_mean_of_theirs():
    case = _coded(CODED, _second())
    mixed = central_weights(believe(case, coders=("A", "B")))
    alone = [central_weights(believe(case, coders=(coder,))) for coder in ("A", "B")]
    for happened in (NOTHING, frozenset({"grain_ships"}), frozenset(ITEMS)):
        mean = sum(one.capability_at(happened) for one in alone) / 2
        np.testing.assert_allclose(mixed.capability_at(happened), mean, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(mixed.capability_at(frozenset(ITEMS)), mixed.capability)


# --- in designs


@pytest.fixture
def scenario() -> Scenario:
    """Load the invented scenario, of which what the Guild can do depends on two items' acts."""
    loaded = load_scenario(TINY / "scenario.yaml", {"runs": "20", "replicates": "2"})
    return replace(loaded, case=_coded(CODED), weights=WeightOptions())


def test_what_no_script_brings_is_named(scenario: Scenario) -> None:
    weights, plain = weights_of(scenario), script_of(scenario)
    assert [sorted(plain.arrived(t)) for t in (0, 11)] == [[], ["grain_ships", "thanks"]]
    assert never_brought(weights, [plain]) == ("blockade",)
    assert never_brought(weights, []) == ("blockade", "grain_ships", "thanks")
    cites = script_of(scenario, [replace(scenario.events[0], evidence="blockade")])
    assert never_brought(weights, [plain, cites]) == ()
    assert never_brought(weights, [plain, cites.mute(GUILD)]) == ("blockade",)
    assert never_brought(replace(weights, dated=()), [plain]) == ()


def test_groups_of_weights_bring_their_dates_along(scenario: Scenario) -> None:
    bank = weights_of(scenario, draws=40)
    factors = factors_of(scenario, bank)
    picks = np.random.default_rng(1).integers(0, 40, (25, len(factors)))
    column = next(k for k, one in enumerate(factors) if (one.actor, one.group) == ("guild", "capability"))
    made = composed(bank, factors, picks)
    swapped = swaps_table(scenario, factors, bank, 3, 5).weights
    groups = [one for one in factors if one.kind == "weights"]
    place = groups.index(factors[column])
    for happened in (NOTHING, frozenset({"thanks"}), frozenset(ITEMS)):
        whole = bank.capability_at(happened)
        np.testing.assert_array_equal(made.capability_at(happened)[:, GUILD], whole[picks[:, column], GUILD])
        rows = swapped.capability_at(happened).reshape(len(groups), 3, 5, 3, 2)
        for swap in range(3):
            np.testing.assert_array_equal(
                rows[place, swap, :, GUILD], np.repeat(whole[5 + swap, None, GUILD], 5, axis=0)
            )
            np.testing.assert_array_equal(rows[place, swap, :, PORT], whole[:5, PORT])


def test_the_key_of_a_run_knows_what_its_acts_are_on_and_bring(scenario: Scenario) -> None:
    table = arms_table(scenario)
    plain = table.scripts[1]

    def key(script: Script, weights: Weights = table.weights) -> int:
        one = replace(table, scripts=(script,), script=np.zeros_like(table.script), weights=weights)
        return int(run_keys(one, [""])[0])

    on, instead = plain.on.copy(), plain.instead.copy()
    on[4, GUILD, 5] = instead[4, GUILD] = 1
    changed = [
        plain,
        replace(plain, on=on),
        replace(plain, instead=instead),
        replace(plain, arrivals=(*plain.arrivals, ("blockade", 4, GUILD))),
    ]
    assert len({key(script) for script in changed}) == 4
    inert = replace(table.weights, dated=())
    assert key(changed[3], inert) == key(replace(plain, arrivals=()), inert)


def test_beliefs_without_dates_draw_weights_without() -> None:
    beliefs: Beliefs = believe(CASE)
    assert beliefs.dated == ()
    assert draw_weights(beliefs, 1, 3).dated == ()
    weights = draw_weights(beliefs, 1, 3)
    np.testing.assert_array_equal(weights.capability_at(frozenset(ITEMS)), weights.capability)

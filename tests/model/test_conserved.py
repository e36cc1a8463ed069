"""What is lent is gone, what is promised is bounded, what nobody can move stays (E1 to E3, E7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.model import formulas as f
from patronage.sim.model.by_hand.actor import Actor
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import WAIT, RunTable, Script, option
from patronage.sim.weights.weights import Dated, Weights
from tests.support.generators import one_run, random_weights, settings_rows, stepped, tables

ROUNDING = 1e-15


def row(**changes: float) -> list[float]:
    """The defaults with changes."""
    return list((default_settings() | changes).values())


def kind_months(months: int, n: int) -> Script:
    """Everybody endorses everybody by script in every month, so that every pair may agree on something."""
    script = Script.empty(months, n)
    for i in range(n):
        for j in range(n):
            if i != j:
                script.acts[:, i, option("endorse", j, n)] = 1
    return script


# -- capability ----------------------------------------------------------------------------------------


@given(tables(capability_conserved=1.0, agreement=0.5))
def test_nobody_uses_more_capability_than_it_has(table: RunTable) -> None:
    for model in stepped(table):
        for actor in model.actors:
            assert actor.committed <= 1.0 + ROUNDING
            for own in actor.own:
                assert own >= -ROUNDING
                assert own + actor.committed <= 1.0 + ROUNDING


@given(tables())
def test_efforts_stances_and_concessions_are_shares(table: RunTable) -> None:
    for model in stepped(table):
        for actor in model.actors:
            for held in (actor.effort, actor.stance, actor.ceded):
                assert min(held) >= 0.0
                assert max(held) <= 1.0


@given(tables(mobilisation=1.0, idle_unarmed=0.0, max_months=6))
def test_where_everybody_mobilises_everything_effort_does_nothing(table: RunTable) -> None:
    plain, lazy = AllianceModel(table), AllianceModel(table)
    for _ in range(table.months):
        for actor in lazy.actors:
            actor.effort = [0.0] * len(actor.effort)
        plain.step()
        lazy.step()
        assert plain.outcome == lazy.outcome
        assert plain.agreements == lazy.agreements
        for one, other in zip(plain.actors, lazy.actors, strict=True):
            assert (one.done, one.trust, one.leverage) == (other.done, other.trust, other.leverage)


# -- dependence (E3) -----------------------------------------------------------------------------------


def dependence(model: AllianceModel, i: Actor, j: Actor) -> Fraction:
    """E3 in fractions: by what can stand behind i, whatever of it does so this month."""

    def support(m: Actor) -> Fraction:
        return Fraction(i.mobilisation if m is i else m.commitment[i.index])

    total = Fraction(0)
    for q, salience in enumerate(map(Fraction, i.salience)):
        behind = sum((support(m) * Fraction(m.capability[q]) for m in model.actors), Fraction(0))
        if behind:
            total += salience * support(j) * Fraction(j.capability[q]) / behind
        elif i is j:
            total += salience
    return total


@given(tables(max_months=3), st.integers(0, 6))
def test_dependence_is_on_supply_and_alternatives_not_on_use(table: RunTable, blind: int) -> None:
    """One actor weighs no issue: it depends on nobody, nor on itself."""
    w = table.weights
    salience, blind = w.salience.copy(), blind % len(w.actors)
    salience[:, blind] = 0.0
    for model in stepped(replace(table, weights=replace(w, salience=salience))):
        for i in model.actors:
            expected = [dependence(model, i, j) for j in model.actors]
            np.testing.assert_allclose(i.depends, [float(e) for e in expected], rtol=1e-14, atol=ROUNDING)
            assert sum(i.depends) == pytest.approx(sum(i.salience), rel=0, abs=ROUNDING)
        assert model.actors[blind].depends == [0.0] * len(model.actors)


@given(settings_rows(idle_unarmed=1.0))
def test_who_is_idle_relies_on_itself_only_where_nothing_is_lent(setting: list[float]) -> None:
    """Of its two issues it is backed on the first alone."""
    w = random_weights(3, 2, rng=4)
    capability, commitment = w.capability.copy(), np.zeros_like(w.commitment)
    commitment[0, 1, 0], capability[0, 1] = 0.3, [0.5, 0.0]
    made = replace(w, capability=capability, commitment=commitment)
    idle = AllianceModel(one_run(made, Script.empty(1, 3).mute(0), setting)).actors[0]
    assert idle.depends == pytest.approx([idle.salience[1], idle.salience[0], 0.0], rel=0, abs=ROUNDING)


@given(tables(max_months=1))
def test_who_can_do_nothing_and_is_lent_nothing_relies_on_itself(table: RunTable) -> None:
    w = table.weights
    capability, commitment = w.capability.copy(), w.commitment.copy()
    capability[:, 0], commitment[:, :, 0] = 0.0, 0.0
    model = AllianceModel(
        replace(table, weights=replace(w, capability=capability, commitment=commitment, dated=()))
    )
    first = model.actors[0]
    assert first.depends == [pytest.approx(sum(first.salience), rel=0, abs=ROUNDING)] + [0.0] * (
        len(model.actors) - 1
    )


# -- nobody's issue ------------------------------------------------------------------------------------


@contextmanager
def shifts(into: list[tuple[float, ...]]) -> Iterator[None]:
    """Take down what every weighed act would do to a settlement (E7): the arguments and the shift."""

    def shift(*arguments: float) -> float:
        moved = f_shift(*arguments)
        into.append((*arguments, moved))
        return moved

    f_shift = f.shift
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f, "shift", shift)
        yield


def nobodys(w: Weights, how: str) -> Weights:
    """The weights where the first issue is nobody's: of no salience, or out of everyone's reach."""
    salience, capability, field = w.salience.copy(), w.capability.copy(), w.field_leverage.copy()
    field[0] = 0.0
    if how == "weighed by none":
        salience[:, :, 0] = 0.0
    else:
        capability[:, :, 0] = 0.0
    dated = tuple(cell for cell in w.dated if cell.issue != 0)
    return replace(w, salience=salience, capability=capability, field_leverage=field, dated=dated)


@pytest.mark.parametrize("how", ["weighed by none", "out of reach"])
@given(table=tables(min_issues=2, max_months=4, content=0.0, agreement=0.5, noise=0.0))
def test_what_nobody_can_move_stays_and_is_no_bargain(how: str, table: RunTable) -> None:
    n = len(table.weights.actors)
    table = replace(
        table,
        weights=nobodys(table.weights, how),
        scripts=(kind_months(table.months, n),) * len(table.scripts),
    )
    issue = table.weights.issues[0]
    weighed: list[tuple[float, ...]] = []
    with shifts(weighed):
        model = AllianceModel(table)
        for _ in range(table.months):
            before = model.outcome[0]
            model.step()
            assert model.leverage_start[0] == model.total[0] == 0.0
            assert model.settled[0] == model.outcome[0] == before
            assert all(issue not in agreement.issues for agreement in model.agreements)
    assert weighed
    assert all(moved == 0.0 for *_, total, moved in weighed if total == 0.0)
    assert any(total == 0.0 for *_, total, moved in weighed)


def brought(before: float, after: float, rng: int = 8) -> Weights:
    """Two actors, and an issue in reach of the first alone, by so much before an act and so much after."""
    w = random_weights(2, 2, rng=rng)
    capability = w.capability.copy()
    capability[0, :, 0] = after, 0.0
    cell = Dated(0, 0, ("item 0",), np.array([[before, after]]))
    field = np.zeros_like(w.field_leverage)
    return replace(w, capability=capability, field_leverage=field, dated=(cell,))


def test_a_status_quo_that_nothing_held_does_not_pull_later() -> None:
    script = replace(Script.empty(3, 2), arrivals=(("item 0", 1, 0),))
    script.acts[:, :, WAIT] = 1
    model = AllianceModel(one_run(brought(0.0, 0.8), script, row(status_quo=3.0)))
    assert model.leverage_start[0] == 0.0
    totals = []
    for _ in range(3):
        model.step()
        totals.append(model.total[0])
        assert model.total[0] == sum(actor.leverage[0] for actor in model.actors)
    assert totals[0] == 0.0 < totals[1]
    wished = sum(actor.leverage[0] * actor.position[0] for actor in model.actors)
    assert model.settled[0] == pytest.approx(wished / model.total[0])


@given(tables(max_months=4, capability_conserved=1.0))
def test_no_weighed_act_takes_away_more_leverage_than_there_is(table: RunTable) -> None:
    """So that wherever an act would leave the settlement, it is between 0 and 1."""
    weighed: list[tuple[float, ...]] = []
    with shifts(weighed):
        for model in stepped(table):
            assert model is not None
    for change, _, own_change, _, settled, total, moved in weighed:
        assert change + own_change >= -total * (1.0 + 1e-12)
        assert -1e-9 <= settled + moved <= 1.0 + 1e-9


@given(st.integers(0, 10**6), settings_rows(dated_capability=1.0))
def test_nor_in_the_month_in_which_capability_comes_or_goes(rng: int, setting: list[float]) -> None:
    script = replace(Script.empty(2, 2), arrivals=(("item 0", 1, 0),))
    weighed: list[tuple[float, ...]] = []
    with shifts(weighed):
        for before, after in ((0.05, 0.9), (0.9, 0.05)):
            for model in stepped(one_run(brought(before, after, rng), script, setting)):
                assert model is not None
    assert weighed
    for change, _, own_change, _, settled, total, moved in weighed:
        assert change + own_change >= -total * (1.0 + 1e-12)
        assert -1e-9 <= settled + moved <= 1.0 + 1e-9

"""Cases at the edge of what there can be: finite, in bounds, and in both accounts alike to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import WAIT, RunTable, Script
from patronage.sim.weights.weights import Dated, Weights
from tests.support.accounts import compare
from tests.support.generators import AID, COERCE, ENDORSE, ITEMS, one_run, random_weights, repeated, stepped

EVERYTHING = Record(measures=True, trust=True, acts=True)
MONTHS, RUNS = 5, 3
SMALLEST = 5e-324
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Odd:
    """A case: sizes, settings other than the defaults, what is done to weights, and to the script."""

    actors: int = 3
    issues: int = 2
    settings: tuple[tuple[str, float], ...] = ()
    weights: Change | None = None
    script: Callable[[Script], Script] | None = None
    dated: bool = False


def rounded(name: str) -> Change:
    """Put some weights at whichever end is nearer."""

    def change(weights: dict[str, Any]) -> None:
        np.round(weights[name], out=weights[name])

    return change


def filled(name: str, value: float, *where: Any) -> Change:
    """Give a part of some weights one value."""

    def change(w: dict[str, Any]) -> None:
        w[name][(..., *where)] = value

    return change


def every(*changes: Change) -> Change:
    """Make several changes in turn."""

    def change(w: dict[str, Any]) -> None:
        for one in changes:
            one(w)

    return change


def busy(script: Script) -> Script:
    """Each month the first two endorse each other on the first issue, and the first aids the second on it."""
    n = script.acts.shape[1]
    for giver, taker, verb in ((0, 1, ENDORSE), (1, 0, ENDORSE), (0, 1, AID)):
        cell = (slice(None), giver, 1 + verb * n + taker)
        script.acts[cell] = script.on[cell] = 1
    return script


def instead(script: Script) -> Script:
    """The same, in the place of whatever else they would open with; the last waits by script."""
    busy(script).instead[:, :2] = 1
    script.acts[:, -1, WAIT] = 1
    return script


def idle(script: Script) -> Script:
    """The same, but for the first, which is idle."""
    return busy(script).mute(0)


def history(script: Script) -> Script:
    """The first item's act is in the first month."""
    return replace(busy(script), arrivals=((ITEMS[0], 0, 1),))


def event(script: Script) -> Script:
    """The first item's act is in the first month, the second's in the fourth."""
    return replace(busy(script), arrivals=((ITEMS[0], 0, 1), (ITEMS[1], 3, 0)))


def everybody_coerces(script: Script) -> Script:
    """Everybody coerces everybody in every month."""
    n = script.acts.shape[1]
    for i in range(n):
        for j in range(n):
            if i != j:
                script.acts[:, i, 1 + COERCE * n + j] = 1
    return script


def barred(script: Script) -> Script:
    """Nobody may do anything."""
    script.bars[:, :, 1:] = 1
    return script


NO_FIELD = filled("field_leverage", 0.0)
NOBODYS = every(NO_FIELD, filled("salience", 0.0, 0))
HELPLESS = every(NO_FIELD, filled("capability", 0.0))

CASES: dict[str, Odd] = {
    "two actors, one issue": Odd(2, 1, script=busy),
    "two actors, one issue, all in agreements": Odd(2, 1, (("agreement", 1.0),), script=busy),
    "ten actors": Odd(10, 6, script=busy),
    "ten actors, one issue": Odd(10, 1, (("agreement", 0.5),)),
    "one weighs nothing": Odd(weights=filled("salience", 0.0, 0, slice(None)), script=busy),
    "nobody weighs anything": Odd(weights=filled("salience", 0.0), script=busy),
    "nobody's issue": Odd(weights=NOBODYS, script=busy),
    "nobody's issue, no status quo": Odd(settings=(("status_quo", 0.0),), weights=NOBODYS, script=busy),
    "nobody can do anything": Odd(weights=HELPLESS, script=busy),
    "nobody can, no status quo": Odd(settings=(("status_quo", 0.0),), weights=HELPLESS, script=busy),
    "hardly any salience": Odd(weights=filled("salience", 1e-300), script=busy),
    "the least salience there is": Odd(weights=filled("salience", SMALLEST), script=busy),
    "hardly any capability": Odd(weights=every(NO_FIELD, filled("capability", 1e-300)), script=busy),
    "too little capability to divide by": Odd(weights=filled("capability", 1e-310), script=busy),
    "the least capability there is": Odd(
        weights=every(NO_FIELD, filled("capability", SMALLEST)), script=busy
    ),
    "one can do the least there is": Odd(weights=filled("capability", SMALLEST, 0, slice(None)), script=busy),
    "one actor can do everything": Odd(
        weights=every(filled("capability", 0.0), filled("capability", 1.0, 0, slice(None))), script=busy
    ),
    "no status quo": Odd(settings=(("status_quo", 0.0),), script=busy),
    "a strong status quo": Odd(settings=(("status_quo", 3.0),), script=busy),
    "no own agreements": Odd(settings=(("agreement", 0.0),), script=busy),
    "strong own agreements": Odd(settings=(("agreement", 0.5),), script=busy),
    "nothing fades": Odd(
        settings=(("commitment_decay", 0.0), ("pressure_decay", 0.0), ("trust_return", 0.0)), script=busy
    ),
    "everything fades at once": Odd(
        settings=(("commitment_decay", 1.0), ("pressure_decay", 1.0), ("trust_return", 1.0)), script=busy
    ),
    "everything is mobilised": Odd(settings=(("mobilisation", 1.0),), script=busy),
    "hardly anything is mobilised": Odd(settings=(("mobilisation", 0.0),), script=busy),
    "whole steps": Odd(settings=(("step", 1.0), ("learning", 1.0), ("pace", 1.0)), script=busy),
    "all is lent": Odd(
        weights=every(filled("commitment", 0.0), filled("commitment", 1.0, 0, 1)), script=busy
    ),
    "all coerce": Odd(settings=(("step", 1.0), ("coercion", 0.999)), script=everybody_coerces),
    "all at odds for good": Odd(weights=filled("trust", -1.0), script=busy),
    "all friends for good": Odd(weights=filled("trust", 1.0), script=busy),
    "extreme positions": Odd(weights=rounded("position"), script=busy),
    "outcomes at the end": Odd(weights=filled("outcome", 1.0), settings=(("noise", 1.0),), script=busy),
    "chance alone": Odd(settings=(("rationality", 0.0),), script=busy),
    "hardly any chance": Odd(settings=(("rationality", 100.0), ("gain", 1e6)), script=busy),
    "one is idle": Odd(script=idle),
    "one is idle but armed": Odd(
        settings=(("idle_unarmed", 0.0), ("capability_conserved", 0.0)), script=idle
    ),
    "events instead": Odd(script=instead),
    "nobody may act": Odd(script=barred),
    "capability comes in history": Odd(script=history, dated=True),
    "capability comes in history and events": Odd(script=event, dated=True),
    "capability comes by an idle actor": Odd(script=lambda script: event(script).mute(0), dated=True),
    "capability comes to those without": Odd(weights=HELPLESS, script=event, dated=True),
}  # fmt: skip


def table_of(odd: Odd) -> RunTable:
    """A few runs of a case, with the odd script and with an empty one."""
    w = random_weights(odd.actors, odd.issues, rng=11)
    arrays = {
        name: getattr(w, name).copy()
        for name in (
            "salience", "position", "capability", "trust", "commitment", "outcome", "field_leverage",
        )
    }  # fmt: skip
    if odd.weights is not None:
        odd.weights(arrays)
    own = np.arange(odd.actors)
    arrays["trust"][:, own, own] = 0.0
    made: Weights = replace(w, **arrays)
    if odd.dated:
        before = float(made.capability[0, 0, 0])
        cells = (
            Dated(0, 0, (ITEMS[0],), np.array([[before, 0.9]])),
            Dated(1, 1, ITEMS, np.array([[0.0, 0.4, 0.6, 1.0]])),
        )
        made = replace(made, dated=cells)
        made = replace(made, capability=made.capability_at(frozenset(ITEMS)))
    script = Script.empty(MONTHS, odd.actors)
    if odd.script is not None:
        script = odd.script(script)
    row = list((default_settings() | dict(odd.settings)).values())
    base = repeated(one_run(made, script, row), 2 * RUNS)
    return replace(
        base, scripts=(script, Script.empty(MONTHS, odd.actors)), script=np.arange(2 * RUNS) % 2,
        draw=np.arange(2 * RUNS) // 2,
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_everything_is_finite_and_in_bounds(name: str) -> None:
    """|T| up to 1; rows of dependence add up to the salience of all issues, to 1e-15."""
    for model in stepped(table_of(CASES[name])):
        for actor in model.actors:
            assert all(-1.0 <= trust <= 1.0 for trust in actor.trust)
            assert sum(actor.depends) == pytest.approx(sum(actor.salience), rel=0, abs=1e-15)
            assert all(0.0 <= part <= 1.0 + 1e-15 for part in actor.depends)
            assert actor.committed <= 1.0 + 1e-15
            for held in (actor.effort, actor.stance, actor.ceded, actor.own):
                assert all(0.0 <= part <= 1.0 for part in held)
            assert np.isfinite(actor.standing)
            for measure in TAKEN:
                low, high = measure.range
                assert low - 1e-12 <= actor.measures[measure.name] <= high + 1e-12
        for q, settled in enumerate(model.settled):
            assert 0.0 <= settled <= 1.0 + 1e-15
            assert 0.0 <= model.outcome[q] <= 1.0


@pytest.mark.parametrize("name", CASES)
def test_both_accounts_are_alike(name: str) -> None:
    table = table_of(CASES[name])
    out = simulate(table, EVERYTHING, threads=1)
    assert not out.failed.any()
    for row in range(table.runs):
        compare(table, row, out)


def test_there_are_enough() -> None:
    assert len(CASES) >= 30

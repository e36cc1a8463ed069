"""What must be alike in all arms and what must not: the status quo, the idle, scripts and what they bring."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.designs.arms import ARMS, REFERENCE_IDLE, SCENARIO, SCENARIO_IDLE, arm_scripts
from patronage.sim.designs.coalitions import every_coalition
from patronage.sim.designs.events import events_table
from patronage.sim.model.by_hand.actor import NO_CHOICE
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import WAIT, RunTable, Script, option
from patronage.sim.scenario.load import load_scenario
from tests.support.generators import AID, ENDORSE, ITEMS, one_run, random_weights, stepped, tables

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SWITCHED: dict[str, Any] = {"capability_conserved": 1.0, "idle_unarmed": 1.0, "dated_capability": 1.0}


def row(**changes: float) -> list[float]:
    """The defaults with changes."""
    return list((default_settings() | changes).values())


def with_scripts(table: RunTable, *scripts: Script) -> RunTable:
    """The first run of a table under each of some scripts."""
    zero = np.zeros(len(scripts), dtype=np.int64)
    return replace(
        table, scripts=scripts, script=np.arange(len(scripts)), point=zero + table.point[0],
        weight=zero + table.weight[0], draw=zero + table.draw[0], replicate=zero + table.replicate[0],
    )  # fmt: skip


# -- the status quo ------------------------------------------------------------------------------------


@given(tables(dated_capability=1.0, max_months=3), st.integers(0, 6))
def test_the_status_quo_is_that_before_anything_happens_and_nobody_is_idle(
    table: RunTable, idle: int
) -> None:
    """The same in all arms, even where capability comes in the first month; and it pulls as scripted."""
    n = len(table.weights.actors)
    plain = Script.empty(table.months, n)
    arrivals = tuple((item, 0, (idle + 1 + k) % n) for k, item in enumerate(ITEMS))
    brought = replace(plain, arrivals=arrivals)
    arms = [plain, brought, plain.mute(idle % n), brought.mute(idle % n)]
    held = None
    for arm in range(len(arms)):
        for model in stepped(_row(with_scripts(table, *arms), arm)):
            held = held or model.leverage_start
            assert model.leverage_start == held
            for q, total in enumerate(model.total):
                pull = model.settings["status_quo"] * held[q]
                driven = sum(actor.leverage[q] for actor in model.actors)
                assert total == pytest.approx(model.field_leverage[q] + pull + driven, rel=1e-12, abs=1e-300)


def _row(table: RunTable, k: int) -> RunTable:
    """One row of a table as a table."""
    picked = {name: getattr(table, name)[[k]] for name in ("script", "point", "weight", "draw", "replicate")}
    return replace(table, **picked)


# -- the idle ------------------------------------------------------------------------------------------


@given(tables(**SWITCHED, agreement=0.5, max_months=6), st.integers(0, 6), st.integers(1, 6))
def test_who_is_idle_agrees_on_nothing_and_has_no_say_of_its_own(
    table: RunTable, idle: int, step: int
) -> None:
    """Though its script has it agree on an issue and permit another, and an act of its brings capability."""
    w, months = table.weights, table.months
    n = len(w.actors)
    idle %= n
    other = (idle + 1 + (step - 1) % (n - 1)) % n
    script = Script.empty(months, n)
    for giver, taker, verb in ((idle, other, ENDORSE), (other, idle, ENDORSE), (idle, other, AID)):
        cell = (slice(None), giver, 1 + verb * n + taker)
        script.acts[cell] = script.on[cell] = 1
    script = replace(script, arrivals=tuple((item, 0, idle) for item in ITEMS)).mute(idle)
    model = AllianceModel(with_scripts(table, script))
    standings = [
        actor.standing for actor in AllianceModel(with_scripts(table, Script.empty(months, n))).actors
    ]
    for _ in range(months):
        model.step()
        muted = model.actors[idle]
        assert all(muted.name not in one.parties for one in model.agreements)
        assert not muted.done
        assert not muted.promises
        assert all(promise.strength == 0.5 for promise in model.actors[other].promises)  # no permit
        assert muted.effort == muted.own == muted.ceded == [0.0] * len(w.issues)
        assert muted.stance == muted.position
        assert muted.measures["hold"] == muted.measures["share"] == 0.0
        assert muted.committed == muted.mobilisation == 0.0
        assert model.happened == frozenset()
        assert [actor.standing for actor in model.actors] == standings  # its capability still counts there
        drawn = w.capability_at(frozenset())[table.weight[0]]
        assert [actor.capability for actor in model.actors] == drawn.tolist()


# -- what a script adds --------------------------------------------------------------------------------


@given(tables(scripted_added=1.0, max_months=8))
def test_who_may_open_by_itself_besides_its_script(table: RunTable) -> None:
    """Nobody that waits by script, nor in a month with an event that stands instead; everybody else."""
    script = table.scripts[table.script[0]]
    imposed = script.imposed()
    model = AllianceModel(table)
    for t in range(table.months):
        model.step()
        for i, actor in enumerate(model.actors):
            acts = bool(imposed[t, i].any())
            waits = bool(imposed[t, i, WAIT])
            assert (actor.chosen == NO_CHOICE) == (waits or (acts and bool(script.instead[t, i])))
            assert (actor.answered == NO_CHOICE) == waits
            wanted = {*np.flatnonzero(imposed[t, i]).tolist(), actor.chosen, actor.answered}
            assert actor.done == sorted(wanted - {WAIT, NO_CHOICE})
            if waits:
                assert set(actor.done) == set(np.flatnonzero(imposed[t, i]).tolist()) - {WAIT}


def test_an_act_that_is_scripted_and_chosen_counts_once() -> None:
    """The first would only ever aid the second, and is made to: a sacrifice, a habit, a step of support."""
    script = Script.empty(1, 2)
    aid = option("aid", 1, 2)
    script.acts[0, 0, aid] = 1
    script.bars[0, :, 1:] = 1
    script.bars[0, 0, aid] = 0
    made = random_weights(2, 2, rng=1)
    model = AllianceModel(one_run(made, script, row(cost_aid=-50.0, commitment_decay=0.0, spread=0.0)))
    before = model.actors[0].commitment[1]
    model.step()
    first = model.actors[0]
    assert first.chosen == first.answered == aid
    assert (first.done, first.sacrifice, first.habit[0]) == ([aid], 1.0, [0.0, 1.0])
    assert first.commitment[1] == pytest.approx(before + 0.25 * (1.0 - before))


# -- what acts bring -----------------------------------------------------------------------------------


@given(tables(max_months=6))
def test_capability_is_what_has_been_brought_by_the_month(table: RunTable) -> None:
    w, script = table.weights, table.scripts[table.script[0]]
    for t, model in enumerate(stepped(table)):
        happened = script.arrived(t - 1) if t else frozenset()
        dated = model.settings["dated_capability"]
        drawn = (w.capability_at(happened) if dated else w.capability)[table.weight[0]]
        assert [actor.capability for actor in model.actors] == drawn.tolist()
        weighed = w.salience[table.weight[0]].sum(axis=0) > 0.0
        for actor, one in zip(model.actors, drawn, strict=True):
            assert actor.standing == pytest.approx(one[weighed].mean())


def test_what_history_is_on_and_brings_is_so_in_every_arm() -> None:
    tiny = load_scenario(TINY)
    duke = tiny.case.actor_ids.index("duke")
    history = tuple(replace(act, on="grain" if act.item == "grain_ships" else None) for act in tiny.history)
    scripts = arm_scripts(replace(tiny, history=history, focus="guild"))
    assert len(scripts) == len(ARMS)
    assert history
    for script in scripts:
        assert script.imposed_on()[:, duke].any()
        assert {"grain_ships", "thanks"} <= script.arrived(len(script.acts) - 1)


def test_leaving_out_an_event_takes_along_what_it_brings() -> None:
    """In every coalition of events, and in the arms in which the focus is idle for its own events alone."""
    tiny = load_scenario(TINY)
    tiny = replace(tiny, history=())
    first = tiny.events[0]
    second = replace(first, id="second", actor="port", toward="guild", evidence="thanks")
    cites = (replace(first, evidence="blockade"), second)
    tiny = replace(tiny, events=cites)
    coalitions = every_coalition(2)
    table = events_table(tiny, coalitions, random_weights(3, 2))
    last = table.months - 1
    found = [script.arrived(last) for script in table.scripts]
    assert found == [
        frozenset(item for there, item in zip(chosen, ("blockade", "thanks"), strict=True) if there)
        for chosen in np.asarray(coalitions).astype(bool)
    ]
    scripts = arm_scripts(replace(tiny, focus=first.actor))
    assert scripts[SCENARIO].arrived(last) == {"blockade", "thanks"}
    assert scripts[SCENARIO_IDLE].arrived(last) == {"thanks"}
    assert scripts[REFERENCE_IDLE].arrived(last) == frozenset()


# -- who depends wholly --------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.booleans())
def test_who_depends_wholly_on_another_does_not_answer_it_at_all(rng: int, muted: bool) -> None:
    w = random_weights(3, 2, rng=rng)
    capability, commitment = np.maximum(w.capability, 0.1), np.zeros_like(w.commitment)
    capability[0, 0], commitment[0, 1, 0] = 0.0, 0.4
    script = Script.empty(1, 3)
    for other in (1, 2):
        script.acts[0, other, option("endorse", 0, 3)] = 1
    made = replace(w, capability=capability, commitment=commitment)
    model = AllianceModel(one_run(made, script, row(answers_muted=float(muted))))
    client, patron, stranger = model.actors
    assert client.depends == pytest.approx([0.0, 1.0, 0.0], rel=0, abs=1e-15)
    for actor in (client, patron, stranger):
        actor.decide()
    client.opening = [WAIT]
    opened = client.values()
    replies = client.replies(opened)
    more = {
        other.index: replies[option("aid", other.index, 3)] - opened[option("aid", other.index, 3)]
        for other in (patron, stranger)
    }
    weight = model.settings["answer"]
    assert more == {1: pytest.approx(0.0 if muted else weight, abs=1e-12), 2: pytest.approx(weight)}

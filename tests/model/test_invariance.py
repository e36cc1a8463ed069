"""What must change nothing: names, order, idle issues, repetitions, threads; and what events leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from patronage.sim.model.ensemble import simulate as ensemble
from patronage.sim.model.ensemble.bargaining import GAINS
from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.settings import SETTING_NAMES, default_settings
from patronage.sim.model.table import WAIT, RunTable, Script
from patronage.sim.verbs import VERB_NAMES
from patronage.sim.weights.weights import Weights
from tests.support.generators import AID, one_run, random_weights, repeated, scripts, tables

EVERYTHING = Record(measures=True, trust=True, acts=True, seen=True, bargains=True)
CLOSE = 1e-9
OPENING, ANSWER = 0, 1


def _run(table: RunTable) -> Outcome:
    return simulate(table, EVERYTHING, threads=1)


def _identical(one: Outcome, other: Outcome) -> None:
    for field in fields(Outcome):
        assert getattr(one, field.name).tobytes() == getattr(other, field.name).tobytes(), field.name


def _rows(out: Outcome, rows: Sequence[int] | np.ndarray) -> Outcome:
    return Outcome(**{field.name: getattr(out, field.name)[rows] for field in fields(Outcome)})


# -- names and their order -----------------------------------------------------------------------------


def _menu(order: Sequence[int]) -> list[int]:
    """Where each option of a menu stands once actor k is the one that was ``order[k]``."""
    n = len(order)
    return [0, *(1 + v * n + j for v in range(len(VERB_NAMES)) for j in order)]


def _relabelled_script(script: Script, order: Sequence[int]) -> Script:
    menu = _menu(order)
    return Script(
        acts=np.ascontiguousarray(script.acts[:, order][:, :, menu]),
        bars=np.ascontiguousarray(script.bars[:, order][:, :, menu]),
        muted=script.muted[list(order)],
        on=np.ascontiguousarray(script.on[:, order][:, :, menu]),
        instead=np.ascontiguousarray(script.instead[:, order]),
        arrivals=tuple((item, month, list(order).index(actor)) for item, month, actor in script.arrivals),
    )


@given(tables(), st.randoms(use_true_random=False))
def test_relabelling_actors_permutes_the_results(table, random):
    n = len(table.weights.actors)
    order = random.sample(range(n), n)
    w = table.weights
    moved = replace(
        w,
        actors=tuple(w.actors[k] for k in order),
        salience=w.salience[:, order], position=w.position[:, order], capability=w.capability[:, order],
        trust=w.trust[:, order][:, :, order], commitment=w.commitment[:, order][:, :, order],
        dated=tuple(replace(cell, actor=order.index(cell.actor)) for cell in w.dated),
    )  # fmt: skip
    script = tuple(_relabelled_script(one, order) for one in table.scripts)
    was, now = _run(table), _run(replace(table, weights=_contiguous(moved), scripts=script))
    options = np.array([*_menu(order), -1])  # an actor without a choice keeps its -1
    assert np.array_equal(options[now.acts_path], was.acts_path[:, :, :, order])
    np.testing.assert_allclose(now.measures, was.measures[:, :, order], rtol=0, atol=CLOSE)
    np.testing.assert_allclose(now.sacrifice, was.sacrifice[:, order], rtol=0, atol=CLOSE)
    np.testing.assert_allclose(now.ties, was.ties[:, :, order][:, :, :, order], rtol=0, atol=CLOSE)
    np.testing.assert_allclose(now.outcome_path, was.outcome_path, rtol=0, atol=CLOSE)
    np.testing.assert_allclose(
        now.trust_path, was.trust_path[:, :, order][:, :, :, order], rtol=0, atol=CLOSE
    )


def _contiguous(weights: Weights) -> Weights:
    arrays: dict[str, Any] = {
        field.name: np.ascontiguousarray(getattr(weights, field.name))
        for field in fields(Weights)
        if field.name not in ("actors", "issues", "dated")
    }
    return replace(weights, **arrays)


def _with_issues(table: RunTable, order: list[int]) -> RunTable:
    w = table.weights
    moved = replace(
        w,
        issues=tuple(w.issues[q] for q in order),
        salience=w.salience[:, :, order],
        position=w.position[:, :, order],
        capability=w.capability[:, :, order],
        outcome=w.outcome[order],
        field_leverage=w.field_leverage[order],
        field_position=w.field_position[order],
        dated=tuple(replace(cell, issue=order.index(cell.issue)) for cell in w.dated),
    )
    place = np.array([0, *(1 + order.index(q) for q in range(len(order)))])  # of 1 + the number of an issue
    renumbered = tuple(replace(script, on=place[script.on]) for script in table.scripts)
    return replace(table, weights=_contiguous(moved), scripts=renumbered)


@given(tables(min_issues=2), st.randoms(use_true_random=False))
def test_relabelling_issues_permutes_the_results(table, random):
    issues = len(table.weights.issues)
    order = random.sample(range(issues), issues)
    was, now = _run(table), _run(_with_issues(table, order))
    assert np.array_equal(now.acts_path, was.acts_path)
    for name in ("measures_path", "trust_path", "ties", "sacrifice"):
        np.testing.assert_allclose(getattr(now, name), getattr(was, name), rtol=0, atol=CLOSE)
    np.testing.assert_allclose(now.outcome_path, was.outcome_path[:, :, order], rtol=0, atol=CLOSE)


# -- what nobody cares about ---------------------------------------------------------------------------


@given(tables(), st.integers(0, 2**32 - 1), st.integers(0, 7))
def test_a_further_issue_of_no_salience_to_anyone_changes_nothing(table, seed, place):
    w, g = table.weights, np.random.default_rng(seed)
    draws, n, issues = w.salience.shape
    assume(issues < 7)
    more = random_weights(n, 1, draws, seed)
    wider = replace(
        w,
        issues=(*w.issues, "idle"),
        salience=np.concatenate([w.salience, np.zeros((draws, n, 1))], axis=2),
        position=np.concatenate([w.position, more.position], axis=2),
        capability=np.concatenate([w.capability, more.capability], axis=2),
        outcome=np.append(w.outcome, g.random()),
        field_leverage=np.append(w.field_leverage, g.random()),
        field_position=np.append(w.field_position, g.random()),
    )
    order = list(range(issues))
    order.insert(min(place, issues), issues)
    was, now = _run(table), _run(_with_issues(replace(table, weights=wider), order))
    kept = [order.index(q) for q in range(issues)]
    bargains = now.bargains_path.copy()
    numbers = np.append(np.array(order, dtype=np.float64), -1.0)  # the last for no offer, which is -1
    bargains[..., :GAINS] = numbers[bargains[..., :GAINS].astype(np.int64)]
    outcome, path = now.outcome[:, kept], now.outcome_path[:, :, kept]
    _identical(replace(now, outcome=outcome, outcome_path=path, bargains_path=bargains), was)


# -- events --------------------------------------------------------------------------------------------


def _event(script: Script, month: int, actor: int, option: int) -> Script:
    acts = script.acts.copy()
    acts[month, actor, option] = 1
    return replace(script, acts=acts)


def _pair(table: RunTable, reference: Script, scenario: Script) -> RunTable:
    """The first run of the table under two scripts, with the same random numbers."""
    both = repeated(table, 2)
    return replace(both, scripts=(reference, scenario), script=np.array([0, 1]), draw=np.zeros(2, dtype=int))


@given(tables())
def test_an_event_that_repeats_what_the_actor_would_have_done_changes_nothing(table):
    script = table.scripts[table.script[0]]
    found = _run(_pair(table, script, script)).acts_path[0, :, OPENING]
    repeats = script
    for t, i in np.argwhere(found > WAIT):
        repeats = _event(repeats, t, i, found[t, i])
    assume(repeats is not script)
    out = _run(_pair(table, script, repeats))
    added = table.settings[table.point[0], SETTING_NAMES.index("scripted_added")]
    assert (out.acts_path[1, :, OPENING] <= (found if added else WAIT)).all()
    assert np.array_equal(out.acts_path[0, :, ANSWER], out.acts_path[1, :, ANSWER])
    one, other = _rows(out, [0]), _rows(out, [1])
    _identical(replace(one, acts_path=other.acts_path), other)


@given(tables(rationality=0.0, max_months=6), st.data())
def test_removing_an_event_moves_no_other_draw(table, data):
    """At λ = 0 choices are chance alone, so only the event's own may differ."""
    n, script = len(table.weights.actors), table.scripts[table.script[0]]
    t, i = data.draw(st.integers(0, table.months - 1)), data.draw(st.integers(0, n - 1))
    v, step = data.draw(st.integers(0, len(VERB_NAMES) - 1)), data.draw(st.integers(1, n - 1))
    event = _event(script, t, i, 1 + v * n + (i + step) % n)
    acts = _run(_pair(table, script, event)).acts_path
    acts[:, t, OPENING, i] = 0
    assert np.array_equal(acts[0], acts[1])


@given(tables(), st.data())
def test_an_event_leaves_the_past_and_the_openings_of_the_others_alone(table, data):
    n, script = len(table.weights.actors), table.scripts[table.script[0]]
    t, i = data.draw(st.integers(0, table.months - 1)), data.draw(st.integers(0, n - 1))
    event = _event(script, t, i, 1 + AID * n + (i + 1) % n)
    out = _run(_pair(table, script, event))
    for path in (out.measures_path, out.outcome_path, out.trust_path, out.acts_path):
        assert np.array_equal(path[0, :t], path[1, :t])
    others = [m for m in range(n) if m != i]
    assert np.array_equal(out.acts_path[0, t, OPENING, others], out.acts_path[1, t, OPENING, others])


@given(tables(), st.data())
def test_a_scenario_whose_events_equal_its_history_loses_nothing(table, data):
    script = data.draw(scripts(table.months, len(table.weights.actors)))
    same = replace(script, acts=script.acts.copy(), bars=script.bars.copy(), muted=script.muted.copy())
    out = _run(_pair(table, script, same))
    _identical(_rows(out, [0]), _rows(out, [1]))


@given(tables(max_months=8), st.data())
def test_a_longer_period_begins_as_the_shorter_one(table, data):
    months = data.draw(st.integers(1, table.months))
    short = replace(
        table,
        months=months,
        window=0,
        scripts=tuple(
            replace(
                s,
                acts=s.acts[:months],
                bars=s.bars[:months],
                on=s.on[:months],
                instead=s.instead[:months],
                arrivals=tuple(one for one in s.arrivals if one[1] < months),
            )
            for s in table.scripts
        ),
    )
    long, brief = _run(table), _run(short)
    for name in ("measures_path", "outcome_path", "trust_path", "acts_path"):
        assert np.array_equal(getattr(long, name)[:, :months], getattr(brief, name))


# -- threads, order, chunks ----------------------------------------------------------------------------


def _many() -> RunTable:
    """More runs than two threads' helpings, of two scripts, two points and several weights, ill sorted."""
    script = Script.empty(3, 3)
    script.acts[1, 0, 1 + AID * 3 + 2] = 1
    defaults = list(default_settings().values())
    base = one_run(random_weights(3, 2, draws=5, rng=3), script, defaults)
    runs = 2 * ensemble.TOUCH * LANES + 77
    g = np.random.default_rng(1)
    return replace(
        repeated(base, runs),
        scripts=(script, Script.empty(3, 3).mute(1)),
        settings=np.array([defaults, list((default_settings() | {"rationality": 2.0}).values())]),
        script=g.integers(0, 2, runs),
        point=g.integers(0, 2, runs),
        weight=g.integers(0, 5, runs),
        draw=g.integers(0, 50, runs),
        replicate=g.integers(0, 50, runs),
    )


def _part(table: RunTable, rows: np.ndarray) -> RunTable:
    chosen = {name: getattr(table, name)[rows] for name in ("script", "point", "weight", "draw", "replicate")}
    return replace(table, **chosen)


def test_any_number_of_threads_gives_the_same_bytes():
    table = _many()
    alone = _run(table)
    for threads in (2, 3, 8, None):
        _identical(simulate(table, EVERYTHING, threads), alone)


def test_any_order_of_the_rows_gives_the_same_bytes():
    table = _many()
    order = np.random.default_rng(2).permutation(table.runs)
    _identical(_run(_part(table, order)), _rows(_run(table), order))


def test_any_chunks_give_the_same_bytes(monkeypatch):
    table = _many()
    whole = _run(table)
    for size in (1, 63, 64, 65, 500):
        rows = np.arange(0, min(size, table.runs))
        _identical(_run(_part(table, rows)), _rows(whole, rows))
    monkeypatch.setattr(ensemble, "TOUCH", 1)
    _identical(simulate(table, EVERYTHING, threads=2), whole)


def test_an_empty_table_is_an_empty_result():
    table = _part(_many(), np.arange(0))
    assert _run(table).measures.shape == (0, len(TAKEN), 3)

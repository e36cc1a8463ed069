"""All months of one block of runs, under one script after the other, in one compiled call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from patronage.sim.exact.compiled import announced, compilable, kernel, part
from patronage.sim.exact.rng import month_key, run_key
from patronage.sim.model.ensemble import agreeing, bargaining, deciding, monthly, seeing, settling, weighing
from patronage.sim.model.mechanism import LANES, Phase
from patronage.sim.model.phases import PHASES

_KNOWN = {
    "decide": deciding.decide, "answer": deciding.answer, "agree": agreeing.agreed,
    "remember": monthly.remember, "act": agreeing.act,
    "judge": monthly.judge, "settle": settling.settle, "move": monthly.move,
}  # fmt: skip


RELATIONS = ("trust", "commitment", "pressure", "warning")
"""The state of a pair of actors that can be kept by month."""
_TRUST, _COMMITMENT, _PRESSURE, _ = range(len(RELATIONS))


def _each_phase(phases: tuple[Phase, ...]) -> Callable[[Any], None]:
    """Go through these phases in their order."""
    *before, phase = phases
    if phase.in_block is not None:
        compilable(sys.modules[phase.in_block.__module__])
    walk = _KNOWN[phase.name] if phase.in_block is None else kernel(phase.in_block)
    if not before:
        return walk
    earlier = _each_phase(tuple(before))

    def earlier_and_this(world: Any) -> None:
        earlier(world)
        walk(world)

    return part(earlier_and_this)


_phases = _each_phase(PHASES[:-1])  # whether to measure depends on the month


_NOTICE = "Compiling the model for this processor, which takes about a minute; later starts find it compiled."


@announced(_NOTICE)
def simulate_block(
    world: Any,
    state: Any,
    kept: Any,
    rows: Any,
    filled: int,
    start: Any,
    slot: Any,
    acts: Any,
    bars: Any,
    instead: Any,
    stage: Any,
    on: Any,
    draw: Any,
    replicate: Any,
    root: Any,
    first_month: int,
    window: int,
    out_measures: Any,
    out_ties: Any,
    out_outcome: Any,
    out_sacrifice: Any,
    out_failed: Any,
    path_measures: Any,
    path_outcome: Any,
    path_trust: Any,
    path_acts: Any,
    relations: Any,
    path_relations: Any,
    path_seen: Any,
    path_bargains: Any,
) -> None:
    """Simulate the runs of a table that are listed in ``rows`` (S, LANES), the first ``filled`` of each.

    ``world``, ``state`` and ``kept`` are those of a `Block` at its start. Script k of S, whose acts, bars and
    what the acts are on are (months, n, options) each, goes on from the state that the one before it had at
    month ``start[k]``, which is kept in a ``slot`` (see `families`). Then come the arrays of an `Outcome`, of
    which the rows of these runs are filled; all axes after the run, in paths after the month, are one, and a
    path of no rows is not kept. ``relations`` (L, 3) are what ``path_relations`` keeps: which of `RELATIONS`,
    i and j.
    """
    scripts, months, n = acts.shape[0], acts.shape[1], acts.shape[2]
    for r in range(LANES):
        row = rows[0, r]
        world.run[r] = run_key(root[0], np.uint64(draw[row]), np.uint64(replicate[row]))
    weighing.rank(world)
    deciding.reply_weights(world)
    settling.begin(world)

    for k in range(scripts):
        if k > 0:
            weighing.arrive(world, stage[k, start[k] - 1] if start[k] > 0 else 0)
            _copy(kept[slot[start[k]]], state)  # and with it whatever a phase has made of capability
            _carry(path_measures, rows, k, filled, start[k])
            _carry(path_outcome, rows, k, filled, start[k])
            _carry(path_trust, rows, k, filled, start[k])
            _carry(path_acts, rows, k, filled, start[k])
            _carry(path_relations, rows, k, filled, start[k])
            _carry(path_seen, rows, k, filled, start[k])
            _carry(path_bargains, rows, k, filled, start[k])
        for t in range(start[k], months):
            if slot[t] >= 0:
                _copy(state, kept[slot[t]])
            if path_seen.shape[0] > 0:
                seeing.see(world, rows, k, filled, t, path_seen)
            _script(acts[k, t], world.imposed)
            _script(bars[k, t], world.barred)
            for i in range(n):
                world.instead[i] = instead[k, t, i]
            if stage[k, t] != (stage[k, t - 1] if t > 0 else 0):
                weighing.arrive(world, stage[k, t])
                settling.settle(world)
            _script(on[k, t], world.on)
            for r in range(LANES):
                world.month[r] = month_key(world.run[r], np.uint64(first_month + t))
            if path_bargains.shape[0] > 0:
                bargaining.bargain(world, path_bargains, rows, k, filled, t)
            _phases(world)
            if t >= window or path_measures.shape[0] > 0:
                monthly.measure(world)
            if t >= window:
                monthly.relate(world)
                for m in range(world.measures.shape[0]):
                    _add(world.sum_measures[m], world.measures[m])
                _add(world.sum_outcome, world.outcome)
                for z in range(world.ties.shape[0]):
                    for i in range(n):
                        _add(world.sum_ties[z, i], world.ties[z, i])
            if path_measures.shape[0] > 0:
                for m in range(world.measures.shape[0]):
                    _keep(path_measures, rows, k, filled, t, m * n, world.measures[m])
                _keep(path_outcome, rows, k, filled, t, 0, world.outcome)
            if path_acts.shape[0] > 0:
                _keep(path_acts, rows, k, filled, t, 0, world.opening)
                _keep(path_acts, rows, k, filled, t, n, world.answer)
            if path_trust.shape[0] > 0:
                for i in range(n):
                    _keep(path_trust, rows, k, filled, t, i * n, world.trust[i])
            for p in range(relations.shape[0]):
                which, i, j = relations[p, 0], relations[p, 1], relations[p, 2]
                if which == _TRUST:
                    _keep(path_relations, rows, k, filled, t, p, world.trust[i, j : j + 1])
                elif which == _COMMITMENT:
                    _keep(path_relations, rows, k, filled, t, p, world.commitment[i, j : j + 1])
                elif which == _PRESSURE:
                    _keep(path_relations, rows, k, filled, t, p, world.pressure[i, j : j + 1])
                else:
                    _keep(path_relations, rows, k, filled, t, p, world.warning[i, j : j + 1])
        if slot[months] >= 0:
            _copy(state, kept[slot[months]])
        span, check = float(months - window), world.check
        for m in range(world.measures.shape[0]):
            _mean(out_measures, rows, k, filled, m * n, world.sum_measures[m], span, check)
        _mean(out_outcome, rows, k, filled, 0, world.sum_outcome, span, check)
        _mean(out_sacrifice, rows, k, filled, 0, world.sacrifice, 1.0, check)
        for z in range(world.ties.shape[0]):
            for i in range(n):
                _mean(out_ties, rows, k, filled, (z * n + i) * n, world.sum_ties[z, i], span, check)
        for i in range(n):
            _check(world.trust[i], check)
            _check(world.commitment[i], check)
            _check(world.pressure[i], check)
        for r in range(filled):
            out_failed[rows[k, r]] = not np.isfinite(check[r])


@kernel
def _script(source: Any, target: Any) -> None:
    for i in range(source.shape[0]):
        for o in range(source.shape[1]):
            target[i, o] = source[i, o]


@kernel
def _check(now: Any, check: Any) -> None:
    for i in range(now.shape[0]):
        for r in range(LANES):
            check[r] += now[i, r]


@kernel
def _copy(source: Any, target: Any) -> None:
    for k in range(source.shape[0]):
        for r in range(LANES):
            target[k, r] = source[k, r]


@kernel
def _add(running: Any, now: Any) -> None:
    for i in range(now.shape[0]):
        for r in range(LANES):
            running[i, r] += now[i, r]


@kernel
def _keep(path: Any, rows: Any, k: int, filled: int, t: int, first: int, now: Any) -> None:
    for r in range(filled):
        for i in range(now.shape[0]):
            path[rows[k, r], t, first + i] = now[i, r]


@kernel
def _carry(path: Any, rows: Any, k: int, filled: int, months: int) -> None:
    """The months that script k shares with the one before it."""
    if path.shape[0] > 0:
        for r in range(filled):
            for t in range(months):
                for i in range(path.shape[2]):
                    path[rows[k, r], t, i] = path[rows[k - 1, r], t, i]


@kernel
def _mean(
    out: Any, rows: Any, k: int, filled: int, first: int, total: Any, months: float, check: Any
) -> None:
    for r in range(filled):
        for i in range(total.shape[0]):
            out[rows[k, r], first + i] = total[i, r] / months
            check[r] += total[i, r]

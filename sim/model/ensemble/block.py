"""All months of one block of runs, under one script after the other, in one compiled call."""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.sim.exact.compiled import kernel
from patronage.sim.exact.rng import month_key, run_key
from patronage.sim.model.columns import LANES
from patronage.sim.model.ensemble import deciding, monthly, settling
from patronage.sim.model.measures import Seen

SCRIPTED = np.int64(-1)  # the choice of an actor that had none


@kernel
def simulate_block(
    rows: Any,
    filled: int,
    start: Any,
    slot: Any,
    w_salience: Any,
    w_position: Any,
    w_capability: Any,
    w_trust: Any,
    w_commitment: Any,
    w_outcome: Any,
    field_leverage: Any,
    field_position: Any,
    points: Any,
    point: Any,
    weight: Any,
    draw: Any,
    replicate: Any,
    root: Any,
    first_month: int,
    window: int,
    imposed: Any,
    bars: Any,
    muted: Any,
    act_keys: Any,
    shock_keys: Any,
    out_measures: Any,
    out_dependence: Any,
    out_outcome: Any,
    out_sacrifice: Any,
    out_failed: Any,
    path_measures: Any,
    path_outcome: Any,
    path_trust: Any,
    path_acts: Any,
) -> None:
    """Simulate the runs of a table that are listed in ``rows`` (S, LANES), the first ``filled`` of each.

    Script k of S goes on from the state that the one before it had at month ``start[k]``, which is kept in a
    ``slot`` (see `families`). The rest are the inputs of a table as in `sim.model.table` (``w_``: its
    weights) and then the arrays of an `Outcome`, of which the rows of these runs are filled; paths have
    all axes after the month in one, and a path of no rows is not kept.
    """
    scripts, months = imposed.shape[0], imposed.shape[1]
    n = w_salience.shape[1]
    issues = w_salience.shape[2]
    options = 1 + 4 * n
    measured = out_measures.shape[1]  # of every actor

    settings = np.empty((points.shape[1], LANES))
    salience = np.empty((n, issues, LANES))
    position = np.empty((n, issues, LANES))
    capability = np.empty((n, issues, LANES))
    wish = np.empty((n, issues, LANES))
    stands = np.zeros((n, LANES))
    trust_start = np.empty((n, n, LANES))
    run = np.empty(LANES, dtype=np.uint64)
    month = np.empty(LANES, dtype=np.uint64)

    # what a month leaves to the next is one array, so that it can be kept and gone back to as a whole
    pairs, cells = n * n, n * issues
    state = np.zeros((8 * pairs + 2 * cells + 4 * issues + n + measured + 1, LANES))
    kept = np.empty((slot.max() + 1, state.shape[0], LANES))
    trust = state[:pairs].reshape((n, n, LANES))
    commitment = state[pairs : 2 * pairs].reshape((n, n, LANES))
    pressure = state[2 * pairs : 3 * pairs].reshape((n, n, LANES))
    warning = state[3 * pairs : 4 * pairs].reshape((n, n, LANES))
    habit = state[4 * pairs : 6 * pairs].reshape((2, n, n, LANES))
    depends = state[6 * pairs : 7 * pairs].reshape((n, n, LANES))
    sum_depends = state[7 * pairs : 8 * pairs].reshape((n, n, LANES))
    at = 8 * pairs
    drive = state[at : at + cells].reshape((n, issues, LANES))
    leverage = state[at + cells : at + 2 * cells].reshape((n, issues, LANES))
    at += 2 * cells
    total = state[at : at + issues]
    settled = state[at + issues : at + 2 * issues]
    outcome = state[at + 2 * issues : at + 3 * issues]
    sum_outcome = state[at + 3 * issues : at + 4 * issues]
    at += 4 * issues
    sacrifice = state[at : at + n]
    sum_measures = state[at + n : at + n + measured]
    check = state[at + n + measured]

    free = np.empty((n, LANES))
    weighted = np.empty((issues, LANES))
    need = np.empty((issues, LANES))
    scratch = np.empty(LANES)
    heeded = np.empty((issues, LANES))
    sloped = np.empty((issues, LANES))
    concern = np.empty((n, LANES))
    spent = np.empty(LANES)
    added = np.empty(LANES)
    bite = np.empty(LANES)
    gain_aid = np.empty((n, LANES))
    gain_coerce = np.empty((n, LANES))
    values = np.zeros((options, LANES))
    against = np.zeros((n, options, LANES))
    best = np.empty(LANES)
    opening = np.empty((n, LANES), dtype=np.int64)
    answer = np.empty((n, LANES), dtype=np.int64)
    answer_odds = np.empty(LANES)
    spread_odds = np.empty(LANES)
    kind = np.empty(LANES)
    harsh = np.empty(LANES)
    acted = np.empty(LANES)
    tone = np.zeros((n, n, LANES))
    judged = np.zeros((n, LANES))
    measures = np.empty((measured, LANES))
    taken = measures.reshape((measured // n, n, LANES))
    seen = Seen(
        commitment, trust, depends, salience, position, capability, drive, leverage, total, outcome, settings,
        np.empty((issues, LANES)),
    )  # fmt: skip

    for r in range(LANES):
        row = rows[0, r]
        d = weight[row]
        run[r] = run_key(root[0], np.uint64(draw[row]), np.uint64(replicate[row]))
        for s in range(points.shape[1]):
            settings[s, r] = points[point[row], s]
        for q in range(issues):
            outcome[q, r] = w_outcome[q]
        for i in range(n):
            for q in range(issues):
                salience[i, q, r] = w_salience[d, i, q]
                position[i, q, r] = w_position[d, i, q]
                capability[i, q, r] = w_capability[d, i, q]
                wish[i, q, r] = salience[i, q, r] * position[i, q, r]
            for j in range(n):
                trust_start[i, j, r] = w_trust[d, i, j]
                trust[i, j, r] = w_trust[d, i, j]
                commitment[i, j, r] = 0.0 if muted[i] != 0 else w_commitment[d, i, j]
    deciding.rank(salience, capability, scratch, added, stands)
    deciding.reply_weights(settings, answer_odds, spread_odds)
    settling.settle(
        commitment, pressure, salience, position, capability, settings, field_leverage, field_position,
        outcome, free, drive, leverage, total, weighted, settled, need, depends,
    )  # fmt: skip

    for k in range(scripts):
        if k > 0:
            _copy(kept[slot[start[k]]], state)
            _carry(path_measures, rows, k, filled, start[k])
            _carry(path_outcome, rows, k, filled, start[k])
            _carry(path_trust, rows, k, filled, start[k])
            _carry(path_acts, rows, k, filled, start[k])
        acts, barred = imposed[k], bars[k]
        for t in range(start[k], months):
            if slot[t] >= 0:
                _copy(state, kept[slot[t]])
            for r in range(LANES):
                month[r] = month_key(run[r], np.uint64(first_month + t))
            for i in range(n):
                if acts[t, i, 0] != 0:  # idle all month
                    for r in range(LANES):
                        opening[i, r] = SCRIPTED
                        answer[i, r] = SCRIPTED
                    continue
                deciding.heed(
                    i, trust, warning, depends, salience, wish, settled, settings, concern, heeded, sloped
                )
                monthly.total_committed(i, commitment, spent)
                deciding.gains(
                    i, commitment, pressure, capability, position, settings, drive, leverage, total, settled,
                    heeded, sloped, spent, added, bite, gain_aid, gain_coerce,
                )  # fmt: skip
                deciding.appraise(i, trust, stands, habit, settings, gain_aid, gain_coerce, values, check)
                deciding.weigh(t, i, values, barred, settings, best, against)
                if scripted(acts, t, i):
                    for r in range(LANES):
                        opening[i, r] = SCRIPTED
                else:
                    deciding.open_month(t, i, against, barred, act_keys, month, best, opening)
            for i in range(n):
                if acts[t, i, 0] == 0:
                    deciding.answer_month(
                        t, i, against, barred, act_keys, month, opening, acts, answer_odds, spread_odds,
                        kind, harsh, acted, best, answer,
                    )  # fmt: skip
            monthly.remember(commitment, pressure, warning, habit, trust, trust_start, settings)
            monthly.act(
                t, opening, answer, acts, commitment, pressure, warning, habit, settings, spent, added, tone,
                sacrifice,
            )  # fmt: skip
            monthly.judge(tone, trust, settings, judged)
            settling.settle(
                commitment, pressure, salience, position, capability, settings, field_leverage,
                field_position, outcome, free, drive, leverage, total, weighted, settled, need, depends,
            )  # fmt: skip
            monthly.move(settled, settings, shock_keys, month, outcome)
            if t >= window or path_measures.shape[0] > 0:
                monthly.measure(seen, taken)
            if t >= window:
                _add(sum_measures, measures)
                _add(sum_outcome, outcome)
                for i in range(n):
                    for j in range(n):
                        for r in range(LANES):
                            sum_depends[i, j, r] += depends[i, j, r]
            if path_measures.shape[0] > 0:
                _keep(path_measures, rows, k, filled, t, 0, measures)
                _keep(path_outcome, rows, k, filled, t, 0, outcome)
            if path_acts.shape[0] > 0:
                _keep(path_acts, rows, k, filled, t, 0, opening)
                _keep(path_acts, rows, k, filled, t, n, answer)
            if path_trust.shape[0] > 0:
                for i in range(n):
                    _keep(path_trust, rows, k, filled, t, i * n, trust[i])
        if slot[months] >= 0:
            _copy(state, kept[slot[months]])
        span = float(months - window)
        _mean(out_measures, rows, k, filled, 0, sum_measures, span, check)
        _mean(out_outcome, rows, k, filled, 0, sum_outcome, span, check)
        _mean(out_sacrifice, rows, k, filled, 0, sacrifice, 1.0, check)
        for i in range(n):
            _mean(out_dependence, rows, k, filled, i * n, sum_depends[i], span, check)
            for j in range(n):
                for r in range(LANES):
                    check[r] += trust[i, j, r] + commitment[i, j, r] + pressure[i, j, r]
        for r in range(filled):
            out_failed[rows[k, r]] = not np.isfinite(check[r])


@kernel
def scripted(imposed: Any, t: int, i: int) -> bool:
    """Whether the script says what actor i does in month t."""
    found = False
    for o in range(imposed.shape[2]):
        found = found or imposed[t, i, o] != 0
    return found


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

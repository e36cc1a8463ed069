"""All months of one block of runs in one compiled call."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim import deciding, monthly, settling
from sim.columns import LANES
from sim.compiled import kernel
from sim.rng import month_key, run_key

SCRIPTED = np.int64(-1)  # the choice of an actor that had none


@kernel
def simulate_block(
    rows: Any,
    filled: int,
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
    out_hold: Any,
    out_share: Any,
    out_attainment: Any,
    out_dependence: Any,
    out_outcome: Any,
    out_sacrifice: Any,
    out_failed: Any,
    path_hold: Any,
    path_share: Any,
    path_attainment: Any,
    path_outcome: Any,
    path_trust: Any,
    path_acts: Any,
) -> None:
    """Simulate the runs of a table that are listed in ``rows`` (LANES,), of which the first ``filled`` count.

    The rest are the inputs of a table as in `sim.inputs` (``w_``: its weights) and then the arrays of an
    `sim.ensemble.Outcome`, of which the rows
    of these runs are filled; a path of no rows is not kept.
    """
    months = imposed.shape[0]
    n = w_salience.shape[1]
    issues = w_salience.shape[2]
    options = 1 + 4 * n

    settings = np.empty((points.shape[1], LANES))
    salience = np.empty((n, issues, LANES))
    position = np.empty((n, issues, LANES))
    capability = np.empty((n, issues, LANES))
    wish = np.empty((n, issues, LANES))
    stands = np.zeros((n, LANES))
    trust = np.empty((n, n, LANES))
    trust_start = np.empty((n, n, LANES))
    commitment = np.empty((n, n, LANES))
    pressure = np.zeros((n, n, LANES))
    warning = np.zeros((n, n, LANES))
    habit = np.zeros((2, n, n, LANES))
    outcome = np.empty((issues, LANES))
    sacrifice = np.zeros((n, LANES))
    run = np.empty(LANES, dtype=np.uint64)
    month = np.empty(LANES, dtype=np.uint64)

    free = np.empty((n, LANES))
    drive = np.empty((n, issues, LANES))
    leverage = np.empty((n, issues, LANES))
    total = np.empty((issues, LANES))
    weighted = np.empty((issues, LANES))
    settled = np.empty((issues, LANES))
    need = np.empty((issues, LANES))
    depends = np.empty((n, n, LANES))
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
    check = np.zeros(LANES)
    opening = np.empty((n, LANES), dtype=np.int64)
    answer = np.empty((n, LANES), dtype=np.int64)
    answer_odds = np.empty(LANES)
    spread_odds = np.empty(LANES)
    kind = np.empty(LANES)
    harsh = np.empty(LANES)
    acted = np.empty(LANES)
    tone = np.zeros((n, n, LANES))
    judged = np.zeros((n, LANES))
    hold = np.empty((n, LANES))
    share = np.empty((n, LANES))
    attainment = np.empty((n, LANES))
    sum_hold = np.zeros((n, LANES))
    sum_share = np.zeros((n, LANES))
    sum_attainment = np.zeros((n, LANES))
    sum_depends = np.zeros((n, n, LANES))
    sum_outcome = np.zeros((issues, LANES))

    for r in range(LANES):
        row = rows[r]
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

    for t in range(months):
        for r in range(LANES):
            month[r] = month_key(run[r], np.uint64(first_month + t))
        for i in range(n):
            if imposed[t, i, 0] != 0:  # idle all month
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
            deciding.weigh(t, i, values, bars, settings, best, against)
            if scripted(imposed, t, i):
                for r in range(LANES):
                    opening[i, r] = SCRIPTED
            else:
                deciding.open_month(t, i, against, bars, act_keys, month, best, opening)
        for i in range(n):
            if imposed[t, i, 0] == 0:
                deciding.answer_month(
                    t, i, against, bars, act_keys, month, opening, imposed, answer_odds, spread_odds,
                    kind, harsh, acted, best, answer,
                )  # fmt: skip
        monthly.remember(commitment, pressure, warning, habit, trust, trust_start, settings)
        monthly.act(
            t, opening, answer, imposed, commitment, pressure, warning, habit, settings, spent, added, tone,
            sacrifice,
        )  # fmt: skip
        monthly.judge(tone, trust, settings, judged)
        settling.settle(
            commitment, pressure, salience, position, capability, settings, field_leverage, field_position,
            outcome, free, drive, leverage, total, weighted, settled, need, depends,
        )  # fmt: skip
        monthly.move(settled, settings, shock_keys, month, outcome)
        if t >= window or path_hold.shape[0] > 0:
            monthly.measure(
                commitment, salience, position, capability, settings, drive, total, depends, outcome, scratch,
                hold, share, attainment,
            )  # fmt: skip
        if t >= window:
            _add(sum_hold, hold)
            _add(sum_share, share)
            _add(sum_attainment, attainment)
            _add(sum_outcome, outcome)
            for i in range(n):
                for j in range(n):
                    for r in range(LANES):
                        sum_depends[i, j, r] += depends[i, j, r]
        if path_hold.shape[0] > 0:
            _keep(path_hold, rows, filled, t, hold)
            _keep(path_share, rows, filled, t, share)
            _keep(path_attainment, rows, filled, t, attainment)
            _keep(path_outcome, rows, filled, t, outcome)
        if path_acts.shape[0] > 0:
            _keep(path_acts[:, :, 0], rows, filled, t, opening)
            _keep(path_acts[:, :, 1], rows, filled, t, answer)
        if path_trust.shape[0] > 0:
            for i in range(n):
                _keep(path_trust[:, :, i], rows, filled, t, trust[i])

    span = float(months - window)
    _mean(out_hold, rows, filled, sum_hold, span, check)
    _mean(out_share, rows, filled, sum_share, span, check)
    _mean(out_attainment, rows, filled, sum_attainment, span, check)
    _mean(out_outcome, rows, filled, sum_outcome, span, check)
    _mean(out_sacrifice, rows, filled, sacrifice, 1.0, check)
    for i in range(n):
        _mean(out_dependence[:, i], rows, filled, sum_depends[i], span, check)
        for j in range(n):
            for r in range(LANES):
                check[r] += trust[i, j, r] + commitment[i, j, r] + pressure[i, j, r]
    for r in range(filled):
        out_failed[rows[r]] = not np.isfinite(check[r])


@kernel
def scripted(imposed: Any, t: int, i: int) -> bool:
    """Whether the script says what actor i does in month t."""
    found = False
    for o in range(imposed.shape[2]):
        found = found or imposed[t, i, o] != 0
    return found


@kernel
def _add(running: Any, now: Any) -> None:
    for i in range(now.shape[0]):
        for r in range(LANES):
            running[i, r] += now[i, r]


@kernel
def _keep(path: Any, rows: Any, filled: int, t: int, now: Any) -> None:
    for r in range(filled):
        for i in range(now.shape[0]):
            path[rows[r], t, i] = now[i, r]


@kernel
def _mean(out: Any, rows: Any, filled: int, total: Any, months: float, check: Any) -> None:
    for r in range(filled):
        for i in range(total.shape[0]):
            out[rows[r], i] = total[i, r] / months
            check[r] += total[i, r]

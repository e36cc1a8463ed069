"""The phase settle over a block of runs, compiled (E1 to E3).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K). Sums run over actors and issues in their
listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import kernel
from patronage.sim.model import formulas as f
from patronage.sim.model.columns import COERCION, LANES, MOBILISATION


@kernel
def settle_leverage(
    commitment: Any,
    pressure: Any,
    salience: Any,
    capability: Any,
    settings: Any,
    free: Any,
    drive: Any,
    leverage: Any,
) -> None:
    """E1: free (n), drive and leverage (n, K) from commitment and pressure (n, n)."""
    n, issues = salience.shape[0], salience.shape[1]
    for j in range(n):
        for r in range(LANES):
            free[j, r] = 1.0
        for m in range(n):
            if m != j:
                for r in range(LANES):
                    free[j, r] = f.freedom(free[j, r], pressure[m, j, r], settings[COERCION, r])
        for q in range(issues):
            for r in range(LANES):
                leverage[j, q, r] = 0.0
            for i in range(n):
                if i == j:
                    for r in range(LANES):
                        leverage[j, q, r] += f.lent(settings[MOBILISATION, r], capability[i, q, r])
                else:
                    for r in range(LANES):
                        leverage[j, q, r] += f.lent(commitment[i, j, r], capability[i, q, r])
            for r in range(LANES):
                drive[j, q, r] = f.drive(salience[j, q, r], free[j, r])
                leverage[j, q, r] = f.leverage(drive[j, q, r], leverage[j, q, r])


@kernel
def settle_outcomes(
    leverage: Any,
    position: Any,
    field_leverage: Any,
    field_position: Any,
    outcome: Any,
    total: Any,
    weighted: Any,
    settled: Any,
) -> None:
    """E2: total, weighted and settled (K) from leverage (n, K)."""
    n, issues = leverage.shape[0], leverage.shape[1]
    for q in range(issues):
        for r in range(LANES):
            total[q, r] = field_leverage[q]
            weighted[q, r] = field_leverage[q] * field_position[q]
        for j in range(n):
            for r in range(LANES):
                total[q, r] += leverage[j, q, r]
                weighted[q, r] += leverage[j, q, r] * position[j, q, r]
        for r in range(LANES):
            settled[q, r] = f.settlement(weighted[q, r], total[q, r], outcome[q, r])


@kernel
def settle_dependence(
    commitment: Any,
    salience: Any,
    capability: Any,
    settings: Any,
    drive: Any,
    leverage: Any,
    need: Any,
    depends: Any,
) -> None:
    """E3: depends (n, n), i's on j in row i; ``need`` (K) is scratch."""
    n, issues = leverage.shape[0], leverage.shape[1]
    for i in range(n):
        for q in range(issues):
            for r in range(LANES):
                need[q, r] = f.need(salience[i, q, r], drive[i, q, r], leverage[i, q, r])
        for j in range(n):
            for r in range(LANES):
                depends[i, j, r] = 0.0
            for q in range(issues):
                for r in range(LANES):
                    depends[i, j, r] += need[q, r] * capability[j, q, r]
            if j == i:
                for r in range(LANES):
                    depends[i, j, r] = f.dependence(settings[MOBILISATION, r], depends[i, j, r])
                for q in range(issues):
                    for r in range(LANES):
                        depends[i, j, r] += f.unbacked(salience[i, q, r], leverage[i, q, r])
            else:
                for r in range(LANES):
                    depends[i, j, r] = f.dependence(commitment[j, i, r], depends[i, j, r])


@kernel
def settle(
    commitment: Any,
    pressure: Any,
    salience: Any,
    position: Any,
    capability: Any,
    settings: Any,
    field_leverage: Any,
    field_position: Any,
    outcome: Any,
    free: Any,
    drive: Any,
    leverage: Any,
    total: Any,
    weighted: Any,
    settled: Any,
    need: Any,
    depends: Any,
) -> None:
    """E1 to E3 in turn; everything after ``outcome`` is filled."""
    settle_leverage(commitment, pressure, salience, capability, settings, free, drive, leverage)
    settle_outcomes(leverage, position, field_leverage, field_position, outcome, total, weighted, settled)
    settle_dependence(commitment, salience, capability, settings, drive, leverage, need, depends)

"""The phase settle over a block of runs, compiled (E1 to E3).

Every array's last axis is the run within the block, so that the compiler handles several runs at
once. Axes before it: actor i, j or m (n), issue q (K). Sums run over actors and issues in their
listed order, as in the Mesa agents: that keeps both equal to the last bit.
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import compilable, kernel, part
from patronage.sim.model import formulas
from patronage.sim.model.columns import COERCION, CONSERVED, IDLE_UNARMED, MOBILISATION, STATUS_QUO
from patronage.sim.model.ensemble.monthly import total_committed
from patronage.sim.model.mechanism import LANES

f = compilable(formulas)


@kernel
def begin(world: Any) -> None:
    """E1 to E3 at the start, and before that all leverage there is while nobody is idle (E2, E17)."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    for i in range(n):
        for r in range(LANES):
            world.mobilisation[i, r] = world.settings[MOBILISATION, r]
    settle_leverage(world)
    for q in range(issues):
        for r in range(LANES):
            world.leverage_start[q, r] = world.field_leverage[q]
        for j in range(n):
            for r in range(LANES):
                world.leverage_start[q, r] += world.leverage[j, q, r]
    for i in range(n):
        if world.muted[i] != 0:
            for r in range(LANES):
                if world.settings[IDLE_UNARMED, r] > 0.0:
                    world.mobilisation[i, r] = 0.0
            for j in range(n):
                for r in range(LANES):
                    world.commitment[i, j, r] = 0.0
    settle(world)


@kernel
def settle(world: Any) -> None:
    """E1 to E3 in turn."""
    settle_leverage(world)
    settle_outcomes(world)
    settle_dependence(world)


@part
def settle_leverage(world: Any) -> None:
    """E1: free (n), drive, own, backing and leverage (n, K) from commitment, pressure (n, n) and effort."""
    commitment, pressure, settings = world.commitment, world.pressure, world.settings
    salience, capability, effort = world.salience, world.capability, world.effort
    own, mobilisation, spent = world.own, world.mobilisation, world.spent
    free, drive, backing, leverage = world.free, world.drive, world.backing, world.leverage
    n, issues = salience.shape[0], salience.shape[1]
    for j in range(n):
        total_committed(world, j)
        for r in range(LANES):
            free[j, r] = 1.0
        for m in range(n):
            if m != j:
                for r in range(LANES):
                    free[j, r] = f.freedom(free[j, r], pressure[m, j, r], settings[COERCION, r])
        for q in range(issues):
            for r in range(LANES):
                able = f.mobilised(mobilisation[j, r], effort[j, q, r])
                own[j, q, r] = f.own_part(able, spent[r], settings[CONSERVED, r])
                leverage[j, q, r] = 0.0
            for i in range(j):
                for r in range(LANES):
                    leverage[j, q, r] += f.lent(commitment[i, j, r], capability[i, q, r])
            for r in range(LANES):
                before = leverage[j, q, r]
                backing[j, q, r] = before + f.lent(mobilisation[j, r], capability[j, q, r])
                leverage[j, q, r] = before + f.lent(own[j, q, r], capability[j, q, r])
            for i in range(j + 1, n):
                for r in range(LANES):
                    support = f.lent(commitment[i, j, r], capability[i, q, r])
                    backing[j, q, r] += support
                    leverage[j, q, r] += support
            for r in range(LANES):
                drive[j, q, r] = f.drive(salience[j, q, r], free[j, r])
                leverage[j, q, r] = f.leverage(drive[j, q, r], leverage[j, q, r])


@part
def settle_outcomes(world: Any) -> None:
    """E2: total, weighted and settled (K) from leverage (n, K)."""
    leverage, stance, outcome = world.leverage, world.stance, world.outcome
    total, weighted, settled = world.total, world.weighted, world.settled
    n, issues = leverage.shape[0], leverage.shape[1]
    for q in range(issues):
        for r in range(LANES):
            kept = world.settings[STATUS_QUO, r] * world.leverage_start[q, r]
            total[q, r] = world.field_leverage[q] + kept
            weighted[q, r] = (
                world.field_leverage[q] * world.field_position[q] + kept * world.outcome_start[q, r]
            )
        for j in range(n):
            for r in range(LANES):
                total[q, r] += leverage[j, q, r]
                weighted[q, r] += leverage[j, q, r] * stance[j, q, r]
        for r in range(LANES):
            settled[q, r] = f.settlement(weighted[q, r], total[q, r], outcome[q, r])


@part
def settle_dependence(world: Any) -> None:
    """E3: depends (n, n), i's on j in row i."""
    commitment, salience, capability = world.commitment, world.salience, world.capability
    backing, mobilisation, need, depends = world.backing, world.mobilisation, world.need, world.depends
    n, issues = backing.shape[0], backing.shape[1]
    for i in range(n):
        for q in range(issues):
            for r in range(LANES):
                need[q, r] = f.need(salience[i, q, r], backing[i, q, r])
        for j in range(n):
            for r in range(LANES):
                depends[i, j, r] = 0.0
            for q in range(issues):
                for r in range(LANES):
                    depends[i, j, r] += need[q, r] * capability[j, q, r]
            if j == i:
                for r in range(LANES):
                    depends[i, j, r] = f.dependence(mobilisation[i, r], depends[i, j, r])
                for q in range(issues):
                    for r in range(LANES):
                        depends[i, j, r] += f.unbacked(salience[i, q, r], backing[i, q, r])
            else:
                for r in range(LANES):
                    depends[i, j, r] = f.dependence(commitment[j, i, r], depends[i, j, r])

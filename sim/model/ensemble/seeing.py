"""What everybody sees as a month begins, taken down over a block of runs, compiled (E5 to E8).

It is what an agent's `weighed` sees in the readable account, whether it may then choose or not.
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import kernel
from patronage.sim.model.ensemble import weighing
from patronage.sim.model.ensemble.monthly import total_committed
from patronage.sim.verbs import HARSH, KIND

SEEN = (
    "gain_aid", "gain_coerce", "trust", "depends", "commitment", "pressure", "warning", "kind", "harsh",
    "standing",
)  # fmt: skip
"""What i sees of j, as in `sim.model.terms.Pair`."""


@kernel
def see(world: Any, rows: Any, k: int, filled: int, t: int, path: Any) -> None:
    """SEEN of every i toward every other j, into ``path`` (runs, T, SEEN x n x n); of itself nothing."""
    n = world.trust.shape[0]
    size = n * n
    for i in range(n):
        weighing.weigh(world, i)
        total_committed(world, i)
        weighing.gains(world, i)
        for j in range(n):
            if j != i:
                at = i * n + j
                for r in range(filled):
                    row = rows[k, r]
                    path[row, t, at] = world.gain_aid[j, r]
                    path[row, t, size + at] = world.gain_coerce[j, r]
                    path[row, t, 2 * size + at] = world.trust[i, j, r]
                    path[row, t, 3 * size + at] = world.depends[i, j, r]
                    path[row, t, 4 * size + at] = world.commitment[i, j, r]
                    path[row, t, 5 * size + at] = world.pressure[i, j, r]
                    path[row, t, 6 * size + at] = world.warning[i, j, r]
                    path[row, t, 7 * size + at] = world.habit[KIND, i, j, r]
                    path[row, t, 8 * size + at] = world.habit[HARSH, i, j, r]
                    path[row, t, 9 * size + at] = world.standing[j, r]

"""Random acts at the model's own frequencies: what is left of a pattern when nobody chooses by its interests.

Every actor draws its opening and its answer of each month from how often it chose each option in the model's
runs, all months, draws and arms together. Weights, history, events, bars and the equations stay as
they are. A replicate has one history of acts, in all draws and arms: what is drawn owes nothing to
weights, so acts differ between arms only where a bar forbids one or the script leaves no choice.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.model.columns import SCRIPTED_ADDED
from patronage.sim.model.table import WAIT, RunTable, Script

CHUNK = 50  # histories whose clocks are wound up at once


def frequencies(chosen: Ints, options: int) -> Floats:
    """(2, n, options) how often each actor chose each option, by round, from `Outcome.acts_path`.

    An actor without a choice in any month waits.
    """
    rounds, actors = chosen.shape[2:]
    found = np.zeros((rounds, actors, options))
    for k in range(rounds):
        for i in range(actors):
            made = chosen[:, :, k, i]
            found[k, i] = np.bincount(made[made >= 0], minlength=options)
            found[k, i, WAIT] += not found[k, i].any()
    return np.asarray(found / found.sum(axis=2, keepdims=True))


def null_table(table: RunTable, often: Floats) -> tuple[RunTable, Ints]:
    """The table with a script an arm and replicate in which every act is drawn at random, and what was drawn.

    ``table``: rows script by script, the same number for each, paired by place (as `crossed` makes them for
    one point of settings). The second result is as `Outcome.acts_path`: (R, T, 2, n), -1 where the script
    left no choice.
    """
    arms = len(table.scripts)
    pairs = table.runs // arms
    names, history = np.unique(table.replicate[:pairs], return_inverse=True)
    histories = len(names)
    months, actors = table.scripts[0].acts.shape[:2]
    drawn: Ints = np.full((arms * histories, months, 2, actors), -1)
    rng = np.random.default_rng([table.rng, 2])
    rate = np.where(often > 0.0, often, np.nan)
    added = bool(table.settings[table.point[0], SCRIPTED_ADDED])
    for start in range(0, histories, CHUNK):
        size = min(CHUNK, histories - start)
        clocks = rng.standard_exponential((size, months, *often.shape)) / rate  # the first to ring is chosen
        for arm, script in enumerate(table.scripts):
            first = arm * histories + start
            drawn[first : first + size] = _rung(clocks, script, added=added)
    scripts = tuple(_scripted(table.scripts[k // histories], acts) for k, acts in enumerate(drawn))
    which: Ints = np.repeat(np.arange(arms), pairs) * histories + np.tile(history, arms)
    return replace(table, scripts=scripts, script=which), drawn[which]


def _rung(clocks: Floats, script: Script, *, added: bool) -> Ints:
    """(runs, T, 2, n) the options whose clocks ring first; -1 where the script leaves no choice."""
    imposed = script.imposed()
    barred = script.bars.astype(bool)
    barred[:, :, WAIT] = False
    free = np.where(np.isnan(clocks) | barred[None, :, None], np.inf, clocks)
    found = np.asarray(free.argmin(axis=4), dtype=np.int64)
    found[np.isinf(free.min(axis=4))] = WAIT  # all that it ever does is barred
    idle = imposed[:, :, WAIT] != 0
    no_opening = idle | (imposed.any(axis=2) & (script.instead.astype(bool) | (not added)))
    found[:, np.stack([no_opening, idle], axis=1)] = -1
    return found


def _scripted(script: Script, drawn: Ints) -> Script:
    """The script with what was drawn for a run; a scripted wait beside it leaves no choice of one's own."""
    acts = script.acts.copy()
    month, round_, actor = np.nonzero(drawn > WAIT)
    acts[month, actor, drawn[month, round_, actor]] = 1
    acts[:, :, WAIT] = 1
    return replace(script, acts=acts)

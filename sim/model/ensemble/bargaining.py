"""What every pair would agree on in a month, whether or not it may, over a block of runs, compiled (E18).

Offers are weighed and chosen by the functions of the phase agree. Nothing is promised: a run goes on as it
would have. What an offer would cost or give third parties is what the moves of the settlement are worth to
them (E7), its externality (Dijkstra, Van Assen and Stokman 2008).
"""

from __future__ import annotations

from typing import Any

from patronage.sim.exact.compiled import compilable, kernel, part
from patronage.sim.model import formulas
from patronage.sim.model.ensemble import agreeing
from patronage.sim.model.mechanism import WIDTH

f = compilable(formulas)

FIRST_ISSUE, SECOND_ISSUE, GAINS = 0, 1, 2
"""Of what is kept of a pair: each party's issue, -1 without an offer, and from there every actor's gain."""
_MOVES = agreeing.MOVES


@kernel
def bargain(world: Any, path: Any, rows: Any, k: int, filled: int, t: int) -> None:
    """The offer that each pair of actors would take in month t, into ``path`` (R, T, pairs x (2 + n)).

    Pairs and their parties are in the order of the actors' names.
    """
    names, bargains = world.actors_by_name, world.bargains
    count = 0
    for a in range(names.shape[0]):
        for b in range(a + 1, names.shape[0]):
            for r in range(filled):
                bargains[0, count] = names[a]
                bargains[1, count] = names[b]
                bargains[2, count] = r
                count += 1
    for e in range(count, count + WIDTH):  # the last weighing is as wide as every other
        for party in range(bargains.shape[0]):
            bargains[party, e] = bargains[party, 0]
    for start in range(0, count, WIDTH):
        agreeing.weigh(world, start)
        for e in range(min(WIDTH, count - start)):
            keep(world, path, rows, k, t, start + e, filled, e)


@part
def keep(world: Any, path: Any, rows: Any, k: int, t: int, which: int, filled: int, e: int) -> None:
    """What the bargain in lane e is about, and what it would be worth to everyone."""
    n, picked, offers = world.salience.shape[0], world.picked, world.offers
    pair, r = which // filled, world.bargains[2, which]
    at, row = pair * (GAINS + n), rows[k, r]
    q, other = picked[0, e], picked[1, e]
    path[row, t, at + FIRST_ISSUE] = q
    path[row, t, at + SECOND_ISSUE] = other
    for m in range(n):
        gained = 0.0
        if q >= 0 and q == other:
            gained = gain_of(world, m, q, offers[_MOVES, q, e], r)
        elif q >= 0:
            gained = gain_of(world, m, q, offers[_MOVES + 1, q, e], r)
            gained += gain_of(world, m, other, offers[_MOVES + 2, other, e], r)
        path[row, t, at + GAINS + m] = gained


@part
def gain_of(world: Any, m: int, q: int, moved: float, r: int) -> Any:
    """E7: what a move of the settlement on q is worth to m of run r by its own disutility."""
    salience = world.salience[m, q, r]
    sloped = f.slope(salience, salience * world.position[m, q, r], world.settled[q, r])
    return f.gain(moved, sloped, salience)

"""Landscape theory: which two camps a set of actors settles into (Axelrod and Bennett 1993).

Robert Axelrod and D. Scott Bennett, "A landscape theory of aggregation", British Journal of Political
Science 23 (1993), 211-233. An actor is frustrated by every friend in the other camp and every foe in its
own, in proportion to the other's size. With ``s`` the sizes (n,), ``p`` the propensities (n, n) and ``d``
1 for a pair in different camps and 0 for one in the same,

    frustration F_i = sum_j s_j p_ij d_ij        energy E = sum_i s_i F_i, over ordered pairs.

With symmetric propensities an actor that moves to cut its own frustration lowers the energy by
2 s_i times what it gains, so only local minima of the energy can last. Actors move one at a time.

A configuration is written as a code: bit k - 1 is set when actor k stands apart from actor 0. There are
2**(n - 1) of them, and all are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop

MOST_ACTORS = 20
MOST_LISTED = 100  # a table of neutral actors has as many equal minima as configurations
MOST_JOINED = 2048  # barriers need a square table of minima


@dataclass(frozen=True)
class Landscape:
    """Every configuration of n actors and the minima among them.

    energy: (2**(n - 1),) by code. basin: (2**(n - 1),) which minimum a descent ends in, as an index into
    minima. minima: (m,) codes, lowest energy first. tolerance: energies closer than this count as equal.
    """

    sizes: Floats
    propensity: Floats
    energy: Floats
    basin: Integers
    minima: Integers
    tolerance: float

    @property
    def basin_sizes(self) -> Integers:
        """(m,) how many configurations descend into each minimum; they sum to 2**(n - 1)."""
        return np.bincount(self.basin, minlength=len(self.minima)).astype(np.int64)


@dataclass(frozen=True)
class Walk:
    """A walk of self-interested moves: the codes passed, first to last, and why it ended."""

    codes: tuple[int, ...]
    stop: Stop


def sides(code: int, n: int) -> Integers:
    """(n,) the camp of each actor, 0 for the camp of actor 0 and 1 for the other."""
    return np.array([0] + [code >> k & 1 for k in range(n - 1)], dtype=np.int64)


def frustration(sizes: Floats, propensity: Floats, camps: Integers) -> Floats:
    """(n,) F_i of Axelrod and Bennett (1993) in given camps (n,); each actor by its own propensities."""
    apart = camps[:, None] != camps[None, :]
    return np.asarray((propensity * sizes[None, :] * apart).sum(axis=1), dtype=np.float64)


def pair_weights(sizes: Floats, propensity: Floats) -> Floats:
    """(…, n, n) what parting a pair adds to the energy: both its ordered terms; the diagonal is 0.

    sizes (…, n), propensity (…, n, n), with any leading axes.
    """
    weights = sizes[..., :, None] * sizes[..., None, :] * (propensity + propensity.swapaxes(-1, -2))
    own = np.arange(weights.shape[-1])
    weights[..., own, own] = 0.0
    return np.asarray(weights, dtype=np.float64)


def energies(weights: Floats) -> Floats:
    """(…, 2**(n - 1)) the energy of every configuration, by code, from the pair weights (…, n, n).

    Built actor by actor: the newcomer either joins actor 0's camp or the other, which doubles the table.
    """
    lead = weights.shape[:-2]
    energy = np.zeros((*lead, 1))
    for newcomer in range(1, weights.shape[-1]):
        far = np.zeros((*lead, 1))  # what it is parted from if it stands with actor 0: those who do not
        for other in range(1, newcomer):
            far = np.concatenate([far, far + weights[..., newcomer, other, None]], axis=-1)
        near = weights[..., newcomer, :newcomer].sum(axis=-1)[..., None] - far
        energy = np.concatenate([energy + far, energy + near], axis=-1)
    return energy


def flips(n: int) -> list[int]:
    """The bits that change when each of the n actors crosses over; for actor 0, all of them."""
    return [(1 << (n - 1)) - 1] + [1 << k for k in range(n - 1)]


def survey(sizes: Floats, propensity: Floats) -> Landscape:
    """Look at every configuration: its energy, the minima, and where steepest descent leads.

    sizes: (n,) not negative. propensity: (n, n); its diagonal plays no part. A configuration is a minimum
    if no single crossing lowers the energy. A descent takes the crossing that lowers it most; of equals,
    the earliest actor's. Takes some seconds and 60 MB at 20 actors. ValueError outside 2 to 20 actors.
    """
    n = len(sizes)
    if not 2 <= n <= MOST_ACTORS:
        raise ValueError(f"{n} actors: every configuration is looked at for 2 to {MOST_ACTORS}")
    weights = pair_weights(sizes, propensity)
    energy = energies(weights)
    tolerance = 1e-12 * float(np.abs(weights).sum())
    codes = np.arange(len(energy), dtype=np.int64)
    lowest = energy.copy()
    leads_to = codes.copy()
    for flip in flips(n):
        there = energy[codes ^ flip]
        better = there < lowest - tolerance
        lowest[better] = there[better]
        leads_to[better] = codes[better] ^ flip
    found = np.flatnonzero(leads_to == codes)
    while not np.array_equal(leads_to, further := leads_to[leads_to]):
        leads_to = further
    sizes_of_basins = np.bincount(leads_to, minlength=len(codes))[found]
    height = np.round((energy[found] - energy[found].min()) / max(1e3 * tolerance, 1e-300))
    minima = found[np.lexsort((found, -sizes_of_basins, height))].astype(np.int64)
    place = np.zeros(len(codes), dtype=np.int64)
    place[minima] = np.arange(len(minima))
    return Landscape(sizes, propensity, energy, place[leads_to], minima, tolerance)


def saddles(landscape: Landscape) -> Floats:
    """(m, m) the highest energy on the lowest path between two minima, by single crossings.

    A descent never climbs, so within a basin no path need rise above its ends; it is therefore enough
    to know the lowest crossing between touching basins and to join basins by them, lowest first.
    """
    codes = np.arange(len(landscape.energy), dtype=np.int64)
    m = len(landscape.minima)
    direct = np.full((m, m), np.inf)
    for flip in flips(len(landscape.sizes)):
        there = codes ^ flip
        height = np.maximum(landscape.energy, landscape.energy[there])
        border = landscape.basin != landscape.basin[there]
        np.minimum.at(direct, (landscape.basin[border], landscape.basin[there[border]]), height[border])
    path = np.full((m, m), np.inf)
    np.fill_diagonal(path, landscape.energy[landscape.minima])
    joined = [0]
    nearest, gate = direct[0].copy(), np.zeros(m, dtype=np.int64)
    nearest[0] = np.nan  # nan marks what is joined
    while len(joined) < m:
        new = int(np.nanargmin(nearest))
        reach = np.maximum(path[gate[new], joined], nearest[new])
        path[new, joined] = path[joined, new] = reach
        joined.append(new)
        nearest[new] = np.nan
        shorter = direct[new] < nearest
        nearest[shorter], gate[shorter] = direct[new, shorter], new
    return path


def walk(sizes: Floats, propensity: Floats, code: int, steps: int = 1000) -> Walk:
    """Let actors move, from a configuration, as long as one can cut its own frustration.

    The actor for whom size times gain is greatest moves; of equals, the earliest. With symmetric
    propensities and positive sizes this is steepest descent. With directed ones nothing need fall and the
    walk may come round again.
    """
    n = len(sizes)
    crossing = flips(n)
    scale = 1e-12 * float(np.abs(pair_weights(sizes, np.abs(propensity))).sum())
    passed, seen = [code], {code}
    for _ in range(steps):
        gain = sizes * _gains(sizes, propensity, sides(passed[-1], n))
        if gain.max() <= scale:
            return Walk(tuple(passed), "converged")
        mover = int(np.flatnonzero(gain >= gain.max() - scale)[0])
        passed.append(passed[-1] ^ crossing[mover])
        if passed[-1] in seen:
            return Walk(tuple(passed), "cycle found")
        seen.add(passed[-1])
    return Walk(tuple(passed), "steps exhausted")


def _gains(sizes: Floats, propensity: Floats, camps: Integers) -> Floats:
    """(n,) by how much each actor's own frustration would fall if it alone crossed over."""
    pull = propensity * sizes[None, :]
    total = pull.sum(axis=1) - np.diagonal(pull)
    return np.asarray(2.0 * frustration(sizes, propensity, camps) - total, dtype=np.float64)


def analyse_blocs(sizes: Floats, propensity: Floats, names: list[str]) -> dict[str, Any]:
    """Camps, energies, basins, frustrations and barriers, ready for JSON (Axelrod and Bennett 1993).

    sizes: (n,) not negative; propensity: (n, n), finite; names: n different ones; n from 2 to 20.

    ``minima`` come lowest energy first, at most 100 of them: ``camps`` (the first is that of the first
    actor given), ``energy`` over ordered pairs, ``basin`` (configurations that descend into it), ``strict``
    (every single crossing raises the energy), ``stable`` (no actor can cut its own frustration, which
    directed propensities may deny to a minimum), ``frustration`` by actor. ``barriers[a][b]`` is how far the
    energy must rise on the easiest way from minimum a to minimum b; null when minima are too many.
    Actors are taken in the order of their names, so the order of a table's rows changes nothing.
    """
    order = np.array(sorted(range(len(names)), key=lambda k: names[k]), dtype=np.int64)
    sizes = np.asarray(sizes, dtype=np.float64)[order]
    propensity = np.asarray(propensity, dtype=np.float64)[np.ix_(order, order)]
    landscape = survey(sizes, propensity)
    counted = landscape.basin_sizes
    listed = landscape.minima[:MOST_LISTED]
    back = np.argsort(order)
    symmetric = bool(np.array_equal(np.tril(propensity, -1), np.triu(propensity, 1).T))
    barriers: list[list[float]] | None = None
    if len(landscape.minima) <= MOST_JOINED:
        climb = saddles(landscape) - landscape.energy[landscape.minima][:, None]
        barriers = np.maximum(climb, 0.0)[: len(listed), : len(listed)].tolist()
    minima = [_describe(landscape, int(code), back, names) for code in listed]
    for minimum, basin in zip(minima, counted.tolist(), strict=False):
        minimum["basin"] = basin
    return {
        "actors": list(names),
        "configurations": len(landscape.energy),
        "symmetric": symmetric,
        "notes": _notes(symmetric, len(landscape.minima)),
        "minima_found": len(landscape.minima),
        "minima": minima,
        "barriers": barriers,
    }


def _describe(landscape: Landscape, code: int, back: Integers, names: list[str]) -> dict[str, Any]:
    """One minimum by name, in the order in which the actors were given."""
    n = len(names)
    camps = sides(code, n)
    around = landscape.energy[[code ^ flip for flip in flips(n)]]
    gains = _gains(landscape.sizes, landscape.propensity, camps) * (landscape.sizes > 0)
    felt = frustration(landscape.sizes, landscape.propensity, camps)[back]
    given = camps[back]
    first = [name for name, camp in zip(names, given, strict=True) if camp == given[0]]
    second = [name for name, camp in zip(names, given, strict=True) if camp != given[0]]
    scale = 1e-12 * float(np.abs(landscape.propensity).sum() * landscape.sizes.max())
    return {
        "camps": [first, second],
        "energy": float(landscape.energy[code]),
        "basin": 0,
        "strict": bool((around > landscape.energy[code] + landscape.tolerance).all()),
        "stable": bool((gains <= scale).all()),
        "frustration": dict(zip(names, felt.tolist(), strict=True)),
    }


def _notes(symmetric: bool, found: int) -> list[str]:
    """What a reader must know about this table."""
    notes = ["energy sums over ordered pairs, as Axelrod and Bennett (1993) do: each pair counts twice"]
    if not symmetric:
        notes.append(
            "the propensities are directed: for the energy only the mean of p_ij and p_ji counts, each "
            "actor's frustration uses its own row, and a minimum whose `stable` is false would not last"
        )
    if found > MOST_LISTED:
        notes.append(f"{found} minima were found; the lowest {MOST_LISTED} are listed")
    if found > MOST_JOINED:
        notes.append(f"barriers are left out: they are computed for up to {MOST_JOINED} minima")
    return notes

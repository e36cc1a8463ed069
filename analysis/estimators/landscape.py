"""Landscape theory: which two camps a set of actors settles into (Axelrod and Bennett 1993).

Robert Axelrod and D. Scott Bennett, "A landscape theory of aggregation", British Journal of Political
Science 23 (1993), 211-233. An actor is frustrated by every friend in the other camp and every foe in its
own, in proportion to the other's size. With ``s`` the sizes (n,), ``p`` the propensities (n, n) and ``d``
1 for a pair in different camps and 0 for one in the same,

    frustration F_i = sum_j s_j p_ij d_ij        energy E = sum_i s_i F_i, over ordered pairs.

With symmetric propensities an actor that moves to cut its own frustration lowers the energy by
2 s_i times what it gains, so only local minima of the energy can last. Actors move one at a time.

A configuration is written as a code: bit k - 1 is set when actor k stands apart from actor 0. There are
2**(n - 1) of them, and all are looked at. Minima that single crossings join without any change of energy are
one plateau and count once: an actor without any tie would otherwise double their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop

MOST_ACTORS = 20


@dataclass(frozen=True)
class Landscape:
    """Every configuration of n actors and the minima among them.

    energy: (2**(n - 1),) by code. basin: (2**(n - 1),) which minimum a descent ends in, as an index into
    minima. minima: (m,) codes, lowest energy first; of a plateau the lowest code. plateau: (m,) how many
    configurations each stands for. tolerance: energies closer than this count as equal.
    """

    sizes: Floats
    propensity: Floats
    energy: Floats
    basin: Integers
    minima: Integers
    plateau: Integers
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


def plateaus(energy: Floats, ends: Integers, tolerance: Floats | float) -> Integers:
    """(…, C) for every minimum the lowest code of its plateau, and C for whatever is no minimum.

    energy (…, C) by code; ends (…, C) where a descent from each ends: minima are those that end in
    themselves. tolerance, broadcast to the energies: what counts as equal.
    """
    count = energy.shape[-1]
    codes = np.arange(count, dtype=np.int64)
    lowest = np.where(ends == codes, codes, count)
    crossing = flips(count.bit_length())
    while True:
        before = lowest
        for flip in crossing:
            there = codes ^ flip
            level = (np.abs(energy[..., there] - energy) <= tolerance) & (lowest < count)
            lowest = np.where(level, np.minimum(lowest, lowest[..., there]), lowest)
        if np.array_equal(before, lowest):
            return np.asarray(lowest)


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
    own = plateaus(energy, leads_to, tolerance)
    while not np.array_equal(leads_to, further := leads_to[leads_to]):
        leads_to = further
    leads_to = own[leads_to]
    found = np.flatnonzero(own == codes)
    sizes_of_basins = np.bincount(leads_to, minlength=len(codes))[found]
    height = np.round((energy[found] - energy[found].min()) / max(1e3 * tolerance, 1e-300))
    minima = found[np.lexsort((found, -sizes_of_basins, height))].astype(np.int64)
    place = np.zeros(len(codes), dtype=np.int64)
    place[minima] = np.arange(len(minima))
    plateau = np.bincount(own, minlength=len(codes) + 1)[minima].astype(np.int64)
    return Landscape(sizes, propensity, energy, place[leads_to], minima, plateau, tolerance)


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
        gain = sizes * gains(sizes, propensity, sides(passed[-1], n))
        if gain.max() <= scale:
            return Walk(tuple(passed), "converged")
        mover = int(np.flatnonzero(gain >= gain.max() - scale)[0])
        passed.append(passed[-1] ^ crossing[mover])
        if passed[-1] in seen:
            return Walk(tuple(passed), "cycle found")
        seen.add(passed[-1])
    return Walk(tuple(passed), "steps exhausted")


def gains(sizes: Floats, propensity: Floats, camps: Integers) -> Floats:
    """(n,) by how much each actor's own frustration would fall if it alone crossed over."""
    pull = propensity * sizes[None, :]
    total = pull.sum(axis=1) - np.diagonal(pull)
    return np.asarray(2.0 * frustration(sizes, propensity, camps) - total, dtype=np.float64)

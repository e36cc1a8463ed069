"""The camps of any actors, ready for JSON: every minimum of a landscape, and what to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats, Integers
from patronage.analysis.estimators.descents import Search, search
from patronage.analysis.estimators.landscape import (
    MOST_ACTORS,
    Landscape,
    flips,
    frustration,
    gains,
    pair_weights,
    saddles,
    sides,
    survey,
)

MOST_LISTED = 100
MOST_JOINED = 2048  # barriers need a square table of minima


def analyse_blocs(sizes: Floats, propensity: Floats, names: list[str], rng: int = 0) -> dict[str, Any]:
    """Camps, energies, basins, frustrations and barriers, ready for JSON (Axelrod and Bennett 1993).

    sizes: (n,) not negative; propensity: (n, n), finite; names: n different ones, two at least.

    ``minima`` come lowest energy first, at most 100 of them: ``camps`` (the first is that of the first actor
    given), ``energy`` over ordered pairs, ``basin`` (configurations that descend into it), ``plateau``
    (configurations of its energy that single crossings join to it, itself among them), ``strict`` (every
    single crossing raises the energy), ``stable`` (no actor can cut its own frustration, which directed
    propensities may deny to a minimum), ``frustration`` by actor. ``barriers[a][b]`` is how far the energy
    must rise on the easiest way from minimum a to minimum b; null when minima are too many. ``without_ties``:
    actors who may stand in either camp. Actors are taken in the order of their names, so the order of a
    table's rows changes nothing.

    Of more than 20 actors not every configuration is looked at (``exhaustive`` is false): the minima are
    those that descents from ``starts`` configurations ended in, drawn by ``rng``; ``basin`` and ``plateau``
    are null, ``reached`` says how many of the starts ended in each, ``unseen`` is the estimated share that
    would end elsewhere, and there are no barriers.
    """
    order = np.array(sorted(range(len(names)), key=lambda k: names[k]), dtype=np.int64)
    sizes = np.asarray(sizes, dtype=np.float64)[order]
    propensity = np.asarray(propensity, dtype=np.float64)[np.ix_(order, order)]
    weights = pair_weights(sizes, propensity)
    named = [names[k] for k in order]
    tied: list[bool] = (weights != 0).any(axis=1).tolist()
    free = [name for name, has in zip(named, tied, strict=True) if not has]
    symmetric = bool(np.array_equal(np.tril(propensity, -1), np.triu(propensity, 1).T))
    look = _surveyed if len(names) <= MOST_ACTORS else _searched
    found = look(sizes, propensity, named, names, rng)
    notes = _notes(symmetric, found, free, len(names), one_camp=bool((weights >= 0).all()))
    return {
        "actors": list(names),
        "configurations": 1 << (len(names) - 1),
        "symmetric": symmetric,
        "without_ties": [name for name in names if name in free],
        "notes": notes,
        **found,
    }


def _surveyed(
    sizes: Floats, propensity: Floats, order: list[str], names: list[str], _: int
) -> dict[str, Any]:
    """Every configuration looked at."""
    landscape = survey(sizes, propensity)
    listed = landscape.minima[:MOST_LISTED]
    barriers: list[list[float]] | None = None
    if len(landscape.minima) <= MOST_JOINED:
        climb = saddles(landscape) - landscape.energy[landscape.minima][:, None]
        barriers = np.maximum(climb, 0.0)[: len(listed), : len(listed)].tolist()
    return {
        "exhaustive": True,
        "minima_found": len(landscape.minima),
        "minima": [
            _camps_found(sizes, propensity, sides(code, len(order)), order, names)
            | {
                "energy": float(landscape.energy[code]),
                "basin": basin,
                "plateau": plateau,
                "strict": _is_strict(landscape, code),
            }
            for code, basin, plateau in zip(
                listed.tolist(), landscape.basin_sizes.tolist(), landscape.plateau.tolist(), strict=False
            )
        ],
        "barriers": barriers,
    }


def _is_strict(landscape: Landscape, code: int) -> bool:
    around = landscape.energy[[code ^ flip for flip in flips(len(landscape.sizes))]]
    return bool((around > landscape.energy[code] + landscape.tolerance).all())


def _searched(
    sizes: Floats, propensity: Floats, order: list[str], names: list[str], rng: int
) -> dict[str, Any]:
    """Descents from many configurations."""
    weights = pair_weights(sizes, propensity)
    found: Search = search(weights, rng)
    tolerance = 1e-12 * float(np.abs(weights).sum())
    minima = []
    for camps, energy, reached in zip(
        found.sides[:MOST_LISTED], found.energy.tolist(), found.reached.tolist(), strict=False
    ):
        sign = 1.0 - 2.0 * camps
        rise = sign * (weights @ sign)
        minima.append(
            _camps_found(sizes, propensity, camps, order, names)
            | {
                "energy": energy,
                "basin": None,
                "plateau": None,
                "reached": reached,
                "strict": bool((rise > tolerance).all()),
            }
        )
    return {
        "exhaustive": False,
        "starts": found.starts,
        "unseen": found.unseen,
        "minima_found": len(found.sides),
        "minima": minima,
        "barriers": None,
    }


def _camps_found(
    sizes: Floats, propensity: Floats, camps: Integers, order: list[str], names: list[str]
) -> dict[str, Any]:
    """Camps (n,) by name, in the order in which the actors were given, with what they feel there."""
    gain = gains(sizes, propensity, camps) * (sizes > 0)
    felt = dict(zip(order, frustration(sizes, propensity, camps).tolist(), strict=True))
    side = dict(zip(order, camps.tolist(), strict=True))
    scale = 1e-12 * float(np.abs(propensity).sum() * sizes.max())
    return {
        "camps": [
            [name for name in names if (side[name] == side[names[0]]) == same] for same in (True, False)
        ],
        "stable": bool((gain <= scale).all()),
        "frustration": {name: felt[name] for name in names},
    }


def _notes(
    symmetric: bool, found: dict[str, Any], free: list[str], actors: int, *, one_camp: bool
) -> list[str]:
    """What a reader must know about this table."""
    notes = ["energy sums over ordered pairs, as Axelrod and Bennett (1993) do: each pair counts twice"]
    if not found["exhaustive"]:
        missing = "each was found more than once"
        if found["unseen"] > 0:
            share = f"{100 * found['unseen']:.2g}%"
            missing = f"from those found once, {share} of all configurations descend into others (Good 1953)"
        notes.append(
            f"not exhaustive: of {actors} actors not every configuration can be looked at, so these are the "
            f"minima that {found['starts']:,} descents found; {missing}"
        )
    if one_camp and len(free) < actors:
        notes.append(
            "no pair's propensity is negative: then one camp of all is always a minimum, and none is lower; "
            "on a scale without foes, such as 1 to 5, its middle must come off every value for camps to part"
        )
    if not symmetric:
        notes.append(
            "the propensities are directed: for the energy only the mean of p_ij and p_ji counts, each "
            "actor's frustration uses its own row, and a minimum whose `stable` is false would not last"
        )
    if free:
        notes.append(
            f"without any tie: {', '.join(free)}; either camp is the same to them, and minima that "
            "differ only in where they stand count once"
        )
    if any((minimum["plateau"] or 1) > 1 for minimum in found["minima"]):
        notes.append(
            "a minimum with a plateau stands for all configurations that crossings without cost join"
        )
    if found["minima_found"] > MOST_LISTED:
        notes.append(f"{found['minima_found']} minima were found; the lowest {MOST_LISTED} are listed")
    if found["exhaustive"] and found["minima_found"] > MOST_JOINED:
        notes.append(f"barriers are left out: they are computed for up to {MOST_JOINED} minima")
    return notes

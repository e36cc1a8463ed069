"""Structural balance: friends of friends become friends, foes of foes too, until camps are left.

Continuous: Marvel, Kleinberg, Kleinberg and Strogatz, "Continuous-time model of structural balance",
PNAS 108 (2011), 1771-1776. Triads: Antal, Krapivsky and Redner, "Dynamics of social balance on networks",
Physical Review E 72 (2005), 036121. Both go back to Heider (1946) and Cartwright and Harary (1956).

Ties (n, n) are symmetric: above 0 friendly, below 0 hostile. Signs (n, n) are 1 or -1 with a diagonal of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from patronage.analysis.arrays import Floats, Integers, Stop

Rule: TypeAlias = Literal["local", "constrained"]
LEVEL = 1e-9  # eigenvalues and loadings closer than this, relatively, are not distinguished


@dataclass(frozen=True)
class Flow:
    """Where dX/dt = X X leads from given ties.

    eigenvalues (n,), ascending. blow_up: the time at which ties become infinite, None if they never do
    (then they fade away). leading: (n,) eigenvector of the largest eigenvalue, None unless it is single.
    faction: (n,) 0 or 1, or -1 where the eigenvector leaves an actor out; None as for leading.
    """

    eigenvalues: Floats
    blow_up: float | None
    leading: Floats | None
    faction: Integers | None
    stop: Stop


@dataclass(frozen=True)
class Social:
    """Where triad dynamics led.

    signs (n, n); imbalanced: how many such triads are left; density: the friendly share of links, at the
    start and after every sweep of n (n - 1) / 2 updates; jammed: imbalanced, yet no flip is allowed.
    """

    signs: Integers
    imbalanced: int
    density: Floats
    jammed: bool
    stop: Stop


def symmetrised(ties: Floats) -> Floats:
    """(n, n) the mean of both directions, for ties that are directed."""
    return np.asarray(0.5 * (ties + ties.T))


def flow(ties: Floats) -> Flow:
    """Blow-up time and factions of dX/dt = X X (Marvel and others 2011), in closed form.

    The ties grow without bound at 1 / the largest eigenvalue, in the pattern of its eigenvector: equal
    signs end as friends and unequal ones as foes. No blow-up if no eigenvalue is positive. ValueError if
    the ties are not symmetric.
    """
    if not np.allclose(ties, ties.T, rtol=1e-12, atol=1e-12):
        raise ValueError("ties must be symmetric; take their mean first")
    values, vectors = np.linalg.eigh(ties)
    scale = float(np.abs(values).max())
    top = float(values[-1])
    if top <= LEVEL * scale:
        return Flow(values, None, None, None, "converged")
    if len(values) > 1 and top - float(values[-2]) <= LEVEL * scale:
        return Flow(values, 1.0 / top, None, None, "converged")
    leading = vectors[:, -1]
    heaviest = int(np.flatnonzero(np.abs(leading) > LEVEL)[0])
    leading = leading * np.sign(leading[heaviest])  # the first actor that counts is in faction 0
    faction = np.where(np.abs(leading) <= LEVEL, -1, (leading < 0).astype(np.int64))
    return Flow(values, 1.0 / top, leading, faction, "converged")


def ties_at(ties: Floats, time: float) -> Floats:
    """(n, n) X(t) = X0 (I - t X0)^-1, the ties at a time before the blow-up; ValueError from it on."""
    end = flow(ties).blow_up
    if end is not None and time >= end:
        raise ValueError(f"the ties are infinite from t = {end:.6g} on")
    away = np.eye(len(ties)) - time * ties
    return np.asarray(np.linalg.solve(away, ties))


def imbalanced_triads(signs: Integers) -> int:
    """How many triads have a negative product of signs (Cartwright and Harary 1956)."""
    n = len(signs)
    balanced_less_imbalanced = int(np.trace(signs @ signs @ signs)) // 6
    return (n * (n - 1) * (n - 2) // 6 - balanced_less_imbalanced) // 2


def flip_changes(signs: Integers) -> Integers:
    """(n, n) by how much flipping each link would change the number of imbalanced triads; diagonal 0.

    Leading axes may be added: (..., n, n).
    """
    return np.asarray(signs * (signs @ signs))


def triads(
    signs: Integers, rule: Rule, rng: np.random.Generator, mend: float = 1 / 3, sweeps: int = 200
) -> Social:
    """Triad dynamics of Antal, Krapivsky and Redner (2005) until balance, a jam, or the sweeps run out.

    local: a triad is drawn; if it has one foe pair, that is mended with probability ``mend``, otherwise one
    of its two friendly links breaks; if all are foes, one of the three makes peace. constrained: a link is
    drawn and flipped if that lowers the number of imbalanced triads, half the time if it leaves it the same.
    signs (n, n), n at least 3; a sweep is n (n - 1) / 2 updates. Nothing of the argument is changed.
    """
    n = len(signs)
    if n < 3:
        raise ValueError("triads need three actors")
    net: list[list[int]] = signs.tolist()
    links = n * (n - 1) // 2
    density = [_friendly(signs)]
    stop: Stop = "steps exhausted"
    jammed = False
    for _ in range(sweeps):
        now = np.array(net)
        if imbalanced_triads(now) == 0:
            stop = "converged"
            break
        if rule == "constrained" and (flip_changes(now)[~np.eye(n, dtype=bool)] > 0).all():
            stop, jammed = "converged", True
            break
        if rule == "local":
            _sweep_local(net, links, rng, mend)
        else:
            _sweep_constrained(net, links, rng)
        density.append(_friendly(np.array(net)))
    last = np.array(net)
    left = imbalanced_triads(last)
    return Social(last, left, np.array(density), jammed, "converged" if left == 0 else stop)


def _friendly(signs: Integers) -> float:
    n = len(signs)
    return float((signs == 1).sum() / (n * (n - 1)))


def _pairs(n: int, count: int, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Count draws of two different actors."""
    first = rng.integers(n, size=count)
    second = (first + rng.integers(1, n, size=count)) % n
    return first, second


def _sweep_local(net: list[list[int]], updates: int, rng: np.random.Generator, mend: float) -> None:
    n = len(net)
    first, second = _pairs(n, updates, rng)
    third = rng.integers(n - 2, size=updates)
    low, high = np.minimum(first, second), np.maximum(first, second)
    third += third >= low  # skips the two already drawn
    third += third >= high
    mends = (rng.random(updates) < mend).tolist()
    picks = rng.integers(6, size=updates).tolist()
    for i, j, k, mending, pick in zip(
        first.tolist(), second.tolist(), third.tolist(), mends, picks, strict=True
    ):
        a, b, c = net[i][j], net[j][k], net[k][i]
        if a * b * c == 1:
            continue
        corners = ((i, j), (j, k), (k, i))
        if a + b + c == -3:
            u, v = corners[pick % 3]
        else:
            foe = 0 if a < 0 else 1 if b < 0 else 2
            u, v = corners[foe] if mending else corners[(foe + 1 + pick % 2) % 3]
        net[u][v] = net[v][u] = -net[u][v]


def _sweep_constrained(net: list[list[int]], updates: int, rng: np.random.Generator) -> None:
    first, second = _pairs(len(net), updates, rng)
    coins = (rng.random(updates) < 0.5).tolist()
    for i, j, coin in zip(first.tolist(), second.tolist(), coins, strict=True):
        change = net[i][j] * sum(x * y for x, y in zip(net[i], net[j], strict=True))
        if change < 0 or (change == 0 and coin):
            net[i][j] = net[j][i] = -net[i][j]

"""What of a loss's variance is lost when one thing in which its draws differ is held at its mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESAMPLES = 400


class Lost(NamedTuple):
    """variance: of the losses of draws, Monte Carlo error taken off; monte_carlo: what was taken off.

    share (V,): by which part the variance is less in each variant, below 0 where it is larger; error (V,):
    its standard error, by a bootstrap over draws. Both are NaN where hardly any variance is left.
    """

    variance: float
    monte_carlo: float
    share: Floats
    error: Floats


def lost(losses: Floats, rng: int) -> Lost:
    """``losses`` (1 + V, W, R): of all draws as they are, then of each variant; NaN where a run failed.

    Draws are paired across variants. ValueError where fewer than two draws have two runs each in all of them.
    """
    kept: NDArray[np.bool_] = np.asarray(np.isfinite(losses).all(axis=0))
    some: NDArray[np.bool_] = np.asarray(kept.sum(axis=1) > 1)
    if some.sum() < 2 or losses.shape[2] < 2:
        raise ValueError("a variance takes two draws of two runs each")
    values, kept = losses[:, some], kept[some]
    count = kept.sum(axis=1)
    means = np.where(kept, values, 0.0).sum(axis=2) / count
    squares = np.where(kept, (values - means[..., None]) ** 2, 0.0).sum(axis=2)
    noise = squares / (count - 1) / count  # of each draw's mean
    whole = _left(means, noise)
    taken = float(noise[0].mean())
    nothing = np.full(len(losses) - 1, np.nan)
    if not whole[0] > 1e-9 * (whole[0] + taken):
        return Lost(max(0.0, float(whole[0])), taken, nothing, nothing)
    random, again = np.random.default_rng(rng), []
    for _ in range(RESAMPLES):
        rows = random.integers(len(count), size=len(count))
        one = _left(means[:, rows], noise[:, rows])
        again.append(1.0 - one[1:] / one[0] if one[0] > 0.0 else nothing)
    return Lost(
        float(whole[0]), taken, 1.0 - whole[1:] / whole[0], np.nanstd(np.array(again), axis=0, ddof=1)
    )


def _left(means: Floats, noise: Floats) -> Floats:
    """The variance of each variant's draws that is not noise; unbiased, so by chance it may be below 0."""
    left: Floats = means.var(axis=1, ddof=1) - noise.mean(axis=1)
    return left

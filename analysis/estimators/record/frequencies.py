"""Whether a model does what a record says is done, as often, scaled to the number of its acts.

The record is held to records of as many acts that the model would leave: for each, a weight draw is picked
and its acts are drawn from that draw's shares, independently of one another (a posterior predictive check,
Gelman, Meng and Stern 1996). How far apart two distributions are is their dissimilarity, the share of acts
that would have to be others for them to agree (Duncan and Duncan 1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.verdict import BAND

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RECORDS = 2000  # drawn from the model


@dataclass(frozen=True)
class Often:
    """How often something is done: in the record, and in the model scaled to as many acts in all.

    error: standard error of `model`, over weight draws. interval: the middle 90% of records of the model.
    """

    record: int
    model: float
    error: float
    interval: tuple[float, float]

    @property
    def difference(self) -> float:
        """How many acts more the record has than the model."""
        return self.record - self.model

    @property
    def outside(self) -> bool:
        """Whether the record lies outside `interval`."""
        return not self.interval[0] <= self.record <= self.interval[1]


@dataclass(frozen=True)
class Compared:
    """Counts by option: the record's (K,), the model's by draw (W, K), and its own records' (S, K)."""

    record: Ints
    counts: Floats
    records: Ints

    @property
    def acts(self) -> int:
        """How many acts the record has."""
        return int(self.record.sum())

    @property
    def share(self) -> Floats:
        """(K,) the model's shares of all acts."""
        share: Floats = self.counts.sum(axis=0) / self.counts.sum()
        return share

    def of(self, which: NDArray[np.bool_]) -> Often:
        """The options ``which`` (K,) together."""
        mine, every = self.counts[:, which].sum(axis=1), self.counts.sum(axis=1)
        share = float(mine.sum() / every.sum())
        draws, off = len(mine), mine - share * every
        error = float(np.sqrt((off**2).sum() * draws / max(draws - 1, 1)) / every.sum())
        low, high = (float(edge) for edge in np.quantile(self.records[:, which].sum(axis=1), BAND))
        return Often(int(self.record[which].sum()), self.acts * share, self.acts * error, (low, high))

    @property
    def dissimilarity(self) -> float:
        """Of the record and the model, in [0, 1]; 0 where every share agrees."""
        return float(_apart(self.record[None], self.share)[0])

    @property
    def by_chance(self) -> tuple[float, float, float]:
        """The dissimilarity of the model and its own records: the mean, and the middle 90%."""
        apart = _apart(self.records, self.share)
        low, high = (float(edge) for edge in np.quantile(apart, BAND))
        return float(apart.mean()), low, high


def _apart(records: Ints, share: Floats) -> Floats:
    shares = records / records.sum(axis=1, keepdims=True)
    apart: Floats = np.abs(shares - share).sum(axis=1) / 2.0
    return apart


def done_by_draw(chosen: Ints, draw: Ints, options: int) -> Floats:
    """(W, n, options) how often each actor chose each option, by weight draw, waiting (option 0) left out.

    ``chosen`` (R, T, 2, n), as `Outcome.acts_path`; an option chosen twice in a month counts once. ``draw``
    (R,) numbers the draws from 0.
    """
    draws, actors = int(draw.max()) + 1, chosen.shape[3]
    found = np.zeros((draws, actors, options))
    opening, answer = chosen[:, :, 0], chosen[:, :, 1]
    for option in range(1, options):
        did = ((opening == option) | (answer == option)).sum(axis=1)  # months, by run and actor
        np.add.at(found[:, :, option], draw, did)
    return found


def compared(record: Ints, counts: Floats, rng: np.random.Generator, records: int = RECORDS) -> Compared:
    """A record (K,) against the model's counts (W, K); ValueError where either has no act."""
    if not record.sum() or not counts.sum():
        raise ValueError("there is nothing to compare: a record or a model without any act")
    counts = counts[counts.sum(axis=1) > 0.0]
    shares = counts / counts.sum(axis=1, keepdims=True)
    picked = rng.integers(len(shares), size=records)
    return Compared(record, counts, rng.multinomial(int(record.sum()), shares[picked]))

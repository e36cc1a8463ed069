"""What a scenario costs in influence: paired losses, and how far the weight draws leave them open.

Arrays come in as (arm, draw, replicate, …), runs that share draw and replicate sharing their random numbers.
The loss is the reference arm minus the scenario arm, run by run; a draw's loss is the mean over its
replicates, and every spread given here is over draws without the Monte Carlo error of their replicates: over
what the evidence leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import Draws, draws_of
from patronage.analysis.estimators.verdict import BAND, LossRow, Status, interval_of
from patronage.analysis.tables import Column, Row

Floats = NDArray[np.float64]
Kept = NDArray[np.bool_]


@dataclass(frozen=True)
class Loss:
    """What one measure is in both arms, and what the events take from it.

    reference, scenario: means over draws. loss: reference - scenario in points; negative for a gain.
    loss_percent: of the reference; None where that is not clearly above zero, and above the smallest change
    that matters, in at least 95% of draws. interval: 5th and 95th percentile
    of the draws' losses without the Monte Carlo error of their replicates
    (`analysis.estimators.monte_carlo`); around: each of its ends less and more two of its Monte Carlo errors.
    interval_with_monte_carlo_error: of their means as they are. monte_carlo_error_part: what part of the
    variance of the means is Monte Carlo error; None where it is unknown. standard_error: of the loss as a
    mean over draws; None for a single draw. share_of_draws_with_loss: draws whose loss, Monte Carlo error
    taken out, is above 0. prior_only_loss: the loss under prior-only weights; None where that was not run;
    prior_only_share: of draws of those weights, with a loss. smallest_effect: the smallest change that
    matters, in points; None where the case names none.
    """

    reference: float
    scenario: float
    loss: float
    loss_percent: float | None
    interval: tuple[float, float]
    standard_error: float | None
    share_of_draws_with_loss: float
    prior_only_loss: float | None
    interval_with_monte_carlo_error: tuple[float, float]
    monte_carlo_error_part: float | None
    draws: int
    around: tuple[tuple[float, float], tuple[float, float]]
    prior_only_share: float | None = None
    smallest_effect: float | None = None

    @property
    def row(self) -> LossRow:
        """By what the loss is judged."""
        losing, smallest = self.share_of_draws_with_loss, self.smallest_effect
        return LossRow(
            self.loss, *self.interval, self.draws, losing, self.loss_percent, *self.around, smallest
        )

    @property
    def status(self) -> Status:
        """What is established of it."""
        return self.row.status

    @property
    def cells(self) -> Row:
        """Under LOSS_COLUMNS."""
        (low_low, low_high), (high_low, high_high) = self.around
        return (
            *(self.reference, self.scenario, self.loss, self.loss_percent, *self.interval),
            *(self.standard_error, self.share_of_draws_with_loss, self.prior_only_loss),
            *(self.prior_only_share, str(self.status), self.row.borderline, self.smallest_effect),
            *(
                low_low,
                low_high,
                high_low,
                high_high,
                *self.interval_with_monte_carlo_error,
                self.monte_carlo_error_part,
                self.draws,
            ),
        )


def _points(name: str, meaning: str, *, signed: bool = True, shown: bool = True) -> Column:
    return Column(name, "points", meaning, signed=signed, shown=shown)


_PERCENT = "the loss as a part of the reference, where that is clearly above zero"
LOSS_COLUMNS = (
    _points("reference", "without the events: mean over the window and over draws", signed=False),
    _points("scenario", "the same with the events", signed=False),
    _points("loss", "reference less scenario: a gain is below zero"),
    Column("loss_percent", "percent", _PERCENT, signed=True),
    _points("loss_low", "5th percentile of the draws' losses, Monte Carlo error taken out"),
    _points("loss_high", "95th percentile of the same"),
    _points("loss_se", "standard error of the mean loss", signed=False),
    Column("draws_losing", "share", "draws whose loss is above zero"),
    _points("prior_only_loss", "the loss under prior-only weights"),
    Column("prior_only_losing", "share", "draws of those weights whose loss is above zero", shown=False),
    Column("status", "text", "what is established of the loss, by one rule for every row", shown=False),
    Column("borderline", "flag", "whether it is open and more runs may settle it", shown=False),
    _points("smallest_effect", "the smallest change that matters, where the case names one", signed=False,
            shown=False),
    _points("loss_low_from", "loss_low less two of its Monte Carlo errors", shown=False),
    _points("loss_low_to", "loss_low and two of its Monte Carlo errors", shown=False),
    _points("loss_high_from", "loss_high less two of its Monte Carlo errors", shown=False),
    _points("loss_high_to", "loss_high and two of its Monte Carlo errors", shown=False),
    _points("loss_low_with_error", "5th percentile of the draws' means, Monte Carlo error left in",
            shown=False),
    _points("loss_high_with_error", "95th percentile of the same", shown=False),
    Column("loss_error_part", "share", "of the variance of draws' means, what is Monte Carlo error",
           shown=False),
    Column("draws", "count", "weight draws that count", shown=False),
)  # fmt: skip
"""What `Loss.cells` has."""


def draw_means(values: Floats, kept: Kept) -> Floats:
    """Means over the replicates that are kept, without the draws that keep none.

    ``values`` (arm, draw, replicate, …), ``kept`` (draw, replicate); gives (arm, kept draws, …).
    """
    some = kept.any(axis=1)
    values, kept = values[:, some], kept[some]
    mask = kept.reshape(1, *kept.shape, *(1,) * (values.ndim - 3))
    means: Floats = np.where(mask, values, 0.0).sum(axis=2) / mask.sum(axis=2)
    return means


def loss_of(
    values: Floats, kept: Kept, prior: Draws | None = None, smallest_effect: float | None = None
) -> Loss:
    """The loss in one measure; ``values`` (2, draw, replicate), ``kept`` (draw, replicate).

    ``prior``: the losses under prior-only weights. Runs that are not kept (one of their
    arms failed) count in neither arm. ValueError where none is kept.
    """
    if not kept.any():
        raise ValueError("no run is left to estimate a loss from")
    means = draw_means(values, kept)
    reference, scenario = (float(arm.mean()) for arm in means)
    clear = float(np.quantile(means[0], BAND[0])) > (smallest_effect or 0.0)
    losses = draws_of(np.where(kept, values[0] - values[1], np.nan))
    loss = losses.mean
    interval = interval_of(losses.corrected)
    return Loss(
        reference=reference,
        scenario=scenario,
        loss=loss,
        loss_percent=100.0 * loss / reference if clear else None,
        interval=(interval.low, interval.high),
        standard_error=losses.standard_error,
        share_of_draws_with_loss=float((losses.corrected > 0.0).mean()),
        prior_only_loss=None if prior is None else prior.mean,
        interval_with_monte_carlo_error=middle(losses.means),
        monte_carlo_error_part=losses.monte_carlo_error_part,
        draws=len(losses.means),
        around=(interval.around_low, interval.around_high),
        prior_only_share=None if prior is None else float((prior.corrected > 0.0).mean()),
        smallest_effect=smallest_effect,
    )


def middle(draws: Floats) -> tuple[float, float]:
    """The ends of the middle 90% of one number a draw, (W,)."""
    low, high = (float(edge) for edge in np.quantile(draws, BAND))
    return low, high


def draw_losses(values: Floats, kept: Kept) -> Floats:
    """The loss of every draw that keeps a run: (kept draws, …) from (2, draw, replicate, …)."""
    losses: Floats = draw_means((values[:1] - values[1:2]), kept)[0]
    return losses


def loss_table(
    values: Mapping[str, Floats],
    kept: Kept,
    prior: Mapping[str, Floats] | None = None,
    prior_kept: Kept | None = None,
    smallest: Mapping[str, float] | None = None,
) -> dict[str, Loss]:
    """A row for each measure; arrays as for `loss_of`, ``prior`` those of runs under prior-only weights.

    ``smallest``: the smallest change that matters, by measure.
    """
    rows = {}
    for name, array in values.items():
        without = None
        if prior is not None and prior_kept is not None and prior_kept.any():
            of_prior = prior[name]
            without = draws_of(np.where(prior_kept, of_prior[0] - of_prior[1], np.nan))
        rows[name] = loss_of(array, kept, without, (smallest or {}).get(name))
    return rows

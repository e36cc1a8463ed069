"""What a scenario costs in influence: paired losses, and how far the weight draws leave them open.

The loss is the reference arm minus the scenario arm, run by run; a draw's loss is the mean over its
replicates (`analysis.estimators.by_draw`), and every spread given here is over draws without the Monte Carlo
error of their replicates: over what the evidence leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.by_draw import ByDraw
from patronage.analysis.estimators.monte_carlo import Draws, draws_from
from patronage.analysis.estimators.verdict import BAND, LossRow, Status, interval_of
from patronage.analysis.tables import Column, Row

Floats = NDArray[np.float64]


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
            *(low_low, low_high, high_low, high_high, *self.interval_with_monte_carlo_error),
            *(self.monte_carlo_error_part, self.draws),
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


def losses_of(one: ByDraw) -> Draws:
    """The draws' losses; ValueError where no draw keeps a run."""
    return draws_from(one.losses, one.squares, one.counts)


def loss_of(one: ByDraw, prior: Draws | None = None, smallest_effect: float | None = None) -> Loss:
    """The loss in one measure.

    ``prior``: the losses under prior-only weights. ValueError where no run is kept.
    """
    if not len(one.counts):
        raise ValueError("no run is left to estimate a loss from")
    reference, scenario = float(one.reference.mean()), float(one.scenario.mean())
    clear = float(np.quantile(one.reference, BAND[0])) > (smallest_effect or 0.0)
    losses = losses_of(one)
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


def loss_table(
    values: Mapping[str, ByDraw],
    prior: Mapping[str, ByDraw] | None = None,
    smallest: Mapping[str, float] | None = None,
) -> dict[str, Loss]:
    """A row for each measure; ``prior``: the same measures under prior-only weights.

    ``smallest``: the smallest change that matters, by measure.
    """
    rows = {}
    for name, one in values.items():
        without = None if prior is None or not len(prior[name].counts) else losses_of(prior[name])
        rows[name] = loss_of(one, without, (smallest or {}).get(name))
    return rows

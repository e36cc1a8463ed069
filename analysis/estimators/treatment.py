"""What events did to a quantity that they are about: the manipulation check, which comes before any loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.estimators.by_draw import ByDraw
from patronage.analysis.estimators.influence import middle
from patronage.analysis.estimators.monte_carlo import draws_from
from patronage.analysis.estimators.verdict import LossRow, Status, status_of
from patronage.analysis.tables import Column, Row, share


@dataclass(frozen=True)
class Change:
    """A quantity in both arms, and by how much the events change it.

    reference, scenario: means over draws. change: scenario less reference, so that a rise is above zero,
    unlike a loss. interval: 5th and 95th percentile of the draws' changes without Monte Carlo error.
    share_of_draws: of draws whose change has the sign of the mean, 0 to 1; None where the mean is 0.
    """

    reference: float
    scenario: float
    change: float
    interval: tuple[float, float]
    share_of_draws: float | None
    draws: int

    @property
    def status(self) -> Status:
        """What is established of it, by the rule for losses: LOSES stands for a rise, GAINS for a fall."""
        return status_of(LossRow(self.change, *self.interval, self.draws, self.share_of_draws or 0.0))

    @property
    def cells(self) -> Row:
        """Under CHANGE_COLUMNS."""
        return (
            *(self.reference, self.scenario, self.change, *self.interval),
            *(self.share_of_draws, self.draws),
        )


CHANGE_COLUMNS = (
    Column("reference", "points", "without the events: mean over the months of the window and over draws"),
    Column("scenario", "points", "the same with the events"),
    Column("change", "points", "scenario less reference: a rise is above zero", signed=True),
    Column("change_low", "points", "5th percentile of the draws' changes, Monte Carlo error taken out",
           signed=True),
    Column("change_high", "points", "95th percentile of the same", signed=True),
    share("draws_alike", "draws that change in the direction of the mean"),
    Column("draws", "count", "weight draws that count"),
)  # fmt: skip
"""What `Change.cells` has."""


def change_of(one: ByDraw) -> Change:
    """The change of one quantity; ValueError where no run is kept."""
    if not len(one.counts):
        raise ValueError("no run is left to estimate a change from")
    changes = draws_from(-one.losses, one.squares, one.counts)
    alike = np.sign(changes.corrected) == np.sign(changes.mean)
    return Change(
        reference=float(one.reference.mean()),
        scenario=float(one.scenario.mean()),
        change=changes.mean,
        interval=middle(changes.corrected),
        share_of_draws=float(alike.mean()) if changes.mean else None,
        draws=len(changes.means),
    )

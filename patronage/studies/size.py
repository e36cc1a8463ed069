"""How few runs are best divided into weight draws and replicates of each."""

from __future__ import annotations

FEWEST_REPLICATES = 4  # to which replicates are cut before draws are


def replicates_within(runs: int, draws: int, replicates: int) -> int:
    """As many replicates as leave all draws within so many runs, from FEWEST_REPLICATES to ``replicates``.

    What the evidence leaves open shows in the draws, so these are the last to be cut.
    """
    return min(replicates, max(FEWEST_REPLICATES, runs // max(1, draws)))


def replicates_dividing(runs: int, draws: int, replicates: int) -> int:
    """The same if it divides ``runs``, or the next larger number that does; ``replicates`` if none does."""
    least = replicates_within(runs, draws, replicates)
    return next((each for each in range(least, replicates) if runs % each == 0), replicates)

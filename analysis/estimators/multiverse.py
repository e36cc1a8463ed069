"""Whether the sign of a loss depends on the specification, and which choice moves it most.

The sign of one specification is that of its mean loss, where that is distinguishable from zero. Among
hundreds some are so by Monte Carlo error alone; so that the sign turns is said only where specifications on
both sides of zero lie beyond a bound that takes their number into account (Bonferroni 1936).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.verdict import ERRORS, Status

Floats = NDArray[np.float64]
CHANCE = 0.05  # that among all that are asked any is found by chance alone
NOTHING = 1e-12  # points: less than that is how numbers are rounded


class Turns(StrEnum):
    """Whether the sign of the loss depends on the specification."""

    NOTHING_CAN_HAPPEN = "nothing_can_happen"  # the loss is exactly zero in all
    NO = "no"  # one sign in all
    NOT_SHOWN = "not_shown"  # one sign at the most, and specifications in which none is distinguishable
    NOT_SURELY = "not_surely"  # both signs, one of them no more often than Monte Carlo error may have it
    YES = "yes"


@dataclass(frozen=True)
class Signs:
    """How many specifications lose, gain, or neither, and by what else they are judged.

    losing, gaining: the mean is distinguishable from zero; zero: it is exactly 0 in every draw. statuses: by
    what the draws of the weights establish. large_losses, large_gains: of those with a sign, by at least
    the smallest change that matters; None where the case names none. low, median, high: 5th, 50th and 95th
    percentile of the mean losses over specifications.
    """

    cells: int
    losing: int
    gaining: int
    zero: int
    statuses: dict[Status, int]
    large_losses: int | None
    large_gains: int | None
    low: float
    median: float
    high: float
    turns: Turns

    @property
    def unclear(self) -> int:
        """Neither sign, and not exactly zero."""
        return self.cells - self.losing - self.gaining - self.zero

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "sign_depends": self.turns,
            "specifications": self.cells,
            "losing": self.losing,
            "gaining": self.gaining,
            "not_distinguishable": self.unclear,
            "exactly_zero": self.zero,
            "statuses": dict(self.statuses),
            "losing_smallest_effect_or_more": self.large_losses,
            "gaining_smallest_effect_or_more": self.large_gains,
            "percentiles_5_50_95": [self.low, self.median, self.high],
        }


@dataclass(frozen=True)
class Effect:
    """What an option does to the loss, by itself and among combinations.

    alone: the loss with it less the loss of the scenario as it is, paired run by run. turns: whether by
    itself it turns the sign of the loss. moves: by how much the mean loss of combinations with it is larger
    than that of combinations with the scenario's own option, all other choices alike; standard_error: of
    that, over specifications. with_it, without: how many of each there are; losing_with, losing_without: the
    share of them whose mean loss is above zero. None where it is unknown. stands_out: whether ``moves``
    is beyond what dealing out so many options by chance gives.
    """

    alone: Spread
    turns: bool
    moves: float | None
    standard_error: float | None
    with_it: int
    without: int
    losing_with: float | None
    losing_without: float | None
    stands_out: bool

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "alone": self.alone.plain(),
            "turns_the_sign_alone": self.turns,
            "moves": self.moves,
            "standard_error": self.standard_error,
            "specifications_with": self.with_it,
            "specifications_without": self.without,
            "share_losing_with": self.losing_with,
            "share_losing_without": self.losing_without,
            "stands_out": self.stands_out,
        }


class Main(NamedTuple):
    """The main effects of options, by choice and option, with standard errors; None where there is none.

    explained: the part of the variance over specifications that all of them together account for, less what
    so many options would by chance (adjusted R²); None where nothing varies.
    """

    moves: dict[tuple[int, int], float]
    errors: dict[tuple[int, int], float | None]
    explained: float | None


def bound(asked: int) -> float:
    """Standard errors beyond which any of so many means lies by chance with probability CHANCE at most."""
    return max(ERRORS, NormalDist().inv_cdf(1.0 - CHANCE / 2.0 / max(1, asked)))


def side(spread: Spread, errors: float = ERRORS) -> int:
    """1 for a mean above zero by so many standard errors, -1 for one below, else 0."""
    far = spread.standard_error is not None and abs(spread.mean) > errors * spread.standard_error
    return int(np.sign(spread.mean)) if far else 0


def signs_of(losses: Sequence[Spread]) -> Signs:
    """Count specifications by their sign; ValueError where there is none."""
    if not losses:
        raise ValueError("no specification is left to count")
    sides = [side(loss) for loss in losses]
    sure = {side(loss, bound(len(losses))) for loss in losses}
    zero = sum(loss.mean == loss.low == loss.high == 0.0 for loss in losses)
    losing, gaining = sides.count(1), sides.count(-1)
    smallest = losses[0].smallest
    statuses = [loss.row.status for loss in losses]
    means = np.array([loss.mean for loss in losses])
    low, median, high = (float(edge) for edge in np.quantile(means, (0.05, 0.5, 0.95)))
    if zero == len(losses):
        turns = Turns.NOTHING_CAN_HAPPEN
    elif sure >= {1, -1}:
        turns = Turns.YES
    elif losing and gaining:
        turns = Turns.NOT_SURELY
    else:
        turns = Turns.NO if len(losses) in (losing, gaining) else Turns.NOT_SHOWN
    return Signs(
        cells=len(losses),
        losing=losing,
        gaining=gaining,
        zero=zero,
        statuses={status: statuses.count(status) for status in Status if status in statuses},
        large_losses=_large(means, sides, 1, smallest),
        large_gains=_large(means, sides, -1, smallest),
        low=low,
        median=median,
        high=high,
        turns=turns,
    )


def _large(means: Floats, sides: Sequence[int], sign: int, smallest: float | None) -> int | None:
    """How many of those with a sign are of the smallest change that matters, or more."""
    if smallest is None:
        return None
    return int(((np.array(sides) == sign) & (np.abs(means) >= smallest)).sum())


def main_effects(picks: NDArray[np.int64], means: Floats) -> Main:
    """Least squares of mean losses (C,) on the options picked (C, choices), 0 being the scenario's own.

    Where every option stands in as many combinations of the others as every other, these are the mean
    differences of specifications with and without it; in a sample they are cleared of what else differs.
    """
    keys = [(k, int(pick)) for k in range(picks.shape[1]) for pick in np.unique(picks[:, k]) if pick]
    columns = [np.ones(len(picks)), *((picks[:, k] == pick).astype(np.float64) for k, pick in keys)]
    design = np.stack(columns, axis=1)
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    found = inverse @ (design.T @ means)
    free = len(means) - int(np.linalg.matrix_rank(design))
    left = means - design @ found
    left[np.abs(left) < NOTHING] = 0.0
    noise = float(left @ left) / free if free > 0 else None
    moves = {
        key: float(each) if abs(each) > NOTHING else 0.0 for key, each in zip(keys, found[1:], strict=True)
    }
    errors = {
        key: None if noise is None else float(np.sqrt(noise * inverse[k, k]))
        for k, key in enumerate(keys, start=1)
    }
    variance = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    known = noise is not None and variance > NOTHING**2
    return Main(moves, errors, 1.0 - noise / variance if known and noise is not None else None)


def effect_of(
    base: Spread,
    with_it: Spread,
    alone: Spread,
    main: tuple[float | None, float | None],
    crossed: tuple[Floats, Floats],
    options: int,
) -> Effect:
    """What one of so many options does.

    base, with_it: the loss as it is and with the option; alone: their paired difference. main: its main
    effect and the error of that. crossed: mean losses of combinations with the option, and with the
    scenario's own.
    """
    errors = bound(options)
    (moves, error), (there, here) = main, crossed
    return Effect(
        alone=alone,
        turns=side(base) * side(with_it, errors) == -1,
        moves=moves,
        standard_error=error,
        with_it=len(there),
        without=len(here),
        losing_with=float((there > 0.0).mean()) if len(there) else None,
        losing_without=float((here > 0.0).mean()) if len(here) else None,
        stands_out=moves is not None and error is not None and abs(moves) > errors * error,
    )

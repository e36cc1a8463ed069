"""What is left of a loss when the coding is taken away, and what each layer of the model adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.estimators.verdict import ERRORS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """One layer of the model, what it adds to the loss given those before it, and its share of the loss.

    share: None where the mean loss is not distinguishable from zero (then shares mean nothing).
    """

    name: str
    adds: Spread
    share: float | None


@dataclass(frozen=True)
class Among:
    """Where a loss stands among those of placebos that are as likely beforehand, all made alike.

    names, means, standard_errors (P,): of each placebo's loss, the errors NaN for a single draw. own: the
    loss that is compared, at the placebos' size. anyone: the mean over placebos, draw by draw: what any of
    them would give. specific: own less anyone, paired, whose standard error has in it that placebos are a
    sample, unless they are all that there_are (None: too many to say). as_large: (1 + placebos whose loss is
    at least the own) / (1 + placebos), the p-value of a permutation test, one-sided (Phipson and Smyth 2010);
    as_far: the same for the distance from the mean of all, the own among them, two-sided. close: placebos
    whose paired difference from the own is within two standard errors; as_large_within: what as_large would
    be with all of these on one side or on the other.
    """

    names: tuple[str, ...]
    means: Floats
    standard_errors: Floats
    own: Spread
    anyone: Spread
    specific: Spread
    there_are: int | None
    as_large: float
    as_far: float
    close: int
    as_large_within: tuple[float, float]

    @property
    def exhaustive(self) -> bool:
        """Whether these are all placebos that there are."""
        return len(self.names) == self.there_are

    @property
    def smallest_p(self) -> float:
        """The smallest p that so many placebos allow."""
        return 1.0 / (1 + len(self.names))


def layers(names: tuple[str, ...], losses: tuple[Floats, ...]) -> tuple[Layer, ...]:
    """What each step adds, from losses (W, R) of ever fuller variants; the first adds itself.

    The layers sum to the loss of the last variant, run by run. How much a layer adds depends on the
    order in which they are added.
    """
    whole = spread_of(losses[-1])
    found = []
    before = np.zeros_like(losses[0])
    for name, runs in zip(names, losses, strict=True):
        adds = spread_of(runs - before)
        found.append(Layer(name, adds, adds.mean / whole.mean if whole.distinguishable else None))
        before = runs
    return tuple(found)


def among(names: tuple[str, ...], own: Floats, placebos: Floats, there_are: int | None) -> Among:
    """Where a loss (W, R) stands among those of placebos (P, W, R), run by run with the same random numbers.

    ``there_are``: how many placebos there are in all, None for a great many. All are NaN where any is
    (`spread.paired`). ValueError without placebos.
    """
    if not len(placebos):
        raise ValueError("there are no placebos")
    each = [draws_of(runs) for runs in placebos]
    means = np.array([one.mean for one in each])
    errors = np.array([np.nan if one.standard_error is None else one.standard_error for one in each])
    here, anyone = spread_of(own), spread_of(placebos.mean(axis=0))
    specific = spread_of(own - placebos.mean(axis=0))
    if len(means) != there_are and specific.standard_error is not None and len(means) > 1:
        sampled = float(means.var(ddof=1)) / len(means)
        specific = replace(specific, standard_error=float(np.sqrt(specific.standard_error**2 + sampled)))
    apart = [spread_of(runs - own) for runs in placebos]
    unsure = np.array([abs(one.mean) < ERRORS * (one.standard_error or 0.0) for one in apart])
    middle = float(np.append(means, here.mean).mean())
    count = 1 + len(means)
    return Among(
        names=names,
        means=means,
        standard_errors=errors,
        own=here,
        anyone=anyone,
        specific=specific,
        there_are=there_are,
        as_large=float((1 + (means >= here.mean).sum()) / count),
        as_far=float((1 + (np.abs(means - middle) >= abs(here.mean - middle)).sum()) / count),
        close=int(unsure.sum()),
        as_large_within=(
            float((1 + ((means >= here.mean) & ~unsure).sum()) / count),
            float((1 + ((means >= here.mean) | unsure).sum()) / count),
        ),
    )

"""Agreement of coders on what acts are on and what capability comes with, over units that all were shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from patronage.analysis.estimators.coding.alpha import alpha, interval


@dataclass(frozen=True)
class ContentUnit:
    """An act or a control that all coders were shown, and what each gave it; None for none.

    field: on or brought_by. source: article, outside or chronicle. cluster: the sentence, fact or month that
    it is from; units of one are no independent evidence.
    """

    field: str
    case: str
    name: str
    source: str
    cluster: Hashable
    values: tuple[str | None, ...]

    @property
    def agreed(self) -> bool:
        """Whether all coders gave the same."""
        return len(set(self.values)) == 1


@dataclass(frozen=True)
class Agreed:
    """Krippendorff's alpha, nominal, with its 90% interval; NaN where nobody gave a value.

    units: how many there are; given: to how many any coder gave a value; same: to how many of these all gave
    the same.
    """

    what: str
    units: int
    given: int
    same: int
    alpha: float
    low: float
    high: float


@dataclass(frozen=True)
class ContentAgreement:
    """The agreement of coders on both fields, over one or more cases, and all units."""

    coders: tuple[str, ...]
    rows: tuple[Agreed, ...]
    units: tuple[ContentUnit, ...]

    @property
    def differences(self) -> tuple[ContentUnit, ...]:
        """The units on which they differ."""
        return tuple(unit for unit in self.units if not unit.agreed)


def agreed(what: str, units: Sequence[ContentUnit], rng: int = 0) -> Agreed:
    """The agreement on some units."""
    codes: Mapping[tuple[str, str | None], float] = {
        value: float(k)
        for k, value in enumerate(dict.fromkeys(_value(unit, v) for unit in units for v in unit.values))
    }
    coders = len(units[0].values) if units else 0
    values = np.array([[codes[_value(unit, unit.values[c])] for unit in units] for c in range(coders)])
    values = values.reshape(coders, len(units))
    clusters = {cluster: k for k, cluster in enumerate(dict.fromkeys(unit.cluster for unit in units))}
    group = np.array([clusters[unit.cluster] for unit in units], dtype=np.int64)
    low, high = interval(values, group, "nominal", rng=rng)
    given = [unit for unit in units if any(unit.values)]
    return Agreed(
        what=what,
        units=len(units),
        given=len(given),
        same=sum(unit.agreed for unit in given),
        alpha=alpha(values, "nominal"),
        low=low,
        high=high,
    )


def _value(unit: ContentUnit, value: str | None) -> tuple[str, str | None]:
    """A value as a category: an issue or item is that of its case, and none is the same in all."""
    return ("" if value is None else unit.case, value)

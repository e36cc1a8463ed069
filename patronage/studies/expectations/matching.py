"""History matching: whether an expectation that fails could hold under other settings, or never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Flags, Floats
from patronage.analysis.estimators.matching import Part, chance_within, effective_size, part_of
from patronage.analysis.tables import Table
from patronage.sim.designs.discover import settings_points, varied_settings
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.expectation import Expectation
from patronage.studies.expectations.held import HOLDS, WORTHLESS, Rate, rates_under
from patronage.studies.expectations.held import SIZE as WHOLE
from patronage.studies.losses import Size, Tick
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.matching import matching_tables

POINTS = 240
SIZE = Size(draws=25, replicates=24)  # of each point and arm


@dataclass(frozen=True)
class Matched:
    """An expectation, and the part of the settings' space that keeps it.

    by_default: whether it holds under the settings as they are, at the size of `studies.expectations`. chance
    (P,): at each point, how surely it holds, in [0, 1]. fixed: settings that its files set themselves, which
    stay as they are.
    """

    expectation: Expectation
    by_default: bool
    part: Part
    chance: Floats
    fixed: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Matching(Shown):
    """What came of all expectations at the same points.

    held: those that the model shows, whether or not random acts do. kept: at how many points all of them
    hold; effective: of the points, each weighted by the chance that all of them hold there.
    """

    size: Size
    points: int
    matched: tuple[Matched, ...]
    held: tuple[str, ...]
    kept: int
    effective: float

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return matching_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "command": "matching",
            "points": self.points,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "expectations": [
                {
                    "name": one.expectation.name,
                    "claim": one.expectation.claim,
                    "scenario": one.expectation.scenario.name,
                    "declared": one.expectation.status,
                    "by_default": one.by_default,
                    "holds": one.part.where,
                    "points_kept": one.part.kept,
                    "part": one.part.share,
                    "interval": [one.part.low, one.part.high],
                    "effective_sample_size": one.part.effective,
                    "fixed": list(one.fixed),
                    "turns_with": [
                        {
                            "setting": turn.setting,
                            "distance": turn.distance,
                            "p": turn.p,
                            "higher": turn.higher,
                            "range": [turn.low, turn.high],
                        }
                        for turn in one.part.turns
                    ],
                }
                for one in self.matched
            ],
            "together": {
                "expectations": list(self.held),
                "points_kept": self.kept,
                "effective_sample_size": self.effective,
            },
        }


def runs_of_matching(expectations: Sequence[Expectation], points: int, size: Size) -> int:
    """How many runs of both arms the points take."""
    scenarios = {_group(one) for one in expectations}
    return 2 * size.runs * points * len(scenarios)


def matching(
    expectations: Sequence[Expectation], points: int = POINTS, size: Size = SIZE, tick: Tick | None = None
) -> Matching:
    """Hold each expectation to the model at the same points of a Latin hypercube over the settings' ranges.

    A setting that an expectation or its scenario sets stays as it is there.
    """
    rng = expectations[0].scenario.rng
    values = settings_points(points, rng)
    names = [setting.name for setting in varied_settings()]
    kept: list[Flags] = [np.zeros(points, dtype=np.bool_) for _ in expectations]
    chance = [np.zeros(points) for _ in expectations]
    by_default = [False] * len(expectations)
    for group in dict.fromkeys(map(_group, expectations)):
        mine = [k for k, one in enumerate(expectations) if _group(one) == group]
        some = [expectations[k] for k in mine]
        own = _own(some[0])
        for k, rates in zip(mine, rates_under(some, {}, WHOLE), strict=True):
            by_default[k] = _holds(rates)
        for point, row in enumerate(values.tolist()):
            changes = {name: value for name, value in zip(names, row, strict=True) if name not in own}
            for k, rates in zip(mine, rates_under(some, changes, size), strict=True):
                kept[k][point], chance[k][point] = _holds(rates), _chance(expectations[k], rates, size)
            if tick is not None:
                tick(2 * size.runs)
    matched = tuple(
        Matched(one, by_default[k], _part(kept[k], chance[k], values, names, _own(one)), chance[k], _own(one))
        for k, one in enumerate(expectations)
    )
    held = [k for k, one in enumerate(expectations) if one.status in {HOLDS, WORTHLESS}]
    together = np.prod([chance[k] for k in held], axis=0) if held else np.ones(points)
    every = np.all([kept[k] for k in held], axis=0) if held else np.ones(points, dtype=np.bool_)
    return Matching(
        size=size,
        points=points,
        matched=matched,
        held=tuple(expectations[k].name for k in held),
        kept=int(every.sum()),
        effective=effective_size(np.asarray(together)) if every.any() else 0.0,
    )


def _group(one: Expectation) -> str:
    """What expectations share whose runs are the same."""
    return one.scenario.digest


def _own(one: Expectation) -> tuple[str, ...]:
    """The settings that its files set themselves, in the order of the table."""
    return tuple(name for name in SETTINGS if name in one.scenario.given)


def _part(kept: Flags, chance: Floats, values: Floats, names: Sequence[str], own: Sequence[str]) -> Part:
    free = [column for column, name in enumerate(names) if name not in own]
    return part_of(kept, chance, values[:, free], [names[column] for column in free])


def _holds(rates: Sequence[Rate]) -> bool:
    return all(rate.passes for rate in rates)


def _chance(one: Expectation, rates: Sequence[Rate], size: Size) -> float:
    """How surely all statements hold at a point, as if their errors were independent."""
    each = [
        chance_within(np.array(rate.share), size.draws, *statement.share)
        for rate, statement in zip(rates, one.statements, strict=True)
    ]
    return float(np.prod(each))

"""Answers that are tables of what something else found: a table of actors, a case's weights, a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np

from patronage.analysis.estimators.sweep import Losses, Varied, losses_of, varied_of
from patronage.analysis.labelled import Arrays, Held
from patronage.analysis.tables import Table
from patronage.sim.store.manifest import open_result
from patronage.sim.weights.explain import Explained
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.explain import weight_tables
from patronage.studies.tables.sweep import sweep_tables


@dataclass(frozen=True, repr=False)
class Findings(Shown):
    """What published models say of a table of actors: ``found`` as JSON has it, and its tables."""

    found: dict[str, Any]
    listed: tuple[Table, ...]

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return self.listed

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return self.found


@dataclass(frozen=True, repr=False)
class Weights(Shown):
    """Interest weights of a case, in a fixed order: a sequence of Explained, which has tables."""

    case: str
    items: tuple[Explained, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Explained]:
        return iter(self.items)

    @overload
    def __getitem__(self, place: int) -> Explained: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Explained, ...]: ...
    def __getitem__(self, place: int | slice) -> Explained | tuple[Explained, ...]:
        return self.items[place]

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return weight_tables(self.items)


@dataclass(frozen=True, repr=False)
class Swept(Shown):
    """A sweep's losses at each of its points, read from its folder.

    varied: what was varied, each with its values (P,) by point. losses: (P,) each, of ``measure``. runs: how
    many there are, both arms; failed: those of them that failed.
    """

    folder: Path
    measure: str
    varied: tuple[Varied, ...]
    losses: Losses
    runs: int
    failed: int

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return sweep_tables(self.measure, self.varied, self.losses)

    def arrays(self) -> Arrays:
        """What was varied and the losses, by point."""
        losses = self.losses
        numbers = {"loss": losses.mean, "loss_low": losses.low, "loss_high": losses.high}
        meanings = ("mean over draws", "5th percentile of draws", "95th percentile of draws")
        values = np.array([one.values for one in self.varied]).reshape(len(self.varied), -1).T
        return Arrays(
            {"point": np.arange(len(losses.mean)), "varied": [one.path for one in self.varied]},
            (
                Held("value", ("point", "varied"), values, "own", "months from the year 0, flags as 0 and 1"),
                *(
                    Held(name, ("point",), each, "points", meaning)
                    for (name, each), meaning in zip(numbers.items(), meanings, strict=True)
                ),
                Held("loss_se", ("point",), losses.error, "points", "standard error of the mean"),
                Held("draws", ("point",), losses.draws, "count", "weight draws that count"),
            ),
            {"measure": self.measure, "folder": str(self.folder)},
        )

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "folder": str(self.folder),
            "measure": self.measure,
            "varied": [one.path for one in self.varied],
            "points": len(self.losses.mean),
            "runs": self.runs,
            "failed": self.failed,
        }


def swept(folder: Path, measure: str = "hold") -> Swept:
    """The losses of the sweep in a folder; FaultError where it holds none, or has no such measure."""
    result = open_result(folder, "sweep", wanted="its losses are read")
    parts = [result.parts[name] for name in result.names("runs")]
    return Swept(
        folder=folder,
        measure=measure,
        varied=tuple(varied_of(result)),
        losses=losses_of(result, measure),
        runs=sum(part.rows for part in parts),
        failed=sum(part.failed for part in parts),
    )

"""Whether the sign of a loss depends on what an analyst could have chosen otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.multiverse import Effect, Main, Signs, effect_of, main_effects, signs_of
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import ARMS
from patronage.sim.designs.multiverse import (
    Choice,
    Option,
    Specifications,
    choices_of,
    specifications,
    specified,
)
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.measures.ear import EAR
from patronage.sim.scenario.load import Scenario
from patronage.studies.arms import Arms, Piece, check_room, collect, pieces_of
from patronage.studies.losses import Size, Tick, asked_of, sized
from patronage.studies.run import total_loss
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.multiverse import multiverse_tables

Floats = NDArray[np.float64]

BUDGET = 1_500_000


@dataclass(frozen=True)
class Cell:
    """A specification: the number of the option of each choice, and the loss in each measure.

    losses: empty where every run failed. crossed: whether it is one of the combinations of all choices.
    """

    picks: tuple[int, ...]
    crossed: bool
    losses: dict[str, Spread]


@dataclass(frozen=True)
class Moved:
    """A choice made otherwise, and what that does to the loss in each measure."""

    choice: Choice
    option: Option
    effects: dict[str, Effect]


@dataclass(frozen=True, repr=False)
class Multiverse(Shown):
    """The loss in every specification; the first is the scenario as it is.

    measures: the first is the headline. possible: how many combinations there are; whole: whether all of them
    are among the specifications. signs: of each measure; explained: what part of how it varies over
    combinations is the sum of single choices, the rest being what they do together. moved: every option that
    is not the scenario's own. fixed: settings that were no choices. failed: runs that failed, both arms left
    out. loss: of the first measure, the scenario's own from all its runs, of which a specification's may be a
    part.
    """

    measures: tuple[str, ...]
    size: Size
    choices: tuple[Choice, ...]
    cells: tuple[Cell, ...]
    possible: int
    whole: bool
    signs: dict[str, Signs]
    explained: dict[str, float | None]
    moved: tuple[Moved, ...]
    fixed: tuple[str, ...]
    failed: int
    loss: Spread

    @property
    def base(self) -> Cell:
        """The scenario as it is."""
        return self.cells[0]

    @property
    def sound(self) -> tuple[Cell, ...]:
        """The specifications with a loss."""
        return tuple(cell for cell in self.cells if cell.losses)

    def labels(self, cell: Cell) -> dict[str, str]:
        """What is chosen otherwise than in the scenario: the option's label by the name of the choice."""
        return {
            choice.name: choice.options[pick].label
            for choice, pick in zip(self.choices, cell.picks, strict=True)
            if pick
        }

    def changes(self, cell: Cell) -> dict[str, Any]:
        """The same as keys and values of `--set`."""
        found: dict[str, Any] = {}
        for choice, pick in zip(self.choices, cell.picks, strict=True):
            found |= choice.options[pick].changes if pick else {}
        return found

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "measures": list(self.measures),
            "loss": self.loss.judged(),
            "specifications": len(self.cells),
            "crossed": sum(cell.crossed for cell in self.cells),
            "possible": self.possible,
            "whole": self.whole,
            "failed_runs": self.failed,
            "explained_by_single_choices": self.explained,
            "signs": {measure: signs.plain() for measure, signs in self.signs.items()},
            "choices": [
                {"name": one.name, "kind": one.kind, "options": [option.label for option in one.options]}
                for one in self.choices
            ],
            "effects": [
                {
                    "choice": one.choice.name,
                    "option": one.option.label,
                    "set": one.option.changes,
                    "measures": {measure: effect.plain() for measure, effect in one.effects.items()},
                }
                for one in self.moved
            ],
            "cells": [
                {
                    "set": self.changes(cell),
                    "crossed": cell.crossed,
                    "losses": {
                        measure: loss.plain() | {"status": loss.row.status}
                        for measure, loss in cell.losses.items()
                    },
                }
                for cell in self.cells
            ],
        }

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return multiverse_tables(self)


def measures_of(scenario: Scenario) -> tuple[str, ...]:
    """The headline measures: the focus actor's own, hold over its clients, and the ear that these give it."""
    clients = scenario.case.clients.get(scenario.focus, ())
    own = [measure.name for measure in MEASURES]
    return (
        own[0],
        *((OVER_CLIENTS,) if clients else ()),
        *own[1:],
        *(f"{EAR.word}:{one}" for one in clients),
    )


def multiverse(
    scenario: Scenario,
    measures: Sequence[str] = (),
    *,
    size: Size | None = None,
    fixed: Collection[str] = (),
    tick: Tick | None = None,
) -> Multiverse:
    """Run every specification; by default in all of `measures_of`.

    ``fixed``: settings that are no choices. ``tick`` is given how many runs were done since it was last
    called. FaultError where so many runs do not fit into memory; ValueError where every run of the scenario
    as it is failed.
    """
    measures = tuple(dict.fromkeys(measures)) or measures_of(scenario)
    choices, planned, size = plan(scenario, size=size, fixed=fixed)
    loss = total_loss(scenario, measures[0], tick)
    small = size.of(scenario)
    check_room(small, months=False)
    cells: list[Cell] = []
    alone: dict[tuple[int, int], dict[str, Spread]] = {}
    base: dict[str, Floats] = {}
    failed = 0
    for row, crossed in zip(planned.picks.tolist(), planned.crossed.tolist(), strict=True):
        picks = tuple(row)
        chosen = specified(small, choices, picks)
        arms = collect(chosen, _watched(chosen, tick), by_run=("measures", "ties"))
        failed += arms.failed
        here = {measure: _losses(chosen, arms, measure) for measure in measures}
        base = base or here
        smallest = {measure: _smallest(small, measure) for measure in measures}
        sound = bool(arms.counts.any())
        if not sound and not cells:
            raise ValueError("every run of the scenario as it is failed: a number was not finite")
        losses = {name: spread_of(runs, smallest[name]) for name, runs in here.items()} if sound else {}
        cells.append(Cell(picks, crossed, losses))
        away = [k for k, pick in enumerate(picks) if pick]
        if len(away) == 1 and sound:
            alone[away[0], picks[away[0]]] = {
                name: spread_of(runs - base[name]) for name, runs in here.items()
            }
    losing = [cell for cell in cells if cell.losses]
    main = _main(losing, measures)
    return Multiverse(
        measures=measures,
        size=size,
        choices=choices,
        cells=tuple(cells),
        possible=planned.possible,
        whole=planned.whole,
        signs={name: signs_of([cell.losses[name] for cell in losing]) for name in measures},
        explained={name: one.explained for name, one in main.items()},
        moved=tuple(_moved(choices, losing, alone, main)),
        fixed=tuple(fixed),
        failed=failed,
        loss=loss,
    )


def plan(
    scenario: Scenario, *, size: Size | None = None, fixed: Collection[str] = ()
) -> tuple[tuple[Choice, ...], Specifications, Size]:
    """The choices, the specifications, and how many draws and replicates each of these gets."""
    choices = choices_of(scenario, fixed)
    planned = specifications(choices, scenario.rng)
    return choices, planned, size or sized(scenario, len(ARMS) * len(planned.picks), BUDGET)


def runs_of_multiverse(scenario: Scenario, specifications: int, size: Size) -> int:
    """How many runs so many specifications take in all arms, and the scenario's own loss."""
    return len(ARMS) * (specifications * size.runs + scenario.runs)


def _watched(scenario: Scenario, tick: Tick | None) -> Iterator[Piece]:
    for piece in pieces_of(scenario):
        yield piece
        if tick is not None:
            tick(piece.table.runs)


def _losses(scenario: Scenario, arms: Arms, measure: str) -> Floats:
    """The loss in every run (D, P), NaN where one of its arms failed."""
    reference, events = arms.asked(asked_of(scenario, measure, derived=True)).runs
    return np.asarray(reference - events)


def _smallest(scenario: Scenario, measure: str) -> float | None:
    return scenario.case.smallest_effect.get(asked_of(scenario, measure, derived=True).row.name)


def _moved(
    choices: tuple[Choice, ...],
    cells: list[Cell],
    alone: dict[tuple[int, int], dict[str, Spread]],
    main: dict[str, Main],
) -> Iterator[Moved]:
    """What every option does that could be run by itself."""
    options = sum(len(choice.options) - 1 for choice in choices)
    crossed = [cell for cell in cells if cell.crossed]
    by_picks = {cell.picks: cell.losses for cell in cells}
    for (k, pick), changed in alone.items():
        with_it = by_picks[tuple(pick if j == k else 0 for j in range(len(choices)))]
        effects = {}
        for name, difference in changed.items():
            there, here = (
                np.array([cell.losses[name].mean for cell in crossed if cell.picks[k] == which])
                for which in (pick, 0)
            )
            main_effect = main[name].moves.get((k, pick)), main[name].errors.get((k, pick))
            effects[name] = effect_of(
                cells[0].losses[name], with_it[name], difference, main_effect, (there, here), options
            )
        yield Moved(choices[k], choices[k].options[pick], effects)


def _main(cells: list[Cell], measures: tuple[str, ...]) -> dict[str, Main]:
    """The main effects in each measure, of the combinations of all choices."""
    crossed = [cell for cell in cells if cell.crossed]
    picks = np.array([cell.picks for cell in crossed], dtype=np.int64).reshape(len(crossed), -1)
    return {
        name: main_effects(picks, np.array([cell.losses[name].mean for cell in crossed])) for name in measures
    }

"""What each part of the model does to a loss: parts added one after the other, and each left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.by_draw import ByDraw, by_draw
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import ARMS
from patronage.sim.designs.ladder import PARTS, Rung, left_out, off_in, rungs
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.arms import Piece, check_room, collect, pieces_of
from patronage.studies.losses import Size, Tick, sized
from patronage.studies.run import total_loss
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.ladder import ladder_tables

Floats = NDArray[np.float64]

BUDGET = 400_000
CODED, PRIOR, RANDOM = "coded weights", "prior only", "random acts"
UNDER: dict[str, str] = {
    CODED: "the scenario's own weights",
    PRIOR: "no evidence; capability by its prior",
    RANDOM: "the scenario's own weights, nobody chooses, acts are random (λ = 0)",
}
"""Under what the ladder is climbed: the coding, and the two nulls."""
NULLS = (PRIOR, RANDOM)


@dataclass(frozen=True)
class Cell:
    """One quantity on one rung.

    reference, scenario: means over draws. effect: the loss of a measure, reference less scenario; of an
    issue how far its outcome moves, scenario less reference. adds: the effect less that of the rung before,
    or of the whole model where the rung leaves a part out; paired run by run; None on the first rung.
    """

    reference: float
    scenario: float
    effect: Spread
    adds: Spread | None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "reference": self.reference,
            "scenario": self.scenario,
            "effect": self.effect.plain(),
            "adds": self.adds.plain() if self.adds is not None else None,
        }


@dataclass(frozen=True)
class Step:
    """A rung: its cells by what it stands under (a key of `UNDER`) and by quantity."""

    name: str
    cells: dict[str, dict[str, Cell]]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "under": {
                under: {name: cell.plain() for name, cell in cells.items()}
                for under, cells in self.cells.items()
            },
        }


@dataclass(frozen=True, repr=False)
class Ladder(Shown):
    """The rungs from the first version to the whole, and the whole without each part, under coded weights.

    measures: the focus actor's. treatment: `outcome:<issue>` of each issue that an event names by `on`, whose
    outcome shows whether the events did what they say. off: the parts that the scenario does without. loss:
    of the first measure, the scenario's own from all its runs, of which a rung's may be a part.
    """

    size: Size
    measures: tuple[str, ...]
    treatment: tuple[str, ...]
    rungs: tuple[Step, ...]
    left_out: tuple[Step, ...]
    off: tuple[str, ...]
    loss: Spread

    @property
    def whole(self) -> Step:
        """The last rung: the scenario as it is."""
        return self.rungs[-1]

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return ladder_tables(self, meanings())

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "measures": list(self.measures),
            "treatment": list(self.treatment),
            "loss": self.loss.judged(),
            "parts": [
                {"name": part.name, "settings": list(part.settings), "off": part.name in self.off}
                for part in PARTS
            ],
            "rungs": [step.plain() for step in self.rungs],
            "left_out": [step.plain() for step in self.left_out],
        }


def size_of_ladder(scenario: Scenario, size: Size | None = None) -> Size:
    """The size that is given, or the scenario's own as far as the budget allows."""
    return size or sized(scenario, _variants(scenario), BUDGET)


def runs_of_ladder(scenario: Scenario, size: Size) -> int:
    """How many runs a ladder of a size takes in all."""
    return _variants(scenario) * size.runs


def _variants(scenario: Scenario) -> int:
    return len(ARMS) * (len(UNDER) * len(rungs(scenario)) + len(left_out(scenario)))


def meanings() -> dict[str, str]:
    """What each part is, by its name."""
    return {part.name: "; ".join(SETTINGS[name].meaning for name in part.settings) for part in PARTS}


def treatment_of(scenario: Scenario) -> tuple[str, ...]:
    """The issues that events name by `on`, in the case's order: what the events are about."""
    named = {event.on for event in scenario.events}
    return tuple(issue for issue in scenario.case.issue_ids if issue in named)


def ladder(scenario: Scenario, *, size: Size | None = None, tick: Tick | None = None) -> Ladder:
    """Climb the ladder under each of `UNDER`, then leave each part out of the whole.

    ``tick`` is given how many runs were done since it was last called. FaultError where so many runs do not
    fit into memory, ValueError where none is left to estimate from.
    """
    size = size_of_ladder(scenario, size)
    loss = total_loss(scenario, MEASURES[0].name, tick)
    scenario = size.of(scenario)
    check_room(scenario, months=False)
    climbed = rungs(scenario)
    cells: list[dict[str, dict[str, Cell]]] = [{} for _ in climbed]
    whole: dict[str, Quantity] = {}
    for under in UNDER:
        before: dict[str, Quantity] = {}
        for rung, found in zip(climbed, cells, strict=True):
            here = _quantities(_under(rung, under), tick, prior_only=under == PRIOR)
            found[under] = cells_of(here, before)
            before = here
        whole = whole or before
    apart = [
        Step(rung.name, {CODED: cells_of(_quantities(rung.scenario, tick), whole)})
        for rung in left_out(scenario)
    ]
    return Ladder(
        size=size,
        measures=tuple(measure.name for measure in MEASURES),
        treatment=tuple(f"outcome:{issue}" for issue in treatment_of(scenario)),
        rungs=tuple(Step(rung.name, found) for rung, found in zip(climbed, cells, strict=True)),
        left_out=tuple(apart),
        off=tuple(part.name for part in off_in(scenario)),
        loss=loss,
    )


@dataclass(frozen=True)
class Quantity:
    """One quantity in all runs of a rung: in both arms, and the effects (draw, replicate), NaN if failed."""

    arms: ByDraw
    effects: Floats


def _under(rung: Rung, under: str) -> Scenario:
    scenario = rung.scenario
    chance = scenario.settings | {"rationality": 0.0}
    return replace(scenario, settings=chance) if under == RANDOM else scenario


def _quantities(scenario: Scenario, tick: Tick | None, *, prior_only: bool = False) -> dict[str, Quantity]:
    """Every measure of the focus and every outcome of the treatment, in all runs."""
    treatment = treatment_of(scenario)
    which = [scenario.case.issue_ids.index(issue) for issue in treatment]
    outcomes = np.empty((len(which), 2, scenario.runs))

    def watched() -> Iterator[Piece]:
        for piece in pieces_of(scenario, prior_only=prior_only):
            pairs = piece.table.runs // len(ARMS)
            both = piece.outcome.outcome[: 2 * pairs, which]
            outcomes[:, :, piece.first : piece.first + pairs] = both.T.reshape(len(which), 2, pairs)
            yield piece
            if tick is not None:
                tick(piece.table.runs)

    arms = collect(scenario, watched(), by_run=("measures",))
    found = {}
    for measure in MEASURES:
        one = arms.measures[measure.name]
        found[measure.name] = Quantity(one, one.runs[0] - one.runs[1])
    kept = np.isfinite(found[MEASURES[0].name].effects)
    for issue, values in zip(treatment, outcomes.reshape(len(which), 2, *kept.shape), strict=True):
        effects = np.where(kept, values[1] - values[0], np.nan)
        found[f"outcome:{issue}"] = Quantity(by_draw(values, kept), effects)
    return found


def cells_of(here: dict[str, Quantity], before: dict[str, Quantity]) -> dict[str, Cell]:
    """The cells of a rung, and what it adds to the one before it; there is none before the first."""
    cells = {}
    for name, one in here.items():
        effect = spread_of(one.effects)
        adds = spread_of(one.effects - before[name].effects) if before else None
        reference, scenario = float(one.arms.reference.mean()), float(one.arms.scenario.mean())
        cells[name] = Cell(reference, scenario, effect, adds)
    return cells

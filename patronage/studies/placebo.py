"""What is left of a loss under null models: which part of it is the coding's, the pair's or a mechanism's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.placebo import Among, Layer, among, layers
from patronage.analysis.estimators.spread import Spread, paired, spread_of
from patronage.analysis.tables import Table
from patronage.sim.designs.placebo import (
    Variant,
    as_it_is,
    dyads_table,
    parts_off,
    permuted,
    random_acts,
    random_but_agreements,
    some_pairs,
    switched,
    variants_table,
    without_dated_capability,
)
from patronage.sim.model.asked import Asked
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import Pairs, pairs_of
from patronage.studies.losses import Size, Tick, asked_of, sized, values_of
from patronage.studies.run import total_loss
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.placebo import placebo_tables

Floats = NDArray[np.float64]

BUDGET = 400_000
PERMUTATIONS = 99
COUNTED = 12  # actors, of whose orders it is said how many there are
EACH = Size(100, 10)
"""Of each placebo coding, each pair and each part that is off."""

MEANINGS = {
    "as it is": "the scenario's own weights and settings",
    "article only": "no outside facts, no assumptions, the same prior capability for all",
    "no assumed wishes": "without the wishes that the coding assumes",
    "prior only": "no evidence at all; each actor's capability from the case's prior",
    "flat prior": "no evidence at all; the same prior capability for all",
    "as it is, random acts": (
        "nobody chooses: every act is equally likely (rationality 0), and only scripted agreements are made"
    ),
    "as it is, random acts, agreements chosen": (
        "every act is equally likely, but actors still make agreements that benefit both"
    ),
    "flat prior, random acts": "the mechanism alone: no evidence, and nobody chooses",
}
LAYERS = (
    ("mechanism", "flat prior, random acts"),
    ("choice under a flat prior", "flat prior"),
    ("prior capabilities", "prior only"),
    ("coding", "as it is"),
)
"""What is added step by step, and the variant that has it."""


@dataclass(frozen=True, repr=False)
class Placebo(Shown):
    """The loss under every null model, side by side.

    losses: of each variant of MEANINGS; differences: that less the loss as it is, paired; layers: what each
    adds, which sum to the loss as it is. labels: where the loss with nothing dated stands among those under
    other codings of who wishes what. dyads: among those of the same events by other pairs, None where the
    events are of more than one pair, or no other pair is possible; pairs: which these are, and which are left
    out. without, changes: the loss with each part of the model off, and that less the loss as it is;
    part_size: of each of these, of the labels and the dyads. loss: the scenario's own, from all its runs, of
    which each variant's may be a part.
    """

    measure: str
    size: Size
    losses: dict[str, Spread]
    differences: dict[str, Spread]
    layers: tuple[Layer, ...]
    labels: Among
    dyads: Among | None
    pairs: Pairs | None
    without: dict[str, Spread]
    changes: dict[str, Spread]
    part_size: Size
    loss: Spread

    @property
    def idle(self) -> tuple[str, ...]:
        """The parts without which every run is as it is."""
        return tuple(name for name, one in self.changes.items() if one.mean == one.low == one.high == 0.0)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return placebo_tables(self, MEANINGS)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "measure": self.measure,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "loss": self.loss.judged(),
            "variants": [
                {
                    "name": name,
                    "meaning": MEANINGS[name],
                    "loss": loss.plain(),
                    "difference": self.differences[name].plain(),
                }
                for name, loss in self.losses.items()
            ],
            "layers": [
                {"name": layer.name, "adds": layer.adds.plain(), "share": layer.share}
                for layer in self.layers
            ],
            "labels": self._among(self.labels),
            "dyads": None if self.dyads is None else self._among(self.dyads),
            "pairs": None if self.pairs is None else _pairs(self.pairs),
            "mechanism_off": [
                {"without": name, "loss": loss.plain(), "difference": self.changes[name].plain()}
                for name, loss in self.without.items()
            ],
            "each_draws": self.part_size.draws,
            "each_replicates": self.part_size.replicates,
        }

    def _among(self, one: Among) -> dict[str, Any]:
        errors = [None if math.isnan(error) else error for error in one.standard_errors.tolist()]
        placebos = zip(one.names, one.means.tolist(), errors, strict=True)
        return {
            "count": len(one.names),
            "there_are": one.there_are,
            "own": one.own.plain(),
            "any": one.anyone.plain(),
            "specific": one.specific.plain(),
            "p_as_large": one.as_large,
            "p_as_far": one.as_far,
            "smallest_p": one.smallest_p,
            "not_distinguishable": one.close,
            "p_as_large_within": list(one.as_large_within),
            "placebos": [
                {"name": name, "loss": mean, "standard_error": error} for name, mean, error in placebos
            ],
        }


def _pairs(pairs: Pairs) -> dict[str, Any]:
    return {
        "own": list(pairs.pair),
        "mutual": pairs.mutual,
        "others": [list(pair) for pair in pairs.others],
        "in_the_history": [list(pair) for pair in pairs.happened],
        "with_the_focus": [list(pair) for pair in pairs.with_focus],
    }


def placebo(
    scenario: Scenario,
    measure: str = "hold",
    *,
    size: Size | None = None,
    loss: Spread | None = None,
    permutations: int = PERMUTATIONS,
    tick: Tick | None = None,
) -> Placebo:
    """Run both arms under every null; ``permutations`` ways of dealing out the wishes, at least 1.

    ``loss``: the scenario's own, where it is known already.
    """
    wanted = asked_of(scenario, measure)
    own = as_it_is(scenario)
    switches = switched(scenario)
    variants = [own, *switches, random_acts(own), random_but_agreements(own), random_acts(switches[-1])]
    size = size or sized(scenario, 2 * len(variants), BUDGET)
    losses = dict(
        zip(
            (variant.name for variant in variants),
            _losses(scenario, variants, wanted, size, tick),
            strict=True,
        )
    )
    few = size_of_each(size)
    parts = parts_off(scenario)
    off = _losses(scenario, [own, *parts], wanted, few, tick)
    pairs = pairs_of(scenario)
    return Placebo(
        measure=measure,
        size=size,
        losses={name: spread_of(runs) for name, runs in losses.items()},
        differences={name: spread_of(runs - losses[own.name]) for name, runs in losses.items()},
        layers=layers(tuple(name for name, _ in LAYERS), tuple(losses[variant] for _, variant in LAYERS)),
        labels=_labels(scenario, permutations, wanted, few, tick),
        dyads=_dyads(scenario, pairs, wanted, few, tick) if pairs is not None and pairs.others else None,
        pairs=pairs,
        without={part.name: spread_of(runs) for part, runs in zip(parts, off[1:], strict=True)},
        changes={part.name: spread_of(runs - off[0]) for part, runs in zip(parts, off[1:], strict=True)},
        part_size=few,
        loss=loss or total_loss(scenario, measure, tick),
    )


def size_of_each(size: Size) -> Size:
    """The size of each of many placebos, where the variants have a size."""
    return Size(min(size.draws, EACH.draws), min(size.replicates, EACH.replicates))


def _labels(scenario: Scenario, count: int, wanted: Asked, size: Size, tick: Tick | None) -> Among:
    others = permuted(scenario, count)
    runs = _losses(scenario, [without_dated_capability(scenario), *others], wanted, size, tick)
    actors = len(scenario.case.actors)
    there_are = math.factorial(actors) - 1 if actors <= COUNTED else None
    return among(tuple(one.name for one in others), runs[0], runs[1:], there_are)


def _dyads(scenario: Scenario, pairs: Pairs, wanted: Asked, size: Size, tick: Tick | None) -> Among:
    others = some_pairs(scenario, pairs)
    table = dyads_table(size.of(scenario), (pairs.pair, *others), size.draws)
    values = _values(table, wanted, size, tick)
    runs = values[0] - values[1:]
    return among(tuple(" ".join(pair) for pair in others), runs[0], runs[1:], len(pairs.others))


def _losses(
    scenario: Scenario, variants: list[Variant], wanted: Asked, size: Size, tick: Tick | None
) -> Floats:
    """The loss in every run of every variant, (V, W, R)."""
    runs = _values(variants_table(size.of(scenario), variants, size.draws), wanted, size, tick)
    losses: Floats = runs[0::2] - runs[1::2]
    return losses


def _values(table: RunTable, wanted: Asked, size: Size, tick: Tick | None) -> Floats:
    """What is asked for in every run, (V, W, R), those that failed in any left out of all."""
    return paired(values_of(table, wanted, tick).reshape(-1, size.draws, size.replicates))

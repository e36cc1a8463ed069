"""What is left of a loss without the coding: placebos, and how much each layer of the model adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.placebo import Layer, Permutations, among_permutations, layers
from patronage.analysis.estimators.spread import Spread, paired, spread_of
from patronage.analysis.tables import Table
from patronage.sim.designs.placebo import Variant, as_it_is, permuted, random_acts, switched, variants_table
from patronage.sim.model.asked import Asked
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Size, Tick, asked_of, sized, values_of
from patronage.studies.run import total_loss
from patronage.studies.tables.placebo import placebo_tables

Floats = NDArray[np.float64]

BUDGET = 400_000
PERMUTATIONS = 100
PERMUTED_DRAWS, PERMUTED_REPLICATES = 50, 10  # of each permutation

MEANINGS = {
    "as it is": "the scenario's own weights and settings",
    "article only": "no outside facts, no assumptions, all capabilities alike beforehand",
    "no assumed wishes": "without the wishes that the coding assumes",
    "prior only": "no evidence at all; capability by what is known beforehand",
    "flat prior": "no evidence, all capabilities alike beforehand",
    "as it is, random acts": "the same weights, everyone acting by chance (λ = 0)",
    "flat prior, random acts": "the mechanism alone: no evidence, everyone acting by chance",
}
LAYERS = (
    ("mechanism", "flat prior, random acts"),
    ("choice under a flat prior", "flat prior"),
    ("prior capabilities", "prior only"),
    ("coding", "as it is"),
)
"""What is added step by step, and the variant that has it."""


@dataclass(frozen=True)
class Placebo:
    """The loss of each variant, the layers that sum to the loss, and where it stands among permuted labels.

    differences: the variant's loss less the loss as it is, paired. permuted_size: of each permutation. loss:
    the scenario's own, from all its runs, of which each variant's may be a part.
    """

    measure: str
    size: Size
    losses: dict[str, Spread]
    differences: dict[str, Spread]
    layers: tuple[Layer, ...]
    permutations: Permutations
    permuted_size: Size
    loss: Spread

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
            "permutations": {
                "count": len(self.permutations.means),
                "draws": self.permuted_size.draws,
                "replicates": self.permuted_size.replicates,
                "losses": self.permutations.means.tolist(),
                "share_as_large": self.permutations.as_large,
                "share_as_far": self.permutations.as_far,
            },
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
    """Run both arms under every placebo; ``permutations`` of the actors' labels, at least 1.

    ``loss``: the scenario's own, where it is known already.
    """
    wanted = asked_of(scenario, measure)
    own = as_it_is(scenario)
    switches = switched(scenario)
    flat = switches[-1]
    variants = [own, *switches, random_acts(own), random_acts(flat)]
    size = size or sized(scenario, 2 * len(variants), BUDGET)
    losses = dict(
        zip(
            (variant.name for variant in variants),
            _losses(scenario, variants, wanted, size, tick),
            strict=True,
        )
    )
    small = Size(min(size.draws, PERMUTED_DRAWS), min(size.replicates, PERMUTED_REPLICATES))
    among = _losses(scenario, [own, *permuted(scenario, permutations)], wanted, small, tick)
    return Placebo(
        measure=measure,
        size=size,
        losses={name: spread_of(runs) for name, runs in losses.items()},
        differences={name: spread_of(runs - losses[own.name]) for name, runs in losses.items()},
        layers=layers(tuple(name for name, _ in LAYERS), tuple(losses[variant] for _, variant in LAYERS)),
        permutations=among_permutations(among[0], among[1:]),
        permuted_size=small,
        loss=loss or total_loss(scenario, measure, tick),
    )


def _losses(
    scenario: Scenario, variants: list[Variant], wanted: Asked, size: Size, tick: Tick | None
) -> Floats:
    """The loss in every run of every variant, (V, W, R)."""
    table = variants_table(size.of(scenario), variants, size.draws)
    values = values_of(table, wanted, tick)
    runs = paired(values.reshape(-1, size.draws, size.replicates))
    losses: Floats = runs[0::2] - runs[1::2]
    return losses

"""What a part of the model declares of itself, without anything heavy: what it holds."""

from __future__ import annotations

from typing import NamedTuple


class Held(NamedTuple):
    """Numbers of a run that have a name: by hand lists of an actor or of the model, in a block arrays.

    ``of`` says whose they are: "pair" (n, n), the first being the one who holds them; "cell" (n, K), actor
    and issue; "actor" (n,), "issue" (K,), "option" (1 + verbs x n,), "choice" (n, options), or "run", a
    single number. ``layers`` of them, if not 0, are one after the other. ``start``: the field of
    `sim.model.table.Weights` that they begin with; they begin at 0 without one.
    """

    name: str
    of: str
    layers: int = 0
    start: str = ""

    def shape(self, actors: int, issues: int, verbs: int) -> tuple[int, ...]:
        """The axes of these numbers, layers first."""
        options = 1 + verbs * actors
        axes = {
            "pair": (actors, actors), "cell": (actors, issues), "choice": (actors, options),
            "actor": (actors,), "issue": (issues,), "option": (options,), "run": (),
        }[self.of]  # fmt: skip
        return (self.layers, *axes) if self.layers else axes

"""What a part of the model declares of itself, without a library: its settings, what it holds, when it acts.

A mechanism is one file: its rows of settings and state, its formulas as plain functions, two short walks that
call them, and a `Phase` that has all that. It is taken in by one line in `sim.model.phases.PHASES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

LANES = 64  # runs in a block: its state then stays in the second-level cache
WIDTH = 32  # bargains that are weighed at once (E18), of about one a run and month


@dataclass(frozen=True)
class Setting:
    """One number of the model.

    ``low`` and ``high`` bound it in sensitivity analysis; ``hard_low`` and ``hard_high`` are where
    the equations stop making sense. A ``switch`` is 0 or 1: a part of the model that is left out or in.
    ``estimate``: what dated acts say of it, with its standard error. ``assumed``: whether it is drawn, evenly
    from its range, where a scenario's uncertainty is also that of assumptions.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    meaning: str
    hard_low: float = 0.0
    hard_high: float = math.inf
    switch: bool = False
    estimate: tuple[float, float] | None = None
    assumed: bool = False


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


@dataclass(frozen=True)
class Phase:
    """A step of the month.

    equations, happens: for docs/MODEL.md. The two walks over all actors do the same, in the listed order of
    actors and issues, so that they agree to the last bit: by_hand over the agents of a
    `sim.model.by_hand.run.AllianceModel`, in_block over the arrays of a `sim.model.world.World`, where it may
    call plain functions of its own file and of `sim.model.formulas`. Without walks it is a phase that both
    know by its name. settings: numbers of the model, which come after all others. state: what it leaves to
    the next month. scratch: arrays that its walk over a block needs.
    """

    name: str
    equations: str
    happens: str
    by_hand: Callable[[Any], None] | None = None
    in_block: Callable[[Any], None] | None = None
    settings: tuple[Setting, ...] = ()
    state: tuple[Held, ...] = ()
    scratch: tuple[Held, ...] = ()

"""What is taken down at every month's end: the measures of an actor's influence (E14 to E17), one row each.

A measure is an expression (its formula), the walk that adds it up for a Mesa agent, and the same walk over
a block of runs; both add in the listed order of actors and issues, so that they agree to the last bit. A row
of `MEASURES` is all that tables, files, charts, options and pages know of it. Nothing here loads a library:
the ensemble compiles the functions as they stand.

Symbols: i is the actor that is measured, j another, q an issue, r a run of the block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from patronage.sim.model.mechanism import LANES


@dataclass(frozen=True)
class Measure:
    """A measure as people meet it.

    range: its least and greatest value. head: what it is, as a heading has room for; meaning: the same in
    full. Both go on from the name and speak of the actor as "it".
    """

    name: str
    equation: str
    range: tuple[float, float]
    head: str
    meaning: str

    @property
    def words(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")

    @property
    def signed(self) -> bool:
        """Whether it may be near 0 or below, so that a loss is no percentage of it."""
        return self.range[0] < 0.0


@dataclass(frozen=True)
class Taken(Measure):
    """One that every run has of every actor.

    formula: the expression that both walks call. by_hand: the value of an `Actor` at a month's end.
    in_block: that of every actor and run, into the last argument (n, runs).
    """

    formula: Callable[..., float]
    by_hand: Callable[[Any], float]
    in_block: Callable[[Any, Any], None]

    @property
    def source(self) -> str:
        """The name of what must be taken down for it: itself."""
        return self.name

    def in_both_arms(self, values: Any) -> Any:
        """(2, …) in the reference and the scenario, from what its source is in all arms, (4, …) or (2, …)."""
        return values[:2]


@dataclass(frozen=True)
class Derived(Measure):
    """One that compares a run with the paired run in which the actor is idle.

    source: the measure that is compared. formula: of what that is in the one and in the other; takes numbers
    and arrays alike.
    """

    source: str
    formula: Callable[[Any, Any], Any]

    def in_both_arms(self, values: Any) -> Any:
        """(2, …) in the reference and the scenario, from what its source is in all arms, (4, …)."""
        return self.formula(values[:2], values[2:])


def hold(dependence_sum: float, others: float) -> float:
    """E14: the mean of the other actors' dependence on i."""
    return dependence_sum / others


def hold_by_hand(actor: Any) -> float:
    """E14, by hand."""
    total = 0.0
    for other in actor.others:
        total += other.depends[actor.index]
    return hold(total, float(len(actor.others)))


def hold_in_block(world: Any, out: Any) -> None:
    """E14, in a block."""
    n = out.shape[0]
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for j in range(n):
            if j != i:
                for r in range(LANES):
                    out[i, r] += world.depends[j, i, r]
        for r in range(LANES):
            out[i, r] = hold(out[i, r], float(n - 1))


def share(salience: float, paid: float, capability: float, total: float) -> float:
    """E15: one issue's part of i's share of the say; ``paid``: what i drives on it, for anyone's wish."""
    return salience * (paid * capability) / total if total > 0.0 else 0.0


def share_by_hand(actor: Any) -> float:
    """E15, by hand."""
    sum_of_parts = 0.0
    for q, salience in enumerate(actor.salience):
        paid = 0.0
        for other in actor.model.actors:
            support = actor.own[q] if other is actor else actor.commitment[other.index]
            paid += support * other.drive[q]
        sum_of_parts += share(salience, paid, actor.capability[q], actor.model.total[q])
    return sum_of_parts


def share_in_block(world: Any, out: Any) -> None:
    """E15, in a block."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    paid = world.added
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 0.0
        for q in range(issues):
            for r in range(LANES):
                paid[r] = 0.0
            for j in range(n):
                if j == i:
                    for r in range(LANES):
                        paid[r] += world.own[i, q, r] * world.drive[j, q, r]
                else:
                    for r in range(LANES):
                        paid[r] += world.commitment[i, j, r] * world.drive[j, q, r]
            for r in range(LANES):
                salience, capability = world.salience[i, q, r], world.capability[i, q, r]
                out[i, r] += share(salience, paid[r], capability, world.total[q, r])


def attainment_gap(salience: float, outcome: float, position: float) -> float:
    """E16: one issue's part of what i misses; attainment is 1 less their sum."""
    return salience * abs(outcome - position)


def attainment_by_hand(actor: Any) -> float:
    """E16, by hand."""
    attained = 1.0
    for salience, outcome, position in zip(actor.salience, actor.model.outcome, actor.position, strict=True):
        attained -= attainment_gap(salience, outcome, position)
    return attained


def attainment_in_block(world: Any, out: Any) -> None:
    """E16, in a block."""
    n, issues = world.salience.shape[0], world.salience.shape[1]
    for i in range(n):
        for r in range(LANES):
            out[i, r] = 1.0
        for q in range(issues):
            for r in range(LANES):
                salience, position = world.salience[i, q, r], world.position[i, q, r]
                out[i, r] -= attainment_gap(salience, world.outcome[q, r], position)


def decisiveness(attainment: Any, attainment_idle: Any) -> Any:
    """E17: attainment less that of the paired run in which i does nothing (Barry 1980). In [-1, 1]."""
    return attainment - attainment_idle


MEASURES: tuple[Taken | Derived, ...] = (
    Taken(
        "hold", "E14", (0.0, 1.0), "how far the others depend on it", "how far the others depend on it",
        hold, hold_by_hand, hold_in_block,
    ),
    Taken(
        "share", "E15", (0.0, 1.0), "its part of the say",
        "its part of the say on what it cares for, as far as it has paid for it",
        share, share_by_hand, share_in_block,
    ),
    Taken(
        "attainment", "E16", (0.0, 1.0), "how near outcomes are to its wish",
        "how near outcomes are to its wishes, by whomever's doing",
        attainment_gap, attainment_by_hand, attainment_in_block,
    ),
    Derived(
        "decisiveness", "E17", (-1.0, 1.0), "what acting adds to attainment",
        "what of its attainment would be missing if it had done nothing",
        "attainment", decisiveness,
    ),
)  # fmt: skip
"""All measures, in the order in which they are always shown; the first is the headline."""

NAMED: dict[str, Taken | Derived] = {measure.name: measure for measure in MEASURES}
"""The same by name."""

TAKEN: tuple[Taken, ...] = tuple(measure for measure in MEASURES if isinstance(measure, Taken))
"""Those that every run has, in the order of the arrays of a `sim.model.ensemble.simulate.Outcome`."""

DERIVED: tuple[Derived, ...] = tuple(measure for measure in MEASURES if isinstance(measure, Derived))
"""Those that take two more arms, in which the focus actor is idle."""

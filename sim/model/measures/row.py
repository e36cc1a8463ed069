"""What a measure declares of itself: what people read of it, and the walks that add it up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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

    by_hand: the value of an `Actor` at a month's end. in_block: that of every actor and run, into the last
    argument (n, runs). Both call the formulas of their file.
    """

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


@dataclass(frozen=True)
class Tie(Measure):
    """One that every run has of every two actors, as a mean over the window: the one's toward the other.

    title: of a table of what all others have toward "{focus}"; whose: what its rows are headed by; less: the
    question who has less of it; link: the word between the two actors in "dependence of assad on iran".
    word: by which one actor's is asked for, as in `hold:assad`; having: what it is to the other, "hold over
    {}". by_hand: an `Actor`'s row, toward every actor. in_block: of every two actors and run, into the last
    argument (n, n, runs), each actor's in its row.
    """

    title: str
    whose: str
    less: str
    link: str
    word: str
    having: str
    by_hand: Callable[[Any], list[float]]
    in_block: Callable[[Any, Any], None]

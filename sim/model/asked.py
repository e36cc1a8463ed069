"""What is asked of every run: a measure of the focus actor, or the tie of one other, or of some, toward it.

A measure is asked for by its name (`hold`); a tie by its own word and whose it is (`hold:assad` is how far
Assad depends on the focus actor, `ear:russia` how far that has Russia's ear); the mean over the clients that
the case names for the focus actor as `hold:clients`. Readers of tables and of runs take it from here,
and so does the shell that completes its name, for which no library is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from patronage.sim.case.parts import ALL_CLIENTS
from patronage.sim.files.faults import Fault, FaultError, nearest, short
from patronage.sim.model.measures import DERIVED, NAMED, TAKEN, TIES, Derived, Taken, Tie

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OPTION = "--measure"
_BY_WORD = {tie.word: tie for tie in TIES}
OVER_CLIENTS = f"{TIES[0].word}:{ALL_CLIENTS}"
"""The mean of the first tie over the clients of the focus actor."""


@dataclass(frozen=True)
class Asked:
    """One number of a run: a measure of the focus actor, or the mean of a tie toward it over some others.

    name: as it was asked for. row: the measure or tie, whose name is also that of its smallest effect.
    whose: the others whose tie it is; none for a measure.
    """

    name: str
    focus: str
    row: Taken | Derived | Tie
    whose: tuple[str, ...] = ()

    @property
    def derived(self) -> bool:
        """Whether it takes two more arms, in which the focus actor is idle."""
        return isinstance(self.row, Derived)

    @property
    def series(self) -> tuple[tuple[str, ...], ...]:
        """The words of the columns of a table of runs whose mean it is, or is derived from."""
        if isinstance(self.row, Tie):
            return tuple((self.row.name, actor, self.focus) for actor in self.whose)
        return ((self.row.source, self.focus),)

    def of(self, outcome: Any, actors: Sequence[str]) -> Floats:
        """(R,) what is taken down for it in every run of an `Outcome`, sound or not."""
        focus = actors.index(self.focus)
        if isinstance(self.row, Tie):
            every = outcome.tie(self.row.name)[:, :, focus].T
            return self.mean([every[actors.index(actor)] for actor in self.whose])
        return cast("Floats", outcome.mean(self.row.source)[:, focus])

    def mean(self, values: Sequence[Floats]) -> Floats:
        """Of its series, added in their order, so that it is the same to the bit wherever it is taken."""
        total, *others = values
        for value in others:
            total = total + value
        return total / float(len(values))

    def in_both_arms(self, values: Floats) -> Floats:
        """(2, …) in the reference and the scenario, from what is taken down in all arms, (4, …) or (2, …)."""
        return values[:2] if isinstance(self.row, Tie) else cast("Floats", self.row.in_both_arms(values))


def names_of(
    focus: str, actors: Sequence[str], clients: Sequence[str] = (), *, derived: bool = False
) -> tuple[str, ...]:
    """All that can be asked for of a focus actor; ``derived``: whether there are the arms that this takes."""
    others = [actor for actor in actors if actor != focus]
    return (
        *(NAMED if derived else (measure.name for measure in TAKEN)),
        *((OVER_CLIENTS,) if clients else ()),
        *(f"{tie.word}:{actor}" for tie in TIES for actor in others),
    )


def asked(
    name: str, focus: str, actors: Sequence[str], clients: Sequence[str] = (), *, derived: bool = False
) -> Asked:
    """What a name asks for; FaultError with what is allowed where there is nothing of that name.

    ``clients``: those that the case names for the focus actor. ``derived``: as for `names_of`.
    """
    allowed = names_of(focus, actors, clients, derived=derived)
    if name not in allowed:
        words, meant = _allowed(focus, actors, clients, derived=derived), nearest(name, allowed)
        raise FaultError([Fault(OPTION, 0, 0, "", _why_not(name, focus, actors), words, meant)])
    if name in NAMED:
        return Asked(name, focus, NAMED[name])
    word, _, actor = name.partition(":")
    return Asked(
        name, focus, _BY_WORD[word], tuple(clients) if name == OVER_CLIENTS and clients else (actor,)
    )


def asked_in(manifest: Mapping[str, Any], name: str, *, derived: bool = False) -> Asked:
    """The same of a result, by its manifest; an earlier version's names no clients."""
    actors = [str(actor["id"]) for actor in manifest["actors"]]
    return asked(name, str(manifest["focus"]), actors, manifest.get("clients", ()), derived=derived)


def _why_not(name: str, focus: str, actors: Sequence[str]) -> str:
    word, _, actor = name.partition(":")
    if name in {measure.name for measure in DERIVED}:
        return (
            f"{short(name)} cannot be computed here: it takes two more arms, which this command does not run"
        )
    if word in _BY_WORD and actor == focus:
        return f"{short(name)}: {focus} is the focus actor itself"
    if name == OVER_CLIENTS:
        return f"{short(name)}: the case names no clients of {focus}"
    if word in _BY_WORD and actor and actor not in actors:
        return f"{short(name)}: unknown actor {short(actor)}"
    return f"unknown measure {short(name)}"


def _allowed(focus: str, actors: Sequence[str], clients: Sequence[str], *, derived: bool) -> str:
    """What is allowed in fewer words than every name would take."""
    others = [actor for actor in actors if actor != focus]
    plain = [name for name in names_of(focus, actors, clients, derived=derived) if not _of_one(name, others)]
    either = " or ".join(f"{tie.word}:" for tie in TIES)
    return f"{', '.join(plain)}, {either} with one of {', '.join(others)}"


def _of_one(name: str, others: Sequence[str]) -> bool:
    return name != OVER_CLIENTS and name.partition(":")[2] in others


def words_of(name: str, names: Mapping[str, str] | None = None) -> str:
    """A measure as sentences call it: `net hold`, `hold over Assad's government`, `hold over its clients`.

    ``names``: the actors' by id; an id stands for itself where they are not given.
    """
    word, _, actor = name.partition(":")
    if not actor:
        return name.replace("_", " ")
    if name == OVER_CLIENTS and actor not in (names or {}):
        return _BY_WORD[word].having.format("its clients")
    return _BY_WORD[word].having.format((names or {}).get(actor, actor))

"""Files of event data -> what happened between a case's actors, and by count what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from patronage.sim.case.load import Case
from patronage.sim.event_data.cells import Cells
from patronage.sim.event_data.codes import Codes
from patronage.sim.event_data.dictionary import Dictionary, Party
from patronage.sim.event_data.layouts import Event, events_of
from patronage.sim.event_data.tally import Tally
from patronage.sim.files.faults import Fault, FaultError, shown

NAMED = 20  # bad rows that are named; the rest are counted
BEFORE = 12  # months before the period whose events show how actors stood
EVERY = 10_000  # rows between two calls of `tick`
_CACHED = 40_000  # parties whose actor is remembered

LEFT = {
    "bad": "cannot be read",
    "nobody": "have no actor or no target",
    "before": "happened before the first month",
    "after": "happened after the last month",
    "unmapped": "are by or to somebody who is not an actor of the case",
    "itself": "are of an actor with itself",
    "code": "have a code that the codebook has not, nor one above it",
    "neutral": "have a code that is neutral",
    "again": "repeat an event: the same day and code, actor and target",
}
"""Why a row became no event, in the order in which it is asked."""


@dataclass
class Imported:
    """What was read.

    cells: of the months. earlier: of the year before the case's period. left: rows by LEFT. bad: the first
    bad rows, named. unmapped: parties in rows of the months whose other side is an actor; strangers: in rows
    that have none. span: first and last of the months with an event, None without one.
    """

    cells: Cells = field(default_factory=Cells)
    earlier: Cells = field(default_factory=Cells)
    rows: int = 0
    left: Counter[str] = field(default_factory=Counter)
    bad: list[Fault] = field(default_factory=list)
    unmapped: Tally = field(default_factory=Tally)
    strangers: Tally = field(default_factory=Tally)
    unknown: Counter[str] = field(default_factory=Counter)
    repaired: int = 0
    above: Counter[str] = field(default_factory=Counter)
    span: tuple[int, int] | None = None


def refuse_same(paths: Sequence[Path]) -> None:
    """FaultError for a file that is given again, by whatever name."""
    there: set[Path] = set()
    for path in paths:
        place = path.resolve()
        if place in there:
            raise FaultError([Fault(shown(path), 0, 0, "", "is given more than once", "each file once")])
        there.add(place)


def read_events(
    paths: Sequence[Path],
    layout: str,
    case: Case,
    actors: Dictionary,
    *,
    months: tuple[int, int] | None = None,
    neutral: bool = False,
    tick: Callable[[int], None] | None = None,
) -> Imported:
    """Read files of one layout, in memory that does not grow with their rows.

    months: first and last of those that count, the case's period by default. neutral: whether codes count
    that the codebook calls neutral. tick: is called after every EVERY more rows.
    FaultError for a file that as a whole cannot be read; a bad row stops nothing.
    """
    span = months or (case.first_month, case.last_month)
    reading = _Reading(case, actors, span, neutral, ids=case.actor_ids if layout == "csv" else ())
    for path in paths:
        name = shown(path)

        def complain(line: int, why: str, column: int, name: str = name) -> None:
            reading.leave("bad")
            if len(reading.found.bad) < NAMED:
                reading.found.bad.append(Fault(name, line, column, "", why))

        rows = 0
        for rows, event in enumerate(events_of(path, layout, reading.codes, complain), start=1):
            reading.take(event)
            if tick is not None and rows % EVERY == 0:
                tick(EVERY)
        if tick is not None:
            tick(rows % EVERY)
    reading.found.repaired, reading.found.above = reading.codes.repaired.total(), reading.codes.above
    return reading.found


class _Reading:
    """Sorts events into what was found, and remembers who is who."""

    def __init__(
        self, case: Case, actors: Dictionary, months: tuple[int, int], neutral: bool, ids: Sequence[str]
    ) -> None:
        self.case, self.actors, self.neutral, self.ids = case, actors, neutral, set(ids)
        self.first, self.last = months
        self.codes = Codes(case.codebook)
        self.found = Imported()
        self.known: dict[tuple[Party, int], tuple[str, str]] = {}

    def leave(self, why: str) -> None:
        self.found.rows += 1
        self.found.left[why] += 1

    def take(self, event: Event) -> None:
        """Sort one event in; a row that lists several actors or targets is an event of each pair."""
        left = None
        early = self.case.first_month - BEFORE <= event.month < self.case.first_month
        if not event.actors or not event.targets:
            left = "nobody"
        elif event.month < self.first and not early:
            left = "before"
        elif event.month > self.last:
            left = "after"
        if left is not None:
            self.leave(left)
            return
        reasons = [self.pair(event, one, other) for one in event.actors for other in event.targets]
        if early:
            reasons = ["before"]
        if "" in reasons:
            self.found.rows += 1
        else:
            self.leave(reasons[0])

    def pair(self, event: Event, one: Party, other: Party) -> str:
        """Take the event for one actor and one target; why it was left out, nothing where it was not."""
        (actor, near), (target, other_near) = self.who(one, event.month), self.who(other, event.month)
        inside = event.month >= self.first
        if not actor or not target:
            if inside and (actor or target):
                party, why = (other, other_near) if actor else (one, near)
                self.found.unmapped.add((party.shown, why))
            elif inside:
                for party, why in ((one, near), (other, other_near)):
                    self.found.strangers.add((party.shown, why))
            return "unmapped"
        if actor == target:
            return "itself"
        if event.code is None:
            if len(self.found.unknown) < _CACHED:
                self.found.unknown[event.written[:60]] += 1
            return "code"
        row = self.case.codebook.cameo[event.code]
        if row.neutral and not self.neutral:
            return "neutral"
        cells = self.found.cells if inside else self.found.earlier
        if inside:
            first, last = self.found.span or (event.month, event.month)
            self.found.span = min(first, event.month), max(last, event.month)
        new = cells.add((event.month, actor, row.verb, target), event.code, event.day)
        return "" if new else "again"

    def who(self, party: Party, month: int) -> tuple[str, str]:
        """The actor that a party is, as `Dictionary.who`, looked up once a month."""
        key = party, month
        found = self.known.get(key)
        if found is None:
            found = (party.name, "") if party.name in self.ids else self.actors.who(party, month)
            if len(self.known) >= _CACHED:
                self.known.clear()
            self.known[key] = found
        return found

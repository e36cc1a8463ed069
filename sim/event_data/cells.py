"""From events to acts: what an actor did to another in a month counts once, by its weightiest event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from patronage.sim.case.codebook import Codebook

Cell = tuple[int, str, str, str]
"""Month, actor, verb and target."""


@dataclass(frozen=True)
class Rule:
    """Which cells become acts.

    least: distinct events, a day and a code each, that a cell needs. surge: how many times the cell's own
    mean over all months it must exceed, None for any. most: of an actor-month only so many cells, those with
    most events, None for all.
    """

    least: int = 1
    surge: float | None = None
    most: int | None = None


@dataclass(frozen=True)
class Kept:
    """A cell that becomes an act: its weightiest code, the first day of it, and how many events it had."""

    month: int
    actor: str
    verb: str
    target: str
    code: str
    day: int
    events: int


@dataclass
class Cells:
    """Distinct events by cell: the days of a month on which a code was reported, as bits of a number.

    It grows with the months and pairs of actors, not with the rows.
    """

    found: dict[Cell, dict[str, int]] = field(default_factory=dict)

    def add(self, cell: Cell, code: str, day: int) -> bool:
        """Take an event; whether it is a new one."""
        codes = self.found.setdefault(cell, {})
        days = codes.get(code, 0)
        codes[code] = days | 1 << day
        return codes[code] != days

    def events(self, cell: Cell) -> int:
        """How many distinct events a cell has."""
        return sum(days.bit_count() for days in self.found[cell].values())

    def acts(self, rule: Rule, book: Codebook, months: int) -> tuple[list[Kept], Counter[str]]:
        """The acts by a rule, by month and day; and how many cells each part of the rule left out.

        months: over how many months a cell's own mean is taken.
        """
        counts = {cell: self.events(cell) for cell in self.found}
        left: Counter[str] = Counter()
        many = {cell: count for cell, count in counts.items() if count >= rule.least}
        left["least"] = len(counts) - len(many)
        if rule.surge is not None:
            over: Counter[tuple[str, str, str]] = Counter()
            for (_, *series), count in counts.items():
                over[series[0], series[1], series[2]] += count
            surging = {
                cell: count
                for cell, count in many.items()
                if count > rule.surge * over[cell[1:]] / max(months, 1)
            }
            left["surge"], many = len(many) - len(surging), surging
        if rule.most is not None:
            few = _most(many, rule.most)
            left["most"], many = len(many) - len(few), few
        kept = [self._kept(cell, count, book) for cell, count in many.items()]
        return sorted(kept, key=lambda act: (act.month, act.day, act.actor, act.verb, act.target)), left

    def _kept(self, cell: Cell, count: int, book: Codebook) -> Kept:
        codes = self.found[cell]
        code = max(codes, key=lambda one: (abs(book.cameo[one].goldstein), codes[one].bit_count(), one))
        first = (codes[code] & -codes[code]).bit_length() - 1
        return Kept(*cell, code=code, day=first, events=count)


def _most(counts: dict[Cell, int], most: int) -> dict[Cell, int]:
    """Of each actor-month the cells with most events; of equals the first by verb and target."""
    groups: dict[tuple[int, str], list[Cell]] = {}
    for cell in sorted(counts, key=lambda cell: (-counts[cell], cell)):
        groups.setdefault(cell[:2], []).append(cell)
    return {cell: counts[cell] for cells in groups.values() for cell in cells[:most]}


def returned(acts: Iterable[Kept]) -> int:
    """How many acts have their mirror image: the same code on the same day the other way round.

    A visit (042) has its mirror image in its being received (043).
    """
    given = {(a.month, a.day, "042" if a.code == "043" else a.code, a.actor, a.target) for a in acts}
    return sum((month, day, code, target, actor) in given for month, day, code, actor, target in given)


@dataclass(frozen=True)
class Stood:
    """How one actor stood to another before the period: the mean Goldstein score and its spread.

    low, high: the mean less and plus a standard deviation, so that the mean stays in the middle, -10 to 10.
    """

    actor: str
    target: str
    low: float
    high: float
    events: int


def ties(cells: Cells, book: Codebook, least: int) -> list[Stood]:
    """The standing relation of each pair with so many distinct events or more."""
    scores: dict[tuple[str, str], Counter[float]] = {}
    for (_, actor, _, target), codes in cells.found.items():
        for code, days in codes.items():
            scores.setdefault((actor, target), Counter())[book.cameo[code].goldstein] += days.bit_count()
    found = []
    for (actor, target), counted in sorted(scores.items()):
        events = counted.total()
        if events < least:
            continue
        mean = sum(score * times for score, times in counted.items()) / events
        spread = (sum(times * (score - mean) ** 2 for score, times in counted.items()) / events) ** 0.5
        spread = min(spread, 10.0 - abs(mean))
        found.append(Stood(actor, target, round(mean - spread, 2), round(mean + spread, 2), events))
    return found

"""Which events cannot both be: two of the same act in a month, or one that bars what the other does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """An event's act, or with `bar` what it takes off the menu; first and last month as in `sim.months`."""

    act: tuple[str, str, str]
    first: int
    last: int
    bar: bool


def clashes(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of places in the list, the earlier first, of spans of an act that share a month, unless both bar.

    Every span that is in such a pair is in one of these, which are at most twice as many as the spans: where
    thousands contradict one another, each is reported with one other. Takes n log n steps for n spans.
    """
    of_act: dict[tuple[str, str, str], list[int]] = {}
    for place, span in enumerate(spans):
        of_act.setdefault(span.act, []).append(place)
    pairs: dict[tuple[int, int], None] = {}
    for places in of_act.values():
        acts = _Begun(spans, (place for place in places if not spans[place].bar))
        bars = _Begun(spans, (place for place in places if spans[place].bar))
        for place in places:
            for others in (acts,) if spans[place].bar else (acts, bars):
                other = others.sharing(place)
                if other is not None:
                    pairs[min(place, other), max(place, other)] = None
    return list(pairs)


class _Begun:
    """Spans in the order in which they begin, and of those begun by then the two that last longest."""

    def __init__(self, spans: Sequence[Span], places: Iterable[int]) -> None:
        self.spans = spans
        order = sorted(places, key=lambda place: spans[place].first)
        self.firsts = [spans[place].first for place in order]
        self.longest: list[list[int]] = []
        two: list[int] = []
        for place in order:
            two = sorted([*two, place], key=lambda each: -spans[each].last)[:2]
            self.longest.append(two)

    def sharing(self, place: int) -> int | None:
        """Another of them that shares a month with a span; None if there is none."""
        span = self.spans[place]
        begun = bisect_right(self.firsts, span.last)
        two = self.longest[begun - 1] if begun else []
        return next((each for each in two if each != place and self.spans[each].last >= span.first), None)

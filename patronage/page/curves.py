"""Charts by month for the screen: curves and bands as paths of an SVG that is drawn at a phone's width.

Written by hand, since a chart for paper takes longer to draw than a thousand runs take to run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patronage.analysis.estimators.time_series import Bands, TimeSeries
from patronage.sim.files.months import month_text
from patronage.sim.model.measures import NAMED
from patronage.sim.scenario.load import Scenario
from patronage.words.plain import minus

WIDTH, HEIGHT = 360.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 8.0, 16.0, 24.0


@dataclass(frozen=True)
class Frame:
    """Where months and values stand in the SVG; months and values are inclusive ends."""

    first: int
    last: int
    low: float
    high: float

    def x(self, month: float) -> float:
        """Pixels from the left."""
        span = max(self.last - self.first, 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * (month - self.first) / span

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / (self.high - self.low)

    def line(self, values: Sequence[float]) -> str:
        """The path of a curve, one value a month."""
        points = (f"{self.x(self.first + k):.1f} {self.y(v):.1f}" for k, v in enumerate(values))
        return "M" + " L".join(points)

    def area(self, low: Sequence[float], high: Sequence[float]) -> str:
        """The path around a band."""
        there = [f"{self.x(self.first + k):.1f} {self.y(v):.1f}" for k, v in enumerate(high)]
        back = [f"{self.x(self.first + k):.1f} {self.y(v):.1f}" for k, v in enumerate(low)]
        return "M" + " L".join([*there, *reversed(back)]) + " Z"

    def marks(self) -> list[dict[str, Any]]:
        """Round values along y, with their texts."""
        step = _round(self.high - self.low)
        start = math.ceil(self.low / step - 1e-9)
        values = [k * step for k in range(start, math.floor(self.high / step + 1e-9) + 1)]
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        return [{"y": self.y(v), "text": minus(f"{v:.{digits}f}")} for v in values]

    def years(self) -> list[dict[str, Any]]:
        """Januaries along x; months where there are too few of those."""
        months = [m for m in range(self.first, self.last + 1) if m % 12 == 0]
        named = {m: month_text(m)[:4] for m in months}
        if len(months) < 2:
            step = max(1, (self.last - self.first) // 4)
            named = {m: month_text(m) for m in range(self.first, self.last + 1, step)}
        every = max(1, -(-len(named) // 6))
        return [{"x": self.x(m), "text": text} for m, text in list(named.items())[::every]]


def _round(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, about four to the span."""
    rough = span / 4.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.999)


def charts(scenario: Scenario, series: TimeSeries, measure: str, color: str) -> list[dict[str, Any]]:
    """For the template: the measure in both arms, and what is lost of it."""
    spans, words = _spans(scenario), NAMED[measure].words
    both = _frame(scenario, (series.reference, series.scenario))
    lost = _frame(scenario, (series.loss,), zero=True)
    arms = _chart(both, spans, f"{words.capitalize()} by month")
    arms["curves"] = [
        _curve(both, series.reference, "without", ""),
        _curve(both, series.scenario, "with", color),
    ]
    arms["key"] = [("without", "without the events", ""), ("with", "with them", color)]
    loss = _chart(lost, spans, f"Loss of {words} by month")
    loss["curves"] = [_curve(lost, series.loss, "loss", "")]
    loss["zero"] = lost.y(0.0)
    loss["key"] = [("loss", "without less with; above 0 is a loss", "")]
    return [arms, loss]


def _chart(frame: Frame, spans: list[tuple[int, int]], title: str) -> dict[str, Any]:
    return {
        "title": title,
        "marks": frame.marks(),
        "years": frame.years(),
        "zero": None,
        "spans": [
            {
                "x": frame.x(max(a - 0.5, frame.first)),
                "width": frame.x(b + 0.5) - frame.x(max(a - 0.5, frame.first)),
            }
            for a, b in spans
        ],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": TOP,
        "bottom": HEIGHT - BOTTOM,
    }


def _curve(frame: Frame, bands: Bands, kind: str, color: str) -> dict[str, str]:
    band = frame.area(list(bands.low), list(bands.high))
    return {"band": band, "line": frame.line(list(bands.mean)), "kind": kind, "color": color}


def _frame(scenario: Scenario, arms: Sequence[Bands], *, zero: bool = False) -> Frame:
    low = min(float(arm.low.min()) for arm in arms)
    high = max(float(arm.high.max()) for arm in arms)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.06 * (high - low) or 0.01
    return Frame(scenario.first_month, scenario.last_month, low - room, high + room)


def _spans(scenario: Scenario) -> list[tuple[int, int]]:
    """The months that have an event, as stretches."""
    months = sorted({m for event in scenario.events for m in range(event.months[0], event.months[1] + 1)})
    starts = [m for m in months if m - 1 not in months]
    return [(m, next(k for k in range(m, months[-1] + 1) if k + 1 not in months)) for m in starts]

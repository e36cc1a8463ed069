"""The charts of a scenario by month: what the focus actor loses, and what every actor holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from patronage.analysis.charts import lettering, style
from patronage.analysis.estimators.time_series import Bands, TimeSeries
from patronage.sim.files.months import month_text
from patronage.sim.model.measures import NAMED

_MOST_NAMED = 24  # events that a caption names
_BEFORE = 3  # months before the first event that a panel of losses shows
_MOST_ROWS = 12  # events that are named over the loss
_ROW, _LARGE, _SMALL = 2.8, 46.0, 24.0  # heights in mm: of an event, of the first loss, of another
_SIDES = 22.0  # mm beside the large panel for its axes
SURELY, PEAK = "months-excluding-zero", "peak"  # what marks are drawn under
_NOTHING = 1e-9  # a range below this is that of rounding


@dataclass(frozen=True)
class Mark:
    """An event as a chart shows it: in words, and its months as numbers, both inclusive."""

    words: str
    months: tuple[int, int]

    @property
    def text(self) -> str:
        """The words with the months."""
        first, last = (month_text(month) for month in self.months)
        return f"{self.words}, {first}" if first == last else f"{self.words}, {first} to {last}"


@dataclass(frozen=True)
class Timing:
    """What is established of a loss by month; months are numbers.

    peak: the mean loss in the month in which it is furthest from zero; peak_percent: of the reference in that
    month, None where there is no such part. excluding_zero: the months in which a band for all months at once
    excludes zero. whole: the points that are 100% on the axis at the right; None for no such axis.
    """

    peak: float
    peak_month: int
    peak_percent: float | None
    excluding_zero: tuple[int, ...]
    whole: float | None


@dataclass(frozen=True)
class Subject:
    """What a chart says of its scenario: names and colours by actor, events, and how the runs were made."""

    title: str
    focus: str
    names: Mapping[str, str]
    colors: Mapping[str, str]
    first_month: int
    events: tuple[Mark, ...]
    draws: int
    provenance: str


@style.styled
def measures_chart(
    subject: Subject, time_series: Mapping[str, TimeSeries], timings: Mapping[str, Timing] | None = None
) -> Figure:
    """The focus actor's losses by month: the first measure large, under its events; the others small.

    Under it comes what the first is in both arms. ``timings``: by measure, what is marked in its panel.
    """
    first, *others = time_series
    marked, rows = timings or {}, -(-(len(others) + 1) // 2)
    named = subject.events[:_MOST_ROWS]
    heights = [_ROW * len(named) + 1.0] * bool(named) + [_LARGE] + [_SMALL] * rows
    figure = style.blank(height=sum(heights) + 12.0)
    grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
    top = len(heights) - rows
    large = figure.add_subplot(grid[top - 1, :])
    _loss(large, subject, time_series[first].loss, marked.get(first), large=True)
    _heading(large, first)
    if named:
        strip = figure.add_subplot(grid[0, :], sharex=large)
        _strip(strip, named, large.get_xlim())
    small = [figure.add_subplot(grid[top + k // 2, k % 2]) for k in range(len(others) + 1)]
    _arms(small[0], subject, time_series[first], subject.colors[subject.focus], _reach([time_series[first]]))
    style.heading(small[0], f"{NAMED[first].words.capitalize()}, both arms", "solid: with the events")
    _events(small[0], subject, named=False)
    for panel, name in zip(small[1:], others, strict=True):
        _loss(panel, subject, time_series[name].loss, marked.get(name), large=False)
        _heading(panel, name)
    return style.finish(figure, title=subject.title, caption=_losses_caption(subject, marked))


@style.styled
def holds_chart(subject: Subject, time_series: Mapping[str, TimeSeries]) -> Figure:
    """Every actor's hold by month in both arms, a panel each, on one scale that starts at 0."""
    columns = (
        3 if len(time_series) > 8 and all(len(subject.names[actor]) <= 11 for actor in time_series) else 2
    )
    rows = -(-len(time_series) // columns)
    figure, axes = style.sheet(rows, columns, height=9.0 + 25.0 * rows, sharex=True)
    reach = _reach(time_series.values())
    widest = max(time_series, key=lambda actor: _gap(time_series[actor]))
    panels = list(axes.flat)
    room = (style.COLUMN / columns - 8.0) * style.POINTS
    for k, (actor, panel) in enumerate(zip(time_series, panels, strict=False)):
        color = subject.colors[actor]
        _arms(panel, subject, time_series[actor], color, reach)
        name = lettering.fitted(subject.names[actor], room, style.BODY, bold=True)
        style.heading(panel, name, color=color)
        _events(panel, subject, named=k == 0)
        panel.tick_params(labelbottom=k + columns >= len(time_series))
        if actor == widest:
            _name_arms(panel, subject, time_series[actor], color)
    for panel in panels[len(time_series) :]:
        panel.set_visible(False)
    about = "Hold: how far the other actors depend on each, on average, by month."
    return style.finish(figure, title=subject.title, caption=_caption(subject, about))


def named_events(subject: Subject, *, numbered: bool = True) -> str:
    """The events, as many as a caption has room for, by number where the chart has the numbers."""
    marks = subject.events[:_MOST_NAMED]
    names = [
        f"({k})\N{NO-BREAK SPACE}{mark.text}" if numbered else mark.text
        for k, mark in enumerate(marks, start=1)
    ]
    more = len(subject.events) - len(marks)
    return "; ".join([*names, f"and {more} more"] if more else names)


def _months(subject: Subject, bands: Bands) -> NDArray[np.int64]:
    return subject.first_month + np.arange(len(bands.mean))


def _reach(time_series: Iterable[TimeSeries]) -> tuple[float, float]:
    """The lowest (0, or below) and highest value of all bands of both arms."""
    arms = [arm for series in time_series for arm in (series.reference, series.scenario)]
    return min(0.0, *(float(arm.low.min()) for arm in arms)), max(float(arm.high.max()) for arm in arms)


def _gap(series: TimeSeries) -> float:
    return float(np.abs(series.scenario.mean - series.reference.mean).max())


def _limits(axes: Axes, subject: Subject, low: float, high: float) -> None:
    """Limits of y with some room at the top, more where events are named there."""
    high = high if high - low > _NOTHING else low + 1.0
    axes.set_ylim(low, high + (0.17 if subject.events else 0.05) * (high - low))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 2.5, 5, 10)))


def _curve(
    axes: Axes, months: NDArray[np.int64], bands: Bands, color: str, alpha: float = 0.2, dashes: Any = "-"
) -> None:
    """A line and its band; what has only one month stands across it, since one point makes no line."""
    x = np.asarray(months, dtype=float)
    curves = [bands.mean, bands.low, bands.high]
    if len(x) == 1:
        x, curves = x[0] + np.array([-0.4, 0.4]), [np.repeat(curve, 2) for curve in curves]
    mean, low, high = curves
    style.band(axes, x, low, high, color, alpha)
    axes.plot(x, mean, color=color, ls=dashes)


def _arms(axes: Axes, subject: Subject, series: TimeSeries, color: str, reach: tuple[float, float]) -> None:
    months = _months(subject, series.reference)
    _curve(axes, months, series.reference, style.REFERENCE, 0.15, style.DASHES)
    _curve(axes, months, series.scenario, color)
    style.month_axis(axes, int(months[0]), int(months[-1]))
    _limits(axes, subject, *reach)


def _name_arms(axes: Axes, subject: Subject, series: TimeSeries, color: str) -> None:
    """Name both lines where they are farthest apart."""
    gaps = series.scenario.mean - series.reference.mean
    month = int(np.argmax(np.abs(gaps))) if gaps.any() else len(gaps) - 1
    scenario = (float(series.scenario.mean[month]), "with events", color)
    reference = (float(series.reference.mean[month]), "without", style.REFERENCE)
    upper, lower = (scenario, reference) if gaps[month] >= 0.0 else (reference, scenario)
    style.pair_labels(axes, float(subject.first_month + month), upper, lower)


def _heading(axes: Axes, name: str) -> None:
    style.heading(axes, f"Loss of {NAMED[name].words}", NAMED[name].head, beyond=True)


def _loss(axes: Axes, subject: Subject, loss: Bands, timing: Timing | None, *, large: bool) -> None:
    months = _months(subject, loss)
    _curve(axes, months, loss, style.INK, 0.15)
    style.zero_line(axes)
    begin = min((mark.months[0] for mark in subject.events), default=int(months[0]))
    style.month_axis(axes, max(int(months[0]), begin - _BEFORE), int(months[-1]))
    peak = 0.0 if timing is None else timing.peak
    low = min(float(np.minimum(loss.low, loss.mean).min()), peak)
    high = max(float(np.maximum(loss.high, loss.mean).max()), peak)
    room = (0.12 if large else 0.05) * (high - low) if high - low > _NOTHING else 0.001
    _limits(axes, subject, low - room, high + room)
    _events(axes, subject, named=False)
    if timing is not None:
        _timing(axes, timing, large=large)


def _timing(axes: Axes, timing: Timing, *, large: bool) -> None:
    """Mark the peak, and the months that exclude zero; on a large panel in numbers and per cent."""
    for first, last in _runs(timing.excluding_zero):
        axes.plot(
            (first - 0.5, last + 0.5),
            (0.0, 0.0),
            color=style.INK,
            lw=2.6,
            solid_capstyle="butt",
            label=SURELY,
        )
    if timing.peak:
        axes.plot(
            [timing.peak_month], [timing.peak], "o", ms=3.4 if large else 2.6, color=style.INK, label=PEAK
        )
    if not large:
        return
    if timing.whole is not None:
        whole = timing.whole
        right = axes.secondary_yaxis(
            "right",
            functions=(
                lambda points: 100.0 * np.asarray(points) / whole,
                lambda part: np.asarray(part) * whole / 100.0,
            ),
        )
        right.set_ylabel("% of it without the events", size=style.SMALL)
        right.yaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 2.5, 5, 10)))
        right.spines["right"].set_visible(True)
    if timing.peak:
        style.peak_label(axes, timing.peak_month, timing.peak, peak_text(timing))


def peak_text(timing: Timing) -> str:
    """`peak: +0.0211 (16.2%), 2015-11`, with a true minus."""
    part = "" if timing.peak_percent is None else f" ({timing.peak_percent:.1f}%)"
    text = f"{timing.peak:+.4f}{part}".replace("-", "−")
    return f"peak: {text}, {month_text(timing.peak_month)}"


def _runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """Months that follow one another, as first and last."""
    found: list[tuple[int, int]] = []
    for month in months:
        if found and month == found[-1][1] + 1:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def _strip(axes: Axes, marks: tuple[Mark, ...], limits: tuple[float, float]) -> None:
    """A row an event: a bar over its months, and beside it, where there is more room, what happens."""
    left, right = limits
    wide = (style.COLUMN - _SIDES) * style.POINTS  # of the panel, about
    for k, mark in enumerate(marks):
        start, end = mark.months[0] - 0.5, mark.months[1] + 0.5
        axes.barh(-k, end - start, left=start, height=0.62, color=style.INK, alpha=0.3, lw=0)
        before, after = (wide * room / (right - left) for room in (start - left, right - end))
        text = lettering.fitted(mark.words, wide, style.SMALL)
        needed = lettering.text_width(text, style.SMALL) + 3.0
        if after >= needed or before >= needed:
            x, side, away = (end, "left", 2.0) if after >= needed else (start, "right", -2.0)
        else:  # over the bar, which is pale
            x, side, away = left, "left", 1.0
        axes.annotate(
            text, (x, -k), xytext=(away, 0.0), textcoords="offset points", size=style.SMALL,
            va="center_baseline", ha=side, annotation_clip=False,
        )  # fmt: skip
    axes.set_ylim(0.55 - len(marks), 0.55)
    axes.set_xlim(left, right)
    axes.set_axis_off()


def _events(axes: Axes, subject: Subject, *, named: bool) -> None:
    style.spans(axes, [mark.months for mark in subject.events], numbered=named)


def _caption(subject: Subject, about: str) -> str:
    events = f" Shaded columns, the events: {named_events(subject)}." if subject.events else ""
    return f"{about} Solid: with the events; dashed: without. {_bands(subject)}{events}\n{subject.provenance}"


def _bands(subject: Subject) -> str:
    return f"Bands: 90% of {subject.draws:,} weight draws, Monte Carlo error taken out."


def _losses_caption(subject: Subject, timings: Mapping[str, Timing]) -> str:
    about = (
        f"What {subject.names[subject.focus]} loses by month: without the events less with them; below zero"
        f" it gains. {_bands(subject)}"
    )
    if timings:
        about += " Dots: the peaks."
    if any(timing.excluding_zero for timing in timings.values()):
        about += (
            " Thick on the zero line: the months in which a band that holds 90% of the draws in all months at"
            " once excludes zero."
        )
    if any(timing.whole is not None for timing in timings.values()):
        about += (
            " Right axis: the loss as per cent of the mean without the events; the label of the peak has per"
            " cent of its own month."
        )
    if subject.events:
        rest = len(subject.events) - _MOST_ROWS
        about += " Shaded: the months of the events" + (
            f", {rest} of which have no name above." if rest > 0 else "."
        )
    return f"{about}\n{subject.provenance}"

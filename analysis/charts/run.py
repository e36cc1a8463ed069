"""The two charts of a scenario: what the focus actor has by month, and what every actor holds."""

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
from patronage.analysis.estimators.courses import Bands, Course
from patronage.sim.model.measures import NAMED

_MOST_NAMED = 24  # events that a caption names
_BEFORE = 3  # months before the first event that a panel of losses shows
_NOTHING = 1e-9  # a range below this is that of rounding


@dataclass(frozen=True)
class Mark:
    """An event as a chart shows it: in words with its months, and the months as numbers, both inclusive."""

    text: str
    months: tuple[int, int]


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
def measures_chart(subject: Subject, courses: Mapping[str, Course]) -> Figure:
    """The focus actor's measures, a row for each name: left, both arms; right, what is lost."""
    rows = len(courses)
    figure, axes = style.sheet(rows, 2, height=9.0 + 26.0 * rows, sharex="col")
    color = subject.colors[subject.focus]
    for k, (name, course) in enumerate(courses.items()):
        (left, right), measure, first = axes[k], NAMED[name], k == 0
        _arms(left, subject, course, color, _reach([course]))
        if NAMED[name].signed:
            style.zero_line(left)
        _loss(right, subject, course.loss)
        style.heading(left, measure.words.capitalize(), measure.head)
        style.heading(right, f"Loss of {measure.words}", "dashed less solid")
        for panel in (left, right):
            _events(panel, subject, named=first)
        if first:
            _name_arms(left, subject, course, color)
    about = f"{subject.names[subject.focus]}'s influence by month."
    return style.finish(figure, title=subject.title, caption=_caption(subject, about))


@style.styled
def holds_chart(subject: Subject, courses: Mapping[str, Course]) -> Figure:
    """Every actor's hold by month in both arms, a panel each, on one scale that starts at 0."""
    columns = 3 if len(courses) > 8 and all(len(subject.names[actor]) <= 11 for actor in courses) else 2
    rows = -(-len(courses) // columns)
    figure, axes = style.sheet(rows, columns, height=9.0 + 25.0 * rows, sharex=True)
    reach = _reach(courses.values())
    widest = max(courses, key=lambda actor: _gap(courses[actor]))
    panels = list(axes.flat)
    room = (style.COLUMN / columns - 8.0) * style.POINTS
    for k, (actor, panel) in enumerate(zip(courses, panels, strict=False)):
        color = subject.colors[actor]
        _arms(panel, subject, courses[actor], color, reach)
        name = lettering.fitted(subject.names[actor], room, style.BODY, bold=True)
        style.heading(panel, name, color=color)
        _events(panel, subject, named=k == 0)
        panel.tick_params(labelbottom=k + columns >= len(courses))
        if actor == widest:
            _name_arms(panel, subject, courses[actor], color)
    for panel in panels[len(courses) :]:
        panel.set_visible(False)
    about = "Hold: how far the other actors depend on each, on average, by month."
    return style.finish(figure, title=subject.title, caption=_caption(subject, about))


def named_events(subject: Subject) -> str:
    """The events by number, as many as a caption has room for."""
    marks = subject.events[:_MOST_NAMED]
    names = [f"({k})\N{NO-BREAK SPACE}{mark.text}" for k, mark in enumerate(marks, start=1)]
    more = len(subject.events) - len(marks)
    return "; ".join([*names, f"and {more} more"] if more else names)


def _months(subject: Subject, bands: Bands) -> NDArray[np.int64]:
    return subject.first_month + np.arange(len(bands.mean))


def _reach(courses: Iterable[Course]) -> tuple[float, float]:
    """The lowest (0, or below) and highest value of all bands of both arms."""
    arms = [arm for course in courses for arm in (course.reference, course.scenario)]
    return min(0.0, *(float(arm.low.min()) for arm in arms)), max(float(arm.high.max()) for arm in arms)


def _gap(course: Course) -> float:
    return float(np.abs(course.scenario.mean - course.reference.mean).max())


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


def _arms(axes: Axes, subject: Subject, course: Course, color: str, reach: tuple[float, float]) -> None:
    months = _months(subject, course.reference)
    _curve(axes, months, course.reference, style.REFERENCE, 0.15, style.DASHES)
    _curve(axes, months, course.scenario, color)
    style.month_axis(axes, int(months[0]), int(months[-1]))
    _limits(axes, subject, *reach)


def _name_arms(axes: Axes, subject: Subject, course: Course, color: str) -> None:
    """Name both lines where they are farthest apart."""
    gaps = course.scenario.mean - course.reference.mean
    month = int(np.argmax(np.abs(gaps))) if gaps.any() else len(gaps) - 1
    scenario = (float(course.scenario.mean[month]), "with events", color)
    reference = (float(course.reference.mean[month]), "without", style.REFERENCE)
    upper, lower = (scenario, reference) if gaps[month] >= 0.0 else (reference, scenario)
    style.pair_labels(axes, float(subject.first_month + month), upper, lower)


def _loss(axes: Axes, subject: Subject, loss: Bands) -> None:
    months = _months(subject, loss)
    _curve(axes, months, loss, style.INK, 0.15)
    style.zero_line(axes)
    begin = min((mark.months[0] for mark in subject.events), default=int(months[0]))
    style.month_axis(axes, max(int(months[0]), begin - _BEFORE), int(months[-1]))
    low, high = float(loss.low.min()), float(loss.high.max())
    room = 0.05 * (high - low) if high - low > _NOTHING else 0.001
    _limits(axes, subject, low - room, high + room)


def _events(axes: Axes, subject: Subject, *, named: bool) -> None:
    style.spans(axes, [mark.months for mark in subject.events], numbered=named)


def _caption(subject: Subject, about: str) -> str:
    told = f" Shaded columns, the events: {named_events(subject)}." if subject.events else ""
    bands = f"Bands: the middle 90% of {subject.draws:,} weight draws, without the luck of their runs."
    return f"{about} Solid: with the events; dashed: without. {bands}{told}\n{subject.provenance}"

"""What the charts of a run draw is what they were given: every line, band, mark and word."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from patronage.analysis.charts import clients, run, settle, style
from patronage.analysis.charts.clients import Standing, clients_chart, gainers_chart
from patronage.analysis.charts.lettering import ink
from patronage.analysis.charts.ranked import PRIOR, WITHOUT_DATED_CAPABILITY
from patronage.analysis.charts.run import Mark, Timing, holds_chart, measures_chart, peak_text
from patronage.analysis.charts.settle import Cause, settle_chart
from patronage.analysis.estimators.time_series import TimeSeries
from patronage.analysis.estimators.verdict import LossRow, Status
from patronage.sim.model.measures import NAMED
from tests.charts.test_run import AFRIN, AMBER, BLUE, FIRST, MANY, assert_readable, made_up, subject
from tests.support.figures import (
    Curve,
    assert_bands,
    assert_curves,
    assert_shows,
    bars_of,
    columns_of,
    labels_of,
    notes_of,
    rules_of,
)

MONTHS = FIRST + np.arange(42)
TIMINGS = {
    name: Timing(
        peak=0.013 + 0.002 * k,
        peak_month=FIRST + 29 + k,
        peak_percent=None if k % 2 else 16.2 - k,
        excluding_zero=(FIRST + 29 + k, FIRST + 30 + k, FIRST + 35 + k),
        whole=0.125,
    )
    for k, name in enumerate(NAMED)
}


def assert_both_arms(panel: Axes, series: TimeSeries, color: str) -> None:
    reference, scenario = series.reference, series.scenario
    assert_curves(
        panel,
        [
            Curve(MONTHS, reference.mean, dashed=True),
            Curve(MONTHS, scenario.mean, dashed=False, color=color),
        ],
    )
    assert_bands(panel, [(MONTHS, arm.low, arm.high) for arm in (reference, scenario)])
    for arm in (reference, scenario):
        assert_shows(panel, MONTHS, [0.0, *arm.low, *arm.high])


@pytest.mark.parametrize("events", [AFRIN, MANY], ids=["one time", "many"])
def test_every_loss_is_drawn_in_its_months_with_its_peak_and_what_excludes_zero(events) -> None:
    time_series = made_up(NAMED)
    figure = measures_chart(subject(events), time_series, TIMINGS)
    panels = {axes.get_title(loc="left"): axes for axes in figure.axes}
    start = min(first for first, _ in events) - 3
    for name, timing in TIMINGS.items():
        panel, loss = panels[f"Loss of {NAMED[name].words}"], time_series[name].loss
        one, two, far = timing.excluding_zero
        assert_curves(
            panel,
            [
                Curve(MONTHS, loss.mean),
                Curve([one - 0.5, two + 0.5], [0.0, 0.0]),
                Curve([far - 0.5, far + 0.5], [0.0, 0.0]),
                Curve([timing.peak_month], [timing.peak], marker="o", filled=True),
            ],
        )
        assert_bands(panel, [(MONTHS, loss.low, loss.high)])
        assert rules_of(panel) == [("h", 0.0)]
        assert panel.get_xlim() == (max(FIRST, start) - 0.5, FIRST + 41.5)
        assert_shows(panel, (), [0.0, *loss.low, *loss.high])
        assert columns_of(panel) == spans(events)
    assert_both_arms(panels["Hold, both arms"], time_series["hold"], BLUE)
    assert len(figure.axes) == len(NAMED) + 2  # and the events
    assert_readable(figure)


def spans(events) -> list[tuple[float, float]]:
    """The months of all events as columns that do not touch."""
    months = sorted({month for first, last in events for month in range(first, last + 1)})
    cuts = [k for k, (one, two) in enumerate(pairwise(months), start=1) if two > one + 1]
    parts = np.split(np.array(months), cuts)
    return [(float(part[0]) - 0.5, float(part[-1]) + 0.5) for part in parts]


@pytest.mark.parametrize("events", [AFRIN, MANY, ((FIRST, FIRST + 41),)])
def test_events_are_named_beside_their_own_months(events) -> None:
    figure = measures_chart(subject(events), made_up(NAMED), TIMINGS)
    large, strip = figure.axes[:2]
    assert strip.get_xlim() == large.get_xlim()
    bars = bars_of(strip)
    assert [(begin, end) for begin, end, _ in bars] == [(a - 0.5, b + 0.5) for a, b in events]
    texts: list[Any] = list(strip.texts)
    by_place = {text.xy[1]: text for text in texts}
    for k, (begin, end, place) in enumerate(bars, start=1):
        text = by_place[place]
        assert text.get_text() == f"event {k}"
        beside = {"left": end, "right": begin}[text.get_ha()]
        assert text.xy[0] == (beside if (begin, end) != strip.get_xlim() else begin)
    box, title = strip.get_position(), large.get_position()
    assert box.y0 > title.y1
    assert box.x0 == pytest.approx(title.x0)


def test_events_beyond_a_dozen_are_counted() -> None:
    events = tuple((FIRST + k, FIRST + k) for k in range(15))
    figure = measures_chart(subject(events), made_up(NAMED))
    assert len(bars_of(figure.axes[1])) == 12
    assert "3 of which have no name above" in " ".join(figure.texts[1].get_text().split())
    assert_readable(figure)


def test_the_peak_is_reported_in_points_per_cent_and_month() -> None:
    timing = Timing(-0.01234, FIRST + 33, -16.04, (), None)
    assert peak_text(timing) == "peak: −0.0123 (−16.0%), 2018-04"
    assert peak_text(Timing(0.01234, FIRST + 6, None, (), None)) == "peak: +0.0123, 2016-01"
    figure = measures_chart(subject(AFRIN), made_up(NAMED), {"hold": timing})
    texts: list[Any] = list(figure.axes[0].texts)
    (label,) = (text for text in texts if text.get_text().startswith("peak"))
    assert label.xy == (FIRST + 33, -0.01234)
    assert label.get_text() == peak_text(timing)
    assert label.get_va() == "top"  # away from zero


@pytest.mark.parametrize("whole", [0.125, None])
def test_per_cent_stand_at_the_right_only_where_there_is_a_whole(whole: float | None) -> None:
    timings = {name: Timing(0.01, FIRST + 31, 8.0, (), whole) for name in NAMED}
    figure = measures_chart(subject(AFRIN), made_up(NAMED), timings)
    figure.draw_without_rendering()
    large, *others = figure.axes
    assert not any(panel.child_axes for panel in others)
    if whole is None:
        assert not large.child_axes
    else:
        (right,) = large.child_axes
        assert right.get_ylim() == pytest.approx([100.0 * end / whole for end in large.get_ylim()])
    assert ("per cent of the mean" in figure.texts[1].get_text().replace("\n", " ")) == (whole is not None)


def test_every_hold_is_drawn_in_both_arms_under_its_name() -> None:
    names = ("iran", "russia")
    time_series = made_up(names)
    figure = holds_chart(subject(AFRIN, names), time_series)
    for panel, name, color in zip(figure.axes, names, (BLUE, AMBER), strict=True):
        assert panel.get_title(loc="left") == name.capitalize()
        assert_both_arms(panel, time_series[name], color)
        assert columns_of(panel) == spans(AFRIN)
    labels = {
        text.get_text(): text.xy  # type: ignore[attr-defined]
        for panel in figure.axes
        for text in panel.texts
        if text.get_text() in {"with events", "without"}
    }
    gaps = {
        name: np.abs(time_series[name].scenario.mean - time_series[name].reference.mean) for name in names
    }
    widest = max(names, key=lambda name: gaps[name].max())
    month = int(np.argmax(gaps[widest]))
    arms = {"with events": time_series[widest].scenario, "without": time_series[widest].reference}
    assert labels == {word: (FIRST + month, arm.mean[month]) for word, arm in arms.items()}


def test_an_event_is_reported_with_its_months() -> None:
    assert Mark("Russia aids Iran", (FIRST, FIRST)).text == "Russia aids Iran, 2015-07"
    assert Mark("Russia aids Iran", (FIRST, FIRST + 6)).text == "Russia aids Iran, 2015-07 to 2016-01"
    marked = subject(AFRIN).events + (Mark("a", (FIRST, FIRST)),) * 24
    named = run.named_events(subject(AFRIN).__class__(**{**vars(subject(AFRIN)), "events": marked}))
    assert named.startswith("(1)\N{NO-BREAK SPACE}event 1, 2018-01 to 2018-03; (2)")
    assert named.endswith("and 2 more")


ACTORS = {"iran": "#009E73", "russia": "#D55E00", "turkey": "#E69F00", "us": "#0072B2", "assad": "#000000"}


def row(mean: float, low: float, high: float, **more: float | None) -> LossRow:
    return LossRow(mean, low, high, 100, 0.6, smallest=0.005, **more)  # type: ignore[arg-type]


ROWS = [
    Standing("russia", row(0.001, -0.002, 0.003), {}),  # negligible
    Standing(
        "turkey", row(0.02, 0.009, 0.041, percent=26.1), {WITHOUT_DATED_CAPABILITY: 0.011, PRIOR: -0.007}
    ),
    Standing("us", row(-0.004, -0.021, 0.013), {PRIOR: 0.002}),  # open
    Standing("assad", row(-0.03, -0.052, -0.017, percent=-3.4), {WITHOUT_DATED_CAPABILITY: -0.06}),
    Standing("iran", LossRow(0.0, 0.0, 0.0, 100, 0.0), {}),  # nothing can happen
]
SAID = {
    "clients": ["less: 0.0200 (26%)", "negligible", "no change", "open", "more: 0.0300 (3%)"],
    "gainers": ["gains: 0.0300 (3%)", "open", "no change", "negligible", "loses: 0.0200 (26%)"],
}


def chart_of(kind: str) -> Figure:
    said = subject((), tuple(ACTORS))
    said = said.__class__(**{**vars(said), "colors": ACTORS})
    return (clients_chart if kind == "clients" else gainers_chart)(said, ROWS)


@pytest.mark.parametrize(("kind", "sign"), [("clients", 1), ("gainers", -1)])
def test_every_actor_stands_where_its_loss_is(kind: str, sign: int) -> None:
    figure = chart_of(kind)
    (axes,) = figure.axes
    order = sorted(ROWS, key=lambda row: -sign * row.loss.mean)
    places = labels_of(axes)
    assert list(places.values()) == [row.actor.capitalize() for row in order]
    assert list(notes_of(axes).items()) == list(zip(places, SAID[kind], strict=True))
    wanted = []
    for place, row in zip(places, order, strict=True):
        loss = row.loss
        settled = loss.status in {Status.LOSES, Status.GAINS}
        span = sorted((sign * loss.low, sign * loss.high))
        color = ink(ACTORS[row.actor], 3.0) if settled else style.GREY
        wanted += [
            Curve(span, [place, place], color=color),
            Curve([sign * loss.mean], [place], marker="o", filled=True, color=color),
        ]
        for name, value in row.beside.items():
            mark = {WITHOUT_DATED_CAPABILITY: "^", PRIOR: "x"}[name]
            wanted.append(Curve([sign * value], [place + clients._ABOVE], marker=mark))
        assert_shows(axes, [*span, sign * loss.mean, *(sign * value for value in row.beside.values())])
    assert_curves(axes, wanted)
    assert rules_of(axes) == [("v", 0.0)]
    assert columns_of(axes) == [(-0.005, 0.005)]
    bold = [text.get_fontweight() == "bold" for text in axes.get_yticklabels()]
    assert bold == [row.loss.status in {Status.LOSES, Status.GAINS} for row in order]
    caption = " ".join(figure.texts[1].get_text().split())
    for words in (
        "below 0.005",
        "with 2 Monte Carlo errors to spare",
        f"▲: the mean {WITHOUT_DATED_CAPABILITY}",
        f"×: the mean {PRIOR}",
        "scenario 0123456789.",
    ):
        assert words in caption
    assert_readable(figure)


def test_which_side_is_which_is_said() -> None:
    for kind, left, right in (
        ("clients", "← depends more", "depends less →"),
        ("gainers", "← loses hold", "gains hold →"),
    ):
        texts: list[Any] = list(chart_of(kind).axes[0].texts)
        sides = {text.get_text(): text.get_ha() for text in texts}
        assert (sides[left], sides[right]) == ("right", "left")


def test_what_would_settle_it_is_drawn_beside_what_chance_gives() -> None:
    causes = [Cause(f"A weight {k}", f"item_{k} and 2 more", 0.3 / k, 0.01 + k / 1000) for k in range(1, 16)]
    figure = settle_chart(subject(), causes, 0.021, "From 2,000 draws × 10 of their own.")
    (axes,) = figure.axes
    shown = causes[: settle.MOST]
    places = labels_of(axes)
    assert list(places.values()) == [f"{cause.words}\n{cause.evidence}" for cause in shown]
    bars = bars_of(axes)
    for (begin, end, middle), place, cause in zip(bars, places, shown, strict=True):
        assert (begin, end, middle) == pytest.approx((0.0, cause.share, place))
    ends = [(max(0.0, one.share - 2.0 * one.error), one.share + 2.0 * one.error) for one in shown]
    assert_curves(axes, [Curve(span, [place, place]) for span, place in zip(ends, places, strict=True)])
    assert rules_of(axes) == [("v", 0.021)]
    assert list(notes_of(axes).values()) == [f"{100 * cause.share:.0f}%" for cause in shown]
    assert_shows(axes, [end for span in ends for end in span])
    caption = " ".join(figure.texts[1].get_text().split())
    assert "From 2,000 draws × 10 of their own. 3 with smaller shares are not shown." in caption
    assert_readable(figure)

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from patronage.analysis.charts import style
from patronage.analysis.charts.run import Mark, Subject, holds_chart, measures_chart
from patronage.analysis.estimators.time_series import read_series, table_of, time_series_of
from patronage.sim.files.faults import FaultError
from patronage.sim.model.measures import NAMED
from patronage.sim.scenario.load import load_scenario
from patronage.sim.store.result import Result, column
from patronage.studies.run import answer
from patronage.studies.run_folder import manifest_of, stored_charts, subject_of, write_run

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
FIRST = 24186  # 2015-07
BLUE, AMBER = "#0072B2", "#E69F00"


def made_up(names, months=42, draws=30, loss=0.02, seed=1):
    """Courses of two arms that part in their last third."""
    numbers = np.random.default_rng(seed)
    levels = numbers.uniform(0.1, 0.3, (1, draws, 1, len(names)))
    drift = numbers.normal(0, 0.01, (2, draws, months, len(names))).cumsum(axis=2)
    drift[1] = drift[0]
    drift[1, :, 2 * months // 3 :] -= loss
    return {name: time_series_of((levels + drift)[..., k]) for k, name in enumerate(names)}


def subject(events=(), names=("iran", "russia"), months=0):
    return Subject(
        title="How much influence does Iran lose when something happens that takes two lines to tell?",
        focus="iran",
        names={name: name.capitalize() for name in names},
        colors={name: (BLUE, AMBER)[k % 2] for k, name in enumerate(names)},
        first_month=FIRST,
        events=tuple(Mark(f"event {k}", span) for k, span in enumerate(events, start=1)),
        draws=30,
        provenance=style.provenance(120, 30, 4, 2018, "0123456789abcdef"),
    )


AFRIN = ((FIRST + 30, FIRST + 32), (FIRST + 30, FIRST + 32))
MANY = tuple((FIRST + k, FIRST + k + 3) for k in (0, 2, 3, 4, 4, 14, 14, 14, 30, 30, 41 - 3))


def shown_texts(figure: Figure) -> list[Text]:
    """What is printed: matplotlib also keeps tick labels beyond the limits, which it never draws."""
    figure.draw_without_rendering()
    texts: list[Text] = list(figure.texts)
    for axes in figure.axes:
        if axes.get_visible():
            inner: Any = axes
            texts += [*axes.texts, inner.title, inner._left_title]
            for axis in (inner.xaxis, inner.yaxis) if inner.axison else ():
                texts += [tick.label1 for tick in axis._update_ticks()]
            for beside in inner.child_axes:
                texts += [beside.yaxis.label, *(tick.label2 for tick in beside.yaxis._update_ticks())]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def assert_readable(figure: Figure) -> None:
    """No text is smaller than 6 points, leaves the page, or lies on another."""
    page = figure.bbox
    boxes = []
    for text in shown_texts(figure):
        assert float(text.get_fontsize()) >= style.SMALL
        box = text.get_window_extent()
        inside = (
            page.x0 - 1 <= box.x0
            and box.x1 <= page.x1 + 1
            and page.y0 - 1 <= box.y0
            and box.y1 <= page.y1 + 1
        )
        assert inside, f"{text.get_text()!r} leaves the page"
        boxes.append((box.padded(-1.0), text))
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not one.overlaps(other), f"{first.get_text()!r} lies on {second.get_text()!r}"


@pytest.mark.parametrize(
    ("events", "months"),
    [((), 42), (AFRIN, 42), (MANY, 42), ((), 12), (MANY, 120)],
    ids=["without events", "one time", "many", "a year", "ten years"],
)
def test_the_measures_chart_can_be_read(events, months: int) -> None:
    assert_readable(measures_chart(subject(events), made_up(NAMED, months)))


@pytest.mark.parametrize("actors", [2, 7, 12])
def test_the_holds_chart_can_be_read(actors: int) -> None:
    names = ["iran", *(f"{'actor' if actors > 9 else 'a long name'} {k}" for k in range(1, actors))]
    figure = holds_chart(subject(MANY, names), made_up(names))
    assert_readable(figure)
    assert sum(axes.get_visible() for axes in figure.axes) == actors


def test_the_holds_chart_has_one_scale_from_zero_and_the_actors_colours() -> None:
    names = ("iran", "russia")
    figure = holds_chart(subject(AFRIN, names), made_up(names))
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert figure.axes[0].get_ylim()[0] <= 0.0
    assert [axes.get_lines()[1].get_color() for axes in figure.axes] == [BLUE, AMBER]


def test_events_are_shaded_once_and_numbered() -> None:
    panel = holds_chart(subject(MANY), made_up(("iran", "russia"))).axes[0]
    boxes = [patch for patch in panel.patches if isinstance(patch, Rectangle)]
    spans = sorted((box.get_x(), box.get_x() + box.get_width()) for box in boxes)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    numbers = [text.get_text() for text in panel.texts if text.get_text()[0].isdigit()]
    assert "".join(numbers).startswith("1–5")
    assert numbers[-1].endswith("11")


def test_the_caption_says_how_the_numbers_were_made() -> None:
    figure = measures_chart(subject(AFRIN), made_up(NAMED))
    caption = " ".join(figure.texts[1].get_text().split())
    assert "120 runs (30 weight draws × 4), rng 2018, scenario 0123456789." in caption
    assert "Bands: 90% of 30 weight draws" in caption
    assert "What Iran loses by month" in caption
    caption = " ".join(holds_chart(subject(AFRIN), made_up(("iran", "russia"))).texts[1].get_text().split())
    assert "(1) event 1, 2018-01 to 2018-03; (2) event 2, 2018-01 to 2018-03." in caption


def test_nothing_lost_is_drawn_as_such() -> None:
    time_series = made_up(NAMED, loss=0.0)
    figure = measures_chart(subject(AFRIN), time_series)
    low, high = figure.axes[0].get_ylim()
    assert low < 0.0 < high
    assert_readable(figure)


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_a_chart_is_the_same_bytes_each_time(ending: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        style.save(measures_chart(subject(AFRIN), made_up(NAMED)), tmp_path / f"{name}{ending}")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_another_ending_is_a_fault(tmp_path: Path) -> None:
    figure = measures_chart(subject(), made_up(NAMED))
    with pytest.raises(FaultError, match=r"not an ending of charts; allowed: \.png, \.svg, \.pdf"):
        style.save(figure, tmp_path / "chart.gif")
    assert not list(tmp_path.iterdir())


def test_a_chart_is_as_wide_as_a_column() -> None:
    for figure in (measures_chart(subject(), made_up(NAMED)), holds_chart(subject(), made_up(("iran",)))):
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(88.0)


def test_courses_survive_their_table() -> None:
    time_series = made_up(("hold_iran", "share_iran"), months=3)
    table = table_of(time_series, ["2015-07", "2015-08", "2015-09"], 30)
    assert table.num_rows == 3 * 3 * 3
    back = read_series(table, time_series)
    for name, series in time_series.items():
        assert np.array_equal(back[name].loss.mean, series.loss.mean)
        assert np.array_equal(back[name].reference.low, series.reference.low)
        assert np.array_equal(back[name].scenario.high, series.scenario.high)


def test_a_course_worked_by_hand() -> None:
    draws = np.array([[1.0, 2.0, 4.0], [0.5, 2.5, 3.0]]).reshape(2, 3, 1)
    series = time_series_of(draws)
    assert series.reference.mean[0] == pytest.approx(7 / 3)
    assert series.loss.mean[0] == pytest.approx((0.5 - 0.5 + 1.0) / 3)
    assert series.loss.low[0] == pytest.approx(-0.4)  # the 5th percentile of -0.5, 0.5, 1: a tenth on the way


def test_a_stored_run_can_be_drawn_anew(tmp_path: Path) -> None:
    scenario = load_scenario(TINY)
    found = write_run(scenario, tmp_path / "run")
    charts = stored_charts(Result.open(tmp_path / "run"))
    assert list(charts)[:4] == ["clients.png", "measures.png", "gainers.png", "holds.png"]
    for name, draw in charts.items():
        style.save(draw(), tmp_path / name)
        assert (tmp_path / name).read_bytes() == (tmp_path / "run" / name).read_bytes()
    assert found.time_series[column("hold", "duke")].loss.mean[0] == 0.0  # before the events nothing is lost


def test_what_a_chart_says_of_a_scenario() -> None:
    scenario = load_scenario(ROOT / "scenarios" / "russia_keeps_the_sky_closed.yaml")
    said = subject_of(manifest_of(scenario))
    assert said.title == "What if Russia keeps Afrin's sky closed?"
    assert [mark.text for mark in said.events] == ["Russia may not aid Turkey, 2018-01 to 2018-12"]
    assert said.names["us"] == "United States"
    assert said.provenance.endswith(f"rng 2018, scenario {scenario.digest[:10]}.")


def test_the_charts_of_a_real_scenario_can_be_read() -> None:
    scenario = load_scenario(ROOT / "scenarios" / "losing_ground.yaml", {"runs": "40", "replicates": "4"})
    found = answer(scenario)
    said = subject_of(manifest_of(scenario))
    measures = {name: found.time_series[column(name, "iran")] for name in NAMED}
    assert_readable(measures_chart(said, measures))
    holds = {actor: found.time_series[column("hold", actor)] for actor in scenario.case.actor_ids}
    assert_readable(holds_chart(said, holds))


def widths_of_lines(figure: Figure) -> set[float]:
    """How many months the lines of the panels span, but for those across a whole panel."""
    lines = [line for axes in figure.axes for line in axes.lines if line.get_transform() == axes.transData]
    return {round(float(np.ptp(np.asarray(line.get_xdata(), dtype=float))), 6) for line in lines}


def test_one_month_is_drawn_across_it():
    time_series = made_up(NAMED, months=1)
    figure = measures_chart(subject(((FIRST, FIRST),)), time_series)
    assert widths_of_lines(figure) == {0.8}
    assert widths_of_lines(holds_chart(subject(), made_up(("iran", "russia"), months=1))) == {0.8}


@pytest.mark.parametrize("loss", [1e-5, 1e-7, 1e-15])
def test_tiny_losses_have_no_factor_over_the_subtitle(loss):
    figure = measures_chart(subject(), made_up(NAMED, loss=loss))
    figure.draw_without_rendering()
    for axes in figure.axes:
        assert axes.yaxis.get_offset_text().get_text() == ""
    assert_readable(figure)

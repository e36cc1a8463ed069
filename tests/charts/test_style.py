from __future__ import annotations

import errno
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.lettering import apart, ink, ranges, text_width, wrapped

BOXES = st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 20)), min_size=1, max_size=12)


@given(BOXES)
def test_labels_are_kept_apart_in_their_order_and_within_bounds(boxes) -> None:
    wanted, sizes = [want for want, _ in boxes], [size for _, size in boxes]
    places = apart(wanted, sizes, 0.0, 300.0)
    order = sorted(range(len(boxes)), key=lambda k: wanted[k])
    for one, other in pairwise(order):
        assert places[other] - places[one] >= (sizes[one] + sizes[other]) / 2.0 - 1e-9
    for place, size in zip(places, sizes, strict=True):
        assert place - size / 2.0 >= -1e-9
        assert place + size / 2.0 <= 300.0 + 1e-9


def test_labels_that_do_not_touch_stay_where_they_are() -> None:
    assert apart([50.0, 10.0, 30.0], [5.0, 5.0, 5.0], 0.0, 100.0) == [50.0, 10.0, 30.0]


def test_labels_that_touch_share_the_way() -> None:
    assert apart([50.0, 50.0], [10.0, 10.0], 0.0, 100.0) == [45.0, 55.0]
    assert apart([1.0, 2.0], [10.0, 10.0], 0.0, 100.0) == [5.0, 15.0]


@pytest.mark.parametrize(
    ("numbers", "short"), [([1], "1"), ([1, 2], "1,2"), ([3, 1, 2], "1–3"), ([1, 2, 3, 5, 7, 8], "1–3,5,7,8")]
)
def test_runs_of_numbers_are_shortened(numbers, short: str) -> None:
    assert ranges(numbers) == short


@pytest.mark.parametrize("color", [*style.OKABE_ITO, "#F0E442", "#ffffff"])
def test_letters_stand_out_from_white(color: str) -> None:
    rgb = np.array(to_rgb(ink(color)))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    assert 1.05 / (linear @ (0.2126, 0.7152, 0.0722) + 0.05) >= 4.49
    if color in {"#0072B2", "#000000"}:
        assert ink(color) == color.lower()  # dark enough as it is


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=30))
def test_wrapped_lines_fit_and_lose_no_word(words) -> None:
    lines = wrapped(" ".join(words), 60.0, 6.0).split("\n")
    assert " ".join(lines).split() == words
    assert all(text_width(line, 6.0) <= 60.0 for line in lines if " " in line)


def test_the_look_stays_with_the_chart() -> None:
    before = dict(mpl.rcParams)

    @style.styled
    def chart():
        figure, axes = style.sheet(1, 1, height=40.0)
        assert mpl.rcParams["font.size"] == style.BODY
        style.end_label(axes[0, 0], 1.0, 0.5, "one", "#E69F00")
        style.end_label(axes[0, 0], 1.0, 0.5, "two", "#0072B2")
        return style.finish(figure, title="A title", caption="A caption")

    figure = chart()
    assert dict(mpl.rcParams) == before
    one, two = (text.get_window_extent() for text in figure.axes[0].texts)
    assert not one.padded(-0.5).overlaps(two)


@pytest.mark.parametrize("text", [r"Does $\foo$ cost Iran?", "$5 billion or $6 billion", r"\$x^2$"])
def test_dollar_signs_are_letters_like_others(text: str, tmp_path: Path) -> None:
    @style.styled
    def chart():
        figure, axes = style.sheet(1, 1, height=40.0)
        axes[0, 0].set_yticks([0.0, 1.0], [text, "1"])
        style.end_label(axes[0, 0], 1.0, 0.5, text, "#E69F00")
        style.heading(axes[0, 0], text, text)
        return style.finish(figure, title=text, caption=text)

    figure = chart()
    for ending in style.ENDINGS:
        style.save(figure, tmp_path / f"chart{ending}")
    texts = [*figure.texts, *figure.axes[0].get_yticklabels(), figure.axes[0].title]
    assert not any(each.get_parse_math() for each in texts)


def test_a_full_disk_leaves_the_earlier_chart_as_it_was(tmp_path: Path, monkeypatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    figure, _ = style.sheet(1, 1, height=40.0)
    style.save(figure, tmp_path / "chart.png")
    before = (tmp_path / "chart.png").read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        style.save(figure, tmp_path / "chart.png")
    assert [path.name for path in tmp_path.iterdir()] == ["chart.png"]
    assert (tmp_path / "chart.png").read_bytes() == before


@style.styled
def _titled(title: str) -> Figure:
    figure, _ = style.sheet(1, 1, height=40.0)
    return style.finish(figure, title=title)


def test_letters_that_the_font_lacks_are_reported_once(tmp_path, caplog) -> None:
    lettering._warn_of_missing_letters.cache_clear()
    style.save(_titled("Iran’s “hold”:\n−1 × 2 … Ω é"), tmp_path / "chart.png")
    assert caplog.messages == []
    assert wrapped("谁失去了", 100.0, 7.0) == "谁失去了"
    for title in ("谁失去了影响力", "A flag \N{GRINNING FACE}"):
        style.save(_titled(title), tmp_path / "chart.png")
    said = "the charts' font, DejaVu Sans, lacks some letters of what they say; boxes stand for them"
    assert caplog.messages == [said]


def test_a_finished_chart_is_drawn_once_when_it_is_saved(tmp_path, monkeypatch) -> None:
    figure = _titled("Once")
    drawn = []
    monkeypatch.setattr(
        Figure, "draw", lambda self, renderer, draw=Figure.draw: drawn.append(draw(self, renderer))
    )
    style.save(figure, tmp_path / "chart.png")
    assert len(drawn) == 1

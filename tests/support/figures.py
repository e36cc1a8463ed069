"""What a figure draws, read back as numbers: every line, band, bar, rule and label of a panel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

Numbers = Sequence[float] | np.ndarray[Any, Any]


@dataclass(frozen=True)
class Curve:
    """A line or marks through points; what is None may be anything.

    marker: empty for a mere line. filled: whether the marks are. dashed: whether the line is.
    """

    x: Numbers
    y: Numbers
    marker: str = ""
    filled: bool | None = None
    dashed: bool | None = None
    color: str | None = None

    def is_drawn_by(self, line: Line2D) -> bool:
        """Whether it is this line."""
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        return (
            _alike(x, self.x)
            and _alike(y, self.y)
            and marker_of(line) == self.marker
            and (self.filled is None or self.filled == is_filled(line))
            and (self.dashed is None or self.dashed == (line.get_linestyle() == "--"))
            and (self.color is None or to_hex(line.get_color()) == to_hex(self.color))
        )


def is_filled(line: Line2D) -> bool:
    """Whether the marks of a line are filled."""
    return to_hex(line.get_markerfacecolor()) != "#ffffff"


def marker_of(line: Line2D) -> str:
    """The mark of a line, empty for none."""
    marker = str(line.get_marker())
    return "" if marker in {"None", "none", " "} else marker


def lines_of(axes: Axes) -> list[Line2D]:
    """The lines through points, without those across the whole panel."""
    return [line for line in axes.lines if line.get_transform() == axes.transData]


def rules_of(axes: Axes) -> list[tuple[str, float]]:
    """The lines across the whole panel: `("h", y)` and `("v", x)`."""
    found = []
    for line in axes.lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        if line.get_transform() == axes.get_yaxis_transform():
            found.append(("h", float(y[0])))
        elif line.get_transform() == axes.get_xaxis_transform() and x[0] == x[1]:
            found.append(("v", float(x[0])))
    return found


def assert_curves(axes: Axes, wanted: Iterable[Curve]) -> None:
    """The panel draws these curves and no others."""
    lines = lines_of(axes)
    for curve in wanted:
        found = next((line for line in lines if curve.is_drawn_by(line)), None)
        assert found is not None, f"nothing draws {curve}"
        lines.remove(found)
    assert not lines, [(line.get_marker(), line.get_data()) for line in lines]


def assert_bands(axes: Axes, wanted: Sequence[tuple[Numbers, Numbers, Numbers]]) -> None:
    """The panel shades these areas (x, low, high), in any order, and no others; x within each of them."""
    bands = [each for each in axes.collections if isinstance(each, PolyCollection)]
    assert len(bands) == len(wanted)
    for x, low, high in wanted:
        same = (_alike(edges(band, x)[0], low) and _alike(edges(band, x)[1], high) for band in bands)
        found = next((band for band, is_it in zip(bands, same, strict=True) if is_it), None)
        assert found is not None, f"no band from {low} to {high}"
        bands.remove(found)


def edges(band: PolyCollection, x: Numbers) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The lower and the upper edge of an area over each x."""
    vertices = np.concatenate([path.vertices for path in band.get_paths()])
    start, end = vertices, np.roll(vertices, -1, axis=0)
    low, high = [], []
    for place in np.asarray(x, dtype=float):
        spans = (np.minimum(start[:, 0], end[:, 0]) <= place) & (place <= np.maximum(start[:, 0], end[:, 0]))
        wide = spans & (start[:, 0] != end[:, 0])
        part = (place - start[wide, 0]) / (end[wide, 0] - start[wide, 0])
        hits = start[wide, 1] + part * (end[wide, 1] - start[wide, 1])
        low.append(hits.min() if len(hits) else np.nan)
        high.append(hits.max() if len(hits) else np.nan)
    return np.array(low), np.array(high)


def bars_of(axes: Axes) -> list[tuple[float, float, float]]:
    """The bars along x as they were drawn: where each begins and ends, and where on y its middle is."""
    return [
        (
            float(box.get_x()),
            float(box.get_x() + box.get_width()),
            float(box.get_y() + box.get_height() / 2.0),
        )
        for box in axes.patches
        if isinstance(box, Rectangle) and box.get_transform() == box.get_patch_transform() + axes.transData
    ]


def columns_of(axes: Axes) -> list[tuple[float, float]]:
    """The shaded columns: where each begins and ends on x."""
    found = [
        (float(patch.get_x()), float(patch.get_x() + patch.get_width()))
        for patch in axes.patches
        if isinstance(patch, Rectangle)
        and patch.get_transform() == patch.get_patch_transform() + axes.get_xaxis_transform()
    ]
    return sorted(found)


def labels_of(axes: Axes) -> dict[float, str]:
    """The labels of the y axis, by place."""
    texts = [text.get_text() for text in axes.get_yticklabels()]
    return dict(zip((float(place) for place in axes.get_yticks()), texts, strict=True))


def notes_of(axes: Axes) -> dict[float, str]:
    """The texts beside rows, by place on y."""
    return {
        float(text.get_position()[1]): text.get_text()
        for text in axes.texts
        if text.get_position()[0] == 1.02 and text.get_transform() == axes.get_yaxis_transform()
    }


def assert_shows(axes: Axes, x: Iterable[float], y: Iterable[float] = ()) -> None:
    """The limits of the panel hold these values."""
    for limits, values in ((axes.get_xlim(), x), (axes.get_ylim(), y)):
        low, high = sorted(limits)
        assert all(low <= value <= high for value in values)


@dataclass(frozen=True)
class Drawn:
    """A row of a ranked chart as it is drawn."""

    mean: float
    low: float
    high: float
    error: float
    filled: bool
    note: str
    strong: bool


def ranked_rows(axes: Axes) -> dict[str, Drawn]:
    """The rows of a ranked chart by label, from the top down; every line must belong to one of them."""
    notes, rows = notes_of(axes), {}
    strong = [text.get_fontweight() == "bold" for text in axes.get_yticklabels()]
    for (place, label), bold in zip(labels_of(axes).items(), strong, strict=True):
        here = [line for line in lines_of(axes) if set(np.asarray(line.get_ydata())) == {place}]
        thin, thick, dot = sorted(here, key=lambda line: (marker_of(line), line.get_linewidth()))
        low, high = (float(value) for value in np.asarray(thin.get_xdata()))
        below, above = (float(value) for value in np.asarray(thick.get_xdata()))
        (mean,) = (float(value) for value in np.asarray(dot.get_xdata()))
        assert marker_of(dot) == "o"
        assert np.isclose((below + above) / 2.0, mean)
        error = (above - below) / 4.0  # two standard errors either way
        rows[label] = Drawn(mean, low, high, error, is_filled(dot), notes.get(place, ""), bold)
    return rows


def _alike(found: Any, wanted: Numbers) -> bool:
    wanted = np.asarray(wanted, dtype=float)
    return np.shape(found) == wanted.shape and bool(np.allclose(found, wanted, rtol=1e-9, atol=1e-12))

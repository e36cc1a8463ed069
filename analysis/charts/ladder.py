"""What each part of the model does to a loss: a panel a measure, a row a rung."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ranked import MARKS, Row, ranked, room_for

ACROSS = 4  # panels in a line, the most
ABOVE = 1.3  # mm by which the marks of the nulls stand above their rows


@dataclass(frozen=True)
class Panel:
    """One quantity: its heading, what stands under its axis, a row a rung, and the nulls' means.

    nulls: a mean for each row under some of MARKS, None where that row was not run.
    """

    head: str
    axis: str
    rows: Sequence[Row]
    nulls: Mapping[str, Sequence[float | None]]


@style.styled
def ladder_panels(panels: Sequence[Panel], *, title: str, caption: str) -> Figure:
    """All panels in lines of at most four, the names of the rungs at the left of each line."""
    across = min(ACROSS, len(panels))
    lines = -(-len(panels) // across)
    rows = panels[0].rows
    height = lines * (room_for(rows) + 14.0) + 5.0
    figure, grid = style.sheet(lines, across, width=style.PAGE, height=height)
    for k, axes in enumerate(grid.ravel()):
        if k >= len(panels):
            axes.set_axis_off()
            continue
        _drawn(axes, panels[k], named=k % across == 0)
    return style.finish(figure, title=title, caption=caption, pad=1.5)


def _drawn(axes: Axes, panel: Panel, *, named: bool) -> None:
    places = ranked(axes, panel.rows)
    for name, means in panel.nulls.items():
        there = [(mean, place) for mean, place in zip(means, places, strict=True) if mean is not None]
        points = np.array(there).reshape(-1, 2)
        axes.plot(points[:, 0], points[:, 1] + ABOVE, MARKS[name][1], ms=2.8, mew=0.7, color=style.GREY)
    if not named:
        axes.set_yticklabels([])
    style.heading(axes, lettering.shortened(panel.head, 28))
    axes.set_xlabel(panel.axis)
    axes.xaxis.set_major_locator(MaxNLocator(3, steps=(1, 2, 5, 10)))  # a panel is narrow

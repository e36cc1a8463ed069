"""What each part of the model does to a loss: a panel a measure, a row a rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ranked import Row, ranked, room_for

ACROSS = 4  # panels in a line, the most
MARKS = ("x", "+")


@dataclass(frozen=True)
class Panel:
    """One quantity: its heading, what stands under its axis, a row a rung, and the nulls' means.

    nulls: by what they are called, a mean for each row, None where that row was not run.
    """

    head: str
    axis: str
    rows: Sequence[Row]
    nulls: dict[str, Sequence[float | None]]


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
    _key(grid.ravel()[0], list(panels[0].nulls))
    return style.finish(figure, title=title, caption=caption, pad=1.5)


def _drawn(axes: Axes, panel: Panel, *, named: bool) -> None:
    places = ranked(axes, panel.rows)
    for (_, means), mark in zip(panel.nulls.items(), MARKS, strict=True):
        there = [(mean, place) for mean, place in zip(means, places, strict=True) if mean is not None]
        points = np.array(there).reshape(-1, 2)
        axes.plot(points[:, 0], points[:, 1], mark, ms=3.6, mew=0.8, color=style.GREY, zorder=1.8)
    if not named:
        axes.set_yticklabels([])
    axes.tick_params(axis="x", labelrotation=0)
    style.heading(axes, lettering.shortened(panel.head, 28))
    axes.set_xlabel(panel.axis)


def _key(axes: Axes, names: Sequence[str]) -> None:
    """Which mark is which null, in the first panel's lower left."""
    handles = [
        Line2D([], [], marker=mark, ls="", ms=3.6, mew=0.8, color=style.GREY, label=name)
        for name, mark in zip(names, MARKS, strict=True)
    ]
    axes.figure.legend(
        handles=handles, loc="upper right", ncols=len(handles), frameon=False, fontsize=style.SMALL,
        handletextpad=0.2, columnspacing=1.2, borderaxespad=0.2,
    )  # fmt: skip

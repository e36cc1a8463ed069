"""The loss under null models side by side, without each part of the model, and the layers it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from patronage.analysis.charts import style
from patronage.analysis.charts.ranked import Row, axis_label, notes, ranked, room_for

HEADS = ("The loss under null models", "Without a part of the model", "The layers of the model")
TICK = 9.0  # points that the mark of a placebo is high


@dataclass(frozen=True)
class Panel:
    """Rows under a heading, with the head of the column of notes.

    ticks: by the place of a row the means of the placebos that its own mean is over.
    """

    rows: Sequence[Row]
    note: str
    ticks: Mapping[int, NDArray[np.float64]]
    bars: bool = False


@style.styled
def placebo_panels(panels: Sequence[Panel], *, title: str, axis: str, caption: str) -> Figure:
    """A panel under each of HEADS, all on the same scale; a tick is one placebo's mean loss."""
    rooms = [room_for(panel.rows) for panel in panels]
    figure, grid = style.sheet(
        len(panels), 1, width=style.PAGE, height=sum(rooms) + 14.0 * len(panels), sharex=True,
        gridspec_kw={"height_ratios": rooms},
    )  # fmt: skip
    for axes, panel, head in zip(grid.ravel(), panels, HEADS, strict=True):
        _drawn(axes, panel, head)
    grid.ravel()[-1].set_xlabel(axis_label(axis))
    return style.finish(figure, title=title, caption=caption)


def _drawn(axes: Axes, panel: Panel, head: str) -> None:
    places = ranked(axes, panel.rows, bars=panel.bars)
    for place, means in panel.ticks.items():
        at = np.full(len(means), places[place])
        axes.plot(means, at, "|", ms=TICK, mew=0.5, color=style.INK, alpha=0.6, zorder=1.5)
    notes(axes, places, [row.note for row in panel.rows], panel.note)
    style.heading(axes, head)

"""What is done more or less often in a model than in a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from patronage.analysis.charts import lettering, style
from patronage.analysis.estimators.record.frequencies import Often

ROW = 4.2  # height in mm
_MODEL, _RECORD = style.OKABE_ITO[0], style.OKABE_ITO[4]


@style.styled
def frequencies_chart(title: str, panels: Mapping[str, Sequence[tuple[str, Often]]], about: str) -> Figure:
    """A panel each for several ways to group acts, by title; a row for each group of acts."""
    heights = [len(rows) + 2.0 for rows in panels.values()]
    figure, axes = style.sheet(
        len(panels), 1, height=ROW * sum(heights) + 10.0, gridspec_kw={"height_ratios": heights}
    )
    for panel, (head, rows) in zip(axes[:, 0], panels.items(), strict=True):
        _rows(panel, rows)
        style.heading(panel, head, "furthest apart first")
        panel.set_xlabel("number of acts")
    caption = (
        "Circle: the record, full where it lies outside the band; tick: the model's mean; band: 90% of"
        f" records with as many acts drawn from the model. {about}"
    )
    return style.finish(figure, title=title, caption=caption, pad=1.5)


def _rows(axes: Axes, rows: Sequence[tuple[str, Often]]) -> None:
    places = [-float(k) for k in range(len(rows))]
    for place, (_, often) in zip(places, rows, strict=True):
        axes.plot(often.interval, [place, place], color=_MODEL, lw=3.0, alpha=0.3, solid_capstyle="butt")
        axes.plot([often.model, often.record], [place, place], color=style.GREY, lw=0.6)
        axes.plot([often.model], [place], "|", ms=6.0, mew=1.4, color=_MODEL)
        face = _RECORD if often.outside else "white"
        axes.plot([often.record], [place], "o", ms=3.6, mfc=face, mec=_RECORD, mew=0.8)
    room = style.COLUMN / 2.0 * style.POINTS
    axes.set_yticks(places, [lettering.fitted(name, room, style.SMALL, lines=1) for name, _ in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(0.5 - len(rows), 0.5)
    axes.set_xlim(left=-0.02 * max(max(one.record, one.interval[1]) for _, one in rows))
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))

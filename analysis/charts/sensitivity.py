"""Which factors a result depends on, and which way: indices or effects beside a tornado."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from patronage.analysis.charts import lettering, style

KINDS = {"setting": style.OKABE_ITO[0], "weights": style.OKABE_ITO[2], "replicate": style.GREY}
LOW, HIGH = style.OKABE_ITO[1], style.OKABE_ITO[0]
ROW = 4.6  # mm
NAME = 39.0  # mm for the names of factors
HALF = 64.0  # mm that a line of either half's axis label may take


@dataclass(frozen=True)
class Line:
    """One factor: its strength with the half-width of its interval, its weaker companion, and its ends.

    strength, other: total and first index, or mu* and the spread of the effects. ends: the loss at the
    factor's low and high end, within: the interval of each; None where there are none.
    """

    name: str
    kind: str
    strength: float
    confidence: float
    other: float
    other_confidence: float
    ends: tuple[float, float] | None
    within: tuple[tuple[float, float], tuple[float, float]] | None = None


@style.styled
def tornado_chart(
    title: str,
    caption: str,
    lines: Sequence[Line],
    loss: float,
    *,
    method: str,
    measure: str,
) -> Figure:
    """The factors in the order given, from the top; ``loss`` is where the tornado's bars start."""
    height = 28.0 + ROW * len(lines)
    figure, ((left, right),) = style.sheet(1, 2, width=style.PAGE, height=height, sharey=True)
    places = -np.arange(len(lines))
    _strengths(left, lines, method)
    _ends(right, lines, loss, measure)
    left.set_yticks(places, [_name(line) for line in lines])
    for text, line in zip(left.get_yticklabels(), lines, strict=True):
        text.set_color(lettering.ink(KINDS[line.kind]))
    left.set_ylim(-len(lines) + 0.4, 0.6)
    for axes in (left, right):
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x")
        axes.spines["left"].set_visible(False)
    return style.finish(figure, title=title, caption=caption, pad=2.0)


def _name(line: Line) -> str:
    """A factor's name, its actor's cut where there is no room for it."""
    actor, colon, group = line.name.partition(": ")
    room = NAME * style.POINTS - lettering.text_width(colon + group, style.SMALL)
    return lettering.fitted(actor, room, style.SMALL) + colon + group


def _strengths(axes: Axes, lines: Sequence[Line], method: str) -> None:
    sobol = method == "sobol"
    if sobol:
        style.heading(axes, "Share of the variance", "full dot: total index; hollow: first; lines: 90%")
        axes.set_xlabel("Sobol index")
    else:
        style.heading(
            axes, "Size of the effect", "full dot: μ*; line: 90%; square: σ, interactions and bends"
        )
        label = "change of the loss over the full range, or with another draw, points"
        axes.set_xlabel(lettering.fitted(label, HALF * style.POINTS, style.SMALL, lines=2))
    for k, line in enumerate(lines):
        color = lettering.ink(KINDS[line.kind], 3.0)
        wide = [line.strength - line.confidence, line.strength + line.confidence]
        axes.plot(wide, [-k + 0.12] * 2, color=color, lw=1.0)
        axes.plot([line.strength], [-k + 0.12], "o", ms=3.6, color=color)
        if sobol:
            narrow = [line.other - line.other_confidence, line.other + line.other_confidence]
            axes.plot(narrow, [-k - 0.2] * 2, color=color, lw=0.6)
            axes.plot([line.other], [-k - 0.2], "o", ms=3.0, mfc="white", mec=color, mew=0.8)
        else:
            axes.plot([line.other], [-k + 0.12], "s", ms=3.0, mfc="white", mec=color, mew=0.8)
    style.zero_line(axes, vertical=True)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 5, 10)))


def _ends(axes: Axes, lines: Sequence[Line], loss: float, measure: str) -> None:
    note = "settings at their low (orange) and high end (blue); weights: 90% (green)"
    style.heading(axes, "The loss when one factor varies", note)
    for k, line in enumerate(lines):
        if line.ends is None:
            axes.text(
                loss,
                -k,
                " the replicate is chance and has no ends",
                size=style.SMALL,
                color=style.GREY,
                va="center",
                ha="left",
            )
            continue
        colors = (LOW, HIGH) if line.kind == "setting" else (KINDS[line.kind],) * 2
        for end, color in zip(line.ends, colors, strict=True):
            axes.barh(-k, end - loss, left=loss, height=0.5, color=color, alpha=0.75, lw=0)
            axes.plot([end, end], [-k - 0.25, -k + 0.25], color=lettering.ink(color, 3.0), lw=1.2)
        for span in line.within or ():
            axes.plot(span, [-k, -k], color=style.INK, lw=0.7, solid_capstyle="butt")
    axes.axvline(loss, color=style.INK, lw=0.7)
    axes.axvline(0.0, color=style.GREY, lw=0.7, ls=style.DASHES)
    label = f"loss of {measure}, points; line: as it is; dashed: no loss"
    axes.set_xlabel(lettering.fitted(label, HALF * style.POINTS, style.SMALL, lines=2))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))

"""A specification curve: every specification's loss in order of size, and below it what was chosen.

Simonsohn, Simmons and Nelson 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ranked import LINE
from patronage.analysis.estimators.multiverse import side
from patronage.analysis.estimators.spread import Spread

LOSES, GAINS, NEITHER = style.OKABE_ITO[4], style.OKABE_ITO[0], "#9a9a9a"
OPTIONS = (style.OKABE_ITO[2], style.OKABE_ITO[3], style.OKABE_ITO[1], style.OKABE_ITO[5])
"""The colours of a choice's options that are not the scenario's own, which is left blank."""
CURVE = 52.0  # mm that the curve is high
ROW = LINE + 0.25
LABEL, NOTE = 46.0, 38.0  # mm that labels at the left, and options at the right, may take


@dataclass(frozen=True)
class Made:
    """A choice: what it is called, its options but the scenario's own, and which is picked where (C,).

    picks: 0 for the scenario's own, else 1 + the number of the option.
    """

    label: str
    options: tuple[str, ...]
    picks: NDArray[np.int64]


@style.styled
def specification_curve(
    losses: Sequence[Spread],
    others: Sequence[tuple[str, Sequence[Spread]]],
    choices: Sequence[Made],
    *,
    title: str,
    axis: str,
    caption: str,
) -> Figure:
    """The curve; the signs of other measures in the same specifications; the choices, the first uppermost.

    The first of ``losses`` is the scenario as it is.
    """
    order = [int(k) for k in np.argsort([loss.mean for loss in losses], kind="stable")]
    heights = [CURVE, *([ROW * len(others)] * bool(others)), ROW * len(choices)]
    figure, grid = style.sheet(
        len(heights), 1, width=style.PAGE, height=sum(heights) + 7.0 * len(heights) + 4.0, sharex=True,
        gridspec_kw={"height_ratios": heights},
    )  # fmt: skip
    top, *rest = (axes for (axes,) in grid)
    _curve(top, [losses[k] for k in order], order.index(0), axis)
    if others:
        signs = np.array([[side(spreads[k]) for k in order] for _, spreads in others])
        _matrix(rest[0], [name for name, _ in others], np.where(signs < 0, 2, signs), (LOSES, GAINS))
        style.heading(rest[0], "Other measures in the same specifications")
    below = rest[-1]
    picks = np.array([made.picks[order] for made in choices]).reshape(len(choices), len(losses))
    _matrix(below, [made.label for made in choices], picks, OPTIONS)
    for place, made in enumerate(choices):
        _options(below, place, made.options)
    style.heading(below, "What was chosen otherwise than in the scenario")
    below.set_xlabel(f"{len(losses):,} specifications, by their loss")
    return style.finish(figure, title=title, caption=caption)


def _curve(axes: Axes, losses: Sequence[Spread], base: int, axis: str) -> None:
    x = np.arange(len(losses))
    sides = np.array([side(loss) for loss in losses])
    for sign, color in ((1, LOSES), (-1, GAINS), (0, NEITHER)):
        here = np.flatnonzero(sides == sign)
        low, high, mean = (
            np.array([getattr(losses[int(k)], name) for k in here]) for name in ("low", "high", "mean")
        )
        axes.vlines(here, low, high, color=color, lw=0.5, alpha=0.45)
        axes.plot(here, mean, "o", ms=1.5, color=color, mew=0.0, zorder=3)
    axes.plot([base], [losses[base].mean], "D", ms=4.0, mfc="white", mec=style.INK, mew=1.0, zorder=4)
    style.peak_label(axes, base, losses[base].high, "as it is")
    style.zero_line(axes)
    if (smallest := losses[base].smallest) is not None:
        for edge in (-smallest, smallest):
            axes.axhline(edge, color=style.GREY, lw=0.6, ls=style.DASHES, zorder=1.5)
    axes.set_xlim(-0.5 - 0.01 * len(x), len(x) - 0.5 + 0.01 * len(x))
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=(1, 2, 5, 10)))
    axes.set_ylabel(axis)


def _matrix(axes: Axes, labels: Sequence[str], picks: NDArray[np.int64], colors: Sequence[str]) -> None:
    """A row a label, from the top down; a cell is blank at 0 and has the colour of its number else."""
    rows, columns = picks.shape
    shown = np.ma.masked_where(picks == 0, (picks - 1) % len(colors))
    axes.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, shown, cmap=ListedColormap(list(colors)),
        vmin=-0.5, vmax=len(colors) - 0.5,
    )  # fmt: skip
    width = LABEL * style.POINTS
    axes.set_yticks(range(rows), [lettering.fitted(label, width, style.SMALL) for label in labels])
    axes.tick_params(axis="both", length=0)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([])
    axes.grid(visible=False)
    for edge in np.arange(rows + 1) - 0.5:
        axes.axhline(edge, color=style.PALE, lw=0.4, zorder=2.5)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _options(axes: Axes, place: int, options: Sequence[str]) -> None:
    """The options of a row to its right, each in its colour."""
    at, room = 3.0, NOTE * style.POINTS
    for k, option in enumerate(options):
        text = lettering.fitted(option, max(12.0, room / len(options)), style.SMALL)
        axes.annotate(
            text, (1.0, place), xytext=(at, 0.0), xycoords=axes.get_yaxis_transform(),
            textcoords="offset points", color=lettering.ink(OPTIONS[k % len(OPTIONS)]), size=style.SMALL,
            va="center", ha="left", annotation_clip=False,
        )  # fmt: skip
        at += lettering.text_width(text, style.SMALL) + 5.0

"""Charts that rank: one number a row with its spread, against zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from patronage.analysis.charts import lettering, style
from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.verdict import ERRORS

AXIS = 60.0  # mm that a line of an axis's label may take
LINE, GAP = 2.75, 1.9  # height in mm of a line of a label, and of the gap between rows


@dataclass(frozen=True)
class Scene:
    """What a chart says of its scenario: the question, whose measure, its colour, how the runs were made."""

    title: str
    focus: str
    measure: str
    color: str
    provenance: str


@dataclass(frozen=True)
class Words:
    """What stands on a chart of ranked rows: over it, under the numbers, over the notes, in the caption."""

    title: str
    axis: str
    head: str
    about: str


@dataclass(frozen=True)
class Row:
    """A row: what it is, its number, the text beside it and the colour; a label may have several lines."""

    label: str
    spread: Spread
    note: str
    color: str
    strong: bool = False


KEY = (
    f"Dot: mean; thick line: ± {ERRORS:g} standard errors; thin line: 90% of the weight draws."
    " Hollow: a mean not distinguishable from zero."
)
PRIOR, WITHOUT_DATED_CAPABILITY = "under prior-only weights", "without dated capability"
RANDOM, PERMUTED = "under random acts", "under permuted labels"
MARKS = {PRIOR: ("×", "x"), WITHOUT_DATED_CAPABILITY: ("▲", "^"), RANDOM: ("+", "+"), PERMUTED: ("▼", "v")}
"""The small grey marks above rows, by what they are the mean under: as captions write and as panels draw it.

The same in every chart, so that a mark has one meaning.
"""


def marks_text(shown: Sequence[str]) -> str:
    """`×: the mean under prior-only weights; …` for those of MARKS that a chart shows."""
    return "; ".join(f"{MARKS[name][0]}: the mean {name}" for name in MARKS if name in shown)


def room_for(rows: Sequence[Row]) -> float:
    """The height in mm that rows need."""
    return sum(LINE * (row.label.count("\n") + 1) + GAP for row in rows)


def ranked(axes: Axes, rows: Sequence[Row], *, bars: bool = False) -> list[float]:
    """Draw rows from the top down, each as high as its label; gives their places on the y axis.

    A dot is the mean, a thick line two standard errors either way, a thin one 90% of the draws; with
    ``bars`` a bar reaches from zero to the mean. A mean that is not distinguishable from zero has a hollow
    dot.
    """
    heights = [LINE * (row.label.count("\n") + 1) + GAP for row in rows]
    places = [-(sum(heights[:k]) + height / 2.0) for k, height in enumerate(heights)]
    for place, row in zip(places, rows, strict=True):
        spread = row.spread
        ink = lettering.ink(row.color, 3.0)
        if bars:
            axes.barh(place, spread.mean, height=2.6, color=row.color, alpha=0.35, lw=0)
        axes.plot([spread.low, spread.high], [place, place], color=ink, lw=0.7, solid_capstyle="butt")
        error = ERRORS * (spread.standard_error or 0.0)
        thick = [spread.mean - error, spread.mean + error]
        axes.plot(thick, [place, place], color=ink, lw=2.2, solid_capstyle="butt")
        face = ink if spread.distinguishable else "white"
        axes.plot([spread.mean], [place], "o", ms=3.4, mfc=face, mec=ink, mew=0.8)
    axes.set_yticks(places, [row.label for row in rows])
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        text.set_fontweight("bold" if row.strong else "normal")
        text.set_linespacing(1.1)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-sum(heights), 0.0)
    style.zero_line(axes, vertical=True)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    return places


def notes(axes: Axes, places: Sequence[float], texts: Sequence[str], head: str) -> None:
    """A column of text to the right of a panel, under a head; it takes its room from the panel."""
    above = axes.get_yaxis_transform()
    for place, text in zip(places, texts, strict=True):
        axes.text(1.02, place, text, transform=above, size=style.SMALL, va="center", ha="left")
    axes.annotate(
        head, (1.02, 1.0), xytext=(0, 2), xycoords="axes fraction", textcoords="offset points",
        size=style.SMALL, color=style.GREY, va="bottom", annotation_clip=False,
    )  # fmt: skip


@style.styled
def ranking(
    scene: Scene, rows: Sequence[Row], words: Words, *, bars: bool = False, width: float = style.COLUMN
) -> Figure:
    """A chart of ranked rows."""
    caption = f"{words.about} {KEY} {scene.provenance}"
    rows = [replace(row, label=_label(row.label, width / 2.0 * style.POINTS)) for row in rows]
    figure, ((axes,),) = style.sheet(1, 1, width=width, height=room_for(rows) + 13.0)
    places = ranked(axes, rows, bars=bars)
    notes(axes, places, [row.note for row in rows], words.head)
    axes.set_xlabel(axis_label(words.axis))
    return style.finish(figure, title=words.title, caption=caption)


def axis_label(text: str) -> str:
    """An axis's label in at most two lines, so that one that names an actor stays within the figure."""
    return lettering.fitted(text, AXIS * style.POINTS, style.SMALL, lines=2)


def _label(text: str, width: float) -> str:
    """A row's label, each line of it in at most three that are no wider than this, in points."""
    return "\n".join(lettering.fitted(line, width, style.SMALL, lines=3) for line in text.split("\n"))


def reach(values: Sequence[float], pad: float = 0.06) -> tuple[float, float]:
    """Limits that hold all values and zero, with a little room."""
    low, high = min(0.0, float(np.min(values))), max(0.0, float(np.max(values)))
    room = pad * ((high - low) or 1.0)
    return low - room, high + room

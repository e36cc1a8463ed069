"""One look for every chart: sizes in print, inks, direct labels that keep apart, captions, exact files.

A chart is a function under `@styled` that makes its panels with `sheet`, draws on them and ends with
`finish`; `save` writes it. Sizes are those on paper: a chart `COLUMN` wide goes into a journal's
column unscaled, with no letter below 6 points. The same data give the same bytes on every machine.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from numpy.typing import ArrayLike, NDArray

from patronage.analysis.charts.lettering import (
    BEYOND,
    END_LABEL,
    FAMILY,
    NUMBER,
    fitted,
    gather_numbers,
    ink,
    keep_on_page,
    part_labels,
    warn_of_missing_letters,
    without_glyph_warnings,
    wrapped,
)
from patronage.analysis.charts.placing import Sheet, given_axes, root_of
from patronage.sim.files.durable import write_whole
from patronage.sim.files.faults import Fault, FaultError

COLUMN, PAGE = 88.0, 180.0  # widths in mm: one column of a journal, and both
HEADING, BODY, SMALL = 8.0, 7.0, 6.0  # letter sizes in points
INK, GREY, PALE = "#222222", "#6b6b6b", "#dddddd"
REFERENCE = GREY  # the arm without the events, always dashed
DASHES = (0, (3.2, 1.6))
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
SEQUENTIAL, DIVERGING = "cividis", "PuOr_r"  # both keep their order for the colour-blind and in grey
ENDINGS = (".png", ".svg", ".pdf")
LETTERS = 240  # of a question within a caption, the most; hardly one is as long
_TITLE_LINES = 4

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
POINTS = 72.0 / 25.4  # in a millimetre
_LOOK: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.formatter.limits": (-9, 6),
    "axes.formatter.useoffset": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 3.0,
    "axes.titlesize": BODY,
    "axes.titleweight": "bold",
    "figure.dpi": 300,
    "font.family": FAMILY,
    "font.size": BODY,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.2,
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "svg.fonttype": "path",
    "svg.hashsalt": "patronage",
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in somebody's text is a dollar sign
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 2.0,
    "xtick.major.width": 0.6,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 2.0,
    "ytick.major.width": 0.6,
}
_NO_DATES: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

P = ParamSpec("P")


@contextmanager
def _look() -> Iterator[None]:
    """This look and nothing of the user's own matplotlibrc; panels that find no room are an error."""
    with mpl.rc_context(), without_glyph_warnings():
        warnings.filterwarnings("error", "constrained_layout not applied")
        mpl.rcdefaults()
        parameters: Any = mpl.rcParams
        parameters.update(_LOOK)
        yield


def styled(chart: Callable[P, Figure]) -> Callable[P, Figure]:
    """Give a function that draws a chart this look, and leave everybody else's alone."""

    @wraps(chart)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with _look():
            return chart(*args, **kwargs)

    return drawn


def blank(*, width: float = COLUMN, height: float) -> Figure:
    """A figure of ``width`` x ``height`` mm without panels, for those that are not of one size."""
    given_axes(0)
    return Sheet(figsize=(width / 25.4, height / 25.4))


def sheet(
    rows: int,
    columns: int,
    *,
    width: float = COLUMN,
    height: float,
    **subplots: Any,
) -> tuple[Figure, NDArray[Any]]:
    """A figure and its panels, an array (rows, columns) of Axes, which take ``width`` x ``height`` mm.

    `finish` adds the height of the title and the caption.
    """
    there = given_axes(rows * columns)
    if there is not None:
        return root_of(there), np.array([[there]])
    figure = Sheet(figsize=(width / 25.4, height / 25.4))
    axes = figure.subplots(rows, columns, squeeze=False, **subplots)
    return figure, axes


def finish(figure: Figure, *, title: str = "", caption: str = "", pad: float = 1.0) -> Figure:
    """Write title and caption, fit the panels between them, and move end labels apart.

    A title of more than four lines is cut. ``pad`` is the room around each panel in mm. Call it last: what is
    drawn later may be clipped.

    On axes that were there already the title is theirs, their figure stays as it is laid out, and there is no
    room for a caption.
    """
    there = given_axes(1)
    if there is not None:
        there.set_title(title, fontsize=BODY, fontweight="bold", loc="left", pad=2.0 * SMALL)
        gather_numbers(there, SMALL)
        return figure
    width, room = (float(inches) * 72.0 for inches in figure.get_size_inches())
    margin = 2.0
    inner = 0.985 * (width - 2 * margin)  # letters set on pixels come out up to so much wider
    title = fitted(title, inner, HEADING, lines=_TITLE_LINES, bold=True)
    caption = wrapped(caption, inner, SMALL)
    top, bottom = (
        margin + ((text.count("\n") + 1) * size * 1.3 + 2.0 if text else 0.0)
        for text, size in ((title, HEADING), (caption, SMALL))
    )
    height = top + room + bottom
    figure.set_size_inches(width / 72.0, height / 72.0)
    looks: tuple[tuple[str, float, dict[str, Any]], ...] = (
        (title, 1 - margin / height, {"size": HEADING, "weight": "bold", "va": "top"}),
        (caption, margin / height, {"size": SMALL, "color": GREY, "va": "bottom"}),
    )
    for text, y, look in looks:
        if text:
            figure.text(margin / width, y, text, linespacing=1.25, **look)
    gap = pad * POINTS / 72.0
    within = (0.0, bottom / height, 1.0, room / height)
    figure.set_layout_engine("constrained", rect=within, w_pad=gap, h_pad=gap, wspace=0.0, hspace=0.0)
    figure.draw_without_rendering()
    figure.set_layout_engine(None)  # with "none" in its place it would be drawn once more before it is saved
    for axes in figure.axes:
        # the solver adds up in an order that differs from run to run, and the last digits with it
        left, low, wide, high = (round(float(edge), 6) for edge in axes.get_position(original=True).bounds)
        axes.set_position((left, low, wide, high))
        gather_numbers(axes, SMALL)
        part_labels(axes)
        keep_on_page(axes)
    warn_of_missing_letters(figure)
    return figure


def words_of(figure: Figure) -> tuple[str, str]:
    """A finished chart's title and caption, each on one line, for those who cannot see it."""
    texts = [(text.get_fontweight() == "bold", " ".join(text.get_text().split())) for text in figure.texts]
    title, caption = (" ".join(text for bold, text in texts if bold is which) for which in (True, False))
    return title, caption


def save(figure: Figure, path: Path) -> None:
    """Write a chart as PNG, SVG or PDF by the file's ending; FaultError for any other ending.

    It is drawn in memory first, so that an earlier chart stays as it was until the new one is whole.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FaultError([Fault(str(path), 0, 0, "", "not an ending of charts", ", ".join(ENDINGS))])
    drawn = io.BytesIO()
    with _look():
        figure.savefig(drawn, format=ending[1:], metadata=_NO_DATES[ending])
    write_whole(path, drawn.getvalue())


def provenance(runs: int, draws: int, replicates: int, rng: int, digest: str) -> str:
    """The end of every caption: how the numbers were made and how to make them again."""
    return f"{runs:,} runs ({draws:,} weight draws × {replicates:,}), rng {rng}, scenario {digest[:10]}."


def band(axes: Axes, x: ArrayLike, low: ArrayLike, high: ArrayLike, color: str, alpha: float = 0.2) -> None:
    """The area between two curves: uncertainty, in the colour of its line."""
    axes.fill_between(np.asarray(x), np.asarray(low), np.asarray(high), color=color, alpha=alpha, lw=0)


def zero_line(axes: Axes, *, vertical: bool = False) -> None:
    """A thin line at no effect, which the axis then always shows."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0.0, color=INK, lw=0.7, zorder=1.5)


def month_axis(axes: Axes, first: int, last: int, *, labels: int = 5) -> None:
    """Calendar months along x (numbers as in `sim.files.months`): years, or quarters where the span is short.

    ``labels``: how many there is room for, about.
    """
    axes.set_xlim(first - 0.5, last + 0.5)
    if last - first >= 18:
        step = 12 * -(-(last - first) // (12 * labels))
        ticks = [month for month in range(first, last + 1) if month % step == 0]
        axes.set_xticks(ticks, [str(month // 12) for month in ticks])
    else:
        step = 3 if last - first >= 6 else 1
        ticks = [month for month in range(first, last + 1) if month % step == 0]
        january = [month for month in ticks if month % 12 == 0]
        dated = january or ticks[:1]
        names = [_MONTHS[month % 12] + (f"\n{month // 12}" if month in dated else "") for month in ticks]
        axes.set_xticks(ticks, names)


def heading(axes: Axes, title: str, note: str = "", color: str = INK, *, beyond: bool = False) -> None:
    """A panel's title and, under it in plain letters, what it shows.

    beyond: whether the note may go on past the panel, which otherwise gets narrower until it does not; what
    would leave the page begins further to the left.
    """
    axes.set_title(title, color=ink(color), pad=3.0 + (SMALL * 1.3 if note else 0.0))
    if note:
        text = axes.annotate(
            note, (0, 1), xytext=(0, 3), xycoords="axes fraction", textcoords="offset points",
            size=SMALL, color=GREY, va="bottom", annotation_clip=False,
        )  # fmt: skip
        if beyond:
            text.set_in_layout(False)
            text.set_label(BEYOND)


def spans(axes: Axes, months: Sequence[tuple[int, int]], *, numbered: bool) -> None:
    """Shade inclusive spans of months; their numbers, from 1, stand at the top where the spans start.

    Numbers that would touch are put together when the chart is finished. Leave the y axis some room at the
    top, and give the x axis its limits first.
    """
    covered = {month for start, end in months for month in range(start, end + 1)}
    for start in sorted(month for month in covered if month - 1 not in covered):
        end = next(month for month in range(start, max(covered) + 1) if month + 1 not in covered)
        axes.axvspan(start - 0.5, end + 0.5, color=INK, alpha=0.09, lw=0, zorder=0.5)
    if numbered:
        for number, (start, _) in enumerate(months, start=1):
            label = axes.text(
                start - 0.5, 1.0, str(number), size=SMALL, va="top", transform=axes.get_xaxis_transform()
            )
            label.set_label(NUMBER)


def end_label(axes: Axes, x: float, y: float, text: str, color: str, *, size: float = SMALL) -> Annotation:
    """Name a line to the right of its end (x, y); `finish` keeps the labels of a panel apart."""
    label = axes.annotate(
        text, (x, y), xytext=(3.0, 0.0), textcoords="offset points", color=ink(color), size=size,
        va="center", ha="left", annotation_clip=False,
        arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.4, "shrinkA": 0.0, "shrinkB": 0.0},
    )  # fmt: skip
    label.set_label(END_LABEL)
    return label


def pair_labels(axes: Axes, x: float, upper: tuple[float, str, str], lower: tuple[float, str, str]) -> None:
    """Name two lines at x, the upper from above, the lower from below.

    Each is (y, text, color); the lines may also coincide. Where the lower one is too near the axis for a name
    below it, both stand above, the lower line's name below the other's.
    """
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    place = (x - left) / (right - left)
    cramped = (lower[0] - bottom) / (top - bottom) < 0.2
    first, second = (2.0 + SMALL + 1.0, 2.0) if cramped else (2.0, -2.0)
    beside = (upper[0] if cramped else lower[0], *lower[1:])
    for (y, text, color), side in ((upper, first), (beside, second)):
        axes.annotate(
            text, (x, y), xytext=(0, side), textcoords="offset points", color=ink(color), size=SMALL,
            ha="left" if place < 0.25 else "right" if place > 0.8 else "center",
            va="bottom" if side > 0 else "top", annotation_clip=False,
        )  # fmt: skip


def peak_label(axes: Axes, x: float, y: float, text: str) -> Annotation:
    """Name a point on the side that faces away from zero."""
    left, right = axes.get_xlim()
    place, side = (x - left) / (right - left), 1 if y >= 0.0 else -1
    return axes.annotate(
        text, (x, y), xytext=(0.0, 4.0 * side), textcoords="offset points", size=SMALL,
        ha="left" if place < 0.33 else "right" if place > 0.67 else "center",
        va="bottom" if side > 0 else "top", annotation_clip=False,
        path_effects=[withStroke(linewidth=1.8, foreground="white")],
    )  # fmt: skip

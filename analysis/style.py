"""One look for every chart: sizes in print, inks, direct labels that keep apart, captions, exact files.

A chart is a function under `@styled` that makes its panels with `sheet`, draws on them and ends with
`finish`; `save` writes it. Sizes are those on paper: a chart `COLUMN` wide goes into a journal's
column unscaled, with no letter below 6 points. The same data give the same bytes on every machine.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.textpath import TextPath
from numpy.typing import ArrayLike, NDArray

from sim.faults import Fault, FaultError

COLUMN, PAGE = 88.0, 180.0  # widths in mm: one column of a journal, and both
HEADING, BODY, SMALL = 8.0, 7.0, 6.0  # letter sizes in points
INK, GREY, PALE = "#222222", "#6b6b6b", "#dddddd"
REFERENCE = GREY  # the arm without the events, always dashed
DASHES = (0, (3.2, 1.6))
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#000000")
SEQUENTIAL, DIVERGING = "cividis", "PuOr_r"  # both keep their order for the colour-blind and in grey
ENDINGS = (".png", ".svg", ".pdf")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_POINTS = 72.0 / 25.4  # in a millimetre
_END_LABEL, _NUMBER = "end-label", "number-of-span"
_LOOK: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.formatter.limits": (-4, 6),
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
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "font.size": BODY,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.2,
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "svg.fonttype": "path",
    "svg.hashsalt": "patronage",
    "text.color": INK,
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
    """This look and nothing of the user's own matplotlibrc."""
    with mpl.rc_context():
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


def sheet(
    rows: int,
    columns: int,
    *,
    width: float = COLUMN,
    height: float,
    **subplots: Any,
) -> tuple[Figure, NDArray[Any]]:
    """A figure of ``width`` x ``height`` mm and its panels, an array (rows, columns) of Axes."""
    figure = Figure(figsize=(width / 25.4, height / 25.4))
    axes = figure.subplots(rows, columns, squeeze=False, **subplots)
    return figure, axes


def finish(figure: Figure, *, title: str = "", caption: str = "", pad: float = 1.0) -> Figure:
    """Write title and caption, fit the panels between them, and move end labels apart.

    ``pad`` is the room around each panel in mm. Call it last: what is drawn later may be clipped.
    """
    width, height = (float(inches) * 72.0 for inches in figure.get_size_inches())
    margin = 2.0
    top = bottom = margin
    if title:
        text = wrapped(title, width - 2 * margin, HEADING, bold=True)
        figure.text(
            margin / width, 1 - margin / height, text, size=HEADING, weight="bold", va="top", linespacing=1.25
        )
        top += (text.count("\n") + 1) * HEADING * 1.3 + 2.0
    if caption:
        text = wrapped(caption, width - 2 * margin, SMALL)
        figure.text(
            margin / width, margin / height, text, size=SMALL, color=GREY, va="bottom", linespacing=1.25
        )
        bottom += (text.count("\n") + 1) * SMALL * 1.3 + 2.0
    room = (0.0, bottom / height, 1.0, 1.0 - (top + bottom) / height)
    gap = pad * _POINTS / 72.0
    figure.set_layout_engine("constrained", rect=room, w_pad=gap, h_pad=gap, wspace=0.0, hspace=0.0)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        _gather_numbers(axes)
        _part_labels(axes)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a chart as PNG, SVG or PDF by the file's ending; FaultError for any other ending."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FaultError([Fault(str(path), 0, 0, "", "charts have no such ending", ", ".join(ENDINGS))])
    with _look():
        figure.savefig(path, format=ending[1:], metadata=_NO_DATES[ending])


def provenance(runs: int, draws: int, replicates: int, rng: int, digest: str) -> str:
    """The end of every caption: how the numbers were made and how to make them again."""
    return f"{runs:,} runs ({draws:,} weight draws × {replicates:,}), rng {rng}, scenario {digest[:10]}."


def ink(color: str, contrast: float = 4.5) -> str:
    """A colour darkened until letters in it stand out from white (WCAG 2.2: 4.5 for small letters)."""
    rgb = np.array(to_rgb(color))
    while 1.05 / (_luminance(rgb) + 0.05) < contrast:
        rgb = rgb * 0.95
    return str(to_hex(tuple(rgb)))


def _luminance(rgb: NDArray[Any]) -> float:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    if not text.strip():
        return 0.0
    prop = mpl.font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return float(TextPath((0, 0), text, size=size, prop=prop).get_extents().width)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Text broken into lines at most ``width`` points wide; line ends in it stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, bold=bold) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def shortened(text: str, letters: int) -> str:
    """Text cut at a word with an ellipsis where it is longer than so many letters."""
    return textwrap.shorten(text, letters, placeholder="…")


def band(axes: Axes, x: ArrayLike, low: ArrayLike, high: ArrayLike, color: str, alpha: float = 0.2) -> None:
    """The area between two curves: uncertainty, in the colour of its line."""
    axes.fill_between(np.asarray(x), np.asarray(low), np.asarray(high), color=color, alpha=alpha, lw=0)


def zero_line(axes: Axes, *, vertical: bool = False) -> None:
    """A thin line at no effect, which the axis then always shows."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0.0, color=INK, lw=0.7, zorder=1.5)


def month_axis(axes: Axes, first: int, last: int) -> None:
    """Calendar months along x (numbers as in `sim.months`): years, or quarters where the span is short."""
    axes.set_xlim(first - 0.5, last + 0.5)
    if last - first >= 18:
        step = 12 * max(1, (last - first) // 60)
        ticks = [month for month in range(first, last + 1) if month % step == 0]
        axes.set_xticks(ticks, [str(month // 12) for month in ticks])
    else:
        step = 3 if last - first >= 6 else 1
        ticks = [month for month in range(first, last + 1) if month % step == 0]
        january = [month for month in ticks if month % 12 == 0]
        dated = january or ticks[:1]
        names = [_MONTHS[month % 12] + (f"\n{month // 12}" if month in dated else "") for month in ticks]
        axes.set_xticks(ticks, names)


def heading(axes: Axes, title: str, note: str = "", color: str = INK) -> None:
    """A panel's title and, under it in plain letters, what it shows."""
    axes.set_title(title, color=ink(color), pad=3.0 + (SMALL * 1.3 if note else 0.0))
    if note:
        axes.annotate(
            note, (0, 1), xytext=(0, 3), xycoords="axes fraction", textcoords="offset points",
            size=SMALL, color=GREY, va="bottom", annotation_clip=False,
        )  # fmt: skip


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
            label.set_gid(_NUMBER)


def end_label(axes: Axes, x: float, y: float, text: str, color: str, *, size: float = SMALL) -> Annotation:
    """Name a line to the right of its end (x, y); `finish` keeps the labels of a panel apart."""
    label = axes.annotate(
        text, (x, y), xytext=(3.0, 0.0), textcoords="offset points", color=ink(color), size=size,
        va="center", ha="left", annotation_clip=False,
        arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.4, "shrinkA": 0.0, "shrinkB": 0.0},
    )  # fmt: skip
    label.set_gid(_END_LABEL)
    return label


def pair_labels(axes: Axes, x: float, upper: tuple[float, str, str], lower: tuple[float, str, str]) -> None:
    """Name two lines at x, the upper from above, the lower from below.

    Each is (y, text, color); the lines may also coincide.
    """
    left, right = axes.get_xlim()
    place = (x - left) / (right - left)
    for (y, text, color), side in ((upper, 1), (lower, -1)):
        axes.annotate(
            text, (x, y), xytext=(0, 2.0 * side), textcoords="offset points", color=ink(color), size=SMALL,
            ha="left" if place < 0.25 else "right" if place > 0.8 else "center",
            va="bottom" if side > 0 else "top", annotation_clip=False,
        )  # fmt: skip


def _gather_numbers(axes: Axes) -> None:
    """Put numbers of spans together that would touch, and keep them within the panel."""
    labels = [child for child in axes.texts if child.get_gid() == _NUMBER]
    points = 72.0 / mpl.rcParams["figure.dpi"]
    box = axes.get_window_extent()
    left, right = float(box.x0) * points + 1.5, float(box.x1) * points
    groups: list[tuple[float, float, list[int]]] = []  # left and right edge, members
    for label in sorted(labels, key=lambda each: (each.get_position()[0], int(each.get_text()))):
        x = max(left, float(axes.transData.transform((label.get_position()[0], 0.0))[0]) * points)
        members = [int(label.get_text())]
        if groups and x < groups[-1][1] + 2.0:
            x, _, earlier = groups.pop()
            members = earlier + members
        width = text_width(ranges(members), SMALL)
        groups.append((min(x, right - width), min(x, right - width) + width, members))
        label.remove()
    for x, _, members in groups:
        start = float(axes.transData.inverted().transform((x / points, 0.0))[0])
        axes.text(start, 1.0, ranges(members), size=SMALL, va="top", transform=axes.get_xaxis_transform())


def ranges(numbers: Sequence[int]) -> str:
    """Whole numbers in short: 1, 2, 3, 5 and 6 are `1–3,5,6`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(str(number) for number in run) for run in runs
    )


def _part_labels(axes: Axes) -> None:
    """Move the end labels of a panel up and down, as little as possible, until none touch."""
    labels = [
        child
        for child in axes.get_children()
        if isinstance(child, Annotation) and child.get_gid() == _END_LABEL
    ]
    if not labels:
        return
    points = 72.0 / mpl.rcParams["figure.dpi"]
    _, floor, _, height = (float(side) * points for side in axes.get_window_extent().bounds)
    wanted = [float(axes.transData.transform(label.xy)[1]) * points - floor for label in labels]
    sizes = [float(label.get_fontsize()) * 1.15 * (label.get_text().count("\n") + 1) for label in labels]
    for label, want, place in zip(labels, wanted, apart(wanted, sizes, 0.0, height), strict=True):
        moved = abs(place - want) > 0.5
        label.set_position((7.0 if moved else 3.0, place - want))
        if not moved and label.arrow_patch is not None:
            label.arrow_patch.set_visible(False)


def apart(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles of boxes of these sizes, near where they are wanted, in their order, without overlap.

    They stay within [low, high] where they fit there. Boxes that would touch form a block around the mean
    of where they want to be (pool adjacent violators; Barlow et al. 1972).
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    blocks: list[tuple[float, float, list[int]]] = []  # bottom, height, members
    for k in order:
        bottom, height, members = wanted[k] - sizes[k] / 2.0, sizes[k], [k]
        bottom = max(low, min(bottom, high - height))
        while blocks and bottom < blocks[-1][0] + blocks[-1][1]:
            _, below, earlier = blocks.pop()
            height, members = below + height, earlier + members
            offsets = np.cumsum([0.0] + [sizes[m] for m in members[:-1]])
            bottom = float(
                np.mean([wanted[m] - sizes[m] / 2.0 - o for m, o in zip(members, offsets, strict=True)])
            )
            bottom = max(low, min(bottom, high - height))
        blocks.append((bottom, height, members))
    places = [0.0] * len(wanted)
    for bottom, _, members in blocks:
        edge = bottom
        for k in members:
            places[k] = edge + sizes[k] / 2.0
            edge += sizes[k]
    return places

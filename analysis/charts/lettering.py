"""Letters on charts: how wide they are, what ink they take, and how labels keep clear of one another."""

from __future__ import annotations

import logging
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

FAMILY = "DejaVu Sans"  # comes with matplotlib, so it is the same everywhere
END_LABEL, NUMBER, BEYOND = (
    "end-label",
    "number-of-span",
    "beyond",
)  # marks of texts that are moved when a chart is finished


def ink(color: str, contrast: float = 4.5) -> str:
    """A colour darkened until letters in it stand out from white (WCAG 2.2: 4.5 for small letters)."""
    rgb = np.array(to_rgb(color))
    while 1.05 / (_luminance(rgb) + 0.05) < contrast:
        rgb = rgb * 0.95
    return str(to_hex(tuple(rgb)))


def _luminance(rgb: NDArray[Any]) -> float:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


@contextmanager
def without_glyph_warnings() -> Iterator[None]:
    """Keep matplotlib from warning of each letter that the font lacks; see `warn_of_missing_letters`."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from ")
        yield


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in points."""
    prop = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    with without_glyph_warnings():
        width, _, _ = text_to_path.get_text_width_height_descent(text, prop, ismath=False)
    return float(width)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Text broken into lines at most ``width`` points wide; line ends in it stay.

    A word that is wider than a line is broken wherever the line is full.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, bold=bold) > width:
                lines.append(line)
                longer = word
            while text_width(longer, size, bold=bold) > width and len(longer) > 1:
                cut = max(1, _letters_within(longer, width, size, bold=bold))
                lines.append(longer[:cut])
                longer = longer[cut:]
            line = longer
        lines.append(line)
    return "\n".join(lines)


def fitted(text: str, width: float, size: float, *, lines: int = 1, bold: bool = False) -> str:
    """Text in at most so many lines, each at most ``width`` points wide; an ellipsis where it is cut."""
    whole = " ".join(text.split())
    start = whole[: lines * round(width)]  # hardly a letter is less than a point wide
    rows = wrapped(start, width, size, bold=bold).split("\n")
    if len(rows) <= lines and start == whole:
        return "\n".join(rows)
    last = rows[:lines][-1]
    cut = _letters_within(last, width - text_width("…", size, bold=bold), size, bold=bold)
    return "\n".join([*rows[:lines][:-1], last[:cut].rstrip() + "…"])


def _letters_within(text: str, width: float, size: float, *, bold: bool) -> int:
    """How many of a line's first letters fit into ``width`` points."""
    return bisect_right(range(1, len(text) + 1), width, key=lambda n: text_width(text[:n], size, bold=bold))


def shortened(text: str, letters: int) -> str:
    """Text of at most so many letters: what is longer is cut, at a word if it can be, with an ellipsis."""
    whole = " ".join(text.split())
    if len(whole) <= letters:
        return whole
    start = whole[:letters].rpartition(" ")[0]
    return (start if len(start) > letters // 2 else whole[: letters - 1]).rstrip() + "…"


def warn_of_missing_letters(figure: Figure) -> None:
    """Say, once in a process, that a chart has letters for which the font has no shape."""
    texts = figure.findobj(lambda artist: isinstance(artist, Text))
    letters = {ord(letter) for text in texts if isinstance(text, Text) for letter in text.get_text()}
    if letters - {ord("\n")} - set(get_font(findfont(FAMILY)).get_charmap()):
        _warn_of_missing_letters()


@cache
def _warn_of_missing_letters() -> None:
    logging.getLogger(__name__).warning(
        "the charts' font, %s, lacks some letters of what they say; boxes stand for them", FAMILY
    )


def part_labels(axes: Axes) -> None:
    """Move the end labels of a panel up and down, as little as possible, until none touch."""
    labels = [
        child
        for child in axes.get_children()
        if isinstance(child, Annotation) and child.get_label() == END_LABEL
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


def keep_on_page(axes: Axes) -> None:
    """Move the title and the note of a panel to the left that would leave the page at its right."""
    points = 72.0 / mpl.rcParams["figure.dpi"]
    figure = axes.get_figure(root=True)
    notes = [child for child in axes.texts if child.get_label() == BEYOND]
    if figure is None or not notes:
        return
    width = float(axes.get_window_extent().width)
    for text in (child for child in axes.get_children() if isinstance(child, Text)):
        over = float(text.get_window_extent().x1 - figure.bbox.x1) + 1.0 / points
        if over <= 0.0:
            continue
        if text in notes and isinstance(text, Annotation):
            text.xyann = (text.xyann[0] - over * points, text.xyann[1])
        elif text.get_text() == axes.get_title(loc="left"):
            text.set_x(text.get_position()[0] - over / width)


def gather_numbers(axes: Axes, size: float) -> None:
    """Put numbers of spans together that would touch, and keep them within the panel."""
    labels = [child for child in axes.texts if child.get_label() == NUMBER]
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
        width = text_width(ranges(members), size)
        groups.append((min(x, right - width), min(x, right - width) + width, members))
        label.remove()
    for x, _, members in groups:
        start = float(axes.transData.inverted().transform((x / points, 0.0))[0])
        axes.text(start, 1.0, ranges(members), size=size, va="top", transform=axes.get_xaxis_transform())


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

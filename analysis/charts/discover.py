"""How a region was found, and where it lies: coverage against density, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from patronage.analysis.charts import lettering, style
from patronage.analysis.estimators.discover import Step

ACCENT, SEEN = style.OKABE_ITO[0], style.OKABE_ITO[4]
NAME = 40.0  # mm for the names of what is limited


@dataclass(frozen=True)
class Limit:
    """A limited column: its name, the range that was varied, the box within it, and the limits in words.

    low, high: None where that side is free. least, most: the ends of the range; ends: the same in words.
    """

    name: str
    least: float
    most: float
    low: float | None
    high: float | None
    text: str
    ends: tuple[str, str]


@style.styled
def region_chart(
    title: str,
    caption: str,
    steps: Sequence[Step],
    aside: Sequence[Step],
    found: Step,
    tested: Step,
    limits: Sequence[Limit],
) -> Figure:
    """On the left the peeling trajectory and the box chosen from it; on the right its limits.

    steps, found: on the points that were searched; aside, tested: the same boxes on points kept aside.
    """
    height = 26.0 + 9.0 * max(5, len(limits))
    figure, ((left, right),) = style.sheet(
        1, 2, width=style.PAGE, height=height, gridspec_kw={"width_ratios": [1.0, 1.35]}
    )
    _trajectory(left, steps, aside, found, tested, chosen=bool(limits))
    _box(right, limits)
    return style.finish(figure, title=title, caption=caption, pad=2.0)


def _trajectory(
    axes: Axes, steps: Sequence[Step], aside: Sequence[Step], found: Step, tested: Step, *, chosen: bool
) -> None:
    """Every region that was tried; the one found large, where one was ``chosen``."""
    note = f"one dot per region{'; large: the one chosen' if chosen else ''}"
    style.heading(axes, "The regions searched", note)
    for path, best, color, marker in ((steps, found, ACCENT, "o"), (aside, tested, SEEN, "D")):
        coverage, density = ([getattr(step, name) for step in path] for name in ("coverage", "density"))
        axes.plot(coverage, density, marker, ms=2.2, color=color, alpha=0.45, mew=0, zorder=2)
        if chosen:
            axes.plot([best.coverage], [best.density], marker, ms=6.0, color=color, mec="white", zorder=3)
    for text, color, place in (("points searched", ACCENT, 0.09), ("points kept aside", SEEN, 0.02)):
        axes.text(
            0.02, place, text, size=style.SMALL, color=lettering.ink(color), transform=axes.transAxes,
            ha="left", va="bottom",
        )  # fmt: skip
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(0.0, 1.05)
    axes.set_xlabel("coverage: share of all large losses in the region")
    axes.set_ylabel("density: share of the region with a large loss")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.grid(visible=True, axis="both")


def _box(axes: Axes, limits: Sequence[Limit]) -> None:
    style.heading(axes, "Where the region lies", "grey: the range varied; blue: the region")
    for k, limit in enumerate(limits):
        span = (limit.most - limit.least) or 1.0
        low = 0.0 if limit.low is None else (limit.low - limit.least) / span
        high = 1.0 if limit.high is None else (limit.high - limit.least) / span
        axes.barh(-k, 1.0, height=0.22, color=style.PALE, lw=0)
        axes.barh(-k, high - low, left=low, height=0.22, color=ACCENT, lw=0)
        axes.text(
            (low + high) / 2.0, -k + 0.18, limit.text, size=style.SMALL, color=lettering.ink(ACCENT),
            ha="center" if 0.2 < (low + high) / 2.0 < 0.8 else "left" if low + high < 1.0 else "right",
            va="bottom",
        )  # fmt: skip
        for place, text in zip((0.0, 1.0), limit.ends, strict=True):
            axes.text(
                place, -k - 0.18, text, size=style.SMALL, color=style.GREY, va="top",
                ha="left" if place == 0.0 else "right",
            )  # fmt: skip
    names = [lettering.fitted(limit.name, NAME * style.POINTS, style.SMALL, lines=2) for limit in limits]
    axes.set_yticks(-np.arange(len(limits)), names)
    axes.set_ylim(-max(5, len(limits)) + 0.45, 0.55)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.grid(visible=False)
    if not limits:
        axes.text(0.5, 0.0, "No limit stands out from chance.", ha="center", va="center", size=style.BODY)

"""The loss under placebos, and the layers it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from patronage.analysis.charts import style
from patronage.analysis.charts.ranked import GAP, LINE, Row, axis_label, notes, ranked, room_for

TICKS = "Labels permuted"


@style.styled
def placebo_panels(
    variants: Sequence[Row],
    layers: Sequence[Row],
    permuted: NDArray[np.float64],
    *,
    title: str,
    axis: str,
    caption: str,
) -> Figure:
    """Above: a row a variant, and ticks, one a permutation; below: a bar a layer, on the same scale."""
    strip = LINE + GAP + 1.5
    upper, lower = room_for(variants) + strip, room_for(layers)
    figure, ((top,), (bottom,)) = style.sheet(
        2, 1, height=upper + lower + 27.0, sharex=True, gridspec_kw={"height_ratios": [upper, lower]}
    )
    places = ranked(top, variants)
    place = places[-1] - strip
    top.plot(permuted, np.full(len(permuted), place), "|", ms=7.0, mew=0.5, color=style.INK, alpha=0.6)
    top.set_yticks([*places, place], [*(row.label for row in variants), TICKS])
    strong = [*(row.strong for row in variants), False]
    for text, bold in zip(top.get_yticklabels(), strong, strict=True):
        text.set_fontweight("bold" if bold else "normal")
    top.set_ylim(place - strip / 2.0, 0.0)
    mean = f"{float(permuted.mean()):+.4f}".replace("-", "−")
    notes(top, [*places, place], [*(row.note for row in variants), mean], "loss")
    style.heading(top, "The loss under placebos")
    below = ranked(bottom, layers, bars=True)
    notes(bottom, below, [row.note for row in layers], "adds")
    style.heading(bottom, "The layers of the model")
    bottom.set_xlabel(axis_label(axis))
    return style.finish(figure, title=title, caption=caption)

"""How far acts were foreseen, as it added up over time; and whether chances came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, ScalarFormatter

from patronage.analysis.charts import style
from patronage.analysis.estimators.record.hindcast import Bin, Floats, Ints, mixed
from patronage.analysis.estimators.verdict import BAND

BANDS = 2  # more than so many on one another show nothing
_NULL_INKS = (style.OKABE_ITO[0], style.OKABE_ITO[2], style.OKABE_ITO[4], style.GREY)


@style.styled
def hindcast_chart(
    title: str,
    months: Ints,
    model: Floats,
    nulls: Mapping[str, Floats],
    bins: Sequence[Bin] | None,
    about: str,
) -> Figure:
    """Bits ahead of each null, added up act by act, and where there are bins the calibration curve.

    ``months`` (N,) as in `sim.files.months`, in order; ``model`` (W, N) and ``nulls`` (N,), by name, log2
    chances. The first two of ``nulls`` get their band over draws.
    """
    rows = 2 if bins else 1
    figure, axes = style.sheet(rows, 1, height=18.0 + 55.0 * rows)
    _race(axes[0, 0], months, model, nulls)
    if bins:
        _calibration(axes[1, 0], bins)
    caption = (
        f"{about} Lines: the mean probability over weight draws; bands: 90% of single draws, drawn only over"
        f" {' and over '.join(list(nulls)[:BANDS])}, as more would hide one another."
    )
    return style.finish(figure, title=title, caption=caption, pad=1.5)


def _race(axes: Axes, months: Ints, model: Floats, nulls: Mapping[str, Floats]) -> None:
    when = np.unique(months)
    ends = np.searchsorted(months, when, side="right") - 1  # the last act of each month
    x = np.concatenate([[when[0] - 1], when, [when[-1] + 1]])

    def added(ahead: Floats) -> Floats:
        total = np.cumsum(ahead, axis=-1)[..., ends]
        start = np.zeros((*total.shape[:-1], 1))
        return np.concatenate([start, total, total[..., -1:]], axis=-1)

    for k, ((name, null), color) in enumerate(zip(nulls.items(), _NULL_INKS, strict=False)):
        line = added(mixed(model) - null)
        if k < BANDS:
            low, high = np.quantile(added(model - null), BAND, axis=0)
            axes.fill_between(x, low, high, step="post", color=color, alpha=0.15, lw=0)
        axes.plot(x, line, color=color, drawstyle="steps-post")
        style.end_label(axes, float(x[-1]), float(line[-1]), f"over {name}", color)
    style.zero_line(axes)
    style.month_axis(axes, int(x[0]), int(x[-1]))
    style.heading(axes, "Cumulative gain in bits", "one bit: the model gave an act twice the probability")


def _calibration(axes: Axes, bins: Sequence[Bin]) -> None:
    shown = [one for one in bins if one.chance > 0.0]
    chance = np.array([one.chance for one in shown])
    floor = float(chance.min()) / 2.0
    came = np.array([max(one.came, floor) for one in shown])
    low = np.array([max(one.interval[0], floor) for one in shown])
    high = np.array([one.interval[1] for one in shown])
    axes.plot([floor, 1.0], [floor, 1.0], color=style.GREY, lw=0.8, ls=style.DASHES)
    axes.vlines(chance, low, high, color=style.OKABE_ITO[0], lw=1.0)
    axes.plot(chance, came, "o", ms=3.4, color=style.OKABE_ITO[0])
    for one, x, y in zip(shown, chance, high, strict=True):
        axes.annotate(
            f"{one.options:,}", (x, y), xytext=(0, 2), textcoords="offset points", size=style.SMALL,
            color=style.GREY, ha="center", va="bottom",
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticks = [t for t in (0.01, 0.03, 0.1, 0.3, 1.0) if t >= floor]
    axes.set_xticks(ticks)
    axes.set_yticks(ticks)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(ScalarFormatter())
        axis.set_minor_locator(NullLocator())
    axes.set_xlim(floor, 1.0)
    axes.set_ylim(floor, 1.3)
    axes.set_xlabel("predicted")
    axes.set_ylabel("observed")
    style.heading(
        axes, "Calibration: observed against predicted", "with 90% intervals and the number of options"
    )

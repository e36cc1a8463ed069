"""The chart of a sweep: a line with a band, a heat map with contours, or a panel for each thing varied."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from patronage.analysis.charts import lettering, style
from patronage.analysis.estimators.sweep import Losses, Varied, losses_of, measures_of, varied_of
from patronage.analysis.estimators.verdict import Status
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.model.asked import words_of
from patronage.sim.store.result import Result

Floats = NDArray[np.float64]

BINS = 8  # slices of a range, with as many points each, that a panel shows where values are many
_HALO: list[AbstractPathEffect] = [
    withStroke(linewidth=1.8, foreground="white")
]  # so that ink stands out from every colour
CLEAR, PALE = "clear", "pale"  # cells whose loss is established, and the others
_PALE = 0.3
_BAND = "Line: mean; band: 90% of the weight draws; dashed: as in the scenario."


def sweep_chart(result: Result, measure: str = "hold") -> Figure:
    """The chart that suits what a sweep varied; `measure`: whose loss a heat map and panels show.

    FaultError for a folder that holds no sweep, or one of a single point.
    """
    varied = varied_of(result)
    if not varied:
        raise FaultError([Fault(shown(result.folder), 0, 0, "", "nothing was varied in this sweep")])
    names = {actor["id"]: lettering.shortened(actor["name"], 40) for actor in result.manifest["actors"]}
    if len(varied) == 1:
        every = dict.fromkeys([*measures_of(result), measure])
        by_measure = {words_of(name, names): losses_of(result, name) for name in every}
        return line_chart(result.manifest, varied[0], by_measure)
    losses, words = losses_of(result, measure), words_of(measure, names)
    if len(varied) == 2:
        x, y = varied
        if _grid(x, y, losses.mean) is not None:
            return heat_map(result.manifest, x, y, losses, words)
    return panels_chart(result.manifest, varied, losses, words)


@style.styled
def line_chart(manifest: dict[str, Any], varied: Varied, losses: dict[str, Losses]) -> Figure:
    """The losses in each measure over one thing varied, each with the middle 90% of its draws."""
    figure, axes = style.sheet(len(losses), 1, height=12.0 + 27.0 * len(losses), sharex=True)
    order = np.argsort(varied.values, kind="stable")
    for panel, (measure, loss) in zip(axes[:, 0], losses.items(), strict=True):
        x = varied.values[order]
        style.band(panel, x, loss.low[order], loss.high[order], style.INK, 0.15)
        panel.plot(x, loss.mean[order], color=style.INK, marker="o", ms=2.5)
        style.zero_line(panel)
        style.heading(panel, f"Loss of {measure}")
        panel.yaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 2.5, 5, 10)))
        _base_line(panel, varied, named=measure == next(iter(losses)))
    _scale(axes[-1, 0], varied)
    return style.finish(figure, title=_title(manifest), caption=_caption(manifest, losses, _BAND))


@style.styled
def heat_map(manifest: dict[str, Any], x: Varied, y: Varied, losses: Losses, measure: str) -> Figure:
    """The loss over a grid of two things varied, as colours with contour lines; a bold one where it is 0."""
    crossed, key = _crossed(losses)
    grid, crosses = _grid(x, y, losses.mean), _grid(x, y, crossed.astype(np.float64))
    if grid is None or crosses is None:
        raise ValueError("the points are not every combination of two things varied")
    figure, axes = style.sheet(1, 2, height=68.0, width_ratios=[1.0, 0.04])
    panel = axes[0, 0]
    low, high = float(np.nanmin(grid)), float(np.nanmax(grid))
    both = low < 0.0 < high
    reach = max(abs(low), abs(high))
    limits = {"vmin": -reach, "vmax": reach} if both else {"vmin": low, "vmax": high}
    colors = style.DIVERGING if both else style.SEQUENTIAL
    across, up = np.arange(len(x.levels)), np.arange(len(y.levels))
    noise = (crosses == 1.0) & np.isfinite(grid)
    shown = panel.pcolormesh(
        across, up, np.where(noise, np.nan, grid), cmap=colors, shading="nearest", label=CLEAR, **limits
    )
    panel.pcolormesh(
        across, up, np.where(noise, grid, np.nan), cmap=colors, shading="nearest", alpha=_PALE, label=PALE,
        **limits,
    )  # fmt: skip
    panel.grid(visible=False)
    bold = False
    if high > low and min(grid.shape) > 1 and np.isfinite(grid).all() and not noise.all():
        bold = _contours(panel, np.ma.masked_where(noise, grid), low, high)
    up_to, right = np.nonzero(noise)
    panel.plot(right, up_to, "x", ms=2.4, mew=0.6, color=style.INK, path_effects=_HALO, zorder=3)
    for axis, each in ((panel.xaxis, x), (panel.yaxis, y)):
        _ticks(axis, each)
    panel.set_xlabel(_label(x, 55.0))
    panel.set_ylabel(_label(y, 55.0))
    if x.unchanged is not None and y.unchanged is not None:
        place = (_place(x, x.unchanged), _place(y, y.unchanged))
        panel.plot(*place, marker="o", ms=5, mfc="white", mec=style.INK, mew=0.8, ls="", clip_on=False)
    bar = figure.colorbar(shown, cax=axes[0, 1])
    bar.outline.set_visible(False)
    bar.ax.tick_params(size=0)
    bar.set_label(
        lettering.fitted(f"loss of {measure}", 45.0 * style.POINTS, style.SMALL, lines=2), size=style.SMALL
    )
    note = (
        f"Circle: the scenario as it is. {key} Contours: equal loss{', bold where it is 0' * bold}; none in"
        " pale cells."
    )
    return style.finish(figure, title=_title(manifest), caption=_caption(manifest, {measure: losses}, note))


def _crossed(losses: Losses) -> tuple[NDArray[np.bool_], str]:
    """Which points have a cross, and what it means: open, or if draws are too few for that, by the mean."""
    statuses, some = losses.statuses, np.isfinite(losses.mean)
    if any(status is Status.TOO_FEW_DRAWS for status, sound in zip(statuses, some, strict=True) if sound):
        key = (
            "Pale, with crosses: a mean loss not distinguishable from zero (within two standard errors);"
            " draws are too few to say more."
        )
        return ~losses.distinguishable, key
    key = "Pale, with crosses: it is open whether anything is lost, since 90% of the weight draws span zero."
    return np.array([status is Status.OPEN for status in statuses]), key


@style.styled
def panels_chart(
    manifest: dict[str, Any], varied: list[Varied], losses: Losses, measure: str, most: int = 12
) -> Figure:
    """The loss over each thing varied, whatever the others are; those that move it most come first."""
    curves = [_curve(each, losses) for each in varied]
    moves = [float(np.nanmax(mean) - np.nanmin(mean)) for _, mean, _, _ in curves]
    first = [int(k) for k in np.argsort(-np.array(moves), kind="stable")[:most]]
    columns = min(3, len(first))
    rows = -(-len(first) // columns)
    figure, axes = style.sheet(
        rows,
        columns,
        width=style.PAGE if columns > 2 else style.COLUMN,
        height=18.0 + 31.0 * rows,
        sharey=True,
    )
    panels = list(axes.flat)
    for panel, k in zip(panels, first, strict=False):
        x, mean, low, high = curves[k]
        style.band(panel, x, low, high, style.INK, 0.15)
        panel.plot(x, mean, color=style.INK, marker="o", ms=2.0)
        style.zero_line(panel)
        _base_line(panel, varied[k], named=False)
        _scale(panel, varied[k], title=False)
        room = (style.PAGE / 3.0 if columns > 2 else style.COLUMN / columns) - 12.0
        name = lettering.fitted(varied[k].label, room * style.POINTS, style.BODY, bold=True)
        style.heading(panel, name)
    for panel in panels[len(first) :]:
        panel.set_visible(False)
    for row in axes:
        label = lettering.fitted(f"loss of {measure}", 27.0 * style.POINTS, style.SMALL, lines=2)
        row[0].set_ylabel(label)
    left = f"; {len(varied) - len(first)} that move it less are left out" if len(varied) > len(first) else ""
    note = (
        "Line: mean over the points in a slice of the range, whatever the other values; band: 90% of those "
        f"points; dashed: as in the scenario; what moves the loss most comes first{left}."
    )
    return style.finish(figure, title=_title(manifest), caption=_caption(manifest, {measure: losses}, note))


def _curve(varied: Varied, losses: Losses) -> tuple[Floats, Floats, Floats, Floats]:
    """Where slices of a range lie, and the mean and middle 90% of the losses at the points in each."""
    levels = varied.levels
    sound = np.isfinite(losses.mean)
    if len(levels) <= 2 * BINS:
        slices = [sound & (varied.values == level) for level in levels]
    else:
        order = np.argsort(varied.values, kind="stable")
        slices = []
        for part in np.array_split(order[sound[order]], BINS):
            mask = np.zeros(len(sound), dtype=bool)
            mask[part] = True
            slices.append(mask)
    slices = [part for part in slices if part.any()]
    x = np.array([varied.values[part].mean() for part in slices])
    mean = np.array([losses.mean[part].mean() for part in slices])
    low, high = np.array([np.quantile(losses.mean[part], (0.05, 0.95)) for part in slices]).T
    return x, mean, low, high


def _grid(x: Varied, y: Varied, values: Floats) -> Floats | None:
    """Values as (level of y, level of x); None unless there is one point for each combination."""
    column, row = np.searchsorted(x.levels, x.values), np.searchsorted(y.levels, y.values)
    shape = (len(y.levels), len(x.levels))
    if len(x.values) != shape[0] * shape[1] or len(set(zip(column, row, strict=True))) != len(x.values):
        return None
    grid = np.full(shape, np.nan)
    grid[row, column] = values
    return grid


def _contours(panel: Axes, grid: Any, low: float, high: float) -> bool:
    """Lines of equal loss, between cells that are not masked, which are noise; whether one is at 0."""
    levels = [float(level) for level in MaxNLocator(6, steps=(1, 2, 2.5, 5, 10)).tick_values(low, high)]
    low, high = max(low, float(grid.min())), min(high, float(grid.max()))
    inside = [level for level in levels if low < level < high]
    if not inside:
        return False
    widths = [1.6 if level == 0.0 else 0.6 for level in inside]
    lines = panel.contour(grid, levels=inside, colors=style.INK, linewidths=widths, linestyles="solid")
    labels = panel.clabel(lines, fmt=_level_text, fontsize=style.SMALL, inline_spacing=2)
    for label in labels:
        label.set_path_effects(_HALO)
        label.set_rotation(0.0)
    return 0.0 in inside


def _level_text(level: float) -> str:
    return f"{level:g}".replace("-", "−")


def _place(varied: Varied, value: float) -> float:
    """Where a value lies on an axis that gives every level the same room."""
    return float(np.interp(value, varied.levels, np.arange(len(varied.levels))))


def _ticks(axis: Any, varied: Varied) -> None:
    step = max(1, -(-len(varied.levels) // 9))
    places = np.arange(0, len(varied.levels), step)
    axis.set_ticks(places, [_text(varied, float(varied.levels[k])) for k in places])


def _text(varied: Varied, value: float) -> str:
    if varied.form == "month":
        return f"{int(value) // 12}-{int(value) % 12 + 1:02d}"
    if varied.form == "flag":
        return "yes" if value else "no"
    return f"{value:.3g}".replace("-", "−")


def _scale(panel: Axes, varied: Varied, *, title: bool = True) -> None:
    """The axis of what was varied."""
    levels = varied.levels
    if varied.form == "month":
        style.month_axis(panel, int(levels[0]), int(levels[-1]))
    elif varied.form == "flag":
        panel.set_xticks([0.0, 1.0], ["no", "yes"])
    else:
        panel.xaxis.set_major_locator(
            MaxNLocator(4, steps=(1, 2, 2.5, 5, 10), integer=varied.form == "whole")
        )
    if title:
        panel.set_xlabel(_label(varied, 70.0))


def _label(varied: Varied, room: float) -> str:
    """What was varied in at most two lines of so many mm."""
    return lettering.fitted(varied.label, room * style.POINTS, style.SMALL, lines=2)


def _base_line(panel: Axes, varied: Varied, *, named: bool) -> None:
    """A line where the thing varied is as in the scenario."""
    if varied.unchanged is None or varied.form == "flag":
        return
    panel.axvline(varied.unchanged, color=style.GREY, ls=style.DASHES, lw=0.8, zorder=1.0)
    if named:
        right = varied.unchanged <= varied.levels.mean()
        panel.annotate(
            "as it is", (varied.unchanged, 1.0), xycoords=panel.get_xaxis_transform(), size=style.SMALL,
            xytext=(2.0 if right else -2.0, -1.0), textcoords="offset points", color=style.GREY,
            ha="left" if right else "right", va="top",
        )  # fmt: skip


def _title(manifest: dict[str, Any]) -> str:
    return str(manifest["question"] or manifest["title"])


def _caption(manifest: dict[str, Any], losses: dict[str, Losses], note: str) -> str:
    names = {actor["id"]: lettering.shortened(actor["name"], 40) for actor in manifest["actors"]}
    pairs = next(iter(losses.values())).pairs
    runs = f"{2 * pairs:,} runs at {manifest['points']:,} points"
    each = f"{manifest['draws']:,} weight draws × {manifest['replicates']:,}"
    made = f"{runs} ({each}, in two arms), rng {manifest['rng']}, sweep {manifest['inputs'][:10]}."
    return f"{names[manifest['focus']]}'s loss: without the events less with them. {note} {made}"

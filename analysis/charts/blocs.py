"""Camps over time: with whom each actor stands by month in both arms, and whose ties the camps go against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from patronage.analysis.arrays import Floats
from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.run import Subject, named_events
from patronage.analysis.estimators.camps import Camps, with_actor
from patronage.analysis.estimators.verdict import BAND

NAME = 29.0  # mm for the names of actors


@style.styled
def camps_chart(subject: Subject, camps: Mapping[str, Camps]) -> Figure:
    """The share of draws in which each actor stands with the focus, with and without the events, by month.

    Below: the part of each actor's ties that the camps go against, in the last month of both arms.

    ``camps`` has the arms `reference` and `scenario`.
    """
    actors = camps["scenario"].actors
    focus = actors.index(subject.focus)
    strip, rows = 5.5 * (len(actors) - 1) + 12.0, 6.0 * len(actors) + 12.0
    figure, axes = style.sheet(3, 1, height=2 * strip + rows + 11.0, height_ratios=(strip, strip, rows))
    name = subject.names[subject.focus]
    note = "in the same camp, % of draws"
    _strips(axes[0, 0], subject, with_actor(camps["scenario"], focus), actors)
    style.heading(axes[0, 0], "With the events", note)
    for start, end in {mark.months for mark in subject.events}:
        axes[0, 0].plot(
            (start - 0.5, end + 0.5), (1.015, 1.015), color=style.INK, lw=1.6, solid_capstyle="butt",
            transform=axes[0, 0].get_xaxis_transform(), clip_on=False, label="event",
        )  # fmt: skip
    _strips(axes[1, 0], subject, with_actor(camps["reference"], focus), actors)
    style.heading(axes[1, 0], "Without the events", note)
    _odds(axes[2, 0], subject, camps)
    caption = (
        "Camps: the two groups that go against mutual trust least, ties weighed by capability, in each draw "
        "(the least energy of Axelrod and Bennett 1993). At odds: the share of an actor's ties, by strength "
        "and by the other's capability, that its camp goes against. Dots: means; lines: 90% of the weight "
        "draws; full and solid: with the events; hollow and dashed: without."
        f"{_events_text(subject)}"
        f"\n{subject.provenance}"
    )
    return style.finish(figure, title=f"{subject.title}: who stands with {name}?", caption=caption, pad=1.5)


def _strips(axes: Axes, subject: Subject, shares: Floats, actors: tuple[str, ...]) -> None:
    """A row an actor, a column a month, light where it stands with the focus in more draws."""
    rows = [k for k, actor in enumerate(actors) if actor != subject.focus]
    last = len(shares) - 1
    first = subject.first_month
    axes.imshow(
        shares[:, rows].T,
        cmap=style.SEQUENTIAL,
        vmin=0.0,
        vmax=1.0,
        aspect="auto",
        interpolation="nearest",
        extent=(first - 0.5, first + last + 0.5, len(rows) - 0.5, -0.5),
    )
    style.month_axis(axes, first, first + last)
    axes.grid(visible=False)
    axes.set_yticks(range(len(rows)), _names(subject, [actors[k] for k in rows]))
    axes.tick_params(left=False)
    sides = {0: "left", last // 2: "center", last: "right"}
    for row, k in enumerate(rows):
        for place, side in sides.items():
            share = float(shares[place, k])
            color = "white" if share < 0.5 else style.INK
            axes.text(
                first + place, row, f"{100 * share:.0f}", size=style.SMALL, va="center", ha=side, color=color
            )


def _odds(axes: Axes, subject: Subject, camps: Mapping[str, Camps]) -> None:
    """A row an actor: mean and interval in the last month, above with the events, below without."""
    top = 0.0
    for arm, lift, filled in (("scenario", -0.17, True), ("reference", 0.17, False)):
        odds = camps[arm].at_odds[:, -1]
        low, high = np.quantile(odds, BAND, axis=0)
        top = max(top, float(high.max()))
        for i, actor in enumerate(camps[arm].actors):
            color = subject.colors[actor]
            axes.plot(
                (low[i], high[i]),
                (i + lift, i + lift),
                color=color,
                lw=1.0,
                ls="-" if filled else style.DASHES,
            )
            axes.plot(
                odds[:, i].mean(),
                i + lift,
                "o",
                ms=3.2,
                color=color,
                mfc=color if filled else "white",
                mew=0.8,
            )
    actors = camps["scenario"].actors
    axes.set_yticks(range(len(actors)), _names(subject, actors))
    axes.invert_yaxis()
    axes.set_xlim(0.0, max(0.1, 1.05 * top))
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.tick_params(left=False)
    style.heading(axes, "At odds in the last month", "share of an actor's ties that its camp goes against")


def _names(subject: Subject, actors: Sequence[str]) -> list[str]:
    """The actors' names, as wide as rows have room for."""
    room = NAME * style.POINTS
    return [lettering.fitted(subject.names[actor], room, style.SMALL) for actor in actors]


def _events_text(subject: Subject) -> str:
    return f" Black bars, the events: {named_events(subject, numbered=False)}." if subject.events else ""

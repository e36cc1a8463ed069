"""Who depends less on the focus actor and who depends more; and, drawn alike, whose hold grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ranked import GAP, LINE, MARKS, marks_text, notes, reach
from patronage.analysis.charts.run import Subject
from patronage.analysis.estimators.verdict import ERRORS, LossRow, Status

BAND, INTERVAL, MEAN = "smallest effect", "90% of draws", "mean"  # what is drawn, by its mark
_NAME = 26.0  # mm for names
_ABOVE = 1.2  # mm by which the small marks stand above their row
_ROW = LINE + GAP + 1.0
_UNSETTLED = {
    Status.OPEN: "open",
    Status.NEGLIGIBLE: "negligible",
    Status.TOO_FEW_DRAWS: "too few draws",
    Status.NOTHING_CAN_HAPPEN: "no change",
}
_KEY = (
    "Dot: mean; line: 90% of the weight draws. In colour and bold: a loss or a gain is established, since the"
    f" whole line lies on one side of zero with {ERRORS:g} Monte Carlo errors to spare; in grey: none is, and"
    " the word at the right says what is known."
)


@dataclass(frozen=True)
class Standing:
    """An actor, its loss, and by what MARKS stand for the mean loss under something else, if known."""

    actor: str
    loss: LossRow
    beside: dict[str, float]


@style.styled
def clients_chart(subject: Subject, rows: Sequence[Standing]) -> Figure:
    """Each other actor's dependence on the focus: to the right what is lost, the largest loss on top."""
    focus = subject.names[subject.focus]
    about = f"Loss of dependence on {focus} (without the events less with them), by actor, averaged from the"
    return _chart(
        subject,
        sorted(rows, key=lambda row: -row.loss.mean),
        sign=1,
        words={Status.LOSES: "less", Status.GAINS: "more"},
        ends=("← depends more", "depends less →"),
        title=f"Who depends less on {focus}, and who more?",
        about=about,
        axis="points of dependence",
    )


@style.styled
def gainers_chart(subject: Subject, rows: Sequence[Standing]) -> Figure:
    """Every actor's change of hold: to the right what is gained, the largest gain on top."""
    about = "Change of hold (with the events less without them), by actor, averaged from the"
    return _chart(
        subject,
        sorted(rows, key=lambda row: row.loss.mean),
        sign=-1,
        words={Status.LOSES: "loses", Status.GAINS: "gains"},
        ends=("← loses hold", "gains hold →"),
        title="Who gains?",
        about=about,
        axis="points of hold",
    )


def _chart(
    subject: Subject,
    rows: Sequence[Standing],
    *,
    sign: int,
    words: dict[Status, str],
    ends: tuple[str, str],
    title: str,
    about: str,
    axis: str,
) -> Figure:
    """``sign``: by which a loss becomes what the chart shows."""
    figure, ((axes,),) = style.sheet(1, 1, height=_ROW * len(rows) + 14.0)
    places = [-_ROW * (k + 0.5) for k in range(len(rows))]
    values = [0.0]
    for place, row in zip(places, rows, strict=True):
        _row(axes, place, row, sign, lettering.ink(subject.colors[row.actor], 3.0))
        loss = row.loss
        values += [sign * value for value in (loss.mean, loss.low, loss.high, *row.beside.values())]
    smallest = next((row.loss.smallest for row in rows if row.loss.smallest is not None), None)
    if smallest is not None:
        axes.axvspan(-smallest, smallest, color=style.PALE, lw=0, zorder=0.4, label=BAND)
        values += [-smallest, smallest]
    room = _NAME * style.POINTS
    names = [lettering.fitted(subject.names[row.actor], room, style.SMALL, lines=1) for row in rows]
    axes.set_yticks(places, names)
    for text, row in zip(axes.get_yticklabels(), rows, strict=True):
        settled = row.loss.status in words
        text.set_color(lettering.ink(subject.colors[row.actor]) if settled else style.GREY)
        text.set_fontweight("bold" if settled else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-_ROW * len(rows), 0.0)
    axes.set_xlim(*reach(values))
    style.zero_line(axes, vertical=True)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    axes.set_xlabel(axis)
    for text, side, away in zip(ends, ("right", "left"), (-3.0, 3.0), strict=True):
        axes.annotate(
            text, (0.0, 1.0), xytext=(away, 3.0), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", size=style.SMALL, color=style.GREY, ha=side, va="bottom",
            annotation_clip=False,
        )  # fmt: skip
    notes(axes, places, [standing_text(row.loss, words) for row in rows], "")
    said = [f"{about} first event on. {_KEY}"]
    if smallest is not None:
        said.append(
            f"Grey column: changes below {smallest:g}, the smallest that matters; sign and size are judged"
            " separately."
        )
    there = [name for name in MARKS if any(name in row.beside for row in rows)]
    said += [f"{marks_text(there)}."] * bool(there)
    caption = f"{lettering.shortened(subject.title, style.LETTERS)} {' '.join(said)}\n{subject.provenance}"
    return style.finish(figure, title=title, caption=caption)


def _row(axes: Axes, place: float, row: Standing, sign: int, ink: str) -> None:
    loss = row.loss
    settled = loss.status in {Status.LOSES, Status.GAINS}
    color = ink if settled else style.GREY
    span = sorted((sign * loss.low, sign * loss.high))
    axes.plot(span, [place, place], color=color, lw=0.9, solid_capstyle="butt", label=INTERVAL)
    axes.plot([sign * loss.mean], [place], "o", ms=4.0, color=color, mew=0.0, label=MEAN)
    for name, value in row.beside.items():
        marker = MARKS[name][1]
        axes.plot([sign * value], [place + _ABOVE], marker, ms=2.8, mew=0.7, color=style.GREY, label=name)


def standing_text(loss: LossRow, words: dict[Status, str]) -> str:
    """`less: 0.0196 (26%)`, or `open` or `borderline`: what is established, in words."""
    if loss.borderline:
        return "borderline"
    if loss.status not in words:
        return _UNSETTLED[loss.status]
    part = "" if loss.percent is None else f" ({abs(loss.percent):.0f}%)"
    return f"{words[loss.status]}: {abs(loss.mean):.4f}{part}"

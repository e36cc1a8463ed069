"""What would settle a loss: shares of its spread over draws, above what chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ranked import GAP, LINE, notes
from patronage.analysis.charts.run import Subject
from patronage.analysis.estimators.verdict import ERRORS

MOST = 12  # causes shown
CHANCE = "by chance"
_NAME = 40.0  # mm for what the spread is due to


@dataclass(frozen=True)
class Cause:
    """A group of weights in words, its evidence, its share of the spread, and the share's standard error."""

    words: str
    evidence: str
    share: float
    error: float


@style.styled
def settle_chart(subject: Subject, causes: Sequence[Cause], floor: float, about: str) -> Figure:
    """A bar a cause, the largest on top, with two standard errors either way, and a line at ``floor``.

    ``floor``: the share that the largest of all reaches by chance in one case of twenty.
    """
    shown = causes[:MOST]
    room = _NAME * style.POINTS
    labels = [
        f"{lettering.fitted(cause.words, room, style.SMALL, lines=2)}\n"
        f"{lettering.fitted(cause.evidence, room, style.SMALL)}"
        for cause in shown
    ]
    heights = [LINE * (label.count("\n") + 1) + GAP for label in labels]
    figure, ((axes,),) = style.sheet(1, 1, height=sum(heights) + 14.0)
    places = [-(sum(heights[:k]) + height / 2.0) for k, height in enumerate(heights)]
    color = subject.colors[subject.focus]
    for place, cause in zip(places, shown, strict=True):
        axes.barh(place, cause.share, height=3.0, color=color, alpha=0.45, lw=0)
        error = ERRORS * cause.error
        axes.plot(
            [max(0.0, cause.share - error), cause.share + error], [place, place],
            color=lettering.ink(color, 3.0), lw=1.0, solid_capstyle="butt",
        )  # fmt: skip
    axes.axvline(floor, color=style.INK, lw=0.8, ls=style.DASHES, label=CHANCE)
    axes.annotate(
        CHANCE, (floor, 1.0), xytext=(0.0, 2.0), xycoords=axes.get_xaxis_transform(),
        textcoords="offset points", size=style.SMALL, color=style.GREY, ha="left", va="bottom",
        annotation_clip=False,
    )  # fmt: skip
    axes.set_yticks(places, labels)
    for text in axes.get_yticklabels():
        text.set_linespacing(1.1)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-sum(heights), 0.0)
    axes.set_xlim(0.0, 1.06 * max(cause.share + ERRORS * cause.error for cause in shown))
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10)))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel("share of the spread between draws")
    notes(axes, places, [f"{100.0 * cause.share:.0f}%" for cause in shown], "")
    rest = len(causes) - len(shown)
    left_out = f" {rest} with smaller shares are not shown." if rest > 0 else ""
    caption = (
        f"{lettering.shortened(subject.title, style.LETTERS)} Weights by which the draws' losses differ, and"
        " the evidence that bears on them. Bars: shares of the variance over draws, Monte Carlo error taken"
        f" out; lines: ± {ERRORS:g} standard errors; dashed: what the largest share reaches by chance in one"
        f" case of twenty. {about}{left_out}\n{subject.provenance}"
    )
    return style.finish(figure, title="What would settle it?", caption=caption)

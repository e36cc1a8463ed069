"""What the focus actor loses under each rival model, ours first."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from patronage.analysis.charts import style
from patronage.analysis.charts.ranked import KEY, Row, ranked, reach, room_for
from patronage.analysis.charts.run import Subject
from patronage.analysis.estimators.spread import Spread


@style.styled
def rivals_chart(subject: Subject, losses: Sequence[tuple[str, Spread, Spread]]) -> Figure:
    """Attainment lost and decisiveness lost, a row a model. ``losses``: label and both, ours first."""
    focus = subject.names[subject.focus]
    color = subject.colors[subject.focus]
    panels = (
        ("Attainment lost", "without the events less with them", 1),
        ("Decisiveness lost", "without the events less with them", 2),
    )
    caption = (
        f"Attainment: how near outcomes are to {focus}'s wishes; decisiveness: what its acting adds to that. "
        "Rivals have no acts and no time: aid and coercion enter as capability behind a wish. "
        f"{KEY} {subject.provenance}"
    )
    rows = [
        [
            Row(one[0], one[which], "", color if k == 0 else style.GREY, strong=k == 0)  # type: ignore[arg-type]
            for k, one in enumerate(losses)
        ]
        for _, _, which in panels
    ]
    figure, axes = style.sheet(2, 1, height=2 * room_for(rows[0]) + 32.0)
    for panel, (title, note, _), column in zip(axes[:, 0], panels, rows, strict=True):
        ranked(panel, column)
        style.heading(panel, title, note)
        ends = [end for row in column for end in (row.spread.low, row.spread.high)]
        panel.set_xlim(*reach(ends))
    return style.finish(
        figure, title=f"{focus} under rival models: {subject.title}", caption=caption, pad=1.5
    )

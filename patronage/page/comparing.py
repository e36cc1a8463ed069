"""Two scenarios side by side: what each costs, and by how much they differ."""

from __future__ import annotations

from typing import Any

from patronage.analysis.estimators.spread import Spread
from patronage.page.answers import Found, differences, paired
from patronage.page.losses import bar, reach_of
from patronage.page.rendering import rendered, signed
from patronage.sim.model.measures import MEASURES
from patronage.sim.scenario.load import Scenario
from patronage.words.plain import percent
from patronage.words.wording import actor_names


def comparison_html(one: Scenario, ours: Found, other: Scenario, theirs: Found, *, changed: bool) -> str:
    """Losses in each measure, and where random numbers are shared their difference with its spread."""
    together = paired(one, other)
    spreads = differences(ours.answer, theirs.answer) if together else {}
    reach = reach_of(list(spreads.values()))
    rows = []
    for measure in MEASURES:
        name = measure.name
        here, there = ours.answer.losses[name], theirs.answer.losses[name]
        row: dict[str, Any] = {
            "name": measure.words,
            "meaning": measure.meaning,
            "one": signed(here.loss),
            "other": signed(there.loss),
            "interval_one": " to ".join(signed(end) for end in here.interval),
            "interval_other": " to ".join(signed(end) for end in there.interval),
        }
        if name in spreads:
            row |= _difference(spreads[name], reach)
        rows.append(row)
    return rendered(
        "compare",
        one=one.title + (", as changed here" if changed else ""),
        other=other.title,
        focus_one=actor_names(one.case)[one.focus],
        focus_other=actor_names(other.case)[other.focus],
        rows=rows,
        paired=together,
        alike=one.weights == other.weights,
        same=one.digest == other.digest,
    )


def _difference(spread: Spread, reach: float) -> dict[str, Any]:
    return {
        "difference": signed(spread.mean),
        "interval": f"{signed(spread.low)} to {signed(spread.high)}",
        "more": percent(spread.above_zero),
        "bar": bar(spread.low, spread.high, spread.mean, reach),
    }

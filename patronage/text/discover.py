"""A region in words and as a chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from patronage.analysis.charts.discover import Limit, region_chart
from patronage.analysis.charts.lettering import shortened
from patronage.analysis.charts.style import LETTERS
from patronage.analysis.estimators.discover import DOUBT
from patronage.analysis.words import setting_words
from patronage.sim.files.months import month_text
from patronage.sim.model.settings import SETTINGS
from patronage.studies.discover import Region
from patronage.text.why import open_points
from patronage.words.plain import brief, change, percent, table
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_EVENLY = "how likely the region is: points fill the ranges evenly, which says nothing about probability"
DROP = 0.1  # by how much a share may be less on points kept aside before it is said


def value_text(name: str, value: float, span: float) -> str:
    """A value of a column that covers ``span``, as its file would give it: months of events as months."""
    if name.startswith("events.") and name.endswith(".start"):
        return month_text(round(value))
    decimals = max(0, 2 - math.floor(math.log10(span))) if span > 0.0 else 3
    return f"{value:.{decimals}f}"


def limit_text(name: str, low: float | None, high: float | None, span: float) -> str:
    """`at least 1.08`, `at most 2.92`, `1.08 to 2.92`."""
    if low is None:
        return f"at most {value_text(name, high, span)}" if high is not None else "free"
    if high is None:
        return f"at least {value_text(name, low, span)}"
    return f"{value_text(name, low, span)} to {value_text(name, high, span)}"


def region_text(found: Region, title: str, made: str, names: Mapping[str, str]) -> str:
    """All that `patronage discover` prints; ``names``: the actors' by id."""
    box, aside = found.found, found.tested
    rows = [
        (
            name,
            limit_text(name, low, high, found.high[k] - found.low[k]),
            limit_text(name, found.low[k], found.high[k], found.high[k] - found.low[k]),
            "<0.001" if found.doubts[k] < 0.001 else f"{found.doubts[k]:.3f}",
        )
        for name, low, high in found.limits()
        for k in (found.names.index(name),)
    ]
    measure, count = measure_words(found.measure, names), len(found.losses)
    large = f"The loss of {measure} is above {change(found.threshold)}"
    parts = [f"{title}\n{made}", f"{large} at {percent(found.wanted)} of {count:,} points."]
    if not rows:
        text = f"No region stands out: no limit has a p below {DOUBT:g}."
        return "\n\n".join([*parts, text, open_points(doubts_of_region(found))])
    parts.append(table(("in the region", "limit", "varied", "p"), rows, left=3))
    parts.append(
        table(
            ("", "coverage", "density", "mass"),
            [
                (name, percent(step.coverage), percent(step.density), percent(step.mass))
                for name, step in (("points searched", box), ("points kept aside", aside))
            ]
            + [("s.e., points kept aside", *map(_error_text, found.errors), "")],
        )
    )
    parts.append(
        "coverage: share of all such losses that lie in the region; density: share of the region's points"
        "\n  with such a loss; mass: share of all points; p: probability that chance alone gives the limit"
    )
    return "\n\n".join([*parts, open_points(doubts_of_region(found))])


def _error_text(error: float) -> str:
    """A standard error of a share; a dash for a share of 0 or 1, of which there is no estimate."""
    return percent(error) if error else "-"


def doubts_of_region(found: Region) -> list[str]:
    """What a region leaves open, by the points kept aside."""
    box, aside = found.found, found.tested
    if not found.limits():
        return [_EVENLY]
    lines = []
    if aside.density < 0.75:
        lines.append(
            f"the loss inside the region: of its points kept aside, {percent(1.0 - aside.density)} have no"
            " loss this large"
        )
    if aside.coverage < 0.9:
        lines.append(
            f"the losses outside the region: {percent(1.0 - aside.coverage)} of such losses, on points kept"
            " aside"
        )
    for name in ("coverage", "density"):
        searched, tested = float(getattr(box, name)), float(getattr(aside, name))
        if tested < searched - DROP:
            lines.append(
                f"the {name}: {percent(searched)} on the points that were searched, but {percent(tested)} on"
                " those kept aside"
            )
    lines.append(_EVENLY)
    return lines


def _words(name: str) -> str:
    """What was varied, as charts call it."""
    path = name.removeprefix("settings.")
    return setting_words(path) if path in SETTINGS else path.replace("_", " ")


def chart_of(found: Region, title: str, provenance: str, names: Mapping[str, str]) -> Figure:
    """The chart of a region; ``names``: the actors' by id."""
    limits = [
        Limit(
            name=_words(name),
            least=float(found.low[k]),
            most=float(found.high[k]),
            low=low,
            high=high,
            text=limit_text(name, low, high, span),
            ends=(value_text(name, found.low[k], span), value_text(name, found.high[k], span)),
        )
        for name, low, high in found.limits()
        for k in (found.names.index(name),)
        for span in (found.high[k] - found.low[k],)
    ]
    measure = measure_words(found.measure, {who: brief(name) for who, name in names.items()})
    caption = (
        f"{shortened(title, LETTERS)} Large: a loss of {measure} above {change(found.threshold)}, as at"
        f" {percent(found.wanted)} of {len(found.losses):,} points. Two thirds of the points were searched by"
        f" PRIM (Friedman & Fisher 1999), one third kept aside. {provenance}"
    )
    head = f"Where the loss of {measure} is large" if limits else f"No region of large losses of {measure}"
    return region_chart(
        head,
        caption,
        found.steps,
        found.aside,
        found.found,
        found.tested,
        limits,
    )

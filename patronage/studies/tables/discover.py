"""A region in which a loss is large, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Table, count, share, table_of, text
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.discover import Region

_OF = (
    share("coverage", "of all losses above the threshold, those that lie in the region"),
    share("density", "of the points in the region, those with such a loss"),
    share("mass", "of all points, those in the region"),
)


def region_tables(found: Region) -> tuple[Table, ...]:
    """The limits of the region; how good it is; the way to it; every point with its loss."""
    limits = (
        text("varied", "what is limited: the path of a setting, or of what a sweep varied"),
        Column(
            "low", "own", "least value in the region, in the unit of what is varied; none where it is free"
        ),
        Column("high", "own", "greatest value in the region; none where it is free"),
        Column("least", "own", "least value that was tried"),
        Column("most", "own", "greatest value that was tried"),
        share("chance", "how probably chance alone gives the limit"),
    )
    place = {name: k for k, name in enumerate(found.names)}
    rows = (
        (
            *(name, low, high, float(found.low[place[name]]), float(found.high[place[name]])),
            float(found.doubts[place[name]]),
        )
        for name, low, high in found.limits()
    )
    fit = (
        text("points", "those that were searched, or those kept aside"),
        *_OF,
        share("coverage_se", "standard error of the coverage, of points kept aside"),
        share("density_se", "standard error of the density, of points kept aside"),
        Column("threshold", "points", "losses above it are of interest", signed=True),
        share("wanted", "of all points, those with a loss above the threshold"),
        count("number", "points in all"),
        count("runs", "runs in all"),
    )
    last = (found.threshold, found.wanted, len(found.losses), found.runs)
    one, other = found.found, found.tested
    fits = [
        ("searched", one.coverage, one.density, one.mass, None, None, *last),
        ("kept aside", other.coverage, other.density, other.mass, *found.errors, *last),
    ]
    way = (
        count("step", "number of the box on the way, from 0 on"),
        *_OF,
        *(Column(f"{column.name}_aside", "share", f"{column.name} on points kept aside") for column in _OF),
        text("limited", "what the box limits, a space between"),
    )
    steps = (
        (
            *(k, step.coverage, step.density, step.mass, aside.coverage, aside.density, aside.mass),
            " ".join(found.names[at] for at in step.box.restricted),
        )
        for k, (step, aside) in enumerate(zip(found.steps, found.aside, strict=True))
    )
    point = (
        count("point", "number of the point, from 0 on, as many rows as was varied"),
        text("varied", "the path of what was varied"),
        Column("set_to", "own", "its value at the point, months counted as numbers, flags as 0 and 1"),
        Column("loss", "points", "mean loss at the point", signed=True),
    )
    points = (
        (p, name, float(found.points[p, k]), float(found.losses[p]))
        for p in range(len(found.losses))
        for k, name in enumerate(found.names)
    )
    measure = measure_words(found.measure)
    return (
        table_of("region", f"Where the loss of {measure} is large", limits, rows),
        table_of("fit", "How good the region is", fit, fits),
        table_of("steps", "The boxes on the way to it", way, steps),
        table_of("points", f"The loss of {measure} at every point", point, points, data=True),
    )

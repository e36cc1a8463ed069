"""In which part of the settings expectations hold, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Table, count, share, table_of, text

if TYPE_CHECKING:
    from patronage.studies.expectations.matching import Matching


def matching_tables(found: Matching) -> tuple[Table, ...]:
    """A row an expectation, and a row for each setting that decides one."""
    expectation = text("expectation", "its name")
    columns = (
        expectation,
        text("scenario", "of which it speaks"),
        text("declared", "what its file says"),
        Column("by_default", "flag", "whether it holds under the settings as they are"),
        count("points", "combinations of settings that were tried"),
        count("points_kept", "those under which it holds"),
        share("part", "of the points under which it holds"),
        share("part_low", "lower end of its 90% interval (Clopper and Pearson)"),
        share("part_high", "upper end of the same"),
        Column("effective", "count", "effective sample size, points weighted by the chance that it holds"),
    )
    rows = (
        (
            *(one.expectation.name, one.expectation.scenario.name, one.expectation.status, one.by_default),
            *(one.part.points, one.part.kept, one.part.share, one.part.low, one.part.high),
            one.part.effective,
        )
        for one in found.matched
    )
    deciding = (
        expectation,
        text("setting", "of which the points that keep it have more or less than the others"),
        Column("higher", "flag", "whether they have more"),
        share("distance", "Kolmogorov and Smirnov's, between the two"),
        share("p_value", "of such a distance for any setting if none mattered"),
        Column("low", "own", "5th percentile of the setting among the points that keep it"),
        Column("high", "own", "95th percentile of the same"),
    )
    turns = (
        (one.expectation.name, turn.setting, turn.higher, turn.distance, turn.p, turn.low, turn.high)
        for one in found.matched
        for turn in one.part.turns
    )
    return (
        table_of("matching", "In which part of the settings expectations hold", columns, rows),
        table_of("deciding", "Settings that decide it", deciding, turns),
    )

"""Who stands with whom, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from patronage.analysis.estimators.camps import named, spells, with_actor
from patronage.analysis.estimators.verdict import BAND
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text
from patronage.words.wording import actor_names

if TYPE_CHECKING:
    from patronage.studies.rivals.blocs import Blocs

_AT_ODDS = "of an actor's ties, by size and strength, those that its camp goes against"


def blocs_tables(found: Blocs) -> tuple[Table, ...]:
    """Spells of the commonest camps; who stands with the focus actor; how settled that is, by month."""
    names, months, focus = actor_names(found.scenario.case), found.months, found.focus
    actors = found.scenario.case.actor_ids
    arm, month = text("arm", "reference or scenario"), Column("month", "month", "the month")

    def camps() -> Iterator[Row]:
        for name, each in found.camps.items():
            for spell in spells(each):
                one, other = (" ".join(camp) for camp in named(each, spell.code, focus))
                yield name, months[spell.first], months[spell.last], one, other, spell.share

    camp_columns = (
        arm,
        Column("first_month", "month", "first of the months"),
        Column("last_month", "month", "last of the months"),
        text("camp_of_focus", "ids of the focus actor and those with it, a space between"),
        text("other_camp", "ids of the others"),
        share(
            "draws_alike", "weight draws in which these are the camps of least energy, mean over the months"
        ),
    )

    def stands() -> Iterator[Row]:
        for name, each in found.camps.items():
            together, mean = with_actor(each, focus), each.at_odds.mean(axis=0)
            low, high = np.quantile(each.at_odds, BAND, axis=0)
            for t, when in enumerate(months):
                for i, actor in enumerate(actors):
                    numbers = (float(values[t, i]) for values in (together, mean, low, high))
                    yield name, when, actor, names[actor], *numbers

    stand_columns = (
        *(arm, month, text("actor", "id of the actor"), text("actor_name", "its name")),
        share("with_focus", "weight draws in which it stands in the focus actor's camp"),
        share("at_odds", _AT_ODDS),
        share("at_odds_low", "5th percentile over draws"),
        share("at_odds_high", "95th percentile over draws"),
    )

    def landscapes() -> Iterator[Row]:
        for name, each in found.camps.items():
            for t, when in enumerate(months):
                minima = each.minima[:, t]
                yield (
                    name,
                    when,
                    float(minima.mean()),
                    float((minima > 1).mean()),
                    float(each.basin[:, t].mean()),
                )

    land_columns = (
        *(arm, month, Column("minima", "number", "local minima, mean over draws")),
        share("several_minima", "weight draws with more than one, so that where one starts decides"),
        share("basin", "of all configurations, those that descend into the lowest minimum"),
    )
    every = tuple(stands())
    ends = tuple(row for row in every if row[1] in {months[0], months[-1]})
    return (
        table_of("camps", "The commonest camps", camp_columns, camps()),
        table_of("stands", "Who stands with the focus actor, first and last month", stand_columns, ends),
        table_of("stands_by_month", "The same in every month", stand_columns, every, data=True),
        table_of("minima_by_month", "How settled the camps are", land_columns, landscapes(), data=True),
    )


def landscape_tables(found: dict[str, Any]) -> tuple[Table, ...]:
    """The minima of a landscape with every actor's frustration; the barriers between them.

    ``found``: of `analysis.estimators.blocs.analyse_blocs`.
    """
    size = "basin" if found["exhaustive"] else "reached"
    minimum = count("minimum", "number of the minimum, the lowest energy first")
    columns = (
        minimum,
        text("first_camp", "names, separated by ' / '"),
        text("second_camp", "names of the others"),
        Column("energy", "energy", "over ordered pairs (Axelrod and Bennett 1993)"),
        count(size, "configurations, or starts of descents, that end in it"),
    )
    rows = (
        (k, *(" / ".join(camp) for camp in one["camps"]), one["energy"], one[size])
        for k, one in enumerate(found["minima"], 1)
    )
    actor_columns = (
        minimum,
        text("actor", "name of the actor"),
        Column("frustration", "energy", "how far its ties go against its camp"),
    )
    actors = (
        (k, name, value)
        for k, one in enumerate(found["minima"], 1)
        for name, value in one["frustration"].items()
    )
    tables = [
        table_of("minima", "The camps of least energy", columns, rows),
        table_of("frustration", "Every actor's frustration", actor_columns, actors),
    ]
    if found["barriers"] is not None:
        rises = (
            minimum,
            count("other_minimum", "number of the minimum that is reached"),
            Column("rise", "energy", "how far the energy must rise on the easiest way"),
        )
        ways = (
            (a, b, rise)
            for a, row in enumerate(found["barriers"], 1)
            for b, rise in enumerate(row, 1)
            if a != b
        )
        tables.append(table_of("barriers", "How far it is from one minimum to another", rises, ways))
    return tuple(tables)

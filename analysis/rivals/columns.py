"""The columns that a table's heading names: which are wanted, which are missing, which are passed over.

Capitals and spaces do not count. Columns nobody asked for are passed over with a note, unless one that is
asked for is missing or they look like one misspelled.
"""

from __future__ import annotations

from collections.abc import Iterable

from patronage.analysis.rivals.grid import Cell, Grid
from patronage.sim.files.faults import listed, nearest, path_text, short

GROUPS = ("position", "salience")


def folded(heading: str) -> str:
    """A heading without capitals and with single spaces."""
    return " ".join(heading.casefold().split())


def wanted_columns(
    grid: Grid, names: list[str], wanted: Iterable[str], allowed: str, optional: Iterable[str] = ()
) -> dict[str, int]:
    """The places of the wanted columns, and of the optional ones that are there, by name.

    names: of each column, folded; "" for one without. Faults for wanted ones that are missing and for
    repeated ones, and for others that may be meant for them; a note of the columns passed over.
    """
    wanted = tuple(wanted)
    known = frozenset([*wanted, *optional])
    by_issue = any(":" in name for name in wanted)
    places: dict[str, int] = {}
    for k, name in enumerate(names):
        if name in known and name in places:
            first = grid.header[places[name]].column
            grid.report(grid.header[k], "", f"column {short(name)} is given twice; first in column {first}")
        elif name in known:
            places[name] = k
    missing = dict.fromkeys(name for name in wanted if name not in places)
    passed = []
    for k, name in enumerate(names):
        if name in known:
            continue
        kind, colon, issue = (part.strip() for part in name.partition(":"))
        group = nearest(kind, GROUPS) if colon else None
        meant = None if grid.faults.full or not missing else nearest(name, missing)
        if group and issue:
            meant = f"{group}:{issue}" if by_issue else group
        if meant:
            path = path_text((grid.header[k].text,))
            grid.report(grid.header[k], path, "unknown column", allowed, meant)
            missing.pop(meant, None)
        elif not group:
            passed.append(grid.header[k].text or f"column {k + 1}, which has no name")
    for name in missing:
        grid.report(grid.header[0], path_text((name,)), "the column is missing", allowed)
    if passed:
        grid.notes.append(f"columns passed over: {listed(passed)}")
    return places


def named_rows(grid: Grid, column: int) -> tuple[list[Cell], dict[str, int]]:
    """The cells that name the rows, and each name's place; faults for empty and repeated ones."""
    cells = [row[column] for row in grid.rows]
    return cells, grid.distinct(cells, "actor")

"""Plain tables of actors for the blocs and the rival models: CSV in, arrays out, every fault with its place.

- sizes: columns ``actor,size``; sizes from 0 up.
- propensity: a square matrix, actors' names as its header row and its first column (in any order, and in
  any order of the sizes); row i, column j is how much i inclines to j, negative for foes. The diagonal plays
  no part and may be empty. The matrix need not be symmetric: energies are over ordered pairs.
- actors: columns ``actor``, ``capability`` and, for every issue, ``position:<issue>`` and
  ``salience:<issue>``; positions and saliences from 0 to 1 or from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.estimators.landscape import MOST_ACTORS
from patronage.analysis.rivals.grid import Cell, Grid, read_grid
from patronage.analysis.rivals.table import ActorTable
from patronage.sim.files.faults import Fault, FaultError, nearest, path_text, short

LARGEST = 1e12  # sizes and capabilities; squares and sums of these stay finite
STRONGEST = 1e6  # propensities, either way
MOST_IN_TABLE = 200  # actors; the rival models take time and room with the cube of their number
GROUPS = ("position", "salience")


@dataclass(frozen=True)
class Blocs:
    """names in the order of the sizes table, sizes (n,), propensity (n, n) with a diagonal of 0."""

    names: tuple[str, ...]
    sizes: Floats
    propensity: Floats


def read_blocs(sizes: Path, propensity: Path) -> Blocs:
    """Read both tables of the landscape; FaultError with all faults of both files."""
    faults: list[Fault] = []
    known: dict[str, int] = {}
    values = np.zeros(0)
    matrix = np.zeros((0, 0))
    try:
        known, values = _sizes(sizes)
    except FaultError as error:
        faults += error.faults
    try:
        matrix = _propensity(propensity, known)
    except FaultError as error:
        faults += error.faults
    if faults:
        raise FaultError(faults)
    return Blocs(tuple(known), values, matrix)


def _sizes(path: Path) -> tuple[dict[str, int], Floats]:
    grid = read_grid(path)
    column = _columns(grid, ("actor", "size"))
    _finish(grid)
    names = [row[column["actor"]] for row in grid.rows]
    places = grid.distinct(names, "actor")
    values = [
        grid.number(row[column["size"]], path_text((name.text, "size")), 0.0, LARGEST)
        for row, name in zip(grid.rows, names, strict=True)
    ]
    _count(grid, len(grid.rows), MOST_ACTORS)
    _finish(grid)
    return places, np.array(values)


def _propensity(path: Path, known: dict[str, int]) -> Floats:
    """The matrix in the order of the known actors; in its own if there are none (their file was faulty)."""
    grid = read_grid(path)
    _finish(grid)  # a row of another length makes everything after it look wrong
    across, down = grid.header[1:], [row[0] for row in grid.rows]
    columns, rows = grid.distinct(across, "column"), grid.distinct(down, "row")
    if len(across) != len(down):
        message = f"the matrix is not square: rows {len(down)}, columns {len(across)}"
        grid.report(grid.header[0], "", message)
    if not known and max(len(across), len(down)) > MOST_ACTORS:
        _finish(grid)
        return np.zeros((0, 0))  # the sizes, which are faulty, will say how many there can be
    actors = known or {name: k for k, name in enumerate(dict.fromkeys([*rows, *columns]))}
    _same_actors(grid, across, columns, actors, "column")
    _same_actors(grid, down, rows, actors, "row")
    matrix = np.zeros((len(actors), len(actors)))
    for row in grid.rows:
        for cell, toward in zip(row[1:], across, strict=True):
            i, j = row[0].text, toward.text
            if i == j and not cell.text:
                continue
            value = grid.number(cell, path_text((i, j)), -STRONGEST, STRONGEST)
            if i in actors and j in actors:
                matrix[actors[i], actors[j]] = value
    _finish(grid)
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _same_actors(
    grid: Grid, cells: list[Cell], places: dict[str, int], actors: dict[str, int], what: str
) -> None:
    """Faults for names of rows or columns that are no actor's, and for actors without one."""
    missing = dict.fromkeys(name for name in actors if name not in places)
    for name, k in places.items():
        if name not in actors:
            meant = None if grid.faults.full else nearest(name, missing)
            grid.report(cells[k], "", f"{what} {short(name)}: no such actor in the sizes", "", meant)
            missing = _without(missing, meant)
    for name in missing:
        grid.report(grid.header[0], "", f"actor {short(name)} has no {what}")


def read_actors(path: Path) -> ActorTable:
    """Read a table for the rival models; FaultError with all its faults.

    The scale of positions, and that of saliences, is found from their largest value and stated in
    ``scales`` with a note wherever another reading is possible.
    """
    grid = read_grid(path)
    issues = _issues(grid)
    wanted = ("actor", "capability", *(f"{group}:{issue}" for issue in issues for group in GROUPS))
    column = _columns(grid, wanted)
    if not issues and not grid.faults:
        grid.report(grid.header[-1], "", "no issue: no column is called position:<issue>")
    _finish(grid)
    names = [row[column["actor"]] for row in grid.rows]
    places = grid.distinct(names, "actor")
    numbers: dict[str, Floats] = {}
    for name in wanted[1:]:
        high = LARGEST if name == "capability" else 100.0
        cells = [(row[column["actor"]].text, row[column[name]]) for row in grid.rows]
        numbers[name] = np.array(
            [grid.number(cell, path_text((who, name)), 0.0, high) for who, cell in cells]
        )
    _count(grid, len(grid.rows), MOST_IN_TABLE)
    _finish(grid)
    for issue in issues:
        if not (numbers["capability"] * numbers[f"salience:{issue}"]).sum() > 0:
            message = f"nobody has both capability and salience on {short(issue)}"
            grid.report(grid.header[column[f"salience:{issue}"]], path_text((f"salience:{issue}",)), message)
    _finish(grid)
    position = np.stack([numbers[f"position:{issue}"] for issue in issues], axis=1)
    salience = np.stack([numbers[f"salience:{issue}"] for issue in issues], axis=1)
    scales = {
        "position": _scale("position", position, issues),
        "salience": _scale("salience", salience, issues),
    }
    return ActorTable(
        actors=tuple(places),
        issues=tuple(issues),
        capability=numbers["capability"],
        position=position,
        salience=salience,
        position_unit=float(scales["position"]["unit"]),
        salience_unit=float(scales["salience"]["unit"]),
        scales=scales,
    )


def _scale(group: str, values: Floats, issues: list[str]) -> dict[str, Any]:
    """Which scale a group of columns (n, K) is on, as it will be shown: the unit, the range, any doubt."""
    top = float(values.max())
    unit = 1.0 if top <= 1 else 100.0
    doubts = []
    if unit == 1 and np.isin(values, (0.0, 1.0)).all():
        doubts.append("only 0 and 1 occur, which would also be low values from 0 to 100")
    small = [f"{group}:{issue}" for q, issue in enumerate(issues) if values[:, q].max() <= 1 < top]
    if small:
        doubts.append(f"nothing in {', '.join(small)} is above 1, as if it were from 0 to 1")
    if top > 1 and ((values > 0) & (values < 1)).any():
        doubts.append("some are between 0 and 1 beside others above 1, as if two scales were mixed")
    if 1 < top <= 10:
        doubts.append("nothing is above 10, as if it were a scale of its own, such as years")
    scale = "0 to 1" if unit == 1 else "0 to 100"
    note = f"read as {scale}"
    if doubts:
        note += "; ambiguous: " + "; ".join(doubts)
    return {
        "scale": scale,
        "unit": unit,
        "lowest": float(values.min()),
        "highest": top,
        "ambiguous": bool(doubts),
        "note": note,
    }


def _issues(grid: Grid) -> list[str]:
    """The issues named by the header, in its order; faults for columns of no known kind."""
    issues: dict[str, None] = {}
    for k, cell in enumerate(grid.header):
        kind, colon, issue = (part.strip() for part in cell.text.partition(":"))
        if colon and kind in GROUPS and issue:
            issues.setdefault(issue)
            grid.header[k] = Cell(cell.line, cell.column, f"{kind}:{issue}")
        elif colon and kind in GROUPS:
            grid.report(cell, path_text((cell.text,)), "the issue has no name", f"{kind}:<issue>")
    return list(issues)


def _columns(grid: Grid, wanted: tuple[str, ...]) -> dict[str, int]:
    """The places of the wanted columns; faults for others, for missing and for repeated ones."""
    given, allowed = grid.distinct(grid.header, "column"), _allowed(wanted)
    known = frozenset(wanted)
    missing = dict.fromkeys(name for name in wanted if name not in given)
    for name, k in given.items():
        if name not in known and not name.rstrip().endswith(":"):
            hint = None if grid.faults.full else _meant(name, missing)
            grid.report(grid.header[k], path_text((name,)), "unknown column", allowed, hint)
            missing = _without(missing, hint)
    for name in missing:
        grid.report(grid.header[0], path_text((name,)), "the column is missing", allowed)
    return given


def _without(names: dict[str, None], name: str | None) -> dict[str, None]:
    return names if name is None else {other: None for other in names if other != name}


def _meant(name: str, missing: Iterable[str]) -> str | None:
    kind, colon, issue = name.partition(":")
    if not colon:
        return nearest(name, missing)
    close = nearest(kind, GROUPS)
    return f"{close}:{issue.strip()}" if close else None


def _allowed(wanted: tuple[str, ...]) -> str:
    return "actor, size" if "size" in wanted else "actor, capability, position:<issue>, salience:<issue>"


def _count(grid: Grid, actors: int, most: int) -> None:
    if not 2 <= actors <= most and not grid.faults:
        cell = grid.rows[-1][0] if grid.rows else grid.header[0]
        grid.report(cell, "", f"the number of actors is {actors}", f"2 to {most}")


def _finish(grid: Grid) -> None:
    if grid.faults:
        raise FaultError(grid.faults)

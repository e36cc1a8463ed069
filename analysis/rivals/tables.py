"""The two tables of a landscape: CSV in, arrays out, every fault with its place.

- sizes: columns ``actor,size``; sizes from 0 up. Other columns are passed over.
- propensity: a square matrix, actors' names as its header row and its first column (in any order, and in
  any order of the sizes); row i, column j is how much i inclines to j, negative for foes. The diagonal plays
  no part and may be empty. The matrix need not be symmetric: energies are over ordered pairs. If every pair
  has a value one way only, as in half of a symmetric matrix, it counts both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.rivals.columns import folded, named_rows, wanted_columns
from patronage.analysis.rivals.grid import Cell, Grid, read_grid
from patronage.sim.files.faults import Fault, FaultError, nearest, path_text, short

LARGEST = 1e12  # sizes; squares and sums of these stay finite
STRONGEST = 1e6  # propensities, either way
MOST_SEARCHED = 200  # actors; a descent takes time with the square of their number


@dataclass(frozen=True)
class Blocs:
    """names in the order of the sizes table, sizes (n,), propensity (n, n) with a diagonal of 0.

    notes: what was done with the files that their reader should know.
    """

    names: tuple[str, ...]
    sizes: Floats
    propensity: Floats
    notes: tuple[str, ...] = ()


def read_blocs(sizes: Path, propensity: Path) -> Blocs:
    """Read both tables of the landscape; FaultError with all faults of both files."""
    faults: list[Fault] = []
    known: dict[str, int] = {}
    values = np.zeros(0)
    matrix = np.zeros((0, 0))
    notes: list[str] = []
    try:
        known, values = _sizes(sizes, notes)
    except FaultError as error:
        faults += error.faults
    try:
        matrix = _propensity(propensity, known, notes)
    except FaultError as error:
        faults += error.faults
    if faults:
        raise FaultError(faults)
    return Blocs(tuple(known), values, matrix, tuple(notes))


def _sizes(path: Path, notes: list[str]) -> tuple[dict[str, int], Floats]:
    grid = read_grid(path)
    column = wanted_columns(
        grid, [folded(cell.text) for cell in grid.header], ("actor", "size"), "actor, size"
    )
    grid.finish()
    names, places = named_rows(grid, column["actor"])
    values = [
        grid.number(row[column["size"]], path_text((name.text, "size")), 0.0, LARGEST)
        for row, name in zip(grid.rows, names, strict=True)
    ]
    grid.count_actors(MOST_SEARCHED)
    grid.finish()
    notes += grid.notes
    return places, np.array(values)


def _propensity(path: Path, known: dict[str, int], notes: list[str]) -> Floats:
    """The matrix in the order of the known actors; in its own if there are none (their file was faulty)."""
    grid = read_grid(path, ragged=True)
    grid.finish()  # a row of another length makes everything after it look wrong
    across, down = grid.header[1:], [row[0] for row in grid.rows]
    columns, rows = grid.distinct(across, "column"), grid.distinct(down, "row")
    if len(across) != len(down):
        message = f"the matrix is not square: rows {len(down)}, columns {len(across)}"
        grid.report(grid.header[0], "", message)
    if not known and max(len(across), len(down)) > MOST_SEARCHED:
        grid.finish()
        return np.zeros((0, 0))  # the sizes, which are faulty, will say how many there can be
    actors = known or {name: k for k, name in enumerate(dict.fromkeys([*rows, *columns]))}
    _same_actors(grid, across, columns, actors, "column")
    _same_actors(grid, down, rows, actors, "row")
    matrix = np.zeros((len(actors), len(actors)))
    half = _is_half(grid)
    for row in grid.rows:
        for cell, toward in zip(row[1:], across, strict=True):
            i, j = row[0].text, toward.text
            if (i == j or half) and not cell.text:
                continue
            value = grid.number(cell, path_text((i, j)), -STRONGEST, STRONGEST)
            if i in actors and j in actors:
                matrix[actors[i], actors[j]] = value
    grid.finish()
    np.fill_diagonal(matrix, 0.0)
    if half:
        matrix = matrix + matrix.T
        notes.append("every pair has one value: it is taken both ways, as half of a symmetric matrix")
    return matrix


def _is_half(grid: Grid) -> bool:
    """Whether every pair of different actors has a value in one of its cells and a blank in the other."""
    given = {
        (row[0].text, toward.text): bool(cell.text)
        for row in grid.rows
        for cell, toward in zip(row[1:], grid.header[1:], strict=True)
    }
    return all(i == j or filled != given.get((j, i), filled) for (i, j), filled in given.items())


def _same_actors(
    grid: Grid, cells: list[Cell], places: dict[str, int], actors: dict[str, int], what: str
) -> None:
    """Faults for names of rows or columns that are not an actor's, and for actors without one."""
    missing = dict.fromkeys(name for name in actors if name not in places)
    for name, k in places.items():
        if name not in actors:
            meant = None if grid.faults.full else nearest(name, missing)
            grid.report(cells[k], "", f"{what} {short(name)}: no such actor in the sizes", "", meant)
            if meant:
                del missing[meant]
    for name in missing:
        grid.report(grid.header[0], "", f"actor {short(name)} has no {what}")

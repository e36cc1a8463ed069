"""Which scale the positions and the saliences of a table are on: stated, or found and doubted.

Only two models ask. KTAB takes distances between positions as parts of their scale; the challenge model takes
saliences as parts of theirs. Weighted means and medians depend on neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.rivals.grid import Cell, Grid
from patronage.analysis.rivals.writing import NUMBER
from patronage.sim.files.faults import listed, path_text

DEPENDS = {"position": "KTAB's results depend on it", "salience": "the challenge's results depend on it"}
SMALL = 1 / 3  # a smaller part of the scale than this, used by all values together, is doubted
LOW = 0.1  # an issue where nothing is above this part of the scale, as another issue is, is doubted
FURTHEST = 1e12  # ends of a scale
_STATED = re.compile(r"\[([^\[\]]*)\]\s*$")
_BETWEEN = re.compile(r"\s*(?:\.\.|\bto\b|[,;\s])\s*")

Ends = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """Numbers on one scale: of which group and issue (or other column), its ends if anything states them."""

    group: str
    issue: str
    name: str
    stated: Ends | None
    cells: list[tuple[str, Cell]]  # each with its actor
    values: Floats  # (n,), not a number where there is no stake


def stated_in(heading: str) -> tuple[str, str | None]:
    """A heading without the scale that it states, and that scale's text: `position:delay [4 10]`."""
    found = _STATED.search(heading)
    return (heading[: found.start()].strip(), found[1]) if found else (heading, None)


def ends_of(text: str) -> Ends | None:
    """The ends of a scale from `4 10`, `4 to 10` or `-5..5`; None if that is not two numbers, rising."""
    parts = [part for part in _BETWEEN.split(text.strip().replace("\N{MINUS SIGN}", "-")) if part]
    if len(parts) != 2 or not all(NUMBER.fullmatch(part) for part in parts):
        return None
    low, high = map(float, parts)
    return (low, high) if -FURTHEST <= low < high <= FURTHEST else None


def scale_of(grid: Grid, columns: list[Column]) -> tuple[Floats, dict[str, Any]]:
    """Units (K,) of a group's columns, and how they were found, ready to be shown; faults for values outside.

    The unit of positions is the width of their scale, that of saliences its upper end. Columns whose scale
    nobody states are taken together: from 0 to 1 if nothing is above 1, else from 0 to 100.
    """
    group = columns[0].group
    free = [column.values[~np.isnan(column.values)] for column in columns if column.stated is None]
    found = 1.0 if not free or np.concatenate(free).max(initial=0.0) <= 1 else 100.0
    ends = [column.stated or (0.0, found) for column in columns]
    for column, (low, high) in zip(columns, ends, strict=True):
        _outside(grid, column, low, high)
    notes, ambiguous = [], False
    for low, high in dict.fromkeys(ends):
        mine = [column for column, its in zip(columns, ends, strict=True) if its == (low, high)]
        doubts = _doubts(mine, low, high)
        whose = "" if len(mine) == len(columns) else f" in {listed(column.issue for column in mine)}"
        read = "read" if any(column.stated is None for column in mine) else "stated"
        note = f"{read} as {low:g} to {high:g}{whose}"
        notes.append(note + (f"; ambiguous: {'; '.join(doubts)}" if doubts else ""))
        ambiguous = ambiguous or bool(doubts)
    every = np.concatenate([column.values[~np.isnan(column.values)] for column in columns])
    unit = [high - low if group == "position" else high for low, high in ends]
    texts = dict.fromkeys(f"{low:g} to {high:g}" for low, high in ends)
    return np.array(unit), {
        "scale": ", ".join(texts),
        "range": {column.issue: list(its) for column, its in zip(columns, ends, strict=True)},
        "lowest": float(every.min(initial=np.inf)) if every.size else None,
        "highest": float(every.max(initial=-np.inf)) if every.size else None,
        "ambiguous": ambiguous,
        "note": "; ".join(notes),
    }


def _outside(grid: Grid, column: Column, low: float, high: float) -> None:
    """Faults for the values that are not on the scale."""
    where = column.name
    allowed = f"a number from {low:g} to {high:g}"
    if column.stated is None:
        allowed += f", or another scale stated: {where} [LOW HIGH]"
        allowed += " or --scale LOW HIGH" if column.group == "position" else ""
    for (actor, cell), value in zip(column.cells, column.values, strict=True):
        if value < low or value > high:
            side = "negative" if value < 0 == low else "too low" if value < low else "too high"
            grid.report(cell, path_text((actor, where)), f"{cell.text} is {side}", allowed)


def _doubts(columns: list[Column], low: float, high: float) -> list[str]:
    """What speaks against the scale that these columns share."""
    group, unstated = columns[0].group, any(column.stated is None for column in columns)
    every = np.concatenate([column.values[~np.isnan(column.values)] for column in columns])
    if not every.size:
        return []
    bottom, top = float(every.min()), float(every.max())
    doubts = []
    if unstated and high == 1 and np.isin(every, (0.0, 1.0)).all():
        doubts.append("only 0 and 1 occur, and these could also belong to a scale from 0 to 100")
    limit = low + LOW * (high - low)
    highest = [float(np.fmax.reduce(column.values, initial=low)) for column in columns]
    small = [column.name for column, its in zip(columns, highest, strict=True) if its <= limit < top]
    if small:
        doubts.append(f"nothing in {', '.join(small)} is above {limit:g}, as if on a scale of its own")
    if unstated and top > 1 and ((every > 0) & (every < 1)).any():
        doubts.append("some are between 0 and 1 beside others above 1, as if two scales were mixed")
    used = (top - bottom if group == "position" else top - low) / (high - low)
    if used < SMALL:
        span = f"from {bottom:g} to {top:g}" if group == "position" else f"nothing is above {top:g}"
        doubts.append(f"only {100 * used:.0f}% of it is used, {span}, as if on one of its own, of years say")
    return doubts

"""A table of actors for the rival models, as others publish them.

- One line of headings: ``actor``, ``capability`` and, for every issue, ``position:<issue>`` and
  ``salience:<issue>``; for a single issue ``position`` and ``salience`` will do. Capitals do not count, other
  columns are passed over. A heading may state its scale: ``position:delay [4 10]``.
- KTAB's two lines: ``scenario, description, actors, issues``, then headings whose places say what they are:
  actor, description, capability and for every issue position and salience, both from 0 to 100.

A blank position with a blank or zero salience is that of an actor without a stake in the issue.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.rivals.columns import GROUPS, folded, named_rows, wanted_columns
from patronage.analysis.rivals.grid import Cell, Grid, read_grid
from patronage.analysis.rivals.scales import FURTHEST, Column, Ends, ends_of, scale_of, stated_in
from patronage.analysis.rivals.table import ActorTable
from patronage.sim.files.faults import listed, path_text, short

LARGEST = 1e12  # capabilities; squares and sums of these stay finite
MOST_IN_TABLE = 200  # actors; the rival models take time and room with the cube of their number
ONE_ISSUE = "issue"  # what the issue is called where the headings do not say
ALLOWED = "actor, capability, position:<issue>, salience:<issue>"
KTAB_COLUMNS = "actor, description, capability, then for every issue a position and a salience (KTAB)"
KTAB_SCALE = (0.0, 100.0)
_KIND = re.compile(r"\b(positions?|pos|pstn|salience?s?|sal|slnc)\b\.?", re.IGNORECASE)


@dataclass
class Layout:
    """Where in a table what stands: columns of actor and capability, by issue those of `GROUPS`, scales."""

    actor: int = 0
    capability: int = 0
    issues: dict[str, dict[str, int]] = field(default_factory=dict)
    stated: dict[tuple[str, str], Ends] = field(default_factory=dict)


def read_actors(path: Path, scale: Ends | None = None) -> ActorTable:
    """Read a table for the rival models; FaultError with all its faults.

    scale: the lowest and highest position that could be taken, for issues whose heading states none. Where
    nobody states a scale it is found from the largest value and reported in ``scales``, with a note wherever
    another reading is possible.
    """
    grid = read_grid(path, titled=_is_title)
    layout = _ktab(grid) if grid.title else _plain(grid)
    grid.finish()
    if grid.title and scale is not None:
        layout.stated = {column: its for column, its in layout.stated.items() if column[0] != "position"}
    names, places = named_rows(grid, layout.actor)
    grid.count_actors(MOST_IN_TABLE)
    capability = np.array(
        [
            grid.number(row[layout.capability], path_text((name.text, "capability")), 0.0, LARGEST)
            for row, name in zip(grid.rows, names, strict=True)
        ]
    )
    columns = _columns(grid, layout, names, scale)
    units, scales = {}, {}
    for group in GROUPS:
        units[group], scales[group] = scale_of(grid, columns[group])
    grid.finish()
    position, salience = (np.stack([column.values for column in columns[group]], axis=1) for group in GROUPS)
    _stakes(grid, layout, list(places), position, capability[:, None] * salience)
    grid.finish()
    return ActorTable(
        actors=tuple(places),
        issues=tuple(layout.issues),
        capability=capability,
        position=position,
        salience=salience,
        position_unit=units["position"],
        salience_unit=units["salience"],
        scales=scales,
        notes=tuple(grid.notes),
    )


def _columns(grid: Grid, layout: Layout, names: list[Cell], scale: Ends | None) -> dict[str, list[Column]]:
    """The numbers of every issue; positions not a number and saliences 0 where there is no stake."""
    found: dict[str, list[Column]] = {group: [] for group in GROUPS}
    for issue, places in layout.issues.items():
        cells = {
            group: [(name.text, row[places[group]]) for name, row in zip(names, grid.rows, strict=True)]
            for group in GROUPS
        }
        idle = [
            not where.text and (not much.text or much.text.strip("0.+-") == "")
            for (_, where), (_, much) in zip(cells["position"], cells["salience"], strict=True)
        ]
        for group, empty in (("position", math.nan), ("salience", 0.0)):
            path = f"{group}:{issue}"
            values: Floats = np.array(
                [
                    empty if none else grid.number(cell, path_text((who, path)), -FURTHEST, FURTHEST)
                    for (who, cell), none in zip(cells[group], idle, strict=True)
                ]
            )
            stated = layout.stated.get((group, issue), scale if group == "position" else None)
            found[group].append(Column(group, issue, path, stated, cells[group], values))
    return found


def _stakes(grid: Grid, layout: Layout, actors: list[str], position: Floats, weight: Floats) -> None:
    """Notes of who is left out of which issue; faults for issues that too few have a stake in."""
    left: dict[tuple[str, ...], list[str]] = {}
    for q, (issue, places) in enumerate(layout.issues.items()):
        heading = grid.header[places["salience"]]
        out = tuple(name for name, idle in zip(actors, np.isnan(position[:, q]), strict=True) if idle)
        if out:
            left.setdefault(out, []).append(issue)
        if len(actors) - len(out) < 2:
            message = f"the number of actors with a stake is {len(actors) - len(out)}"
            grid.report(heading, path_text((f"position:{issue}",)), message, f"2 to {MOST_IN_TABLE}")
        elif not weight[:, q].sum() > 0:
            message = f"nobody has both capability and salience on {short(issue)}"
            grid.report(heading, path_text((f"salience:{issue}",)), message)
    for out, issues in left.items():
        grid.notes.append(f"left out of {listed(issues)}, without a stake: {listed(out)}")


def _plain(grid: Grid) -> Layout:
    """The layout of one line of headings."""
    names: list[str] = []
    shown: dict[str, str] = {}  # issues as first spelled
    layout = Layout()
    for cell in grid.header:
        heading, scale = stated_in(cell.text)
        kind, colon, issue = (part.strip() for part in heading.partition(":"))
        kind = folded(kind)
        if kind in GROUPS and colon and not issue:
            grid.report(cell, path_text((cell.text,)), "the issue has no name", f"{kind}:<issue>")
        if kind not in GROUPS or (colon and not issue):
            names.append(folded(cell.text))
            continue
        issue = shown.setdefault(folded(issue or ONE_ISSUE), issue or ONE_ISSUE)
        names.append(f"{kind}:{issue}")
        if scale is not None:
            _state(grid, layout, cell, (kind, issue), scale)
    wanted = ("actor", "capability", *(f"{group}:{issue}" for issue in shown.values() for group in GROUPS))
    found = wanted_columns(grid, names, wanted, ALLOWED)
    if not shown and not grid.faults:
        grid.report(grid.header[-1], "", "no issue: no column is called position:<issue>")
    grid.finish()
    layout.actor, layout.capability = found["actor"], found["capability"]
    layout.issues = {
        issue: {group: found[f"{group}:{issue}"] for group in GROUPS} for issue in shown.values()
    }
    return layout


def _state(grid: Grid, layout: Layout, cell: Cell, column: tuple[str, str], text: str) -> None:
    """Takes the scale of a heading; a fault if it is none, or of saliences below 0."""
    ends = ends_of(text)
    if ends is None or (column[0] == "salience" and ends[0] < 0):
        allowed = "two numbers, the lower first" + (", from 0 up" if column[0] == "salience" else "")
        grid.report(cell, path_text((":".join(column),)), f"{short(text)} is not a scale", allowed)
    else:
        layout.stated[column] = ends


def _is_title(cells: list[Cell]) -> bool:
    """Whether a line is the first of KTAB's two: a name, a description, the numbers of actors and issues."""
    return len(cells) == 4 and all(re.fullmatch(r"[0-9]{1,6}", cell.text, re.ASCII) for cell in cells[2:])


def _ktab(grid: Grid) -> Layout:
    """The layout below KTAB's title; faults where the two do not agree."""
    actors, issues = (int(cell.text) for cell in grid.title[2:])
    if not grid.header or len(grid.header) != 3 + 2 * issues or not issues:
        cell = (grid.header or grid.title)[0]
        message = f"the number of columns is {len(grid.header)}, of issues {issues} by the line above"
        grid.report(cell, "", message, KTAB_COLUMNS)
        grid.finish()
    if len(grid.rows) != actors and not grid.faults:
        message = f"the number of actors is {len(grid.rows)}, {actors} by the first line"
        grid.report(grid.title[2], "", message)
    layout = Layout(actor=0, capability=2)
    for q in range(issues):
        where, much = grid.header[3 + 2 * q : 5 + 2 * q]
        for cell, group, others in ((where, "position", "sal"), (much, "salience", "pos")):
            if folded(cell.text).startswith(others) or f" {others}" in folded(cell.text):
                message = f"{short(cell.text)} stands where a {group} belongs"
                grid.report(cell, "", message, KTAB_COLUMNS)
        name = " ".join(_KIND.sub(" ", where.text).split()) or ONE_ISSUE
        issue = name if name not in layout.issues else f"{name} {q + 1}"
        layout.issues[issue] = {"position": 3 + 2 * q, "salience": 4 + 2 * q}
        for group in GROUPS:
            layout.stated[group, issue] = KTAB_SCALE
    grid.notes.append(f"read as KTAB's table, capability from the column {short(grid.header[2].text)}")
    return layout

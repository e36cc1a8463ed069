"""The rows of a table of decisions as records by issue: of the plain layout and of DEU III's."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from patronage.analysis.rivals.actors import LARGEST, MOST_IN_TABLE
from patronage.analysis.rivals.columns import wanted_columns
from patronage.analysis.rivals.grid import Cell, Grid
from patronage.analysis.rivals.scales import FURTHEST, Column, Ends, ends_of, stated_in
from patronage.sim.files.faults import path_text, short

PLAIN = ("issue", "actor", "capability", "position", "salience", "outcome")
OPTIONAL = ("proposal", "reference")
ON_ONE_SCALE = {"position": ("position", "outcome", "reference"), "salience": ("salience",)}
DEU = ("isnr", "prnr", "out", "rp")
DEU_SCALE = (0.0, 100.0)


@dataclass
class Record:
    """One issue as its cells have it, not a number where they are blank.

    actors: of each capability, position and salience.
    """

    proposal: str
    outcome: float = math.nan
    reference: float = math.nan
    actors: dict[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass
class Numbers:
    """The numbers of a column or group of columns as they are read, with their cells."""

    cells: list[tuple[str, Cell]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, whose: str, cell: Cell, value: float) -> float:
        """Keep a number and give it back."""
        self.cells.append((whose, cell))
        self.values.append(value)
        return value

    def column(self, group: str, name: str, ends: Ends | None) -> Column:
        """All of them, on a scale that is stated or to be found."""
        return Column(group, name, name, ends, self.cells, np.array(self.values))


def _blank(grid: Grid, cell: Cell, path: str, low: float, high: float) -> float:
    """The number of a cell, not a number where it is blank."""
    return grid.number(cell, path, low, high) if cell.text else math.nan


def plain_records(
    grid: Grid, names: list[str], scale: Ends | None
) -> tuple[dict[str, Record], dict[str, list[Column]]]:
    """The records of a row an actor and issue, and the columns of each group."""
    allowed = f"{', '.join(PLAIN)}; also {', '.join(OPTIONAL)}; or DEU III's own columns"
    at = wanted_columns(grid, names, PLAIN, allowed, OPTIONAL)
    stated = _stated(grid, names, scale)
    grid.finish()
    records: dict[str, Record] = {}
    numbers = {name: Numbers() for name in ("position", "salience", "outcome", "reference") if name in at}
    for row in grid.rows:
        issue, actor = row[at["issue"]], row[at["actor"]]
        for cell, what in ((issue, "issue"), (actor, "actor")):
            grid.named(cell, what)
        where = path_text((issue.text, actor.text))
        idle = not row[at["position"]].text and not row[at["salience"]].text.strip("0.")
        found: dict[str, float] = {}
        for name, kept in numbers.items():
            cell = row[at[name]]
            needed = name in stated and not idle
            read = (
                grid.number(cell, f"{where}.{name}", -FURTHEST, FURTHEST) if needed or cell.text else math.nan
            )
            found[name] = kept.add(where, cell, read)
        weight = grid.number(row[at["capability"]], f"{where}.capability", 0.0, LARGEST)
        proposal = row[at["proposal"]].text if "proposal" in at else ""
        record = records.setdefault(issue.text, Record(proposal or issue.text))
        _agree(grid, row, at, record, found)
        if actor.text in record.actors:
            grid.report(actor, "", f"actor {short(actor.text)} is given twice on {short(issue.text)}")
        record.actors[actor.text] = (weight, found["position"], found["salience"])
        if len(record.actors) == MOST_IN_TABLE + 1:
            grid.report(actor, "", f"too many actors on {short(issue.text)}", f"at most {MOST_IN_TABLE}")
    if "proposal" not in at:
        grid.notes.append("no column is called proposal: every issue is taken as one of its own")
    return records, {
        group: [numbers[name].column(group, name, stated[group]) for name in members if name in numbers]
        for group, members in ON_ONE_SCALE.items()
    }


def _stated(grid: Grid, names: list[str], scale: Ends | None) -> dict[str, Ends | None]:
    """The ends of the two scales, if the headings or the option state them."""
    stated: dict[str, Ends | None] = {"position": scale, "salience": None}
    for cell, name in zip(grid.header, names, strict=True):
        text = stated_in(cell.text)[1]
        if text is not None and name in stated:
            stated[name] = ends_of(text)
            if stated[name] is None:
                grid.report(cell, name, f"{short(text)} is not a scale", "two numbers, the lower first")
    return stated


def _agree(grid: Grid, row: list[Cell], at: dict[str, int], record: Record, found: dict[str, float]) -> None:
    """Takes the outcome and reference of a row; faults where another row of its issue says otherwise."""
    issue = row[at["issue"]].text
    for name in ("outcome", "reference"):
        value, before = found.get(name, math.nan), getattr(record, name)
        if math.isnan(before):
            setattr(record, name, value)
        elif not math.isnan(value) and value != before:
            cell = row[at[name]]
            grid.report(cell, path_text((issue, name)), f"{cell.text}, but {before:g} in an earlier row")
    proposal = row[at["proposal"]].text if "proposal" in at else ""
    if (proposal or issue) != record.proposal:
        message = f"{short(proposal)}, but {short(record.proposal)} in an earlier row"
        grid.report(row[at["proposal"]], path_text((issue, "proposal")), message)


def deu_records(grid: Grid, names: list[str]) -> tuple[dict[str, Record], dict[str, list[Column]]]:
    """The records of a row an issue, and the columns of each group; its layout states the scales."""
    at = {name: k for k, name in reversed(list(enumerate(names)))}
    actors = [name[1:] for name in names if name[0:1] == "p" and name not in DEU and f"s{name[1:]}" in at]
    head = [row for row in grid.rows if not row[at["isnr"]].text]
    if len(head) != 1:
        cell = head[1][0] if head else grid.header[0]
        message = f"rows without an issue: {len(head)}; the one such row has the capabilities"
        grid.report(cell, "isnr", message, "one")
        grid.finish()
    capability = {
        actor: grid.number(head[0][at[f"p{actor}"]], f"capability.{actor}", 0.0, LARGEST) for actor in actors
    }
    records: dict[str, Record] = {}
    numbers = {group: Numbers() for group in ON_ONE_SCALE}
    bare: set[str] = set()
    for row in (row for row in grid.rows if row[at["isnr"]].text):
        issue = row[at["isnr"]]
        grid.named(issue, "issue")
        if issue.text in records:
            grid.report(issue, "isnr", f"issue {short(issue.text)} is given twice")
        record = records[issue.text] = Record(row[at["prnr"]].text or issue.text)
        record.outcome = _blank(grid, row[at["out"]], path_text((issue.text, "out")), *DEU_SCALE)
        if "rp" in at:
            record.reference = _blank(grid, row[at["rp"]], path_text((issue.text, "rp")), *DEU_SCALE)
        for actor in actors:
            found = {}
            for group, kept in numbers.items():
                cell = row[at[f"{group[0]}{actor}"]]
                path = path_text((issue.text, f"{group[0]}{actor}"))
                found[group] = kept.add(issue.text, cell, _blank(grid, cell, path, -FURTHEST, FURTHEST))
            record.actors[actor] = (capability[actor], found["position"], found["salience"])
            if not math.isnan(found["position"]) and math.isnan(found["salience"]):
                bare.add(issue.text)
    if bare:
        grid.notes.append(
            f"issues from which actors with a position and a blank salience are left out: {len(bare)}"
        )
    return records, {group: [kept.column(group, group, DEU_SCALE)] for group, kept in numbers.items()}

"""Tables of decisions: actors' positions on issues of which it is known how they were decided.

- Plain: a row an actor and issue, with columns ``issue``, ``actor``, ``capability``, ``position``,
``salience``
  and ``outcome``, and if they are known ``proposal`` (issues of one proposal were decided together) and
  ``reference`` (what holds without a decision). An outcome stands in every row of its issue, or in some.
- That of DEU III (Arregui and Perarnaud 2021, Journal of European Public Policy, doi 10.34810/data53): a row
an
  issue, with columns ``isnr`` (issue), ``prnr`` (proposal), ``out``, ``rp`` (reference), and for every actor
  a position ``p…`` and a salience ``s…``, both from 0 to 100. The row without an issue has the capabilities,
  below the positions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from patronage.analysis.arrays import Floats
from patronage.analysis.rivals.columns import folded
from patronage.analysis.rivals.grid import read_grid
from patronage.analysis.rivals.records import DEU, Record, deu_records, plain_records
from patronage.analysis.rivals.scales import Ends, scale_of, stated_in
from patronage.analysis.rivals.table import ActorTable
from patronage.sim.files.faults import listed

FEWEST = 3  # actors with a stake; with two every mean is a matter of their weights


@dataclass(frozen=True)
class Decision:
    """An issue, its proposal, how it was decided, what held before if that is known, and its table."""

    issue: str
    proposal: str
    outcome: float
    reference: float | None
    table: ActorTable


@dataclass(frozen=True)
class Decisions:
    """Decisions on positions of one scale, its ends, how that was found, and notes of what was left out."""

    decisions: tuple[Decision, ...]
    ends: Ends
    scales: dict[str, Any]
    notes: tuple[str, ...]


def read_decisions(path: Path, scale: Ends | None = None) -> Decisions:
    """Read decisions in either layout; FaultError with all faults of the file.

    scale: the lowest and highest position that could be taken, where the heading states none; found and
    doubted as in `actors.read_actors` otherwise. Issues without an outcome, with fewer than three actors who
    have a position and a salience, or on which nobody's capability and salience are above 0, are left out
    with a note.
    """
    grid = read_grid(path)
    names = [folded(stated_in(cell.text)[0]) for cell in grid.header]
    if all(name in names for name in DEU[:3]):
        records, columns = deu_records(grid, names)
    else:
        records, columns = plain_records(grid, names, scale)
    scales = {}
    units: dict[str, Floats] = {}
    for group, mine in columns.items():
        units[group], scales[group] = scale_of(grid, mine)
    grid.finish()
    low, high = next(iter(scales["position"]["range"].values()))
    kept: list[Decision] = []
    without: dict[str, list[str]] = {}
    for issue, record in records.items():
        decision = _decision(issue, record, float(units["salience"][0]), (low, high))
        if isinstance(decision, str):
            without.setdefault(decision, []).append(issue)
        else:
            kept.append(decision)
    notes = [*grid.notes]
    notes += [f"{len(issues)} left out, {why}: {listed(issues)}" for why, issues in without.items()]
    if len({decision.proposal for decision in kept}) < 2:
        message = f"decisions on {len(kept)} issues of fewer than two proposals: too few to score"
        grid.report(grid.header[0], "", message, "issues of two proposals at least, each with an outcome")
    grid.finish()
    return Decisions(tuple(kept), (low, high), scales, tuple(notes))


def _decision(issue: str, record: Record, unit: float, ends: Ends) -> Decision | str:
    """The decision, or why there is nothing to score."""
    stakes = {actor: values for actor, values in record.actors.items() if not any(map(math.isnan, values))}
    if math.isnan(record.outcome):
        return "without an outcome"
    if len(stakes) < FEWEST:
        return f"with fewer than {FEWEST} actors who have a stake"
    capability, position, salience = np.array(list(stakes.values())).T
    if not (capability * salience).sum() > 0:
        return "on which nobody has both capability and salience"
    table = ActorTable(
        actors=tuple(stakes),
        issues=(issue,),
        capability=capability,
        position=position[:, None],
        salience=salience[:, None],
        position_unit=ends[1] - ends[0],
        salience_unit=unit,
    )
    reference = None if math.isnan(record.reference) else record.reference
    return Decision(issue, record.proposal, record.outcome, reference, table)

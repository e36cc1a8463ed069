"""What a sweep's result folder says of the sweep: its manifest, and the table of its points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patronage.sim.files.column_names import ColumnMeaning
from patronage.sim.files.months import month_text
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import content_of
from patronage.sim.store.dictionary import columns_of_sweep
from patronage.sim.store.provenance import listed_versions, model_version, versions, way_to
from patronage.sim.store.result import point_columns
from patronage.sim.sweeps.batches import Batch
from patronage.sim.sweeps.chunks import ARMS, CHUNK, MONTHS_PAIRS, MONTHS_POINTS, chunk_count
from patronage.sim.sweeps.file import Sweep
from patronage.sim.sweeps.targets import Target

if TYPE_CHECKING:
    import pyarrow as pa


def manifest_of(sweep: Sweep, folder: Path) -> dict[str, Any]:
    """All that readers of a folder need beside the tables; by `inputs` and `model` one can go on from it."""
    scenario = sweep.scenario
    return {
        "kind": "sweep",
        "inputs": sweep.digest,
        "model": model_version(),
        **listed_versions([versions()]),
        "rng": sweep.rng,
        "sweep": sweep.name,
        "file": way_to(sweep.path, folder),
        "changes": dict(sweep.changes),
        "title": sweep.title,
        "question": sweep.question,
        "scenario": scenario.name,
        "scenario_title": scenario.title,
        "case": {"name": scenario.case.name, "title": scenario.case.title, "digest": scenario.case.digest},
        "focus": scenario.focus,
        "clients": list(scenario.case.clients.get(scenario.focus, ())),
        "actors": [{"id": a.id, "name": a.name, "color": a.color} for a in scenario.case.actors],
        "issues": [{"id": q.id, "name": q.name} for q in scenario.case.issues],
        "arms": list(ARMS),
        "period": [month_text(scenario.first_month), month_text(scenario.last_month)],
        "design": {"kind": sweep.design, "size": sweep.size},
        "given": given_of(sweep),
        "varied": [_varied(sweep, target, k) for k, target in enumerate(sweep.targets)],
        "uncertainty": sweep.uncertainty,
        "common_random_numbers": sweep.common_random_numbers,
        "points": sweep.points,
        "draws": sweep.draws,
        "replicates": sweep.replicates,
        "runs": sweep.runs,
        "sizes": [list(size) for size in (*sweep.grown_from, sweep.size_now)],
        "order": [list(stretch) for stretch in sweep.order or ((0, sweep.points),)],
        "chunks": chunk_count(sweep),
        "chunk": CHUNK,
        "months_of": {"points": MONTHS_POINTS, "pairs": MONTHS_PAIRS},
    }


def given_of(sweep: Sweep) -> dict[str, Any]:
    """What of the scenario decides the sweep's runs, as JSON has it: by this it is held to what is there."""
    content = content_of(sweep.scenario)
    own = {"runs", "replicates", "rng"}  # of which a sweep has its own
    found = {name: value for name, value in content.items() if name not in own}
    return dict(json.loads(json.dumps(found)))


def _varied(sweep: Sweep, target: Target, column: int) -> dict[str, Any]:
    """A target as charts need it: its path, its form, its range, and what it is in the scenario itself."""
    values = sweep.values[:, column]
    entry: dict[str, Any] = {
        "path": target.path,
        "form": target.form,
        "low": target.value(float(values.min())),
        "high": target.value(float(values.max())),
        "unchanged": None,
    }
    if target.group == "settings":
        setting = SETTINGS[target.names[0]]
        entry |= {"symbol": setting.symbol, "meaning": setting.meaning}
        entry["unchanged"] = sweep.scenario.settings[setting.name]
    elif target.group == "events":
        event = next(event for event in sweep.scenario.events if event.id == target.names[0])
        start, last = event.months
        base = {"start": start, "lasts": last - start + 1, "present": 1}[target.names[1]]
        entry["unchanged"] = target.value(float(base))
    return entry


def points_table(sweep: Sweep, batch: Batch) -> pa.Table:
    """One row a point of a batch: its number, and under each path its value, as a sweep's file gives it."""
    import pyarrow as pa

    points = range(batch.first_point, batch.first_point + batch.points)
    names = point_columns([target.path for target in sweep.targets])
    columns: dict[str, Any] = {"point": pa.array(points, type=pa.int32())}
    for column, target in enumerate(sweep.targets):
        kind = {"number": pa.float64(), "month": pa.string(), "whole": pa.int32(), "flag": pa.bool_()}
        values = [target.value(float(value)) for value in sweep.values[points.start : points.stop, column]]
        columns[names[target.path]] = pa.array(values, type=kind[target.form])
    return pa.table(columns)


def column_meanings(sweep: Sweep) -> list[ColumnMeaning]:
    """What the columns of the sweep's tables mean."""
    case, forms = sweep.scenario.case, {"number": "own", "whole": "count", "month": "month", "flag": "flag"}
    varied = {target.path: forms[target.form] for target in sweep.targets}
    return list(columns_of_sweep(case.actor_ids, case.issue_ids, sweep.scenario.focus, varied))

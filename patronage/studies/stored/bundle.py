"""What a replication archive holds of a result, and the form in which it says so.

README.md          how to rerun it
CITATION.cff       how to cite the program
requirements.txt   the versions that made it
bundle.json        the inputs' main file, the values that replaced some of it, the digest of every file
inputs/            scenario, sweep and case, where they find one another
result/            the result folder: manifest, record of the parts, answer, Parquet tables, charts
tables/            the answer's numbers, the months or the losses at each point, as CSV
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from patronage.analysis.estimators.sweep import losses_of, measures_of
from patronage.sim.files.archive import MOST_IN_FILE
from patronage.sim.store.result import ANSWER, MANIFEST, STATUS, Result

FORMAT = 1
LIST = "bundle.json"
INPUTS, RESULT, TABLES = "inputs", "result", "tables"


class FileForm(BaseModel):
    """A file's size in bytes, and its SHA-256."""

    model_config = ConfigDict(extra="forbid")

    bytes: Annotated[int, Field(ge=0, le=MOST_IN_FILE)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class BundleForm(BaseModel):
    """What bundle.json says."""

    model_config = ConfigDict(extra="forbid")

    project: Literal["patronage"]
    bundle: Literal[1]
    version: str
    kind: Literal["run", "sweep"]
    main: str
    changes: dict[str, str]
    files: dict[str, FileForm]


def part_lines(result: Result) -> bytes:
    """The record of a result's parts alone, without the times, processes and machines that made them."""
    lines = [
        {
            "event": "part",
            "part": name,
            "sha256": part.sha256,
            "rows": part.rows,
            "bytes": part.bytes,
            "failed": part.failed,
        }
        for name, part in sorted(result.parts.items())
    ]
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def result_files(result: Result) -> list[str]:
    """The names, in its folder, of what decides a result's numbers and of its manifest."""
    return [MANIFEST, STATUS, *sorted(result.parts)]


def csv_tables(result: Result) -> dict[str, bytes]:
    """A result's numbers as CSV by name; FaultError where they cannot be read."""
    if result.manifest["kind"] == "sweep":
        return {f"{TABLES}/losses.csv": _csv(*_losses(result))}
    answer = json.loads((result.folder / ANSWER).read_bytes())
    months = result.months()
    return {
        f"{TABLES}/answer.csv": _csv(("path", "value"), leaves(answer)),
        f"{TABLES}/months.csv": _csv(months.column_names, zip(*months.to_pydict().values(), strict=True)),
    }


def leaves(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within groups and lists, with the way to it: `losses.hold.mean`, `events.0.id`."""
    if isinstance(found, dict | list):
        for key, value in found.items() if isinstance(found, dict) else enumerate(found):
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, found


def _losses(result: Result) -> tuple[list[str], Iterator[Sequence[Any]]]:
    """Each point with what was varied and its loss in each measure: mean, 5 and 95%, standard error."""
    table = result.table("points")
    columns = dict(table.to_pydict())
    for measure in measures_of(result):
        losses = losses_of(result, measure)
        for name, values in (
            ("mean", losses.mean),
            ("low", losses.low),
            ("high", losses.high),
            ("standard_error", losses.error),
        ):
            columns[f"{measure}_loss_{name}"] = [None if np.isnan(v) else v for v in values.tolist()]
    return list(columns), zip(*columns.values(), strict=True)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    """A value as the table has it: true and false as in JSON, numbers with every digit."""
    return json.dumps(value) if isinstance(value, bool) else value

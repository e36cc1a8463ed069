"""Replication archives that were changed after they were made."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from patronage.sim.store.result import column, seal_of
from patronage.sim.store.writer import parquet_bytes

Files = dict[str, bytes]


def repacked(path: Path, change: Callable[[Files], object], *, listed: bool = True) -> Path:
    """The archive with its files changed; ``listed``: and its list of digests made right again."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if listed:
        form = json.loads(files["bundle.json"])
        form["files"] = {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
            if name != "bundle.json"
        }
        files["bundle.json"] = json.dumps(form).encode()
    again = path.with_name("again.zip")
    with zipfile.ZipFile(again, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return again


def changed_number(files: Files, name: str = "result/runs/part-00000.parquet") -> None:
    """Add a hundredth to one number of a stored table, and put every digest of it right."""
    table = pq.read_table(io.BytesIO(files[name]))
    place = table.column_names.index(column("hold", "duke"))
    values = table.column(place).to_pylist()
    values[3] += 0.01
    files[name] = parquet_bytes(table.set_column(place, table.column_names[place], pa.array(values)))
    digest = hashlib.sha256(files[name]).hexdigest()
    part = name.removeprefix("result/")
    manifest = json.loads(files["result/manifest.json"])
    manifest["parts"][part] = digest
    files["result/manifest.json"] = json.dumps(manifest | {"seal": seal_of(manifest)}).encode()
    lines = [json.loads(line) for line in files["result/status.jsonl"].splitlines()]
    for line in lines:
        if line["part"] == part:
            line |= {"sha256": digest, "bytes": len(files[name])}
    files["result/status.jsonl"] = "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def replaced(name: str, old: str, new: str) -> Callable[[Files], object]:
    def change(files: Files) -> None:
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return change

"""The tables of an answer in a folder, each in every form; what else lies there stays as it is.

`tables.json` lists the files that were written, each with its SHA-256: they are ours to replace as long as
they are as they were written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from patronage.analysis.table_files.data import csv_bytes, dictionary
from patronage.analysis.table_files.print import latex, markdown
from patronage.analysis.table_files.workbook import workbook_bytes
from patronage.analysis.tables import Table
from patronage.sim.files.durable import check_writable, write_whole
from patronage.sim.files.faults import Fault, FaultError, reason_of, shown

INDEX, WORKBOOK = "tables.json", "tables.xlsx"
INSTALL = "pip install 'patronage[sheet]'"


def check_folder(folder: Path) -> None:
    """FaultError or OSError where no tables could be written there; for before any work."""
    if folder.exists() and not folder.is_dir():
        raise FaultError([Fault(shown(folder), 0, 0, "--tables", "is a file, not a folder", "a folder")])
    check_writable(folder / INDEX)
    _listed(folder)


def write_tables(folder: Path, tables: Sequence[Table], made: str, about: Mapping[str, Any]) -> list[str]:
    """Write the tables into the folder, which is made; gives a line for each file that was not written.

    ``made``: how the numbers were made, for captions; ``about``: the same for `tables.json`. Each file is
    replaced whole. What lies there and is not ours, or was changed since it was written, is left alone; what
    is ours and no longer among the tables is removed. OSError where a file cannot be written.
    """
    files, left_out = files_of(tables, made)
    before, now = _listed(folder), {}
    for name, data in files.items():
        path, digest = folder / name, hashlib.sha256(data).hexdigest()
        if _foreign(path, before.get(name), digest):
            how = "was changed since it was written" if name in before else "is not a table of ours"
            left_out.append(f"{path}: {how}, and is left as it is")
            if name in before:
                now[name] = before[name]
            continue
        write_whole(path, data)
        now[name] = digest
    for name in before.keys() - files.keys():
        if not _foreign(folder / name, before[name], ""):
            (folder / name).unlink(missing_ok=True)
    index = {"project": "patronage", "made": made, **about, "files": now}
    write_whole(folder / INDEX, (json.dumps(index, indent=2, ensure_ascii=False) + "\n").encode())
    return left_out


def files_of(tables: Sequence[Table], made: str) -> tuple[dict[str, bytes], list[str]]:
    """The bytes of every file by name; a line for each that there is not, though it was asked for."""
    every = (*tables, dictionary(tables))
    files, left_out = {f"{table.name}.csv": csv_bytes(table) for table in every}, []
    for table in tables:
        if not table.data:
            files |= {f"{table.name}.tex": latex(table, made), f"{table.name}.md": markdown(table, made)}
    try:
        files[WORKBOOK], beyond = workbook_bytes(every)
        left_out = [f"{WORKBOOK}: {one.name} has too many rows for a sheet; see its CSV" for one in beyond]
    except ModuleNotFoundError as error:
        left_out.append(f"{WORKBOOK} is left out: it needs {error.name}: {INSTALL}")
    return files, left_out


def _foreign(path: Path, ours: str | None, new: str) -> bool:
    """Whether there is a file that is neither as we wrote it nor as we would."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return False
    except (IsADirectoryError, PermissionError):
        return True
    except OSError as error:
        raise OSError(error.errno, reason_of(error), str(path)) from None
    return found not in {ours, new}


def _listed(folder: Path) -> dict[str, str]:
    """The files that were written before, with their digests; FaultError where the list is not ours."""
    path = folder / INDEX
    try:
        index = json.loads(path.read_bytes())
        files = index["files"] if index["project"] == "patronage" else None
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, RecursionError):
        files = None
    if isinstance(files, dict) and all(
        isinstance(digest, str) and Path(name).name == name for name, digest in files.items()
    ):
        return files
    message = "is not the list of tables that is written there"
    raise FaultError([Fault(shown(path), 0, 0, "", message, "another folder")])

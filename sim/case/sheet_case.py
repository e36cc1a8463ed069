"""The coding of a case, finished or not, as a sheet; and a sheet as the coding of a case."""

from __future__ import annotations

from pathlib import Path

from patronage.sim.case.article import sentences_of, text_of_article, text_path
from patronage.sim.case.checks import check_case
from patronage.sim.case.codebook import codebook_path, read_codebook
from patronage.sim.case.load import load_case
from patronage.sim.case.sheet import evidence_of, in_cells, rows_of, words
from patronage.sim.case.sheet_file import read_sheet, sheet_bytes
from patronage.sim.files.durable import undisturbed, write_whole
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.files.located import Located, read_bytes, read_yaml


def write_sheet(folder: Path, path: Path) -> int:
    """Write the coding in a case's folder as a sheet, by its ending `.csv` or `.xlsx`; returns its rows.

    The coding need not be finished, nor right: what there is stands in the sheet. FaultError for what
    cannot be read, and for what no sheet has a column for.
    """
    codebook, _ = read_codebook(codebook_path(folder))
    case_file = read_yaml(folder / "case.yaml")
    known = check_case(case_file, codebook)
    names = [name for name in ("evidence.yaml", "outside.yaml") if (folder / name).exists()]
    files = [read_yaml(folder / name) for name in names or ["evidence.yaml"]]
    for file in files:
        file.raise_faults()
    rows = rows_of(files, _sentences(case_file))
    items = dict.fromkeys(str(row["id"]) for row in rows if row.get("id") is not None)
    write_whole(path, sheet_bytes(path.suffix.lower(), rows, words(known, codebook, items)))
    return len(rows)


def _sentences(case_file: Located) -> list[list[str]] | None:
    """The sentences of the text beside a case, where it is there."""
    path = text_path(case_file)
    try:
        if path is None or not path.exists():
            return None
        return sentences_of(text_of_article(read_bytes(path), path.name))
    except FaultError:
        return None  # `check` says what is wrong with it


def read_coding(path: Path, folder: Path) -> dict[str, int]:
    """Make a sheet the coding of the case in a folder: its evidence.yaml, and its outside.yaml if need be.

    Returns how many items each file now has; one that has them already is left as it is, comments and all.
    FaultError, each fault with its cell, where the case would not be right with it; then nothing is written.
    """
    if not (folder / "case.yaml").is_file():
        message = "is not a case to put a coding into: it holds no case.yaml"
        raise FaultError([Fault(shown(folder), 0, 0, "", message, "a folder such as `patronage new` makes")])
    sheet = read_sheet(path)
    made = evidence_of(sheet, folder)
    faults = [*sheet.faults]
    try:
        load_case(folder, made)
    except FaultError as error:
        faults += error.faults
    if faults:
        raise in_cells(FaultError(faults), sheet.file)
    with undisturbed():
        for file in made.values():
            if not _is_there(file):
                write_whole(file.path, file.raw)
    return {name: len(file.data["items"]) for name, file in made.items()}


def _is_there(file: Located) -> bool:
    """Whether the file on the disk has the same items already."""
    try:
        return bool(read_yaml(file.path).data == file.data)
    except FaultError:
        return False

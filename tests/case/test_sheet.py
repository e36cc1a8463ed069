"""A coding goes into a sheet and back without a change, and each fault of a sheet names its cell."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.load import load_case
from patronage.sim.case.sheet import COLUMNS, column_letter
from patronage.sim.case.sheet_case import read_coding, write_sheet
from patronage.sim.files.faults import FaultError
from patronage.sim.files.values import scalar
from patronage.sim.files.yaml_text import parse
from tests.support.calling import Call

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "cases"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the invented case."""
    shutil.copytree(TINY, tmp_path / "cases")
    return tmp_path / "cases" / "tiny"


def _changed(folder: Path, *changes: tuple[int, str, str]) -> Path:
    """Write the case's sheet with cells changed: row (the header is 1), column, text."""
    path = folder.parent / "coding.csv"
    write_sheet(folder, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    for row, column, text in changes:
        rows[row - 1][COLUMNS.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _faults(folder: Path, path: Path) -> list[str]:
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    with pytest.raises(FaultError) as caught:
        read_coding(path, folder)
    assert before == {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    return [str(fault).partition(".csv:")[2] for fault in caught.value.faults]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ["syria", "vietnam"])
def test_both_shipped_cases_go_there_and_back_unchanged(name: str, ending: str, tmp_path: Path) -> None:
    source, copy = ROOT / "seeds" / name, tmp_path / "seeds" / name
    shutil.copytree(source, copy)
    shutil.copy(ROOT / "seeds" / "codebook.yaml", copy.parent)
    path = tmp_path / f"coding.{ending}"
    write_sheet(copy, path)
    read_coding(path, copy)
    for file in ("evidence.yaml", "outside.yaml"):
        assert (copy / file).read_bytes() == (source / file).read_bytes()  # comments and all
        (copy / file).unlink()
    read_coding(path, copy)
    was, now = load_case(source), load_case(copy)
    assert (copy / "evidence.yaml").read_bytes() != (source / "evidence.yaml").read_bytes()
    assert replace(now, folder=was.folder, digest=was.digest) == was


def test_a_row_an_act_or_what_else_is_coded(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "coding.csv"
    count = write_sheet(folder, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == count
    case = load_case(folder)
    kinds = ("acts", "stances", "mentions", "controls", "ties", "commitments")
    assert count == sum(len(getattr(item, kind)) for item in case.items for kind in kinds)
    assert [rows[0][name] for name in ("id", "what", "actor", "cameo", "low", "high")] == [
        "grain_ships", "act", "duke", "071", "7.0", "7.4",
    ]  # fmt: skip
    assert rows[1]["what"] == "stance"
    assert rows[1]["paraphrase"] == ""


def test_a_workbook_offers_the_words_that_are_allowed(folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    write_sheet(folder, tmp_path / "coding.xlsx")
    book = load_workbook(tmp_path / "coding.xlsx")
    offered = {
        str(each.sqref).partition("2:")[0]: each.formula1
        for each in book["coding"].data_validations.dataValidation
    }
    letter = column_letter(COLUMNS.index("verb") + 1)
    words = [cell.value for cell in book["allowed words"][offered[letter].split("$")[1]] if cell.value]
    assert words == ["verb", "endorse", "aid", "warn", "coerce"]
    legend = {
        row[0]: row[1] for row in book["allowed words"].iter_rows(min_col=8, max_col=9, values_only=True)
    }
    assert legend["071"] == "aid: give economic aid"
    assert column_letter(COLUMNS.index("brought_by") + 1) in offered
    assert book["coding"][f"{column_letter(COLUMNS.index('cameo') + 1)}2"].number_format == "@"


@pytest.mark.parametrize(
    ("row", "column", "text", "words"),
    [
        (
            2,
            "verb",
            "coarce",
            "unknown verb 'coarce'; allowed: endorse, aid, warn, coerce; did you mean 'coerce'?",
        ),
        (2, "cameo", "71", "unknown CAMEO code '71'; allowed: 051, 071, 130, 191"),
        (2, "low", "much", "'much' should be a number"),
        (2, "low", "", "is empty; it should be a number"),
        (2, "date", "2000-12", "2000-12 is outside the period"),
        (2, "kind", "fcat", "unknown kind 'fcat'"),
        (2, "position", "0.5", "an act has no position; allowed: actor, verb"),
        (3, "position", "0,5", "'0,5' should be a number"),
        (3, "paraphrase", "Else.", "'Else.' here and 'The Duke sends the port grain"),
        (3, "what", "stanse", "unknown 'stanse'; allowed: act, stance"),
        (3, "what", "", "is empty; the row codes something"),
        (4, "count", "1.5", "1.5 should be a whole number"),
        (4, "count", "4", "4 is too large; allowed: at most 3"),
        (4, "id", "", "is empty; every row names the item it is of"),
    ],
)
def test_each_fault_names_its_cell(folder: Path, row: int, column: str, text: str, words: str) -> None:
    path = _changed(folder, (row, column, text))
    letter = column_letter(COLUMNS.index(column) + 1)
    cell = f"{row}:{COLUMNS.index(column) + 1}: cell {letter}{row}"
    mine = [line for line in _faults(folder, path) if line.startswith(cell)]
    assert mine, _faults(folder, path)
    assert any(words in line for line in mine), mine


def test_the_field_is_named_beside_the_cell(folder: Path) -> None:
    (fault,) = _faults(folder, _changed(folder, (2, "verb", "coarce")))
    assert fault.startswith("2:15: cell O2 (verb): unknown verb 'coarce'")


def test_all_faults_at_once_in_the_order_of_the_sheet(folder: Path) -> None:
    path = _changed(folder, (2, "verb", "x"), (3, "position", "2"), (4, "what", "y"))
    assert [line.partition(":")[0] for line in _faults(folder, path)] == ["2", "3", "4"]


def test_a_row_that_repeats_another_is_a_fault_unless_the_coding_has_it_so(folder: Path) -> None:
    path = _changed(folder)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], *lines[2:]]), encoding="utf-8")
    (fault,) = _faults(folder, path)
    column = COLUMNS.index("what") + 1
    place = f"4:{column}: cell {column_letter(column)}4 (what)"
    assert fault == f"{place}: repeats row 3, of the same item; allowed: each act or other code once"
    stance = "      - {actor: duke, issue: grain, position: 1.0, strength: strong}\n"
    evidence = folder / "evidence.yaml"
    evidence.write_text(evidence.read_text(encoding="utf-8").replace(stance, 2 * stance), encoding="utf-8")
    written = _changed(folder)
    was = evidence.read_bytes()
    read_coding(written, folder)
    assert evidence.read_bytes() == was


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the column 'id' is missing"),
        (b"id,verp\n", "unknown column 'verp'; allowed: id, kind"),
        (b"id,id\n", "the column 'id' is given twice"),
        (b"id,kind\n", "has no row below its header"),
        (b"id,kind\n,\n", "has no row below its header"),
        ("\ufeffid,kind\nä".encode() + b",\xff", "2:3: is not UTF-8 text: byte 0xff"),
        (b"id\na\x00", "is a binary file"),
        (b'id\n"a', "is not a table of comma-separated values"),
        (b"id,kind\na,article,more\n", "'more' stands under no column's name"),
    ],
)
def test_what_is_no_sheet(folder: Path, raw: bytes, words: str) -> None:
    path = folder.parent / "coding.csv"
    path.write_bytes(raw)
    assert words in "\n".join(_faults(folder, path))


def test_what_is_no_workbook(folder: Path, call: Call) -> None:
    from openpyxl import Workbook

    path = folder.parent / "coding.xlsx"
    for raw in (b"", b"PK\x03\x04", b"id,kind\n"):
        path.write_bytes(raw)
        said = call("sheet", path, "-o", folder)
        assert said.code == 2
        assert "coding.xlsx: is not a workbook that can be read" in said.err
    far = Workbook()
    far.active.title = "coding"
    far.active["XFD1048576"] = "x"
    far.save(path)
    assert "has a cell in column 16,384" in call("sheet", path, "-o", folder).err
    Workbook().save(path)
    assert "has no sheet called 'coding'; there are Sheet" in call("sheet", path, "-o", folder).err


def test_the_command_there_and_back(folder: Path, call: Call) -> None:
    path = folder.parent / "coding.csv"
    there = call("sheet", folder, "-o", path)
    assert (there.code, there.err) == (0, "")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)  # as spreadsheets do where the comma is decimal
    back = call("sheet", path, "-o", folder)
    assert (back.code, back.err) == (0, "")
    assert "evidence.yaml: 3 items, no errors in this case" in back.out
    assert "one of CASE|SHEET and --out must be a sheet" in call("sheet", folder, "-o", folder).err
    assert "is not a case to put a coding into" in call("sheet", path, "-o", folder / "nowhere").err


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_a_text_is_written_so_that_it_is_read_as_the_same_text(text: str) -> None:
    assert parse(f"a: {scalar(text)}\n", "x").data == {"a": text}
    assert parse(f"- {{a: {scalar(text)}, b: {scalar(-1.5e-7)}}}\n", "x").data == [{"a": text, "b": -1.5e-7}]

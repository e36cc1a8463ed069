"""Tables as files: read back by what reads such files, with names that would break them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.table_files.data import csv_bytes, dictionary, readable
from patronage.analysis.table_files.folder import check_folder, write_tables
from patronage.analysis.table_files.print import latex, markdown
from patronage.analysis.table_files.workbook import workbook_bytes
from patronage.analysis.tables import Column, Table, Value, table_of, text
from patronage.sim.files.faults import FaultError

HOSTILE = "A & B_%$#{}~^\\ | [x] *y* `z` <i> -- '' ,, \"q\""
COLUMNS = (
    text("name", "a name"),
    Column("loss", "points", "a loss", "E14", signed=True),
    Column("of_draws", "share", "a share"),
    Column("runs", "count", "a number"),
    Column("sure", "flag", "whether"),
    Column("far", "points", "left out of print", shown=False),
)
ROWS: tuple[tuple[Value, ...], ...] = (
    (HOSTILE, -0.1234567890123456, 0.001, 1234567, True, 1e-300),
    ("=1+1", 0.0, 1.0, 0, False, None),
    ("two\nlines", None, None, None, None, None),
)
TABLE = table_of("losses", f"Losses of {HOSTILE}", COLUMNS, ROWS)
MADE = "20 runs (4 weight draws x 5 runs), rng 7."
SENTENCES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def unescaped(cell: str) -> str:
    """What LaTeX would set of a cell; fails for anything that it would not take."""
    whole = {
        r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
        r"\textgreater{}": ">", r"\textbar{}": "|", "{`}": "`", "{[}": "[", "{]}": "]", "{*}": "*", "{}": "",
        "$-$": "-", **{f"\\{sign}": sign for sign in "{}$&#%_"},
    }  # fmt: skip
    out, at = [], 0
    while at < len(cell):
        found = next((code for code in whole if cell.startswith(code, at)), None)
        if found is None:
            assert cell[at] not in "\\{}$&#%_~^", f"{cell!r} has a bare {cell[at]!r}"
            out.append(cell[at])
        else:
            out.append(whole[found])
        at += len(found or "x")
    return "".join(out)


def test_csv_has_every_number_in_full() -> None:
    head, *rows = read_csv(csv_bytes(TABLE))
    assert head == [column.name for column in COLUMNS]
    assert rows[0] == [HOSTILE, "-0.1234567890123456", "0.001", "1234567", "TRUE", "1e-300"]
    assert rows[1] == ["=1+1", "0.0", "1.0", "0", "FALSE", ""]
    assert rows[2] == ["two\nlines", "", "", "", "", ""]


@given(value=st.floats(allow_nan=False, allow_infinity=False), name=SENTENCES)
def test_csv_gives_every_number_and_text_back(value: float, name: str) -> None:
    table = table_of("t", "T", COLUMNS[:2], [(name, value)])
    (row,) = read_csv(csv_bytes(table))[1:]
    assert float(row[1]) == value
    assert row[0] == readable(name.replace("\r\n", "\n").replace("\r", "\n"))


def test_latex_needs_booktabs_alone_and_sets_every_letter() -> None:
    lines = latex(TABLE, MADE).decode().splitlines()
    commands = set(re.findall(r"\\[a-z]+(?=[{\s]|$)", "\n".join(lines)))
    assert commands <= {
        r"\usepackage", r"\begin", r"\end", r"\centering", r"\caption", r"\label", r"\toprule", r"\midrule",
        r"\bottomrule", r"\linewidth", r"\textbackslash", r"\textasciitilde", r"\textasciicircum",
        r"\textless", r"\textgreater", r"\textbar",
    }  # fmt: skip
    assert [line for line in lines if line.startswith((r"\begin", r"\end"))] == [
        r"\begin{table}", r"\begin{tabular}{p{0.3\linewidth}rrrl}", r"\end{tabular}", r"\end{table}",
    ]  # fmt: skip
    caption = next(line for line in lines if line.startswith(r"\caption{"))
    assert unescaped(caption.removeprefix(r"\caption{").removesuffix("}")) == f"Losses of {HOSTILE}. {MADE}"
    body = lines[lines.index(r"\midrule") + 1 : lines.index(r"\bottomrule")]
    cells = [re.split(r"(?<!\\)&", line.removesuffix(r"\\")) for line in body]
    assert [len(row) for row in cells] == [5, 5, 5]
    assert unescaped(cells[0][0].strip()) == HOSTILE
    assert [unescaped(cell.strip()) for cell in cells[0][1:]] == ["-0.1235", "<1%", "1,234,567", "yes"]
    assert [unescaped(cell.strip()) for cell in cells[1]] == ["=1+1", "0", "100%", "0", "no"]
    assert [unescaped(cell.strip()) for cell in cells[2]] == ["two lines", "-", "-", "-", "-"]


@given(name=SENTENCES)
def test_latex_takes_any_text(name: str) -> None:
    line = latex(table_of("t", "T", COLUMNS[:2], [(name, 0.5)]), MADE).decode().split("\\midrule\n")[1]
    cell, value = re.split(r"(?<!\\)&", line.split(" \\\\\n")[0])
    letters = re.sub(r"\$\\[a-z]+\$|\\(P|ldots)\{\}", "", cell)  # of signs that are set as mathematics
    set_of_it = "".join(filter(str.isascii, unescaped(letters)))
    asked = "".join(letter for letter in " ".join(name.split()) if letter.isascii() and letter.isprintable())
    assert set_of_it.split() == asked.split() or "−" in name
    assert value.strip() == "+0.5000"


def test_markdown_keeps_its_columns() -> None:
    lines = markdown(TABLE, MADE).decode().splitlines()
    assert lines[3] == "| --- | ---: | ---: | ---: | --- |"
    assert all(len(re.split(r"(?<!\\)\|", line)) == 7 for line in lines[2:])
    name = re.split(r"(?<!\\)\|", lines[4])[1].strip()
    assert re.sub(r"\\(.)", r"\1", name) == HOSTILE


def test_a_workbook_has_a_sheet_a_table_and_text_that_stays_text() -> None:
    data, beyond = workbook_bytes([TABLE, dictionary([TABLE])])
    assert beyond == []
    assert workbook_bytes([TABLE, dictionary([TABLE])])[0] == data
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["losses", "dictionary"]
    rows = [list(row) for row in book["losses"].iter_rows(values_only=True)]
    assert rows == [[column.name for column in COLUMNS], *map(list, ROWS)]
    assert book["losses"]["A3"].data_type == "s"


def test_a_workbook_takes_text_that_xml_cannot_hold() -> None:
    data, _ = workbook_bytes([table_of("t", "T", COLUMNS[:1], [("a\x00b\x1f",)])])
    assert openpyxl.load_workbook(io.BytesIO(data))["t"]["A2"].value == "a\ufffdb\ufffd"


def test_the_dictionary_tells_of_every_column_and_of_itself() -> None:
    meanings = dictionary([TABLE])
    assert meanings.rows[1] == ("losses", "loss", "points", "a loss", "E14")
    assert {row[:2] for row in meanings.rows} == {
        *(("losses", column.name) for column in COLUMNS),
        *(("dictionary", name) for name in meanings.heads),
    }


def test_a_folder_has_every_form_and_what_lies_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "tables"
    check_folder(folder)
    assert not folder.exists()
    assert write_tables(folder, [TABLE], MADE, {"command": "run"}) == []
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "losses.csv", "losses.tex", "losses.md", "dictionary.csv", "tables.xlsx", "tables.json",
    }  # fmt: skip
    (folder / "notes.txt").write_text("mine")
    other = table_of("others", "Others", COLUMNS, ROWS, data=True)
    (folder / "losses.tex").write_text("edited")
    assert write_tables(folder, [other], MADE, {}) == []
    assert {path.name for path in folder.iterdir()} == {
        "others.csv", "dictionary.csv", "tables.xlsx", "tables.json", "notes.txt", "losses.tex",
    }  # fmt: skip
    assert (folder / "losses.tex").read_text() == "edited"


def test_a_file_of_somebody_else_or_that_was_changed_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "losses.csv").write_text("mine")
    lines = write_tables(tmp_path, [TABLE], MADE, {})
    assert lines == [f"{tmp_path / 'losses.csv'}: is not a table of ours, and is left as it is"]
    assert (tmp_path / "losses.csv").read_text() == "mine"
    (tmp_path / "losses.md").write_text("edited")
    lines = write_tables(tmp_path, [TABLE], MADE, {})
    assert f"{tmp_path / 'losses.md'}: was changed since it was written, and is left as it is" in lines
    assert (tmp_path / "losses.md").read_text() == "edited"
    (tmp_path / "losses.md").unlink()
    assert len(write_tables(tmp_path, [TABLE], MADE, {})) == 1
    assert (tmp_path / "losses.md").read_bytes() == markdown(TABLE, MADE)


def test_a_folder_in_the_way_of_a_table_keeps_no_other_from_being_written(tmp_path: Path) -> None:
    (tmp_path / "losses.csv").mkdir()  # nor does a file that may not be read
    lines = write_tables(tmp_path, [TABLE], MADE, {})
    assert lines == [f"{tmp_path / 'losses.csv'}: is not a table of ours, and is left as it is"]
    assert (tmp_path / "losses.md").read_bytes() == markdown(TABLE, MADE)
    assert "losses.csv" not in json.loads((tmp_path / "tables.json").read_bytes())["files"]


def test_a_link_that_leads_nowhere_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "t").symlink_to("nowhere")
    with pytest.raises(OSError, match="t is a link to what is not there") as refused:
        check_folder(tmp_path / "t" / "within")
    assert refused.value.filename == str(tmp_path / "t" / "within" / "tables.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"project": "patronage", "files": {"../x": "0"}}'])
def test_a_list_of_tables_that_is_not_ours_is_refused_before_any_work(tmp_path: Path, text: str) -> None:
    (tmp_path / "tables.json").write_text(text)
    with pytest.raises(FaultError, match="is not the list of tables that is written there"):
        check_folder(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FaultError, match="is a file, not a folder"):
        check_folder(tmp_path / "file")


def test_without_openpyxl_all_else_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    lines = write_tables(tmp_path, [TABLE], MADE, {})
    assert lines == ["tables.xlsx is left out: it needs openpyxl: pip install 'patronage[sheet]'"]
    assert (tmp_path / "losses.csv").is_file()
    assert "tables.xlsx" not in json.loads((tmp_path / "tables.json").read_text())["files"]


def test_a_table_must_have_legal_names_and_whole_rows() -> None:
    for name in ("Loss", "select", "a" * 33):
        with pytest.raises(ValueError, match="no legal name"):
            Column(name, "points", "")
    with pytest.raises(ValueError, match="does not have its 6 columns"):
        Table("losses", "", COLUMNS, ((1,),))
    with pytest.raises(ValueError, match="no legal table"):
        Table("losses", "", (COLUMNS[0], COLUMNS[0]), ())

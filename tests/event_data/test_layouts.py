"""Rows in every layout come to the same event; what is wrong with a row or a file is said at its line."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from patronage.sim.case.codebook import read_codebook
from patronage.sim.event_data.codes import Codes
from patronage.sim.event_data.dictionary import Party
from patronage.sim.event_data.layouts import Event, events_of
from patronage.sim.event_data.streams import LONGEST
from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.files.shipped import data_root
from tests.support.event_data import ICEWS, POLECAT, gdelt, icews, polecat, table

BOOK = read_codebook(data_root() / "seeds" / "codebook.yaml")[0]
MARCH = parse_month("2001-03")
ROW = icews("2001-03-07", ("Duke", "Executive,Government", "Dukeland"), ("Lind", "", "Lind"), "071")
GOOD = table(ICEWS, ROW)
MANY = [ROW.replace("Gazette", hashlib.sha256(bytes([k % 256, k // 256])).hexdigest()) for k in range(6000)]


def read(path: Path, layout: str = "icews") -> tuple[list[Event], list[tuple[int, str]]]:
    bad: list[tuple[int, str]] = []
    return list(events_of(path, layout, Codes(BOOK), lambda line, why, _: bad.append((line, why)))), bad


def put(folder: Path, text: str | bytes, name: str = "events") -> Path:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder / name


def test_icews(tmp_path: Path) -> None:
    no_code = icews("2001-03-08", ("A", "", "B"), ("C", "", "D"), "", "Make a visit")
    events, bad = read(put(tmp_path, table(ICEWS, ROW, no_code)))
    assert bad == []
    duke, lind = Party("Duke", "Dukeland", "Executive,Government"), Party("Lind", "Lind")
    assert events[0] == Event(MARCH, 7, (duke,), (lind,), "071", "071")
    assert (events[1].day, events[1].code, events[1].written) == (8, "042", "Make a visit")


def test_a_header_may_be_spelled_otherwise_and_end_its_lines_otherwise(tmp_path: Path) -> None:
    header = [name.replace(" ", ".").upper() for name in ICEWS]
    text = "\ufeff" + table(header, ROW).replace("\n", "\r\n")
    assert read(put(tmp_path, text)) == read(put(tmp_path, GOOD, "plain"))


@pytest.mark.parametrize("width", [57, 58, 61])
def test_gdelt(tmp_path: Path, width: int) -> None:
    actor, target = ("DUKMIL", "ARMY", "DUK", "", "", "MIL"), ("LNDGRG", "FARMERS", "LND", "GRG", "lin", "")
    (event,), bad = read(put(tmp_path, gdelt("20010307", actor, target, "0841", width) + "\n"), "gdelt")
    assert bad == []
    assert event[:2] == (MARCH, 7)
    assert event.actors == (Party("ARMY", "DUK", "MIL", "DUKMIL"),)
    assert event.targets == (Party("FARMERS", "LND", "", "LNDGRG", ("GRG", "lin")),)
    assert event.code == "0841"


def test_gdelt_without_a_code_has_its_root(tmp_path: Path) -> None:
    row = gdelt("20010307", ("A",) * 6, ("B",) * 6, "190").split("\t")
    row[26:29] = "", "", "19"
    (event,), _ = read(put(tmp_path, "\t".join(row)), "gdelt")
    assert event.code == "190"


def test_polecat_with_several_recipients(tmp_path: Path) -> None:
    row = polecat(
        "2001-03-07", ("Duke", "DUK", "GOV"), ("Lind; Guild", "LND; GRG", "GOV;MIL"), "CONSULT", "visit"
    )
    (event,), bad = read(put(tmp_path, table(POLECAT, row)), "polecat")
    assert bad == []
    assert event.code == "042"
    assert event.actors == (Party("Duke", "DUK", "GOV"),)
    assert event.targets == (Party("Lind", "LND", "GOV,MIL"), Party("Guild", "GRG", "GOV,MIL"))


def test_a_row_that_lists_a_crowd_is_bad(tmp_path: Path) -> None:
    row = polecat("2001-03-07", ("a;" * 60, "", ""), ("b;" * 60, "", ""), "AID")
    events, bad = read(put(tmp_path, table(POLECAT, row)), "polecat")
    assert (events, bad) == ([], [(2, "the row lists more than 50 actors or targets")])


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_plain_table(tmp_path: Path, mark: str) -> None:
    rows = [
        ["Date", "Source", "Target", "CAMEO"],
        ["2001-03-07", '"Duke, the old"', "port", "'071'".strip("'")],
    ]
    (event,), bad = read(put(tmp_path, "\n".join(mark.join(row) for row in rows)), "csv")
    assert bad == []
    assert event == Event(MARCH, 7, (Party("Duke, the old"),), (Party("port"),), "071", "071")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ROW.replace("2001-03-07", "2001-02-30"), "'2001-02-30' is not a date"),
        (ROW.replace("2001-03-07", "7 March"), "'7 March' is not a date"),
        (ROW.replace("2001-03-07", ""), "'' is not a date"),
        (ROW.replace("\t071\t", "\t7\t"), "'7' is not a CAMEO code"),
        (ROW.replace("\t071\t", "\t19\t"), "may be 019 or root 19"),
        (ROW.rpartition("\t")[0], "the row has 19 columns, not 20"),
        ("Duke", "the row has 1 column, not 20"),
        (ROW + "\tmore", "the row has 21 columns"),
        (ROW.replace("Duke\t", "Du\0ke\t"), "holds a NUL byte"),
        (ROW.replace("Duke\t", "Du\rke\t"), "carriage return"),
        (ROW.replace("Duke\t", "x" * 140_000 + "\t"), "longer than 131,072 characters"),
        (ROW.replace("Duke\t", "x" * (LONGEST + 5) + "\t"), "the line is longer than 1,048,576 bytes"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_stops_nothing(tmp_path: Path, row: str, why: str) -> None:
    events, bad = read(put(tmp_path, table(ICEWS, ROW, row, ROW)))
    assert len(events) == 2
    ((line, said),) = bad
    assert line == 3
    assert why in said


def test_a_quote_swallows_nothing_and_other_bytes_are_a_bad_row(tmp_path: Path) -> None:
    quoted = ROW.replace("Duke\t", '"Duke\t').encode()
    latin = ROW.replace("Duke\t", "Düke\t").encode("latin-1")
    text = b"\n".join([table(ICEWS).encode().strip(), quoted, latin, ROW.encode()])
    events, bad = read(put(tmp_path, text))
    assert [event.actors[0].name for event in events] == ['"Duke', "Duke"]
    assert bad == [(3, "not UTF-8: byte 0xfc; save the file as UTF-8")]


def test_dates_of_all_centuries_are_dates(tmp_path: Path) -> None:
    rows = [ROW.replace("2001-03-07", date) for date in ("1000-01-01", "9999-12-31", "2001-03-07 12:00:00")]
    events, bad = read(put(tmp_path, table(ICEWS, *rows)))
    assert ([event.month // 12 for event in events], bad) == ([1000, 9999, 2001], [])


# --- whole files


def _unpacked(value: object) -> str | None:
    """The name of a case: packed bytes hold the time, and all processes must name their tests alike."""
    return "data" if isinstance(value, bytes) else None


def _zip(*files: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(GOOD.encode(), mtime=0),
        _zip(("events.tab", GOOD)),
        _zip(
            ("__MACOSX/._events.tab", "x"), ("folder/", ""), ("folder/events.tab", GOOD), (".DS_Store", "x")
        ),
    ],
    ids=_unpacked,
)
def test_packed_files_are_read_as_they_are_whatever_they_are_called(tmp_path: Path, data: bytes) -> None:
    assert read(put(tmp_path, data, "events.csv")) == read(put(tmp_path, GOOD, "plain"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(table(ICEWS, *MANY).encode(), mtime=0)[:-300], "cut short after line 5,"),
        (gzip.compress(GOOD.encode(), mtime=0)[:-9], "is damaged or cut short"),
        (gzip.compress(GOOD.encode(), mtime=0)[:-8] + b"12345678", "is damaged or cut short"),
        (gzip.compress(GOOD.encode(), mtime=0)[:12] + b"\xff" * 40, "is damaged or cut short"),
        (_zip(("events.tab", GOOD))[:-30], "is damaged or cut short"),
        (_zip(("a.tab", GOOD), ("b.tab", GOOD)), "holds 2 files: a.tab, b.tab"),
        (_zip(), "holds no file"),
        (GOOD.encode("utf-16"), "is UTF-16"),
        (b"\x7fELF" + bytes(500), "is a binary file"),
        (GOOD.replace("Event Date", "Date").encode(), "lacks the column Event Date"),
        (GOOD.replace("Source Name", "x").replace("CAMEO Code", "y").replace("Event Text", "z").encode(),
         "lacks the columns CAMEO Code, Source Name"),
        (b"\n\n", "lacks the columns"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9) + b"\r\n" + bytes(range(256)), "is a binary file, not text"),
        (b"\xff\xfd\n\xfe\n", "is not text in UTF-8: none of its lines can be read"),
    ],
    ids=_unpacked,
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        read(put(tmp_path, data))
    (fault,) = caught.value.faults
    assert words in str(fault)


def test_what_is_no_file_is_a_fault(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "is a directory"), (tmp_path / "nowhere", "No such file")):
        with pytest.raises(FaultError, match=words):
            read(path)


def test_a_zip_with_a_password_is_a_fault(tmp_path: Path) -> None:
    data = bytearray(_zip(("events.tab", GOOD)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FaultError, match="it has a password"):
        read(put(tmp_path, bytes(data)))

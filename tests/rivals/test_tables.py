"""Tables read from CSV: what is taken, and every fault with its line, column and way out."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.tables import read_blocs
from patronage.sim.files.faults import FaultError

SIZES = "actor,size\nA,1\nB,2\n"
SQUARE = "actor,A,B\nA,,1\nB,-1,\n"
UNSEEN = "which no reader sees; write the name without it"
SIZE = "allowed: a number from 0 to 1e+12"
LATIN = "is not UTF-8 text: byte 0xfc, which is 'ü' in Windows-1252"
TIE = "allowed: a number from -1e+06 to 1e+06"
COLUMNS = "allowed: actor, capability, position:<issue>, salience:<issue>"
QUOTE = "a quote is not closed, or not followed by a comma, in its line"
ACTORS = "actor,capability,position:q,salience:q\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def put(name, text):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return put


def faults(read, *paths):
    with pytest.raises(FaultError) as caught:
        read(*paths)
    return [str(fault) for fault in caught.value.faults]


def test_two_tables_in_any_order_make_one_landscape(write):
    sizes = write("s.csv", 'actor,size\r\n"B, the second", 2\r\nA,1e0\r\n,\r\n')
    square = write("p.csv", '\ufeff,A,"B, the second"\nA,9,0.5\n"B, the second",-1,\n')
    blocs = read_blocs(sizes, square)
    assert blocs.names == ("B, the second", "A")
    assert blocs.sizes.tolist() == [2, 1]
    assert blocs.propensity.tolist() == [[0, -1], [0.5, 0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["s.csv:1:1: is empty: no header and no rows"]),
        (" \n,,\n", ["s.csv:1:1: is empty: no header and no rows"]),
        ("actor,size\n", ["s.csv:1:1: has a header and no rows"]),
        (b"\x89PNG\r\n\x1a\n\x00", ["s.csv: is a binary file, not text"]),
        (b"actor,size\nT\xfcrkei,2\n", [f"s.csv:2:2: {LATIN}; save the file as UTF-8"]),
        (b"\xef\xbb\xbfactor,size\nT\xfcrkei,2\n", [f"s.csv:2:2: {LATIN}; save the file as UTF-8"]),
        (
            "actor,sise\nA,1\nB,2\n",
            ["s.csv:1:7: sise: unknown column; allowed: actor, size; did you mean 'size'?"],
        ),
        ("actor\nA\nB\n", ["s.csv:1:1: size: the column is missing; allowed: actor, size"]),
        (
            "actor,size,size\nA,1,2\nB,1,2\n",
            ["s.csv:1:12: column 'size' is given twice; first in column 7"],
        ),
        ("actor,size\nA,1\nA,2\n", ["s.csv:3:1: actor 'A' is given twice; first in line 2"]),
        ("actor,size\nA,1\n,2\n", ["s.csv:3:1: actor has no name"]),
        (
            "actor,size\nA,1\nA\u200b,2\n",
            [rf"s.csv:3:1: 'A\u200b' holds U+200B (zero width space), {UNSEEN}"],
        ),
        (
            "actor,si\u202eze\nA,1\nB,2\n",
            [rf"s.csv:1:7: 'si\u202eze' holds U+202E (right-to-left override), {UNSEEN}",
             r"s.csv:1:7: si\u202eze: unknown column; allowed: actor, size; did you mean 'size'?"],
        ),
        (
            "actor,size\nA,\nB,  -2\n",
            [
                f"s.csv:2:3: A.size: is empty; {SIZE}",
                f"s.csv:3:5: B.size: -2 is negative; {SIZE}",
            ],
        ),
        (
            'actor,size\nA,nan\nB,1e999\nC,big\nD,"1,5"\nE,2e12\n',
            [
                f"s.csv:2:3: A.size: nan is not finite; {SIZE}",
                f"s.csv:3:3: B.size: 1e999 is not finite; {SIZE}",
                f"s.csv:4:3: C.size: 'big' is not a number; {SIZE}",
                (f"s.csv:5:3: D.size: '1,5' is not a number: 1.5 if the comma is the decimal sign, 15 if the "
                f"comma parts thousands; write the one that is meant, with a point for decimals; {SIZE}"),
                f"s.csv:6:3: E.size: 2e12 is too high; {SIZE}",
            ],
        ),
        ("actor,size\nA,1,7\nB\n", [("s.csv:2:5: the number of cells is 3, in the header 2; "
                                    "a comma within a name or a number parts it in two"),
                                    "s.csv:3:1: the number of cells is 1, in the header 2"]),
        ('actor,size\nA,1\n"B,2\n', [f"s.csv:3:1: {QUOTE}"]),
        ("actor,size\nA,1\n", ["s.csv:2:1: the number of actors is 1; allowed: 2 to 200"]),
    ],
)  # fmt: skip
def test_faults_of_sizes(write, text, expected):
    assert faults(read_blocs, write("s.csv", text), write("p.csv", SQUARE)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "actor,A,B\nA,,1\n",
            [
                "p.csv:1:1: the matrix is not square: rows 1, columns 2",
                "p.csv:1:1: actor 'B' has no row",
            ],
        ),
        ("actor,A,B\nA\nB,,0\n", [f"p.csv:2:2: A.B: is empty; {TIE}", f"p.csv:3:3: B.A: is empty; {TIE}"]),
        ("actor,A,B\nA,0,,\nB,,0\n", [f"p.csv:2:5: A.B: is empty; {TIE}",
                                       f"p.csv:3:3: B.A: is empty; {TIE}"]),
        (
            "actor,A,B\nA,0,inf\nB,-2e6,0\n",
            [
                "p.csv:2:5: A.B: inf is not finite; allowed: a number from -1e+06 to 1e+06",
                "p.csv:3:3: B.A: -2e6 is too low; allowed: a number from -1e+06 to 1e+06",
            ],
        ),
        (
            "actor,A,b\nA,0,1\nC,1,0\n",
            [
                "p.csv:1:9: column 'b': no such actor in the sizes; did you mean 'B'?",
                "p.csv:1:1: actor 'B' has no row",
                "p.csv:3:1: row 'C': no such actor in the sizes",
            ],
        ),
        ("actor,A,A\nA,0,1\nB,1,0\n", ["p.csv:1:9: column 'A' is given twice; first in column 7",
                                      "p.csv:1:1: actor 'B' has no column"]),
    ],
)  # fmt: skip
def test_faults_of_propensities(write, text, expected):
    assert sorted(faults(read_blocs, write("s.csv", SIZES), write("p.csv", text))) == sorted(expected)


def test_faults_of_both_files_come_at_once(write, tmp_path):
    found = faults(
        read_blocs, write("s.csv", "actor,size\nA,x\nB,1\n"), write("p.csv", "actor,A,B\nA,0,y\nB,0,0\n")
    )
    assert [fault.split(": ")[0] for fault in found] == ["p.csv:2:5", "s.csv:2:3"]
    assert faults(read_blocs, tmp_path / "none.csv", tmp_path) == [
        ".: is a directory, not a file",
        "none.csv: there is no such file",
    ]


def test_more_actors_than_can_be_searched_are_refused(write):
    sizes = write("s.csv", "actor,size\n" + "".join(f"a{k},1\n" for k in range(201)))
    names = [f"a{k}" for k in range(201)]
    rows = [",".join([name, *["0"] * 201]) for name in names]
    square = write("p.csv", "\n".join([",".join(["actor", *names]), *rows]))
    wanted = ["s.csv:202:1: the number of actors is 201; allowed: 2 to 200"]
    assert faults(read_blocs, sizes, square) == wanted


@pytest.mark.parametrize(
    ("rows", "scale", "ambiguous"),
    [
        ("A,1,0.2,0.5\nB,1,0.9,1\n", "0 to 1", False),
        ("A,1,20,50\nB,1,90,60\n", "0 to 100", False),
        ("A,1,0,0.5\nB,1,1,1\n", "0 to 1", True),
        ("A,1,4,0.5\nB,1,10,1\n", "0 to 100", True),
    ],
)
def test_the_scale_is_found_and_doubt_is_stated(write, rows, scale, ambiguous):
    table = read_actors(write("t.csv", ACTORS + rows))
    found = table.scales["position"]
    assert (found["scale"], found["ambiguous"]) == (scale, ambiguous)
    assert ("ambiguous" in found["note"]) == ambiguous
    assert np.asarray(table.position_unit).tolist() == [1 if scale == "0 to 1" else 100]


def test_columns_in_any_order_and_scales_by_group(write):
    text = "salience:b,position: b,actor,position:a,salience:a,capability\n50,0.5,A,30,20,1\n60,1,B,40,70,2\n"
    table = read_actors(write("t.csv", text))
    assert table.issues == ("b", "a")
    assert table.position.tolist() == [[0.5, 30], [1, 40]]
    assert np.asarray(table.salience_unit).tolist() == [100, 100]
    assert not table.scales["salience"]["ambiguous"]
    assert "position:b is above 1" in table.scales["position"]["note"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "actor,capabilty,positon:q,salience:q\nA,1,0,1\nB,1,1,1\n",
            [
                f"t.csv:1:7: capabilty: unknown column; {COLUMNS}; did you mean 'capability'?",
                f"t.csv:1:17: positon:q: unknown column; {COLUMNS}; did you mean 'position:q'?",
            ],
        ),
        (
            "actor,capability,position:q\nA,1,0\nB,1,1\n",
            [
                f"t.csv:1:1: salience:q: the column is missing; {COLUMNS}",
            ],
        ),
        ("actor,capability\nA,1\nB,1\n", ["t.csv:1:7: no issue: no column is called position:<issue>"]),
        (
            "actor,capability,position:\nA,1,1\nB,1,1\n",
            ["t.csv:1:18: position:: the issue has no name; allowed: position:<issue>"],
        ),
        (
            ACTORS + "A,-1,101,0.5\nB,1,1,-0.1\n",
            [
                f"t.csv:2:3: A.capability: -1 is negative; {SIZE}",
                ("t.csv:2:6: A.position:q: 101 is too high; allowed: a number from 0 to 100, or another "
                "scale stated: position:q [LOW HIGH] or --scale LOW HIGH"),
                ("t.csv:3:7: B.salience:q: -0.1 is negative; allowed: a number from 0 to 1, or another scale "
                "stated: salience:q [LOW HIGH]"),
            ],
        ),
        (
            ACTORS + "A,1,0,0\nB,0,1,1\n",
            ["t.csv:1:29: salience:q: nobody has both capability and salience on 'q'"],
        ),
        (ACTORS + "A,1,0,1\n", ["t.csv:2:1: the number of actors is 1; allowed: 2 to 200"]),
    ],
)  # fmt: skip
def test_faults_of_actors(write, text, expected):
    assert faults(read_actors, write("t.csv", text)) == expected


@given(st.binary(max_size=60) | st.text(',"\n01.-naiAB;:e\t', max_size=60).map(str.encode))
def test_no_bytes_break_a_reader(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("junk") / "t.csv"
    for start in (b"", ACTORS.encode(), b"actor,size\n"):
        path.write_bytes(start + junk)
        for read, paths in ((read_actors, (path,)), (read_blocs, (path, path))):
            with suppress(FaultError):
                arrays = [a for a in vars(read(*paths)).values() if isinstance(a, np.ndarray)]
                assert all(np.isfinite(array).all() for array in arrays)


def test_two_scales_in_one_column_are_reported(write):
    table = read_actors(write("t.csv", "actor,capability,position:q,salience:q\nA,1,10,0.8\nB,1,60,60\n"))
    assert "as if two scales were mixed" in table.scales["salience"]["note"]
    assert not table.scales["position"]["ambiguous"]


TRIANGLE = {
    "upper": ",A,B,C\nA,,1,-2\nB,,,3\nC,,,\n",
    "lower": ",A,B,C\nA,,,\nB,1,,\nC,-2,3,\n",
    "lower without the blanks": ",A,B,C\nA\nB,1\nC,-2,3\n",
    "lower with the diagonal": ",A,B,C\nA,0\nB,1,0\nC,-2,3,0\n",
    "in tabs": "\tA\tB\tC\nA\t\t1\t-2\nB\t\t\t3\nC\t\t\t\n",
}


@pytest.mark.parametrize("text", TRIANGLE.values(), ids=TRIANGLE)
def test_one_half_of_a_matrix_is_mirrored_with_a_note(write, text):
    blocs = read_blocs(write("s.csv", "Actor;SIZE;note\nA;1;x\nB;2;\nC;3;\n"), write("p.csv", text))
    assert blocs.propensity.tolist() == [[0, 1, -2], [1, 0, 3], [-2, 3, 0]]
    assert blocs.notes == (
        "columns passed over: note",
        "every pair has one value: it is taken both ways, as half of a symmetric matrix",
    )


@pytest.mark.parametrize(
    "text", [",A,B,C\nA,,1,-2\nB,1,,3\nC,-2,,\n", ",A,B,C\nA,1,-2\nB,3\nC\n", ",A,B,C\nA,,1,\nB,,,3\nC,,,\n"]
)
def test_a_matrix_with_holes_is_no_half(write, text):
    sizes = write("s.csv", "actor,size\nA,1\nB,2\nC,3\n")
    assert any(": is empty; " in fault for fault in faults(read_blocs, sizes, write("p.csv", text)))

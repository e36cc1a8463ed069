"""Tables of decisions in both layouts: what is taken, what is left out with a note, what is refused."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.rivals.decisions import read_decisions
from patronage.sim.files.faults import FaultError

HEAD = "issue,proposal,actor,capability,position,salience,outcome,reference\n"
PLAIN = HEAD + (
    "a,P,X,1,0,50,30,100\na,P,Y,1,60,50,30,100\na,P,Z,2,30,100,,\n"
    "b,P,X,1,10,20,10,\nb,P,Y,1,20,20,,\nb,P,Z,2,90,20,,\n"
    "c,Q,X,1,0,20,90,0\nc,Q,Y,1,80,20,,\nc,Q,W,5,100,60,,\n"
)
DEU = (
    "prnr\tisnr\tprname\tpx\tpy\tpz\tpw\tsx\tsy\tsz\tsw\trp\tout\n"
    "\t\t\t1\t1\t2\t5\t\t\t\t\t\t\n"
    "P\ta\tn\t0\t60\t30\t\t50\t50\t100\t0\t100\t30\n"
    "P\tb\tn\t10\t20\t90\t\t20\t20\t20\t\t\t10\n"
    "Q\tc\tn\t0\t80\t\t100\t20\t20\t\t60\t0\t90\n"
)


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def from_text(text, scale=None):
        (tmp_path / "d.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_decisions(tmp_path / "d.csv", scale)

    return from_text


def faults(read, text):
    with pytest.raises(FaultError) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def cells_of(found):
    return [
        (
            one.issue,
            one.proposal,
            one.outcome,
            one.reference,
            sorted(
                zip(
                    (name.casefold() for name in one.table.actors),
                    one.table.capability.tolist(),
                    one.table.position[:, 0].tolist(),
                    one.table.salience[:, 0].tolist(),
                    strict=True,
                )
            ),
        )
        for one in found.decisions
    ]


def test_both_layouts_say_the_same(read):
    plain, deu = read(PLAIN), read(DEU)
    assert cells_of(plain) == cells_of(deu)
    assert cells_of(plain)[2] == (
        "c", "Q", 90, 0, [("w", 5, 100, 60), ("x", 1, 0, 20), ("y", 1, 80, 20)],
    )  # fmt: skip
    assert plain.decisions[1].reference is None
    assert (plain.ends, deu.ends) == ((0, 100), (0, 100))
    assert plain.decisions[0].table.position_unit == 100
    assert plain.decisions[0].table.salience_unit == 100


def test_what_cannot_be_scored_is_left_out_with_a_note(read):
    more = DEU + "R\td\tn\t0\t10\t20\t\t1\t1\t1\t\t\t\n"  # no outcome
    more += "R\te\tn\t0\t10\t\t\t1\t1\t\t\t\t5\n"  # two actors
    more += "R\tf\tn\t0\t10\t20\t\t0\t0\t0\t\t\t5\n"  # nobody cares
    more += "R\tg\tn\t0\t10\t20\t30\t1\t1\t1\t\t\t5\n"  # w has a position and no salience
    found = read(more)
    assert [one.issue for one in found.decisions] == ["a", "b", "c", "g"]
    assert found.notes == (
        "issues from which actors with a position and a blank salience are left out: 1",
        "1 left out, without an outcome: d",
        "1 left out, with fewer than 3 actors who have a stake: e",
        "1 left out, on which nobody has both capability and salience: f",
    )


def test_without_proposals_every_issue_is_one(read):
    lines = [line.split(",") for line in PLAIN.splitlines()]
    found = read("\n".join(",".join([*line[:1], *line[2:]]) for line in lines))
    assert [one.proposal for one in found.decisions] == ["a", "b", "c"]
    assert "no column is called proposal: every issue is taken as one of its own" in found.notes


def test_a_scale_of_its_own_is_stated(read):
    text = PLAIN.replace(",position,", ",position [-100 100],").replace("X,1,0,", "X,1,-100,")
    found = read(text)
    assert found.ends == (-100, 100)
    assert found.scales["position"]["note"] == "stated as -100 to 100"
    assert read(PLAIN, (0.0, 200.0)).ends == (0, 200)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("issue,actor\n1,2\n", "d.csv:1:1: capability: the column is missing"),
        (PLAIN.replace("outcome", "outcme"), "did you mean 'outcome'?"),
        (PLAIN.replace(",position,", ",positon:x,"), "positon:x: unknown column"),
        (PLAIN.replace(",position,", ",position:x,"), "did you mean 'position'?"),
        (PLAIN.replace("a,P,Y,1,60,50,30", "a,P,Y,1,60,50,31"), "a.outcome: 31, but 30 in an earlier row"),
        (PLAIN.replace("a,P,Z", "a,Q,Z"), "a.proposal: 'Q', but 'P' in an earlier row"),
        (PLAIN.replace("a,P,Y", "a,P,X"), "actor 'X' is given twice on 'a'"),
        (PLAIN.replace("Y,1,60,50", "Y,1,60,"), "a.Y.salience: is empty"),
        (PLAIN.replace("Y,1,60,50", "Y,1,60,-5"), "-5 is negative"),
        (PLAIN.replace("Y,1,60,50", "Y,1,nan,50"), "nan is not finite"),
        (PLAIN.replace("Y,1,60,50", "Y,1,1e308,50"), "1e308 is too high"),
        (PLAIN.replace("Y,1,60,50", "Y,,60,50"), "a.Y.capability: is empty"),
        (PLAIN.replace("Y,1,60,50", "Y,1,160,50"), "160 is too high; allowed: a number from 0 to 100, or"),
        (PLAIN.replace(",30,100", ",130,100"), "130 is too high"),
        (PLAIN.replace("a,P,Y", ",P,Y"), "issue has no name"),
        (PLAIN.replace(",position,", ",position [9 1],"), "'9 1' is not a scale"),
        (PLAIN.replace(",Q,", ",P,"), "of fewer than two proposals: too few to score"),
        (DEU.replace("\t\t\t1\t1\t2\t5", "R\tz\t\t1\t1\t2\t5"), "rows without an issue: 0"),
        (DEU + "\t\t\t1\t1\t2\t5\t\t\t\t\t\t\n", "rows without an issue: 2"),
        (DEU.replace("Q\tc", "Q\ta"), "issue 'a' is given twice"),
        (DEU.replace("\t100\t30\n", "\t100\t300\n"), "a.out: 300 is too high"),
        (DEU.replace("P\ta\tn\t0", "P\ta\tn\t-1"), "-1 is negative"),
        (DEU.replace("1\t1\t2\t5", "1\t\t2\t5"), "capability.y: is empty"),
        (b"\x89PNG\x00\x01", "is a binary file, not text"),
        ("", "is empty"),
        (HEAD, "has a header and no rows"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(read, text, words):
    assert words in "\n".join(faults(read, text))


@given(st.binary(max_size=60) | st.text(',\t"\n01.-naiP:e', max_size=60).map(str.encode))
def test_no_bytes_break_the_reader(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("junk") / "d.csv"
    for start in (b"", HEAD.encode(), PLAIN.encode(), DEU.encode()):
        path.write_bytes(start + junk)
        with suppress(FaultError):
            for one in read_decisions(path).decisions:
                assert np.isfinite([one.outcome, *one.table.position[:, 0], *one.table.salience[:, 0]]).all()

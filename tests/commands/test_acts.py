"""`patronage acts import`: what it writes passes check and is taken; what it is given wrong is a line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.chronicle import load_acts
from patronage.sim.case.load import load_case
from patronage.sim.scenario.load import load_scenario
from patronage.sim.weights.beliefs import believe
from patronage.studies.record.dated import read_acts
from tests.support.calling import Call, Said
from tests.support.event_data import ICEWS, gdelt, icews, table

TINY = Path(__file__).parents[1] / "cases" / "tiny"
DUKE, PORT = ("Ministry", "Government", "Dukeland"), ("Mayor", "Government", "Lind")
GUILD, STRANGER = ("Grain Guild", "Business", "Lind"), ("Elsewhere", "", "Elsewhere")
ROWS = [
    icews("2001-02-03", DUKE, PORT, "071"),
    icews("2001-02-03", DUKE, PORT, "071"),  # reported twice
    icews("2001-02-09", DUKE, PORT, "071"),
    icews("2001-02-10", PORT, DUKE, "0511"),  # read as 051
    icews("2001-03-01", GUILD, PORT, "130"),
    icews("2001-03-01", PORT, GUILD, "130"),
    icews("2001-04-01", DUKE, STRANGER, "071"),
    icews("2001-04-02", ("Rebel", "Rebels", "Lind"), DUKE, "191"),
    icews("2001-04-02", STRANGER, STRANGER, "191"),
    icews("2001-04-02", DUKE, ("Dukeland", "", "Dukeland"), "051"),
    icews("2001-04-02", DUKE, PORT, "999"),
    icews("2001-04-02", DUKE, ("", "", ""), "051"),
    icews("2001-13-02", DUKE, PORT, "051"),
    icews("2002-01-01", DUKE, PORT, "051"),
    *(icews(f"2000-{month:02}-01", DUKE, PORT, "191") for month in range(1, 4)),
    icews("1999-12-01", DUKE, PORT, "051"),
]


def bring(call: Call, text: str, *options: object, layout: str = "icews") -> Said:
    Path("events.tab").write_text(text, encoding="utf-8")
    given = {"--format": layout, "--case": TINY, "--actors": TINY / "actors.yaml", "--out": "acts.yaml"}
    own = (word for name, value in given.items() if name not in options for word in (name, value))
    return call("acts", "import", "events.tab", *own, *options)


def test_what_is_brought_in_passes_check_and_is_taken(call: Call) -> None:
    said = bring(call, table(ICEWS, *ROWS))
    assert said.code == 0
    assert (
        call("check", "--case", TINY, "acts.yaml").out == "acts.yaml: no errors in this chronicle of acts\n"
    )
    acts = load_acts(Path("acts.yaml"), load_case(TINY))
    assert [(act.id, act.day, act.cameo, act.goldstein, act.source) for act in acts] == [
        ("2001-02-duke-aid-port", 3, "071", 7.4, "ICEWS, events.tab"),
        ("2001-02-port-endorse-duke", 10, "051", 3.4, "ICEWS, events.tab"),
        ("2001-03-guild-warn-port", 1, "130", -4.4, "ICEWS, events.tab"),
        ("2001-03-port-warn-guild", 1, "130", -4.4, "ICEWS, events.tab"),
    ]
    assert "the weightiest of 2 events of the month" in Path("acts.yaml").read_text("utf-8")
    given = read_acts(load_scenario(TINY / "scenario.yaml"), Path("acts.yaml"))
    assert given.acts == acts


def test_it_says_what_became_of_every_row(call: Call) -> None:
    said = bring(call, table(ICEWS, *ROWS))
    counts = {
        line.rstrip("0123456789").strip(): int(line.split()[-1]) for line in said.out.splitlines()[1:11]
    }
    assert counts == {
        "read": 18,
        "cannot be read": 1,
        "have no actor or no target": 1,
        "happened before the first month": 4,
        "happened after the last month": 1,
        "are by or to somebody who is not an actor of the case": 3,
        "are of an actor with itself": 1,
        "have a code that the codebook has not, nor one above it": 1,
        "repeat an event: the same day and code, actor and target": 1,
        "are events of the case": 5,
    }
    lines = [line.split() for line in said.out.splitlines()]
    assert ["Elsewhere", "[Elsewhere]", "1"] in lines
    assert "another sector than those of port" in said.out
    assert "codes unknown to the codebook: 999 (1)" in said.out
    assert "codes read as the one above them: 0511 (1)" in said.out
    assert "2 of these are joint: each party has the same act on the same day" in said.out
    assert "skipped: events.tab:14:1: '2001-13-02' is not a date" in said.err
    assert ["mean", "of", "all", "1.3", "0.67", "0", "in", "all"] in lines  # 4 acts of 3 actors in 2 months


def test_ties_are_facts_that_the_case_takes(call: Call, tmp_path: Path) -> None:
    said = bring(call, table(ICEWS, *ROWS), "--ties", "ties.yaml")
    assert (said.code, said.out.splitlines()[-1]) == (0, "ties:   ties.yaml (1 of 6 pairs)")
    shutil.copytree(TINY.parent, tmp_path / "cases")
    shutil.copy("ties.yaml", tmp_path / "cases" / "tiny" / "outside.yaml")
    case = load_case(tmp_path / "cases" / "tiny")
    (item,) = [item for item in case.items if item.kind == "fact"]
    (tie,) = item.ties
    assert (tie.actor, tie.toward) == ("duke", "port")
    assert "2000-01 to 2000-12, 3 events" in str(item.source)
    assert believe(case) is not None


def test_too_little_before_the_period_proposes_no_ties_and_keeps_the_acts(call: Call) -> None:
    said = bring(call, table(ICEWS, *ROWS[:6]), "--ties", "ties.yaml")
    assert said.code == 1
    assert "ties.yaml: is not written: no pair has 3 events in 2000-01 to 2000-12" in said.err
    assert Path("acts.yaml").exists()
    assert not Path("ties.yaml").exists()


def test_more_acts_than_the_model_can_do_are_warned_of(call: Call) -> None:
    codes = ("051", "071", "130", "191")
    dense = [
        icews("2001-02-03", one, other, code) for one, other in ((DUKE, PORT), (PORT, DUKE)) for code in codes
    ]
    said = bring(call, table(ICEWS, *dense))
    assert "warning: 2.67 acts per actor and month: duke (4.00), port (4.00)" in said.err
    Path("acts.yaml").unlink()
    said = bring(call, table(ICEWS, *dense), "--most", "2")
    assert "warning" not in said.err
    assert "4 were not among the most reported of their actor-month" in said.out


def test_only_the_months_that_are_asked_for(call: Call) -> None:
    said = bring(call, table(ICEWS, *ROWS), "--months", "2001-03", "2001-04", "--ties", "ties.yaml")
    assert said.code == 0  # ties are of the year before the period all the same
    assert [act.month % 12 + 1 for act in load_acts(Path("acts.yaml"), load_case(TINY))] == [3, 3]
    assert "Options: --months 2001-03 2001-04 --least 1." in Path("acts.yaml").read_text("utf-8")
    for months in (
        ("2001-04", "2001-03"),
        ("2000-12", "2001-03"),
        ("2001-04", "2002-01"),
        ("2001", "2001-03"),
    ):
        Path("acts.yaml").unlink(missing_ok=True)
        said = bring(call, table(ICEWS, *ROWS), "--months", *months)
        assert (said.code, len(said.err.splitlines())) == (2, 1)
        assert "allowed: 2001-01 to 2001-12" in said.err


def test_gdelt_comes_to_the_same_acts_as_icews(call: Call) -> None:
    ministry, mayor = ("DUKGOV", "MINISTRY", "DUK", "", "", "GOV"), ("LNDMIL", "GUARD", "LND", "", "", "MIL")
    guild = ("LNDGRG", "FARMERS", "LND", "GRG", "", "AGR")
    rows = [
        gdelt("20010203", ministry, mayor, "071"),
        gdelt("20010209", ministry, mayor, "071", 61),
        gdelt("20010210", mayor, ministry, "051"),
        gdelt("20010301", guild, mayor, "130"),
        gdelt("20010301", mayor, guild, "130"),
    ]
    assert bring(call, "\n".join(rows), layout="gdelt").code == 0
    first = Path("acts.yaml").read_text("utf-8").partition("acts:")[2]
    Path("acts.yaml").unlink()
    bring(call, table(ICEWS, *ROWS))
    assert first == Path("acts.yaml").read_text("utf-8").partition("acts:")[2].replace("ICEWS", "GDELT")


def test_a_plain_table_may_name_the_case_s_actors(call: Call) -> None:
    said = bring(call, "date,actor,target,code\n2001-02-03,duke,port,071\n", layout="csv")
    assert said.code == 0
    (act,) = load_acts(Path("acts.yaml"), load_case(TINY))
    assert (act.actor, act.toward, act.verb) == ("duke", "port", "aid")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (table(ICEWS), "none of the rows is an event between two of the case's actors"),
        (table(ICEWS, *ROWS[6:]), "none of the rows is an event"),
        (table(ICEWS[1:], *ROWS), "none of the rows can be read as --format icews"),
        (table(["Date", *ICEWS[2:]], *ROWS), "lacks the column Event Date"),
        ("", "is empty"),
    ],
)
def test_nothing_is_written_where_there_is_nothing_to_write(call: Call, text: str, words: str) -> None:
    said = bring(call, text)
    assert said.code == 2
    assert words in said.err.splitlines()[-1]
    assert not Path("acts.yaml").exists()


def test_only_the_first_bad_rows_are_named(call: Call) -> None:
    said = bring(call, table(ICEWS, *["x"] * 1000, *ROWS[:1]))
    named = [line for line in said.err.splitlines() if line.startswith("skipped: events.tab:")]
    assert (said.code, len(named)) == (0, 20)
    assert "skipped: 980 more rows" in said.err


def test_nothing_is_overwritten_and_no_file_is_read_twice(call: Call) -> None:
    Path("ties.yaml").write_text("precious", encoding="utf-8")
    said = bring(call, table(ICEWS, *ROWS), "--ties", "ties.yaml")
    assert (said.code, said.err) == (2, "ties.yaml: is there already; name a new file, or remove it\n")
    said = bring(call, table(ICEWS, *ROWS), "--ties", "acts.yaml")
    assert (said.code, said.err) == (2, "--ties: is the same file as --out; allowed: another file\n")
    said = bring(call, table(ICEWS, *ROWS), "./events.tab")
    assert (said.code, said.err) == (2, "events.tab: is given more than once; allowed: each file once\n")
    assert bring(call, table(ICEWS, *ROWS)).code == 0
    before = Path("acts.yaml").read_bytes()
    assert bring(call, table(ICEWS, *ROWS)).code == 2
    assert Path("acts.yaml").read_bytes() == before
    assert Path("ties.yaml").read_text("utf-8") == "precious"


def test_the_same_rows_in_two_files_change_no_act(call: Call) -> None:
    bring(call, table(ICEWS, *ROWS))
    once = Path("acts.yaml").read_text("utf-8").partition("acts:")[2]
    Path("acts.yaml").unlink()
    Path("again.tab").write_text(table(ICEWS, *ROWS), encoding="utf-8")
    assert bring(call, table(ICEWS, *ROWS), "again.tab").code == 0
    twice = Path("acts.yaml").read_text("utf-8").partition("acts:")[2]
    assert twice.replace("2 files", "events.tab") == once


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--case", "syrai", "there is no such case"),
        ("--actors", "nowhere.yaml", "there is no such file"),
        ("--actors", TINY / "case.yaml", "is the case.yaml of a case, not a dictionary of actors"),
        ("--format", "acled", "'acled' is not one of"),
        ("--surge", "nan", "nan"),
        ("--least", "0", "0 is not in the range"),
        ("--out", "", "nothing is given for -o"),
    ],
)
def test_what_is_asked_wrong_is_one_line(call: Call, option: str, value: object, words: str) -> None:
    said = bring(call, table(ICEWS, *ROWS), option, value)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert words in said.err
    assert not Path("acts.yaml").exists()

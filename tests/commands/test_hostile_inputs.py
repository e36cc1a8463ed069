"""Inputs that once took minutes, gigabytes or an exit as by a bug, and now get a line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.bounded import answer, check_answer
from tests.support.calling import Said

HEAD = "title: t\ncase: syria\nfocus: iran\n"
SWEEP = "title: t\nscenario: afrin_airspace\n"
CLAIM = "claim: c\nsource: s\nscenario: afrin_airspace\nnull: random_acts\nexpect:\n"
TABLE = "actor,capability,position:x,salience:x\n"
ACTORS, ISSUES = ("iran", "russia", "turkey", "us", "assad", "kurds"), ("tenure", "airspace")
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return put


def said_of(*arguments: object) -> Said:
    said = answer(*arguments)
    check_answer(said)
    return said


def test_two_thousand_events_that_are_the_same(write: Write) -> None:
    event = "  - {{id: e{}, actor: russia, verb: aid, toward: turkey, months: [2018-01]}}\n"
    said = said_of(
        "check", write("s.yaml", f"{HEAD}events:\n" + "".join(event.format(k) for k in range(2000)))
    )
    lines = said.err.splitlines()
    assert (said.code, len(lines)) == (2, 51)
    assert "events: 2000 entries are given; allowed: at most 1000" in lines[0]
    assert lines[1].endswith(
        "s.yaml:6:5: events[1]: russia aid turkey in 2018-01 happens already (see 'e0' in line 5)"
    )
    assert lines[-1].endswith("s.yaml: and 1,950 more errors")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{measure: hold, actor: iran, relation: [a], share_of_draws: 0.8}", "expect[0].relation"),
        ("{measure: hold, actor: iran, relation: {a: 1}, share_of_draws: 0.8}", "expect[0].relation"),
        ("{measure: decisiveness, actor: [iran], relation: falls, share_of_draws: 0.8}", "expect[0].actor"),
        ("{measure: [hold], actor: {a: 1}, relation: falls, share_of_draws: 0.8}", "expect[0].measure"),
        (
            "{measure: trust, actor: [us], toward: [us], relation: falls, share_of_draws: 0.8}",
            "expect[0].toward",
        ),
    ],
)
def test_a_list_or_group_where_an_expectation_has_a_word(write: Write, row: str, words: str) -> None:
    said = said_of("check", write("e.yaml", f"{CLAIM}  - {row}\n"))
    assert said.code == 2
    assert words in said.err


@pytest.mark.parametrize("line", ["# $schema=" + "a" * 900_000, "# " + "$schema=a" * 100_000])
def test_a_first_line_that_could_name_a_schema_in_many_ways(write: Write, line: str) -> None:
    assert said_of("check", write("s.yaml", f"{line}\n{HEAD}")).code == 0


@pytest.mark.parametrize("cell", ["1" * 900_000 + "x", "1" * 900_000, "1e" + "9" * 900_000, "." * 900_000])
def test_a_cell_of_very_many_digits(write: Write, cell: str) -> None:
    said = said_of("rivals", "--table", write("a.csv", f"{TABLE}a,{cell},1,1\nb,1,1,1\n"))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert len(said.err) < 400


def test_a_name_of_very_many_letters_is_cut(write: Write) -> None:
    long = "x" * 5000
    said = said_of("rivals", "--table", write("a.csv", f"{TABLE}{long},-1,y,1\n{long},1,1,1\n"))
    assert said.code == 2
    assert max(map(len, said.err.splitlines())) < 500
    event = f"  - {{id: e, actor: russia, verb: aid, toward: us, months: ['{long}']}}\n"
    said = said_of("check", write("s.yaml", f"{HEAD}events:\n{event}"))
    assert (said.code, len(said.err) < 500) == (2, True)


@pytest.mark.parametrize("names", [70_000, 400])
def test_a_header_of_very_many_names(write: Write, names: int) -> None:
    header = "," + ",".join(f"a{k}" for k in range(names))
    matrix = write("p.csv", f"{header}\na0" + ",1" * names + "\n")
    for sizes in ("actor,size\na0,1\na1,1\n", "actor,sizze\na0,1\n"):
        assert said_of("blocs", "--sizes", write("s.csv", sizes), "--propensity", matrix).code == 2


@pytest.mark.parametrize("steps", ["10000000000", "9" * 300, "9" * 5000])
def test_more_steps_than_a_sweep_can_have_points(write: Write, steps: str) -> None:
    text = f"{SWEEP}design: grid\nvary: {{settings.rationality: {{from: 1, to: 2, steps: {steps}}}}}\n"
    said = said_of("check", write("w.yaml", text))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "is not a number of steps" in said.err
    assert "allowed: 2 to 1000000" in said.err


def test_a_grid_over_more_things_than_an_array_has_axes(write: Write) -> None:
    pairs = [(one, other) for one in ACTORS for other in ACTORS if one != other]
    paths = [f"trust.{one}.{other}" for one, other in pairs]
    paths += [
        f"{kind}.{actor}.{issue}"
        for kind in ("position", "capability")
        for actor in ACTORS
        for issue in ISSUES
    ]
    paths += [f"commitment.{one}.{other}" for one, other in pairs]
    vary = "".join(f"  {path}: [0.01]\n" for path in paths)
    assert len(paths) > 64
    said = said_of("check", write("w.yaml", f"{SWEEP}design: grid\nvary:\n{vary}"))
    assert (said.code, said.err) == (0, "")


def test_more_numbers_than_memory_holds(write: Write) -> None:
    text = f"{SWEEP}design: lhs\nsize: 1000000\nvary:\n  settings.*: range\n  trust.us.iran: range\n"
    more = "".join(f"  position.{actor}.{issue}: range\n" for actor in ACTORS for issue in ISSUES)
    more += "".join(f"  capability.{actor}.{issue}: range\n" for actor in ACTORS for issue in ISSUES)
    more += "".join(f"  trust.{actor}.assad: range\n" for actor in ACTORS if actor != "assad")
    said = said_of("check", write("w.yaml", text + more))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "1,000,000 points of 5" in said.err
    assert "up to 50,000,000 values in all" in said.err


def test_more_runs_than_anyone_could_wait_for(write: Write) -> None:
    text = f"{SWEEP}design: lhs\nsize: 1000000\ndraws: 1000000\nvary: {{settings.noise: range}}\n"
    for command in ("check", "plan"):
        said = said_of(command, write("w.yaml", text))
        assert said.code == 2
        assert "these are 10,000,000,000,000 runs; allowed: up to 10,000,000,000" in said.err


def test_more_points_than_have_a_number_of_digits(write: Write) -> None:
    levels = "[" + ", ".join(str(k / 1000) for k in range(900)) + "]"
    paths = [f"trust.{one}.{other}" for one in ACTORS for other in ACTORS if one != other]
    vary = "".join(f"  {path}: {levels}\n" for path in paths)
    said = said_of("check", write("w.yaml", f"{SWEEP}design: grid\nvary:\n{vary}"))
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "these are 10^15 or more points" in said.err


def test_a_path_of_very_many_names() -> None:
    said = said_of("run", "afrin_airspace", "--set", "history." + "a." * 20_000 + "a=1")
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "there is no such field to set" in said.err


def test_thousands_of_points_that_lack_what_the_first_names(write: Write) -> None:
    paths = [f"trust.{one}.{other}" for one in ACTORS for other in ACTORS if one != other]
    first = ", ".join(f"{path}: 0" for path in paths)
    rows = "".join(f"  - {{trust.us.iran: 0.{k}}}\n" for k in range(5000))
    said = said_of("check", write("w.yaml", f"{SWEEP}design: list\nlist:\n  - {{{first}}}\n{rows}"))
    lines = said.err.splitlines()
    assert (said.code, len(lines)) == (2, 51)
    assert "list[1]: this point does not say trust.iran.russia, trust.iran.turkey, " in lines[0]
    assert "as the first does" in lines[0]


def test_thousands_of_arguments() -> None:
    said = answer(
        "run", "afrin_airspace", *(word for k in range(3000) for word in ("--set", f"settings.s{k}=1"))
    )
    check_answer(said)
    assert (said.code, len(said.err.splitlines())) == (2, 51)
    assert answer("compare", *(f"s{k}" for k in range(3000))).code == 2

"""How a fault is reported: one line, nothing a terminal acts on, never a flood."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.files.faults import (
    Choice,
    Fault,
    FaultError,
    Faults,
    counted,
    listed,
    nearest,
    one_line,
    path_text,
    short,
)
from patronage.sim.files.located import Located
from patronage.sim.files.yaml_text import Parsed


def test_a_fault_is_one_line_with_its_parts_in_order() -> None:
    fault = Fault("a.yaml", 3, 7, "events[0].actor", "unknown actor 'irn'", "iran, us", "iran")
    assert str(fault) == (
        "a.yaml:3:7: events[0].actor: unknown actor 'irn'; allowed: iran, us; did you mean 'iran'?"
    )
    assert str(Fault("a.yaml", 0, 0, "", "is empty")) == "a.yaml: is empty"


def test_a_fault_cannot_drive_a_terminal() -> None:
    assert "\x1b" not in str(Fault("a\n\x1b[2Jb.yaml", 1, 1, "x", "bad \x1b[31m"))
    assert one_line("a\nb\x1b\u2028ü") == "a\\nb\\x1b\\u2028ü"
    assert short("x" * 500) == "'" + "x" * 80 + "…'"


def test_faults_are_sorted_by_place_and_reported_once() -> None:
    late, early = Fault("a", 9, 1, "", "late"), Fault("a", 2, 5, "", "early")
    assert FaultError([late, early, late]).faults == (early, late)


def test_of_a_file_fifty_faults_are_kept_and_the_rest_is_a_count() -> None:
    of_a = [Fault("a", line, 1, "", "bad") for line in range(2000, 0, -1)]
    error = FaultError([*of_a, Fault("b", 1, 1, "", "bad")])
    lines = str(error).splitlines()
    assert lines == [str(fault) for fault in error.faults]
    assert lines[:50] == [f"a:{line}:1: bad" for line in range(1, 51)]
    assert lines[50:] == ["a: and 1,950 more errors", "b:1:1: bad"]


def test_counts_add_up_however_often_faults_are_handed_on() -> None:
    faults = Faults()
    faults.extend(Fault("a", line, 1, "", "bad") for line in range(1, 61))
    faults.add_more("a", 5)
    assert len(faults) == 51
    once = FaultError([*faults, Fault("a", 99, 1, "", "late")])
    assert str(once).splitlines()[-1] == "a: and 16 more errors"
    assert FaultError(once.faults).faults == once.faults
    assert str(FaultError(Fault("a", line, 1, "", "bad") for line in range(51))).endswith(
        "a: and 1 more error"
    )


def test_names_are_looked_through_only_for_a_fault_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr("patronage.sim.files.faults.nearest", lambda name, _: looked.append(name))
    located = Located(Path("a"), "a", b"", Parsed())
    for k in range(1000):
        located.report((f"x{k}",), "unknown", Choice(f"x{k}", ("x", "y")))
    assert looked == [f"x{k}" for k in range(50)]
    assert [str(fault) for fault in located.faults[49:]] == [
        "a:1:1: x49: unknown; allowed: x, y",
        "a: and 950 more errors",
    ]


def test_nearest_is_the_likeliest_misspelling() -> None:
    assert nearest("irn", ["iran", "russia"]) == "iran"
    assert nearest("Tukrey", ["turkey", "us"]) == "turkey"
    assert nearest("IRAN", ["iran"]) == "iran"
    assert nearest("rnu", ["run", "new"]) == "run"
    assert nearest("zarquon", ["iran", "russia"]) is None
    assert nearest("x" * 10**6, ["iran"]) is None


def test_a_list_of_names_is_cut() -> None:
    assert listed(["a", "b", "a"]) == "a, b"
    assert listed(str(k) for k in range(40)).endswith("28, 29 and 10 more")


def test_paths_read_as_in_code() -> None:
    assert path_text(("events", 2, "months", 0)) == "events[2].months[0]"
    assert path_text(()) == ""


def test_a_count_has_its_noun_in_the_singular_for_one_alone() -> None:
    assert [counted(n, "run") for n in (0, 1, 2, 1000)] == ["0 runs", "1 run", "2 runs", "1,000 runs"]
    assert [counted(n, "is", "are") for n in (1, 2)] == ["1 is", "2 are"]

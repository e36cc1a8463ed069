"""How a fault is told: one line, nothing a terminal acts on, never a flood."""

from __future__ import annotations

from patronage.sim.files.faults import Fault, FaultError, listed, nearest, one_line, path_text, short


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


def test_faults_are_sorted_by_place_and_told_once() -> None:
    late, early = Fault("a", 9, 1, "", "late"), Fault("a", 2, 5, "", "early")
    assert FaultError([late, early, late]).faults == (early, late)


def test_a_flood_of_faults_is_cut_short() -> None:
    error = FaultError(Fault("a", line, 1, "", "bad") for line in range(1, 1000))
    assert len(error.faults) == 999
    assert str(error).splitlines()[-1] == "and 799 more faults"
    assert len(str(error).splitlines()) == 201


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

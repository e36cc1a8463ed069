"""What kind of file a file is, and which command takes it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.located import Located

MARKS: dict[str, tuple[str, ...]] = {
    "acts": ("acts",),
    "sweep": ("vary", "design"),
    "expectation": ("expect",),
    "codebook": ("cameo",),
    "content": ("coder", "on", "brought_by"),
    "case": ("issues", "actors"),
    "evidence": ("items",),
    "scenario": ("case", "focus", "events"),
}
"""By each kind, the fields that only files of it have."""

CALLED = {"names", "country", "codes", "bare_country", "not_sectors"}
"""Fields of the entries of a dictionary of actors, whose own fields are called as the actors are."""

TAKEN: dict[str, tuple[str, str]] = {
    "actors": ("a dictionary of actors", "`patronage acts import` takes it after --actors"),
    "acts": ("a chronicle of acts", "`patronage hindcast` and `calibrate` take it after --acts"),
    "sweep": ("a sweep", "`patronage sweep` and `plan` take it"),
    "expectation": ("an expectation", "`patronage check --expectations` takes it"),
    "codebook": ("a codebook", "`patronage check` takes it"),
    "content": ("another coder's content", "`patronage agreement --content` takes the case"),
    "case": ("the case.yaml of a case", "`patronage explain` and `check` take the case's folder"),
    "evidence": ("the evidence of a case", "`patronage explain` and `check` take the case's folder"),
    "scenario": ("a scenario", "`patronage run` and `view` take it"),
}
"""What each kind is called, and by which commands it is taken."""


def kind_of(data: Any, otherwise: str) -> str:
    """The kind of a file by its fields; `otherwise` where they say nothing or speak for that."""
    fields: Collection[Any] = data if isinstance(data, dict) else ()
    kinds = [kind for kind, marks in MARKS.items() if any(mark in fields for mark in marks)]
    entries = list(data.values()) if isinstance(data, dict) else []
    called = [isinstance(entry, dict) and bool(CALLED & entry.keys()) for entry in entries]
    if any(called) and (all(called) or not kinds):
        kinds = ["actors"]
    return otherwise if not kinds or otherwise in kinds else kinds[0]


def check_kind(located: Located, wanted: str) -> None:
    """Raises FaultError, with one fault, for a file that is plainly of another kind than is wanted."""
    found = kind_of(located.data, wanted)
    if found != wanted:
        what, takers = TAKEN[found]
        message = f"is {what}, not {TAKEN[wanted][0]}; {takers}"
        raise FaultError([Fault(located.file, 0, 0, "", message)])

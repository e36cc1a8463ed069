"""What is no fault of a case's files and may yet not be what their author meant."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from patronage.sim.case.article import text_path
from patronage.sim.case.content_checks import acts_of
from patronage.sim.case.load import Case
from patronage.sim.files.faults import Fault
from patronage.sim.files.located import Keys, Located, read_yaml


def case_notes(case: Case) -> list[Fault]:
    """A text that is not there, and agreements of which one half is not coded.

    The files are sound and are read again for the places.
    """
    own = [case.folder / name for name in ("evidence.yaml", "outside.yaml")]
    codings = [[path for path in own if path.exists()]]
    codings += [[path] for path in sorted((case.folder / "coders").glob("*.yaml"))]
    found = _text_missing(read_yaml(case.folder / "case.yaml"))
    for paths in codings:
        files = [read_yaml(path) for path in paths]
        found += _unreturned([(file, keys, act) for file in files for keys, act in acts_of(file)])
    return found


def _text_missing(file: Located) -> list[Fault]:
    """A note where the coded text is not in the case's folder: then nobody has held the coding to it."""
    path = text_path(file)
    if path is not None and path.exists():
        return []
    named = file.at("article", "text")
    where = f"{named} is not in the case's folder" if named else "no `text` of the article is named"
    keys = ("article", "text") if named else ("article",)
    return [file.fault(keys, f"{where}, so its digest and its sentences are not checked")]


def acts_notes(path: Path) -> list[Fault]:
    """The same of a sound chronicle, and which of its entries repeat an act of the month."""
    file = read_yaml(path)
    return [*_repeated(file), *_unreturned([(file, keys, act) for keys, act in file.rows("acts")])]


def _repeated(file: Located) -> list[Fault]:
    """A note for each act that a month has several times, at the first, with the lines of the others."""
    groups: dict[tuple[str, ...], list[Keys]] = {}
    for keys, act in file.rows("acts"):
        groups.setdefault(tuple(act[name] for name in ("actor", "verb", "toward", "month")), []).append(keys)
    return [
        file.fault(
            first,
            f"{actor} {verb} {toward} in {month} is repeated in line{'s' if len(more) > 1 else ''} "
            f"{', '.join(str(file.mark(keys)[0]) for keys in more)}; hindcast and calibrate count it once",
        )
        for (actor, verb, toward, month), (first, *more) in groups.items()
        if more
    ]


def _unreturned(acts: Iterable[tuple[Located, Keys, dict[str, Any]]]) -> list[Fault]:
    """A note for each endorsement on an issue that its target does not return in the same month."""
    halves = [(file, keys, act) for file, keys, act in acts if act["verb"] == "endorse" and act.get("on")]
    given = {(act["actor"], act["toward"], act["month"], act["on"]) for _, _, act in halves}
    return [
        file.fault((*keys, "on"), half(act["actor"], act["toward"], act["month"], act["on"]))
        for file, keys, act in halves
        if (act["toward"], act["actor"], act["month"], act["on"]) not in given
    ]


def half(actor: str, toward: str, month: str, issue: str) -> str:
    """Says that an agreement has one half only."""
    return (
        f"{toward} does not endorse {actor} on {issue} in {month} in turn, so the two make no agreement on it"
    )

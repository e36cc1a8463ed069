"""The scenarios that a reader can choose from: the one asked for, its neighbours, and those that ship."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from patronage.sim.files.faults import FaultError
from patronage.sim.files.located import read_yaml
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import question_of


@dataclass(frozen=True)
class Title:
    """A scenario's file and what its reader sees of it."""

    path: Path
    title: str
    question: str
    case: str


def titles(opening: Path) -> tuple[Title, ...]:
    """The scenario asked for first, then the others by case and title, each file once.

    Files beside it that are no scenarios, or cannot be read, are left out.
    """
    asked = opening.resolve()
    folders = dict.fromkeys((asked.parent, (data_root() / "scenarios").resolve()))
    files = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    found = [title for path in dict.fromkeys([asked, *files]) if (title := _title(path)) is not None]
    first = [title for title in found if title.path == asked]
    case = first[0].case if first else ""
    rest = sorted(
        (title for title in found if title.path != asked),
        key=lambda title: (title.case != case, title.case, title.title),
    )
    return (*first, *rest)


def _title(path: Path) -> Title | None:
    try:
        located = read_yaml(path)
    except FaultError:
        return None
    data = located.data
    if not isinstance(data, dict) or not {"case", "focus", "title"} <= set(data):
        return None
    return Title(path, str(data["title"]), question_of(located), str(data["case"]))

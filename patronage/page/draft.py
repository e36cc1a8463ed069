"""What a reader has changed of a scenario, the scenario that this makes, and the file that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from patronage.page.files import Files, case_edited
from patronage.sim.scenario.load import Scenario, question_of
from patronage.sim.sweeps.points import moved
from patronage.studies.asked import replicates_within

RUNS = 1000  # at most, in each arm of a changed scenario, so that an answer takes less than a second

CASE_EDITED = "The case was edited after the page was opened: a run of this file gives other numbers."

Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Draft:
    """A scenario's file and the reader's changes.

    off: ids of events that are switched off. settings, weights: values by name and by path, such as
    `salience.iran.tenure`, in the order in which they were changed. files: those of the visit.
    """

    path: Path
    off: frozenset[str] = frozenset()
    settings: Values = ()
    weights: Values = ()
    files: Files = field(default_factory=Files)

    @property
    def changed(self) -> bool:
        """Whether anything differs from the file."""
        return bool(self.off or self.settings or self.weights)

    def other(self, path: Path) -> Draft:
        """Another scenario, unchanged, in the same visit."""
        return Draft(path, files=self.files)

    def switched(self, event: str, *, on: bool) -> Draft:
        """The same with one event on or off."""
        return replace(self, off=self.off - {event} if on else self.off | {event})

    def set(self, name: str, value: float | None) -> Draft:
        """The same with one setting at a value, or with None as it is in the file."""
        return replace(self, settings=_with(self.settings, name, value))

    def weighed(self, path: str, value: float | None) -> Draft:
        """The same with one weight fixed in every draw, or with None as it is in the file."""
        return replace(self, weights=_with(self.weights, path, value))


def _with(values: Values, name: str, value: float | None) -> Values:
    left = {key: old for key, old in values if key != name}
    return tuple((left if value is None else left | {name: value}).items())


def original(draft: Draft) -> Scenario:
    """The scenario as its file had it when the visit first read it; FaultError with every fault."""
    return draft.files.read(draft.path).scenario


@lru_cache(maxsize=64)
def scenario_of(draft: Draft) -> Scenario:
    """The scenario that the changes make, of RUNS runs at most; FaultError where they cannot be.

    Without a change it is the file's own, so that its loss is the one that `patronage run` gives.
    """
    texts = {
        name: yaml.safe_dump(value, default_flow_style=True, width=float("inf"))
        if isinstance(value, dict | list)
        else str(value)
        for name, value in _changes(draft).items()
    }
    return draft.files.read(draft.path).with_overrides(texts)


def text_of(draft: Draft) -> str:
    """A scenario's file with the changes: `patronage run` of it gives the page's numbers."""
    located, before = draft.files.read(draft.path).located, original(draft)
    question = question_of(located) or before.title
    lines = [f"# {question}", "", f"# Saved from the page; it differs from {draft.path.name} in this:"]
    lines += [f"#   {difference}" for difference in differences(draft)]
    case = str(located.data["case"])
    if case.startswith(".") or "/" in case or "\\" in case:
        lines.append(f"# Keep it in the folder of {draft.path.name}: where the case lies is said from there.")
    if case_edited(before):
        lines.append(f"# {CASE_EDITED}")
    body = yaml.safe_dump(
        {**located.data, **_changes(draft)},
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=float("inf"),
    )
    return "\n".join(lines) + "\n" + body


def name_of(draft: Draft) -> str:
    """A name for that file."""
    return f"{draft.path.stem}{'_changed' if draft.changed else ''}.yaml"


def differences(draft: Draft) -> list[str]:
    """Each change in words."""
    before, now = original(draft), scenario_of(draft)
    said = [f"the event {event} is left out" for event in _in_order(draft)]
    said += [f"{name} is {value:g}, not {before.settings[name]:g}" for name, value in draft.settings]
    said += [f"{path} is {value:g} in every draw" for path, value in draft.weights]
    if now.runs != before.runs:
        said.append(f"{now.runs} runs, not {before.runs}")
    return said or ["nothing"]


def _changes(draft: Draft) -> dict[str, Any]:
    """The fields of the file that differ, each whole."""
    before, data = original(draft), draft.files.read(draft.path).located.data
    changes: dict[str, Any] = _size(before) if draft.changed else {}
    if draft.settings:
        changes["settings"] = {**(data.get("settings") or {}), **dict(draft.settings)}
    if draft.weights:
        given = data.get("weights") or {}
        changes["weights"] = {**given, "fix": {**(given.get("fix") or {}), **dict(draft.weights)}}
    if draft.off:
        changes["events"] = [event for event in data.get("events", ()) if event["id"] not in draft.off]
        if data.get("history", "article") == "article":
            changes["history"] = _history(before, draft.off)
    return changes


def _size(before: Scenario) -> dict[str, int]:
    """The runs and replicates of a changed scenario, whose random numbers are among those of its file."""
    if before.runs <= RUNS:
        return {}
    draws = before.runs // before.replicates
    replicates = replicates_within(RUNS, draws, before.replicates)
    return {"runs": min(draws, max(1, RUNS // replicates)) * replicates, "replicates": replicates}


def _history(before: Scenario, off: Iterable[str]) -> list[str] | str:
    """Items that happen: the article's until the first event left, without those of events that are off."""
    without = moved(before, dict.fromkeys(((event, "present") for event in off), 0), article=True)
    return list(dict.fromkeys(act.item for act in without.scenario.history)) or "none"


def _in_order(draft: Draft) -> list[str]:
    return [event.id for event in original(draft).events if event.id in draft.off]

"""What a reader has changed of a scenario, the scenario that this makes, and the file that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sim.located import read_yaml
from sim.scenario import Scenario, load_scenario, question_of
from sim.sweep_points import moved

RUNS = 1000  # at most, in each arm, so that an answer takes less than a second

Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Draft:
    """A scenario's file and the reader's changes.

    off: ids of events that are switched off. settings, weights: values by name and by path, such as
    `salience.iran.tenure`, in the order in which they were changed.
    """

    path: Path
    off: frozenset[str] = frozenset()
    settings: Values = ()
    weights: Values = ()

    @property
    def changed(self) -> bool:
        """Whether anything differs from the file."""
        return bool(self.off or self.settings or self.weights)

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


@lru_cache(maxsize=64)
def original(path: Path) -> Scenario:
    """The scenario as its file has it; FaultError with every fault."""
    return load_scenario(path)


@lru_cache(maxsize=64)
def scenario_of(draft: Draft) -> Scenario:
    """The scenario that the changes make, of RUNS runs at most; FaultError where they cannot be."""
    texts = {
        name: yaml.safe_dump(value, default_flow_style=True, width=float("inf"))
        if isinstance(value, dict | list)
        else str(value)
        for name, value in _changes(draft).items()
    }
    return load_scenario(draft.path, texts)


def forget() -> None:
    """Read files anew from now on."""
    original.cache_clear()
    scenario_of.cache_clear()


def text_of(draft: Draft) -> str:
    """A scenario's file with the changes: `patronage run` of it gives the page's numbers."""
    located = read_yaml(draft.path)
    question = question_of(located) or original(draft.path).title
    lines = [f"# {question}", "", f"# Saved from the page; it differs from {draft.path.name} in this:"]
    lines += [f"#   {difference}" for difference in differences(draft)]
    case = str(located.data["case"])
    if case.startswith(".") or "/" in case or "\\" in case:
        lines.append(f"# Keep it in the folder of {draft.path.name}: where the case lies is said from there.")
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
    before, now = original(draft.path), scenario_of(draft)
    said = [f"the event {event} is left out" for event in _in_order(draft)]
    said += [f"{name} is {value:g}, not {before.settings[name]:g}" for name, value in draft.settings]
    said += [f"{path} is {value:g} in every draw" for path, value in draft.weights]
    if now.runs != before.runs:
        said.append(f"{now.runs} runs, not {before.runs}")
    return said or ["nothing"]


def _changes(draft: Draft) -> dict[str, Any]:
    """The fields of the file that differ, each whole."""
    before, data = original(draft.path), read_yaml(draft.path).data
    changes: dict[str, Any] = {"runs": _runs(before)}
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


def _runs(before: Scenario) -> int:
    most = max(1, RUNS // before.replicates) * before.replicates
    return min(before.runs, most)


def _history(before: Scenario, off: Iterable[str]) -> list[str] | str:
    """Items that happen: the article's until the first event left, without what events that are off tell."""
    without = moved(before, dict.fromkeys(((event, "present") for event in off), 0), article=True)
    return list(dict.fromkeys(act.item for act in without.scenario.history)) or "none"


def _in_order(draft: Draft) -> list[str]:
    return [event.id for event in original(draft.path).events if event.id in draft.off]

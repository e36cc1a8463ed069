"""What a sweep can vary: settings, weights of the case, and when, how long and whether events happen.

A target is called by its path, such as `settings.rationality`, `trust.iran.russia` or
`events.airspace.start`. Its values are numbers throughout: months as in `sim.files.months`, presence as 0
or 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from patronage.sim.files.faults import EMPTY, Choice, listed, short
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.files.yaml_text import unquoted
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.fixed import BY_ACTOR, BY_ISSUE, bounds_of, unknown_weight, weight_paths

OF_EVENTS = ("start", "lasts", "present")
ALL_SETTINGS = "settings.*"
_WRITTEN = {"flag": "true, false", "month": "YYYY-MM, such as 2015-07"}


@dataclass(frozen=True)
class Target:
    """One thing to vary.

    ``group`` is settings, events or the kind of weight, ``names`` the rest of the path. ``low`` and
    ``high`` are its usual range, ``least`` and ``most`` what is possible at all.
    """

    path: str
    group: str
    names: tuple[str, ...]
    low: float
    high: float
    least: float
    most: float

    @property
    def form(self) -> str:
        """How its values are written: number, month, whole or flag."""
        if self.group != "events":
            return "number"
        return {"start": "month", "lasts": "whole", "present": "flag"}[self.names[1]]

    @property
    def stepped(self) -> bool:
        """Whether its values are whole numbers."""
        return self.form != "number"

    def number(self, value: Any) -> float:
        """The number of a value as it is written in a file; ValueError, with what is allowed, for others."""
        if value is None:
            raise UnfitError(EMPTY, _WRITTEN.get(self.form) or self.bounds())
        if self.form == "flag":
            if not isinstance(value, bool):
                raise UnfitError(
                    f"{short(value)} is not true or false{unquoted(value, bool)}", _WRITTEN["flag"]
                )
            return float(value)
        if self.form == "month":
            if not isinstance(value, str):
                raise UnfitError(f"{short(value)} is not a month", _WRITTEN["month"])
            try:
                found = float(parse_month(value))
            except ValueError as error:
                raise UnfitError(str(error)) from None
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            advice = unquoted(value, int, float)
            raise UnfitError(f"{short(value)} is not a finite number{advice}", self.bounds())
        elif self.stepped and value != int(value):
            raise UnfitError(f"{short(value)} is not a whole number", self.bounds())
        else:
            found = float(value) + 0.0  # -0.0 is 0.0
        if not self.least <= found <= self.most:
            raise UnfitError(f"{short(value)} is out of bounds", self.bounds())
        return found

    def value(self, number: float) -> Any:
        """A number as a file would give it: the inverse of `number`."""
        if self.form == "flag":
            return bool(number)
        if self.form == "month":
            return month_text(int(number))
        return int(number) if self.form == "whole" else float(number)

    def bounds(self) -> str:
        """What is possible, in words."""
        if math.isinf(self.least) and math.isinf(self.most):
            return "any number"
        if math.isinf(self.most):
            return f"at least {self.least:g}"
        if self.form == "number":
            return f"{self.least:g} to {self.most:g}"
        return f"{self.value(self.least)} to {self.value(self.most)}"


class UnfitError(ValueError):
    """A value or path that cannot be used: a message, and what is allowed."""

    def __init__(self, message: str, allowed: str | Choice = "") -> None:
        super().__init__(message)
        self.message, self.allowed = message, allowed


def targets_of(path: str, scenario: Scenario) -> list[Target]:
    """The targets that a path names: one, or every setting with a range; UnfitError for none."""
    if path == ALL_SETTINGS:
        return [_setting(name) for name, setting in SETTINGS.items() if setting.low < setting.high]
    group, _, rest = path.partition(".")
    kinds: dict[str, Callable[[], Target]] = {
        "settings": lambda: _setting(rest),
        "events": lambda: _event(rest, scenario),
    }
    kinds |= {kind: lambda: _weight(path, group, scenario) for kind in (*BY_ISSUE, *BY_ACTOR)}
    if group not in kinds:
        raise UnfitError(f"nothing called {short(path)} can be varied", Choice(group, kinds))
    return [kinds[group]()]


def _setting(name: str) -> Target:
    setting = SETTINGS.get(name)
    if setting is None:
        raise UnfitError(f"unknown setting {short(name)}", Choice(name, SETTINGS, prefix="settings."))
    return Target(
        f"settings.{name}",
        "settings",
        (name,),
        setting.low,
        setting.high,
        setting.hard_low,
        setting.hard_high,
    )


def _weight(path: str, group: str, scenario: Scenario) -> Target:
    actors, issues = scenario.case.actor_ids, scenario.case.issue_ids
    known = weight_paths(actors, issues)
    if path not in known:
        raise UnfitError(f"unknown weight {short(path)}", unknown_weight(path, group, actors, issues))
    low, high = bounds_of(group)
    return Target(path, group, known[path][1:], low, high, low, high)


def _event(rest: str, scenario: Scenario) -> Target:
    ids = tuple(event.id for event in scenario.events)
    known = _event_paths(ids)
    if rest not in known:
        name, _, field = rest.rpartition(".")
        if name in ids:
            fields = Choice(field, OF_EVENTS, "", f"events.{name}.")
            raise UnfitError(f"event {short(name)} has no {short(field)} that can be varied", fields)
        every = listed(ids) or "none"
        words = f"events.EVENT.FIELD, EVENT one of {every} and FIELD one of {listed(OF_EVENTS)}"
        raise UnfitError(f"unknown event {short(rest)}", Choice(rest, known, words, "events."))
    name, kind = known[rest]
    low, high = {
        "start": (scenario.first_month, scenario.last_month),
        "lasts": (1, scenario.last_month - scenario.first_month + 1),
        "present": (0, 1),
    }[kind]
    return Target(f"events.{rest}", "events", (name, kind), low, high, low, high)


@lru_cache(maxsize=8)
def _event_paths(ids: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return {f"{name}.{kind}": (name, kind) for name in ids for kind in OF_EVENTS}

"""What must hold of a scenario beyond each field by itself."""

from __future__ import annotations

import math
from typing import TypeGuard

from patronage.sim.case.load import Case
from patronage.sim.files.faults import Choice, Keys, short
from patronage.sim.files.forms import Known, sound, sound_rows
from patronage.sim.files.located import Located
from patronage.sim.files.months import LONGEST, month_text, parse_month
from patronage.sim.model.settings import SETTINGS, Setting
from patronage.sim.scenario.clashes import Span, clashes
from patronage.sim.scenario.schema import EventForm, ScenarioFile, SpanForm
from patronage.sim.weights.fixed import KINDS, Fixed, bounds_of, excess, unknown_weight, weight_paths

_MOST_RUNS = 1_000_000  # beyond what the form allows, it says so itself


def check_period(located: Located, case: Case | None) -> tuple[int, int] | None:
    """The first and the last month; None where they are not known or the period is faulty."""
    form = sound(SpanForm, located.at("period") or {})
    if form is None or case is None:
        return None
    first = case.first_month if form.first is None else parse_month(form.first)
    last = case.last_month if form.last is None else parse_month(form.last)
    if first > last:
        message = f"the period ends in {month_text(last)}, before it starts in {month_text(first)}"
        located.report(("period", "to"), message)
        return None
    if last - first >= LONGEST:
        located.report(("period", "to"), f"the period has {last - first + 1} months", f"up to {LONGEST}")
        return None
    return first, last


def check_settings(located: Located) -> None:
    """Adds a fault for each unknown setting and for each value at which the equations make no sense."""
    given = located.at("settings")
    for name, value in given.items() if isinstance(given, dict) else ():
        keys: Keys = ("settings", name)
        setting = SETTINGS.get(name)
        if setting is None:
            located.report(keys, f"unknown setting {short(name)}", Choice(name, SETTINGS), at_name=True)
        elif _finite(value) and not setting.hard_low <= value <= setting.hard_high:
            located.report(keys, f"{value:g} is out of bounds", _bounds(setting))


def check_switches(located: Located) -> None:
    """Adds a fault where switches are set together that make no model.

    Only files and `--set` are held to this: code that puts the model together part by part may cross settings
    as it likes (`sim.designs.arms.crossed`).
    """
    given = located.at("settings")
    given = given if isinstance(given, dict) else {}
    values = {
        name: given.get(name, SETTINGS[name].default) for name in ("capability_conserved", "idle_unarmed")
    }
    if all(map(_finite, values.values())) and values["capability_conserved"] and not values["idle_unarmed"]:
        name = "idle_unarmed" if "idle_unarmed" in given else "capability_conserved"
        message = (
            "where what is lent is missing at home, who is made idle lends nothing and would be the stronger"
        )
        located.report(("settings", name), message, "idle_unarmed: 1, or capability_conserved: 0 too")


def _finite(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _bounds(setting: Setting) -> str:
    if math.isinf(setting.hard_high):
        return f"at least {setting.hard_low:g}"
    return f"{setting.hard_low:g} to {setting.hard_high:g}"


def _counts(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_RUNS


def check_runs(located: Located) -> None:
    """Adds a fault where the runs are not as many replicates of each of some draws of the weights."""
    fields = ScenarioFile.model_fields
    runs = located.data.get("runs", fields["runs"].default) if isinstance(located.data, dict) else None
    replicates = located.data.get("replicates", fields["replicates"].default) if runs is not None else None
    if _counts(runs) and _counts(replicates) and runs % replicates:
        below = runs - runs % replicates
        allowed = ", ".join(str(number) for number in (below, below + replicates) if number)
        located.report(("runs",), f"{runs} is not a multiple of replicates, {replicates}", allowed)


def check_events(located: Located, known: Known) -> None:
    """Adds a fault for each event whose id is taken, or that contradicts or repeats another one."""
    located.unique("events")
    events = list(sound_rows(EventForm, located, "events", known))
    spans = [_span(event) for _, event in events]
    for first, second in clashes(spans):
        (earlier_keys, earlier), (keys, event) = events[first], events[second]
        month = max(spans[first].first, spans[second].first)
        place = located.where(earlier_keys)
        act = f"{event.actor} {event.verb} {event.toward} in {month_text(month)}"
        if earlier.bar != event.bar:
            message = f"{act} both happens and is barred (see {short(earlier.id)} in {place})"
        else:
            message = f"{act} happens already (see {short(earlier.id)} in {place})"
        located.report(keys, message)


def _span(event: EventForm) -> Span:
    first, last = parse_month(event.months[0]), parse_month(event.months[-1])
    return Span((event.actor, event.verb, event.toward), first, last, event.bar)


def check_history(located: Located, case: Case | None, period: tuple[int, int] | None) -> None:
    """Adds a fault for each item of the history that is unknown, or whose acts cannot happen."""
    given = located.at("history")
    if case is None or not isinstance(given, list):
        return
    items = {item.id: item for item in case.items}
    with_acts = [item.id for item in case.items if item.acts]
    first_place: dict[str, int] = {}
    for index, name in enumerate(given):
        if isinstance(name, str):
            first_place.setdefault(name, index)
    for name, index in first_place.items():
        keys: Keys = ("history", index)
        item = items.get(name)
        if item is None:
            located.report(keys, f"unknown evidence id {short(name)}", Choice(name, with_acts))
        elif not item.acts:
            message = f"the item {short(name)} has no act that could happen"
            located.report(keys, message, Choice("", with_acts))
        elif period is not None:
            for month in sorted({act.month for act in item.acts}):
                if not period[0] <= month <= period[1]:
                    span = f"{month_text(period[0])} to {month_text(period[1])}"
                    message = f"{short(name)} happens in {month_text(month)}, outside the period"
                    located.report(keys, message, span)


def check_weights(located: Located, case: Case | None) -> None:
    """Adds a fault where weights cannot be derived: an actor has no capability to start from."""
    if case is not None and case.without_prior and located.at("weights", "article_only") is not True:
        missing = ", ".join(case.without_prior)
        message = f"weights cannot be derived: the case's capability_prior has nothing on {missing}"
        keys: Keys = ("weights", "article_only") if located.at("weights") else ("case",)
        located.report(keys, message, "a case with a prior for every actor, or weights: {article_only: true}")
    if case is not None:
        _check_fixed(located, case)


def _check_fixed(located: Located, case: Case) -> None:
    """Adds a fault for each fixed weight that is unknown or impossible, by itself or with the others."""
    given, ids = located.at("weights", "fix"), (case.actor_ids, case.issue_ids)
    known = weight_paths(*ids) if given else {}
    possible: dict[str, float] = {}
    for path, value in given.items() if isinstance(given, dict) else ():
        keys: Keys = ("weights", "fix", path)
        if path not in known:
            kind = str(path).partition(".")[0]
            meant = unknown_weight(path, kind, *ids) if kind in KINDS else Choice(kind, KINDS)
            located.report(keys, f"unknown weight {short(path)}", meant, at_name=True)
        elif _finite(value):
            low, high = bounds_of(known[path][0])
            if low <= value <= high:
                possible[path] = value
            else:
                located.report(keys, f"{value:g} is out of bounds", f"{low:g} to {high:g}")
    for path, (message, allowed) in excess(fixed_of(possible, case), len(case.issue_ids)).items():
        located.report(("weights", "fix", path), message, allowed)


def fixed_of(given: dict[str, float], case: Case) -> Fixed:
    """The fixed weights of a scenario, each by a known path, in the order of the case."""
    known = weight_paths(case.actor_ids, case.issue_ids) if given else {}
    return tuple((*names, float(given[path]) + 0.0) for path, names in known.items() if path in given)

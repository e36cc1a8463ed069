"""A scenario: a case, what happens in both arms, and the events that happen in one; how it is loaded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from patronage.sim.case.load import Act, Case, find_case, load_case
from patronage.sim.files.durable import write_whole
from patronage.sim.files.faults import Fault, FaultError, short, shown
from patronage.sim.files.forms import Known, check
from patronage.sim.files.kinds import check_kind
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.files.overrides import replacing
from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.files.values import override_texts
from patronage.sim.model.settings import SETTINGS, default_settings
from patronage.sim.scenario.checks import (
    check_events,
    check_history,
    check_period,
    check_runs,
    check_settings,
    check_switches,
    check_weights,
    fixed_of,
)
from patronage.sim.scenario.parts import Event, WeightOptions
from patronage.sim.scenario.schema import DEFAULT_UNCERTAINTY, ScenarioFile
from patronage.sim.scenario.settings_file import with_named_settings
from patronage.sim.scenario.written import in_code

__all__ = ["Event", "Scenario", "WeightOptions", "history_of", "load_scenario", "question_of", "scenario_in"]


@dataclass(frozen=True, repr=False)
class Scenario:
    """A loaded scenario; every name in it is known and every number within its bounds.

    `name` is the stem of its file and `question` what the file's first comment asks. `history` holds the
    acts of both arms, `events` what is added in one. `settings` has a value for every setting. `runs` is a
    multiple of `replicates`. `digest` is a SHA-256 of whatever can change a result: not of titles, comments
    or paths. `uncertainty`: what draws differ in, of UNCERTAINTIES; `given`: settings that the file or an
    override names, which are never drawn. `fields` are those of its file, as they were given, and `changes`
    the values that replaced some of them. Two scenarios are equal that differ in no more than where they were
    read from and how they were written down.
    """

    path: Path = field(compare=False)
    name: str
    title: str
    question: str
    case: Case
    focus: str
    first_month: int
    last_month: int
    history: tuple[Act, ...]
    events: tuple[Event, ...]
    settings: dict[str, float]
    weights: WeightOptions
    runs: int
    replicates: int
    rng: int
    digest: str
    uncertainty: tuple[str, ...] = DEFAULT_UNCERTAINTY
    given: frozenset[str] = frozenset()
    changes: Mapping[str, str] = field(default_factory=dict, compare=False)
    fields: dict[str, Any] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        what = f"{len(self.events)} event{'' if len(self.events) == 1 else 's'}"
        span = f"{month_text(self.first_month)} to {month_text(self.last_month)}"
        draws = f"{self.runs // self.replicates:,} draws x {self.replicates:,}"
        return f"<Scenario {self.name}: {self.focus} in {self.case.name}, {span}, {what}, {draws}>"

    @property
    def first_event_month(self) -> int:
        """The month in which the arms part; without events, the first month."""
        return min((event.months[0] for event in self.events), default=self.first_month)

    def changed(self, overrides: Mapping[str, Any]) -> Scenario:
        """The same with some values replaced, by their paths, such as ``{"settings.rationality": 2}``.

        Text is read as YAML. FaultError with every fault, and where it was changed otherwise before, as by
        `dataclasses.replace`.
        """
        texts, fields = override_texts(overrides), self._now()
        self._same(scenario_in(in_code(fields, self.path, self.name, self.question), None, self.case))
        located, case = (
            in_code(fields, self.path, self.name, self.question),
            None if "case" in texts else self.case,
        )
        try:
            return scenario_in(located, texts, case)
        except FaultError as error:
            named = (replace(fault, file=fault.file.removeprefix("--set ")) for fault in error.faults)
            raise FaultError(named) from None

    def write(self, path: str | Path) -> Path:
        """Save it as a file, .yaml, that `load_scenario` reads as the same scenario; gives the path.

        What is there already is replaced. FaultError for another ending, for a case that cannot be named from
        there, and for a scenario that was changed so that no file says so; OSError where nothing can be
        written.
        """
        if not isinstance(path, (str, os.PathLike)):
            raise FaultError([Fault("path", 0, 0, "", f"{type(path).__name__} is not a path")])
        file = Path(path)
        if file.suffix not in {".yaml", ".yml"}:
            raise FaultError([Fault(shown(file), 0, 0, "", "a scenario has another ending", ".yaml")])
        named = {"case": _named_from(self.case, str(self.fields["case"]), file)}
        located = in_code(self._now() | named, file, shown(file), self.question)
        raw = located.raw
        self._same(scenario_in(located))
        write_whole(file, raw)
        return file

    def _now(self) -> dict[str, Any]:
        """The fields as they are now, where code may have changed how much is run under which settings."""
        usual = default_settings()
        settings = {name: value for name, value in self.settings.items() if value != usual[name]}
        size = {"runs": self.runs, "replicates": self.replicates, "rng": self.rng}
        now = deepcopy(self.fields) | {"settings": settings} | size
        return {name: value for name, value in now.items() if value != {}}

    def _same(self, again: Scenario) -> None:
        if _digest(again) != _digest(self):
            message = "it was changed in a way that no file would say; make it anew of its fields"
            raise FaultError([Fault(self.name, 0, 0, "", message)])


def load_scenario(path: Path, overrides: Mapping[str, str] | None = None) -> Scenario:
    """The scenario in a file, with some of its values replaced.

    `overrides` maps a field's path to YAML text, such as `{"settings.rationality": "2", "runs": "100"}`.
    Raises FaultError with every fault of the file, of the overrides and of the case.
    """
    return scenario_in(read_yaml(Path(path), named(SCENARIOS)), overrides)


def scenario_in(
    located: Located, overrides: Mapping[str, str] | None = None, case: Case | None = None
) -> Scenario:
    """The same from a file that has been read, which is worked on; a `case` saves reading that anew."""
    check_kind(located, "scenario")
    overrides = with_named_settings(located, overrides)
    if overrides:
        with replacing(located, overrides):
            loaded, _ = _checked(located, case, [])
        case = case or (None if "case" in overrides else loaded)
    elsewhere: list[Fault] = []
    case, period = _checked(located, case, elsewhere)
    if case is None or period is None or located.faults or elsewhere:
        raise FaultError([*elsewhere, *located.faults])
    return replace(_built(located, case, period), changes=overrides)


def _checked(
    located: Located, case: Case | None, elsewhere: list[Fault]
) -> tuple[Case | None, tuple[int, int] | None]:
    """The case and the period, after every fault was added: of the scenario, and of the case `elsewhere`."""
    case = case or _load_case(located, located.path.parent, elsewhere)
    period = check_period(located, case)
    known = case.known(period) if case is not None else Known()
    check(ScenarioFile, located, known)
    check_settings(located)
    check_switches(located)
    check_runs(located)
    check_events(located, known)
    check_history(located, case, period)
    check_weights(located, case)
    return case, period


def _load_case(located: Located, folder: Path, elsewhere: list[Fault]) -> Case | None:
    """The scenario's case; None where there is none or it has faults, which are added to `elsewhere`."""
    name = located.at("case")
    if not isinstance(name, str) or not name.strip():
        return None
    try:
        found = find_case(name, folder)
    except FaultError as error:
        for fault in error.faults:
            located.report(("case",), f"{short(name)}: {fault.message}", fault.allowed, fault.suggestion)
        return None
    try:
        return load_case(found)
    except FaultError as error:
        elsewhere.extend(error.faults)
        return None


def _built(located: Located, case: Case, period: tuple[int, int]) -> Scenario:
    form = ScenarioFile.model_validate(located.data)
    events = tuple(
        Event(
            event.id,
            event.actor,
            event.verb,
            event.toward,
            (parse_month(event.months[0]), parse_month(event.months[-1])),
            event.bar,
            event.evidence,
            event.on,
            event.instead,
        )
        for event in form.events
    )
    until = min((event.months[0] for event in events), default=period[1] + 1)
    scenario = Scenario(
        path=located.path,
        name=located.path.stem,
        title=form.title,
        question=question_of(located),
        case=case,
        focus=form.focus,
        first_month=period[0],
        last_month=period[1],
        history=history_of(form.history, case, period[0], until),
        events=events,
        # adding zero turns -0.0 into 0.0, which means the same and must not change the digest
        settings=default_settings() | {name: float(value) + 0.0 for name, value in form.settings.items()},
        weights=WeightOptions(
            form.weights.article_only,
            form.weights.assumed,
            tuple(sorted(set(form.weights.leave_out))),
            tuple(form.weights.coders),
            fixed_of(form.weights.fix, case),
            form.weights.brought_by_coder,
        ),
        runs=form.runs,
        replicates=form.replicates,
        rng=form.rng,
        digest="",
        uncertainty=tuple(form.uncertainty),
        given=frozenset(form.settings),
        fields=deepcopy(located.data),
    )
    return replace(scenario, digest=_digest(scenario))


def _named_from(case: Case, given: str, file: Path) -> str:
    """What a scenario in a file calls its case: as it was given, by name or by the way to its folder."""
    try:
        there: tuple[str, ...] = (os.path.relpath(case.folder.resolve(), file.resolve().parent),)
    except (ValueError, OSError):  # another drive
        there = ()
    for name in (given, case.name, *there):
        try:
            if find_case(name, file.parent).resolve() == case.folder.resolve():
                return name
        except FaultError:
            continue
    message = f"the case in {shown(case.folder)} cannot be named from there"
    raise FaultError([Fault(shown(file), 0, 0, "case", message, "a file in or beside the case's folder")])


def history_of(given: str | list[str], case: Case, first: int, until: int) -> tuple[Act, ...]:
    """The acts of both arms, by month: of the named items, or of the article's before the first event."""
    if given == "article":
        acts = [act for item in case.items if item.kind == "article" for act in item.acts]
        acts = [act for act in acts if first <= act.month < until]
    else:
        chosen = () if given == "none" else given
        acts = [act for item in case.items if item.id in chosen for act in item.acts]
    return tuple(sorted(acts, key=lambda act: act.month))


def question_of(located: Located) -> str:
    """The first comment that is not addressed to an editor, up to its question mark if it has one."""
    lines: list[str] = []
    for line in located.raw.decode("utf-8-sig").splitlines():
        text = line.strip()
        if text.startswith("#") and "$schema" not in text:
            lines.append(text.lstrip("#").strip())
        elif lines or (text and not text.startswith("#")):
            break
    question, mark, _ = " ".join(line for line in lines if line).partition("?")
    return question + mark


_LATER: dict[str, Any] = {"on": None, "instead": False, "brought_by_coder": None}
"""Fields that came after the first digests: what each is where a file does not have it."""


def _content(part: Act | Event | WeightOptions) -> dict[str, Any]:
    """The fields of a part as the digest has them: one that came later and is not used changes no digest."""
    return {
        name: value for name, value in asdict(part).items() if name not in _LATER or value != _LATER[name]
    }


def would_be_drawn(scenario: Scenario, name: str) -> bool:
    """Whether draws would differ in a setting, had nobody named it."""
    setting = SETTINGS[name]
    kind = "choice" if setting.estimate else "assumptions" if setting.assumed else ""
    return kind in scenario.uncertainty and scenario.settings[name] == setting.default


def _acts(scenario: Scenario) -> str | None:
    """The digest of the case's dated acts, where draws take their coefficients from them."""
    path = scenario.case.chronicle
    if path is None or "choice" not in scenario.uncertainty:
        return None
    return hashlib.sha256(read_yaml(path).raw).hexdigest()


def content_of(scenario: Scenario) -> dict[str, Any]:
    """All of a scenario that can change a result, as plain data: what its digest is of."""
    return {
        "case": scenario.case.digest,
        "focus": scenario.focus,
        "period": [scenario.first_month, scenario.last_month],
        "history": [_content(act) for act in scenario.history],
        "events": [_content(event) for event in scenario.events],
        "settings": scenario.settings,
        "weights": _content(scenario.weights),
        "runs": scenario.runs,
        "replicates": scenario.replicates,
        "rng": scenario.rng,
        "uncertainty": scenario.uncertainty,
        "given": [name for name in sorted(scenario.given) if would_be_drawn(scenario, name)],
        "acts": _acts(scenario),
    }


def _digest(scenario: Scenario) -> str:
    text = json.dumps(content_of(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

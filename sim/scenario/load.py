"""A scenario: a case, what happens in both arms, and the events that happen in one; how it is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from patronage.sim.case.load import Act, Case, find_case, load_case
from patronage.sim.files.faults import Fault, FaultError, short
from patronage.sim.files.forms import Known, check
from patronage.sim.files.kinds import check_kind
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.months import parse_month
from patronage.sim.files.overrides import replacing
from patronage.sim.files.shipped import SCENARIOS, named
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
from patronage.sim.scenario.schema import DEFAULT_UNCERTAINTY, ScenarioFile
from patronage.sim.scenario.settings_file import with_named_settings
from patronage.sim.weights.fixed import Fixed


@dataclass(frozen=True)
class Event:
    """An act that happens, or with `bar` is off the menu, in the scenario arm; `months` are inclusive.

    `on`: the issue that it settles something on, or None; `instead`: the actor's own opening of those months
    is set aside.
    """

    id: str
    actor: str
    verb: str
    toward: str
    months: tuple[int, int]
    bar: bool = False
    evidence: str | None = None
    on: str | None = None
    instead: bool = False


@dataclass(frozen=True)
class WeightOptions:
    """What the weights are derived from.

    `article_only`: the article's items and flat priors; `assumed`: whether items of kind assumption count;
    `leave_out`: ids of items that feed no weight (their acts still are history). `coders`: whose codings of
    the article are mixed, one taken at random for each draw; without any it is evidence.yaml's. `fix`:
    weights with one value in every draw, by path. `brought_by_coder`: whose content says what the controls of
    the case's own items come with; by default they say it themselves.
    """

    article_only: bool = False
    assumed: bool = True
    leave_out: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    fix: Fixed = ()
    brought_by_coder: str | None = None


@dataclass(frozen=True)
class Scenario:
    """A loaded scenario; every name in it is known and every number within its bounds.

    `name` is the stem of its file and `question` what the file's first comment asks. `history` holds the
    acts of both arms, `events` what is added in one. `settings` has a value for every setting. `runs` is a
    multiple of `replicates`. `digest` is a SHA-256 of whatever can change a result: not of titles, comments
    or paths. `uncertainty`: what draws differ in, of UNCERTAINTIES; `given`: settings that the file or an
    override names, which are never drawn. `changes` are the values that replaced some of the file's, as
    `load_scenario` was given them.
    """

    path: Path
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

    @property
    def first_event_month(self) -> int:
        """The month in which the arms part; without events, the first month."""
        return min((event.months[0] for event in self.events), default=self.first_month)


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
    )
    return replace(scenario, digest=_digest(scenario))


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

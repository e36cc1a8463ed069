"""What the front door is asked, checked before any work; every fault names the keyword it is about."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
from patronage.sim.files.values import flow, plain_data
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import chosen_scenario
from patronage.studies.losses import Size
from patronage.studies.refusing import need_events
from patronage.studies.shipped import scenario_path
from patronage.studies.shown.answer import Origin, Shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

S = TypeVar("S", bound=Shown)

Named = str | PathLike[str]
Settings = Mapping[str, float] | str
"""Values of settings by name, or the name of a file of them."""

MOST_THREADS = 1024


@contextmanager
def in_python() -> Iterator[None]:
    """Faults as Python says them: of a keyword, where the command line has an option."""
    try:
        yield
    except FaultError as error:
        raise FaultError(replace(fault, file=_keyword(fault.file)) for fault in error.faults) from None


def _keyword(file: str) -> str:
    return file.removeprefix("--set ").removeprefix("--").replace("-", "_") if file[:2] == "--" else file


def refuse(keyword: str, message: str, allowed: str = "", suggestion: str | None = None) -> FaultError:
    """The fault of one keyword, to be raised."""
    return FaultError([Fault(keyword, 0, 0, "", message, allowed, suggestion)])


def described(value: object) -> str:
    """A value within a message; of what is neither text nor a number its kind."""
    plain = isinstance(value, (str, int, float, bool)) or value is None
    return short(value) if plain else type(value).__name__


def text(keyword: str, value: object) -> str:
    """A text that is given as one; FaultError for anything else, and for nothing but blanks."""
    if not isinstance(value, str):
        raise refuse(keyword, f"{described(value)} should be text")
    if not value.strip():
        raise refuse(keyword, "the text is empty")
    return value


def one_of(keyword: str, value: object, names: Iterable[str]) -> str:
    """One of some names; FaultError with the nearest for any other."""
    every = list(names)
    if not isinstance(value, str) or value not in every:
        meant = nearest(value, every) if isinstance(value, str) else None
        raise refuse(keyword, f"there is no {keyword} {described(value)}", listed(every), meant)
    return value


def whole(keyword: str, value: object, least: int, most: int) -> int:
    """A whole number between two; FaultError for anything else."""
    number = plain_data(value, keyword)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise refuse(keyword, f"{described(number)} is not allowed", f"{least:,} to {most:,}, a whole one")
    return number


def maybe_whole(keyword: str, value: object, least: int, most: int) -> int | None:
    """The same, or None where nothing is given."""
    return None if value is None else whole(keyword, value, least, most)


def flags(**values: object) -> None:
    """FaultError for every keyword whose value is neither True nor False."""
    wrong = {name: value for name, value in values.items() if not isinstance(value, (bool, np.bool_))}
    if wrong:
        message = "{0} is neither True nor False"
        raise FaultError(
            Fault(name, 0, 0, "", message.format(described(value)), "True, False")
            for name, value in wrong.items()
        )


def threads_of(value: object) -> int | None:
    """How many threads; None for as many as the machine has cores."""
    return maybe_whole("threads", value, 1, MOST_THREADS)


def names_of(keyword: str, value: object) -> tuple[str, ...]:
    """Some names, or one: `"us"` is the same as `["us"]`."""
    if isinstance(value, str):
        return (value,)
    try:
        every = list(value)  # type: ignore[call-overload]
    except TypeError:  # such as an array without dimensions, which says that it is iterable
        raise refuse(keyword, f"{described(value)} should be a name, or a list of names") from None
    return tuple(text(keyword, each) for each in every)


def path_of(keyword: str, value: object) -> Path:
    """A path; FaultError for what is none."""
    if isinstance(value, (str, PathLike)):
        given = fspath(value)
        if isinstance(given, str) and "\x00" in given:
            raise refuse(keyword, f"{short(given)} is not a name a file can have")
        if isinstance(given, str):
            path = Path(text(keyword, given))
            try:
                path.lstat()
            except OSError as error:
                if error.errno == errno.ENAMETOOLONG:
                    raise refuse(keyword, f"{short(given)} is longer than a file's name can be") from None
            return path
    raise refuse(keyword, f"{described(value)} should be a path")


def maybe_path(keyword: str, value: object) -> Path | None:
    """The same, or None where nothing is given."""
    return None if value is None else path_of(keyword, value)


def yaml_of(keyword: str, value: object) -> str:
    """A value as YAML, for `sim.files.overrides`."""
    return flow(plain_data(value, keyword))


def setting_changes(settings: object) -> dict[str, str]:
    """What is set to which value, by path; FaultError for settings that there are none of."""
    if settings is None:
        return {}
    if isinstance(settings, str):
        return {"settings": yaml_of("settings", text("settings", settings))}
    if not isinstance(settings, Mapping):
        allowed = "a dict such as {'rationality': 2}, or the name of a file of settings"
        raise refuse("settings", f"{described(settings)} is not a group of settings", allowed)
    faults, changes = [], {}
    for name, value in settings.items():
        if name not in SETTINGS:
            meant = nearest(name, SETTINGS) if isinstance(name, str) else None
            message = f"unknown setting {described(name)}"
            faults.append(Fault("settings", 0, 0, "", message, listed(SETTINGS), meant))
        else:
            changes[f"settings.{name}"] = yaml_of(f"settings.{name}", value)
    if faults:
        raise FaultError(faults)
    return changes


def settings_given(settings: Settings | None) -> tuple[str, ...]:
    """The settings that are given values, by name, which an analysis of all settings leaves as they are."""
    if isinstance(settings, str):
        from patronage.studies.asked import settings_set

        return settings_set([f"settings={settings}"])
    return tuple(settings or ())


def source_of(scenario: object) -> Path | Scenario:
    """The file of a scenario, or the scenario itself; FaultError for what is neither."""
    if isinstance(scenario, Scenario):
        return scenario
    if not isinstance(scenario, (str, PathLike)):
        allowed = "a name, a path, or a Scenario"
        raise refuse("scenario", f"{described(scenario)} is not a scenario", allowed)
    return scenario_path(path_of("scenario", scenario) if isinstance(scenario, PathLike) else scenario)


def scenario_asked(
    scenario: object, *, runs: object = None, rng: object = None, settings: object = None, events: bool = True
) -> Scenario:
    """The scenario of a name, path or object, with what the keywords change.

    ``events``: whether there must be any. FaultError with every fault.
    """
    if isinstance(scenario, str):
        text("scenario", scenario)
    changes = setting_changes(settings)
    given = {"runs": runs, "rng": rng}
    own = {name: yaml_of(name, value) for name, value in given.items() if value is not None}
    found = chosen_scenario(source_of(scenario), **own, changes=changes)
    if events:
        need_events(found)
    return found


def size_asked(scenario: Scenario, runs: object) -> Size | None:
    """The size that ``runs`` asks for; None where it was not given."""
    return None if runs is None else Size(scenario.runs // scenario.replicates, scenario.replicates)


def provenance(scenario: Scenario, size: Size | None = None) -> str:
    """What is asked, and from how many runs: the first line of an answer."""
    runs = size or Size(scenario.runs // scenario.replicates, scenario.replicates)
    made = f"{runs.runs:,} runs ({runs.draws:,} weight draws x {runs.replicates:,}), rng {scenario.rng}"
    return f"{scenario.name}: {scenario.question or scenario.title} {made}"


def presented(found: S, about: str, **charts: Callable[[S], Figure]) -> S:
    """The answer, which now knows where it comes from and what draws its charts, the main one first."""
    changed: Any = replace(found, _origin=Origin(about, charts))
    result: S = changed
    return result

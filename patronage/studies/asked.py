"""A scenario with the changes that a command's options make to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from patronage.analysis.words import setting_words
from patronage.sim.files.faults import Fault, FaultError, short
from patronage.sim.files.yaml_text import parse
from patronage.sim.model.settings import default_settings
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.scenario.schema import DEFAULT_UNCERTAINTY

_OWN_OPTIONS = {"--set runs": "--runs", "--set rng": "--rng", "--set replicates": "--replicates"}
FEWEST_REPLICATES = 4  # to which replicates are cut before draws are


def chosen_scenario(
    source: Path | Scenario,
    *,
    runs: str | None = None,
    rng: str | None = None,
    replicates: str | None = None,
    changes: Sequence[str] | Mapping[str, str] = (),
) -> Scenario:
    """The scenario in a file with the values of `--runs`, `--rng` and of each `--set key=value`.

    ``source`` may be a scenario that is there already. Fewer runs than its own are fewer replicates of each
    draw before they are fewer draws, unless the options say how many replicates. Raises FaultError with every
    fault, those of the options named as the user gave them.
    """
    overrides = dict(changes) if isinstance(changes, Mapping) else parsed_changes(changes)
    own = {"runs": runs, "rng": rng, "replicates": replicates}
    given = {name: value for name, value in own.items() if value is not None}
    if twice := [name for name in given if name in overrides]:
        why = "would change nothing: --{0} gives the value"
        raise FaultError(Fault(f"--set {name}", 0, 0, "", why.format(name)) for name in twice)
    try:
        if runs is not None and not {"replicates"} & {*overrides, *given}:
            given |= _divided(_with(source, overrides), runs)
        return _with(source, overrides | given)
    except FaultError as error:
        renamed = {origin: option for origin, option in _OWN_OPTIONS.items() if option[2:] in given}
        raise FaultError(
            replace(fault, file=renamed.get(fault.file, fault.file)) for fault in error.faults
        ) from None


def _with(source: Path | Scenario, overrides: Mapping[str, str]) -> Scenario:
    if isinstance(source, Path):
        return load_scenario(source, overrides)
    return source.changed(overrides) if overrides else source


def _divided(own: Scenario, runs: str) -> dict[str, str]:
    """The replicates that so many runs are to have; nothing for its own number and more, or for no number."""
    if not runs.isdecimal() or len(runs) > len(str(own.runs)) or not 0 < int(runs) < own.runs:
        return {}
    return {"replicates": str(replicates_dividing(int(runs), own.runs // own.replicates, own.replicates))}


def replicates_within(runs: int, draws: int, replicates: int) -> int:
    """As many replicates as leave all draws within so many runs, from FEWEST_REPLICATES to ``replicates``.

    What the evidence leaves open shows in the draws, so these are the last to be cut.
    """
    return min(replicates, max(FEWEST_REPLICATES, runs // max(1, draws)))


def replicates_dividing(runs: int, draws: int, replicates: int) -> int:
    """The same if it divides ``runs``, or the next larger number that does; ``replicates`` if none does."""
    if runs < FEWEST_REPLICATES:
        return min(runs, replicates)
    least = replicates_within(runs, draws, replicates)
    return next((each for each in range(least, replicates) if runs % each == 0), replicates)


def parsed_changes(changes: Sequence[str]) -> dict[str, str]:
    """The keys and values of `--set key=value`; FaultError for what sets nothing, or a field again."""
    overrides: dict[str, str] = {}
    faults = []
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals or not key.strip():
            message = f"{short(change)} is not KEY=VALUE, as in settings.rationality=2"
            faults.append(Fault("--set", 0, 0, "", message))
        elif key.strip() in overrides:
            message = f"{short(key.strip())} is set more than once"
            faults.append(Fault("--set", 0, 0, "", message, "one value for each field"))
        for hidden in (name for name in overrides if name.startswith(f"{key.strip()}.")):
            message = f"{short(hidden)} would change nothing: {short(key.strip())} is set after it"
            faults.append(Fault("--set", 0, 0, "", message, "the other way round"))
        overrides[key.strip()] = value
    if faults:
        raise FaultError(faults)
    return overrides


def settings_set(changes: Sequence[str]) -> tuple[str, ...]:
    """The settings that `--set` gives values, by name."""
    names: list[str] = []
    for key, value in parsed_changes(changes).items():
        if key == "settings":  # which takes the place of all there were
            given = parse(value, "--set settings").data
            names = [str(name) for name in given] if isinstance(given, dict) else []
        elif key.startswith("settings."):
            names.append(key.removeprefix("settings."))
    return tuple(dict.fromkeys(names))


def weights_set(changes: Sequence[str]) -> tuple[str, ...]:
    """The fields of `weights` that `--set` gives values, by name."""
    names: list[str] = []
    for key, value in parsed_changes(changes).items():
        if key == "weights":  # which takes the place of all there were
            given = parse(value, "--set weights").data
            names += [str(name) for name in given] if isinstance(given, dict) else []
        elif key.startswith("weights."):
            names.append(key.split(".")[1])
    return tuple(dict.fromkeys(names))


def settings_changed(scenario: Scenario) -> tuple[str, ...]:
    """The settings that a scenario has otherwise than its file, or names where that does not, by name."""
    try:
        file = load_scenario(scenario.path)
        own, given = file.settings, file.given
    except FaultError:  # without the changes the file is not a scenario
        own, given = default_settings(), frozenset[str]()
    named = scenario.given - given
    return tuple(name for name, value in scenario.settings.items() if value != own[name] or name in named)


def uncertainty_of_file(scenario: Scenario) -> tuple[str, ...]:
    """What draws differ in by a scenario's file, whatever was replaced in it."""
    try:
        return load_scenario(scenario.path).uncertainty
    except FaultError:
        return DEFAULT_UNCERTAINTY


def fixed_text(scenario: Scenario, fixed: Sequence[str]) -> str:
    """`; fixed by --set: rationality 0, noise 0.02`; nothing where no setting is fixed."""
    values = ", ".join(f"{setting_words(name)} {scenario.settings[name]:g}" for name in fixed)
    return f"; fixed by --set: {values}" if values else ""

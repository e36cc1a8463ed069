"""A scenario with the changes that a command's options make to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.faults import Fault, FaultError, short
from sim.scenario import Scenario, load_scenario

_OWN_OPTIONS = {"--set runs": "--runs", "--set rng": "--rng", "--set replicates": "--replicates"}


def chosen_scenario(
    path: Path,
    *,
    runs: str | None = None,
    rng: str | None = None,
    replicates: str | None = None,
    changes: Sequence[str] = (),
) -> Scenario:
    """The scenario in a file with the values of `--runs`, `--rng` and of each `--set key=value`.

    Raises FaultError with every fault, those of the options named as the user gave them.
    """
    overrides = parsed_changes(changes)
    own = {"runs": runs, "rng": rng, "replicates": replicates}
    given = {name: value for name, value in own.items() if value is not None}
    try:
        return load_scenario(path, overrides | given)
    except FaultError as error:
        renamed = {origin: option for origin, option in _OWN_OPTIONS.items() if option[2:] in given}
        raise FaultError(
            replace(fault, file=renamed.get(fault.file, fault.file)) for fault in error.faults
        ) from None


def parsed_changes(changes: Sequence[str]) -> dict[str, str]:
    """The keys and values of `--set key=value`; FaultError for what is not written so."""
    overrides: dict[str, str] = {}
    faults = []
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals or not key.strip():
            message = f"{short(change)} sets nothing; write it as key=value"
            faults.append(Fault("--set", 0, 0, "", message, "such as settings.rationality=2"))
        overrides[key.strip()] = value
    if faults:
        raise FaultError(faults)
    return overrides

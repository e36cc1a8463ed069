"""Values that replace those of a file, such as `--set settings.rationality=2` on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.located import Located
from patronage.sim.files.yaml_text import DEEPEST, parse

FIXED = "weights.fix."


def apply_overrides(located: Located, overrides: Mapping[str, str]) -> None:
    """Puts each text, read as YAML, in the place its dotted path names.

    From then on a fault of such a value names its origin, `--set <path>`, instead of a line. A path into
    what is no group, or a text that cannot be read, becomes a fault.
    """
    for name, text in overrides.items():
        origin = f"--set {name}"
        try:
            parsed = parse(text, origin)
        except FaultError as error:
            located.faults.extend(_placeless(fault) for fault in error.faults)
            continue
        located.faults.extend(_placeless(fault) for fault in parsed.faults)
        keys = _keys(name)
        _put(located, keys, parsed.data, origin)
        located.parsed.written.update({(*keys, *inner): text for inner, text in parsed.written.items()})
        located.parsed.refused.update((*keys, *refused) for refused in parsed.refused)


def _keys(name: str) -> tuple[str, ...]:
    """The names of a dotted path; what follows `weights.fix.` is one name, since weights are called so."""
    if name.startswith(FIXED):
        return (*FIXED[:-1].split("."), name.removeprefix(FIXED))
    return tuple(name.split("."))


def _placeless(fault: Fault) -> Fault:
    return replace(fault, line=0, column=0)


def _put(located: Located, keys: tuple[str, ...], value: Any, origin: str) -> None:
    if len(keys) > DEEPEST:  # no deeper than a file, since readers of groups within groups may recurse
        located.faults.append(Fault(origin, 0, 0, "", "there is no such field to set"))
        return
    group = located.data
    for depth, key in enumerate(keys[:-1]):
        if isinstance(group, dict) and group.get(key) is None:
            group[key] = {}
            located.origins[keys[: depth + 1]] = origin
        group = group.get(key) if isinstance(group, dict) else None
    if isinstance(group, dict) and all(keys):
        group[keys[-1]] = value
        located.origins[keys] = origin
    else:
        located.faults.append(Fault(origin, 0, 0, "", "there is no such field to set"))

"""Values that replace those of a file, such as `--set settings.rationality=2` on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from patronage.sim.files.faults import Fault, FaultError, path_text, short
from patronage.sim.files.located import Located
from patronage.sim.files.yaml_text import DEEPEST, parse

FIXED = "weights.fix."


@contextmanager
def replacing(located: Located, overrides: Mapping[str, str]) -> Iterator[None]:
    """Check a file as it is within this, and put the overrides in their places when it ends.

    Of the faults that were added, those are kept that the overrides would hide: of the values they replace.
    """
    before = len(located.faults)
    yield
    given = [keys for keys in map(_keys, overrides) if keys in located.parsed.values]
    # an override of what an empty group holds fills the group
    mended = [keys[:1] for keys in map(_keys, overrides) if located.at(*keys[:-1]) is None]
    replaced = [path_text(keys) for keys in (*given, *mended)]
    located.faults[before:] = [
        fault for fault in located.faults[before:] if any(_within(fault.path, path) for path in replaced)
    ]
    apply_overrides(located, overrides)


def _within(path: str, outer: str) -> bool:
    """Whether a path leads to what another leads to, or into it."""
    return path.startswith(outer) and path[len(outer) :][:1] in {"", ".", "["}


def apply_overrides(located: Located, overrides: Mapping[str, str]) -> None:
    """Puts each text, read as YAML, in the place its dotted path names.

    From then on a fault of such a value names its origin, `--set <path>`, instead of a line. A path into
    what is no group, or a text that cannot be read, becomes a fault.
    """
    for name, text in overrides.items():
        origin = f"--set {short(name)[1:-1]}"
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

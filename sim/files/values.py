"""Values that a user gives in Python -> plain data, and plain data -> the YAML text that is read as them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any

from patronage.sim.files.faults import Fault, FaultError, Keys, path_text, short
from patronage.sim.files.yaml_text import DEEPEST

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*|[0-9]{4}-[0-9]{2}", re.ASCII)
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf"}
_BITS = 900  # of a whole number that YAML still reads as one
_ALLOWED = "text, numbers, True or False, None, lists and dicts"


def plain_data(value: Any, origin: str) -> Any:
    """The same as YAML has it: tuples are lists, NumPy's numbers are numbers, paths are text.

    FaultError that names ``origin`` and every value's path within it for what no file could hold.
    """
    faults: list[Fault] = []
    found = _plain(value, (), origin, faults)
    if faults:
        raise FaultError(faults)
    return found


def _plain(value: Any, keys: Keys, origin: str, faults: list[Fault]) -> Any:
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()  # NumPy's numbers
    if value is None or isinstance(value, (bool, float)):
        return value if value is None or isinstance(value, bool) else float(value)
    if isinstance(value, (str, PathLike)):
        return _text(fspath(value), keys, origin, faults)
    if isinstance(value, int) and value.bit_length() <= _BITS:
        return int(value)
    inner = isinstance(value, (Mapping, list, tuple))
    if inner and len(keys) >= DEEPEST:
        _refuse(f"more than {DEEPEST} lists and dicts within one another", keys, origin, faults)
    elif isinstance(value, Mapping):
        return _group(value, keys, origin, faults)
    elif inner:
        return [_plain(each, (*keys, k), origin, faults) for k, each in enumerate(value)]
    elif isinstance(value, int):
        _refuse("a whole number with more digits than any file may have", keys, origin, faults)
    else:
        _refuse(f"{type(value).__name__} is not a kind of value for a file", keys, origin, faults, _ALLOWED)
    return None


def _text(value: str | bytes, keys: Keys, origin: str, faults: list[Fault]) -> str:
    text = value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)
    if any("\ud800" <= c <= "\udfff" for c in text):
        _refuse(f"{short(text)} holds a character that is not text", keys, origin, faults)
    return text


def _group(value: Mapping[Any, Any], keys: Keys, origin: str, faults: list[Fault]) -> dict[str, Any]:
    found = {}
    for name, each in value.items():
        if isinstance(name, str):
            found[str(name)] = _plain(each, (*keys, name), origin, faults)
        else:
            _refuse(f"{_shown(name)} is not the name of a field", keys, origin, faults, "text")
    return found


def _refuse(message: str, keys: Keys, origin: str, faults: list[Fault], allowed: str = "") -> None:
    faults.append(Fault(origin, 0, 0, path_text(keys), message, allowed))


def _shown(name: object) -> str:
    return short(name) if isinstance(name, (bool, int, float)) else type(name).__name__


def override_texts(overrides: Mapping[str, Any]) -> dict[str, str]:
    """The values that replace those of a file, by their paths, as YAML text; text is YAML already.

    FaultError for what is no mapping by paths, and for values that no file could hold.
    """
    paths = list(overrides) if isinstance(overrides, Mapping) else [None]
    if not all(isinstance(path, str) for path in paths):
        message = "should have the paths of fields, such as {'settings.rationality': 2}"
        raise FaultError([Fault("overrides", 0, 0, "", message)])
    return {
        path: value if isinstance(value, str) else flow(plain_data(value, f"--set {path}"))
        for path, value in overrides.items()
    }


def scalar(value: object) -> str:
    """A text, number or nothing as YAML; text stays bare only where no reader takes it for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value - value != 0.0:
        return {"nan": ".nan", "inf": ".inf"}.get(repr(value), "-.inf")
    if not isinstance(value, str):
        return repr(value)
    if _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def flow(value: Any) -> str:
    """Data as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(name)}: {flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join("null" if each is None else flow(each) for each in value) + "]"
    return scalar(value)


def key(name: str) -> str:
    """The name of a field as YAML; `on` stays bare, as it is one of ours."""
    return name if name == "on" else scalar(name)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

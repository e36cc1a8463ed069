"""What is said of a value that is of another type than its field takes."""

from __future__ import annotations

from patronage.sim.files.faults import short
from patronage.sim.files.yaml_text import unquoted

_WANTED: dict[str, str] = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "list": "a list: [a, b], or lines that start with '- '",
    "dict": "a group of `name: value` lines",
    "model": "a group of `name: value` lines",
}
_KINDS: dict[str, tuple[type, ...]] = {
    "int_type": (int,),
    "float_type": (int, float),
    "bool_type": (bool,),
}


def wanted_of(kind: str) -> str:
    """What a field takes, in words, by the kind of error that pydantic gives."""
    return _WANTED.get(kind.partition("_")[0], kind.replace("_", " "))


def mistyped(kind: str, given: object, written: str | None) -> str:
    """What is said of a value of the wrong type; ``written``: as the file spells it."""
    wanted = wanted_of(kind)
    if isinstance(given, (dict, list)):
        shown = "a list" if isinstance(given, list) else "a group"
        return f"is {shown}; it should be {wanted}"
    value = short(given) if isinstance(given, str) or written is None else short(written)[1:-1]
    advice = f"; put it in quotes: '{value}'" if wanted == "text" else unquoted(given, *_KINDS.get(kind, ()))
    return f"{value} should be {wanted}{advice}"

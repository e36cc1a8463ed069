"""The reference page of the Python interface, from the signatures and docstrings of its names."""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import patronage
from patronage.analysis.estimators.influence import Loss
from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.time_series import Bands, TimeSeries
from patronage.analysis.tables import Column, Table
from patronage.studies.shown.answer import Shown

WIDEST = 80  # characters of a signature on one line
PARTS = (Loss, Spread, TimeSeries, Bands, Table, Column)  # not exported, since nobody has to make one

_CONTRACT = """\
These names are the interface: what is not on this page may change without notice until version 1.0. Each says
which errors it raises. `FaultError` is the one kind of error for what a user gets wrong; its text has a line
for each fault, with the file, line and column, or the keyword. What is called `Named` below is a name or a
path; `Settings` are values of settings by name, or the name of a file of them.
"""

_SHOWN = """\
Every answer has these besides what its own entry lists. In a notebook it shows itself as tables; printed, it
is its main table in a few lines.
"""


class _Unquoted(str):
    """A type as the code has it, which a signature would show in quotes."""

    __slots__ = ()
    __repr__ = str.__str__


def python_page() -> str:
    """Every name of `patronage.__all__`: functions first, then the types that they take and return."""
    public = {name: getattr(patronage, name) for name in patronage.__all__ if not name.startswith("_")}
    sections = {
        "Functions": {name: value for name, value in public.items() if not inspect.isclass(value)},
        "Every answer": {"to_frame, to_xarray, plot": Shown},
        "Types": {name: value for name, value in public.items() if inspect.isclass(value)},
        "What an answer is made of": {part.__name__: part for part in PARTS},
    }
    parts = ["# The Python interface\n", f"{inspect.getdoc(patronage)}\n", _CONTRACT]
    for title, entries in sections.items():
        parts.append(f"## {title}\n")
        for name, value in entries.items():
            parts.append(f"### {name}\n" if value is not Shown else _SHOWN)
            if value is Shown:
                parts += _methods(Shown)
            elif inspect.isclass(value):
                members = [*_members(value)]
                parts += [f"{inspect.getdoc(value)}\n", *(["\n".join(members) + "\n"] if members else [])]
            else:
                called = _signature(f"patronage.{name}", value)
                parts += [f"```text\n{called}\n```\n", f"{inspect.getdoc(value)}\n"]
    return "\n".join(parts)


def _methods(kind: type) -> Iterator[str]:
    """The methods of a class, each with all that its docstring says."""
    for name, member in vars(kind).items():
        if not name.startswith("_") and inspect.isfunction(member):
            yield f"### {name}\n"
            yield f"```text\n{_signature(name, member)}\n```\n"
            yield f"{inspect.getdoc(member)}\n"


def _members(kind: type) -> Iterator[str]:
    """The fields of a class by name and type, and its own properties and methods with what they are for."""
    if dataclasses.is_dataclass(kind):
        yield from (
            f"- `{field.name}: {field.type}`" for field in dataclasses.fields(kind) if field.name[0] != "_"
        )
    shared = set(vars(Shown)) if issubclass(kind, Shown) else set()
    for name, member in vars(kind).items():
        if name in shared:
            continue
        if not name.startswith("_") and isinstance(member, property | cached_property):
            yield f"- `{name}`: {_first(member)}"
        elif not name.startswith("_") and inspect.isfunction(member):
            yield f"- `{_signature(name, member)}`: {_first(member)}"


def _signature(name: str, function: Any) -> str:
    """A function as it is called, without `self`."""
    signature = inspect.signature(function)
    plain = [
        each.replace(annotation=_Unquoted(each.annotation))
        for each in signature.parameters.values()
        if each.name != "self"
    ]
    text = name + str(inspect.Signature(plain, return_annotation=_Unquoted(signature.return_annotation)))
    return textwrap.fill(text, WIDEST, subsequent_indent="    ", break_long_words=False)


def _first(member: Any) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(member) or "").partition("\n\n")[0].split())

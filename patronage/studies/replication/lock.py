"""The versions of every library that the project needs, as `pip install -r` takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import metadata

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OF_EXTRA = re.compile(r";.*\bextra\b")


def lock_text(made_with: Mapping[str, str], version: str, model: str) -> str:
    """A line for each library: that which made the result where it is recorded, else the one that is here."""
    here = needed("patronage")
    libraries = {name: made_with.get(name, found) for name, found in here.items()}
    python = made_with.get("python", "of an unknown version")
    lines = [
        f"# patronage {version}, model {model}, on Python {python}.",
        "# Install patronage itself from its checkout or wheel; these are the libraries under it.",
        *(f"{name}=={libraries[name]}" for name in sorted(libraries, key=str.lower)),
    ]
    return "\n".join(lines) + "\n"


def needed(name: str) -> dict[str, str]:
    """The libraries, with their versions here, that a distribution needs and that these need in turn."""
    found: dict[str, str] = {}
    waiting = list(_required(name))
    while waiting:
        each = waiting.pop()
        try:
            called, version = metadata.metadata(each)["Name"], metadata.version(each)
        except metadata.PackageNotFoundError:
            continue  # needed on another system or Python
        if called not in found:
            found[called] = version
            waiting += _required(each)
    return found


def _required(name: str) -> Iterable[str]:
    """What a distribution asks for, without what only its extras do."""
    every = metadata.requires(name) or []
    return [found[0] for each in every if not _OF_EXTRA.search(each) and (found := _NAME.match(each))]

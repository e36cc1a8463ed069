"""What made a result: the version of the model, as a digest of its code, and of the libraries under it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

# The code that decides numbers. Forms, checks and words may change without a new version of the model.
DECIDING = (
    "verbs.py", "exact", "case", "weights", "model", "scenario", "designs",
    "sweeps/lattice.py", "sweeps/points.py", "sweeps/tables.py",
)  # fmt: skip

LIBRARIES = ("numpy", "numba", "scipy", "pyarrow", "SALib")


@cache
def model_version() -> str:
    """16 hexadecimal digits that change with any change to the code that decides numbers."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    places = [root / name for name in DECIDING]
    for path in sorted(
        each for place in places for each in ([place] if place.is_file() else place.rglob("*.py"))
    ):
        data = path.read_bytes().replace(b"\r\n", b"\n")  # however a checkout ends its lines
        digest.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:16]


@cache
def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that could move a last digit."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in LIBRARIES}


def all_versions(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The versions that made a result: those it was begun with, and whatever others had a part in it.

    What a changed manifest has in their place counts as versions that are not known.
    """
    others = manifest.get("other_versions", [])
    found = [manifest.get("versions", {}), *(others if isinstance(others, list) else [None])]
    return [dict(each) if isinstance(each, Mapping) else {} for each in found]


def listed_versions(every: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """What a manifest says of all the versions that had a part in a result, the first being its own."""
    distinct: list[dict[str, str]] = []
    for each in every:
        if each not in distinct:
            distinct.append(dict(each))
    return {"versions": distinct[0], "other_versions": distinct[1:]}


def other_versions(theirs: Iterable[Mapping[str, str]], own: Mapping[str, str]) -> str:
    """What of ``theirs`` is not as in ``own``: `numpy 2.1.0 instead of 2.3.0`; nothing where all is."""
    differing = {
        f"{name} {versions.get(name, 'unknown')} instead of {own.get(name, 'unknown')}": None
        for versions in theirs
        for name in dict.fromkeys([*own, *versions])
        if versions.get(name) != own.get(name)
    }
    return ", ".join(differing)


def way_to(path: Path, folder: Path) -> str:
    """A file as seen from a result's folder, so that both can be moved; of one on another drive its name."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return path.name


def digest_of(content: Any) -> str:
    """SHA-256 of plain data (dictionaries, lists, text, numbers), whatever the order of their keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

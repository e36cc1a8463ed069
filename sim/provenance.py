"""What made a result: the version of the model, as a digest of its code, and of the libraries under it."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "numba", "scipy", "pyarrow", "SALib")


@cache
def model_version() -> str:
    """16 hexadecimal digits that change with any change to the simulation's code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        data = path.read_bytes().replace(b"\r\n", b"\n")  # however a checkout ends its lines
        digest.update(f"{path.name} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:16]


def versions() -> dict[str, str]:
    """The versions of Python and of the libraries that could move a last digit."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in LIBRARIES}


def digest_of(content: Any) -> str:
    """SHA-256 of plain data (dictionaries, lists, text, numbers), whatever the order of their keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

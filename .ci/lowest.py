"""Prints, as constraints for pip, the lowest version that pyproject.toml allows of everything it names."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def lowest(requirements: list[str]) -> dict[str, str]:
    """Each library with its lower bound; ValueError for a requirement that is not `name[extra]>=version`."""
    found = {}
    for requirement in requirements:
        bound = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?>=([\d.]+)", requirement)
        if bound is None:
            raise ValueError(f"{requirement}: write it as name>=version")
        found[bound[1]] = bound[2]
    return found


if __name__ == "__main__":
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    named = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    sys.stdout.writelines(f"{name}=={version}\n" for name, version in lowest(named).items())

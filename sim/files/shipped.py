"""Where the data that come with the project are: seeds/ and scenarios/."""

from __future__ import annotations

import stat
from pathlib import Path

SCENARIOS, SWEEPS, SETTINGS_FILES = (
    Path("scenarios"),
    Path("scenarios", "sweeps"),
    Path("scenarios", "settings"),
)


def data_root() -> Path:
    """The folder with `seeds/` and `scenarios/`: the checkout, or what an installed wheel carries."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "seeds").is_dir() else root / "_data"


def named(folder: Path) -> dict[str, Path]:
    """The YAML files that can be called by their bare names, without `.yaml`.

    Those of a folder such as SCENARIOS: first below the current directory, then among what comes with the
    project.
    """
    found: dict[str, Path] = {}
    for place in (folder, data_root() / folder):
        for file in sorted(place.glob("*.yaml")):
            found.setdefault(file.stem, file)
    return found


def case_names(beside: Path | None = None) -> dict[str, Path]:
    """The cases that can be called by name, with their folders.

    They are looked for in `seeds/` next to the folder `beside` (of the scenario that asks), then in the
    current directory's `seeds/`, then among those that come with the project.
    """
    places = [Path("seeds"), data_root() / "seeds"]
    if beside is not None:
        places.insert(0, beside.resolve().parent / "seeds")
    found: dict[str, Path] = {}
    for place in places:
        for folder in sorted(place.glob("*")):
            if is_there(folder / "case.yaml"):
                found.setdefault(folder.name, folder)
    return found


def is_there(file: Path) -> bool:
    """Whether there is such a file, or may be, in a folder that cannot be looked into: reading it says so."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False

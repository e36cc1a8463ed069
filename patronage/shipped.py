"""Cases and scenarios by their names, wherever the project is installed."""

from __future__ import annotations

from pathlib import Path

from sim.data import data_root


def scenario_path(name: str | Path) -> Path:
    """The file of a scenario: a path, or the bare name of one that comes with the project.

    Where nothing is found the path is given back as it is, for the reader to complain about.
    """
    path = Path(name)
    try:
        if path.exists() or path.parent != Path():
            return path
    except OSError:  # no name a file can have
        return path
    beside = data_root() / "scenarios" / f"{path.name.removesuffix('.yaml')}.yaml"
    return beside if beside.is_file() else path

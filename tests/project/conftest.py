"""The wheel, and an environment in which it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel without a network."""
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, *offline, "--wheel-dir", str(out), str(ROOT)], check=True, capture_output=True)
    (path,) = out.glob("patronage-*.whl")
    return path


class Installed(NamedTuple):
    """An environment with the wheel in it, a folder outside the checkout to work in, and its variables."""

    commands: Path
    place: Path
    environment: dict[str, str]

    def run(self, *command: object) -> str:
        """What a command of the environment prints."""
        name, *arguments = (str(each) for each in command)
        done = subprocess.run(
            [str(self.commands / name), *arguments],
            cwd=self.place, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel in an environment of its own, with the libraries of this one and not its project.

    A path in a .pth file is searched, but the .pth files in it are not read: no editable install follows.
    """
    root = tmp_path_factory.mktemp("installed")
    venv.create(root / "venv")
    commands = root / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(commands / "python"), "--disable-pip-version-check"]
    wanted = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, *wanted], check=True, capture_output=True)
    (site,) = (root / "venv").glob("**/site-packages")
    libraries = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    (root / "place").mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    environment = kept | {"PATRONAGE_CACHE": str(root / "cache"), "NO_COLOR": "1"}
    return Installed(commands, root / "place", environment)

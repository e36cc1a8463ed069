"""`patronage view` in a process of its own, from a folder and a home that are empty."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from patronage.sim.model.ensemble.block import _NOTICE

ROOT = Path(__file__).parents[2]
CACHE = (  # of compiled code, which the other tests have filled
    os.environ.get("PATRONAGE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
)


@dataclass(frozen=True)
class Served:
    """A page that is being served: where, by what, and which files its server leaves.

    called: lists the machines that the server called. home: its home folder.
    """

    address: str
    process: subprocess.Popen[str]
    called: Path
    home: Path

    def end(self) -> None:
        """End the server as Ctrl-C does; it must not complain."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            _, complaints = self.process.communicate(timeout=90)
            assert self.process.returncode == 0
            assert complaints in {"", f"{_NOTICE}\n"}


@contextmanager
def served(scenario: str, folder: Path) -> Iterator[Served]:
    """Serve the page of a scenario until the block is left; whatever is written belongs under ``folder``."""
    place, home, called = folder / "elsewhere", folder / "home", folder / "called.txt"
    place.mkdir()
    home.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.watched", str(called), "view", scenario, "--no-browser"],
        cwd=place,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HOME": str(home), "PATRONAGE_CACHE": CACHE},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said:
            pytest.fail(f"patronage view ended: {process.communicate()[1]}")
        server = Served(said.split()[0], process, called, home)
        try:
            yield server
        finally:
            server.end()
    assert list(place.iterdir()) == []

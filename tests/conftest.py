"""Profiles of hypothesis, and the fixture that holds results to the golden summaries."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.calling import Call, said
from tests.support.summaries import check_summary

# Derandomised: a failure shows on every machine, and no database of examples is kept.
# No deadline: the first call of a formula compiles it.
settings.register_profile("default", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("full", derandomize=True, deadline=None, max_examples=500)
settings.load_profile("full" if os.environ.get("FULL") == "1" else "default")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which `make golden` writes the summaries anew."""
    parser.addoption("--renew-golden", action="store_true", help="write the golden summaries anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, dict[str, Any]], None]:
    """Hold a nested mapping of numbers and words to `tests/golden/<name>.yaml`: `golden("afrin", values)`."""
    renew = bool(request.config.getoption("--renew-golden"))

    def check(name: str, values: dict[str, Any]) -> None:
        check_summary(GOLDEN / f"{name}.yaml", values, renew=renew)

    return check


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run a command in an empty folder: `call("run", path, "--json")` gives its code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: said(capsys, *arguments)

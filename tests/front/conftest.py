"""One small answer that the tests of the front door share."""

from __future__ import annotations

import pytest

import patronage

SCENARIO = "afrin_airspace"


@pytest.fixture(scope="session")
def answer() -> patronage.Answer:
    """400 runs of a shipped scenario, with months."""
    return patronage.run(SCENARIO, runs=400)

"""What no study answers, said before it begins, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from patronage.sim.files.faults import Fault, FaultError

if TYPE_CHECKING:
    from patronage.sim.scenario.load import Scenario


def need_events(scenario: Scenario) -> None:
    """FaultError where a scenario has no events, and so nothing that could cost anything."""
    if not scenario.events:
        message = "the scenario has no events, so there is no loss to explain"
        raise FaultError([Fault(str(scenario.path), 0, 0, "events", message, "at least one event")])


def refuse_twice(sources: Sequence[str | Path]) -> None:
    """FaultError for every result or scenario that is given again, by whatever name."""
    from patronage.studies.shipped import scenario_path

    there: set[Path] = set()
    again = []
    for source in sources:
        place = scenario_path(source).resolve()
        again += [source] if place in there else []
        there.add(place)
    if again:
        message = "is given more than once"
        raise FaultError(Fault(str(source), 0, 0, "", message, "each result once") for source in again)


@contextmanager
def as_fault(origin: str, path: str = "") -> Iterator[None]:
    """An estimator's refusal as a fault of what the user gave."""
    try:
        yield
    except ValueError as error:
        raise FaultError([Fault(origin, 0, 0, path, str(error))]) from None

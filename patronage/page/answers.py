"""The answers that the page shows: run once for each scenario that differs, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter

import numpy as np

from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.sim.model.measures import MEASURES
from patronage.sim.scenario.load import Scenario
from patronage.studies.answer import Answer
from patronage.studies.run import answer
from patronage.studies.settle import Settling, settling

_RUNNING = threading.Lock()  # the ensemble uses every core: two answers at a time would both be late


@dataclass(frozen=True)
class Found:
    """An answer and the seconds that its runs took."""

    answer: Answer
    seconds: float


@dataclass(frozen=True)
class _Asked:
    """A scenario; the digest stands for it."""

    digest: str
    scenario: Scenario = field(compare=False)


def found_for(scenario: Scenario) -> Found:
    """The scenario's answer; FaultError where every run failed."""
    with _RUNNING:
        return _found(_Asked(scenario.digest, scenario))


def found_unless(scenario: Scenario, stale: Callable[[], bool]) -> Found | None:
    """The same, or None where by the time its turn has come nobody wants to know any more."""
    with _RUNNING:
        return None if stale() else _found(_Asked(scenario.digest, scenario))


def settling_for(scenario: Scenario) -> Settling:
    """What would settle the scenario's loss, from draws of its own, which take some seconds."""
    with _RUNNING:
        return _settling(_Asked(scenario.digest, scenario))


@lru_cache(maxsize=32)
def _settling(asked: _Asked) -> Settling:
    return settling(asked.scenario, MEASURES[0].name)


@lru_cache(maxsize=32)
def _found(asked: _Asked) -> Found:
    start = perf_counter()
    found = answer(asked.scenario, by_run=("measures",))
    return Found(found, perf_counter() - start)


def paired(one: Scenario, other: Scenario) -> bool:
    """Whether runs of the two share random numbers, so that their losses can be subtracted draw by draw.

    Of two numbers of runs the smaller is shared.
    """
    return all(
        (each(one) == each(other))
        for each in (
            lambda s: s.case.digest,
            lambda s: s.focus,
            lambda s: (s.first_month, s.last_month),
            lambda s: s.rng,
        )
    )


def differences(one: Answer, other: Answer) -> dict[str, Spread]:
    """By measure, how much more the first scenario costs; both must be paired.

    Runs that failed in either count in neither.
    """
    found = {}
    for name, here in one.coded.measures.items():
        losses = [each.runs[0] - each.runs[1] for each in (here, other.coded.measures[name])]
        draws, replicates = np.minimum(*(each.shape for each in losses))
        more, less = (each[:draws, :replicates] for each in losses)
        found[name] = spread_of(more - less)
    return found

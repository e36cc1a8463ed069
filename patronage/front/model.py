"""What hangs on the model: its parts, its settings, the choices of the analyst, the bargains it would see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from os import PathLike

from patronage.front.asking import (
    Named,
    Settings,
    described,
    in_python,
    path_of,
    presented,
    provenance,
    refuse,
    scenario_asked,
    settings_given,
    size_asked,
    text,
    whole,
)
from patronage.sim.scenario.load import Scenario
from patronage.studies.bargains import Bargains
from patronage.studies.bargains import bargains as weigh_bargains
from patronage.studies.expectations.held import read_all
from patronage.studies.expectations.matching import POINTS, SIZE, Matching
from patronage.studies.expectations.matching import matching as match
from patronage.studies.ladder import Ladder
from patronage.studies.ladder import ladder as climb
from patronage.studies.losses import asked_of
from patronage.studies.multiverse import Multiverse
from patronage.studies.multiverse import multiverse as run_multiverse
from patronage.studies.refusing import as_fault, refuse_twice


@in_python()
def ladder(
    scenario: Scenario | Named,
    *,
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Ladder:
    """What each part of the model does to every measure: parts added one after the other, and each left out.

    FaultError for a scenario without events.
    """
    from patronage.text.charts.ladder import ladder_chart

    picked = scenario_asked(scenario, runs=runs, rng=rng, settings=settings)
    with as_fault(picked.name):
        found = climb(picked, size=size_asked(picked, runs))
    about = provenance(picked, found.size)
    return presented(found, about, ladder=partial(ladder_chart, picked))


@in_python()
def multiverse(
    scenario: Scenario | Named,
    *,
    measures: Sequence[str] = (),
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Multiverse:
    """Whether the sign of a loss depends on choices of the analyst (Steegen and others 2016).

    Every choice that could be defended otherwise is made otherwise, one at a time and then all at once:
    switches of the model, ends of the settings' ranges, kinds of evidence, coders. ``measures``: of what the
    losses are, by default all of the focus actor and its clients'. ``settings`` that are given are no
    choices. FaultError for a scenario without events.
    """
    from patronage.text.charts.multiverse import multiverse_chart

    picked = scenario_asked(scenario, runs=runs, rng=rng, settings=settings)
    names = [measures] if isinstance(measures, str) else list(measures)
    for name in names:
        asked_of(picked, text("measures", name), derived=True)
    with as_fault(picked.name):
        size = size_asked(picked, runs)
        found = run_multiverse(picked, names, size=size, fixed=settings_given(settings))
    return presented(found, provenance(picked, found.size), multiverse=partial(multiverse_chart, picked))


@in_python()
def bargains(
    scenario: Scenario | Named,
    *,
    permutations: int = 100,
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Bargains:
    """Who would trade what with whom, month by month, and at whose cost; nothing of it enters a run.

    ``permutations``: ways of dealing the actors' wishes out anew, 0 to 5,039. FaultError where actors reach
    no agreements by themselves.
    """
    from patronage.text.charts.bargains import bargains_chart

    picked = scenario_asked(scenario, runs=runs, rng=rng, settings=settings, events=False)
    count = whole("permutations", permutations, 0, 5039)
    with as_fault(picked.name):
        found = weigh_bargains(picked, size=size_asked(picked, runs), permutations=count)
    return presented(found, provenance(picked, found.size), bargains=partial(bargains_chart, picked))


@in_python()
def matching(expectations: Named | Sequence[Named] = (), *, points: int = POINTS) -> Matching:
    """Under which settings expectations hold: those in files, or the project's own.

    ``points``: of a Latin hypercube over the ranges of all settings, 10 to 100,000. FaultError with all
    faults of all files.
    """
    try:
        given = [expectations] if isinstance(expectations, (str, PathLike)) else list(expectations)
    except TypeError:
        allowed = "a path, or a list of paths"
        raise refuse("expectations", f"{described(expectations)} is not a file", allowed) from None
    files = [path_of("expectations", each) for each in given]
    refuse_twice(files)
    count = whole("points", points, 10, 100_000)
    found = match(read_all(files, SIZE), count)
    size = f"{SIZE.runs:,} runs of each arm ({SIZE.draws} weight draws x {SIZE.replicates})"
    return presented(found, f"expectations: {len(found.matched)}, at {count:,} points, {size}")

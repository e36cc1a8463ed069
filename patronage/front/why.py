"""What a loss is due to: events, settings, coding."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from patronage.front.asking import (
    Named,
    Settings,
    in_python,
    maybe_whole,
    one_of,
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
from patronage.studies.attribute import Attribution, Sentences, over_events, over_patrons, over_sentences
from patronage.studies.discover import Region, region_of, region_of_settings
from patronage.studies.losses import asked_of
from patronage.studies.placebo import Placebo
from patronage.studies.placebo import placebo as run_placebo
from patronage.studies.refusing import as_fault
from patronage.studies.sensitivity import Sensitivity, morris, sobol

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OVER = ("events", "patrons", "sentences")
METHODS = ("sobol", "morris")


@in_python()
def attribute(
    scenario: Scenario | Named,
    *,
    over: str = "events",
    measure: str = "hold",
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Attribution | Sentences:
    """What a loss is due to: its events, who is active, or the sentences behind the weights.

    ``over`` events and patrons: Shapley values (Shapley 1953), exact up to 12 of them; gives an Attribution.
    Over sentences: each evidence item is left out in turn and the weights derived anew; gives Sentences.
    ``runs``: of each variant, by default as many as its budget allows. FaultError for a scenario without
    events.
    """
    from patronage.text.charts.why import attribution_chart, sentences_chart

    picked = _asked(scenario, measure, runs, rng, settings)
    one_of("over", over, OVER)
    size = size_asked(picked, runs)
    with as_fault(picked.name):
        if over == "sentences":
            items = over_sentences(picked, measure, size=size)
            return presented(
                items, provenance(picked, items.size), sentences=partial(sentences_chart, picked)
            )
        divide = over_events if over == "events" else over_patrons
        shares = divide(picked, measure, size=size)
    about = provenance(picked, shares.size)
    return presented(shares, about, shares=partial(attribution_chart, picked))


@in_python()
def sensitivity(
    scenario: Scenario | Named,
    *,
    method: str = "sobol",
    size: int | None = None,
    measure: str = "hold",
    rng: int | None = None,
    settings: Settings | None = None,
) -> Sensitivity:
    """Which settings, groups of weights and how much chance a loss depends on.

    ``method``: sobol, shares of the variance (Saltelli et al. 2010), or morris, elementary effects (Morris
    1991). ``size``: base points of Sobol's design, a power of two from 8 to 65,536, or trajectories of
    Morris's; without it the design is doubled until its numbers are sure enough, up to 1.3 million runs.
    ``settings`` that are given stay at their values and are no factors. `problem` and `evaluate` have the
    same design for SALib. FaultError for a scenario without events.
    """
    from patronage.text.charts.sensitivity import sensitivity_chart

    picked = _asked(scenario, measure, None, rng, settings)
    one_of("method", method, METHODS)
    count = maybe_whole("size", size, 8, 65_536)
    if method == "sobol" and count is not None and count & (count - 1):
        near = 1 << (count - 1).bit_length()
        raise refuse("size", f"{count} is not a power of two", "8, 16, 32, …", str(near))
    fixed = settings_given(settings)
    with as_fault(picked.name):
        if method == "sobol":
            found = sobol(picked, measure, base=count, fixed=fixed)
        else:
            found = morris(picked, measure, trajectories=count, fixed=fixed)
    about = f"{picked.name}: {picked.question or picked.title} {found.runs:,} runs, rng {picked.rng}"
    return presented(found, about, factors=partial(sensitivity_chart, picked))


@in_python()
def placebo(
    scenario: Scenario | Named,
    *,
    permutations: int = 99,
    measure: str = "hold",
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Placebo:
    """How much of a loss is left under null models: acts at random, no evidence, other wishes, other pairs.

    ``permutations``: ways of dealing the actors' wishes out anew, 1 to 5,039; p is at least one over one more
    than that. The same events by other pairs of actors are tried where all are of one pair; and each part of
    the model is left out. FaultError for a scenario without events.
    """
    from patronage.text.charts.why import placebo_chart

    picked = _asked(scenario, measure, runs, rng, settings)
    count = whole("permutations", permutations, 1, 5039)
    with as_fault(picked.name):
        found = run_placebo(picked, measure, size=size_asked(picked, runs), permutations=count)
    about = provenance(picked, found.size)
    return presented(found, about, placebo=partial(placebo_chart, picked))


@in_python()
def discover(
    scenario: Scenario | Named,
    *,
    above: float | None = None,
    points: int | None = None,
    measure: str = "hold",
    rng: int | None = None,
    settings: Settings | None = None,
) -> Region:
    """In which region of the settings, or of a sweep, a loss is large (PRIM; Friedman & Fisher 1999).

    ``scenario``: as elsewhere, or the folder of a sweep, whose own points are then used. ``above``: losses of
    interest, by default the upper quarter. ``points``: 30 to 100,000 in the range of all settings but those
    that ``settings`` gives values; without it, until coverage and density are sure enough. FaultError where
    no or every loss is above.
    """
    from patronage.studies.asked import fixed_text
    from patronage.words.wording import actor_names

    text("measure", measure)
    least = above if above is None else _finite("above", above)
    if not isinstance(scenario, Scenario) and path_of("scenario", scenario).is_dir():
        given = {"rng": rng, "settings": settings, "points": points}
        for name, value in given.items():
            if value is not None:
                raise refuse(name, "would change nothing: the points of a stored sweep are as they are")
        return _of_sweep(Path(scenario), measure, least)
    picked = _asked(scenario, measure, None, rng, settings)
    count = maybe_whole("points", points, 30, 100_000)
    fixed = settings_given(settings)
    with as_fault("above" if above is not None else picked.name):
        found = region_of_settings(picked, measure, above=least, count=count, fixed=fixed)
    made = f"{found.runs:,} runs, rng {picked.rng}"
    title, names = picked.question or picked.title, actor_names(picked.case)
    source = f"{made}, scenario {picked.digest[:10]}{fixed_text(picked, fixed)}."
    return presented(found, f"{picked.name}: {title} {made}", region=_region_chart(title, source, names))


def _of_sweep(folder: Path, measure: str, above: float | None) -> Region:
    from patronage.studies.sweep import losses_of_sweep

    manifest, varied, values, losses, runs = losses_of_sweep(folder, measure)
    with as_fault("above" if above is not None else str(folder)):
        found = region_of(measure, varied, values, losses, above, runs)
    title = str(manifest["question"] or manifest["title"])
    names = {actor["id"]: actor["name"] for actor in manifest["actors"]}
    made = f"{runs:,} runs of the sweep '{manifest['sweep']}', rng {manifest['rng']}"
    source = f"{made}, sweep {str(manifest['inputs'])[:10]}."
    return presented(
        found, f"{manifest['sweep']}: {title} {made}", region=_region_chart(title, source, names)
    )


def _region_chart(title: str, source: str, names: Mapping[str, str]) -> Callable[[Region], Figure]:
    from patronage.text.discover import chart_of

    return partial(chart_of, title=title, provenance=source, names=names)


def _asked(scenario: object, measure: object, runs: object, rng: object, settings: object) -> Scenario:
    """The scenario, after the measure was found among those that it has."""
    name = text("measure", measure)
    picked = scenario_asked(scenario, runs=runs, rng=rng, settings=settings)
    asked_of(picked, name)
    return picked


def _finite(keyword: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise refuse(keyword, f"{value!r:.80} is not a loss", "a finite number")
    return float(value)

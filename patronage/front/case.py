"""A case beside other models: its camps, its rivals, and where its weights come from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from patronage.front.asking import (
    Named,
    Settings,
    described,
    flags,
    in_python,
    names_of,
    one_of,
    path_of,
    presented,
    provenance,
    refuse,
    scenario_asked,
    threads_of,
)
from patronage.sim.case.load import Case
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.explain import explain as explained
from patronage.studies.rivals.blocs import Blocs
from patronage.studies.rivals.blocs import blocs as blocs_of
from patronage.studies.rivals.outcomes import CHALLENGE, Outcomes
from patronage.studies.rivals.outcomes import outcomes as outcomes_of
from patronage.studies.rivals.scenario import LABELS, Rivals
from patronage.studies.rivals.scenario import rivals as rivals_of
from patronage.studies.shipped import load_case
from patronage.studies.shown.findings import Findings, Weights
from patronage.studies.tables.blocs import landscape_tables
from patronage.studies.tables.rivals import actors_tables

FURTHEST = 1e12  # ends of a scale


@in_python()
def blocs(
    scenario: Scenario | Named | None = None,
    *,
    rng: int | None = None,
    settings: Settings | None = None,
    sizes: Named | None = None,
    propensity: Named | None = None,
    threads: int | None = None,
) -> Blocs | Findings:
    """The two camps that the actors fall into (landscape theory; Axelrod & Bennett 1993).

    Of a scenario month by month, with and without its events: gives Blocs. Or of the tables in two files,
    ``sizes`` (actor, size) and ``propensity`` (a square matrix): every local minimum of the energy, as
    Findings. FaultError where neither or both are given, and for more actors than can be looked at.
    """
    if sizes is None and propensity is None:
        from patronage.text.charts.why import blocs_chart

        picked = scenario_asked(
            _there(scenario, "sizes and propensity"), rng=rng, settings=settings, events=False
        )
        found = blocs_of(picked, threads_of(threads))
        return presented(found, provenance(picked, found.size), camps=blocs_chart)
    from patronage.analysis.estimators.blocs import analyse_blocs
    from patronage.analysis.rivals.tables import read_blocs

    _alone("sizes and propensity", scenario=scenario, rng=rng, settings=settings)
    given = read_blocs(path_of("sizes", sizes), path_of("propensity", propensity))
    plain = analyse_blocs(given.sizes, given.propensity, list(given.names))
    plain["notes"] = [*given.notes, *plain["notes"]]
    about = f"{path_of('sizes', sizes).name}: camps of {len(given.names)} actors"
    return presented(Findings(plain, landscape_tables(plain)), about)


@in_python()
def rivals(
    scenario: Scenario | Named | None = None,
    *,
    rng: int | None = None,
    settings: Settings | None = None,
    table: Named | None = None,
    outcomes: Named | None = None,
    scale: tuple[float, float] | None = None,
    threads: int | None = None,
) -> Rivals | Findings | Outcomes:
    """The model beside rival published models, to see whether the conclusion depends on it.

    Of a scenario: what the focus actor gets and what it counts for in every model, as Rivals. Or of a
    ``table`` of actors in a file, the rivals alone, as Findings; or of a file of decisions whose ``outcomes``
    are known, how far every model's forecast is off, as Outcomes. ``scale``: the lowest and the highest
    position, where a table states neither. FaultError where not one of the three is given, and for a file
    with faults.
    """
    if table is not None and outcomes is not None:
        raise refuse("table", "goes without outcomes")
    if table is None and outcomes is None:
        from patronage.text.charts.why import rivals_models_chart

        if scale is not None:
            raise refuse("scale", "goes with table or outcomes")
        picked = scenario_asked(_there(scenario, "table or outcomes"), rng=rng, settings=settings)
        found = rivals_of(picked, threads=threads_of(threads))
        return presented(found, provenance(picked, found.size), losses=rivals_models_chart)
    _alone("table" if outcomes is None else "outcomes", scenario=scenario, rng=rng, settings=settings)
    ends = _ends(scale)
    if outcomes is not None:
        from patronage.analysis.rivals.decisions import read_decisions

        file = path_of("outcomes", outcomes)
        read = read_decisions(file, ends)
        about = f"{file.name}: forecasts of {len(read.decisions)} decisions"
        return presented(outcomes_of(read), about)
    from patronage.analysis.rivals.actors import read_actors
    from patronage.analysis.rivals.compare import compare_rivals

    file = path_of("table", table)
    plain = compare_rivals(read_actors(file, ends))
    about = f"{file.name}: {len(plain['actors'])} actors under rival models"
    return presented(Findings(plain, actors_tables(plain, LABELS, CHALLENGE)), about)


@in_python()
def explain(
    case: Case | str | Path,
    actor: str | None = None,
    about: str | None = None,
    *,
    coder: str | None = None,
    article_only: bool = False,
    assumed: bool = True,
    leave_out: str | Iterable[str] = (),
) -> Weights:
    """Every weight of the case, or of an actor, or of an actor on an issue or towards another.

    ``case``: a name, a folder or a Case. ``coder``: whose coding of the article is explained, by default the
    first's. ``article_only``, ``assumed``, ``leave_out``: as in a scenario's `weights`. FaultError for a name
    that the case does not know.
    """
    loaded = case if isinstance(case, Case) else load_case(str(path_of("case", case)))
    if actor is not None:
        one_of("actor", actor, loaded.actor_ids)
    if coder is not None:
        one_of("coder", coder, loaded.coders)
    flags(article_only=article_only, assumed=assumed)
    left_out = names_of("leave_out", leave_out)
    for item in left_out:
        one_of("leave_out", item, (each.id for each in loaded.items))
    weights = explained(
        loaded, actor, coder=coder, article_only=article_only, assumed=assumed, leave_out=left_out
    )
    if about is not None:
        one_of("about", about, (*loaded.issue_ids, *(other for other in loaded.actor_ids if other != actor)))
        weights = [each for each in weights if each.about == about]
    found = Weights(loaded.name, tuple(weights))
    return presented(found, f"{loaded.name}: weights{'' if actor is None else f' of {actor}'}")


def _there(scenario: object, instead: str) -> object:
    if scenario is None:
        raise refuse("scenario", f"name a scenario, or give {instead}")
    return scenario


def _alone(given: str, **others: object) -> None:
    for name, value in others.items():
        if value is not None:
            raise refuse(name, f"would change nothing: {given} go with no scenario")


def _ends(scale: object) -> tuple[float, float] | None:
    """The ends of a scale; FaultError for what is no two numbers, the lower first."""
    if scale is None:
        return None
    ends = tuple(scale) if isinstance(scale, (tuple, list)) else ()
    numbers = [each for each in ends if isinstance(each, (int, float)) and math.isfinite(each)]
    if len(ends) != 2 or len(numbers) != 2 or not -FURTHEST <= numbers[0] < numbers[1] <= FURTHEST:
        raise refuse("scale", f"{described(scale)} is not a scale", "two numbers, the lower first")
    return float(numbers[0]), float(numbers[1])

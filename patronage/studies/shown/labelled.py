"""What answers hold of their runs, under labels: arms, draws, months, measures, actors by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.labelled import Arrays, Held
from patronage.sim.designs.arms import ARMS
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.months import month_text
from patronage.sim.model.measures import DERIVED, MEASURES, TAKEN, TIES
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.result import column

if TYPE_CHECKING:
    from patronage.analysis.estimators.by_draw import ByDraw
    from patronage.studies.answer import Answer
    from patronage.studies.arms import Arms
    from patronage.studies.compare import Comparison
    from patronage.studies.discover import Region
    from patronage.studies.months import Months
    from patronage.studies.record.calibrate import Calibration
    from patronage.studies.record.hindcast import Hindcast
    from patronage.studies.rivals.blocs import Blocs
    from patronage.studies.rivals.scenario import Rivals

Floats = NDArray[np.float64]

BOTH = ARMS[:2]
RUN = ("arm", "draw", "replicate")
_WINDOW = "mean of the months from the first event on"


def months_of(scenario: Scenario) -> NDArray[np.datetime64]:
    """The months of a scenario, each as its first day."""
    span = range(scenario.first_month, scenario.last_month + 1)
    return np.array([month_text(month) for month in span], dtype="datetime64[M]").astype("datetime64[ns]")


def about_of(scenario: Scenario) -> dict[str, str | int | float]:
    """What is said of a whole set of arrays: the scenario, by which it can be made again."""
    return {
        "scenario": scenario.name,
        "question": scenario.question,
        "case": scenario.case.name,
        "focus": scenario.focus,
        "rng": scenario.rng,
        "digest": scenario.digest,
    }


def answer_arrays(found: Answer) -> Arrays:
    """Every run's measures and ties, not a number where it failed in any arm; months as means of draws."""
    scenario, arms = found.scenario, found.coded
    actors = scenario.case.actor_ids
    held = [
        Held("value", ("measure", *RUN), _measures(arms), "points", f"the focus actor's measure: {_WINDOW}"),
        Held(
            "value_prior_only", ("measure", *RUN), _measures(found.prior), "points",
            f"the same under prior-only weights: {_WINDOW}",
        ),
        Held(
            "hold_of", ("actor", *RUN), _runs([arms.holds[actor] for actor in actors]), "points",
            f"every actor's own hold: {_WINDOW}",
        ),
    ]  # fmt: skip
    for tie in TIES:
        values = _runs([arms.ties[tie.name].get(actor) for actor in actors])  # the focus has none to itself
        held.append(
            Held(tie.name, ("actor", *RUN), values, "points", f"{tie.name} toward the focus: {_WINDOW}")
        )
    if arms.treated:
        treated = _runs(list(arms.treated.values()))
        held.append(Held("treated", ("what", *RUN), treated, "own", "what the events are about"))
    if arms.months is not None:
        held += _monthly(found, arms.months)
    draws, replicates = scenario.runs // scenario.replicates, scenario.replicates
    return Arrays(
        {
            "measure": [measure.name for measure in MEASURES],
            "actor": list(actors),
            "issue": list(scenario.case.issue_ids),
            "what": list(arms.treated),
            "arm": list(BOTH),
            "draw": np.arange(draws),
            "replicate": np.arange(replicates),
            "month": months_of(scenario),
        },
        tuple(held),
        about_of(scenario) | {"muted": " ".join(found.muted)},
    )


def _measures(arms: Arms) -> Floats:
    return _runs([arms.measures[measure.name] for measure in MEASURES])


def _runs(quantities: Sequence[ByDraw | None]) -> Floats:
    """(quantity, 2, D, P) of each the runs, not a number for None; FaultError where they were not kept."""
    kept = [one.values for one in quantities if one is not None]
    if any(values is None for values in kept):
        message = "the single runs were not kept; patronage.run keeps them"
        raise FaultError([Fault("to_xarray", 0, 0, "", message)])
    none = np.full_like(kept[0], np.nan)
    return np.array([none if one is None else one.values for one in quantities])


def _monthly(found: Answer, months: Months) -> tuple[Held, Held]:
    """Measures and outcomes by month and draw; of draws without a run, not a number."""
    scenario = found.scenario
    case, counts = scenario.case, found.coded.counts
    span = scenario.last_month - scenario.first_month + 1

    def series(rows: Sequence[Sequence[str]]) -> Floats:
        values = np.full((len(rows), len(rows[0]), 2, len(counts), span), np.nan)
        for r, row in enumerate(rows):
            for c, name in enumerate(row):
                if name in months.names:
                    values[r, c][:, counts > 0] = months.series(name)
        return values

    measures = [[column(measure.name, actor) for actor in case.actor_ids] for measure in MEASURES]
    outcomes = [[column("outcome", issue) for issue in case.issue_ids]]
    there = f"{', '.join(each.name for each in TAKEN)} of every actor, {', '.join(e.name for e in DERIVED)}"
    by_month = ("arm", "draw", "month")
    return (
        Held(
            "monthly", ("measure", "actor", *by_month), series(measures), "points",
            f"mean over the draw's replicates: {there} of the focus actor",
        ),
        Held(
            "outcome", ("issue", *by_month), series(outcomes)[0], "position",
            "mean over the draw's replicates",
        ),
    )  # fmt: skip


def comparison_arrays(found: Comparison) -> Arrays:
    """The measure in every run of every scenario."""
    values = np.array([member.values for member in found.members])
    first = found.members[0].manifest
    return Arrays(
        {
            "scenario": [member.name for member in found.members],
            "arm": list(BOTH),
            "draw": np.arange(values.shape[2]),
            "replicate": np.arange(values.shape[3]),
        },
        (Held("value", ("scenario", *RUN), values, "points", f"{found.measure}: {_WINDOW}"),),
        {"measure": found.measure, "focus": str(first["focus"]), "rng": int(first["rng"])},
    )


def blocs_arrays(found: Blocs) -> Arrays:
    """The actors' sizes, and their trust by month, of every draw."""
    actors = list(found.scenario.case.actor_ids)
    trust = np.array([found.trust[arm] for arm in BOTH])
    return Arrays(
        {
            "arm": list(BOTH),
            "draw": np.arange(len(found.sizes)),
            "month": months_of(found.scenario),
            "actor": actors,
            "toward": actors,
        },
        (
            Held("size", ("draw", "actor"), found.sizes, "share", "mean capability (E5)"),
            Held(
                "trust", ("arm", "draw", "month", "actor", "toward"), trust, "trust",
                "mean over the draw's replicates, -1 to 1",
            ),
        ),
        about_of(found.scenario),
    )  # fmt: skip


def hindcast_arrays(found: Hindcast) -> Arrays:
    """How likely each act was, in bits: under every draw, and by what knows less."""
    model = np.array(list(found.model.values()))
    nulls = np.array(list(found.nulls.values()))
    return Arrays(
        {
            "score": list(found.model),
            "null": list(found.nulls),
            "draw": np.arange(model.shape[1]),
            "act": np.array([act.id for act in found.acts], dtype=object),
        },
        (
            Held("log2_chance", ("score", "draw", "act"), model, "bits", "of the act, in the model"),
            Held("log2_chance_null", ("null", "act"), nulls, "bits", "of the act, by what knows less"),
        ),
        about_of(found.scenario),
    )


def calibration_arrays(found: Calibration) -> Arrays:
    """The estimates under every draw of the weights alone, and the mean covariance of such a fit."""
    names = [one.name for one in found.estimates]
    return Arrays(
        {"draw": np.arange(len(found.by_draw)), "setting": names, "setting_2": names},
        (
            Held("estimate", ("draw", "setting"), found.by_draw, "own", "fitted on the draw alone"),
            Held("covariance", ("setting", "setting_2"), found.covariance, "own", "mean over draws"),
        ),
        about_of(found.scenario),
    )


def rivals_arrays(found: Rivals) -> Arrays:
    """What the focus actor gets in every model, and the outcomes, by draw."""
    attainment = np.array([model.attainment.mean(axis=2) for model in found.models])
    outcome = np.array([model.outcome for model in found.models])
    return Arrays(
        {
            "model": [model.name for model in found.models],
            "arm": list(BOTH),
            "arm_4": list(ARMS),
            "draw": np.arange(found.size.draws),
            "issue": list(found.scenario.case.issue_ids),
        },
        (
            Held("attainment", ("model", "arm_4", "draw"), attainment, "points", "of the focus actor (E16)"),
            Held("outcome", ("model", "arm", "draw", "issue"), outcome, "position", "where issues end"),
        ),
        about_of(found.scenario),
    )


def region_arrays(found: Region) -> Arrays:
    """What was varied, and the loss there, by point."""
    coordinates: dict[str, Any] = {"point": np.arange(len(found.losses)), "varied": list(found.names)}
    return Arrays(
        coordinates,
        (
            Held("value", ("point", "varied"), found.points, "own", "what was varied, in its unit"),
            Held("loss", ("point",), found.losses, "points", f"mean loss of {found.measure}"),
        ),
        {"measure": found.measure, "threshold": found.threshold},
    )

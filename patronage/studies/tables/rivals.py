"""Rival models' accounts, of a scenario, of a table of actors and of known decisions, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from patronage.analysis.estimators.spread import by_draw_table, spread_columns
from patronage.analysis.rivals.outcomes import Estimate
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text

if TYPE_CHECKING:
    from patronage.studies.rivals.outcomes import Outcomes
    from patronage.studies.rivals.scenario import Rivals

_MODEL = (text("model", "short name of the model"), text("label", "what tables call it"))
_ISSUE = text("issue", "name of the issue")


def rivals_tables(found: Rivals, labels: dict[str, str], camps: dict[str, str]) -> tuple[Table, ...]:
    """Losses under every model; outcomes; camps; how each ended; the losses of all draws."""
    issues, actors = found.scenario.case.issue_ids, found.scenario.case.actor_ids
    quantity = Column(
        "quantity", "text", "attainment (E16) or decisiveness (E17) of the focus actor", "E16, E17"
    )
    columns = (
        *(*_MODEL, quantity, Column("reference", "points", "without the events: mean over draws")),
        Column("scenario", "points", "the same with the events"),
        *spread_columns("loss", "reference less scenario"),
    )

    def losses() -> Iterator[Row]:
        for name, one in (("attainment", "attainment"), ("decisiveness", "decisiveness")):
            for model in found.models:
                values = model.attainment[:2] if one == "attainment" else model.decisiveness
                loss = model.loss if one == "attainment" else model.decisiveness_loss
                arms = values.mean(axis=(1, 2)).tolist()
                yield model.name, labels[model.name], name, *arms, *loss.cells

    outcome_columns = (
        *(*_MODEL, _ISSUE, Column("reference", "position", "mean outcome without the events, 0 to 1")),
        Column("scenario", "position", "the same with the events"),
        Column("change", "position", "scenario less reference", signed=True),
        share("unsettled", "draws of both arms in which the model settled on no outcome"),
        Column("unsettled_range", "position", "how far the outcomes of its last rounds then lie apart"),
    )

    def outcomes() -> Iterator[Row]:
        for model in found.models:
            loose = model.unsettled(issues)
            for q, issue in enumerate(issues):
                before, after = model.outcome[:, :, q].mean(axis=1).tolist()
                part, width = loose.get(issue, (0.0, None))
                yield model.name, labels[model.name], issue, before, after, after - before, part, width

    camp_columns = (
        *(*_MODEL, text("actor", "id of the actor")),
        share("reference", "draws in which it ends in the focus actor's camp, without the events"),
        share("scenario", "the same with the events"),
    )
    stands = (
        (camp.name, camps[camp.name], actor, *camp.together[:, i].tolist())
        for camp in found.camps
        for i, actor in enumerate(actors)
    )
    end_columns = (*_MODEL, text("ended", "how its rounds ended"), count("draws", "in how many, both arms"))
    ended = [(model.name, labels[model.name], model.stops) for model in found.models]
    ended += [(camp.name, camps[camp.name], camp.stops) for camp in found.camps]
    ends = ((name, label, stop, number) for name, label, stops in ended for stop, number in stops.items())
    every = [((model.name, "attainment"), model.loss) for model in found.models]
    every += [((model.name, "decisiveness"), model.decisiveness_loss) for model in found.models]
    return (
        table_of("losses", "What the focus actor loses under every model", columns, losses()),
        table_of("outcomes", "Outcomes without and with the events", outcome_columns, outcomes()),
        table_of("camps", "Who ends in the focus actor's camp", camp_columns, stands),
        table_of("endings", "How the rounds of each model ended", end_columns, ends),
        by_draw_table((_MODEL[0], quantity), every),
    )


def actors_tables(found: dict[str, Any], labels: dict[str, str], challenge: str) -> tuple[Table, ...]:
    """Outcomes of a table of actors; KTAB's probabilities; how the challenge ended; its rounds.

    ``found``: of `analysis.rivals.compare.compare_rivals`.
    """
    models, issues = found["models"], found["issues"]
    position = "position"
    columns = (
        *(*_MODEL, _ISSUE, Column("outcome", position, "in the table's own unit")),
        Column("range_low", position, "lowest of the rounds it ended in, where it settled on none"),
        Column("range_high", position, "highest of them"),
        text("ended", "how its rounds ended"),
    )

    def outcomes() -> Iterator[Row]:
        for name, model in models.items():
            for issue in issues if "outcome" in model else ():
                low, high = model.get("range", {}).get(issue, (None, None))
                stop = model.get("stop_by_issue", {}).get(issue, model["stop"])
                yield name, labels[name], issue, model["outcome"][issue], low, high, stop

    chance_columns = (
        *(*_MODEL, text("actor", "name of the actor")),
        Column("probability", "probability", "of its position, at the first turn"),
        Column("risk", "number", "its attitude to risk"),
        Column("neutral", "probability", "of its position before attitudes to risk"),
    )
    chances = (
        (name, labels[name], actor, value, model["risk"][actor], model["neutral"][actor])
        for name, model in models.items()
        for actor, value in model.get("probabilities", {}).items()
    )
    bargain = models[challenge]
    end_columns = (
        *(_ISSUE, text("ended", "how the challenge ended"), count("rounds", "number of its last round")),
        Column("range_low", position, "lowest weighted median of the rounds it ended in"),
        Column("range_high", position, "highest of them"),
    )
    ends = (
        (
            *(issue, bargain["stop_by_issue"][issue]),
            max(one["round"] for one in bargain["rounds"] if issue in one["median"]),
            *bargain["range"][issue],
        )
        for issue in issues
    )
    round_columns = (
        *(count("round", "number of the round, 0 the start"), _ISSUE),
        text("actor", "name of the actor; 'median' and 'mean' for the weighted ones of all"),
        Column("stands_at", position, "its position"),
    )

    def rounds() -> Iterator[Row]:
        for one in bargain["rounds"]:
            for issue, places in one["positions"].items():
                yield one["round"], issue, "median", one["median"][issue]
                yield one["round"], issue, "mean", one["mean"][issue]
                for actor, place in places.items():
                    yield one["round"], issue, actor, place

    return (
        table_of("outcomes", "Outcomes under every model", columns, outcomes()),
        table_of("probabilities", "KTAB: the probability of each actor's position", chance_columns, chances),
        table_of("challenges", "How the challenge model ended", end_columns, ends),
        table_of("rounds", "The rounds of the challenge model", round_columns, rounds(), data=True),
    )


def outcomes_tables(found: Outcomes, labels: dict[str, str]) -> tuple[Table, ...]:
    """How far every forecast is from the decisions; every forecast of every decision."""

    def estimate(name: str, unit: str, meaning: str, *, signed: bool = False) -> tuple[Column, ...]:
        return (
            Column(name, unit, meaning, signed=signed),
            Column(f"{name}_low", unit, "5th percentile over resampled proposals", signed=signed),
            Column(f"{name}_high", unit, "95th percentile", signed=signed),
        )

    def cells(one: Estimate | None) -> Row:
        return (None, None, None) if one is None else (one.mean, one.low, one.high)

    columns = (
        *(text("forecast", "short name of the forecast"), text("label", "what tables call it")),
        count("issues", "how many it was made for"),
        *estimate("error", "hundredths of the scale", "mean absolute error"),
        *estimate("within_five", "share", "issues on which it is within five hundredths of the scale"),
        *estimate("beside", "hundredths of the scale", "error less that of E2's settlement", signed=True),
        count("beside_issues", "issues that both were made for"),
    )
    rows = (
        (
            *(name, labels[name], score.issues, *cells(score.error), *cells(score.near)),
            *(*cells(score.beside), score.both),
        )
        for name, score in found.scores.items()
    )
    each = (
        *(
            _ISSUE,
            text("proposal", "the proposal it is of"),
            Column("outcome", "position", "what was decided"),
        ),
        text("forecast", "short name of the forecast"),
        Column("forecast_value", "position", "what it says; none where it says nothing"),
    )
    made = (
        (one.issue, one.proposal, one.outcome, name, None if np.isnan(values[k]) else float(values[k]))
        for k, one in enumerate(found.read.decisions)
        for name, values in found.forecasts.items()
    )
    low, high = found.read.ends
    about = (
        count("issues", "decisions"),
        count("proposals", "proposals they are of"),
        share("outcome_is_a_position", "issues whose outcome is the position of somebody with a stake"),
        Column("scale_low", "position", "low end of the scale of positions"),
        Column("scale_high", "position", "high end of it"),
    )
    row = (len(found.read.decisions), found.proposals, found.held, float(low), float(high))
    return (
        table_of("forecasts", "How far every forecast is from the outcomes", columns, rows),
        table_of("decisions", "What the decisions are", about, [row]),
        table_of("each_forecast", "Every forecast of every decision", each, made, data=True),
    )

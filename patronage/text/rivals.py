"""The rival models' accounts as people read them: tables, and in how many the conclusion is the same."""

from __future__ import annotations

from collections.abc import Sequence

from patronage.analysis.arrays import Floats
from patronage.analysis.estimators.spread import Spread
from patronage.studies.rivals import camps as rival_camps
from patronage.studies.rivals.scenario import LABELS, REPRESENTS, Model, Rivals
from patronage.text.why import headline, open_points
from patronage.words.plain import change, listed_and, number, percent, table, wrapped
from patronage.words.wording import actor_names


def rivals_text(found: Rivals) -> str:
    """All that `patronage rivals SCENARIO` prints."""
    scenario, size = found.scenario, found.size
    names = actor_names(scenario.case)
    focus = names[scenario.focus]
    made = f"{size.runs:,} runs ({size.draws:,} weight draws x {size.replicates:,}), each rival once per draw"
    return "\n\n".join(
        [
            headline(scenario, "attainment and decisiveness", made),
            f"Attainment: how near outcomes are to {focus}'s wishes",
            _losses([(model.name, model.attainment[:2], model.loss) for model in found.models]),
            f"Decisiveness: attainment less attainment with {focus} idle",
            _losses([(model.name, model.decisiveness, model.decisiveness_loss) for model in found.models]),
            "Outcomes with the events, and in brackets how the events change them",
            _outcomes(found),
            f"Share of draws in which each actor ends in {focus}'s camp: with the events / without them",
            _camps(found, names),
            verdict(found),
            "What each model has, and what it lacks:\n" + "\n".join(_means(found)),
            "Source of each model, and how its rounds ended:\n" + "\n".join(_sources(found)),
            open_points(doubts(found)),
        ]
    )


def verdict(found: Rivals) -> str:
    """In how many rivals what the focus gets, and what it counts for, move the way they do in our model."""
    focus = actor_names(found.scenario.case)[found.scenario.focus]
    ours, *theirs = found.models
    lines = []
    for what, loss in (("attainment", Model.loss), ("decisiveness", Model.decisiveness_loss)):
        own: Spread = loss.__get__(ours)
        spreads: list[Spread] = [loss.__get__(model) for model in theirs]
        if not own.distinguishable:
            lines.append(f"In this model the mean loss of {focus}'s {what} is not distinguishable from zero.")
            continue
        same = sum(one.distinguishable and one.mean * own.mean > 0.0 for one in spreads)
        against = sum(one.distinguishable and one.mean * own.mean < 0.0 for one in spreads)
        verb = "lower" if own.mean > 0.0 else "raise"
        lines.append(
            f"On average the events {verb} {focus}'s {what} in this model and in {same} of {len(spreads)}"
            f" rivals{_related(theirs)}; in {against} they do the opposite, in"
            f" {len(spreads) - same - against} the mean is not distinguishable from zero."
        )
    return "\n".join(wrapped(line) for line in lines)


def _related(models: Sequence[Model]) -> str:
    """That some of the rivals are variants of one, so that their agreement counts for less."""
    variants = sum(model.name.startswith("ktab") for model in models)
    return f" ({variants} of the {len(models)} are variants of KTAB)" if variants > 1 else ""


def doubts(found: Rivals) -> list[str]:
    """What the comparison leaves open, as far as its numbers show."""
    points = [
        (
            "whether the sizes agree: in a rival's reference only scripted acts happen, in this model's"
            " all may act"
        )
    ]
    if found.left_out:
        events = listed_and([event.id for event in found.left_out])
        points.append(
            f"what these events do in the models of positions, which have no words and no bars: {events}"
            " (of a warning they have only that it takes a tenth of its author's commitment)"
        )
    for model in found.models:
        ended = sum(model.stops.values())
        loose = ended - model.stops.get("converged", 0)
        if loose and model.name != "ours":
            points.append(
                f"{LABELS[model.name]}: on some issue it ended in a cycle or ran out of steps in "
                f"{percent(loose / ended)} of draws; its last round is used{_ranges(found, model)}"
            )
    return points


def _ranges(found: Rivals, model: Model) -> str:
    """How far apart the outcomes of the rounds are that a model did not settle between, issue by issue."""
    unsettled = model.unsettled(tuple(issue.name for issue in found.scenario.case.issues))
    ranges = [
        f"{issue} {number(width, 2)} in {percent(share)}" for issue, (share, width) in unsettled.items()
    ]
    return f". Range over the cycle, or the later half of the rounds: {listed_and(ranges)}" if ranges else ""


def _means(found: Rivals) -> list[str]:
    meanings = {}
    for model in found.models:
        key = "ktab" if model.name.startswith("ktab") else model.name
        meanings["KTAB" if key == "ktab" else LABELS[model.name]] = REPRESENTS[key]
    width = max(map(len, meanings))
    return [f"  {name.ljust(width)}  {text}" for name, text in meanings.items()]


def _sources(found: Rivals) -> list[str]:
    models = [(LABELS[m.name], m.source, m.stops) for m in found.models]
    camps = [(rival_camps.LABELS[c.name], rival_camps.SOURCES[c.name], c.stops) for c in found.camps]
    rows = [(label, source, rival_camps.ended(stops)) for label, source, stops in (*models, *camps)]
    width = max(len(label) for label, _, _ in rows)
    return [f"  {label.ljust(width)}  {source}; {stop}" for label, source, stop in rows]


def _losses(rows: list[tuple[str, Floats, Spread]]) -> str:
    cells = [
        (
            LABELS[name],
            *(number(float(mean)) for mean in values.mean(axis=(1, 2))),
            change(loss.mean),
            f"{change(loss.low)} to {change(loss.high)}",
            number(loss.standard_error),
            percent(loss.above_zero),
        )
        for name, values, loss in rows
    ]
    return table(("model", "reference", "scenario", "loss", "90% of draws", "s.e.", "draws losing"), cells)


def _outcomes(found: Rivals) -> str:
    issues = [issue.name for issue in found.scenario.case.issues]
    cells = []
    for model in found.models:
        reference, scenario = model.outcome.mean(axis=1)
        moved = [
            f"{number(float(b), 2)} ({change(round(float(b - a), 2), 2)})"
            for a, b in zip(reference, scenario, strict=True)
        ]
        cells.append((LABELS[model.name], *moved))
    return table(("model", *issues), cells)


def _camps(found: Rivals, names: dict[str, str]) -> str:
    actors = found.scenario.case.actor_ids
    others = [k for k, actor in enumerate(actors) if actor != found.scenario.focus]
    cells = [
        (
            rival_camps.LABELS[camp.name],
            *(
                f"{percent(float(camp.together[1, k]))} / {percent(float(camp.together[0, k]))}"
                for k in others
            ),
        )
        for camp in found.camps
    ]
    return table(("model", *(names[actors[k]] for k in others)), cells)

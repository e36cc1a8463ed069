"""A table of actors under the rivals, as people read it: outcomes, how each ended, what is not settled."""

from __future__ import annotations

from typing import Any

from patronage.studies.rivals.scenario import LABELS
from patronage.text.why import open_points
from patronage.words.plain import listed_and, table

CHALLENGE = "challenge_scholz"
WIDEST = "ktab_markov_proportional"  # of KTAB's, what the scale of positions usually moves most
ENDED = {
    "converged": "nobody moves any longer",
    "cycle found": "ends in a cycle",
    "steps exhausted": "wanders until the rounds run out",
}


def table_text(found: dict[str, Any]) -> str:
    """All that `patronage rivals --table` prints."""
    issues, models = found["issues"], found["models"]
    rows = [
        (LABELS[name], *(_outcome(name, model, issue) for issue in issues), model["stop"])
        for name, model in models.items()
        if "outcome" in model
    ]
    ktab = {name: model for name, model in models.items() if "probabilities" in model}
    chances = [
        (actor, *(_chance(model["probabilities"].get(actor)) for model in ktab.values()))
        for actor in found["actors"]
    ]
    count = len(issues)
    head = f"{len(found['actors'])} actors, {count} issue{'s' if count > 1 else ''}"
    return "\n\n".join(
        [
            "\n".join([head, *found["notes"]]),
            "\n".join(_scales(found)),
            table(("outcome", *issues, "ended"), rows),
            _challenges(found),
            "KTAB: the probability of each actor's position, at the first turn",
            table(("actor", *(LABELS[name].removeprefix("KTAB, ") for name in ktab)), chances),
            "\n".join(f"{LABELS[name]}: {model['source']}" for name, model in models.items()),
            open_points(_doubts(found)),
        ]
    )


def _scales(found: dict[str, Any]) -> list[str]:
    """How the scales were read, and whose results hang on that."""
    return [
        *(f"{group}: {scale['note']}" for group, scale in found["scales"].items()),
        "The scale of positions matters only to KTAB's results, that of saliences only to the challenge's.",
    ]


def _outcome(name: str, model: dict[str, Any], issue: str) -> str:
    """An outcome; the range of those that the challenge model did not settle."""
    if name == CHALLENGE and model["stop_by_issue"][issue] != "converged":
        return _range(model["range"][issue])
    return _number(model["outcome"][issue])


def _range(ends: list[float]) -> str:
    low, high = map(_number, ends)
    return low if low == high else f"{low} to {high}"


def _number(value: float) -> str:
    """Four places, or fewer for large numbers: five digits in all, so that columns are aligned."""
    return f"{value:.{max(0, 4 - max(0, len(str(int(abs(value)))) - 1))}f}"


def _throughout(ends: list[float]) -> str:
    return _range(ends) + (" throughout, though actors move" if ends[0] == ends[1] else "")


def _chance(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _challenges(found: dict[str, Any]) -> str:
    """How the challenge model ended on every issue, with the range of the weighted median there."""
    model = found["models"][CHALLENGE]
    rows = []
    for issue in found["issues"]:
        last = max(one["round"] for one in model["rounds"] if issue in one["median"])
        stop = model["stop_by_issue"][issue]
        rows.append((issue, ENDED[stop], str(last), _range(model["range"][issue])))
    rounds = table(("challenge on", "how it ended", "rounds", "weighted median there"), rows, left=2)
    return (
        f"{rounds}\n"
        "there: in the last round, or lowest to highest over the cycle, or over the later half of\n"
        "the rounds where it wanders; all rounds are in --json"
    )


def _doubts(found: dict[str, Any]) -> list[str]:
    """What the comparison leaves open, as far as its numbers show."""
    models, issues, points = found["models"], found["issues"], []
    if found["scales"]["position"]["ambiguous"]:
        model = models[WIDEST]
        other = model["outcome_on_own_range"]
        outcomes = "; ".join(
            f"{issue} {model['outcome'][issue]:.3g} or {other[issue]:.3g}" for issue in issues
        )
        points.append(
            "which scale the positions are on: state it with --scale LOW HIGH. KTAB's results depend on it: "
            f"{LABELS['ktab_markov_cubic']}, as read here or on a scale no wider than the positions, "
            f"{outcomes}"
        )
    if found["scales"]["salience"]["ambiguous"]:
        points.append(
            "which scale the saliences are on: state it in the heading, salience:<issue> [LOW HIGH]. The "
            "challenge's results depend on it"
        )
    stops = models[CHALLENGE]["stop_by_issue"]
    loose = [f"{issue} ({_throughout(models[CHALLENGE]['range'][issue])})" for issue in issues
             if stops[issue] != "converged"]  # fmt: skip
    if loose:
        points.append(
            f"where the challenge ends on {listed_and(loose)}; --json has its last round as outcome"
        )
    unsettled = [LABELS[name] for name, model in models.items()
                 if name != CHALLENGE and model["stop"] != "converged"]  # fmt: skip
    if unsettled:
        points.append(f"the probabilities of {listed_and(unsettled)}, which ran out of steps")
    apart = [
        f"{issue} ({min(ends):.4g}, {LABELS[min(of, key=of.__getitem__)]}, to {max(ends):.4g}, "
        f"{LABELS[max(of, key=of.__getitem__)]})"
        for issue in issues
        if (of := {name: model["outcome"][issue] for name, model in models.items() if "outcome" in model})
        if max(ends := list(of.values())) > min(ends)
    ]
    if apart:
        points.append(f"which model is right: they differ on {listed_and(apart)}")
    return points or ["whether the actors want what the table says: every model takes it as given"]

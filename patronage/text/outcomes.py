"""How far every model is from decisions that are known, as people read it."""

from __future__ import annotations

from patronage.analysis.rivals.outcomes import NEAR, RESAMPLES, Estimate, Score
from patronage.studies.rivals.outcomes import CHALLENGE, SETTLEMENT, Outcomes, label_of
from patronage.text.why import open_points
from patronage.words.plain import listed_and, percent, table

NULL = "another"
ENDING = "challenge_ending"


def outcomes_text(found: Outcomes) -> str:
    """All that `patronage rivals --outcomes` prints."""
    low, high = found.read.ends
    head = (
        f"{len(found.read.decisions):,} decisions in {found.proposals:,} proposals, positions from {low:g} "
        f"to {high:g}; errors in points, hundredths of that scale"
    )
    scales = [f"{group}: {scale['note']}" for group, scale in found.read.scales.items()]
    heads = ("forecast", "issues", "error", "90%", f"within {NEAR:g}", "90%", "error less E2's", "90%")
    rows = [_row(name, score) for name, score in found.scores.items()]
    sentences = (
        "error: mean absolute error. 90%: from the 5th to the 95th percentile of\n"
        f"{RESAMPLES:,} bootstrap samples of whole proposals, rng {found.rng}. error less E2's: issue by\n"
        "issue, over the issues that both forecast; above 0 E2 is nearer. E2: the capability\n"
        "x salience weighted mean of positions, as the model settles outcomes.\n"
        f"{label_of(NULL)}: its forecasts for the issues of all other proposals,\n"
        "which know nothing of this one; a rule no nearer than that has learnt nothing\n"
        f"from who wants what. On {percent(found.held)} of issues the outcome is somebody's position,\n"
        "as a weighted median always is and a mean seldom"
    )
    return "\n\n".join(
        [
            "\n".join([head, *scales, *found.read.notes]),
            table(heads, rows),
            sentences,
            verdict(found),
            open_points(_doubts(found)),
        ]
    )


def _row(name: str, score: Score) -> tuple[str, ...]:
    beside = ("-", "") if score.beside is None else (f"{score.beside.mean:+.2f}", _span(score.beside, "+.2f"))
    return (
        label_of(name),
        f"{score.issues:,}",
        f"{score.error.mean:.2f}",
        _span(score.error, ".2f"),
        percent(score.near.mean),
        f"{percent(score.near.low)} to {percent(score.near.high)}",
        *beside,
    )


def _span(one: Estimate, form: str) -> str:
    return f"{one.low:{form}} to {one.high:{form}}"


def verdict(found: Outcomes) -> str:
    """Which forecasts are distinguishably nearer than the settlement rule, which farther, and the null."""
    groups: dict[str, list[str]] = {"nearer": [], "farther": [], "neither": []}
    for name, score in found.scores.items():
        if score.beside is None or name == NULL:
            continue
        side = "nearer" if score.beside.high < 0 else "farther" if score.beside.low > 0 else "neither"
        groups[side].append(label_of(name))
    lines = []
    if groups["nearer"]:
        lines.append(f"Nearer than E2: {'; '.join(groups['nearer'])}.")
    if groups["farther"]:
        lines.append(f"Farther than E2: {'; '.join(groups['farther'])}.")
    if groups["neither"]:
        lines.append(f"Not distinguishable from E2: {'; '.join(groups['neither'])}.")
    null = found.scores[NULL].beside
    if null is not None and null.low > 0:
        lines.append(
            "E2 is nearer than its forecasts for other proposals: its prediction gains from who wants what."
        )
    else:
        lines.append("E2 is not distinguishably nearer than its forecasts for other proposals.")
    return "\n".join(lines)


def _doubts(found: Outcomes) -> list[str]:
    """What the scores leave open."""
    points = []
    loose = sum(count for stop, count in found.stops.items() if stop != "converged")
    total = len(found.read.decisions)
    if loose:
        points.append(
            f"where the challenge ends: on {loose:,} of {total:,} issues it comes round in a cycle or "
            f"wanders; {label_of(CHALLENGE)} is its last round, and {label_of(ENDING)} are those it ended in"
        )
    for group, whose in (("position", "KTAB's"), ("salience", "the challenge's")):
        if found.read.scales[group]["ambiguous"]:
            points.append(f"which scale the {group}s are on: {whose} forecasts depend on it")
    fewer = [label_of(name) for name, score in found.scores.items() if score.issues < total]
    if fewer:
        points.append(
            f"how {listed_and(fewer)} would do on all issues: they are scored on fewer than E2, and only the "
            "differences are over the same"
        )
    reach = found.scores[SETTLEMENT].issues
    points.append(
        f"what rules do elsewhere: these are {reach:,} decisions of one kind, coded by those who chose them"
    )
    return points

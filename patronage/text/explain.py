"""Interest weights as people read them: tables of a case, and one weight with the sentences behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from patronage.sim.case.load import Case, Item
from patronage.sim.files.months import month_text
from patronage.sim.weights.explain import Explained
from patronage.studies.run import WHOLE
from patronage.words.plain import listed_and, table
from patronage.words.weights import ARTICLE, ASSUMED, OUTSIDE, PRIOR, basis
from patronage.words.wording import actor_names

_MARKS = {ARTICLE: "a", OUTSIDE: "f", ASSUMED: "s", PRIOR: "."}
SETTLES = (
    "To see which of these weights a loss depends on most:"
    f" patronage run SCENARIO with {WHOLE:,} runs or more."
)
_OF_ISSUE = ("salience", "position", "capability")
_KEY = (
    "Each weight: mean (90% interval) and what it rests on: a the article, f an outside fact,"
    " s an assumption, . the prior alone"
)
_MEANS = {
    "salience": "share of its attention",
    "position": "what it wants, from 0 to 1",
    "capability": "what it can bring to bear, from 0 to 1",
    "trust": "from -1 to 1",
    "commitment": "share of its capability behind the other at the start",
}


def case_text(case: Case, weights: Sequence[Explained]) -> str:
    """Tables of all the weights given, actor by actor, and on which the article says nothing."""
    names = actor_names(case)
    actors = list(dict.fromkeys(weight.actor for weight in weights))
    parts = [case.title, _KEY]
    parts += [f"{names[actor]}\n{_issues_table(case, weights, actor)}" for actor in actors]
    parts.append("Trust at the start, of the row's actor in the column's\n" + _trust_table(case, weights))
    pledges = [
        (f"{names[weight.actor]} to {names[weight.about]}", _cell(weight))
        for weight in weights
        if weight.kind == "commitment"
    ]
    if pledges:
        parts.append(table(("Commitment at the start", ""), pledges))
    parts += [*_silences(case, weights), unidentified_text(case, weights), SETTLES]
    return "\n\n".join(parts)


def _silences(case: Case, weights: Sequence[Explained]) -> list[str]:
    """In a sentence each: of whom the article states no wish, and of whom it reports no act."""
    names = actor_names(case)
    article = [item for item in case.items if item.kind == "article"]
    wishing = {w.actor for w in weights if w.kind == "position" and basis(w) == ARTICLE}
    acting = {act.actor for item in article for act in item.acts}
    said = []
    for what, those in (("states no wish", wishing), ("reports no act", acting)):
        silent = [names[actor] for actor in case.actor_ids if actor not in those]
        if silent:
            whose = silent[0] if len(silent) == 1 else f"any of these: {listed_and(silent)}"
            said.append(f"The article {what} of {whose}.")
    return [" ".join(said)] if said else []


def unidentified_text(case: Case, weights: Sequence[Explained]) -> str:
    """Which weights the article says nothing about, and what they rest on instead."""
    names = actor_names(case) | {issue.id: issue.name for issue in case.issues}
    rows = []
    for ground in (PRIOR, ASSUMED, OUTSIDE):
        for kind in _MEANS:
            chosen = [w for w in weights if w.kind == kind and basis(w) == ground]
            for actor in dict.fromkeys(w.actor for w in chosen):
                about = "; ".join(names[w.about] for w in chosen if w.actor == actor)
                rows.append((ground, kind, names[actor], about))
    if not rows:
        return "The article bears on every one of these weights."
    shown = [
        tuple(
            cell if k > 2 or cell != before[k] or row[:k] != before[:k] else "" for k, cell in enumerate(row)
        )
        for before, row in pairwise([("", "", "", ""), *rows])
    ]
    total = sum(basis(weight) != ARTICLE for weight in weights)
    head = f"Weights on which the article says nothing: {total} of {len(weights)}"
    return f"{head}\n{table(('rests on', 'weight', 'of', 'on'), shown, left=4)}"


def weight_text(case: Case, weight: Explained) -> str:
    """One weight with every item behind it."""
    names = actor_names(case) | {issue.id: issue.name for issue in case.issues}
    head = f"{names[weight.actor]}, {weight.kind}, {names[weight.about]}: {weight.mean:.2f}"
    lines = [f"{head}, 90% interval {weight.low:.2f} to {weight.high:.2f} ({_MEANS[weight.kind]})"]
    if weight.kind == "position":
        issue = next(issue for issue in case.issues if issue.id == weight.about)
        lines.append(f"  0: {issue.zero}; 1: {issue.one}")
    for reason in weight.reasons:
        lines.append(f"  {item_place(reason.item)}: {reason.item.paraphrase}")
        lines.append(f"    {reason.adds} (coder {reason.item.coder})")
    if not weight.reasons:
        lines.append(f"  {_nothing(weight.kind)}")
    elif basis(weight) != ARTICLE:
        lines.append(f"  the article does not speak of this weight, which rests on {basis(weight)}s")
    return "\n".join(lines)


def item_place(item: Item) -> str:
    """Where an item is from and when: `article, paragraph 3, sentence 1 (2015-11)`."""
    when = f" ({month_text(item.month)})" if item.month is not None else ""
    if item.locator is not None:
        return f"article, paragraph {item.locator[0]}, sentence {item.locator[1]}{when}"
    return f"{OUTSIDE if item.kind == 'fact' else ASSUMED}{when} [{item.source}]"


def plain_weight(weight: Explained) -> dict[str, Any]:
    """A weight for JSON."""
    return {
        "kind": weight.kind,
        "actor": weight.actor,
        "about": weight.about,
        "mean": weight.mean,
        "band": [weight.low, weight.high],
        "rests_on": basis(weight),
        "reasons": [
            {
                "item": reason.item.id,
                "kind": reason.item.kind,
                "coder": reason.item.coder,
                "locator": list(reason.item.locator) if reason.item.locator else None,
                "month": month_text(reason.item.month) if reason.item.month is not None else None,
                "source": reason.item.source,
                "paraphrase": reason.item.paraphrase,
                "adds": reason.adds,
            }
            for reason in weight.reasons
        ],
    }


def _nothing(kind: str) -> str:
    if kind == "salience":
        return "the article never mentions the two together: what is left of its attention, by the prior"
    return "no evidence bears on it: this is the prior"


def _cell(weight: Explained) -> str:
    return f"{weight.mean:.2f} ({weight.low:.2f} to {weight.high:.2f}) {_MARKS[basis(weight)]}"


def _issues_table(case: Case, weights: Sequence[Explained], actor: str) -> str:
    cells = {(w.kind, w.about): _cell(w) for w in weights if w.actor == actor}
    rows = [(issue.name, *(cells[kind, issue.id] for kind in _OF_ISSUE)) for issue in case.issues]
    return table(("issue", *_OF_ISSUE), rows)


def _trust_table(case: Case, weights: Sequence[Explained]) -> str:
    cells = {(w.actor, w.about): f"{w.mean:+.2f} {_MARKS[basis(w)]}" for w in weights if w.kind == "trust"}
    ids = case.actor_ids
    names = actor_names(case)
    rows = [
        (names[row], *(cells.get((row, other), "") for other in ids))
        for row in ids
        if any((row, other) in cells for other in ids)
    ]
    spreads = sorted({(w.high - w.low) / 2.0 for w in weights if w.kind == "trust" and -0.4 < w.mean < 0.4})
    bands = listed_and([f"{spread:.2f}" for spread in dict.fromkeys(round(s, 2) for s in spreads)])
    return f"{table(('', *ids), rows)}\n90% intervals: plus or minus {bands}, cut to [-1, 1]"

"""What would settle a loss, as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from patronage.sim.case.load import Case, Item
from patronage.studies.settle import Settling
from patronage.words.plain import listed_and, percent, table, wrapped
from patronage.words.settle import evidence_text, rests_on, weight_text
from patronage.words.wording import actor_names, measure_words, place_text

SETTLE = "What would settle it: shares of the spread of the loss between draws, Monte Carlo error taken out"
SETTLE_HEADS = ("weight", "evidence", "share", "s.e.")
CAUSE_HEADS = ("weight", "share", "s.e.", "what it rests on")
SHARES = (
    "Shares of the spread between draws that each weight accounts for, Monte Carlo error taken out, from"
    " {draws:,} draws × {replicates:,}."
)
_FIRST = 3  # causes that the sentence names


def names_of(case: Case) -> dict[str, str]:
    """The names of actors and issues by id."""
    return {issue.id: issue.name for issue in case.issues} | actor_names(case)


def settle_rows(found: Settling, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """A row for each group of weights that the spread is due to."""
    return [
        (
            weight_text(cause.group.what, names),
            evidence_text(cause.group.what, cause.evidence),
            percent(cause.share),
            percent(cause.error),
        )
        for cause in found.causes
    ]


def cause_rows(found: Settling, names: Mapping[str, str], items: Mapping[str, Item]) -> list[tuple[str, ...]]:
    """The same with the sentences behind each; ``items``: those of the case by id, where it is at hand."""
    return [
        (
            weight_text(cause.group.what, names),
            percent(cause.share),
            percent(cause.error),
            "; ".join(_item_text(item, items) for item in cause.evidence)
            or rests_on(cause.group.what, "nothing: the prior alone"),
        )
        for cause in found.causes
    ]


def _item_text(item: str, items: Mapping[str, Item]) -> str:
    """What an item says, and where; its id where the case is not at hand."""
    found = items.get(item)
    return item if found is None else f"{found.paraphrase.rstrip('.')} ({place_text(found)})"


def settle_sentence(found: Settling, names: Mapping[str, str]) -> str:
    """What it comes to."""
    if not found.causes:
        return (
            "No weight stands out: none has a larger share of the spread between draws than the largest of"
            " them could have by chance."
        )
    largest = [
        f"{weight_text(cause.group.what, names)} ({percent(cause.share)}{' of the spread' * (not k)})"
        for k, cause in enumerate(found.causes[:_FIRST])
    ]
    these = "this weight" if len(largest) == 1 else "these weights"
    return (
        f"Better evidence on {these} would narrow the range of the loss of"
        f" {measure_words(found.measure)} most: {listed_and(largest)}; shares up to {percent(found.floor)}"
        " may be chance."
    )


def settle_parts(found: Settling, case: Case) -> list[str]:
    """The table and the sentence."""
    names = names_of(case)
    said = settle_sentence(found, names)
    if not found.causes:
        return [wrapped(said)]
    heading = f"{SETTLE} ({found.draws:,} draws x {found.replicates})"
    return [heading, table(SETTLE_HEADS, settle_rows(found, names), left=2), wrapped(said)]

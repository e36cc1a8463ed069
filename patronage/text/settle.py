"""What would settle a loss, as people read it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from patronage.sim.case.load import Case
from patronage.studies.settle import Settling
from patronage.words.plain import listed_and, percent, table, wrapped
from patronage.words.wording import actor_names, measure_words

SETTLE = "What would settle it: shares of the spread between draws, Monte Carlo error taken off"
SETTLE_HEADS = ("weight", "evidence", "share", "s.e.")
_FIRST = 3  # causes that the sentence names
_SHOWN = 2  # items of evidence that a row names; JSON has all

_NAMED = {
    "salience": "how {0} divides its attention",
    "position": "{0}'s position on {1}",
    "capability": "{0}'s capability on {1}",
    "trust": "{0}'s trust in {1}",
    "commitment": "{0}'s commitment to {1}",
    "coder": "whose coding is taken",
}


def weight_text(what: str, names: Mapping[str, str]) -> str:
    """`Russia's trust in Turkey` of `trust:russia:turkey`; ``names``: of actors and issues, by id."""
    kind, *ids = what.split(":")
    told = [re.sub("^The ", "the ", names[one]) for one in ids]
    return _NAMED[kind].format(*told).replace("s's ", "s' ")


def names_of(case: Case) -> dict[str, str]:
    """The names of actors and issues by id."""
    return {issue.id: issue.name for issue in case.issues} | actor_names(case)


def settle_rows(found: Settling, names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """A row for each group of weights that the spread is due to."""
    return [
        (
            weight_text(cause.group.what, names),
            _evidence(cause.evidence),
            percent(cause.share),
            percent(cause.error),
        )
        for cause in found.causes
    ]


def _evidence(items: Sequence[str]) -> str:
    """The items behind a group of weights, as many as a column has room for."""
    if not items:
        return "none: the prior alone"
    more = len(items) - _SHOWN
    return f"{', '.join(items[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"


def settle_sentence(found: Settling, names: Mapping[str, str]) -> str:
    """What it comes to."""
    if not found.causes:
        return (
            "No weight stands out: none has a larger share of the spread between draws than the largest of"
            " all has by chance."
        )
    told = [
        f"{weight_text(cause.group.what, names)} ({percent(cause.share)})" for cause in found.causes[:_FIRST]
    ]
    return (
        f"Better evidence would narrow the loss of {measure_words(found.measure)} most on {listed_and(told)};"
        f" by chance alone the largest share would be up to {percent(found.floor)}."
    )


def settle_parts(found: Settling, case: Case) -> list[str]:
    """The table and the sentence."""
    names = names_of(case)
    said = settle_sentence(found, names)
    if not found.causes:
        return [wrapped(said)]
    heading = f"{SETTLE} ({found.draws:,} draws x {found.replicates})"
    return [heading, table(SETTLE_HEADS, settle_rows(found, names), left=2), wrapped(said)]

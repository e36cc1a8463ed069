"""What a report says of the events' effect on what they act on, before what that cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patronage.analysis.estimators.verdict import LossRow, status_of
from patronage.analysis.report.page import Grid, Section
from patronage.report.words import true_minus, within
from patronage.words.plain import percent
from patronage.words.treatment import (
    ABOUT,
    CHANGE_FIRST,
    TITLE,
    about_text,
    never_brought_text,
    treatment_sentence,
)

_CHECK = (
    "Before any influence: did the events change what they act on, over the same months? A change is"
    " scenario minus reference, so a rise is above zero, unlike a loss. Same sign: the share of draws that"
    " change in the direction of the mean."
)


def treatment_section(answer: Mapping[str, Any], manifest: Mapping[str, Any]) -> list[Section]:
    """The manipulation check of a stored answer; nothing where it has none."""
    rows = answer.get("treatment", [])
    if not rows:
        return []
    actors, issues = (
        {one["id"]: one["name"] for one in manifest.get(kind, [])} for kind in ("actors", "issues")
    )
    grid = Grid(
        (ABOUT, *CHANGE_FIRST),
        tuple(
            (
                about_text(row["what"], actors, issues),
                true_minus(row["change"]),
                within(row["interval"]),
                "–" if row["share_of_draws"] is None else percent(row["share_of_draws"]),
                true_minus(row["reference"]).lstrip("+"),
                true_minus(row["scenario"]).lstrip("+"),
            )
            for row in rows
        ),
    )
    draws = answer["draws_counted"]
    found = [
        status_of(LossRow(row["change"], row["interval"][0], row["interval"][1], draws, 0.0)) for row in rows
    ]
    said = [treatment_sentence(found), *map(never_brought_text, answer.get("never_brought", []))]
    points = tuple(f"{text[0].upper()}{text[1:].removesuffix('.')}." for text in said if text)
    return [Section(TITLE, (_CHECK,), grids=(("", grid),), points=points)]

"""A chronicle: dated acts, taken from elsewhere, by which the model's choices are scored."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from patronage.sim.case.checks import check_verb, month_of
from patronage.sim.case.codebook import Confidence
from patronage.sim.case.content_checks import check_dated
from patronage.sim.case.load import Case
from patronage.sim.case.schema import CameoCode
from patronage.sim.files.forms import (
    ActorName,
    EvidenceName,
    Form,
    Goldstein,
    Id,
    OnIssue,
    PeriodMonth,
    Target,
    Text,
    VerbName,
    check,
)
from patronage.sim.files.located import read_yaml
from patronage.sim.files.months import month_text, parse_month


class DatedActForm(Form):
    """One act of a chronicle; it feeds no weight."""

    id: Id = Field(description="by which results call it; no other act of the file has it")
    month: PeriodMonth = Field(description="when, YYYY-MM, within the case's period")
    day: Annotated[int, Field(ge=1, le=31)] | None = Field(
        default=None, description="on which day of the month, where the source has it"
    )
    actor: ActorName = Field(description="who acts")
    verb: VerbName = Field(description="what it does; it follows from the CAMEO code")
    toward: Target = Field(description="on whom")
    cameo: CameoCode
    goldstein: Goldstein = Field(description="Goldstein score of the act, -10 to 10")
    paraphrase: Text = Field(description="what happened, in your own words")
    source: Text = Field(description="who reports it")
    confidence: Confidence = Field(description="how well it is attested, by a word of the codebook")
    article: EvidenceName | None = Field(
        default=None, description="id of the evidence item that codes the same act"
    )
    on: OnIssue = Field(
        default=None, description="the issue that it settles something on; of endorse and aid only"
    )


class ActsFile(Form):
    """A chronicle: dated acts by which the model's choices are scored."""

    acts: list[DatedActForm] = Field(min_length=1, description="one for each act")


@dataclass(frozen=True)
class DatedAct:
    """One act of a chronicle.

    `month` as in `sim.files.months`; `goldstein` in [-10, 10]; `confidence` a word of the codebook; `article`
    the id of the evidence item that is the same act, or None; `day` of the month, None where the source has
    none; `on` the issue that it settles something on, or None.
    """

    id: str
    month: int
    actor: str
    verb: str
    toward: str
    cameo: str
    goldstein: float
    source: str
    confidence: str
    article: str | None = None
    day: int | None = None
    on: str | None = None


def load_acts(path: Path, case: Case) -> tuple[DatedAct, ...]:
    """The acts in a file, in its order; FaultError with all its faults."""
    located = read_yaml(Path(path))
    names = case.known()
    check(ActsFile, located, names)
    located.unique("acts")
    check_dated(located)
    for keys, row in located.rows("acts"):
        check_verb(located, keys, row, case.codebook)
        month, day = month_of(row.get("month")), row.get("day")
        if month is not None and isinstance(day, int) and day <= 31:
            days = calendar.monthrange(month // 12, month % 12 + 1)[1]
            if day > days:
                located.report((*keys, "day"), f"{month_text(month)} has no day {day}", f"1 to {days}")
    located.raise_faults()
    return tuple(
        DatedAct(
            row.id,
            parse_month(row.month),
            row.actor,
            row.verb,
            row.toward,
            row.cameo,
            row.goldstein,
            row.source,
            row.confidence,
            None if row.article is None else case.key_of(row.article),
            row.day,
            row.on,
        )
        for row in ActsFile.model_validate(located.data, context=names).acts
    )

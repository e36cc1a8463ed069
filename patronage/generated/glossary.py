"""The glossary: the field's terms and the few that are ours, of which many are also names in the code.

A measure, a status, a verb, a null model, a setting and a column of a loss mean what the code says of them.
Every other term is in `terms.csv`, beside this file, as are the sources of some of these: rows without a
meaning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from patronage.analysis.estimators.influence import LOSS_COLUMNS
from patronage.sim.model.measures import MEASURES, TIES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.verbs import VERBS
from patronage.studies.expectations.held import NULLS
from patronage.words.verdict import STATUSES

OWN_TERMS = Path(__file__).with_name("terms.csv")
OURS = "†"
"""The mark of a term that is ours and not the field's."""
_ABOUT = (
    f"The words of these pages, of messages and of files. Terms marked {OURS} are ours; the others are the"
    " field's. [Reading the result](../explanation/reading-the-result.md) has the rules behind the statuses,"
    " and [the model](../MODEL.md) the equations."
)


class Term(NamedTuple):
    """A row of the glossary; ours: whether the field does not have it; where: fields, columns, symbols."""

    name: str
    ours: bool
    meaning: str
    source: str
    where: str


def terms() -> list[Term]:
    """Every term but settings and columns, by the alphabet."""
    with OWN_TERMS.open(encoding="utf-8", newline="") as rows:
        found = [Term(name, bool(ours), *rest) for name, ours, *rest in list(csv.reader(rows))[1:]]
    sources = {term.name: term.source for term in found if not term.meaning}
    declared = [
        term._replace(source=sources[term.name], ours=False) if term.name in sources else term
        for term in _declared()
    ]
    return sorted([*(term for term in found if term.meaning), *declared], key=lambda term: term.name.lower())


def _declared() -> Iterator[Term]:
    """Those that are names in the code, with the meaning that they have there."""
    for measure in (*MEASURES, *TIES):
        where = f"`{measure.name}`; docs/MODEL.md, {measure.equation}"
        yield Term(measure.words, True, f"A measure: {measure.meaning}.", "", where)
    for status, meaning in STATUSES.items():
        yield Term(status.replace("_", " "), True, f"A status: {meaning}.", "", f"`{status}`")
    for verb in VERBS:
        yield Term(verb.name, True, f"A verb: {verb.meaning}.", "", f"verb `{verb.name}`")
    for null, meaning in NULLS.items():
        yield Term(
            f"{null.replace('_', ' ')} (null)", True, f"A null model: {meaning}.", "", f"null `{null}`"
        )


def glossary_page() -> str:
    """The page: a table of terms, then one of columns and one of settings."""
    rows = (
        (f"**{term.name}**{f' {OURS}' * term.ours}", term.meaning, term.source, term.where)
        for term in terms()
    )
    columns = ((f"`{column.name}`", column.unit, column.meaning) for column in LOSS_COLUMNS)
    settings = ((f"`{one.name}`", one.symbol, one.meaning) for one in SETTINGS.values())
    parts = [
        "# Glossary",
        _ABOUT,
        _table(("term", "meaning", "source", "where it appears"), rows),
        "## Columns of a loss",
        _table(("column", "unit", "meaning"), columns),
        "## Settings",
        "[The settings](settings.md) has defaults and ranges.",
        _table(("setting", "symbol", "meaning"), settings),
    ]
    return "\n\n".join(parts) + "\n"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)

"""What an interval has in it, as people read it."""

from __future__ import annotations

from patronage.studies.uncertainty import Uncertainty
from patronage.words.plain import percent, table, wrapped
from patronage.words.uncertainty import KINDS, PARTS, PARTS_HEADS, choice_text
from patronage.words.wording import measure_words


def uncertainty_parts(found: Uncertainty) -> list[str]:
    """The table, where the parts were asked for, and where the coefficients are from."""
    said = choice_sentence(found)
    parts = [wrapped(parts_title(found)), table(PARTS_HEADS, parts_rows(found))] if found.parts else []
    return [*parts, *([wrapped(said)] if said else [])]


def parts_title(found: Uncertainty) -> str:
    """What the table of parts shows."""
    return PARTS.format(measure=measure_words(found.measure), draws=found.draws, replicates=found.replicates)


def parts_rows(found: Uncertainty) -> list[tuple[str, ...]]:
    """A row for each kind that draws differ in."""
    return [
        (
            KINDS[part.what],
            "-" if part.lost is None else percent(part.lost),
            "-" if part.error is None else percent(part.error),
        )
        for part in found.parts
    ]


def choice_sentence(found: Uncertainty) -> str:
    """Where the coefficients of choice are from; nothing where draws do not differ in them."""
    one = found.choice
    if one is None:
        return ""
    return choice_text(one.acts, one.enough, percent(one.cut_off), one.fixed, borrowed=one.borrowed)

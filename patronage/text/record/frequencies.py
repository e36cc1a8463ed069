"""The answer of `patronage hindcast --frequencies`, as people read it, and its chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from patronage.analysis.estimators.record.frequencies import Often
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.record.frequencies import Deed, Frequencies
from patronage.text.record.hindcast import repeated_text
from patronage.words.plain import change, listed_and, number, table, wrapped
from patronage.words.wording import DOES, actor_names, label_names, months_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORST = 10  # deeds named one by one
MOST_PAIRS = 30  # listed
NAMED = 5  # pairs in a sentence
DRAWN = 12  # rows of each panel of the chart


def frequencies_text(found: Frequencies, source: str) -> str:
    """All that `patronage hindcast --frequencies` prints."""
    acts = found.compared.acts
    made = (
        f"{found.runs:,} runs ({found.draws:,} weight draws), rng {found.scenario.rng},"
        f" settings and weights of {found.scenario.name}"
    )
    return "\n\n".join(
        [
            f"Are {source} as frequent in the model?\n{acts} acts, {months_text(found.months)}; {made}",
            _pairs(found),
            _group("verb", found.by_verb),
            _group(
                "actor", {actor_names(found.scenario.case)[one]: row for one, row in found.by_actor.items()}
            ),
            _worst(found),
            _notes(found),
        ]
    )


def _cells(often: Often) -> tuple[str, ...]:
    low, high = often.interval
    mark = " *" if often.outside else "  "
    return (
        str(often.record),
        number(often.model, 1),
        number(often.error, 1),
        f"{low:.0f} to {high:.0f}",
        change(often.difference, 1) + mark,
    )


HEADS = ("record", "model", "s.e.", "90% of records", "difference  ")


def _pairs(found: Frequencies) -> str:
    names = actor_names(found.scenario.case)
    rows = []
    for (i, j), often in list(found.by_pair.items())[:MOST_PAIRS]:
        verbs = [found.by_deed[i, verb, j] for verb in VERB_NAMES]
        each = (f"{one.record} / {one.model:.1f}" + ("*" if one.outside else " ") for one in verbs)
        rows.append((f"{names[i]} to {names[j]}", *_cells(often), *each))
    text = table(("pair", *HEADS, *(f"{verb} " for verb in VERB_NAMES)), rows)
    more = len(found.by_pair) - len(rows)
    return text + (f"\n… and {more:,} pairs that are nearer" if more > 0 else "")


def _group(head: str, group: Mapping[str, Often]) -> str:
    return table((head, *HEADS), [(name, *_cells(often)) for name, often in group.items()])


def _worst(found: Frequencies) -> str:
    names = actor_names(found.scenario.case)
    rows = [
        (_deed(names, deed), *_cells(often))
        for deed, often in list(found.by_deed.items())[:WORST]
        if often.outside
    ]
    if not rows:
        return "No pair has a verb that lies outside the 90% of records."
    return table(("outside the 90%, by pair and verb", *HEADS), rows)


def _deed(names: Mapping[str, str], deed: Deed) -> str:
    actor, verb, toward = deed
    return f"{names[actor]} {DOES[verb]} {names[toward]}"


def _notes(found: Frequencies) -> str:
    mean, low, high = found.compared.by_chance
    names = actor_names(found.scenario.case)
    outside = [(f"{names[i]} to {names[j]}", one) for (i, j), one in found.by_pair.items() if one.outside]
    deeds = sum(often.outside for often in found.by_deed.values())
    apart = 100 * found.compared.dissimilarity
    pairs, every = f"{len(outside)} of {len(found.by_pair)} pairs", len(found.deeds)
    lines = [
        (
            f"Dissimilarity: {apart:.0f}% of the acts would have to change pair or verb for the record to"
            f" equal the model's mean. For records drawn from the model itself it is {100 * mean:.0f}%"
            f" (90% of them: {100 * low:.0f} to {100 * high:.0f}%)."
        ),
        (
            f"{pairs}, and {deeds} of {every} verbs of pairs, lie outside the 90% of records (*); for a"
            " record drawn from the model it would be a tenth at most."
        ),
    ]
    for words, sign in (("Pairs that act more often in the model", -1.0), ("Less often", 1.0)):
        worst = [name for name, one in outside if sign * one.difference > 0.0]
        if worst:
            lines.append(f"{words}: {listed_and(worst[:NAMED])}.")
    if found.failed:
        lines.append(f"{found.failed:,} runs failed and are left out.")
    if found.repeated:
        lines.append(repeated_text(found.repeated))
    lines += [
        (
            "Record: the acts given. Model: what actors choose by themselves in the same months, while"
            " the article's acts happen, scaled to as many acts in all; each act counts once a month, as"
            " in the record. s.e.: over weight draws. 90% of records: of records with as many acts, each"
            " drawn under one weight draw, acts taken as independent. Under a verb: record / model."
        ),
        (
            "Nothing is tuned to these numbers. A record without acts of a pair does not show that the"
            " pair was idle."
        ),
    ]
    return "\n".join(wrapped(line) for line in lines)


def drawn(found: Frequencies, source: str) -> Figure:
    """The deeds that are furthest apart."""
    from patronage.analysis.charts.frequencies import frequencies_chart

    names = label_names(found.scenario.case)
    pairs = [(f"{names[i]} to {names[j]}", often) for (i, j), often in found.by_pair.items()]
    deeds = [(_deed(names, deed), often) for deed, often in found.by_deed.items()]
    about = (
        f"{found.compared.acts} acts, {months_text(found.months)}, and the model's own choices scaled to as"
        f" many; {found.runs:,} runs ({found.draws:,} weight draws), rng {found.scenario.rng}, scenario"
        f" {found.scenario.digest[:10]}."
    )
    panels = {"By pair": pairs[:DRAWN], "By pair and verb": deeds[:DRAWN]}
    return frequencies_chart(f"Are {source} as frequent in the model?", panels, about)

"""What a loss is due to, as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from patronage.sim.scenario.load import Scenario
from patronage.studies.attribute import Attribution, Sentences
from patronage.text.why import headline, loss_text, made_by, open_points, span
from patronage.words.plain import change, number, table, wrapped
from patronage.words.verdict import open_question
from patronage.words.wording import actor_names

_CARRIERS = 3  # of which a sentence reports


def attribution_text(scenario: Scenario, found: Attribution) -> str:
    """All that `patronage attribute --over events|patrons` prints."""
    focus, size = actor_names(scenario.case)[scenario.focus], found.size
    patrons = found.over == "patrons"
    runs = (2 if patrons else 1) * found.coalitions * size.runs
    how = "every coalition" if found.exact else "coalitions along sampled orders"
    made = f"{made_by(size.draws, size.replicates, runs)}, {how} ({found.coalitions:,})"
    rows = [
        (
            member.label,
            change(member.value.mean),
            span(member.value),
            number(_error(member.value.standard_error, member.sampling_error)),
            change(member.alone.mean),
            change(member.last.mean),
        )
        for member in found.members
    ]
    whole = [(f"nobody but {focus}", found.nobody)] if patrons else []
    for label, spread in [*whole, ("together", found.total)]:
        error = number(spread.standard_error)
        rows.append((label, change(spread.mean), span(spread), error, "", ""))
    heads = ("", "value", "90% of draws", "s.e.", "alone", "last")
    return "\n\n".join(
        [
            headline(scenario, found.measure, made),
            table(heads, rows),
            loss_text(scenario, found.loss, found.total, size),
            wrapped(carriers_text(found)),
            _key(found, focus),
            open_points(doubts_of_shares(found)),
        ]
    )


def carriers_text(found: Attribution) -> str:
    """Which events or actors carry the loss, and which take from it: those distinguishable from zero."""
    clear = [member for member in found.members if member.value.distinguishable]
    carry = sorted((member for member in clear if member.value.mean > 0.0), key=lambda one: -one.value.mean)
    take = sorted((member for member in clear if member.value.mean < 0.0), key=lambda one: one.value.mean)
    sentences = [
        f"{verb}: {'; '.join(f'{one.label} ({change(one.value.mean)})' for one in some[:_CARRIERS])}."
        for verb, some in (("What adds most to the loss", carry), ("What takes most from it", take))
        if some
    ]
    return " ".join(sentences) or "No value is distinguishable from zero."


def _error(over_draws: float | None, sampling: float) -> float | None:
    return None if over_draws is None else float((over_draws**2 + sampling**2) ** 0.5)


def _key(found: Attribution, focus: str) -> str:
    if found.over == "events":
        worth = "The worth of some events is the loss with only those happening."
        total = "the values sum to that of all events"
    else:
        worth = (
            f"The worth of some actors is the loss in a world in which only they and {focus} act: the rest\n"
            "are idle in both arms, without commitments, and their events do not happen."
        )
        total = f"the values and what is lost with nobody but {focus} sum to that of all"
    return (
        f"{worth}\nvalue: Shapley's, what each adds averaged over all orders; {total}\n"
        "alone: by itself; last: what goes if it alone is taken away; a gain is below zero"
    )


def doubts_of_shares(found: Attribution) -> list[str]:
    """What Shapley values leave open."""
    doubts = open_question(found.loss.row)
    weak = [member.label for member in found.members if not member.value.distinguishable]
    if weak:
        doubts.append(f"the sign of these, whose means are not distinguishable from zero: {'; '.join(weak)}")
    if not found.exact:
        doubts.append("the exact values: sampled orders stand for all, with their error in s.e.")
    if found.over == "events":
        doubts.append("whether one event would have come about without another: each is imposed")
    else:
        doubts.append("what an actor would do if it were merely weaker: each is active or idle throughout")
    return doubts


def sentences_text(scenario: Scenario, found: Sentences) -> str:
    """All that `patronage attribute --over sentences` prints."""
    size = found.size
    runs = 2 * (len(found.items) + 2) * size.runs
    rows = [
        (
            item.id,
            item.place,
            change(item.change.mean),
            span(item.change),
            number(item.change.standard_error),
            change(item.without.mean),
        )
        for item in found.items
    ]
    heads = ("left out", "where", "change", "90% of draws", "s.e.", "loss without it")
    key = (
        f"loss without any evidence: {change(found.nothing.mean)}; with all: {change(found.total.mean)}\n"
        "change: of the loss when the weights are derived anew without the item, draw by draw; below zero\n"
        "  the item carries the loss, above it speaks against it. What the item says was done still happens."
    )
    return "\n\n".join(
        [
            headline(scenario, found.measure, made_by(size.draws, size.replicates, runs)),
            table(heads, rows, left=2),
            loss_text(scenario, found.loss, found.total, size),
            key,
            open_points(doubts_of_items(found)),
        ]
    )


def doubts_of_items(found: Sentences, names: Mapping[str, str] | None = None) -> list[str]:
    """What leaving items out leaves open; ``names``: what to call items by their ids, instead of these."""
    names = names or {}
    doubts = open_question(found.loss.row)
    count = len(found.items)
    clear = [item for item in found.items if item.change.distinguishable]
    if len(clear) < count:
        chance = max(1, round(0.05 * count))
        doubts.append(
            f"all but {len(clear)} of {count} changes, whose means are not distinguishable from zero; by"
            f" chance alone about {chance} of {count} would be"
        )
    flips = [names.get(item.id, item.id) for item in clear if item.without.mean * found.total.mean < 0.0]
    if flips:
        doubts.append(f"the sign of the mean loss, which turns without {'; '.join(flips)}")
    doubts.append("what several items do together: each is left out alone")
    if found.silent:
        silent = "; ".join(names.get(item, item) for item in found.silent)
        doubts.append(f"items that feed no weight are not shown: {silent}")
    return doubts

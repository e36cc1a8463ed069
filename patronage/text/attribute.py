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
    what = "actors" if patrons else "events"
    how = "every subset" if found.exact else "subsets along sampled orders"
    subsets = f"{how} of the {what} ({found.coalitions:,})"
    made = f"{made_by(size.draws, size.replicates, runs_of_shares(found))}, {subsets}"
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
    whole = [(f"only {focus} active", found.nobody)] if patrons else []
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


def runs_of_shares(found: Attribution) -> int:
    """How many runs the values took: each coalition in one arm, or in both where actors are idle."""
    return (2 if found.over == "patrons" else 1) * found.coalitions * found.size.runs


def runs_of_items(found: Sentences) -> int:
    """How many runs the changes took: both arms with all items, with none, and without each."""
    return 2 * (len(found.items) + 2) * found.size.runs


def carriers_text(found: Attribution) -> str:
    """Which events or actors carry the loss, and which take from it: those distinguishable from zero."""
    clear = [member for member in found.members if member.value.distinguishable]
    carry = sorted((member for member in clear if member.value.mean > 0.0), key=lambda one: -one.value.mean)
    take = sorted((member for member in clear if member.value.mean < 0.0), key=lambda one: one.value.mean)
    sentences = [
        f"{verb}: {'; '.join(f'{one.label} ({change(one.value.mean)})' for one in some[:_CARRIERS])}."
        for verb, some in (("What adds most to the loss", carry), ("What reduces it most", take))
        if some
    ]
    return " ".join(sentences) or "No value is distinguishable from zero."


def _error(over_draws: float | None, sampling: float) -> float | None:
    return None if over_draws is None else float((over_draws**2 + sampling**2) ** 0.5)


def _key(found: Attribution, focus: str) -> str:
    if found.over == "events":
        each = "For each subset of the events, the loss is that with only those events."
        what, total = "event", "the values sum to the loss with all events"
    else:
        each = (
            f"For each subset of the other actors, the loss is that with only these and {focus} active: all"
            " others are idle in both arms, without commitments, and their events do not happen."
        )
        what = "actor"
        total = f"the values and the loss with only {focus} active sum to the loss with all actors"
    return "\n".join(
        [
            wrapped(each),
            wrapped(
                f"value: the Shapley value, what the {what} adds to the loss, averaged over all orders in"
                f" which they can be added; {total}"
            ),
            f"alone: what the {what} adds when it is added first; last: when it is added last",
            "below zero: a gain",
        ]
    )


def doubts_of_shares(found: Attribution) -> list[str]:
    """What Shapley values leave open."""
    doubts = open_question(found.loss.row)
    weak = [member.label for member in found.members if not member.value.distinguishable]
    if weak:
        doubts.append(f"the sign of these values, not distinguishable from zero: {'; '.join(weak)}")
    if not found.exact:
        doubts.append("the exact values: only some of the orders were sampled; s.e. includes that error")
    if found.over == "events":
        doubts.append("whether one event would have happened without another: all are scripted")
    else:
        doubts.append("what an actor would do if it were only weaker: each is active or idle throughout")
    return doubts


def sentences_text(scenario: Scenario, found: Sentences) -> str:
    """All that `patronage attribute --over sentences` prints."""
    size = found.size
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
        "change: of the loss when the weights are derived again without the item, draw by draw. Below zero:\n"
        "  the loss is smaller without the item, so the item supports the loss; above zero: it is larger.\n"
        "  An act that the item reports still happens in the run."
    )
    return "\n\n".join(
        [
            headline(scenario, found.measure, made_by(size.draws, size.replicates, runs_of_items(found))),
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
            f"the sign of {count - len(clear)} of the {count} changes, which are not distinguishable from"
            f" zero; by chance alone about {chance} of {count} would be"
        )
    flips = [names.get(item.id, item.id) for item in clear if item.without.mean * found.total.mean < 0.0]
    if flips:
        doubts.append(f"the sign of the mean loss, which is the opposite without {'; '.join(flips)}")
    doubts.append("what several items do together: each is left out alone")
    if found.silent:
        silent = "; ".join(names.get(item, item) for item in found.silent)
        doubts.append(f"items from which no weight is derived; they are not shown: {silent}")
    return doubts

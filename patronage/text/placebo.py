"""Null models as people read them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from patronage.analysis.estimators.placebo import Among
from patronage.analysis.estimators.spread import Spread
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import Pairs
from patronage.studies.placebo import MEANINGS, Placebo
from patronage.text.why import headline, loss_text, made_by, open_points, span
from patronage.words.plain import change, listed_and, number, table, wrapped
from patronage.words.verdict import open_question
from patronage.words.wording import actor_names

SURE = 0.1  # p below which a loss is called unusual among placebos


def placebo_text(scenario: Scenario, found: Placebo) -> str:
    """All that `patronage placebo` prints."""
    size = found.size
    variants = [
        (name, *_loss(loss), "" if name == "as it is" else change(found.differences[name].mean))
        for name, loss in found.losses.items()
    ]
    total = found.losses["as it is"]
    layers = [
        (layer.name, change(layer.adds.mean), number(layer.adds.standard_error), _share(layer.share))
        for layer in found.layers
    ]
    layers.append(("together", change(total.mean), number(total.standard_error), ""))
    wide = max(len(name) for name in MEANINGS)
    meanings = "\n".join(f"{name.ljust(wide)}  {text}" for name, text in MEANINGS.items())
    return "\n\n".join(
        [
            headline(scenario, found.measure, made_by(size.draws, size.replicates, runs_of(found))),
            table(("variant", "loss", "90% of draws", "s.e.", "change"), variants),
            meanings,
            _labels(found),
            _dyads(scenario, found),
            _parts(found),
            table(("where the loss comes from", "adds", "s.e.", "share"), layers),
            loss_text(scenario, found.loss, total, size),
            open_points(doubts_of_placebo(found)),
        ]
    )


def runs_of(found: Placebo) -> int:
    """How many runs the nulls took in all, without the scenario's own."""
    each = 2 * (1 + len(found.without)) + 2 * (1 + len(found.labels.names))
    each += 0 if found.dyads is None else 2 + len(found.dyads.names)
    return 2 * len(found.losses) * found.size.runs + each * found.part_size.runs


def coding_sentences(found: Placebo) -> tuple[str, str]:
    """What any coding of the wishes would give, and what is specific to this one, each in a sentence."""
    one = found.labels
    ways = f"{_some(one, 'way', 'ways')} of dealing out the wishes"
    return (
        f"Any coding of who wishes what gives a loss of {_spread_text(one.anyone)}: the mean over {ways}.",
        f"Specific to this coding of wishes is {_spread_text(one.specific)}{_unsure(one.specific)}.",
    )


def pair_sentences(scenario: Scenario, found: Placebo) -> tuple[str, ...]:
    """What any pair's same acts would give and what is specific to this one; or why that is not asked."""
    if found.pairs is None:
        return ("Other pairs: not tried, for the events are of more than one pair of actors.",)
    names = actor_names(scenario.case)
    own = pair_name(found.pairs, found.pairs.pair, names)
    left = _left_out(found.pairs)
    if found.dyads is None:
        return (f"Other pairs: none is possible{left}.",)
    one = found.dyads
    mean = f"the mean over {_some(one, 'pair', 'pairs')}{left}"
    return (
        f"The same events by any pair give a loss of {_spread_text(one.anyone)}: {mean}.",
        f"Specific to {own} is {_spread_text(one.specific)}{_unsure(one.specific)}.",
    )


def _some(one: Among, singular: str, plural: str) -> str:
    """`all 9 other pairs`, `99 of the 719 other ways`."""
    count = len(one.names)
    if one.exhaustive:
        return f"the only other {singular}" if count == 1 else f"all {count} other {plural}"
    return f"{count}{f' of the {one.there_are:,}' if one.there_are else ''} other {plural}"


def p_sentence(one: Among) -> str:
    """Where the loss stands among placebos, the smallest p, and what Monte Carlo error makes of it."""
    low, high = one.as_large_within
    close = (
        f"; {low:.2f} to {high:.2f} with those {one.close} that cannot be distinguished from it"
        if one.close
        else ""
    )
    return (
        f"A loss as large: p {one.as_large:.2f}{close}. As far from the mean of all: p {one.as_far:.2f}. The"
        f" smallest possible is {one.smallest_p:.2f}. Each placebo's s.e.: {_errors(one)}."
    )


def _errors(one: Among) -> str:
    errors = one.standard_errors
    if np.isnan(errors).any():  # of a single draw there is none
        return "-"
    return f"{number(float(errors.min()))} to {number(float(errors.max()))}"


def _loss(loss: Spread) -> tuple[str, str, str]:
    return change(loss.mean), span(loss), number(loss.standard_error)


def _spread_text(spread: Spread) -> str:
    error = number(spread.standard_error)
    return f"{change(spread.mean)} (90% of draws: {span(spread)}; s.e. {error})"


def _unsure(spread: Spread) -> str:
    return "" if spread.distinguishable else ", not distinguishable from zero"


def _left_out(pairs: Pairs) -> str:
    left_out = []
    if pairs.happened:
        left_out.append(f"{len(pairs.happened)} whose history has such an act already")
    if pairs.with_focus:
        left_out.append(f"{len(pairs.with_focus)} in which the focus actor has another part")
    return f" ({listed_and(left_out)} left out)" if left_out else ""


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100.0 * share:+.0f}%"


def _labels(found: Placebo) -> str:
    few = found.part_size
    head = (
        "LABELS: the rows of salience and position dealt out to other actors; capability, ties and events in"
        f" place, nothing dated ({few.draws} draws x {few.replicates} of each)."
    )
    own = f"The loss that is compared: {_spread_text(found.labels.own)}."
    return _lines(head, own, *coding_sentences(found), p_sentence(found.labels))


def _dyads(scenario: Scenario, found: Placebo) -> str:
    sentences = pair_sentences(scenario, found)
    one, pairs, few = found.dyads, found.pairs, found.part_size
    if one is None or pairs is None:
        return _lines(*sentences)
    head = (
        "DYADS: the same events by every other pair; the focus actor stays, nothing dated"
        f" ({few.draws} draws x {few.replicates} of each)."
    )
    names = actor_names(scenario.case)
    own = (f"{pair_name(pairs, pairs.pair, names)} (the scenario's)", one.own.mean, one.own.standard_error)
    errors = [None if np.isnan(error) else error for error in one.standard_errors.tolist()]
    others = [pair_name(pairs, tuple(name.split()), names) for name in one.names]
    each = [own, *zip(others, one.means.tolist(), errors, strict=True)]
    rows = [
        (name, change(mean), number(error)) for name, mean, error in sorted(each, key=lambda row: -row[1])
    ]
    return f"{_lines(head, *sentences, p_sentence(one))}\n\n{table(('pair', 'loss', 's.e.'), rows)}"


def pair_name(pairs: Pairs, pair: tuple[str, ...], names: Mapping[str, str]) -> str:
    """`Russia and Turkey`; `USSR toward North Vietnam` where who acts on whom makes a difference."""
    return f" {'and' if pairs.mutual else 'toward'} ".join(names[actor] for actor in pair)


def _lines(*sentences: str) -> str:
    return "\n".join(wrapped(sentence) for sentence in sentences)


def _parts(found: Placebo) -> str:
    few = found.part_size
    head = (
        f"MECHANISM OFF: each part by the name of its setting ({few.draws} draws x {few.replicates} of each)"
    )
    rows = [
        (name, *_loss(found.without[name]), change(one.mean), number(one.standard_error))
        for name, one in ranked_parts(found)
        if one.distinguishable
    ]
    parts = [head]
    if rows:
        heads = ("without", "loss", "90% of draws", "s.e.", "change", "s.e. of it")
        parts.append(table(heads, rows))
    unsure = [name for name, one in ranked_parts(found) if not one.distinguishable and name not in found.idle]
    if unsure:
        parts.append(wrapped(f"A change that is not distinguishable from zero: {', '.join(unsure)}."))
    if found.idle:
        parts.append(wrapped(f"Nothing changes in any run: {', '.join(found.idle)}."))
    return "\n\n".join([*parts, wrapped(carrying_sentence(found))])


def ranked_parts(found: Placebo) -> list[tuple[str, Spread]]:
    """The parts by how much the loss changes without them, the most first."""
    return sorted(found.changes.items(), key=lambda row: -abs(row[1].mean))


def carrying_sentence(found: Placebo) -> str:
    """Without which parts the loss as it is has no sign, or another, or is less than half of what it is."""
    if not found.losses["as it is"].distinguishable:
        return "The loss as it is has no sign that could go with a part."
    gone, half = [], []
    for name, one in found.without.items():
        whole = one.mean - found.changes[name].mean  # of the same runs as the loss without the part
        if not one.distinguishable or one.mean * whole < 0.0:
            gone.append(name)
        elif abs(one.mean) < abs(whole) / 2.0:
            half.append(name)
    parts = [f"its sign is gone: {', '.join(gone)}"] if gone else []
    parts += [f"less than half of it is left: {', '.join(half)}"] if half else []
    if not parts:
        return "Without any one of them its sign and at least half of it stay."
    return f"Without one of these {'; without one of these '.join(parts)}."


def doubts_of_placebo(found: Placebo) -> list[str]:
    """What null models leave open."""
    doubts = open_question(found.loss.row)
    if not found.losses["as it is"].distinguishable:
        doubts.append("the layers' shares: the mean loss is not distinguishable from zero, so there are none")
    weak = [layer.name for layer in found.layers if not layer.adds.distinguishable]
    if weak:
        doubts.append(f"the sign of what these add, not distinguishable from zero: {', '.join(weak)}")
    doubts.append("what a layer is worth by itself: each is what it adds to those above it, in this order")
    if found.labels.as_far > SURE:
        doubts.append(
            "that it matters who wishes what: with wishes dealt out otherwise the loss is much like it"
        )
    if found.dyads is not None and found.dyads.as_far > SURE:
        doubts.append("that it matters who acts on whom: by other pairs the loss is much like it")
    return doubts

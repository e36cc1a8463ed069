"""Null models as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from patronage.analysis.estimators.placebo import Among
from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.verdict import Status
from patronage.analysis.words import setting_words
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import Pairs
from patronage.studies.placebo import MEANINGS, Placebo
from patronage.text.why import headline, loss_text, made_by, open_points, span
from patronage.words.plain import change, listed_and, number, table, wrapped
from patronage.words.verdict import open_question
from patronage.words.wording import actor_names

RANDOM = "as it is, random acts"
SURE = 0.1  # p below which a loss is called unusual among placebos
TWO_QUESTIONS = (
    "The coding layer and the permuted wishes answer different questions. The layer is what all coded weights"
    " and dated capability add to the prior; permuting changes only which actor has which wishes, with the"
    " rest of the coding in place and without dated capability."
)
"""Why what the coding adds differs from what is specific to it."""


def placebo_text(scenario: Scenario, found: Placebo) -> str:
    """All that `patronage placebo` prints."""
    size = found.size
    variants = [
        (name, *_loss(loss), "" if name == "as it is" else change(found.differences[name].mean))
        for name, loss in found.losses.items()
    ]
    total = found.losses["as it is"]
    shares = total.row.status in {Status.LOSES, Status.GAINS}  # else the whole has no sign to take a part of
    layers = [
        (layer.name, change(layer.adds.mean), number(layer.adds.standard_error), *_share(layer.share, shares))
        for layer in found.layers
    ]
    layers.append(("together", change(total.mean), number(total.standard_error), *_share(None, shares)))
    wide = max(len(name) for name in MEANINGS)
    meanings = "\n".join(f"{name.ljust(wide)}  {text}" for name, text in MEANINGS.items())
    return "\n\n".join(
        [
            headline(scenario, found.measure, made_by(size.draws, size.replicates, runs_of(found))),
            table(("variant", "loss", "90% of draws", "s.e.", "change"), variants),
            meanings + _alike(found),
            _labels(found),
            _dyads(scenario, found),
            _parts(found),
            table(("where the loss comes from", "adds", "s.e.", *(["share"] if shares else [])), layers),
            wrapped(TWO_QUESTIONS),
            loss_text(scenario, found.loss, total, size),
            open_points(doubts_of_placebo(found)),
        ]
    )


def _alike(found: Placebo) -> str:
    """That choosing agreements changes nothing where acts are at random, if it does not."""
    chosen, scripted = (found.losses.get(name) for name in (f"{RANDOM}, agreements chosen", RANDOM))
    same = chosen is not None and scripted is not None and chosen.mean == scripted.mean
    return "\nThe two variants with the coded weights and random acts give the same runs here." * same


def runs_of(found: Placebo) -> int:
    """How many runs the nulls took in all, without the scenario's own."""
    each = 2 * (1 + len(found.without)) + 2 * (1 + len(found.labels.names))
    each += 0 if found.dyads is None else 2 + len(found.dyads.names)
    return 2 * len(found.losses) * found.size.runs + each * found.part_size.runs


def coding_sentences(found: Placebo) -> tuple[str, str]:
    """What any coding of the wishes would give, and what is specific to this one, each in a sentence."""
    one = found.labels
    ways = f"{_some(one, 'permutation', 'permutations')} of the wishes"
    return (
        f"Mean loss over {ways}: {_spread_text(one.anyone)}{_unsure(one.anyone)}.",
        (
            f"The loss under the coded wishes minus this mean: {_spread_text(one.specific)}"
            f"{_unsure(one.specific)}."
        ),
    )


def pair_sentences(scenario: Scenario, found: Placebo) -> tuple[str, ...]:
    """What any pair's same acts would give and what is specific to this one; or why that is not asked."""
    if found.pairs is None:
        return ("Other pairs: not tried, because the events are of more than one pair of actors.",)
    names = actor_names(scenario.case)
    own = pair_name(found.pairs, found.pairs.pair, names)
    left = _left_out(found.pairs)
    if found.dyads is None:
        return (f"Other pairs: none is possible{left}.",)
    one = found.dyads
    over = f"{_some(one, 'pair', 'pairs')}{left}"
    return (
        f"Mean loss over {over}: {_spread_text(one.anyone)}{_unsure(one.anyone)}.",
        f"{own} less this: {_spread_text(one.specific)}{_unsure(one.specific)}.",
    )


def _some(one: Among, singular: str, plural: str) -> str:
    """`all 9 other pairs`, `99 of the 719 other ways`."""
    count = len(one.names)
    if one.exhaustive:
        return f"the only other {singular}" if count == 1 else f"all {count} other {plural}"
    of = f" of the {one.there_are:,}" if one.there_are else ""
    return f"{count}{of} other {singular if count == 1 and not of else plural}"


def p_sentence(one: Among) -> str:
    """Where the loss stands among placebos, the smallest p, and what Monte Carlo error makes of it."""
    low, high = one.as_large_within
    placebos = "1 placebo is" if one.close == 1 else f"{one.close} placebos are"
    close = f" ({low:.2f} to {high:.2f}, as {placebos} not distinguishable from it)" if one.close else ""
    return (
        f"The share of placebos, the scenario included, that lose as much is p = {one.as_large:.2f}{close};"
        f" the share as far from the mean of all is p = {one.as_far:.2f}. No p can be below"
        f" {one.smallest_p:.2f}. The standard error of a placebo is {_errors(one)}."
    )


def placebos_text(one: Among) -> str:
    """`99 placebos`."""
    return f"{len(one.names)} placebo{'s' * (len(one.names) != 1)}"


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
        left_out.append(f"{len(pairs.happened)} whose history already has such an act")
    if pairs.with_focus:
        left_out.append(f"{len(pairs.with_focus)} in which the focus actor has another role")
    return f" (left out: {listed_and(left_out)})" if left_out else ""


def _share(share: float | None, shown: bool) -> tuple[str, ...]:
    return ("" if share is None else f"{100.0 * share:+.0f}%",) * shown


def _labels(found: Placebo) -> str:
    few = found.part_size
    head = (
        "Permuted labels: every actor gets the salience and positions of another; capability, ties and events"
        f" stay; no dated capability ({few.draws} draws x {few.replicates} for each permutation)."
    )
    own = f"The loss with the coded wishes, without dated capability: {_spread_text(found.labels.own)}."
    return _lines(head, own, *coding_sentences(found), p_sentence(found.labels))


def _dyads(scenario: Scenario, found: Placebo) -> str:
    sentences = pair_sentences(scenario, found)
    one, pairs, few = found.dyads, found.pairs, found.part_size
    if one is None or pairs is None:
        return _lines(*sentences)
    head = (
        "Other pairs (dyads): the same events by every other pair of actors; the focus actor stays; no dated"
        f" capability ({few.draws} draws x {few.replicates} for each pair)."
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
    head = wrapped(
        "Mechanism off: the loss with one part of the model left out, its setting being 0 or off"
        f" ({few.draws} draws x {few.replicates} for each part; change: from the loss as it is of these same"
        f" runs, {_base(found)})."
    )
    shown = [(name, one) for name, one in ranked_parts(found) if name not in found.idle]
    rows = [
        (
            setting_words(name),
            *_loss(found.without[name]),
            f"{change(one.mean)}{' ' if one.distinguishable else '~'}",
            number(one.standard_error),
        )
        for name, one in shown
    ]
    what = table(("part", "what it is"), [(setting_words(name), gloss(name)) for name, _ in shown], left=2)
    heads = ("without", "loss", "90% of draws", "s.e.", "change", "s.e. of change")
    parts = [head, f"{table(heads, rows)}\n~: a change not distinguishable from zero", what]
    if found.idle:
        idle = [f"{setting_words(name)}: {gloss(name)}" for name in found.idle]
        parts.append(wrapped(f"Without these no run changes: {'; '.join(idle)}."))
    return "\n\n".join([*parts, wrapped(carrying_sentence(found))])


def gloss(name: str) -> str:
    """What a part of the model is, by the name of its setting: `how fast acts change trust`."""
    return re.sub(r" \(E\d+\)$", "", SETTINGS[name].meaning)


def _base(found: Placebo) -> str:
    """The mean loss with every part, of the runs to which those without a part are compared."""
    name = next(iter(found.changes), None)
    return "-" if name is None else change(found.without[name].mean - found.changes[name].mean)


def ranked_parts(found: Placebo) -> list[tuple[str, Spread]]:
    """The parts by how much the loss changes without them, the most first."""
    return sorted(found.changes.items(), key=lambda row: -abs(row[1].mean))


def carrying_sentence(found: Placebo) -> str:
    """Without which parts the loss as it is has no sign, or another, or is less than half of what it is."""
    if not found.losses["as it is"].distinguishable:
        return "The mean loss as it is is not distinguishable from zero, so no part can take its sign away."
    gone: list[str] = []
    unclear: list[str] = []
    half: list[str] = []
    for name, one in found.without.items():
        whole = one.mean - found.changes[name].mean  # of the same runs as the loss without the part
        turned = one.distinguishable and one.mean * whole < 0.0
        if turned or (not one.distinguishable and found.changes[name].distinguishable):
            gone.append(setting_words(name))
        elif not one.distinguishable:
            unclear.append(setting_words(name))
        elif abs(one.mean) < abs(whole) / 2.0:
            half.append(setting_words(name))
    parts = []
    if gone:
        parts.append(
            f"If {_either(gone)} is switched off, the loss is not distinguishable from zero or has the"
            " opposite sign."
        )
    if unclear:
        parts.append(
            f"If {_either(unclear)} is switched off, the loss is not distinguishable from zero, but neither"
            " is its change."
        )
    if half:
        parts.append(f"If {_either(half)} is switched off, less than half of the loss is left.")
    return " ".join(parts) or "Without any one part the loss keeps its sign and at least half of its size."


def _either(names: Sequence[str]) -> str:
    """`step`, `step or pace`, `step, pace or noise`."""
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def doubts_of_placebo(found: Placebo) -> list[str]:
    """What null models leave open."""
    doubts = open_question(found.loss.row)
    if not found.losses["as it is"].distinguishable:
        doubts.append("the layers' shares: there are none, as the mean loss is not distinguishable from zero")
    weak = [layer.name for layer in found.layers if not layer.adds.distinguishable]
    if weak:
        doubts.append(f"the sign of these layers, not distinguishable from zero: {', '.join(weak)}")
    doubts.append("what a layer would add on its own: the table shows what it adds to the layers above it")
    if found.labels.as_far > SURE:
        doubts.append(
            "whether it matters which actor has which wishes: with permuted wishes the loss is often as far"
            " from the mean"
        )
    if found.dyads is not None and found.dyads.as_far > SURE:
        doubts.append(
            "whether it matters which pair acts: with other pairs the loss is often as far from the mean"
        )
    return doubts

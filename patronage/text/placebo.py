"""Placebos as people read them."""

from __future__ import annotations

from patronage.sim.scenario.load import Scenario
from patronage.studies.placebo import MEANINGS, Placebo
from patronage.text.why import headline, loss_text, made_by, open_points, span
from patronage.words.plain import change, number, percent, table
from patronage.words.verdict import open_question


def placebo_text(scenario: Scenario, found: Placebo) -> str:
    """All that `patronage placebo` prints."""
    size, few = found.size, found.permuted_size
    count = len(found.permutations.means)
    runs = 2 * (len(found.losses) * size.runs + (count + 1) * few.runs)
    variants = [
        (
            name,
            change(loss.mean),
            span(loss),
            number(loss.standard_error),
            "" if name == "as it is" else change(found.differences[name].mean),
        )
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
            headline(scenario, found.measure, made_by(size.draws, size.replicates, runs)),
            table(("variant", "loss", "90% of draws", "s.e.", "change"), variants),
            table(("where the loss comes from", "adds", "s.e.", "share"), layers),
            loss_text(scenario, found.loss, total, size),
            _permuted(found),
            meanings,
            open_points(doubts_of_placebo(found)),
        ]
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100.0 * share:+.0f}%"


def _permuted(found: Placebo) -> str:
    means, few = found.permutations.means, found.permuted_size
    low, high = change(float(means.min())), change(float(means.max()))
    return (
        f"Actors' labels permuted in {len(means)} ways ({few.draws} draws x {few.replicates} each):"
        f" a mean loss of {change(float(means.mean()))}, {low} to {high}.\n"
        f"A loss as large as under the true labels: {percent(found.permutations.as_large)} of them, the true"
        f" ones counted in; one as far from their mean: {percent(found.permutations.as_far)}."
    )


def doubts_of_placebo(found: Placebo) -> list[str]:
    """What placebos leave open."""
    doubts = open_question(found.loss.row)
    if not found.losses["as it is"].distinguishable:
        doubts.append("the layers' shares: the mean loss is not distinguishable from zero, so there are none")
    weak = [layer.name for layer in found.layers if not layer.adds.distinguishable]
    if weak:
        doubts.append(f"the sign of what these add, not distinguishable from zero: {', '.join(weak)}")
    doubts.append("what a layer is worth by itself: each is what it adds to those above it, in this order")
    if found.permutations.as_far > 0.1:
        doubts.append("that it matters who is who: with labels dealt out otherwise the loss is much like it")
    return doubts

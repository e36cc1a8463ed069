"""The sections of a report that say why: events, patrons, sentences, placebos, sensitivity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from patronage.analysis.estimators.spread import Spread
from patronage.analysis.report.page import Grid, Section, chart_of
from patronage.analysis.words import setting_words
from patronage.report.words import true_minus, within
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import fixed_text, settings_changed
from patronage.studies.attribute import Attribution, Sentence, over_events, over_patrons, over_sentences
from patronage.studies.placebo import MEANINGS, placebo
from patronage.studies.sensitivity import Sensitivity, sobol
from patronage.studies.stored.why import EVENTS, PATRONS, PLACEBO, SENTENCES, SOBOL
from patronage.text.attribute import doubts_of_items, doubts_of_shares
from patronage.text.charts.sensitivity import MOST, lines_of, sensitivity_chart, strongest
from patronage.text.charts.why import attribution_chart, placebo_chart, sentences_chart
from patronage.text.placebo import (
    TWO_QUESTIONS,
    carrying_sentence,
    coding_sentences,
    doubts_of_placebo,
    p_sentence,
    pair_sentences,
    ranked_parts,
)
from patronage.text.sensitivity import doubts_of_sensitivity, state_of
from patronage.words.plain import minus, number
from patronage.words.verdict import LOST
from patronage.words.wording import actor_names, place_text

Say = Callable[[str], None]
Kept = Mapping[str, Any]

FEW = 8  # rows of a table beside a chart that has more

_SHARES = (
    "What an event adds depends on which others happen. Its Shapley value is its mean contribution over all"
    " orders, so the values sum to the loss. For actors the same is done with worlds in which only some of"
    " them and {focus} act. Alone: what it adds with none of the others; last: what it adds to all of them."
)
_SENTENCES = (
    "Each evidence item is left out in turn and the weights are derived without it. The loss is {total} with"
    " all items and {nothing} with none. {carries} {against}"
)
_CARRIES = "The loss rests most on this item ({place}): “{paraphrase}” {without}"
_AGAINST = "This item speaks most against it ({place}): “{paraphrase}” {without}"
_LEFT_OUT = "Without it the loss is {loss}, a change of {change} (90% of draws: {span}{unsure})."
_PLACEBOS = (
    "The same events under null models: nothing chosen by interest, no evidence, other switches, wishes"
    " given to other actors, the same events between other pairs, and without each part of the model. These"
    " ask different things: the coding layer is all evidence at once; permuted wishes change the wishes"
    " alone, without dated capability."
)
_DEPENDS = (
    "All settings within their ranges{fixed}, each actor's weights, and the replicate vary at once. A"
    " factor's first index is the share of the variance that it explains by itself; its total index adds"
    " what it explains together with others. Factors whose indices overlap within their ± cannot be ranked."
    " At its ends: the loss when a setting is at either end of its range, or a group of weights at either"
    " end of its 90% interval, with the rest as they are."
)


def why_sections(
    scenario: Scenario,
    loss: Spread,
    number_of: int,
    say: Say,
    kept: Kept | None = None,
    *,
    quick: bool = False,
) -> tuple[list[Section], list[str]]:
    """The sections, and what they leave open; ``number_of`` sets the charts of a story apart.

    ``loss``: the scenario's, as its run has it. ``kept``: by the name of ANALYSES, what needs no working out;
    if ``quick``, there are no other sections than these give. One that the scenario gives no ground for says
    so.
    """
    sections, doubts, there = [], [], dict(kept or {})
    for needs, what, title, ask in (
        ((EVENTS, PATRONS), "the loss over events and patrons", "Which events and which actors", _shared_out),
        ((SENTENCES,), "the loss over sentences", "Which sentences it rests on", _sentences),
        ((PLACEBO,), "placebos", "How much of it is due to the coding", _placebos),
        ((SOBOL,), "sensitivity", "What it depends on", _sensitivity),
    ):
        if not there.keys() >= set(needs):
            if quick:
                continue
            say(what)
        try:
            section, left = ask(scenario, loss, f"s{number_of}", there)
        except ValueError as error:  # an estimator's refusal
            section, left = Section("", (f"This cannot be estimated: {error}.",)), []
        sections.append(replace(section, title=title))
        doubts += left
    return sections, doubts


def _shared_out(scenario: Scenario, loss: Spread, name: str, kept: Kept) -> tuple[Section, list[str]]:
    events = kept[EVENTS] if EVENTS in kept else over_events(scenario, loss=loss)
    patrons = kept[PATRONS] if PATRONS in kept else over_patrons(scenario, loss=loss)
    section = Section(
        "",
        paragraphs=(_SHARES.format(focus=actor_names(scenario.case)[scenario.focus]),),
        charts=(
            chart_of(partial(attribution_chart, scenario, events), f"{name}e"),
            chart_of(partial(attribution_chart, scenario, patrons), f"{name}p"),
        ),
        grids=(("Events", _shares(events)), ("Actors", _shares(patrons))),
    )
    doubts = _named("events", doubts_of_shares(events)) + _named("actors", doubts_of_shares(patrons))
    return section, doubts


def _sentences(scenario: Scenario, loss: Spread, name: str, kept: Kept) -> tuple[Section, list[str]]:
    found = kept[SENTENCES] if SENTENCES in kept else over_sentences(scenario, loss=loss)
    sentences = _SENTENCES.format(
        total=true_minus(found.loss.mean),
        nothing=true_minus(found.nothing.mean),
        carries=_strongest(_CARRIES, min(found.items, key=lambda item: item.change.mean), -1.0)
        or "The loss rests on no single item: none lowers it when left out.",
        against=_strongest(_AGAINST, max(found.items, key=lambda item: item.change.mean), 1.0)
        or "None speaks against it.",
    )
    shown = found.items[:FEW]
    rows = tuple(
        (
            item.place,
            true_minus(item.change.mean),
            within((item.change.low, item.change.high)),
            item.paraphrase,
        )
        for item in shown
    )
    grid = Grid(("place", "change", "90% of draws", "left out"), rows, left=(0, 3))
    section = Section(
        "",
        (sentences,),
        charts=(chart_of(partial(sentences_chart, scenario, found), f"{name}s"),),
        grids=((f"Change of the loss without each, the largest {len(shown)}", grid),),
    )
    names = {item.id: f"“{item.paraphrase}” ({place_text(item)})" for item in scenario.case.items}
    return section, _named("sentences", doubts_of_items(found, names))


def _strongest(words: str, item: Sentence, sign: float) -> str:
    """An item and what its absence changes, in words; nothing where the change is not of this sign."""
    change = item.change
    if change.mean * sign <= 0.0:
        return ""
    without = _LEFT_OUT.format(
        loss=true_minus(item.without.mean),
        change=true_minus(change.mean),
        span=within((change.low, change.high)),
        unsure="" if change.distinguishable else "; not distinguishable from zero",
    )
    return words.format(place=item.place, paraphrase=item.paraphrase, without=without)


def _placebos(scenario: Scenario, loss: Spread, name: str, kept: Kept) -> tuple[Section, list[str]]:
    found = kept[PLACEBO] if PLACEBO in kept else placebo(scenario, loss=loss)
    variants = tuple(
        (name, true_minus(each.mean), within((each.low, each.high)), MEANINGS[name])
        for name, each in found.losses.items()
    )
    parts = tuple(
        (
            setting_words(part),
            true_minus(found.without[part].mean),
            true_minus(each.mean),
            number(each.standard_error),
        )
        for part, each in ranked_parts(found)[:FEW]
    )
    layers = tuple(
        (layer.name, true_minus(layer.adds.mean), number(layer.adds.standard_error)) for layer in found.layers
    )
    sentences = (*coding_sentences(found), p_sentence(found.labels), *pair_sentences(scenario, found))
    pair = () if found.dyads is None else (p_sentence(found.dyads),)
    section = Section(
        "",
        (_PLACEBOS, minus(" ".join((*sentences, TWO_QUESTIONS, *pair, carrying_sentence(found))))),
        charts=(chart_of(partial(placebo_chart, scenario, found), f"{name}c"),),
        grids=(
            (
                "The loss under each",
                Grid(("null", "loss", "90% of draws", "what it is"), variants, left=(0, 3)),
            ),
            (
                f"Without a part of the model, the {len(parts)} that change the loss most",
                Grid(("without", "loss", "change", "s.e. of it"), parts),
            ),
            ("What each layer adds", Grid(("layer", "adds", "s.e."), layers)),
        ),
    )
    return section, _named("placebos", doubts_of_placebo(found))


def _sensitivity(scenario: Scenario, _: Spread, name: str, kept: Kept) -> tuple[Section, list[str]]:
    found = kept[SOBOL] if SOBOL in kept else sobol(scenario, fixed=settings_changed(scenario))
    fixed = (
        f" ({fixed_words.removeprefix('; ')})" if (fixed_words := fixed_text(scenario, found.fixed)) else ""
    )
    lines = lines_of(found, scenario)[:FEW]
    rows = tuple(
        (
            line.name,
            f"{number(line.strength, 2)} ± {number(line.confidence, 2)}",
            f"{number(line.other, 2)} ± {number(line.other_confidence, 2)}".replace("-", "−"),
            "–" if line.ends is None else within(line.ends),
        )
        for line in lines
    )
    grid = Grid(("factor", "total index", "first index", "loss at its ends"), rows)
    section = Section(
        "",
        (_DEPENDS.format(fixed=fixed), state_of(found)),
        charts=(chart_of(partial(sensitivity_chart, scenario, found), f"{name}v"),),
        grids=(
            (f"The {len(lines)} factors with the largest indices, ± 90%", grid),
            ("What the settings shown are", _meanings(found)),
        ),
    )
    return section, _named("sensitivity", doubts_of_sensitivity(scenario, found))


def _meanings(found: Sensitivity) -> Grid:
    """What each setting that the chart shows means, without the number of its equation."""
    shown = (found.factors[k].name for k in strongest(found)[:MOST] if found.factors[k].kind == "setting")
    rows = tuple((setting_words(name), SETTINGS[name].meaning.rpartition(" (E")[0]) for name in shown)
    return Grid(("setting", "what it is"), rows, left=(0, 1))


def _named(what: str, doubts: list[str]) -> list[str]:
    """Doubts under the name of what leaves them; that of the loss itself is reported once, for all."""
    return [f"{what}: {doubt}" for doubt in doubts if not doubt.startswith(LOST)]


def _shares(found: Attribution) -> Grid:
    rows = tuple(
        (
            member.label,
            true_minus(member.value.mean),
            within((member.value.low, member.value.high)),
            true_minus(member.alone.mean),
            true_minus(member.last.mean),
        )
        for member in found.members
    )
    return Grid(("", "value", "90% of draws", "alone", "last"), rows)

"""The sections of a report that say why: events, patrons, sentences, placebos, sensitivity."""

from __future__ import annotations

from collections.abc import Callable

from analysis.report import Grid, Section, chart_of
from patronage.attribution import Attribution, over_events, over_patrons, over_sentences
from patronage.attribution_text import doubts_of_items, doubts_of_shares
from patronage.placebo import placebo
from patronage.placebo_text import doubts_of_placebo
from patronage.report_words import true_minus, within
from patronage.sensitivity import sobol
from patronage.sensitivity_chart import sensitivity_chart
from patronage.sensitivity_text import doubts_of_sensitivity, state_of
from patronage.text import number, percent
from patronage.why_charts import attribution_chart, placebo_chart, sentences_chart
from patronage.why_text import LOST
from patronage.wording import actor_names
from sim.scenario import Scenario

Say = Callable[[str], None]

_SHARES = (
    "What an event adds depends on which others happen: its Shapley value is its mean contribution over all"
    " orders, so the values sum to the loss. Likewise for actors, of whom some or all may be idle: the worth"
    " of some is the loss in a world in which only they and {focus} act."
)
_SENTENCES = (
    "Each evidence item is left out in turn and the weights are derived anew. The loss is {total} with all"
    " items and {nothing} with none. It changes most without this one ({place}): “{paraphrase}” Then it is"
    " {without}."
)
_PLACEBOS = (
    "The same events with the coding taken away: everyone acting at random, no evidence, other switches, and"
    " the actors' labels dealt out anew in {count} ways. As large a loss as under the true labels comes in"
    " {share} of these, the true ones counted in."
)
_DEPENDS = (
    "All settings within their ranges, each actor's weights, and luck vary at once. Total indices say what"
    " share of the variance stays if all but one factor are known."
)


def why_sections(scenario: Scenario, number_of: int, say: Say) -> tuple[list[Section], list[str]]:
    """The sections, and what they leave open; ``number_of`` sets the charts of a story apart."""
    focus = actor_names(scenario.case)[scenario.focus]
    doubts: list[str] = []
    say("the loss over events and patrons")
    events, patrons = over_events(scenario), over_patrons(scenario)
    doubts += _named("events", doubts_of_shares(events))
    doubts += _named("actors", doubts_of_shares(patrons))
    shares = Section(
        "Which events, and whose doing",
        paragraphs=(_SHARES.format(focus=focus),),
        charts=(
            chart_of(attribution_chart(scenario, events), f"s{number_of}e"),
            chart_of(attribution_chart(scenario, patrons), f"s{number_of}p"),
        ),
        grids=(("Events", _shares(events)), ("Actors", _shares(patrons))),
    )
    say("the loss over sentences")
    items = over_sentences(scenario)
    doubts += _named("sentences", doubts_of_items(items))
    first = items.items[0]
    sentences = Section(
        "Which sentence carries it",
        paragraphs=(
            _SENTENCES.format(
                total=true_minus(items.total.mean),
                nothing=true_minus(items.nothing.mean),
                place=first.place,
                paraphrase=first.paraphrase,
                without=true_minus(first.without.mean),
            ),
        ),
        charts=(chart_of(sentences_chart(scenario, items), f"s{number_of}s"),),
    )
    say("placebos")
    tested = placebo(scenario)
    doubts += _named("placebos", doubts_of_placebo(tested))
    layers = tuple(
        (layer.name, true_minus(layer.adds.mean), number(layer.adds.standard_error))
        for layer in tested.layers
    )
    placebos = Section(
        "How much of it is the coding's",
        paragraphs=(
            _PLACEBOS.format(
                count=len(tested.permutations.means), share=percent(tested.permutations.as_large)
            ),
        ),
        charts=(chart_of(placebo_chart(scenario, tested), f"s{number_of}c"),),
        grids=(("What each layer adds", Grid(("layer", "adds", "s.e."), layers)),),
    )
    say("sensitivity")
    varied = sobol(scenario)
    doubts += _named("sensitivity", doubts_of_sensitivity(scenario, varied))
    sensitivity = Section(
        "What it depends on",
        paragraphs=(
            _DEPENDS,
            state_of(varied),
        ),
        charts=(chart_of(sensitivity_chart(scenario, varied), f"s{number_of}v"),),
    )
    return [shares, sentences, placebos, sensitivity], doubts


def _named(what: str, doubts: list[str]) -> list[str]:
    """Doubts under the name of what leaves them; that of the loss itself is told once, for all."""
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

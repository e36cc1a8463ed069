"""From answers to charts: what each row of a ranked chart is called, and in whose colour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.blocs import camps_chart
from patronage.analysis.charts.placebo import Panel, placebo_panels
from patronage.analysis.charts.ranked import KEY, Row, Scene, Words, ranking
from patronage.analysis.charts.rivals import rivals_chart
from patronage.analysis.charts.run import Subject
from patronage.analysis.words import setting_words
from patronage.sim.scenario.load import Scenario
from patronage.studies.attribute import Attribution, Sentences
from patronage.studies.losses import Size
from patronage.studies.placebo import Placebo
from patronage.studies.rivals.scenario import LABELS
from patronage.studies.run_folder import manifest_of, subject_of
from patronage.text.attribute import runs_of_items, runs_of_shares
from patronage.text.placebo import TWO_QUESTIONS, gloss, placebos_text, ranked_parts
from patronage.words.plain import capital
from patronage.words.wording import event_text, label_names, measure_words, months_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from patronage.studies.rivals.blocs import Blocs
    from patronage.studies.rivals.scenario import Rivals


OTHER = {"wishes": "Wishes permuted", "pair": "Other pairs"}
THESE = {"wishes": "The coded wishes less these", "pair": "The scenario's pair less these"}
MOST_PARTS = 8  # parts of the model in a chart
GLOSS = 210.0  # points that a line saying what a part is may take


def signed(value: float) -> str:
    """`+0.0024`, `−0.0024` with a true minus, and `0.0000` for whatever rounds to it."""
    text = f"{value:+.4f}"
    return "0.0000" if float(text) == 0.0 else text.replace("-", "−")


KINDS = {"article": style.OKABE_ITO[0], "outside fact": style.OKABE_ITO[2], "assumed": style.OKABE_ITO[4]}


def actor_colors(scenario: Scenario) -> dict[str, str]:
    """Each actor's colour: the case's, and where it names none one of the colour-blind safe set."""
    actors = scenario.case.actors
    spare = style.OKABE_ITO
    return {actor.id: actor.color or spare[k % len(spare)] for k, actor in enumerate(actors)}


def scene_of(scenario: Scenario, runs: int, draws: int, replicates: int, measure: str) -> Scene:
    """What every chart says of the scenario; ``runs``: how many stand behind its numbers."""
    return Scene(
        title=lettering.shortened(scenario.question or scenario.title, style.LETTERS),
        focus=label_names(scenario.case)[scenario.focus],
        measure=measure_words(measure, label_names(scenario.case)),
        color=actor_colors(scenario)[scenario.focus],
        provenance=style.provenance(runs, draws, replicates, scenario.rng, scenario.digest),
    )


def attribution_chart(scenario: Scenario, found: Attribution) -> Figure:
    """Shapley values with their spread, the largest first, and the loss they sum to."""
    scene = scene_of(scenario, runs_of_shares(found), found.size.draws, found.size.replicates, found.measure)
    names, colors = label_names(scenario.case), actor_colors(scenario)
    if found.over == "events":
        events = {event.id: event for event in scenario.events}
        labels = {
            key: f"{event_text(event, names)}\n{months_text(event.months)}" for key, event in events.items()
        }
        inks = {key: colors[event.actor] for key, event in events.items()}
    else:
        labels, inks = dict(names), colors
    rows = [
        Row(labels[member.id], member.value, signed(member.value.mean), inks[member.id])
        for member in found.members
    ]
    if found.over == "patrons":
        nobody = f"Only {names[scenario.focus]} active"
        rows.append(Row(nobody, found.nobody, signed(found.nobody.mean), style.GREY))
    if found.total.mean != found.loss.mean:  # then they are of fewer runs
        rows.append(Row("Together", found.total, signed(found.total.mean), style.GREY))
    rows.append(Row("The loss", found.loss, signed(found.loss.mean), style.INK, strong=True))
    what = "event" if found.over == "events" else "actor"
    exact = "exact" if found.exact else "from sampled orders"
    rest = "" if found.over == "events" else f" and the loss with only {scene.focus} active"
    few = f"sum to {signed(found.total.mean)}; the loss is from the scenario's own {scenario.runs:,} runs"
    total = "sum to the loss" if found.total.mean == found.loss.mean else few
    worth = (
        "each event's Shapley value, with the others happening or not"
        if found.over == "events"
        else f"each actor's Shapley value, the others being active or idle ({scene.focus} always acts)"
    )
    return ranking(
        scene,
        rows,
        Words(
            title=f"How much of {scene.focus}'s loss of {scene.measure} is due to each {what}?",
            axis=f"points of {scene.measure} lost (below zero: gained)",
            head="mean",
            about=f"{scene.title} Shown: {worth}, {exact}; these{rest} {total}.",
        ),
        bars=True,
    )


def sentences_chart(scenario: Scenario, found: Sentences, most: int = 16) -> Figure:
    """The items whose absence changes the loss most, ranked."""
    scene = scene_of(scenario, runs_of_items(found), found.size.draws, found.size.replicates, found.measure)
    shown = found.items[:most]
    rows = []
    for item in shown:
        kind = item.place if item.place in KINDS else "article"
        text = lettering.wrapped(lettering.shortened(item.paraphrase, 170), 240.0, style.SMALL)
        rows.append(Row(text, item.change, f"{signed(item.without.mean)}   {item.place}", KINDS[kind]))
    rest = len(found.items) - len(shown)
    note = f" {rest} items with smaller changes are not shown." if rest else ""
    colors = "Blue: the article; green: outside facts; orange: assumptions."
    return ranking(
        scene,
        rows,
        Words(
            title=f"Which evidence does {scene.focus}'s loss of {scene.measure} rest on?",
            axis=f"change of the loss ({signed(found.loss.mean)} with all) when the item is left out",
            head="loss without it, and its place",
            about=f"{scene.title} The weights are derived again without each item. Below zero: without it the"
            f" loss is smaller, so it supports the loss; above zero: the loss is larger. {colors}{note}",
        ),
        width=style.PAGE,
    )


def placebo_chart(scenario: Scenario, found: Placebo) -> Figure:
    """The loss under every null, each placebo as a tick; without each part of the model; the layers."""
    scene = scene_of(scenario, found.size.runs, found.size.draws, found.size.replicates, found.measure)
    rows = [
        Row(capital(name), loss, signed(loss.mean), scene.color if k == 0 else style.GREY, k == 0)
        for k, (name, loss) in enumerate(found.losses.items())
    ]
    ticks = {}
    nulls = {"wishes": found.labels} | ({} if found.dyads is None else {"pair": found.dyads})
    for what, one in nulls.items():
        ticks[len(rows)] = one.means
        rows += [
            Row(
                f"{OTHER[what]}, mean of {placebos_text(one)}",
                one.anyone,
                signed(one.anyone.mean),
                style.GREY,
            ),
            Row(THESE[what], one.specific, signed(one.specific.mean), style.INK),
        ]
    parts = [(name, one) for name, one in ranked_parts(found) if name not in found.idle]
    shown = parts[:MOST_PARTS]
    off = [
        Row(
            f"{capital(setting_words(name))}\n{lettering.fitted(gloss(name), GLOSS, style.SMALL)}",
            found.without[name],
            signed(found.without[name].mean),
            style.GREY,
        )
        for name, _ in shown
    ]
    layers = [
        Row(capital(layer.name), layer.adds, signed(layer.adds.mean), style.OKABE_ITO[0])
        for layer in found.layers
    ]
    rest = len(found.without) - len(shown)
    hidden = f"; {rest} that change it less are not shown" if rest else ""
    few = found.part_size
    about = (
        f"{scene.title} Top: the loss under null models; ticks: its mean under each placebo. Middle: the"
        f" loss without each part, that which changes it most first{hidden}. Bottom: what each layer adds"
        f" to those above it; together they are the loss as it is. Placebos and parts: {few.draws} draws ×"
        f" {few.replicates}. {TWO_QUESTIONS}"
    )
    return placebo_panels(
        [
            Panel(rows, "loss", ticks),
            Panel(off, "loss", {}),
            Panel(layers, "adds", {}, bars=True),
        ],
        title=f"How much of {scene.focus}'s loss of {scene.measure} is due to the coding?",
        axis=f"points of {scene.measure} lost (below zero: gained)",
        caption=f"{about} {KEY} {scene.provenance}",
    )


def blocs_chart(found: Blocs) -> Figure:
    """The camps of both arms by month."""
    return camps_chart(_titled(found.scenario, found.size), found.camps)


def rivals_models_chart(found: Rivals) -> Figure:
    """What is lost under each model."""
    losses = [(LABELS[model.name], model.loss, model.decisiveness_loss) for model in found.models]
    return rivals_chart(_titled(found.scenario, found.size), losses)


def _titled(scenario: Scenario, size: Size) -> Subject:
    """What a chart says of a scenario at a size, under its title."""
    return replace(subject_of(manifest_of(size.of(scenario))), title=scenario.title)

"""The panels of the page: what is lost, one run month by month, and the comparison with another scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara

from patronage.page import widgets
from patronage.page.answers import Found, found_unless
from patronage.page.comparing import comparison_html
from patronage.page.draft import Draft, original, scenario_of
from patronage.page.losses import losses_html, months_html, reading_html
from patronage.page.network import LAYERS, drawing, ties_html
from patronage.page.rendering import html, rendered
from patronage.page.run import Run
from patronage.page.settling import SettlePanel
from patronage.page.shelf import Title
from patronage.page.telling import acts_rows, agreements_html, issues_html, why_html
from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import month_text
from patronage.sim.model.measures import MEASURES
from patronage.sim.scenario.load import Scenario

ARMS = {"scenario": "with the events", "reference": "without the events"}


def options(pairs: dict[str, str], label: str = "") -> list[dict[str, Any]]:
    """One group of options for a choice, from value to text."""
    return [{"label": label, "options": [{"value": value, "text": text} for value, text in pairs.items()]}]


def use_answer(scenario: Scenario) -> tuple[Found | None, list[str]]:
    """The answer last found, and what is wrong if anything is."""
    newest = solara.use_ref(scenario.digest)
    newest.current = scenario.digest

    def run() -> Found | None:
        return found_unless(scenario, lambda: newest.current != scenario.digest)

    task = solara.lab.use_task(run, dependencies=[scenario.digest], raise_error=False)
    error = task.exception
    if error is not None and not isinstance(error, FaultError):
        raise error
    return task.latest, [str(fault) for fault in error.faults] if error is not None else []


@solara.component
def LossPanel(found: Found | None) -> None:
    """The losses and their values by month."""
    measure = solara.use_reactive(MEASURES[0].name)
    if found is None:
        html('<p class="note">The first answer takes a moment longer: the model is being compiled.</p>')
        return
    scenario = found.answer.scenario
    html(reading_html(scenario))
    html(losses_html(scenario, found))
    SettlePanel(found)
    widgets.Choice(
        label="By month",
        groups=options({measure.name: measure.words for measure in MEASURES}),
        value=measure.value,
        event_choose=measure.set,
    )
    html(months_html(scenario, found, measure.value))


@solara.component
def RunPanel(scenario: Scenario) -> None:
    """One run of the Mesa model: the network, the issues, every actor's acts and why."""
    arm = solara.use_reactive("scenario")
    draw = solara.use_reactive(0)
    layer = solara.use_reactive("trust")
    shown = solara.use_reactive(0)
    chosen = solara.use_reactive(scenario.case.actor_ids.index(scenario.focus))
    run: Run = solara.use_memo(
        lambda: Run(scenario, arm.value, draw.value), [scenario.digest, arm.value, draw.value]
    )
    run.reach(shown.value)  # after a change of the scenario, live the same months again
    at = min(shown.value, len(run.states) - 1)
    state = run.states[at]
    draws = scenario.runs // scenario.replicates
    months = scenario.last_month - scenario.first_month + 1

    with solara.v.Html(tag="div", class_="choices"):
        widgets.Choice(label="Run", groups=options(ARMS), value=arm.value, event_choose=arm.set)
        widgets.Choice(
            label="Weight draw",
            groups=options({str(k): f"{k + 1} of {draws}" for k in range(min(draws, 20))}),
            value=str(draw.value),
            event_choose=lambda value: draw.set(int(value)),
        )
        widgets.Choice(
            label="Ties",
            groups=options({name: layer_words[0] for name, layer_words in LAYERS.items()}),
            value=layer.value,
            event_choose=layer.set,
        )
    html('<p class="note">One run under one draw of the weights, a set of them that the evidence allows.</p>')
    widgets.Stepper(
        shown=at,
        months=months,
        month=month_text(state.month) if at else f"before {month_text(scenario.first_month)}",
        event_go=lambda given: shown.set(min(max(int(given), 0), months)),
    )
    with solara.v.Html(tag="div", class_="world"):
        with solara.v.Html(tag="section", class_="card"):
            html(f"<h3>{LAYERS[layer.value][0]} between the actors</h3>")
            widgets.Network(
                drawing=drawing(scenario, state, layer.value),
                chosen=chosen.value,
                label="Alliance network; an actor's button shows why it acted",
                event_pick=chosen.set,
            )
            with solara.v.Html(tag="details"):
                solara.v.Html(tag="summary", children=["The ties as a table"])
                html(ties_html(scenario, state, layer.value))
        with solara.v.Html(tag="section", class_="card"):
            html(f"<h3>What the actors did{', ' + month_text(state.month) if at else ''}</h3>")
            widgets.Acts(rows=acts_rows(run, state), chosen=chosen.value, event_pick=chosen.set)
    with solara.v.Html(tag="section", class_="card reason"):
        html(why_html(scenario, state, chosen.value))
    with solara.v.Html(tag="section", class_="card"):
        html(agreements_html(scenario, state))
    with solara.v.Html(tag="section", class_="card"):
        html(issues_html(run, at))


@solara.component
def ComparePanel(draft: Draft, scenario: Scenario, found: Found | None, shelf: tuple[Title, ...]) -> None:
    """This scenario, as changed, beside another or beside its own file."""
    others = {str(title.path): title.title for title in shelf if title.path != draft.path}
    mine = {str(draft.path): f"{original(draft).title}, unchanged"}
    first = next(iter(mine if draft.changed or not others else others))
    picked = solara.use_reactive("")
    choice = picked.value if picked.value in {**mine, **others} else first
    widgets.Choice(
        label="Compare with",
        groups=[*options(mine, "This file"), *options(others, "Others")],
        value=choice,
        event_choose=picked.set,
    )
    try:
        other = scenario_of(draft.other(Path(choice)))
    except FaultError as error:
        html(rendered("faults", faults=[str(fault) for fault in error.faults]))
        return
    Comparison(scenario, found, other, changed=draft.changed)


@solara.component
def Comparison(scenario: Scenario, found: Found | None, other: Scenario, *, changed: bool) -> None:
    """The two side by side, once both have been run."""
    theirs, wrong = use_answer(other)
    if wrong:
        html(rendered("faults", faults=wrong))
    elif found is None or theirs is None or theirs.answer.scenario.digest != other.digest:
        html('<p class="note">Running both …</p>')
    else:
        html(reading_html(scenario))
        html(comparison_html(scenario, found, other, theirs, changed=changed))

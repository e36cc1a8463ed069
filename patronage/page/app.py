"""The page as a whole: what can be changed on one side, what comes of it on the other."""

from __future__ import annotations

from pathlib import Path

import solara

from patronage.page import widgets
from patronage.page.changes import Changes
from patronage.page.draft import Draft, scenario_of
from patronage.page.header import Header
from patronage.page.losses import clients_line, headline
from patronage.page.panels import ComparePanel, LossPanel, RunPanel, use_answer
from patronage.page.rendering import FOLDER, html, rendered
from patronage.page.shelf import Title, titles
from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.load import Scenario

TABS = ("What is lost", "One run", "Compare")

opening: list[Path] = []
"""The scenario that is shown first; `patronage.page.serving` puts it here."""


@solara.component
def Page() -> None:
    """All of it; a reader's changes live as long as the page is open."""
    first = solara.use_memo(lambda: Draft(opening[0].resolve()), [])  # with no file read yet
    draft = solara.use_reactive(first)
    shelf = solara.use_memo(lambda: titles(opening[0]), [])
    solara.Style(FOLDER / "page.css")
    with solara.v.Html(tag="div", class_="page"):
        widgets.Connection()
        try:
            scenario = scenario_of(draft.value)
        except FaultError as error:
            Header(draft, None, shelf)
            with solara.v.Html(tag="main", class_="shown"):
                html(rendered("faults", faults=[str(fault) for fault in error.faults]))
            return
        solara.Title(f"{scenario.title} – patronage")
        widgets.Document()
        Header(draft, scenario, shelf)
        Body(draft, scenario, shelf)


@solara.component
def Body(draft: solara.Reactive[Draft], scenario: Scenario, shelf: tuple[Title, ...]) -> solara.Element:
    """The answer, what can be changed, and the panels."""
    tab = solara.use_reactive(0)
    found, wrong = use_answer(scenario)
    current = found is not None and found.answer.scenario.digest == scenario.digest
    headline_parts = headline(found.answer.scenario if found else scenario, found)
    with solara.v.Html(tag="div", class_="body") as main:
        with solara.v.Html(
            tag="div", class_="answer" + ("" if current or wrong else " stale"), attributes={"role": "status"}
        ):
            html(rendered("faults", faults=wrong) if wrong else rendered("answer", **headline_parts))
        shown = found.answer.scenario if found else scenario
        who = "" if wrong else clients_line(shown, found)  # always there, so that none takes another's place
        with solara.v.Html(tag="div", class_="said" + ("" if current or wrong else " stale")):
            html(rendered("said", text=who))
        with (
            solara.v.Html(tag="aside", class_="changes", attributes={"aria-label": "Change the scenario"}),
            solara.v.Html(tag="details", class_="fold"),
        ):
            solara.v.Html(tag="summary", children=["Change the scenario"])
            Changes(draft)
        with solara.v.Html(tag="main", class_="shown"):
            widgets.Tabs(label="What to look at", names=list(TABS), chosen=tab.value, event_choose=tab.set)
            with solara.v.Html(
                tag="div",
                class_="panel" + ("" if current or tab.value == 1 else " stale"),
                attributes={"role": "tabpanel", "id": "panel", "aria-labelledby": f"tab-{tab.value}"},
            ):
                if tab.value == 0:
                    LossPanel(found)
                elif tab.value == 1:
                    RunPanel(scenario).key(str(draft.value.path))
                else:
                    ComparePanel(draft.value, scenario, found if current else None, shelf)
    return main


@solara.component
def Layout(children: list[solara.Element]) -> solara.Element:
    """Nothing around the page: no bar, no side bar."""
    return solara.v.Html(tag="div", children=children)

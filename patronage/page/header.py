"""The top of the page: the question, the choice of scenario, and the files to take along."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import solara

from patronage.page import widgets
from patronage.page.draft import Draft
from patronage.page.rendering import html, rendered
from patronage.page.saving import FILES, saved
from patronage.page.shelf import Title
from patronage.sim.scenario.load import Scenario
from patronage.words.wording import actor_names


@solara.component
def Header(
    draft: solara.Reactive[Draft], scenario: Scenario | None, shelf: tuple[Title, ...]
) -> solara.Element:
    """``scenario`` is what the draft makes; None where it cannot be made, and then nothing can be saved."""
    made: solara.Reactive[dict[str, Any]] = solara.use_reactive({"number": 0})
    busy = solara.use_reactive("")

    def make(ending: str) -> None:
        try:
            file = saved(draft.value, ending)
            made.set(
                {
                    "number": made.value["number"] + 1,
                    "name": file.name,
                    "kind": file.kind,
                    "data": base64.b64encode(file.data).decode(),
                    "note": file.note,
                }
            )
        finally:
            busy.set("")

    making = solara.lab.use_task(make, dependencies=None)

    def ask(ending: str) -> None:
        busy.set(ending)
        making(ending)

    cases = dict.fromkeys(title.case for title in shelf)
    with solara.v.Html(tag="header", class_="top") as main:
        html(
            rendered(
                "question",
                question=scenario.question or scenario.title if scenario else draft.value.path.name,
                case=scenario.case.title if scenario else "",
                focus=actor_names(scenario.case)[scenario.focus] if scenario else "",
            )
        )
        with solara.v.Html(tag="div", class_="choices"):
            widgets.Choice(
                label="Scenario",
                groups=[
                    {
                        "label": case,
                        "options": [{"value": str(t.path), "text": t.title} for t in shelf if t.case == case],
                    }
                    for case in cases
                ],
                value=str(draft.value.path),
                event_choose=lambda value: draft.set(draft.value.other(Path(value))),
            )
            if scenario is not None:
                widgets.Saving(files=list(FILES), ready=made.value, busy=busy.value, event_ask=ask)
    return main

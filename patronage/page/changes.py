"""What a reader can change: switches for the events, sliders for weights and settings."""

from __future__ import annotations

from typing import Any

import solara

from patronage.page import widgets
from patronage.page.draft import Draft, original
from patronage.page.events import event_rows
from patronage.page.panels import options
from patronage.page.rendering import html
from patronage.page.sliders import setting_groups, weight_groups
from patronage.words.wording import actor_names


@solara.component
def Changes(draft: solara.Reactive[Draft]) -> None:
    """All of them; each change makes a new draft, and so a new answer."""
    scenario = original(draft.value)
    actor = solara.use_reactive("")
    who = actor.value if actor.value in scenario.case.actor_ids else scenario.focus

    def turned(given: list[Any]) -> None:
        draft.set(draft.value.switched(str(given[0]), on=bool(given[1])))

    def weighed(given: list[Any]) -> None:
        draft.set(draft.value.weighed(str(given[0]), _number(given[1])))

    def moved(given: list[Any]) -> None:
        draft.set(draft.value.set(str(given[0]), _number(given[1])))

    html("<h2>Events</h2>")
    if scenario.events:
        widgets.Switches(rows=event_rows(draft.value), event_turn=turned)
    else:
        html('<p class="note">This scenario has none.</p>')
    html("<h2>Weights and their sentences</h2>")
    widgets.Choice(
        label="Whose weights", groups=options(actor_names(scenario.case)), value=who, event_choose=actor.set
    )
    widgets.Sliders(groups=weight_groups(draft.value, who), event_move=weighed)
    html("<h2>Settings of the model</h2>")
    widgets.Sliders(groups=setting_groups(draft.value), event_move=moved)


def _number(value: Any) -> float | None:
    """A slider's value without the dust of binary fractions; None where it is put back."""
    return None if value is None else round(float(value), 6)

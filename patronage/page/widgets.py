"""The page's own parts: plain HTML controls, each with its template in `parts/`.

A function names what its part is given; what starts with ``event_`` is called with what the reader did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Call = Callable[[Any], None]


@solara.component_vue("parts/document.vue", vuetify=False)
def Document() -> None:
    """The page's language, what is folded at its width, where it scrolls to; shows nothing."""


@solara.component_vue("parts/connection.vue", vuetify=False)
def Connection() -> None:
    """Says when the server has ended; otherwise shows nothing."""


@solara.component_vue("parts/choice.vue", vuetify=False)
def Choice(label: str, groups: list[dict[str, Any]], value: str, event_choose: Call) -> None:
    """A list to choose one from: groups of {label, options: [{value, text}]}."""


@solara.component_vue("parts/tabs.vue", vuetify=False)
def Tabs(label: str, names: list[str], chosen: int, event_choose: Call) -> None:
    """A row of tabs."""


@solara.component_vue("parts/events.vue", vuetify=False)
def Switches(rows: list[dict[str, Any]], event_turn: Call) -> None:
    """A switch an event; called with [id, on]."""


@solara.component_vue("parts/sliders.vue", vuetify=False)
def Sliders(groups: list[dict[str, Any]], event_move: Call) -> None:
    """Groups of sliders (rows as in `patronage.page.sliders`); called with [path, value or None]."""


@solara.component_vue("parts/stepper.vue", vuetify=False)
def Stepper(shown: int, months: int, month: str, event_go: Call) -> None:
    """Step, play, reset, and a slider over the months; called with the number of months to have lived."""


@solara.component_vue("parts/network.vue", vuetify=False)
def Network(drawing: dict[str, Any], chosen: int, label: str, event_pick: Call) -> None:
    """The alliance network; called with the number of an actor that is clicked."""


@solara.component_vue("parts/acts.vue", vuetify=False)
def Acts(rows: list[dict[str, Any]], chosen: int, event_pick: Call) -> None:
    """What every actor did this month; called with the number of one."""


@solara.component_vue("parts/asking.vue", vuetify=False)
def Asking(text: str, meanwhile: str, busy: bool, event_ask: Call) -> None:
    """A button for what takes its time; while that is under way it says so."""


@solara.component_vue("parts/saving.vue", vuetify=False)
def Saving(files: list[dict[str, str]], ready: dict[str, Any], busy: str, event_ask: Call) -> None:
    """Buttons that save files; called with the id of one, whose bytes then come by ``ready``."""

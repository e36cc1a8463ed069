"""What the page's switches show: each event, when it happens, and the sentence it is taken from."""

from __future__ import annotations

from typing import Any

from patronage.page.draft import Draft, original
from patronage.words.wording import actor_names, event_text, months_text, place_text


def event_rows(draft: Draft) -> list[dict[str, Any]]:
    """The events of the file, each with whether it is on."""
    scenario = original(draft)
    names = actor_names(scenario.case)
    items = {item.id: item for coding in scenario.case.codings.values() for item in coding}
    items |= {item.id: item for item in scenario.case.items}
    rows = []
    for event in scenario.events:
        item = items.get(event.evidence) if event.evidence else None
        rows.append(
            {
                "id": event.id,
                "text": event_text(event, names),
                "months": months_text(event.months),
                "on": event.id not in draft.off,
                "source": f"{place_text(item)}: {item.paraphrase}" if item else "",
            }
        )
    return rows

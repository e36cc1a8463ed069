"""What would settle the loss: worked out when the reader asks, since it takes seconds of its own."""

from __future__ import annotations

import solara

from patronage.analysis.estimators.verdict import Status
from patronage.page import widgets
from patronage.page.answers import Found, settling_for
from patronage.page.rendering import html, rendered
from patronage.sim.model.measures import MEASURES
from patronage.sim.scenario.load import Scenario
from patronage.studies.settle import Settling
from patronage.text.settle import CAUSE_HEADS, SHARES, cause_rows, names_of, settle_sentence
from patronage.words.plain import minus

_ASKED_OF = {Status.OPEN, Status.LOSES, Status.GAINS}


def settle_html(scenario: Scenario, found: Settling) -> str:
    """The sentence, and a row for each weight with the sentences behind it."""
    names, items = names_of(scenario.case), {item.id: item for item in scenario.case.items}
    return rendered(
        "settle",
        said=minus(settle_sentence(found, names)),
        made=SHARES.format(draws=found.draws, replicates=found.replicates),
        heads=CAUSE_HEADS,
        rows=cause_rows(found, names, items),
    )


@solara.component
def SettlePanel(found: Found) -> None:
    """A button, and under it what was found for the scenario as it is; nothing where nothing is open."""
    scenario = found.answer.scenario
    asked = solara.use_reactive("")

    def run() -> Settling | None:
        return settling_for(scenario) if asked.value == scenario.digest else None

    task = solara.lab.use_task(run, dependencies=[asked.value, scenario.digest], raise_error=False)
    if task.exception is not None:
        raise task.exception
    if found.answer.losses[MEASURES[0].name].status not in _ASKED_OF:
        return
    with solara.v.Html(tag="section", class_="card settle"):
        html("<h3>What would settle it</h3>")
        if asked.value == scenario.digest and task.finished and task.value is not None:
            html(settle_html(scenario, task.value))
        else:
            widgets.Asking(
                text="Find out which weights it differs by",
                meanwhile="Running some more draws …",
                busy=asked.value == scenario.digest,
                event_ask=lambda *_: asked.set(scenario.digest),
            )

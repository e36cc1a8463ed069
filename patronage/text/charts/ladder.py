"""The chart of a ladder: each measure and each outcome of the treatment, by rung."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.charts import style
from patronage.analysis.charts.ladder import Panel, ladder_panels
from patronage.analysis.charts.ranked import KEY, PRIOR, RANDOM, Row, marks_text
from patronage.sim.scenario.load import Scenario
from patronage.studies import ladder as studied
from patronage.studies.ladder import CODED, Ladder
from patronage.text.charts.why import scene_of
from patronage.text.ladder import outcome_words
from patronage.words.plain import capital
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def ladder_chart(scenario: Scenario, found: Ladder) -> Figure:
    """A panel for each measure and outcome; the rungs first, then the whole without each part."""
    size = found.size
    scene = scene_of(scenario, size.runs, size.draws, size.replicates, found.measures[0])
    heads = {name: (f"Loss of {measure_words(name)}", "points lost") for name in found.measures}
    heads |= {name: (f"Move of {outcome_words(name)}", "points moved") for name in found.treatment}
    panels = [_panel(found, name, head, axis, scene.color) for name, (head, axis) in heads.items()]
    move = " A move of an outcome: scenario less reference." if found.treatment else ""
    return ladder_panels(
        panels,
        title=f"What each part of the model does to {scene.focus}'s losses",
        caption=f"{scene.title} From the top: the first version of the model, then its parts added one after"
        " the other up to the whole model (bold), then the whole model without each part (grey)."
        f"{move} {marks_text((PRIOR, RANDOM))}. {KEY} {scene.provenance}",
    )


def _panel(found: Ladder, name: str, head: str, axis: str, color: str) -> Panel:
    steps = (*found.rungs, *found.left_out)
    rows = [
        Row(
            capital(step.name),
            step.cells[CODED][name].effect,
            "",
            color if step in found.rungs else style.GREY,
            strong=step is found.whole,
        )
        for step in steps
    ]
    nulls = {
        mark: [step.cells[under][name].effect.mean if under in step.cells else None for step in steps]
        for mark, under in ((PRIOR, studied.PRIOR), (RANDOM, studied.RANDOM))
    }
    return Panel(head, axis, rows, nulls)

"""From a multiverse to its specification curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.charts.multiverse import Made, specification_curve
from patronage.sim.designs.multiverse import Choice
from patronage.sim.scenario.load import Scenario
from patronage.studies.multiverse import Multiverse, runs_of_multiverse
from patronage.text.charts.why import scene_of
from patronage.text.multiverse import choice_words, design_text, fixed_words
from patronage.words.plain import capital, minus
from patronage.words.wording import label_names, measure_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 20  # choices shown, as more cannot be read


def multiverse_chart(scenario: Scenario, found: Multiverse) -> Figure:
    """The curve of the first measure; the choices that move it most come first."""
    size, first = found.size, found.measures[0]
    runs = runs_of_multiverse(scenario, len(found.cells), size)
    scene = scene_of(scenario, runs, size.draws, size.replicates, first)
    names = label_names(scenario.case)
    cells = found.sound
    choices = sorted(found.choices, key=lambda choice: -_strength(found, choice))
    number = {choice.name: k for k, choice in enumerate(found.choices)}
    made = [
        Made(
            capital(choice_words(choice)),
            tuple(minus(option.label) for option in choice.options[1:]),
            np.array([cell.picks[number[choice.name]] for cell in cells]),
        )
        for choice in choices[:MOST]
    ]
    rest = len(choices) - len(made)
    dashed = " Dashed: the smallest change that matters." if found.base.losses[first].smallest else ""
    caption = (
        f"{scene.title} {design_text(found)} Dots: mean losses; orange: a loss distinguishable from"
        " zero; blue: a gain; grey: neither. Lines: 90% of the weight draws, Monte Carlo error taken"
        f" out.{dashed} Other measures: in the same colours, blank for neither. Choices: blank where they are"
        " as in the scenario, otherwise in the colour of the option at the right, which has nothing"
        " to do with loss or gain; those that move the loss most in combinations come first."
        f"{f' {rest} that move it less are not shown.' if rest > 0 else ''}{fixed_words(scenario, found)}"
        f" {scene.provenance}"
    )
    return specification_curve(
        [cell.losses[first] for cell in cells],
        [
            (capital(measure_words(measure, names)), [cell.losses[measure] for cell in cells])
            for measure in found.measures[1:]
        ],
        made,
        title=f"Does the sign of {scene.focus}'s loss of {scene.measure} depend on the model?",
        axis=f"points of {scene.measure} lost (below zero: gained)",
        caption=caption,
    )


def _strength(found: Multiverse, choice: Choice) -> float:
    """How far an option of the choice moves the first measure at the most."""
    effects = [one.effects[found.measures[0]] for one in found.moved if one.choice == choice]
    return max((abs(effect.moves or 0.0) for effect in effects), default=0.0)

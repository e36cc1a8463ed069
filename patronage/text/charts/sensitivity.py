"""The chart of a sensitivity analysis: its strongest factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.charts.lettering import shortened
from patronage.analysis.charts.sensitivity import Line, tornado_chart
from patronage.analysis.charts.style import LETTERS
from patronage.analysis.words import setting_words
from patronage.sim.designs.sensitivity import Factor
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import fixed_text
from patronage.studies.sensitivity import Sensitivity
from patronage.words.wording import label_names, measure_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 18  # factors shown


def _settled(settled: bool) -> str:
    """Whether the order of the factors can be read off the chart."""
    if settled:
        return "Half the design gives nearly the same numbers."
    return "Not settled: half the design gives other numbers, so the order of the factors means little."


def factor_text(factor: Factor, scenario: Scenario) -> str:
    """`cost of aiding`, `Iran: salience`, `replicate`."""
    if factor.kind == "weights":
        return f"{label_names(scenario.case)[factor.actor]}: {factor.group}"
    return setting_words(factor.name) if factor.kind == "setting" else factor.name


def strongest(found: Sensitivity) -> list[int]:
    """The factors by total index or size of effect, the largest first."""
    strength = found.indices.total if found.indices is not None else None
    if strength is None:
        if found.effects is None:
            raise ValueError("there are neither indices nor effects")
        strength = found.effects.size
    return [int(k) for k in np.argsort(-strength, kind="stable")]


def lines_of(found: Sensitivity, scenario: Scenario) -> list[Line]:
    """A line of the chart for each factor, the strongest first."""
    bars = {bar.factor.name: bar for bar in found.bars}
    lines = []
    for k in strongest(found):
        factor = found.factors[k]
        if found.indices is not None:
            index = found.indices
            numbers = (index.total[k], index.total_confidence[k], index.first[k], index.first_confidence[k])
        elif found.effects is not None:
            effect = found.effects
            numbers = (effect.size[k], effect.confidence[k], effect.spread[k], np.float64(0.0))
        strength, confidence, other, unsure = (float(number) for number in numbers)
        text = factor_text(factor, scenario)
        bar = bars.get(factor.name)
        ends = None if bar is None else (bar.low, bar.high)
        within = None if bar is None else (bar.low_within, bar.high_within)
        lines.append(Line(text, factor.kind, strength, confidence, other, unsure, ends, within))
    return lines


def sensitivity_chart(scenario: Scenario, found: Sensitivity) -> Figure:
    """The strongest factors, with indices or effects, and the tornado."""
    lines = lines_of(found, scenario)
    names = label_names(scenario.case)
    focus, measure = names[scenario.focus], measure_words(found.measure, names)
    rest = len(lines) - MOST
    sobol = found.indices is not None
    settled = found.indices.settled if found.indices else bool(found.effects and found.effects.settled)
    design = (
        f"Sobol's indices from Saltelli's design on {found.base:,} base points"
        if sobol
        else f"Morris's elementary effects along {found.base:,} trajectories"
    )
    asked = shortened(scenario.question or scenario.title, LETTERS)
    caption = (
        f"{asked} {design}, {found.repeats} pairs of runs per point,"
        f" {found.runs:,} runs in all. {_settled(settled)} Lines at the ends of bars: two standard errors of"
        " the change; for weights, 90% of the estimate. Blue names: settings; green: groups of weights;"
        f" grey: the replicate, which is chance. {f'{rest} more factors are not shown. ' if rest > 0 else ''}"
        f"Rng {scenario.rng}, scenario {scenario.digest[:10]}{fixed_text(scenario, found.fixed)}."
    )
    return tornado_chart(
        f"What {focus}'s loss of {measure} depends on",
        caption,
        lines[:MOST],
        found.loss,
        method="sobol" if sobol else "morris",
        measure=measure,
    )

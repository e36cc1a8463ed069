"""A sensitivity analysis as people read it."""

from __future__ import annotations

import numpy as np

from patronage.analysis.estimators.sensitivity import SURE, WIDE
from patronage.analysis.words import setting_words
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import fixed_text
from patronage.studies.sensitivity import Sensitivity
from patronage.text.charts.sensitivity import lines_of
from patronage.text.why import headline, open_points
from patronage.words.plain import change, number, percent, table, wrapped

_SOBOL_KEY = """\
first: the share of the variance of the loss that is due to the factor alone; total: that and its share in
  interactions with other factors and with the replicate; ±: 90% interval; estimates may lie outside 0 to 1"""
_MORRIS_KEY = """\
mu*: mean size of the change of the loss when the factor moves over its full range, ± 90%; sigma: the spread
  of that change, large where a factor interacts or is not linear; for a group of weights and the replicate:
  the change when one draw replaces another"""


def sensitivity_text(scenario: Scenario, found: Sensitivity) -> str:
    """All that `patronage sensitivity` prints."""
    sobol = found.indices is not None
    names = ("total", "±", "first", "±") if sobol else ("mu*", "±", "sigma", "")
    digits = 3 if sobol else 4
    rows = [
        (
            line.name,
            number(line.strength, digits),
            number(line.confidence, digits),
            number(line.other, digits),
            number(line.other_confidence, digits) if sobol else "",
            "-" if line.ends is None else change(line.ends[0]),
            "-" if line.ends is None else change(line.ends[1]),
        )
        for line in lines_of(found, scenario)
    ]
    design = "base points of Saltelli's design" if sobol else "of Morris's trajectories"
    points = f"{found.base:,} {design}, {found.repeats} pairs per point, and the runs for the ends"
    made = f"{found.runs:,} runs ({points})"
    made += fixed_text(scenario, found.fixed)
    ends = (
        "at low and high end: the loss with a setting at that end of its range, all else as in the"
        f" scenario,\n  whose loss is {change(found.loss)}; of a group of weights: 90% of the loss"
        " expected from it"
    )
    return "\n\n".join(
        [
            headline(scenario, found.measure, made),
            wrapped(state_of(found)),
            table(("factor", *names, "loss at low end", "at high end"), rows),
            f"{_SOBOL_KEY if sobol else _MORRIS_KEY}\n{ends}",
            _glosses(found),
            open_points(doubts_of_sensitivity(scenario, found)),
        ]
    )


def state_of(found: Sensitivity) -> str:
    """Whether the numbers have settled, and how one can see that."""
    if found.indices is not None:
        index = found.indices
        return (
            f"{_settled(index.settled)} From half the design to the whole, total indices"
            f" moved by {index.moved:.2f} at most; the widest of their intervals is ±{index.widest:.2f}."
        )
    effects = found.effects
    if effects is None:
        raise ValueError("there are neither indices nor effects")
    same = "the same" if effects.steady else "a different"
    return (
        f"{_settled(effects.settled)} Half the trajectories give {same} set of five largest"
        f" factors; the widest of their intervals is ±{100.0 * effects.widest:.0f}% of the largest effect."
    )


def _settled(settled: bool) -> str:
    return "Settled: yes." if settled else "Settled: no, so the order of the factors means little."


def _glosses(found: Sensitivity) -> str:
    """What the settings are that were varied."""
    rows = [
        f"{setting_words(one.name)}: {SETTINGS[one.name].meaning}"
        for one in found.factors
        if one.kind == "setting"
    ]
    return "\n".join(["Settings (E: equations of docs/MODEL.md)", *(f"  {row}" for row in rows)])


def doubts_of_sensitivity(scenario: Scenario, found: Sensitivity) -> list[str]:
    """What indices or effects leave open."""
    doubts = []
    index = found.indices
    if index is not None and not index.settled:
        doubts.append(f"the indices to within {WIDE:g}, for which the design is too small")
    if index is not None and index.variance > 0.0:
        first = float(index.first.sum())
        unsure = float(np.sqrt((index.first_confidence**2).sum()))
        if first + unsure < 0.75:
            doubts.append(
                f"what any factor does by itself: the first indices sum to {max(0.0, first):.2f}"
                f" (±{unsure:.2f}),"
                " so much of the variance comes from interactions"
            )
    if found.effects is not None and not found.effects.settled:
        doubts.append(
            f"the effects to within {percent(SURE)} of the largest, or which five are the largest, for which"
            " the design is too small"
        )
    if found.failed:
        doubts.append(f"{found.failed:,} points gave no finite loss and count as average")
    if len(scenario.weights.coders) > 1:
        doubts.append(
            "what depends on which coder is right: each group of weights mixes the coders by itself"
        )
    what = "indices" if index is not None else "effects"
    doubts.append(f"how likely the ends are: ranges are filled evenly, and the {what} depend on the ranges")
    return doubts

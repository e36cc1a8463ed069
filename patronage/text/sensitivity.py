"""A sensitivity analysis as people read it."""

from __future__ import annotations

import numpy as np

from patronage.analysis.estimators.sensitivity import SURE, WIDE
from patronage.sim.scenario.load import Scenario
from patronage.studies.asked import fixed_text
from patronage.studies.sensitivity import Sensitivity
from patronage.text.charts.sensitivity import lines_of
from patronage.text.why import headline, open_points
from patronage.words.plain import change, number, percent, table

_SOBOL_KEY = """\
total: share of the variance that stays if all but this factor are known, with its part in interactions
  and in the course of chance; first: share that goes if it is known; ±: 90% interval"""
_MORRIS_KEY = """\
mu*: mean size of an elementary effect over the full range, ± 90%; sigma: its spread, large where a factor
  interacts or bends; for a group of weights and the replicate an effect is that of one draw in another's
  place"""


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
    made = f"{found.runs:,} runs ({found.base:,} {design}, {found.repeats} pairs a point; the rest: ends)"
    made += fixed_text(scenario, found.fixed)
    ends = (
        "ends: of a setting's range, or of the 90% of what a group of weights makes expected; the rest as\n"
        f"  in the scenario, whose loss is {change(found.loss)}"
    )
    return "\n\n".join(
        [
            headline(scenario, found.measure, made),
            table(("factor", *names, "loss at low end", "at high end"), rows),
            f"{_SOBOL_KEY if sobol else _MORRIS_KEY}\n{ends}",
            state_of(found),
            open_points(doubts_of_sensitivity(scenario, found)),
        ]
    )


def state_of(found: Sensitivity) -> str:
    """Whether the numbers have settled, and how one can see that."""
    if found.indices is not None:
        index = found.indices
        return (
            f"Settled: {'yes' if index.settled else 'no'}. From half the design to the whole, total indices"
            f" moved by {index.moved:.2f} at most;\nthe widest of their intervals is ±{index.widest:.2f}."
        )
    effects = found.effects
    if effects is None:
        raise ValueError("there are neither indices nor effects")
    same = "the same" if effects.steady else "other"
    return (
        f"Settled: {'yes' if effects.settled else 'no'}. Half the trajectories name {same} five factors as"
        f" the largest;\nthe widest of their intervals is ±{100.0 * effects.widest:.0f}% of the largest."
    )


def doubts_of_sensitivity(scenario: Scenario, found: Sensitivity) -> list[str]:
    """What indices or effects leave open."""
    doubts = []
    index = found.indices
    if index is not None and not index.settled:
        doubts.append(f"the indices to within {WIDE:g}; a larger --size settles them")
    if index is not None and index.variance > 0.0:
        first = float(index.first.sum())
        unsure = float(np.sqrt((index.first_confidence**2).sum()))
        if first + unsure < 0.75:
            doubts.append(
                f"any factor by itself: the first indices sum to {max(0.0, first):.2f} (±{unsure:.2f}), so"
                " most variance comes from factors acting together"
            )
    if found.effects is not None and not found.effects.settled:
        doubts.append(
            f"the effects to within {percent(SURE)} of the largest, or which five are the largest; a larger"
            " --size settles it"
        )
    if found.failed:
        doubts.append(f"{found.failed:,} points gave no finite loss and count as average")
    if len(scenario.weights.coders) > 1:
        doubts.append("what depends on whose coding is right: groups of weights mix the coders one by one")
    doubts.append("how likely the ends are: ranges are filled evenly, and the indices depend on them")
    return doubts

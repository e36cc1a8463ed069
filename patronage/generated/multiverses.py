"""Whether the signs of some scenarios' losses depend on the model, as docs/MODEL.md has it."""

from __future__ import annotations

import sys
import textwrap

from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.multiverse import Multiverse, multiverse
from patronage.text.multiverse import TURNS, answer_text, design_text
from patronage.words.plain import change, minus
from patronage.words.wording import actor_names, measure_words

ASKED = (
    "losing_ground",
    "russian_intervention",
    "russia_us_coordination",
    "vietnam_soviet_arms",
    "vietnam_paris_talks",
)
"""The scenarios whose multiverse the page has: the article's questions and those of the other case."""


def multiverses_part() -> str:
    """A sentence and a table for each of the scenarios, which are run at their own size."""
    parts = []
    for name in ASKED:
        sys.stderr.write(f"{name}\n")
        scenario = load_scenario(named(SCENARIOS)[name])
        parts.append(scenario_part(scenario, multiverse(scenario)))
    return "\n\n".join(parts)


def scenario_part(scenario: Scenario, found: Multiverse) -> str:
    """One scenario: the answer for the headline, how it was made, and a row a measure."""
    names = actor_names(scenario.case)
    said = answer_text(scenario, found, found.measures[0])
    rows = [
        f"| {measure_words(measure, names)} | {TURNS[one.turns]} | {one.losing} | {one.gaining} "
        f"| {one.unclear + one.zero} | {_count(one.large_losses)} | {_count(one.large_gains)} "
        f"| {' | '.join(change(edge) for edge in (one.low, one.median, one.high))} |"
        for measure, one in found.signs.items()
    ]
    head = (
        "| loss of | sign depends | loses | gains | neither | large loss | large gain | mean loss: 5% | 50% "
        "| 95% |\n"
        f"|{' --- |' * 10}"
    )
    about = f"**`{scenario.name}`.** {said} {design_text(found)}"
    wrapped = textwrap.fill(about, 118, break_long_words=False, break_on_hyphens=False)
    return minus("\n".join([wrapped, "", head, *rows]))


def _count(count: int | None) -> str:
    return "-" if count is None else str(count)

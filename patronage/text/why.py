"""What the answers to why have in common as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.verdict import FEW
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Size
from patronage.words.plain import change, number, wrapped
from patronage.words.wording import actor_names, measure_words


def headline(scenario: Scenario, measure: str, made: str) -> str:
    """The question, and under it what was measured and how the numbers were made."""
    window = f"{month_text(scenario.first_event_month)} to {month_text(scenario.last_month)}"
    names = actor_names(scenario.case)
    whose = f"{names[scenario.focus]}'s {measure_words(measure, names)}"
    asked = scenario.question or scenario.title
    return f"{asked}\n{wrapped(f'{whose}, {window}: {made}, rng {scenario.rng}')}"


def open_points(points: Sequence[str]) -> str:
    """What an answer does not settle, as a list."""
    return "\n".join(["Not settled:", *(wrapped(f"- {point}", hang=2) for point in points)])


def span(spread: Spread) -> str:
    """The interval over draws."""
    return f"{change(spread.low)} to {change(spread.high)}"


def loss_text(scenario: Scenario, loss: Spread, parts: Spread, size: Size) -> str:
    """The loss as `patronage run` gives it, and where its parts are of fewer runs what they add up to."""
    own = (
        f"The loss: {change(loss.mean)} (90% of draws: {span(loss)}; s.e. {number(loss.standard_error)}),"
        f" from {scenario.runs:,} runs per arm"
    )
    if parts.mean == loss.mean:
        return own
    return (
        f"{own}\nThe parts come from fewer runs ({size.draws:,} weight draws x {size.replicates:,}) and add"
        f" up to {change(parts.mean)} (s.e. {number(parts.standard_error)})"
    )


def made_by(draws: int, replicates: int, runs: int) -> str:
    """How many runs stand behind each number and in all."""
    few = f"; with fewer than {FEW} draws no status is given" if draws < FEW else ""
    return f"{runs:,} runs in all ({draws:,} weight draws x {replicates:,} for each number{few})"

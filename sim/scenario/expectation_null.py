"""The null model that an expectation is for: what its scenario must have so that the null can be tried."""

from __future__ import annotations

import math

from patronage.sim.files.faults import Choice, listed, short
from patronage.sim.files.located import Located
from patronage.sim.model.parts import PARTS
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import pairs_of

LEVEL = 0.1
"""The largest p at which a claim holds against a null of many placebos."""

PLACEBOS = 19
"""How many placebo codings a claim is held against, if there are so many."""


def orders_of(scenario: Scenario, most: int = PLACEBOS) -> int:
    """How many other ways there are of dealing out the actors' wishes, or ``most`` if there are more."""
    return min(most, math.factorial(min(len(scenario.case.actors), 9)) - 1)


def check_null(located: Located, scenario: Scenario | None) -> None:
    """Adds a fault where a null cannot be tried, or could not be beaten whatever the model did."""
    null, given = located.at("null"), located.at("without")
    if null == "mechanism_off" and given is None:
        located.report(("null",), "mechanism_off needs 'without', the parts that are left out", listed(PARTS))
    if given is not None and isinstance(null, str) and null != "mechanism_off":
        located.report(("without",), f"the null {short(null)} leaves no part out", "null: mechanism_off")
    for place, name in enumerate(given if isinstance(given, list) else ()):
        if not isinstance(name, str) or not name.strip():
            continue
        if name not in PARTS:
            located.report(("without", place), f"unknown part {short(name)}", Choice(name, PARTS))
        elif scenario is not None and scenario.settings[name] == 0.0:
            located.report(("without", place), f"{name} is off in this scenario already")
        elif name in given[:place]:
            located.report(("without", place), f"{name} is given twice")
    if scenario is not None and null == "dyads":
        _check_dyads(located, scenario)
    if scenario is not None and null == "labels":
        _check_enough(located, orders_of(scenario), "other ways in which the wishes can be dealt out")


def _check_dyads(located: Located, scenario: Scenario) -> None:
    pairs = pairs_of(scenario)
    if pairs is None:
        message = "dyads needs events that are all between two actors"
        located.report(("null",), message, "another null, or another scenario")
    else:
        _check_enough(located, len(pairs.others), "other pairs that the events can be of")


def _check_enough(located: Located, placebos: int, what: str) -> None:
    if 1.0 / (1 + placebos) > LEVEL:
        least = 1.0 / (1 + placebos)
        message = f"{what}: {placebos}, so that p is at least {least:.2f} and no claim can hold"
        located.report(("null",), message, f"p up to {LEVEL:g}")

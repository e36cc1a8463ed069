"""The choices that an analyst could have made otherwise, and the specifications that they make together.

A specification is the scenario with one option of every choice: each switch of the model on or off, each
setting as it is or at an end of its range, which evidence feeds the weights, whose coding (Steegen,
Tuerlinckx, Gelman and Vanpaemel 2016). All of them have the same weight draws and random numbers. Each can be
run by itself: an option is what `--set` would be given.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from patronage.sim.designs.arms import beliefs_of
from patronage.sim.designs.discover import varied_settings
from patronage.sim.designs.placebo import same_beliefs
from patronage.sim.exact.arrays import Ints
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario

CROSSED = 320  # specifications in the sample of all combinations
MECHANISM, SETTING, EVIDENCE, CODER = "mechanism", "setting", "evidence", "coder"
KINDS_OF_EVIDENCE, CODERS, BROUGHT_BY = "evidence", "coders", "brought_by_coder"
FIXED_BY = {
    "article_only": KINDS_OF_EVIDENCE,
    "assumed": KINDS_OF_EVIDENCE,
    "coders": CODERS,
    "brought_by_coder": BROUGHT_BY,
}
"""Which choice a user has made who sets a field of `weights`."""
TOGETHER = ("capability_conserved", "idle_unarmed")
"""Switches that are one choice: what is lent cannot be missing at home where the idle are armed."""
_KINDS: Mapping[str, dict[str, Any]] = {
    "all evidence": {"article_only": False, "assumed": True},
    "no assumptions": {"article_only": False, "assumed": False},
    "article only": {"article_only": True},
}


@dataclass(frozen=True)
class Option:
    """One way to make a choice: what it is called, and what it changes of settings and of `WeightOptions`."""

    label: str
    settings: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, Any]:
        """By the keys of `--set`: `settings.gain`, `weights.article_only`."""
        return {f"settings.{name}": value for name, value in self.settings.items()} | {
            f"weights.{name}": list(value) if isinstance(value, tuple) else value
            for name, value in self.weights.items()
        }


@dataclass(frozen=True)
class Choice:
    """A choice with its options, two at least, of which the first is the scenario's own."""

    name: str
    kind: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Specifications:
    """Which options are picked; the first is the scenario as it is.

    picks (cells, choices): the number of an option of each choice. crossed (cells,): whether it belongs to
    the combinations of all choices; those that do not depart from the scenario in one choice. possible: how
    many combinations there are; whole: whether all of them are here, or a sample.
    """

    picks: Ints
    crossed: np.ndarray[Any, np.dtype[np.bool_]]
    possible: int
    whole: bool


def choices_of(scenario: Scenario, fixed: Collection[str] = ()) -> tuple[Choice, ...]:
    """All choices with an option that changes something; those whose names are ``fixed`` are none.

    Mechanisms first, then settings in the order of their table, then evidence and coders. An end of a range
    that is the scenario's own value is no option of its own, nor is evidence that gives the same weights.
    """
    found = [*_switches(scenario, fixed), *_ranges(scenario, fixed), *_evidence(scenario)]
    return tuple(choice for choice in found if len(choice.options) > 1 and choice.name not in fixed)


def _switches(scenario: Scenario, fixed: Collection[str]) -> list[Choice]:
    own = scenario.settings
    found = []
    for setting in SETTINGS.values():
        if not setting.switch or setting.name in fixed:
            continue
        there = own[setting.name]
        ways = [{setting.name: value} for value in dict.fromkeys((there, 1.0, 0.0))]
        if setting.name in TOGETHER and not set(TOGETHER) & {*fixed}:
            if setting.name != TOGETHER[0]:
                continue
            pairs = dict.fromkeys(((there, own[TOGETHER[1]]), *product((1.0, 0.0), repeat=2)))
            ways = [dict(zip(TOGETHER, pair, strict=True)) for pair in pairs]
        options = tuple(Option(_on(way), way) for way in ways if _possible({**own, **way}))
        found.append(Choice(setting.name, MECHANISM, options))
    return found


def _possible(settings: Mapping[str, float]) -> bool:
    """Whether a file may ask for it: see `sim.scenario.checks.check_switches`."""
    conserved, unarmed = (settings[name] for name in TOGETHER)
    return not conserved or bool(unarmed)


def _on(way: Mapping[str, float]) -> str:
    """`on`, `off`, `off, idle armed`; a number where a switch stands between."""
    words = [{0.0: "off", 1.0: "on"}.get(value, f"{value:g}") for value in way.values()]
    return words[0] if words[1:] in ([], ["on"]) else f"{words[0]}, idle armed"


def _ranges(scenario: Scenario, fixed: Collection[str]) -> list[Choice]:
    found = []
    for setting in varied_settings(fixed):
        own = scenario.settings[setting.name]
        values = dict.fromkeys((own, setting.low, setting.high))
        options = tuple(Option(f"{value:g}", {setting.name: value}) for value in values)
        found.append(Choice(setting.name, SETTING, options))
    return found


def _evidence(scenario: Scenario) -> list[Choice]:
    """Which evidence, whose coding of the article, and who says what a case's controls come with."""
    case, own = scenario.case, scenario.weights
    here = "article only" if own.article_only else "all evidence" if own.assumed else "no assumptions"
    kinds = [Option(here), *(Option(name, {}, kind) for name, kind in _KINDS.items() if name != here)]
    mixed = own.coders or case.coders[:1]
    ways = dict.fromkeys([mixed, *((name,) for name in case.coders), case.coders])
    coders = [Option(" and ".join(way), {}, {"coders": way} if way != mixed else {}) for way in ways]
    bringers = dict.fromkeys([own.brought_by_coder, None, *case.contents])
    brought = [
        Option(name or "the case", {}, {"brought_by_coder": name} if name != own.brought_by_coder else {})
        for name in bringers
    ]
    return [
        Choice(KINDS_OF_EVIDENCE, EVIDENCE, _unlike(scenario, kinds)),
        Choice(CODERS, CODER, _unlike(scenario, coders)),
        Choice(BROUGHT_BY, CODER, _unlike(scenario, brought)),
    ]


def _unlike(scenario: Scenario, options: list[Option]) -> tuple[Option, ...]:
    """The options without those that give the same weights as one before them."""
    kept: list[Option] = []
    seen: list[Any] = []
    for option in options:
        beliefs = beliefs_of(_with(scenario, {}, option.weights))
        if not any(same_beliefs(beliefs, other) for other in seen):
            kept.append(option)
            seen.append(beliefs)
    return tuple(kept)


def specifications(choices: tuple[Choice, ...], rng: int, crossed: int = CROSSED) -> Specifications:
    """The scenario as it is, each choice made otherwise by itself, and the combinations of all.

    Where there are more than ``crossed`` combinations they are sampled: every option of a choice stands in
    equally many of them, to within one, in an order that is drawn anew for each choice (a Latin hypercube
    over the options; McKay, Beckman and Conover 1979). None is there twice.
    """
    sizes = [len(choice.options) for choice in choices]
    possible = math.prod(sizes)
    own = np.zeros((1, len(sizes)), dtype=np.int64)
    alone = [
        np.where(np.arange(len(sizes)) == k, option, 0)
        for k, size in enumerate(sizes)
        for option in range(1, size)
    ]
    whole = possible <= crossed
    if whole:
        sample = np.array(list(product(*(range(size) for size in sizes))), dtype=np.int64)
    else:
        numbers = np.random.default_rng([rng, crossed, len(sizes)])
        columns = [numbers.permutation(np.resize(np.arange(size), crossed)) for size in sizes]
        sample = np.stack(columns, axis=1)
    rows = np.concatenate(
        [own, *(row[None] for row in alone), sample.reshape(-1 if sizes else 1, len(sizes))]
    )
    first = {tuple(row): k for k, row in reversed(list(enumerate(rows.tolist())))}
    picks = rows[sorted(first.values())]
    among = {tuple(row) for row in sample.tolist()}
    return Specifications(picks, np.array([tuple(row) in among for row in picks.tolist()]), possible, whole)


def specified(scenario: Scenario, choices: tuple[Choice, ...], picks: tuple[int, ...]) -> Scenario:
    """The scenario with an option of each choice, as a file with the same changes would have it."""
    settings: dict[str, float] = {}
    weights: dict[str, Any] = {}
    for choice, pick in zip(choices, picks, strict=True):
        if pick:  # the first option is the scenario's own, which stays drawn where it is
            settings |= choice.options[pick].settings
            weights |= choice.options[pick].weights
    return _with(scenario, settings, weights)


def _with(scenario: Scenario, settings: Mapping[str, float], weights: Mapping[str, Any]) -> Scenario:
    return replace(
        scenario,
        settings={**scenario.settings, **settings},
        given=scenario.given.union(settings),
        weights=replace(scenario.weights, **weights),
    )

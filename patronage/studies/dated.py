"""Dated acts for a scenario, and what the model would have weighed before each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from patronage.sim.case.chronicle import DatedAct, load_acts
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.hindcast import OPENING_TERMS, PROMPT_TERMS, Replay, article_acts, replay
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.located import read_yaml
from patronage.sim.files.memory import check_memory
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Tick


@dataclass(frozen=True)
class Lived:
    """Acts lived through under draws of a scenario's weights.

    left_out (W, N, M, 6): as `Replay.terms`, but where an act is the article's own, under weights derived
    without the sentence that reports it.
    """

    replay: Replay
    left_out: Floats

    @property
    def without_sentence(self) -> int:
        """How many acts are the article's own."""
        return sum(act.article is not None for act in self.replay.acts)


def acts_of(
    scenario: Scenario, path: Path | None, last: int | None = None, why: str = "the scenario's months"
) -> tuple[DatedAct, ...]:
    """The acts in a file, or without one those of the case's article from the scenario's months to ``last``.

    A bare file name is looked for beside the case, too.
    Raises FaultError with every fault of the file, and for acts of other months, which ``why`` names.
    """
    first, last = scenario.first_month, scenario.last_month if last is None else last
    span = f"{month_text(first)} to {month_text(last)}, {why}"
    if path is None:
        found = tuple(act for act in article_acts(scenario.case) if first <= act.month <= last)
        if not found:
            message = "the case's article has no dated acts here; name a file of acts with --acts"
            raise FaultError([Fault(str(scenario.path), 0, 0, "", message, span)])
        return found
    beside = scenario.case.folder / path
    if not path.exists() and path.name == str(path) and beside.is_file():
        path = beside
    found = load_acts(path, scenario.case)
    outside = [k for k, act in enumerate(found) if not first <= act.month <= last]
    if outside:
        more = f", as do {len(outside) - 1} more acts" if len(outside) > 1 else ""
        act = found[outside[0]]
        message = f"'{act.id}' happens in {month_text(act.month)}{more}"
        raise FaultError([read_yaml(path).fault(("acts", outside[0], "month"), message, span)])
    return found


def live(
    scenario: Scenario,
    acts: Sequence[DatedAct],
    draws: int,
    tick: Tick | None = None,
    *,
    copies: float = 2.5,
) -> Lived:
    """Replay the acts under the scenario's weights, and the article's own without their sentences.

    ``copies``: how many times over the terms of the acts are in memory at the most, in what is made of them
    too (measured). FaultError where so many draws do not fit into memory.
    """
    told = tick or _nobody
    n, months = len(scenario.case.actors), max(act.month for act in acts) - scenario.first_month + 1
    opening = 8 * months * n * 4 * (n - 1) * len(OPENING_TERMS)
    terms_of_acts = 8 * len(acts) * 4 * (n - 1) * (len(OPENING_TERMS) + len(PROMPT_TERMS))
    each = 3.4 * opening + copies * terms_of_acts
    check_memory(draws, "draws of the weights", lambda some: some * each)
    weights = weights_of(scenario, draws=draws)
    whole = replay(weights, acts, scenario.settings, scenario.first_month)
    told(draws)
    terms = whole.terms.copy()
    for item in dict.fromkeys(act.article for act in whole.acts if act.article is not None):
        without = weights_of(scenario, draws=draws, leave_out=(item,))
        part = replay(without, acts, scenario.settings, scenario.first_month, item=item)
        mine = np.flatnonzero([act.article == item for act in part.acts])
        terms[:, mine] = part.terms[:, mine]
        told(draws)
    return Lived(whole, terms)


def _nobody(_: int) -> None:
    pass

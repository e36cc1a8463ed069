"""Dated acts for a scenario, and what the model would have weighed before each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from patronage.sim.case.chronicle import DatedAct, load_acts
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.hindcast import (
    OPENING_TERMS,
    PROMPT_TERMS,
    Replay,
    article_acts,
    once,
    replay,
    same,
)
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.files.located import read_yaml
from patronage.sim.files.memory import check_memory
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.studies.losses import Tick

ARTICLE = Path("article")  # instead of a file: the acts that the case's article reports


@dataclass(frozen=True)
class Given:
    """Acts, whose they are, and how many of the case's own chronicle were left out as of later months."""

    acts: tuple[DatedAct, ...]
    name: str
    later: int = 0

    @property
    def source(self) -> str:
        """Whose acts they are, in words."""
        return "the article's acts" if self.name == str(ARTICLE) else f"the acts of {Path(self.name).name}"


@dataclass(frozen=True)
class Lived:
    """Acts lived through under draws of a scenario's weights; `replay` looks at those to be scored.

    left_out (W, N, M, O + P): as `Replay.terms`, but where an act is the article's own, under weights derived
    without the sentence that reports it. before: how many acts were lived through besides. repeated: how many
    were left out since they repeat another in its month.
    """

    replay: Replay
    left_out: Floats
    before: int = 0
    repeated: int = 0

    @property
    def without_sentence(self) -> int:
        """How many acts are the article's own."""
        return sum(act.article is not None for act in self.replay.acts)

    @property
    def unseen(self) -> Floats:
        """As left_out, and with prompts by acts of earlier days alone."""
        whole_day, asked = self.replay.prompts, self.replay.prompts_of_days
        kept = np.divide(asked, whole_day, out=np.zeros(whole_day.shape), where=whole_day != 0.0)
        terms = self.left_out.copy()
        terms[..., len(OPENING_TERMS) :] *= kept
        return terms


def read_acts(
    scenario: Scenario,
    path: Path | None,
    last: int | None = None,
    why: str = "the scenario's months",
    option: str = "--acts",
) -> Given:
    """The acts in a file; without one the case's own chronicle, or where it has none the article's acts.

    Acts of the chronicle and of the article after ``last`` are left out. A bare file name is looked for
    beside the case, too; ARTICLE stands for the article's acts. ``option`` is what names the file.
    Raises FaultError with every fault of the file, for acts of other months, which ``why`` names, and where
    no act is left.
    """
    first, last = scenario.first_month, scenario.last_month if last is None else last
    span = f"{month_text(first)} to {month_text(last)}, {why}"
    own = scenario.case.chronicle if path is None else None
    if own is not None:
        every = load_acts(own, scenario.case)
        found = tuple(act for act in every if act.month <= last)
        if not found:
            raise FaultError([Fault(shown(own), 0, 0, "acts", "no act is of these months", span)])
        return Given(found, own.name, len(every) - len(found))
    if path is None or path == ARTICLE:
        found = tuple(act for act in article_acts(scenario.case) if first <= act.month <= last)
        if not found:
            message = "the case's article has no dated acts here; name a file of acts"
            raise FaultError([Fault(option if path else str(scenario.path), 0, 0, "", message, span)])
        return Given(found, str(ARTICLE))
    beside = scenario.case.folder / path
    place = beside if not path.exists() and path.name == str(path) and beside.is_file() else path
    found = load_acts(place, scenario.case)
    outside = [k for k, act in enumerate(found) if not first <= act.month <= last]
    if outside:
        others = len(outside) - 1
        more = f", as {'does 1 more act' if others == 1 else f'do {others} more acts'}" if others else ""
        act = found[outside[0]]
        message = f"'{act.id}' happens in {month_text(act.month)}{more}"
        raise FaultError([read_yaml(place).fault(("acts", outside[0], "month"), message, span)])
    return Given(found, str(path))


def acts_of(
    scenario: Scenario, path: Path | None, last: int | None = None, why: str = "the scenario's months"
) -> tuple[DatedAct, ...]:
    """The acts of `read_acts` alone."""
    return read_acts(scenario, path, last, why).acts


def other_acts(scenario: Scenario, path: Path, scored: Sequence[DatedAct]) -> tuple[DatedAct, ...]:
    """The acts of `read_acts`, each once, without those that are scored: what a null may know.

    FaultError as there, and where there is no other act.
    """
    known, _ = once(read_acts(scenario, path, option="--nulls-from").acts)
    taken = {same(act) for act in scored}
    others = tuple(act for act in known if same(act) not in taken)
    if not others:
        message = "all of its acts are scored themselves, so none is left to take frequencies from"
        allowed = "other acts than are scored"
        raise FaultError([Fault("--nulls-from", 0, 0, str(path), message, allowed)])
    return others


def live(
    scenario: Scenario,
    acts: Sequence[DatedAct],
    draws: int,
    tick: Tick | None = None,
    *,
    before: Sequence[DatedAct] = (),
    copies: float = 2.5,
) -> Lived:
    """Replay the acts under the scenario's weights, and the article's own without their sentences.

    An act given twice in a month counts once. ``before``: acts lived through in their order and not scored.
    ``copies``: how many times over the terms of the acts are in memory at the most, in what is made of them
    too (measured). FaultError where so many draws do not fit into memory, and where all acts are ``before``.
    """
    ticked = tick or _nobody
    every, scored = once(acts, before)
    if not scored.any():
        message = "every act is lived through before, so none is left to score"
        raise FaultError([Fault("--before", 0, 0, "", message, "other acts than are scored")])
    n, months = len(scenario.case.actors), max(act.month for act in every) - scenario.first_month + 1
    opening = 8 * months * n * 4 * (n - 1) * len(OPENING_TERMS)
    terms_of_acts = 8 * int(scored.sum()) * 4 * (n - 1) * (len(OPENING_TERMS) + len(PROMPT_TERMS))
    each = 3.4 * opening + copies * terms_of_acts
    check_memory(draws, "draws of the weights", lambda some: some * each)
    weights = weights_of(scenario, draws=draws)
    whole = replay(weights, every, scenario.settings, scenario.first_month).only(scored)
    ticked(draws)
    terms = whole.terms.copy()
    for item in dict.fromkeys(act.article for act in whole.acts if act.article is not None):
        without = weights_of(scenario, draws=draws, leave_out=(item,))
        part = replay(without, every, scenario.settings, scenario.first_month, item=item)
        part = part.only(scored[: len(part.acts)])
        mine = np.flatnonzero([act.article == item for act in part.acts])
        terms[:, mine] = part.terms[:, mine]
        ticked(draws)
    left = len(acts) - int(scored.sum())
    return Lived(whole, terms, before=len(every) - int(scored.sum()), repeated=left)


def _nobody(_: int) -> None:
    pass

"""Whether actors do in the model what they are reported to do, as often, to the same others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from patronage.analysis.estimators.record.frequencies import Compared, Often, compared, done_by_draw
from patronage.analysis.tables import Table
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.frequencies import own_choices
from patronage.sim.designs.hindcast import once
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.months import month_text
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.table import option
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.frequencies import frequency_tables

REPLICATES = 10  # of each weight draw

Deed = tuple[str, str, str]  # actor, verb, toward


@dataclass(frozen=True, repr=False)
class Frequencies(Shown):
    """A record of acts against the model's own choices in its months; deeds are the columns of compared."""

    scenario: Scenario
    draws: int
    runs: int
    failed: int
    months: tuple[int, int]
    repeated: int
    deeds: tuple[Deed, ...]
    compared: Compared

    @cached_property
    def by_deed(self) -> dict[Deed, Often]:
        """Every verb of every pair, those first where record and model are furthest apart."""
        return self._by(lambda deed: deed)

    @cached_property
    def by_pair(self) -> dict[tuple[str, str], Often]:
        """Every pair, furthest apart first."""
        return self._by(lambda deed: (deed[0], deed[2]))

    @cached_property
    def by_actor(self) -> dict[str, Often]:
        """All acts of every actor, furthest apart first."""
        return self._by(lambda deed: deed[0])

    @cached_property
    def by_verb(self) -> dict[str, Often]:
        """Every verb, in the order of verbs."""
        found = self._by(lambda deed: deed[1])
        return {verb: found[verb] for verb in VERB_NAMES}

    def _by(self, key: Any) -> dict[Any, Often]:
        keys = [key(deed) for deed in self.deeds]
        found = {one: self.compared.of(np.array([k == one for k in keys])) for one in dict.fromkeys(keys)}
        return dict(sorted(found.items(), key=lambda each: -abs(each[1].difference)))

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return frequency_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        mean, low, high = self.compared.by_chance
        return {
            "acts": self.compared.acts,
            "acts_repeated": self.repeated,
            "months": [month_text(month) for month in self.months],
            "draws": self.draws,
            "runs": self.runs,
            "failed": self.failed,
            "dissimilarity": self.compared.dissimilarity,
            "dissimilarity_by_chance": {"mean": mean, "interval": [low, high]},
            "by_verb": {verb: _plain(often) for verb, often in self.by_verb.items()},
            "by_actor": {actor: _plain(often) for actor, often in self.by_actor.items()},
            "by_pair": [{"actor": i, "toward": j} | _plain(often) for (i, j), often in self.by_pair.items()],
            "by_deed": [
                {"actor": i, "verb": verb, "toward": j} | _plain(often)
                for (i, verb, j), often in self.by_deed.items()
            ],
        }


def _plain(often: Often) -> dict[str, Any]:
    return asdict(often) | {"interval": list(often.interval), "outside": often.outside}


def frequencies(scenario: Scenario, acts: Sequence[DatedAct], draws: int) -> Frequencies:
    """Count what actors choose by themselves from the first to the last month of the acts.

    The article's acts happen as they did, and are not counted unless chosen. FaultError where nobody chooses
    to act in any run.
    """
    record, _ = once(acts)
    names = scenario.case.actor_ids
    n = len(names)
    deeds = tuple((i, verb, j) for i in names for verb in VERB_NAMES for j in names if i != j)
    columns = [(names.index(i), option(verb, names.index(j), n)) for i, verb, j in deeds]
    table = own_choices(scenario, draws, REPLICATES)
    outcome = simulate(table, Record(acts=True))
    months = record[0].month, record[-1].month
    first, last = (month - scenario.first_month for month in months)
    kept = ~outcome.failed
    chosen = outcome.acts_path[kept, first : last + 1]
    counts = np.zeros((0, len(deeds)))
    if kept.any():
        by_draw = done_by_draw(chosen, table.draw[kept], 1 + len(VERB_NAMES) * n)
        counts = np.stack([by_draw[:, i, o] for i, o in columns], axis=1)
    given = [(act.actor, act.verb, act.toward) for act in record]
    if not counts.sum():
        message = "nobody chooses to act in any run, so there is nothing to hold to the record"
        raise FaultError([Fault(str(scenario.path), 0, 0, "settings", message, "less restraint")])
    return Frequencies(
        scenario=scenario,
        draws=draws,
        runs=table.runs,
        failed=int(outcome.failed.sum()),
        months=months,
        repeated=len(acts) - len(record),
        deeds=deeds,
        compared=compared(
            np.array([given.count(deed) for deed in deeds]), counts, np.random.default_rng([scenario.rng, 3])
        ),
    )

"""One run of the model with Mesa, step by step: the readable account of what the ensemble does many times."""

from __future__ import annotations

from functools import partial
from operator import attrgetter, index

import mesa
import numpy as np

from patronage.sim.exact.numerics import normal
from patronage.sim.exact.rng import choice_keys, month_key, noise_keys, rng_key, run_key, slot_key
from patronage.sim.files.months import month_text
from patronage.sim.model import formulas as f
from patronage.sim.model.by_hand.actor import Actor
from patronage.sim.model.by_hand.agreeing import Agreement, agree
from patronage.sim.model.measures import TAKEN
from patronage.sim.model.phases import PHASES
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable
from patronage.sim.model.world import DRAWN, STATE, in_order, row_of
from patronage.sim.verbs import VERB_NAMES

__all__ = ["AllianceModel"]


class AllianceModel(mesa.Model):  # type: ignore[misc]
    """One row of a table of runs, to be stepped a month at a time.

    At the start and after each ``step()``: ``outcome`` and ``settled`` by issue, and on every agent of
    ``actors`` the rows of the state, what it did (``done``) and its ``measures`` by name. ``agreements`` are
    those of the month, each with kind, parties, issues and strength.
    ``month`` is the number of the month to come; ``running`` turns False when the period is over.
    ``datacollector`` has outcomes and measures at the start as step 0, at the first month's end as step 1,
    and so on.

    ``rng``: another number for the choices and shocks of this run than the table's, under the same weights.
    ValueError for a row that is not in the table.
    """

    outcome: list[float]
    outcome_start: list[float]
    total: list[float]
    settled: list[float]

    def __init__(self, table: RunTable, row: int = 0, *, rng: int | None = None):
        if not 0 <= row < table.runs:
            raise ValueError(f"there is no row {row}; the table's rows are 0 to {table.runs - 1}")
        number = table.rng if rng is None else index(rng)
        super().__init__(rng=number)
        # Mesa counts a step before it is made; one too many must be refused before that
        self.counted_step, self.step = self.step, self.checked_step  # type: ignore[method-assign]
        weight, draw = int(table.weight[row]), int(table.draw[row])
        weights = table.weights
        script = table.scripts[table.script[row]]
        self.table = table
        self.settings: dict[str, float] = dict(
            zip(SETTING_NAMES, table.settings[table.point[row]].tolist(), strict=True)
        )
        self.script_acts = script.imposed()
        self.script_bars = script.bars
        self.script = script
        self.dated = [(cell, weight) for cell in weights.dated if self.settings["dated_capability"]]
        self.happened = frozenset[str]()
        self.script_on = script.imposed_on()
        self.month = table.first_month
        self.run_key = run_key(rng_key(number), draw, int(table.replicate[row]))
        self.month_key = month_key(self.run_key, self.month)
        self.shock_keys = noise_keys(weights.issues)
        self.field_leverage: list[float] = weights.field_leverage.tolist()
        self.field_position: list[float] = weights.field_position.tolist()
        for held in (*DRAWN, *STATE):
            if held.of == "issue":
                setattr(self, held.name, row_of(held, weights, weight))
        self.weighted = [0.0] * len(self.outcome)
        keys = choice_keys(weights.actors, VERB_NAMES)
        self.actors = [Actor(self, i, table, weight, keys[:, i]) for i in range(len(weights.actors))]
        # Mesa 3.3 counts agents by model in a table of the class, which would keep every model for good
        vars(mesa.Agent).get("_ids", {}).pop(self, None)
        self.by_name = [self.actors[i] for i in in_order(weights.actors)]
        self.issues_by_name: list[int] = in_order(weights.issues).tolist()
        self.agreements: list[Agreement] = []
        self.arrive(self.happened)
        self.settle_leverage()
        self.leverage_start = list(self.field_leverage)
        for q in range(len(self.outcome)):
            for actor in self.actors:
                self.leverage_start[q] += actor.leverage[q]
        for actor in self.actors:
            if script.muted[actor.index]:
                actor.commitment = [0.0] * len(self.actors)
                if self.settings["idle_unarmed"]:
                    actor.mobilisation = 0.0
        # pickle finds these by their names, unlike lambdas and what Mesa makes of an attribute's name
        self.datacollector = mesa.DataCollector(
            model_reporters={q: partial(_outcome, issue=k) for k, q in enumerate(weights.issues)},
            agent_reporters={"actor": attrgetter("name")}
            | {one.name: partial(_measure, name=one.name) for one in TAKEN},
        )
        self.settle()
        self.agents.do("measure")
        self.report()

    @property
    def elapsed(self) -> int:
        """Months stepped so far."""
        return self.month - self.table.first_month

    @property
    def over(self) -> bool:
        """Whether the last month has been."""
        return self.elapsed >= self.table.months

    def check_not_over(self) -> None:
        """ValueError that names the last month once it has been."""
        if self.over:
            raise ValueError(f"the period is over: {month_text(self.month - 1)} was its last month")

    def barred(self, actor: int, option: int) -> bool:
        """Whether a scenario takes the option off the actor's menu this month; ValueError after the last."""
        self.check_not_over()
        return bool(self.script_bars[self.elapsed, actor, option])

    def imposed(self, actor: int) -> list[int]:
        """The options a script imposes on the actor this month; empty where it chooses for itself.

        ValueError after the last month.
        """
        self.check_not_over()
        return [int(o) for o in np.flatnonzero(self.script_acts[self.elapsed, actor])]

    def instead(self, actor: int) -> bool:
        """Whether the script stands in the place of what the actor would open with this month."""
        return bool(self.script.instead[self.elapsed, actor])

    def arrive(self, happened: frozenset[str]) -> None:
        """E1, E5: capability when the acts of these items have happened, and everybody's standing by it."""
        self.happened = happened
        for cell, draw in self.dated:
            self.actors[cell.actor].means[cell.issue] = float(cell.at(happened)[draw])
        for actor in self.actors:
            actor.capability = list(actor.means)
            actor.rank()

    def on(self, actor: int, option: int) -> int:
        """1 + the number of the issue that the script's act settles something on this month, or 0."""
        return int(self.script_on[self.elapsed, actor, option])

    def step(self) -> None:
        """One month: the phases in their declared order; ValueError after the last."""
        self.month_key = month_key(self.run_key, self.month)
        happened = self.script.arrived(self.elapsed)
        if happened != self.happened:
            self.arrive(happened)
            self.settle()  # what is weighed this month is weighed against what everybody now can do
        for phase in PHASES:
            if phase.by_hand is not None:
                phase.by_hand(self)
            elif phase.name == "agree":
                agree(self)
            elif phase.name in {"settle", "move"}:
                getattr(self, phase.name)()
            else:
                self.agents.do(phase.name)
        self.month += 1
        self.report()

    def checked_step(self) -> None:
        """Live one more month; ValueError after the last, which leaves everything as it is."""
        self.check_not_over()
        self.counted_step()

    def report(self) -> None:
        """Say whether there is a month to come, and record outcomes and measures."""
        self.running = not self.over
        self.datacollector.collect(self)

    def settle_leverage(self) -> None:
        """E1: leverage behind every wish."""
        for j in self.actors:
            j.free = 1.0
            for m in j.others:
                j.free = f.freedom(j.free, m.pressure[j.index], self.settings["coercion"])
            j.drive = [f.drive(salience, j.free) for salience in j.salience]
            for q, driven in enumerate(j.drive):
                able = f.mobilised(j.mobilisation, j.effort[q])
                j.own[q] = f.own_part(able, j.committed, self.settings["capability_conserved"])
                j.backing[q] = behind = 0.0
                for i in self.actors:
                    j.backing[q] += f.lent(i.support(j), i.capability[q])
                    behind += f.lent(j.own[q] if i is j else i.support(j), i.capability[q])
                j.leverage[q] = f.leverage(driven, behind)

    def settle(self) -> None:
        """E1 to E3: leverage behind every wish, the compromise on every issue, who depends on whom."""
        self.settle_leverage()
        kept = [self.settings["status_quo"] * leverage for leverage in self.leverage_start]
        for q, held in enumerate(kept):
            self.total[q] = self.field_leverage[q] + held
            self.weighted[q] = self.field_leverage[q] * self.field_position[q] + held * self.outcome_start[q]
            for j in self.actors:
                self.total[q] += j.leverage[q]
                self.weighted[q] += j.leverage[q] * j.stance[q]
        self.settled = [
            f.settlement(weighted, total, now)
            for weighted, total, now in zip(self.weighted, self.total, self.outcome, strict=True)
        ]
        for i in self.actors:
            needs = [
                f.need(salience, backing) for salience, backing in zip(i.salience, i.backing, strict=True)
            ]
            for j in self.actors:
                needed = 0.0
                for need, capability in zip(needs, j.capability, strict=True):
                    needed += need * capability
                depends = f.dependence(j.support(i), needed)
                if i is j:
                    for salience, backing in zip(i.salience, i.backing, strict=True):
                        depends += f.unbacked(salience, backing)
                i.depends[j.index] = depends

    def move(self) -> None:
        """E13: outcomes follow the settlement, with keyed shocks."""
        for q, keys in enumerate(self.shock_keys):
            shock = normal(slot_key(self.month_key, keys[0]), slot_key(self.month_key, keys[1]))
            self.outcome[q] = f.moved(
                self.outcome[q], self.settled[q], self.settings["pace"], self.settings["noise"], shock
            )

    def __repr__(self) -> str:
        when = f"at the end of {month_text(self.month - 1)}" if self.over else f"at {month_text(self.month)}"
        return f"<AllianceModel of {len(self.actors)} actors {when}>"


def _outcome(model: AllianceModel, issue: int) -> float:
    return model.outcome[issue]


def _measure(actor: Actor, name: str) -> float:
    return actor.measures[name]

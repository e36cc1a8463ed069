"""An actor as a Mesa agent: it holds its weights and its own rows of the state, and decides, acts and judges.

Plain floats and lists; the mathematics is all in `sim.formulas`. Everything an agent reads of the
others was settled before the phase began, so the order of visiting changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim import formulas as f
from sim.inputs import WAIT, RunTable
from sim.numerics import exp, gumbel, log
from sim.rng import slot_key

if TYPE_CHECKING:
    from sim.model import AllianceModel


class Actor(mesa.Agent):  # type: ignore[misc]
    """One of the powers of a case.

    Carries its interest weights (salience, position, capability by issue) and its rows of the state:
    commitment, pressure, warning (to others), trust and gratitude (towards others) and habit by verb.
    """

    model: AllianceModel

    def __init__(self, model: AllianceModel, index: int, table: RunTable, weight: int, keys: list[np.uint64]):
        super().__init__(model)
        weights = table.weights
        n = len(weights.actors)
        self.index = index
        self.name = weights.actors[index]
        self.salience: list[float] = weights.salience[weight, index].tolist()
        self.position: list[float] = weights.position[weight, index].tolist()
        self.capability: list[float] = weights.capability[weight, index].tolist()
        self.trust_start: list[float] = weights.trust[weight, index].tolist()
        self.trust = list(self.trust_start)
        self.commitment: list[float] = weights.commitment[weight, index].tolist()
        self.pressure = [0.0] * n
        self.warning = [0.0] * n
        self.gratitude = [0.0] * n
        self.habit = [[0.0] * n for _ in f.VERBS]
        self.keys = keys
        self.sacrifice = 0.0
        self.choice: int = WAIT
        self.done: list[int] = []
        self.tone = [0.0] * n
        self.free = 1.0
        self.drive: list[float] = []
        self.leverage: list[float] = []
        self.depends = [0.0] * n
        self.hold = self.share = self.attainment = 0.0

    @property
    def others(self) -> list[Actor]:
        """The other actors, in their listed order."""
        return [actor for actor in self.model.actors if actor is not self]

    @property
    def committed(self) -> float:
        """How much of its capability stands behind others; in [0, 1]."""
        total = 0.0
        for other in self.others:
            total += self.commitment[other.index]
        return total

    def support(self, other: Actor) -> float:
        """Commitment to another, or the mobilisation for itself (E1)."""
        return self.model.settings["mobilisation"] if other is self else self.commitment[other.index]

    # -- decide ------------------------------------------------------------------------------------

    def heed(self) -> tuple[list[float], list[float]]:
        """E6: by issue, the sum over actors of concern times salience, and the same times position."""
        s = self.model.settings
        heeded = [0.0] * len(self.salience)
        wishes = [0.0] * len(self.salience)
        for m in self.model.actors:
            concern = 1.0
            if m is not self:
                concern = f.concern(
                    self.trust[m.index], m.warning[self.index], self.depends[m.index],
                    s["solidarity"], s["dependence"], s["alarm"],
                )  # fmt: skip
            for q, salience in enumerate(m.salience):
                heeded[q] += concern * salience
                wishes[q] += concern * (salience * m.position[q])
        return heeded, wishes

    def gains(
        self, other: Actor, heeded: list[float], wishes: list[float], spent: float
    ) -> tuple[float, float]:
        """E7: what aiding and what coercing another would be worth now."""
        world, s = self.model, self.model.settings
        added = f.aid_step(s["step"], spent)
        bite = f.coercion_bite(self.pressure[other.index], s["coercion"], s["step"])
        aid = coerce = 0.0
        for q in range(len(self.salience)):
            base, total, old, now = world.weighted[q], world.total[q], world.settled[q], world.outcome[q]
            more = f.backing(added, self.capability[q], other.drive[q])
            new = f.settlement(base + more * other.position[q], total + more, now)
            aid += f.gain(heeded[q], wishes[q], new, old)
            own = f.backing(self.commitment[other.index], self.capability[q], other.drive[q])
            less = f.coerced_change(bite, other.leverage[q], own)
            new = f.settlement(base + less * other.position[q], total + less, now)
            coerce += f.gain(heeded[q], wishes[q], new, old)
        return aid, coerce

    def usefulness(self, other: Actor) -> float:
        """E5: what the other's capability could do for this actor."""
        total = 0.0
        for q, salience in enumerate(self.salience):
            total += f.usefulness(salience, other.capability[q], self.position[q], other.position[q])
        return total

    def values(self) -> dict[int, float]:
        """E8: the value of every option on the menu now, by option number; waiting is worth 0."""
        s, n = self.model.settings, len(self.model.actors)
        heeded, wishes = self.heed()
        spent = self.committed
        found = {WAIT: 0.0}
        for other in self.others:
            j = other.index
            aid, coerce = self.gains(other, heeded, wishes, spent)
            disposition = f.regard(
                self.model.useful[self.index][j], self.trust[j], self.gratitude[j],
                s["usefulness"], s["trust"], s["reciprocity"],
            )  # fmt: skip
            for v, verb in enumerate(f.VERBS):
                option = 1 + v * n + j
                if not self.model.barred(self.index, option):
                    gained = aid if v == f.AID else coerce if v == f.COERCE else 0.0
                    cost = s[f"cost_{verb}"] + s["restraint"]
                    found[option] = f.value(
                        gained, s["gain"], f.TONES[v], disposition, self.habit[v][j], s["habit"], cost
                    )
        return dict(sorted(found.items()))

    def probabilities(self) -> dict[int, float]:
        """E9: the chance of every option on the menu now (logit choice; McFadden 1974)."""
        scores = {option: self.model.settings["rationality"] * v for option, v in self.values().items()}
        top = max(scores.values())
        mass = 0.0
        for score in scores.values():
            mass += exp(score - top)
        norm = top + log(mass)
        return {option: exp(score - norm) for option, score in scores.items()}

    def decide(self) -> None:
        """E9: take the option of highest value plus keyed Gumbel noise, or do what the script says."""
        self.done = self.model.imposed(self.index)
        self.choice = -1
        if not self.done:
            rationality = self.model.settings["rationality"]
            best = -np.inf
            for option, worth in self.values().items():
                score = rationality * worth + gumbel(slot_key(self.model.month_key, self.keys[option]))
                if score > best:
                    best, self.choice = score, option
            self.done = [self.choice]

    # -- the rest of the month -----------------------------------------------------------------------

    def remember(self) -> None:
        """E10: everything fades; trust returns towards its start."""
        s = self.model.settings
        for other in self.others:
            j = other.index
            self.commitment[j] = f.faded(self.commitment[j], s["commitment_decay"])
            self.pressure[j] = f.faded(self.pressure[j], s["pressure_decay"])
            self.warning[j] = f.WARNING_KEPT * self.warning[j]
            self.gratitude[j] = f.faded(self.gratitude[j], s["memory_decay"])
            self.trust[j] = f.trust_back(self.trust[j], self.trust_start[j], s["trust_return"])
            for habit in self.habit:
                habit[j] = f.HABIT_KEPT * habit[j]

    def act(self) -> None:
        """E11: carry out the month's acts, on this actor's own rows only."""
        s, n = self.model.settings, len(self.model.actors)
        aids = sum(1 for option in self.done if 1 + f.AID * n <= option < 1 + (f.AID + 1) * n)
        part = 1.0 / max(aids, 1)
        added = f.aid_step(s["step"], self.committed) * part
        for other in self.others:
            j = other.index
            did = [1.0 if 1 + v * n + j in self.done else 0.0 for v in range(len(f.VERBS))]
            _, aided, warned, coerced = did
            self.commitment[j] = f.committed(self.commitment[j], added, aided, warned, coerced)
            self.pressure[j] = f.pressed(self.pressure[j], s["step"], coerced)
            self.warning[j] = f.warned_now(self.warning[j], warned)
            tone = cost = 0.0
            for v, one in enumerate(did):
                self.habit[v][j] += one
                tone += f.TONES[v] * one
                cost += f.COSTS[v] * one
            self.tone[j] = tone
            self.sacrifice += cost

    def judge(self) -> None:
        """E12: judge every other actor's acts by what they did to oneself and to friends and foes."""
        s = self.model.settings
        judged: dict[int, float] = {}
        for other in self.others:
            total = 0.0
            for target in other.others:
                j = target.index
                total += other.tone[j] if target is self else other.tone[j] * self.trust[j]
            judged[other.index] = total
        for j, verdict in judged.items():
            self.gratitude[j] = f.remembered(self.gratitude[j], s["memory_decay"], verdict)
            self.trust[j] = f.trust_after(self.trust[j], s["learning"], verdict)

    def measure(self) -> None:
        """E14 to E16: hold, share and attainment."""
        world = self.model
        hold = 0.0
        for other in self.others:
            hold += other.depends[self.index]
        self.hold = f.hold(hold, float(len(world.actors) - 1))
        self.share, self.attainment = 0.0, 1.0
        for q, salience in enumerate(self.salience):
            paid = 0.0
            for other in world.actors:
                paid += f.backing(self.support(other), self.capability[q], other.drive[q])
            self.share += f.share(salience, paid, world.total[q])
            self.attainment -= f.attainment_gap(salience, world.outcome[q], self.position[q])

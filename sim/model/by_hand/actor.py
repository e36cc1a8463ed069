"""An actor as a Mesa agent: it holds its weights and its own rows of the state, and decides, acts and judges.

Plain floats and lists; the mathematics is all in `sim.model.formulas`. Everything an agent reads of the
others was settled before the phase began, so the order of visiting changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import mesa
import numpy as np

from patronage.sim.exact.numerics import exp, log, odds, waiting
from patronage.sim.exact.rng import slot_key
from patronage.sim.model import formulas as f
from patronage.sim.model.by_hand.agreeing import Promise, keep
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.table import WAIT, RunTable
from patronage.sim.model.terms import PROMPTS, TERMS, Pair, Prompts, counts, prompted, prompts_of, summed
from patronage.sim.model.world import DRAWN, STATE, row_of
from patronage.sim.verbs import HARSH, KIND, VERB_NAMES, VERBS, Verb

if TYPE_CHECKING:
    from patronage.sim.model.by_hand.run import AllianceModel

NO_CHOICE = -1

_opening = summed([(term.name, term.of) for term in TERMS])
_against_answer = prompted()


class Actor(mesa.Agent):  # type: ignore[misc]
    """One of the powers of a case.

    Carries its interest weights (salience, position, capability by issue) and its rows of the state: what
    `sim.model.world` declares of a pair, of a cell or of an actor.
    """

    model: AllianceModel
    salience: list[float]
    position: list[float]
    capability: list[float]
    trust: list[float]
    trust_start: list[float]
    commitment: list[float]
    pressure: list[float]
    warning: list[float]
    habit: list[list[float]]
    drive: list[float]
    effort: list[float]
    stance: list[float]
    ceded: list[float]
    own: list[float]
    backing: list[float]
    leverage: list[float]
    depends: list[float]
    sacrifice: float

    def __init__(self, model: AllianceModel, index: int, table: RunTable, weight: int, keys: np.ndarray):
        super().__init__(model)
        weights = table.weights
        self.index = index
        self.name = weights.actors[index]
        for held in (*DRAWN, *STATE):
            if held.of != "issue":
                setattr(self, held.name, row_of(held, weights, weight, index))
        self.keys = keys
        self.against: dict[int, float] = {}
        self.opening: list[int] = []  # what it did first this month: its choice, or the script's acts
        self.chosen = NO_CHOICE  # its opening if it had a choice
        self.answered = NO_CHOICE  # its answer
        self.promises: list[Promise] = []  # what it has agreed to this month
        self.tone = [0.0] * len(weights.actors)
        self.mobilisation = model.settings["mobilisation"]
        self.free, self.standing = 1.0, 0.0
        self.measures = {measure.name: 0.0 for measure in TAKEN}

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
        """Commitment to another, or what it can mobilise for itself (E3)."""
        return self.mobilisation if other is self else self.commitment[other.index]

    # -- decide ------------------------------------------------------------------------------------

    def concerns(self) -> list[float]:
        """E6: the weight of every actor's loss with it; its own is 1."""
        s = self.model.settings
        return [
            1.0 if m is self else f.concern(
                self.trust[m.index], m.warning[self.index], self.depends[m.index],
                s["solidarity"], s["dependence"], s["alarm"],
            )
            for m in self.model.actors
        ]  # fmt: skip

    def weigh(self) -> tuple[list[float], list[float]]:
        """E6, E7: what it weighs by issue, and the slope of its worth at the settlement."""
        concerns = self.concerns()
        weighed, sloped = [], []
        for q, settled in enumerate(self.model.settled):
            total = wishes = 0.0
            for concern, m in zip(concerns, self.model.actors, strict=True):
                total += concern * m.salience[q]
                wishes += concern * (m.salience[q] * m.position[q])
            weighed.append(total)
            sloped.append(f.slope(total, wishes, settled))
        return weighed, sloped

    def gains(
        self, other: Actor, weighed: list[float], sloped: list[float], spent: float
    ) -> tuple[float, float]:
        """E7: what aiding and what coercing another would be worth now."""
        world, s = self.model, self.model.settings
        added = f.aid_step(s["step"], spent)
        bite = f.coercion_bite(self.pressure[other.index], s["coercion"], s["step"])
        aid = coerce = 0.0
        for q, capability in enumerate(self.capability):
            theirs, mine, settled, total = other.stance[q], self.stance[q], world.settled[q], world.total[q]
            unit = f.leverage(other.drive[q], capability)
            able = f.mobilised(self.mobilisation, self.effort[q])
            at_home = f.home(self.drive[q], capability, able, s["capability_conserved"])
            by_aid = f.shift(unit * added, theirs, -(at_home * added), mine, settled, total)
            aid += f.gain(by_aid, sloped[q], weighed[q])
            committed = self.commitment[other.index]
            less = f.coerced_change(bite, other.leverage[q], unit * committed)
            by_force = f.shift(less, theirs, f.recalled(at_home, committed), mine, settled, total)
            coerce += f.gain(by_force, sloped[q], weighed[q])
        return aid, coerce

    def rank(self) -> None:
        """E5: its standing, the mean of its capability over the issues that matter to anyone."""
        total = issues = 0.0
        for q, capability in enumerate(self.capability):
            counted = f.matters(sum(m.salience[q] for m in self.model.actors))
            total += counted * capability
            issues += counted
        self.standing = f.standing(total, issues)

    def sees(self, other: Actor, gain_aid: float, gain_coerce: float) -> Pair:
        """What it sees of another as the month begins."""
        i, j = self.index, other.index
        return Pair(
            gain_aid, gain_coerce,
            self.trust[j], other.trust[i], self.depends[j], other.depends[i],
            self.commitment[j], other.commitment[i], self.pressure[j], other.pressure[i],
            self.warning[j], other.warning[i],
            self.habit[KIND][j], other.habit[KIND][i], self.habit[HARSH][j], other.habit[HARSH][i],
            other.standing, self.standing,
            self.model.settings["trust_moves_deeds"], self.model.settings["standing_damps_trust"],
        )  # fmt: skip

    def options_weighed(self) -> Iterator[tuple[int, Pair, Verb]]:
        """Every option on the menu but waiting, with what it sees of its target, by target and verb."""
        weighed, sloped = self.weigh()
        spent = self.committed
        for other in self.others:
            pair = self.sees(other, *self.gains(other, weighed, sloped, spent))
            for v, verb in enumerate(VERBS):
                option = 1 + v * len(self.model.actors) + other.index
                if not self.model.barred(self.index, option):
                    yield option, pair, verb

    def cost(self, verb: Verb) -> float:
        """E8: the reluctance to act."""
        return self.model.settings[f"cost_{verb.name}"] + self.model.settings["restraint"]

    def terms(self) -> dict[int, dict[str, float]]:
        """E8: the parts of every option's value but waiting's, by option number, before they are weighed.

        The terms by name, each to be multiplied by the setting of that name, and ``cost``, to be taken away.
        Options that a scenario bars are left out.
        """
        return {
            option: {term.name: term.of(pair, verb) for term in TERMS} | {"cost": self.cost(verb)}
            for option, pair, verb in sorted(self.options_weighed(), key=lambda each: each[0])
        }

    def values(self) -> dict[int, float]:
        """E8: the value of every option on the menu as an opening, by option number; waiting is worth 0."""
        found = {
            option: _opening(pair, verb, self.model.settings) - self.cost(verb)
            for option, pair, verb in self.options_weighed()
        }
        return {WAIT: 0.0} | dict(sorted(found.items()))

    def replies(self, opened: dict[int, float]) -> dict[int, float]:
        """E8: the values as answers, given the values as openings and what everyone opened with."""
        found = {WAIT: 0.0}
        for option, worth in opened.items():
            if option != WAIT:
                found[option] = worth
                parts = zip(PROMPTS, self.prompts(option), self.counting(option), strict=True)
                for term, present, counted in parts:
                    found[option] += term.sign * (self.model.settings[term.name] * (present * counted))
        return found

    def prompts(self, option: int) -> tuple[float, ...]:
        """E8: PROMPTS of an option, such as whether it would answer its target in kind."""
        v, j = divmod(option - 1, len(self.model.actors))
        prompts = self.prompted_by(self.model.actors[j])
        return tuple(term.of(prompts, VERBS[v]) for term in PROMPTS)

    def counting(self, option: int) -> tuple[float, ...]:
        """E8: the part of the weight of each of PROMPTS that counts toward the target of an option."""
        depends = self.depends[(option - 1) % len(self.model.actors)]
        muted = self.model.settings["answers_muted"]
        return tuple(counts(depends, muted) if term.muted else 1.0 for term in PROMPTS)

    def prompted_by(self, other: Actor) -> Prompts:
        """Whether another opened on it, kindly or harshly, and whether it opened on the other."""
        return prompts_of(self.index, other.index, self.opening, other.opening, len(self.model.actors))

    def probabilities(self, values: dict[int, float] | None = None) -> dict[int, float]:
        """E9: the chance of every option on the menu, as an opening by default."""
        worths = self.values() if values is None else values
        rationality, best = self.model.settings["rationality"], max(worths.values())
        behind = {option: f.behind(rationality, best, worth) for option, worth in worths.items()}
        mass = 0.0
        for each in behind.values():
            mass += exp(-each)
        return {option: exp(-each - log(mass)) for option, each in behind.items()}

    def first_to_ring(self, against: dict[int, float], keys: np.ndarray) -> int:
        """E9: the option whose keyed exponential clock rings first; ``against`` are the odds against each."""
        best, choice = np.inf, WAIT
        for option, odd in against.items():
            time = waiting(slot_key(self.model.month_key, keys[option])) * odd
            if time < best:
                best, choice = time, option
        return choice

    def decide(self) -> None:
        """E9: open the month with a logit choice, or with what the script says."""
        self.opening = self.model.imposed(self.index)
        self.chosen = self.answered = NO_CHOICE
        if self.idle:
            return
        values = self.values()
        best, rationality = max(values.values()), self.model.settings["rationality"]
        self.against = {o: odds(f.behind(rationality, best, worth)) for o, worth in values.items()}
        if not self.opening or (self.model.settings["scripted_added"] and not self.model.instead(self.index)):
            self.chosen = self.first_to_ring(self.against, self.keys[0])
            self.opening.append(self.chosen)

    @property
    def idle(self) -> bool:
        """Whether it is made to do nothing this month."""
        return WAIT in self.model.imposed(self.index)

    def answer(self) -> None:
        """E8, E9: a second choice, leaning to answers in kind and away from the target just acted on."""
        if self.idle:
            return
        s = self.model.settings
        now = {WAIT: self.against[WAIT]}
        for other in self.others:  # target by target, as in the ensemble
            prompts = self.prompted_by(other)
            weights = [
                odds(-(s["rationality"] * (term.sign * s[term.name] * counted)))
                for term, counted in zip(PROMPTS, self.counting(1 + other.index), strict=True)
            ]
            for v, verb in enumerate(VERBS):
                option = 1 + v * len(self.model.actors) + other.index
                if option in self.against:
                    now[option] = _against_answer(self.against[option], prompts, verb, weights)
        self.answered = self.first_to_ring(now, self.keys[1])

    @property
    def done(self) -> list[int]:
        """The options carried out this month, in order and each once; waiting left out."""
        chosen = [*self.opening, self.answered]
        return sorted({option for option in chosen if option not in (WAIT, NO_CHOICE)})

    @property
    def acts(self) -> list[tuple[str, str]]:
        """What it did this month, as pairs of a verb and the name of the actor it was done to."""
        pairs = [divmod(option - 1, len(self.model.actors)) for option in self.done]
        return [(VERB_NAMES[v], self.model.actors[j].name) for v, j in pairs]

    # -- the rest of the month -----------------------------------------------------------------------

    def remember(self) -> None:
        """E10: everything fades; trust returns towards its start."""
        s = self.model.settings
        for other in self.others:
            j = other.index
            self.commitment[j] = f.faded(self.commitment[j], s["commitment_decay"])
            self.pressure[j] = f.faded(self.pressure[j], s["pressure_decay"])
            self.warning[j] = f.WARNING_KEPT * self.warning[j]
            self.trust[j] = f.drawn_back(self.trust[j], self.trust_start[j], s["trust_return"])
            for habit in self.habit:
                habit[j] = f.HABIT_KEPT * habit[j]
        for q, position in enumerate(self.position):
            self.effort[q] = f.faded(self.effort[q], s["commitment_decay"])
            self.stance[q] = f.drawn_back(self.stance[q], position, s["commitment_decay"])
            self.ceded[q] = f.faded(self.ceded[q], s["commitment_decay"])

    def act(self) -> None:
        """E11, E18: carry out the month's acts and keep its promises, on this actor's own rows only."""
        s, n = self.model.settings, len(self.model.actors)
        done = self.done
        aids = float(sum(VERBS[(option - 1) // n].aids for option in done))
        added = f.aid_step(s["step"], self.committed) / max(aids, 1.0)
        for other in self.others:
            j = other.index
            verbs = [verb for v, verb in enumerate(VERBS) if 1 + v * n + j in done]
            aided = float(sum(verb.aids for verb in verbs))
            warned = float(any(verb.warns for verb in verbs))
            coerced = float(any(verb.coerces for verb in verbs))
            self.commitment[j] = f.committed(self.commitment[j], added, aided, warned, coerced)
            self.pressure[j] = f.pressed(self.pressure[j], s["step"], coerced)
            self.warning[j] = f.warned_now(self.warning[j], warned)
            tone = cost = 0.0
            for side, habit in enumerate(self.habit):
                habit[j] += float(sum(verb.side == side for verb in verbs))
            for verb in verbs:
                tone += verb.tone
                cost += verb.sacrifice
            self.tone[j] = tone
            self.sacrifice += cost
        keep(self)

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
            self.trust[j] = f.trust_after(self.trust[j], s["learning"], verdict, s["judgement_one_sided"])

    def measure(self) -> None:
        """Take down the measures by name (from E14 on)."""
        self.measures = {measure.name: measure.by_hand(self) for measure in TAKEN}

    @property
    def ties(self) -> dict[str, list[float]]:
        """What it has toward every actor as things stand, by name: dependence (E3) and ear (E21)."""
        return {tie.name: tie.by_hand(self) for tie in TIES}

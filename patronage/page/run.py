"""One run of the Mesa model, month by month, with what every actor weighed before it acted."""

from __future__ import annotations

from dataclasses import dataclass

from patronage.sim.model.by_hand.actor import NO_CHOICE, Actor
from patronage.sim.model.by_hand.agreeing import Agreement
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.table import WAIT
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.scenario.load import Scenario
from patronage.studies.shipped import model

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Option:
    """An option as an actor weighed it.

    value: over waiting (E8); times the setting rationality it is in log-odds. chance: in [0, 1] (E9). parts:
    what the value is the sum of, by name, in the same unit; cost and spread are taken away already.
    """

    option: int
    value: float
    chance: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Turn:
    """What an actor did in a month, and what it weighed: first as an opening, then as an answer.

    opening: options it opened with; scripted: whether it had no choice in that. answer: its answer,
    NO_CHOICE where it was idle. done: all that it carried out, without waiting.
    """

    actor: int
    opening: tuple[int, ...]
    scripted: bool
    answer: int
    done: tuple[int, ...]
    openings: tuple[Option, ...]
    answers: tuple[Option, ...]


@dataclass(frozen=True)
class MonthState:
    """The world at the end of a month, or before the first; matrices have a row for each actor.

    agreements: those of the month, which last as effort and stance do (E10).
    """

    month: int
    outcome: tuple[float, ...]
    settled: tuple[float, ...]
    trust: Matrix
    commitment: Matrix
    dependence: Matrix
    pressure: Matrix
    hold: tuple[float, ...]
    turns: tuple[Turn, ...]
    agreements: tuple[Agreement, ...]


class Run:
    """A run that is stepped on request; ``moments[0]`` is the world before the first month.

    ``arm`` is reference or scenario; ``draw`` and ``replicate`` say which weights and which random numbers.
    """

    def __init__(self, scenario: Scenario, arm: str, draw: int = 0, replicate: int = 0) -> None:
        self.scenario, self.arm = scenario, arm
        self.model: AllianceModel = model(scenario, arm=arm, draw=draw, replicate=replicate)
        self.states = [_state(self.model, self.model.month - 1, ())]

    @property
    def over(self) -> bool:
        """Whether the last month has been."""
        return self.model.over

    def step(self) -> MonthState:
        """Live one more month; ValueError after the last."""
        month, actors = self.model.month, self.model.actors
        scripted = [bool(self.model.imposed(actor.index)) for actor in actors]
        openings = [_openings(actor) for actor in actors]
        self.model.step()
        turns = tuple(
            _turn(actor, forced, weighed)
            for actor, forced, weighed in zip(actors, scripted, openings, strict=True)
        )
        self.states.append(_state(self.model, month, turns))
        return self.states[-1]

    def reach(self, months: int) -> None:
        """Step until ``months`` months have been, or the period is over."""
        while len(self.states) <= months and not self.over:
            self.step()


def _openings(actor: Actor) -> tuple[Option, ...]:
    s = actor.model.settings
    terms, values = actor.terms(), actor.values()
    chances = actor.probabilities(values)
    parts: dict[int, dict[str, float]] = {WAIT: {}}
    for option, term in terms.items():
        parts[option] = {each.name: s[each.name] * term[each.name] for each in TERMS} | {
            "cost": -term["cost"]
        }
    return tuple(Option(option, values[option], chances[option], parts[option]) for option in values)


def _turn(actor: Actor, scripted: bool, openings: tuple[Option, ...]) -> Turn:
    return Turn(
        actor=actor.index,
        opening=tuple(actor.opening),
        scripted=scripted,
        answer=actor.answered,
        done=tuple(actor.done),
        openings=openings,
        answers=() if actor.answered == NO_CHOICE else _answers(actor, openings),
    )


def _answers(actor: Actor, openings: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options as answers; whoever acts keeps its opening values, so they can be had after the month."""
    s = actor.model.settings
    values = actor.replies({each.option: each.value for each in openings})
    chances = actor.probabilities(values)
    found = []
    for each in openings:
        parts = dict(each.parts)
        if each.option != WAIT:
            prompts = zip(PROMPTS, actor.prompts(each.option), actor.counting(each.option), strict=True)
            for term, present, counted in prompts:
                parts[term.name] = term.sign * (s[term.name] * (present * counted))
        found.append(Option(each.option, values[each.option], chances[each.option], parts))
    return tuple(found)


def _state(world: AllianceModel, month: int, turns: tuple[Turn, ...]) -> MonthState:
    actors = world.actors
    return MonthState(
        month=month,
        outcome=tuple(world.outcome),
        settled=tuple(world.settled),
        trust=_rows([actor.trust for actor in actors]),
        commitment=_rows([actor.commitment for actor in actors]),
        dependence=_rows([actor.depends for actor in actors]),
        pressure=_rows([actor.pressure for actor in actors]),
        hold=tuple(actor.measures["hold"] for actor in actors),
        turns=turns,
        agreements=tuple(world.agreements),
    )


def _rows(rows: list[list[float]]) -> Matrix:
    return tuple(tuple(row) for row in rows)

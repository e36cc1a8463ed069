"""A month of a run in words: what every actor did and why, and how the issues stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from patronage.page.rendering import rendered, signed
from patronage.page.run import MonthState, Option, Run, Turn
from patronage.sim.files.months import month_text
from patronage.sim.model.agreements import AGREE, PERMIT
from patronage.sim.model.by_hand.actor import NO_CHOICE
from patronage.sim.model.by_hand.agreeing import Agreement
from patronage.sim.model.table import WAIT
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.words.plain import listed_and, percent
from patronage.words.wording import DOES, actor_names

_HEADS = {  # of E8: a column's head, and what it is
    **{term.name: (term.head, term.about) for term in TERMS},
    "cost": ("reluctance", "what an act of this kind takes"),
    **{term.name: (term.head, term.about) for term in PROMPTS},
}
_SHOWN = 7  # options that are listed at once


def words(option: int, names: Sequence[str]) -> str:
    """`aid Assad`, or `wait`."""
    if option == WAIT:
        return "wait"
    verb, target = divmod(option - 1, len(names))
    return f"{VERB_NAMES[verb]} {names[target]}"


def acts_rows(run: Run, state: MonthState) -> list[dict[str, Any]]:
    """For each actor its acts of the month, and whether a script had a part in them."""
    actors = run.scenario.case.actors
    names = [actor.name for actor in actors]
    turns: dict[int, Turn] = {turn.actor: turn for turn in state.turns}
    rows = []
    for i, actor in enumerate(actors):
        turn = turns.get(i)
        rows.append(
            {
                "name": actor.name,
                "color": actor.color or "#0072B2",
                "text": _did(turn, names) if turn else "has not acted yet",
                "script": _script(run, state.month, i) if turn and turn.scripted else "",
            }
        )
    return rows


def _did(turn: Turn, names: Sequence[str]) -> str:
    if not turn.done:
        return "waits"
    does = []
    for option in turn.done:
        verb, _, target = words(option, names).partition(" ")
        does.append(f"{DOES[verb]} {target}")
    return listed_and(does)


def _script(run: Run, month: int, actor: int) -> str:
    """Where what an actor had to do comes from."""
    scenario = run.scenario
    name = scenario.case.actor_ids[actor]
    events = [
        event.id
        for event in scenario.events
        if run.arm == "scenario" and not event.bar and event.actor == name
        and event.months[0] <= month <= event.months[1]
    ]  # fmt: skip
    if events:
        return f"event {listed_and(events)}"
    return "as the article has it"


def why_html(scenario: Scenario, state: MonthState, actor: int) -> str:
    """What the actor weighed: every option's value, its parts and its chance, as opening and as answer."""
    names = [each.name for each in scenario.case.actors]
    turn = next((turn for turn in state.turns if turn.actor == actor), None)
    if turn is None:
        return rendered("why", name=names[actor], month="", rounds=[], times="")
    rounds = [_round("First", turn.openings, turn.opening, names, scripted=turn.scripted)]
    if turn.answer != NO_CHOICE:
        rounds.append(_round("Then, having seen how all opened", turn.answers, (turn.answer,), names))
    times = f"{math.exp(scenario.settings['rationality']):.1f}"
    return rendered("why", name=names[actor], month=month_text(state.month), rounds=rounds, times=times)


def _round(
    title: str,
    options: Sequence[Option],
    chosen: Sequence[int],
    names: Sequence[str],
    *,
    scripted: bool = False,
) -> dict[str, Any]:
    ranked = sorted(options, key=lambda each: -each.chance)
    parts = [name for name in _HEADS if any(name in each.parts for each in options)]
    rows = [
        {
            "text": words(each.option, names),
            "chance": percent(each.chance),
            "bar": round(100.0 * each.chance, 1),
            "value": signed(each.value, 2),
            "parts": [signed(each.parts[name], 2) if name in each.parts else "" for name in parts],
            "chosen": each.option in chosen,
        }
        for each in ranked
    ]
    shown = [row for k, row in enumerate(rows) if k < _SHOWN or row["chosen"]]
    chosen_text = listed_and([words(option, names) for option in chosen])
    return {
        "title": title,
        "chosen": f"had to {chosen_text}" if scripted else f"chose to {chosen_text}",
        "heads": [_HEADS[name][0] for name in parts],
        "meanings": [_HEADS[name] for name in parts],
        "rows": shown,
        "rest": [row for row in rows if row not in shown],
        "count": len(rows),
    }


def agreements_html(scenario: Scenario, state: MonthState) -> str:
    """What was agreed on in the month: between whom, on what, and by which terms."""
    names = actor_names(scenario.case)
    issues = {issue.id: issue.name for issue in scenario.case.issues}
    rows = [
        {
            "parties": listed_and([names[one] for one in each.parties]),
            "issues": listed_and([issues[one] for one in each.issues]),
            "terms": _terms(each, names, issues),
            "strength": f"{each.strength:g}",
        }
        for each in state.agreements
    ]
    return rendered("agreements", rows=rows, month="" if not state.turns else month_text(state.month))


def _terms(each: Agreement, names: Mapping[str, str], issues: Mapping[str, str]) -> str:
    """What each party promises (E18)."""
    one, other = (names[party] for party in each.parties)
    if each.kind == AGREE:
        return "joint effort, each for its own position"
    if each.kind == PERMIT:
        return f"permission: {one} supports {other}'s position"
    first, second = (issues[issue] for issue in each.issues)
    return f"exchange: {one} supports {other}'s position on {first}, {other} supports {one}'s on {second}"


def issues_html(run: Run, shown: int) -> str:
    """How the issues stand after ``shown`` months, and how they came there."""
    scenario = run.scenario
    states = run.states[: shown + 1]
    months = scenario.last_month - scenario.first_month + 1
    rows = []
    for k, issue in enumerate(scenario.case.issues):
        values = [state.outcome[k] for state in states]
        points = [
            f"{2.0 + 156.0 * m / months:.1f} {38.0 - 34.0 * value:.1f}" for m, value in enumerate(values)
        ]
        rows.append(
            {
                "name": issue.name,
                "zero": issue.zero,
                "one": issue.one,
                "value": f"{values[-1]:.2f}",
                "left": round(100.0 * values[-1], 1),
                "heads": round(100.0 * states[-1].settled[k], 1),
                "line": "M" + " L".join(points),
                "end": points[-1].split(" "),
            }
        )
    return rendered("issues", rows=rows)

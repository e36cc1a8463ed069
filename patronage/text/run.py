"""The answer to a scenario as people read it: the tables, and in one sentence what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from textwrap import fill

from patronage.analysis.estimators.influence import Loss
from patronage.sim.files.faults import counted
from patronage.sim.files.months import month_text
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import MEASURES, TIES
from patronage.studies.answer import Answer
from patronage.studies.run import WHOLE
from patronage.text.settle import settle_parts
from patronage.text.uncertainty import uncertainty_parts
from patronage.words.clients import clients_sentence
from patronage.words.plain import change, number, percent, table, wrapped
from patronage.words.treatment import (
    ABOUT,
    TREATED,
    TREATMENT_HEADS,
    WITHOUT_DATED_CAPABILITY,
    about_text,
    never_brought_text,
    treatment_sentence,
)
from patronage.words.when import WHEN, WHEN_HEADS, too_few_for_months, when_rows
from patronage.words.wording import actor_names, clients_text, measure_words

_WIDTH = 110  # letters of a line of text
_HEADS = ("reference", "scenario", "loss", "loss %", "90% of draws", "s.e.", "draws losing", "prior only")

_KEY = """\
reference: without the events; scenario: with them; loss: reference minus scenario, so a gain is below zero
90% of draws: from the 5th to the 95th percentile of the weight draws, Monte Carlo error taken out
draws losing: share of the draws with a loss, however small; s.e.: standard error of the mean loss
prior only: the loss under weights drawn from the prior alone, as if the article had not been read"""


def answer_text(answer: Answer) -> str:
    """All that `patronage run` prints."""
    scenario = answer.scenario
    names = actor_names(scenario.case)
    focus = names[scenario.focus]
    draws = scenario.runs // scenario.replicates
    window = f"{month_text(scenario.first_event_month)} to {month_text(scenario.last_month)}"
    muted = f", {', '.join(names[actor] for actor in answer.muted)} idle" if answer.muted else ""
    made = (
        f"{counted(scenario.runs, 'run')} in each arm ({counted(draws, 'weight draw')} x"
        f" {counted(scenario.replicates, 'replicate')}), rng {scenario.rng}"
    )
    parts = [scenario.question or scenario.title, f"{focus}, {window}{muted}: {made}"]
    if answer.failed:
        left = "is" if answer.failed == 1 else "are"
        parts[1] += f"\n{counted(answer.failed, 'run')} failed (a number was not finite) and {left} left out"
    measures = {name: measure_words(name) for name in answer.losses}
    others = [names[actor] for actor in names if actor != scenario.focus]
    width = max(len(name) for name in (*others, *measures.values()))  # so that all tables line up
    signed = [measure.name for measure in MEASURES if measure.signed]
    parts += treatment_parts(answer)
    for tie in TIES[:1]:
        parts += [
            tie.title.format(focus=focus),
            loss_text(answer.ties[tie.name], names, tie.whose.ljust(width)),
        ]
    parts.append(loss_text(answer.losses, measures, "measure".ljust(width), signed))
    parts.append(measures_text(answer, focus))
    if answer.without_dated_capability is not None:
        parts += [
            WITHOUT_DATED_CAPABILITY,
            loss_text(answer.without_dated_capability, measures, "measure".ljust(width), signed),
        ]
    for tie in TIES[1:]:
        parts += [
            tie.title.format(focus=focus),
            loss_text(answer.ties[tie.name], names, tie.whose.ljust(width)),
        ]
    parts += when_parts(answer)
    gainers = loss_text(answer.gainers, names, "actor".ljust(width))
    parts += [
        "Who gains: the loss of every actor's own hold, the largest gain (a loss below zero) first",
        gainers,
    ]
    parts += [never_brought_text(item) for item in answer.never_brought]
    parts.append(_KEY + monte_carlo_error_text(answer))
    parts += uncertainty_parts(answer.uncertainty)
    if answer.settling is not None:
        parts += settle_parts(answer.settling, scenario.case)
    elif scenario.runs < WHOLE and scenario.events:
        parts.append(f"What would settle the loss is worked out from {WHOLE:,} runs up.")
    parts.append(wrapped(str(answer.verdict)))
    clients = {names[actor]: loss.row for actor, loss in answer.dependence.items()}
    parts.append(wrapped(clients_sentence(focus, clients)))
    return "\n\n".join(part for part in parts if part)


def when_parts(answer: Answer) -> list[str]:
    """When each loss is largest and surely one; nothing where months were not asked for."""
    if not answer.whens or not answer.scenario.events:
        return []
    parts = [fill(WHEN, _WIDTH), table(WHEN_HEADS, when_rows(answer.plain_months))]
    few = too_few_for_months(answer.losses["hold"].draws)
    return [*parts, few] if few else parts


def measures_text(answer: Answer, focus: str) -> str:
    """What each measure is, in a line."""
    case = answer.scenario.case
    clients = case.clients.get(answer.scenario.focus)
    said = {measure.name: measure.meaning for measure in MEASURES}
    if clients:
        said[OVER_CLIENTS] = clients_text(clients, actor_names(case))
    lines = [f"  {measure_words(name)}: {said[name]}" for name in answer.losses]
    return "\n".join([f'What each measure is; "it" is {focus}:', *lines])


def treatment_parts(answer: Answer) -> list[str]:
    """What the events did to what they act on, before what that cost; nothing without events."""
    one = answer.scenario.runs == answer.scenario.replicates  # draw, which has no interval
    if not answer.treatment:
        return []
    case = answer.scenario.case
    issues = {issue.id: issue.name for issue in case.issues}
    rows = [
        (
            about_text(what, actor_names(case), issues),
            number(found.reference),
            number(found.scenario),
            change(found.change),
            "-" if one else f"{change(found.interval[0])} to {change(found.interval[1])}",
            "-" if one or found.share_of_draws is None else percent(found.share_of_draws),
        )
        for what, found in answer.treatment.items()
    ]
    said = treatment_sentence([found.status for found in answer.treatment.values()])
    return [part for part in (TREATED, table((ABOUT, *TREATMENT_HEADS), rows), said) if part]


def loss_text(
    losses: Mapping[str, Loss], names: Mapping[str, str], head: str, signed: Collection[str] = ()
) -> str:
    """A table of losses, one per row, called by their names; of ``signed`` ones there is no percentage."""
    rows = [
        (
            names[key],
            number(loss.reference),
            number(loss.scenario),
            change(loss.loss),
            change(None if key in signed else loss.loss_percent, 1),
            "-" if loss.draws == 1 else f"{change(loss.interval[0])} to {change(loss.interval[1])}",
            number(loss.standard_error),
            "-" if loss.draws == 1 else percent(loss.share_of_draws_with_loss),
            change(loss.prior_only_loss),
        )
        for key, loss in losses.items()
    ]
    return table((head, *_HEADS), rows)


def monte_carlo_error_text(answer: Answer) -> str:
    """How much Monte Carlo error was taken out of the range of the hold's loss, where that is known."""
    loss, replicates = answer.losses["hold"], answer.scenario.replicates
    if loss.monte_carlo_error_part is None:
        return ""
    low, high = loss.interval_with_monte_carlo_error
    return (
        f"\n{percent(loss.monte_carlo_error_part)} of the variance between draws of the loss of hold is Monte"
        f" Carlo error (each draw is a mean of {counted(replicates, 'run')});\nwith that error left in, 90%"
        f" of draws lie between {change(low)} and {change(high)}"
    )

"""What the reader sees of a scenario's cost, in sentences, cards and charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patronage.analysis.estimators.influence import Loss
from patronage.analysis.estimators.spread import Spread
from patronage.analysis.estimators.verdict import Status
from patronage.page.answers import Found
from patronage.page.curves import charts
from patronage.page.rendering import rendered, signed
from patronage.sim.files.faults import counted
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import MEASURES, NAMED, TIES, Measure
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.result import column
from patronage.studies.answer import Answer
from patronage.words.clients import clients_sentence
from patronage.words.plain import capital, minus, number, percent
from patronage.words.treatment import (
    ABOUT,
    CHANGE_FIRST,
    TITLE,
    WITHOUT_DATED_CAPABILITY,
    about_text,
    never_brought_text,
    treatment_sentence,
)
from patronage.words.verdict import status_text
from patronage.words.when import WHEN, WHEN_HEADS, too_few_for_months, when_rows
from patronage.words.wording import actor_names, clients_text, measure_words

_SCALE = 140.0  # pixels from 0 to either end of the scale of an interval


def headline(scenario: Scenario, found: Found | None) -> dict[str, str]:
    """The answer in a sentence, and what it leaves open."""
    if found is None:
        return {"text": f"Running {scenario.runs:,} runs in each arm …", "doubt": ""}
    if not scenario.events:
        return {"text": "No event is on, so nothing differs and nothing is lost.", "doubt": ""}
    said = found.answer.verdict
    return {"text": minus(said.text), "doubt": minus(said.doubt)}


def clients_line(scenario: Scenario, found: Found | None) -> str:
    """Who depends less and who more, in a sentence or two; nothing before there is an answer."""
    if found is None or not scenario.events:
        return ""
    names = actor_names(scenario.case)
    rows = {names[actor]: loss.row for actor, loss in found.answer.dependence.items()}
    return clients_sentence(names[scenario.focus], rows)


def losses_html(scenario: Scenario, found: Found) -> str:
    """The measures as cards, and the losses actor by actor."""
    answer = found.answer
    names = actor_names(scenario.case)
    clients = clients_text(scenario.case.clients.get(scenario.focus, ()), names)
    reach = _reach([*answer.losses.values()])
    return rendered(
        "losses",
        focus=names[scenario.focus],
        treatment=_treatment(answer),
        without_dated_capability=_without_dated_capability(answer),
        notes=[never_brought_text(item) for item in answer.never_brought],
        cards=[
            _card(measure_words(name), loss, reach, NAMED.get(name), clients if name == OVER_CLIENTS else "")
            for name, loss in answer.losses.items()
        ],
        ties=[
            {
                "title": tie.less.format(focus=names[scenario.focus]),
                "meaning": f"Loss of {tie.words}: {tie.meaning}.",
                "cards": _cards(answer.ties[tie.name], names),
            }
            for tie in TIES
        ],
        when=_when(answer),
        gainers=_cards(answer.gainers, names),
        runs=counted(scenario.runs, "run"),
        draws=counted(scenario.runs // scenario.replicates, "weight draw"),
        replicates=counted(scenario.replicates, "replicate"),
        seconds=f"{found.seconds:.1f}",
        failed=counted(answer.failed, "pair of runs is", "pairs of runs are") if answer.failed else "",
        digest=scenario.digest[:10],
        rng=scenario.rng,
    )


def _treatment(answer: Answer) -> dict[str, Any] | None:
    """What the events did to what they act on, as a table and a sentence; None without events."""
    if not answer.treatment:
        return None
    case = answer.scenario.case
    issues = {issue.id: issue.name for issue in case.issues}
    rows = [
        (
            about_text(what, actor_names(case), issues),
            signed(found.change),
            f"{signed(found.interval[0])} to {signed(found.interval[1])}",
            "–" if found.share_of_draws is None else percent(found.share_of_draws),
            minus(number(found.reference)),
            minus(number(found.scenario)),
        )
        for what, found in answer.treatment.items()
    ]
    said = treatment_sentence([found.status for found in answer.treatment.values()])
    return {"title": TITLE, "heads": (ABOUT, *CHANGE_FIRST), "rows": rows, "said": said}


def _cards(losses: Mapping[str, Loss], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each actor, on one scale."""
    reach = _reach([*losses.values()])
    return [_card(names[who], loss, reach) for who, loss in losses.items()]


def _when(answer: Answer) -> dict[str, Any] | None:
    """When each loss is largest and clear of zero, as a table; None where there are no events."""
    if not answer.whens or not answer.scenario.events:
        return None
    rows = [
        tuple(minus(cell) if cell != "-" else "–" for cell in row) for row in when_rows(answer.plain_months)
    ]
    title = WHEN.removeprefix("When: ")
    few = too_few_for_months(answer.losses["hold"].draws)
    return {"title": f"{capital(title)}. {few}".rstrip(), "heads": WHEN_HEADS, "rows": rows}


def _without_dated_capability(answer: Answer) -> dict[str, Any] | None:
    """The losses with all capability there from the start, beside the others; None where none is brought."""
    if answer.without_dated_capability is None:
        return None
    rows = [
        (measure_words(name), signed(loss.loss), *_spread(loss), signed(answer.losses[name].loss))
        for name, loss in answer.without_dated_capability.items()
    ]
    heads = ("measure", "loss", "90% of draws", "draws losing", "status", "as above")
    return {"title": WITHOUT_DATED_CAPABILITY, "heads": heads, "rows": rows}


def _spread(loss: Loss) -> tuple[str, str, str]:
    low, high = loss.interval
    share = percent(loss.share_of_draws_with_loss)
    return f"{signed(low)} to {signed(high)}", share, _status(loss)


def reading_html(scenario: Scenario) -> str:
    """What the numbers mean, for whoever wants to know; folded away until asked for."""
    measures = []
    for measure in MEASURES:
        low, high = (minus(f"{end:g}") for end in measure.range)
        text = f"{measure.meaning[0].upper()}{measure.meaning[1:]}, from {low} to {high}."
        if measure is MEASURES[0]:
            text += " The headline."
        if measure.signed:
            text += " It may be near 0 or below, so its loss is not given in per cent."
        measures.append((measure.words, text))
    return rendered("reading", focus=actor_names(scenario.case)[scenario.focus], measures=measures)


def months_html(scenario: Scenario, found: Found, measure: str) -> str:
    """The measure by month in both arms, and its loss."""
    colors = {actor.id: actor.color or "#0072B2" for actor in scenario.case.actors}
    series = found.answer.time_series[column(measure, scenario.focus)]
    return rendered("months", charts=charts(scenario, series, measure, colors[scenario.focus]))


def _card(
    name: str, loss: Loss, reach: float, measure: Measure | None = None, meaning: str = ""
) -> dict[str, Any]:
    low, high = loss.interval
    percentage = None if measure and measure.signed else loss.loss_percent
    return {
        "name": name,
        "meaning": measure.meaning if measure else meaning,
        "loss": signed(loss.loss),
        "size": f"{abs(loss.loss):.4f}",
        "word": _word(loss),
        "status": _status(loss),
        "percent": "" if percentage is None else f"{abs(percentage):.1f}%",
        "reference": minus(f"{loss.reference:.4f}"),
        "scenario": minus(f"{loss.scenario:.4f}"),
        "interval": f"{signed(low)} to {signed(high)}",
        "error": "" if loss.standard_error is None else f"{loss.standard_error:.4f}",
        "share": percent(loss.share_of_draws_with_loss),
        "prior": "" if loss.prior_only_loss is None else signed(loss.prior_only_loss),
        "bar": bar(low, high, loss.loss, reach),
        "tick": None if loss.prior_only_loss is None else _at(loss.prior_only_loss, reach),
    }


def _word(loss: Loss) -> str:
    """Whether points are lost or gained, and where that is not established, that it is so on average."""
    word = "gained" if signed(loss.loss).startswith("−") else "lost"
    return word if loss.row.status in {Status.LOSES, Status.GAINS} else f"{word} on average"


def _status(loss: Loss) -> str:
    return status_text(loss.status, borderline=loss.row.borderline)


def bar(low: float, high: float, mean: float, reach: float) -> dict[str, float]:
    """Where an interval and its mean stand on a scale of 300 pixels, with 0 in the middle."""
    return {
        "x": _at(low, reach),
        "width": max(_at(high, reach) - _at(low, reach), 1.0),
        "mean": _at(mean, reach),
    }


def reach_of(spreads: list[Spread]) -> float:
    """The end of a scale that holds all the intervals."""
    return max([1e-4, *(abs(end) for spread in spreads for end in (spread.low, spread.high))]) * 1.05


def _reach(losses: list[Loss]) -> float:
    ends = [end for loss in losses for end in (*loss.interval, loss.prior_only_loss or 0.0)]
    return max([1e-4, *(abs(end) for end in ends)]) * 1.05


def _at(value: float, reach: float) -> float:
    return round(150.0 + _SCALE * max(-1.0, min(1.0, value / reach)), 1)

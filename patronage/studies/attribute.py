"""Which events, whose activity and which sentences a loss is due to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.attribute import sampling_error, shapley_exact, shapley_sampled
from patronage.analysis.estimators.spread import Spread, Spreads, together
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.coalitions import (
    EXACT_MOST,
    Flags,
    coalitions_along,
    every_coalition,
    sampled_orders,
    single_and_all_but,
)
from patronage.sim.designs.events import events_table
from patronage.sim.designs.patrons import others_of, patrons_table
from patronage.sim.designs.placebo import as_it_is, items_in_use, prior_only, variants_table, without_each
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.weights import Weights
from patronage.studies.losses import Size, Tick, asked_of, blocks_of, sized, values_of
from patronage.studies.run import total_loss
from patronage.studies.shown.answer import Shown
from patronage.studies.tables.attribute import attribution_tables, sentence_tables
from patronage.words.wording import actor_names, event_text, months_text, place_text

Floats = NDArray[np.float64]

BUDGET = 1_200_000  # runs of one attribution, which a quarter of a minute allows on two cores
PAIRS = 40  # orders, each with its reverse, that are sampled where coalitions are too many


@dataclass(frozen=True)
class Member:
    """One event, actor or evidence item: its Shapley value, what it does alone, and what goes if it goes."""

    id: str
    label: str
    value: Spread
    alone: Spread
    last: Spread
    sampling_error: float


@dataclass(frozen=True, repr=False)
class Attribution(Shown):
    """The loss divided up over events or actors.

    total: worth of all members together; nobody: worth of none (0 for events). The members' values sum to
    total - nobody, draw by draw. exact: whether every coalition was run. loss: the scenario's own loss, from
    all its runs, of which these may be a part.
    """

    over: str
    measure: str
    size: Size
    coalitions: int
    exact: bool
    total: Spread
    nobody: Spread
    members: tuple[Member, ...]
    loss: Spread

    @property
    def gap(self) -> float:
        """By how much the values miss the total effect: rounding."""
        return sum(member.value.mean for member in self.members) - (self.total.mean - self.nobody.mean)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return attribution_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "over": self.over,
            "measure": self.measure,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "coalitions": self.coalitions,
            "exact": self.exact,
            "loss": self.loss.judged(),
            "total": self.total.plain(),
            "nobody": self.nobody.plain(),
            "members": [
                {
                    "id": member.id,
                    "label": member.label,
                    "value": member.value.plain(),
                    "alone": member.alone.plain(),
                    "last": member.last.plain(),
                    "sampling_error": member.sampling_error,
                }
                for member in self.members
            ],
        }


@dataclass(frozen=True)
class Sentence:
    """An evidence item left out: the change of the loss, and the loss that is left."""

    id: str
    place: str
    paraphrase: str
    change: Spread
    without: Spread


@dataclass(frozen=True, repr=False)
class Sentences(Shown):
    """The loss, and its change with each item left out, the largest change first.

    silent: ids of items in use that feed no weight (acts only). nothing: the loss without any evidence;
    total: with all, from as many runs; loss: the scenario's own, from all of its runs.
    """

    measure: str
    size: Size
    total: Spread
    nothing: Spread
    items: tuple[Sentence, ...]
    silent: tuple[str, ...]
    loss: Spread

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return sentence_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "over": "sentences",
            "measure": self.measure,
            "draws": self.size.draws,
            "replicates": self.size.replicates,
            "loss": self.loss.judged(),
            "total": self.total.plain(),
            "prior_only": self.nothing.plain(),
            "members": [
                {
                    "id": item.id,
                    "place": item.place,
                    "paraphrase": item.paraphrase,
                    "change": item.change.plain(),
                    "loss_without": item.without.plain(),
                }
                for item in self.items
            ],
            "feed_no_weight": list(self.silent),
        }


def over_events(
    scenario: Scenario,
    measure: str = "hold",
    *,
    size: Size | None = None,
    loss: Spread | None = None,
    tick: Tick | None = None,
) -> Attribution:
    """Shapley values of the loss over the scenario's events.

    The worth of some events is the loss with only those happening: the measure in the reference arm less
    that with them, run by run, over the window of the whole scenario. ``loss``: the scenario's own, where it
    is known already. ValueError without events.
    """
    names = actor_names(scenario.case)
    labels = [f"{event_text(event, names)}, {months_text(event.months)}" for event in scenario.events]

    def worth(runs: Floats) -> Floats:
        return np.asarray(runs[0] - runs)

    ids = [event.id for event in scenario.events]
    return _shared(_Game("events", ids, labels, 1, events_table, worth), scenario, measure, size, loss, tick)


def over_patrons(
    scenario: Scenario,
    measure: str = "hold",
    *,
    size: Size | None = None,
    loss: Spread | None = None,
    tick: Tick | None = None,
) -> Attribution:
    """Shapley values of the loss over who is active.

    The worth of some actors is the loss in a world in which only they and the focus actor act: both arms
    with everyone else muted (idle throughout, without commitments, their events not happening). The worth
    of nobody is the loss with the focus actor alone, and is not an actor's doing.
    """
    names = actor_names(scenario.case)
    ids = list(others_of(scenario))

    def worth(runs: Floats) -> Floats:
        return np.asarray(runs[0::2] - runs[1::2])

    labels = [names[actor] for actor in ids]
    game = _Game("patrons", ids, labels, 2, patrons_table, worth)
    return _shared(game, scenario, measure, size, loss, tick)


class _Game(NamedTuple):
    """Who shares a loss, by id and label, and what coalitions of them are worth.

    arms: how many a coalition runs. table: the runs of all coalitions. worth: of each coalition, run by run,
    from the measure in every arm.
    """

    over: str
    ids: list[str]
    labels: list[str]
    arms: int
    table: Callable[[Scenario, Flags, Weights, int], RunTable]
    worth: Callable[[Floats], Floats]


def _shared(
    game: _Game,
    scenario: Scenario,
    measure: str,
    size: Size | None,
    loss: Spread | None,
    tick: Tick | None,
) -> Attribution:
    wanted = asked_of(scenario, measure)
    members = len(game.ids)
    if not members:
        raise ValueError(f"there are no {game.over} to divide the loss over")
    exact = members <= EXACT_MOST
    if exact:
        coalitions = every_coalition(members)
    else:
        orders = sampled_orders(members, PAIRS, scenario.rng)
        coalitions, steps, places = coalitions_along(orders, single_and_all_but(members))
    size = size or sized(scenario, game.arms * len(coalitions), BUDGET)
    at, variants = size.of(scenario), game.arms * len(coalitions)
    every = int(np.flatnonzero(coalitions.all(axis=1))[0])
    spreads, by_order, runs = Spreads(), np.zeros((0, members)), 0
    for draws in blocks_of(size, variants):
        weights = weights_of(at, first=draws.start, draws=len(draws))
        made = game.table(at, coalitions, weights, draws.start)
        values = values_of(made, wanted, tick).reshape(variants, len(draws), size.replicates)
        worths = game.worth(together(values))
        if exact:
            shares = shapley_exact(worths)
        else:
            shares = shapley_sampled(worths, steps, orders, places[:members], places[members:])
        spreads.add(np.concatenate([worths[[every, 0]], shares.value, shares.alone, shares.last]))
        by_order, runs = shares.by_order + (by_order if runs else 0.0), runs + shares.runs
    total, nobody, *each = spreads.found()
    return Attribution(
        over=game.over,
        measure=measure,
        size=size,
        coalitions=len(coalitions),
        exact=exact,
        total=total,
        nobody=nobody,
        members=_members(game.ids, game.labels, each, sampling_error(by_order, runs)),
        loss=loss or total_loss(scenario, measure, tick),
    )


def _members(ids: list[str], labels: list[str], spreads: list[Spread], errors: Floats) -> tuple[Member, ...]:
    """``spreads``: all members' values, then what each is alone, then what it adds last."""
    count = len(ids)
    each = zip(ids, labels, spreads[:count], spreads[count : 2 * count], spreads[2 * count :], strict=True)
    found = [Member(*one, float(error)) for one, error in zip(each, errors, strict=True)]
    return tuple(sorted(found, key=lambda member: -member.value.mean))


def over_sentences(
    scenario: Scenario,
    measure: str = "hold",
    *,
    size: Size | None = None,
    loss: Spread | None = None,
    tick: Tick | None = None,
) -> Sentences:
    """Each evidence item left out in turn and the weights derived anew: the change of the loss.

    Draws are quantiles of keyed uniforms, so what an item does not touch stays as it was, and the change
    is paired draw by draw. Its acts still happen. ``loss``: the scenario's own, where it is known already.
    ValueError where nothing feeds a weight.
    """
    wanted = asked_of(scenario, measure)
    left_out = without_each(scenario)
    if not left_out:
        raise ValueError("no evidence item feeds a weight of this scenario")
    variants = [as_it_is(scenario), prior_only(scenario), *(variant for _, variant in left_out)]
    size = size or sized(scenario, 2 * len(variants), BUDGET)
    at, spreads = size.of(scenario), Spreads()
    for draws in blocks_of(size, 2 * len(variants)):
        table = variants_table(at, variants, len(draws), draws.start)
        runs = together(values_of(table, wanted, tick).reshape(-1, len(draws), size.replicates))
        losses = runs[0::2] - runs[1::2]
        spreads.add(np.concatenate([losses, losses[2:] - losses[0]]))
    total, nothing, *each = spreads.found()
    without, changes = each[: len(left_out)], each[len(left_out) :]
    items = [
        Sentence(item.id, place_text(item), item.paraphrase, change, one)
        for (item, _), change, one in zip(left_out, changes, without, strict=True)
    ]
    feeding = {item.id for item, _ in left_out}
    return Sentences(
        measure=measure,
        size=size,
        total=total,
        nothing=nothing,
        items=tuple(sorted(items, key=lambda one: -abs(one.change.mean))),
        silent=tuple(item.id for item in items_in_use(scenario) if item.id not in feeding),
        loss=loss or total_loss(scenario, measure, tick),
    )

"""Both arms of a scenario under other weights and settings, all with the same random numbers.

A variant is a set of weight draws and changes of settings: one sentence left out, the wishes of the
actors dealt out anew, everyone acting at random, a part of the model off. Draw d of every variant shares its
random numbers with draw d of the others, so the differences between variants are paired. It shares its
coefficients of choice as well, which are those of the scenario's own weights: a variant changes the coding,
not how actors choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from patronage.sim.case.load import Item
from patronage.sim.designs.arms import POINT, ROW, beliefs_of, crossed, script_of, weights_of, window_of
from patronage.sim.designs.choice import settings_rows
from patronage.sim.designs.weights import weights_from
from patronage.sim.files.memory import check_memory
from patronage.sim.model.parts import PARTS
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import Pair, Pairs, between
from patronage.sim.weights.beliefs import Beliefs, dealt, draw_bytes, items_used, stacked
from patronage.sim.weights.weights import Weights

NO_DATED_CAPABILITY = {"dated_capability": 0.0}
"""What an act brings is coded of whoever did it, so comparisons with other pairs and wishes do without."""
NOBODY_CHOOSES = {"rationality": 0.0, "agreement": 0.0}
"""Acts at random, and no agreement: the best offer is taken by interest even where acts are not (E18)."""
MOST_PAIRS = 99
"""Of fifty actors there are thousands of pairs."""


@dataclass(frozen=True)
class Variant:
    """A name, what is believed, and changes on top of the scenario's settings."""

    name: str
    beliefs: Beliefs
    changes: dict[str, float] = field(default_factory=dict)


def variants_table(scenario: Scenario, variants: Sequence[Variant], draws: int, first: int = 0) -> RunTable:
    """Variant x arm (reference, scenario) x weight draw x replicate, replicates fastest.

    ``first``: the number of the first draw. FaultError where so many do not fit into memory.
    """
    case = scenario.case
    each = 2 * ROW + (POINT + 2 * draw_bytes(len(case.actors), len(case.issues))) / scenario.replicates
    what = f"runs of each of {2 * len(variants):,} variants"
    runs = draws * scenario.replicates
    check_memory(runs, what, lambda some: len(variants) * some * each, scenario.replicates)
    parts: list[Weights] = [weights_from(scenario, variant.beliefs, draws, first) for variant in variants]
    shape = (len(variants), 2, draws, scenario.replicates)
    variant, arm, draw, replicate = (axis.ravel() for axis in np.indices(shape))
    return RunTable(
        weights=stacked(parts),
        scripts=(script_of(scenario), script_of(scenario, scenario.events)),
        settings=settings_rows(scenario, draws, first, changes=[one.changes for one in variants]),
        script=arm,
        point=variant * draws + draw,
        weight=variant * draws + draw,
        draw=draw + first,
        replicate=replicate,
        first_month=scenario.first_month,
        months=scenario.last_month - scenario.first_month + 1,
        window=window_of(scenario),
        rng=scenario.rng,
    )


def as_it_is(scenario: Scenario) -> Variant:
    """The scenario's own weights and settings."""
    return Variant("as it is", beliefs_of(scenario))


def items_in_use(scenario: Scenario) -> tuple[Item, ...]:
    """The evidence items that may feed the scenario's weights, in the order of the case.

    Where several coders' weights are mixed, these are the first's: leaving one out leaves out its sentence.
    """
    chosen = scenario.weights
    return items_used(
        scenario.case,
        article_only=chosen.article_only,
        assumed=chosen.assumed,
        leave_out=chosen.leave_out,
        coder=chosen.coders[0] if chosen.coders else None,
    )


def without_each(scenario: Scenario) -> tuple[tuple[Item, Variant], ...]:
    """Each item that feeds a weight, and the weights derived anew without it.

    Items in use that carry acts only change no weight and are left out. The acts of an item stay in
    history and events: what is taken away is what it says of wishes, means and ties.
    """
    full = beliefs_of(scenario)
    found = []
    for item in items_in_use(scenario):
        beliefs = beliefs_of(scenario, leave_out=(item.id,))
        if not same_beliefs(beliefs, full):
            found.append((item, Variant(item.id, beliefs)))
    return tuple(found)


def same_beliefs(one: Beliefs, other: Beliefs) -> bool:
    """Whether two codings give the same weights draw by draw."""
    names = ("salience", "position", "capability", "trust", "commitment")
    return (
        len(one.others) == len(other.others)
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
        and _same_dates(one, other)
        and all(map(same_beliefs, one.others, other.others))
    )


def _same_dates(one: Beliefs, other: Beliefs) -> bool:
    """Whether the same acts bring the same capability in both."""
    return len(one.dated) == len(other.dated) and all(
        (a.actor, a.issue, a.items) == (b.actor, b.issue, b.items)
        and np.array_equal(a.parameters, b.parameters)
        for a, b in zip(one.dated, other.dated, strict=True)
    )


def prior_only(scenario: Scenario) -> Variant:
    """No evidence: flat wishes, no ties; capability by what is known of it beforehand."""
    return Variant("prior only", beliefs_of(scenario, prior_only=True))


def random_acts(variant: Variant) -> Variant:
    """The same weights, with nothing chosen by interest: acts at random and no agreement but by script."""
    return Variant(f"{variant.name}, random acts", variant.beliefs, variant.changes | NOBODY_CHOOSES)


def random_but_agreements(variant: Variant) -> Variant:
    """Acts at random; who has been kind by chance still agrees on what is best for both."""
    name = f"{variant.name}, random acts, agreements chosen"
    return Variant(name, variant.beliefs, variant.changes | {"rationality": 0.0})


def without_dated_capability(scenario: Scenario) -> Variant:
    """The scenario's own weights, with the capability that acts bring there from the start."""
    return Variant("as it is, nothing dated", beliefs_of(scenario), NO_DATED_CAPABILITY)


def parts_off(scenario: Scenario) -> tuple[Variant, ...]:
    """The scenario without each part of the model that it has, by the name of the part's setting."""
    beliefs = beliefs_of(scenario)
    return tuple(Variant(name, beliefs, {name: 0.0}) for name in PARTS if scenario.settings[name] != 0.0)


def switched(scenario: Scenario) -> tuple[Variant, ...]:
    """The codings that an analyst may doubt: the article alone, nothing assumed, nothing known beforehand.

    `article only` also sets all capabilities equal before the article speaks; `flat prior` does so and
    uses no evidence.
    """
    chosen = scenario.weights
    article = replace(scenario, weights=replace(chosen, article_only=True))
    unassuming = replace(scenario, weights=replace(chosen, assumed=False))
    return (
        Variant("article only", beliefs_of(article)),
        Variant("no assumed wishes", beliefs_of(unassuming)),
        prior_only(scenario),
        Variant("flat prior", beliefs_of(article, prior_only=True)),
    )


def permuted(scenario: Scenario, count: int) -> tuple[Variant, ...]:
    """Placebo codings: the wishes of the actors dealt out to other actors, in ``count`` ways.

    The orders are distinct, none is the true one; all of them where there are not more. Capability, ties,
    commitments, history and events stay with whom they are of; to be compared with
    `without_dated_capability`.
    """
    beliefs = beliefs_of(scenario)
    return tuple(
        Variant(" ".join(beliefs.actors[k] for k in order), dealt(beliefs, list(order)), NO_DATED_CAPABILITY)
        for order in placebo_orders(len(beliefs.actors), count, scenario.rng)
    )


def placebo_orders(actors: int, count: int, rng: int) -> list[tuple[int, ...]]:
    """Up to ``count`` distinct orders of the actors, the true one left out, drawn without favour."""
    import itertools
    import math

    true = tuple(range(actors))
    if math.factorial(actors) - 1 <= count:
        return [order for order in itertools.permutations(true) if order != true]
    generator = np.random.default_rng([rng, actors, 1])
    found: dict[tuple[int, ...], None] = {}
    while len(found) < count:
        order = tuple(int(k) for k in generator.permutation(actors))
        if order != true:
            found[order] = None
    return list(found)


def some_pairs(scenario: Scenario, pairs: Pairs, most: int = MOST_PAIRS) -> tuple[Pair, ...]:
    """The other pairs, or ``most`` of them drawn without favour if there are more, in the case's order."""
    count = len(pairs.others)
    if count <= most:
        return pairs.others
    generator = np.random.default_rng([scenario.rng, count, 3])
    return tuple(pairs.others[k] for k in sorted(generator.permutation(count)[:most]))


def dyads_table(scenario: Scenario, pairs: Sequence[Pair], draws: int) -> RunTable:
    """The reference, and the events by each of these pairs, with all draws and replicates; nothing is dated.

    FaultError where so many rows do not fit into memory.
    """
    moved = [between(scenario, pair) for pair in pairs]
    scripts = [script_of(scenario), *(script_of(one, one.events) for one in moved)]
    return crossed(scenario, scripts, weights_of(scenario, draws=draws), settings=[NO_DATED_CAPABILITY])

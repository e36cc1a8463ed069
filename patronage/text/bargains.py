"""Who would trade what with whom, as people read it."""

from __future__ import annotations

import re

from patronage.analysis.estimators.bargains import Gained, Offer
from patronage.analysis.estimators.spread import Spread
from patronage.sim.scenario.load import Scenario
from patronage.studies.bargains import Bargain, Bargains, runs_of_bargains
from patronage.text.why import open_points
from patronage.words.plain import change, listed_and, percent, table, wrapped
from patronage.words.wording import actor_names

MOST = 30  # pairs in the table
THOUSANDTHS = 1000.0


def bargains_text(scenario: Scenario, found: Bargains) -> str:
    """All that `patronage bargains` prints."""
    size, few = found.size, found.permuted_size
    runs = runs_of_bargains(size, found.permutations)
    window = f"{found.months[found.window]} to {found.months[-1]}"
    permuted = f"; {few.draws:,} x {few.replicates:,} for each of {_permutations(found)}"
    made = (
        f"What each pair would agree on at the start of every month, {window}, if it could:"
        f" {runs:,} runs ({size.draws:,} weight draws x {size.replicates:,} each"
        f"{permuted if found.permutations else ''}), rng {scenario.rng}."
    )
    return "\n\n".join(
        [
            f"{scenario.question or scenario.title}\n{wrapped(answer_text(scenario, found))}",
            wrapped(made),
            _pairs(scenario, found),
            _focus(scenario, found),
            _thirds(scenario, found),
            _key(scenario),
            open_points(doubts_of_bargains(scenario, found)),
        ]
    )


def answer_text(scenario: Scenario, found: Bargains) -> str:
    """Which pair would gain most by what, and which bargain would cost the focus actor most."""
    names = actor_names(scenario.case)
    best, focus = found.bargains[0], names[scenario.focus]
    if not best.offers:
        return "No pair could agree on anything that would be good for both."
    said = (
        f"The pair that would gain most on average is {pair_text(best, names)}:"
        f" {_size(best.surplus.coded)}, in thousandths of a point{_chance(best.surplus)}. What they would"
        f" most often agree on, in {percent(best.offers[0].share)} of their offers:"
        f" {offer_sentence(scenario, best, best.offers[0])}."
    )
    worst = found.costliest()
    if worst is None:
        return f"{said} No bargain without {focus} would cost it anything on average."
    cost = worst.gains[scenario.focus].coded
    sure = "" if cost.distinguishable else ", not distinguishable from zero"
    return (
        f"{said} Of the bargains without {focus}, that of {pair_text(worst, names)} would cost it most on"
        f" average: {_size(cost)}{sure}; most often it would be"
        f" {offer_sentence(scenario, worst, worst.offers[0])}."
    )


def _chance(gain: Gained) -> str:
    """`; under permuted labels +6.10, p 12%`: what the size of a surplus is to be compared with."""
    if gain.permuted is None:
        return ""
    mean, share = permuted_text(gain, large=True)
    return f" (under permuted labels {mean}, p {share})"


def _permutations(found: Bargains) -> str:
    return f"{found.permutations} permutation{'s' * (found.permutations != 1)} of the labels"


def pair_text(one: Bargain, names: dict[str, str]) -> str:
    """`Russia and Turkey`."""
    return listed_and([names[actor] for actor in one.parties])


def offer_text(scenario: Scenario, one: Bargain, offer: Offer) -> str:
    """`joint effort: the northern sky`, `Russia: the battlefield; Turkey: …`, what each concedes."""
    first, second = (_issue(scenario, issue) for issue in (offer.first, offer.second))
    if offer.first == offer.second:
        return f"joint effort: {first}"
    one_of, other = (actor_names(scenario.case)[party] for party in one.parties)
    return f"{one_of}: {first}; {other}: {second}"


def offer_sentence(scenario: Scenario, one: Bargain, offer: Offer) -> str:
    """`a joint effort on the northern sky`, `concessions by Russia on … and by Turkey on …`."""
    first, second = (_issue(scenario, issue) for issue in (offer.first, offer.second))
    if offer.first == offer.second:
        return f"a joint effort on {first}"
    one_of, other = (actor_names(scenario.case)[party] for party in one.parties)
    return f"concessions by {one_of} on {first} and by {other} on {second}"


def _issue(scenario: Scenario, number: int) -> str:
    """The name of an issue as it stands within a sentence."""
    return re.sub("^The ", "the ", scenario.case.issues[number].name)


def _size(spread: Spread) -> str:
    return f"{change(THOUSANDTHS * spread.mean, 2)}, 90% of draws: {span_text(spread)}"


def span_text(spread: Spread) -> str:
    """`+1.28 to +18.92`: the middle 90% of draws, in thousandths."""
    low, high = (change(THOUSANDTHS * edge, 2) for edge in (spread.low, spread.high))
    return f"{low} to {high}"


def mean_text(spread: Spread) -> str:
    """`+7.40`, in thousandths; ~ where it is not distinguishable from zero."""
    near = "" if spread.distinguishable or spread.mean == 0.0 else "~"
    return f"{change(THOUSANDTHS * spread.mean, 2)}{near}"


def _pairs(scenario: Scenario, found: Bargains) -> str:
    names = actor_names(scenario.case)
    heads = ("pair", "gain", "90% of draws", "without events", "prior only", "permuted", "p")
    rows, offers = [], []
    for one in found.bargains[:MOST]:
        offer = one.offers[0] if one.offers else None
        rows.append(
            (
                pair_text(one, names), mean_text(one.surplus.coded), span_text(one.surplus.coded),
                mean_text(one.without), mean_text(one.surplus.prior),
                *permuted_text(one.surplus, large=True),
            )
        )  # fmt: skip
        said = (offer_text(scenario, one, offer), percent(offer.share)) if offer else ("nothing", "-")
        offers.append((pair_text(one, names), *said))
    rest = len(found.bargains) - len(rows)
    more = [f"{rest} more pairs, which would gain less, are in --json"] if rest > 0 else []
    conceded = table(("pair", "what each would most often concede", "share"), offers, left=2)
    return "\n".join([table(heads, rows), *more, "", conceded])


def _focus(scenario: Scenario, found: Bargains) -> str:
    """What each bargain would be worth to the focus actor."""
    names = actor_names(scenario.case)
    heads = (
        f"gain of {names[scenario.focus]} by the bargain of", "mean", "90% of draws", "prior only",
        "permuted", "p",
    )  # fmt: skip
    rows = []
    for one in found.bargains[:MOST]:
        gain = one.gains[scenario.focus]
        permuted = permuted_text(gain, large=False)
        rows.append(
            (
                pair_text(one, names),
                mean_text(gain.coded),
                span_text(gain.coded),
                mean_text(gain.prior),
                *permuted,
            )
        )
    return table(heads, rows)


def permuted_text(gain: Gained, *, large: bool) -> tuple[str, str]:
    """The mean under permuted labels, and the share of them that is as large, or as far from their mean."""
    if gain.permuted is None:
        return "-", "-"
    share = gain.permuted.as_large if large else gain.permuted.as_far
    return change(THOUSANDTHS * float(gain.permuted.means.mean()), 2), percent(share)


def _thirds(scenario: Scenario, found: Bargains) -> str:
    """Whom of the others each bargain would cost or give most."""
    names = actor_names(scenario.case)
    rows = []
    for one in found.bargains[:MOST]:
        others = sorted(one.third().items(), key=lambda row: row[1].mean)
        gains = {actor: mean_text(one.gains[actor].coded) for actor in one.parties}
        lines = [f"{names[actor]} {text}" for actor, text in gains.items()]
        pays = [f"{names[actor]} {mean_text(gain)}" for actor, gain in others if gain.mean < 0.0][:3]
        gets = [f"{names[actor]} {mean_text(gain)}" for actor, gain in reversed(others) if gain.mean > 0.0][
            :3
        ]
        rows.append((", ".join(lines), ", ".join(pays) or "nobody", ", ".join(gets) or "nobody"))
    return table(("gain of each party", "others who lose most", "others who gain most"), rows, left=3)


def _key(scenario: Scenario) -> str:
    focus = actor_names(scenario.case)[scenario.focus]
    strength = f"{scenario.settings['agreement']:g}"
    return wrapped(
        "Gains are in thousandths of a point: how much nearer an agreement would at once bring the settlement"
        f" to an actor's wishes, at a strength of {strength} (docs/MODEL.md, E4 and E18). Gain of a pair: of"
        " both parties together. Means over months; 90% of draws without Monte Carlo error; ~: a mean not"
        " distinguishable from zero. Share: of the months with an offer, in all runs. Without events: the"
        " gain in the reference. Prior only: under prior-only weights. Permuted: the mean with the actors'"
        " labels permuted. p: the share of the permutations, the coding included, in which the pair gains as"
        f" much, or {focus}'s gain is as far from their mean."
    )


def doubts_of_bargains(scenario: Scenario, found: Bargains) -> list[str]:
    """What the bargains leave open."""
    names = actor_names(scenario.case)
    focus = names[scenario.focus]
    unsure = [
        pair_text(one, names)
        for one in found.bargains
        if scenario.focus not in one.parties and not one.gains[scenario.focus].coded.distinguishable
    ]
    doubts = []
    if unsure:
        doubts.append(
            f"whether {focus} would gain or lose by the bargains of {'; '.join(unsure)}: not distinguishable"
            " from zero"
        )
    any_coding = [
        one.surplus.permuted is not None and one.surplus.permuted.as_large > 0.1 for one in found.bargains
    ]
    if any(any_coding):
        doubts.append(
            f"whether the coding matters for {sum(any_coding)} of {len(any_coding)} pairs: they would gain as"
            " much in more than a tenth of the permutations"
        )
    if found.permutations:
        doubts.append(
            f"any p below {1.0 / (1 + found.permutations):.2g}, the smallest that {_permutations(found)} can"
            f" give; and among {len(found.bargains)} pairs some p are small by chance"
        )
    doubts.append(
        "whether any of it happens: in a run a pair can agree only in months in which each has endorsed or"
        " aided the other"
    )
    return doubts

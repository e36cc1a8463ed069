"""Who would trade what with whom: planted trades are found, and nulls are those they say they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.estimators.bargains import offers_of, pairs_of
from patronage.sim.designs.placebo import permuted
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.bargains import Bargain, Bargains, bargains, runs_of_bargains, size_of_bargains
from patronage.studies.losses import Size
from patronage.text.bargains import answer_text, bargains_text, doubts_of_bargains

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SYRIA = data_root() / "scenarios" / "russia_us_coordination.yaml"
FEW = Size(4, 2)


@pytest.fixture(scope="module")
def tiny() -> Bargains:
    return bargains(load_scenario(TINY), size=FEW, permutations=3)


def planted(**weights: float) -> Scenario:
    """The tiny case with wishes that do not differ from draw to draw, and agreements that bind fully."""
    fixed = ", ".join(f"{path.replace('__', '.')}: {value}" for path, value in weights.items())
    return load_scenario(TINY, {"weights.fix": f"{{{fixed}}}", "settings.agreement": "1"})


def pair(found: Bargains, *parties: str) -> Bargain:
    return next(one for one in found.bargains if set(one.parties) == set(parties))


COMPLEMENTS = {  # the Duke cares for grain and the Guild for the harbour; they want opposite ends of both
    "salience__duke__grain": 0.9, "salience__guild__grain": 0.1,
    "position__duke__grain": 1.0, "position__duke__harbour": 1.0,
    "position__guild__grain": 0.0, "position__guild__harbour": 0.0,
    "capability__duke__grain": 0.5, "capability__duke__harbour": 0.5,
    "capability__guild__grain": 0.5, "capability__guild__harbour": 0.5,
}  # fmt: skip


def test_complementary_interests_are_traded() -> None:
    found = bargains(planted(**COMPLEMENTS), size=FEW, permutations=0)
    one = pair(found, "duke", "guild")
    (offer, *_) = one.offers
    issues = [found.issues[offer.first], found.issues[offer.second]]
    assert (one.parties, issues) == (("duke", "guild"), ["harbour", "grain"])
    assert offer.share > 0.9
    assert one.offered > 0.5  # where it has been made, there is little left of it for a while
    assert one.gains["duke"].coded.low > 0.0
    assert one.gains["guild"].coded.low > 0.0
    assert one.surplus.coded.mean == pytest.approx(
        one.gains["duke"].coded.mean + one.gains["guild"].coded.mean
    )


def test_opposed_interests_of_the_same_weight_have_nothing_to_trade() -> None:
    same = COMPLEMENTS | {path: 0.5 for path in COMPLEMENTS if path.startswith("salience")}
    traded, apart = (
        pair(bargains(planted(**weights), size=FEW, permutations=0), "duke", "guild")
        for weights in (COMPLEMENTS, same)
    )
    assert apart.surplus.coded.mean < 0.1 * traded.surplus.coded.mean


def test_actors_of_one_mind_always_have_something_to_agree_on() -> None:
    alike = COMPLEMENTS | {path: 1.0 for path in COMPLEMENTS if path.startswith("position")}
    one = pair(bargains(planted(**alike), size=FEW, permutations=0), "duke", "guild")
    assert one.offered == 1.0
    assert one.gains["duke"].coded.low > 0.0
    assert one.gains["guild"].coded.low > 0.0


def test_gains_of_all_are_there_month_by_month(tiny: Bargains) -> None:
    assert [set(one.parties) for one in tiny.bargains] != []
    assert len(tiny.bargains) == 3
    for one in tiny.bargains:
        assert set(one.gains) == {"duke", "guild", "port"}
        assert set(one.third()) == set(one.gains) - set(one.parties)
        assert len(one.by_month) == len(tiny.months) == 12
        window = np.mean([surplus.mean for surplus, _ in one.by_month[tiny.window :]])
        assert one.surplus.coded.mean == pytest.approx(window)
        focus = np.mean([gain.mean for _, gain in one.by_month[tiny.window :]])
        assert one.gains["duke"].coded.mean == pytest.approx(focus)
        assert 0.0 <= one.offered <= 1.0
        assert sum(offer.share for offer in one.offers) == pytest.approx(1.0)
    sizes = [one.surplus.coded.mean for one in tiny.bargains]
    assert sizes == sorted(sizes, reverse=True)


def test_permutations_are_those_of_placebo_each_run_with_the_coding(tiny: Bargains) -> None:
    scenario = load_scenario(TINY)
    assert tiny.permutations == len(permuted(scenario, 3)) == 3
    for one in tiny.bargains:
        among = one.surplus.permuted
        assert among is not None
        assert len(among.means) == 3
        assert among.as_large in {0.25, 0.5, 0.75, 1.0}
    every = bargains(scenario, size=FEW, permutations=100)
    assert every.permutations == 5  # of three actors' labels, without the true order
    none = bargains(scenario, size=FEW, permutations=0)
    assert all(one.surplus.permuted is None for one in none.bargains)


def test_under_weights_without_evidence_who_is_who_matters_little() -> None:
    """Two actors of whom nothing is known and whose prior capability is alike gain alike but for error."""
    scenario = load_scenario(SYRIA, {"weights.article_only": "true"})
    found = bargains(scenario, size=Size(60, 2), permutations=0)
    priors = [one.surplus.prior for one in found.bargains]
    middle = np.mean([prior.mean for prior in priors])
    assert all(abs(prior.mean - middle) < 4.5 * (prior.standard_error or 0.0) for prior in priors)


def test_without_agreements_there_is_nothing_to_ask() -> None:
    with pytest.raises(FaultError, match="the setting agreement is 0"):
        bargains(load_scenario(TINY, {"settings.agreement": "0"}))


def test_offers_are_counted_by_hand() -> None:
    counts = np.zeros((3, 3), dtype=np.int64)
    counts[0, 0], counts[1, 2], counts[2, 2] = 5, 3, 12
    offers, offered = offers_of(counts)
    assert offered == 0.75
    assert [(one.first, one.second, one.share) for one in offers] == [(1, 1, 0.8), (0, 1, 0.2)]
    assert offers_of(np.zeros((3, 3), dtype=np.int64)) == ((), 0.0)
    assert pairs_of(("b", "c", "a")) == [(2, 0), (2, 1), (0, 1)]


def test_its_words_and_tables_have_its_numbers(tiny: Bargains) -> None:
    scenario = load_scenario(TINY)
    said = bargains_text(scenario, tiny)
    best = tiny.bargains[0]
    assert answer_text(scenario, tiny).startswith("The pair that would gain most on average is The ")
    assert f"{1000 * best.surplus.coded.mean:+.2f}" in said
    assert doubts_of_bargains(scenario, tiny)
    pairs, gains, offers, months = tiny.tables()
    assert (len(pairs.rows), len(gains.rows), len(months.rows)) == (3, 9, 36)
    assert offers.rows
    nothing = replace(tiny, bargains=tuple(replace(one, offers=()) for one in tiny.bargains))
    assert answer_text(scenario, nothing) == "No pair could agree on anything that would be good for both."
    bargains_text(scenario, nothing)


def test_all_runs_are_counted() -> None:
    scenario = load_scenario(SYRIA)
    assert size_of_bargains(scenario) == Size(200, 10)
    ticks: list[int] = []
    bargains(load_scenario(TINY), size=FEW, permutations=2, tick=ticks.append)
    assert sum(ticks) == runs_of_bargains(FEW, 2) == 4 * 8 + 2 * 3 * 8

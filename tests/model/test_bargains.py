"""What pairs would agree on is what E18 has them agree on, and asking them changes nothing of a run."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations

import numpy as np
import pytest

from patronage.sim.designs.arms import arms_table
from patronage.sim.files.shipped import data_root
from patronage.sim.model import formulas as f
from patronage.sim.model.by_hand import agreeing
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.bargaining import GAINS
from patronage.sim.model.ensemble.simulate import Outcome, Record, simulate
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import load_scenario

MONTHS = (0, 1, 15, 20)


@pytest.fixture(scope="module")
def table() -> RunTable:
    changes = {"runs": "12", "replicates": "4", "settings.agreement": "0.4"}
    return arms_table(load_scenario(data_root() / "scenarios" / "losing_ground.yaml", changes))


@pytest.fixture(scope="module")
def outcome(table: RunTable) -> Outcome:
    return simulate(table, Record(bargains=True))


@pytest.mark.parametrize("row", [0, 17, 40])
def test_every_pair_is_offered_what_it_is_by_hand(table: RunTable, outcome: Outcome, row: int) -> None:
    model = AllianceModel(table, row)
    for month in range(max(MONTHS) + 1):
        if month in MONTHS:
            happened = model.script.arrived(month)
            if happened != model.happened:  # as at the start of the month's step
                model.arrive(happened)
                model.settle()
                model.happened = happened
            for k, (i, j) in enumerate(combinations(model.by_name, 2)):
                kept = outcome.bargains_path[row, month, k]
                offer = agreeing._best_offer(model, i, j)
                if offer is None:
                    assert kept[:GAINS].tolist() == [-1.0, -1.0]
                    assert not kept[GAINS:].any()
                    continue
                assert kept[:GAINS].tolist() == [offer.first, offer.second]
                joint = offer.first == offer.second
                worths = [
                    agreeing._worths(model, (i, j), q, promises)
                    for q, promises in (
                        [(offer.first, [(i, i), (j, j)])]
                        if joint
                        else [(offer.first, [(i, j)]), (offer.second, [(j, i)])]
                    )
                ]
                for party, actor in enumerate((i, j)):
                    wanted = worths[0][party] if joint else worths[0][party] + worths[1][party]
                    assert kept[GAINS + actor.index] == wanted  # to the last bit
        model.step()


def test_third_parties_gain_what_the_move_is_worth_to_them(table: RunTable, outcome: Outcome) -> None:
    model = AllianceModel(table, 20)  # at its start, worked out from settlements before and after
    pairs = list(combinations(model.by_name, 2))
    seen = 0
    for k, (i, j) in enumerate(pairs):
        offer = agreeing._best_offer(model, i, j)
        if offer is None:
            continue
        parties = [(i, offer.first, i if offer.first == offer.second else j)]
        parties += [(j, offer.second, j if offer.first == offer.second else i)]
        strength = model.settings["agreement"]
        after = list(model.settled)
        for q in {offer.first, offer.second}:
            total, weighted = model.total[q], model.weighted[q]
            for actor, issue, whose in parties:
                if issue == q:
                    able = f.mobilised(actor.mobilisation, f.drawn_back(actor.effort[q], 1.0, strength))
                    own = f.own_part(able, actor.committed, model.settings["capability_conserved"])
                    more = actor.drive[q] * (own - actor.own[q]) * actor.capability[q]
                    then = f.drawn_back(actor.stance[q], whose.position[q], strength)
                    total += more
                    weighted += (actor.leverage[q] + more) * then - actor.leverage[q] * actor.stance[q]
            after[q] = weighted / total
        for m in model.actors:
            loss = [
                sum(f.disutility(m.salience[q], y, m.position[q]) for q, y in enumerate(outcomes))
                for outcomes in (model.settled, after)
            ]
            assert outcome.bargains_path[20, 0, k, GAINS + m.index] == pytest.approx(
                loss[0] - loss[1], abs=1e-12
            )
            seen += m not in (i, j)
    assert seen > 20


def test_asking_writes_nothing_into_a_run(table: RunTable, outcome: Outcome) -> None:
    without = simulate(table, Record())
    for field in fields(Outcome):
        if field.name != "bargains_path":
            assert np.array_equal(getattr(outcome, field.name), getattr(without, field.name))
    assert without.bargains_path.shape == (0, table.months, 15, 8)


def test_what_scripts_share_is_the_same_whether_they_share_it(table: RunTable, outcome: Outcome) -> None:
    scenario = np.flatnonzero(table.script == 1)
    alone = replace(
        table,
        script=table.script[scenario],
        point=table.point[scenario],
        weight=table.weight[scenario],
        draw=table.draw[scenario],
        replicate=table.replicate[scenario],
    )
    found = simulate(alone, Record(bargains=True), threads=1)
    assert np.array_equal(found.bargains_path, outcome.bargains_path[scenario])

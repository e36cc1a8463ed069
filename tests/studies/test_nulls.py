"""Each null model is beaten by a claim that it is for, and not by one that it should find out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.placebo import dyads_table, parts_off, some_pairs
from patronage.sim.model.columns import AGREEMENT
from patronage.sim.model.parts import PARTS
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.expectation import Expectation
from patronage.sim.scenario.load import load_scenario
from patronage.sim.scenario.pairs import between, pair_of, pairs_of
from patronage.studies.expectations.held import FAILS, HOLDS, WORTHLESS, Finding, Held, Rate, hold, read
from patronage.studies.expectations.runs import model_runs, null_runs
from patronage.studies.losses import Size, asked_of, values_of
from patronage.studies.placebo import placebo
from patronage.studies.shipped import scenario_path
from patronage.studies.tables.expectations import expectation_tables
from patronage.text.expectations import found_text
from patronage.text.placebo import carrying_sentence, placebo_text

FEW = Size(draws=8, replicates=4)
SMALL = {"runs": "32", "replicates": "4"}
HOLD_FALLS = "{measure: hold, actor: iran, relation: falls, share_of_draws: 0.8}"
NOBODY = "settings: {rationality: 0, agreement: 0, learning: 0}\n"


def claimed(
    folder: Path, scenario: str, null: str, *statements: str, more: str = "", any_size: bool = True
) -> Expectation:
    """A claim at a small size; unless stated otherwise a change of any size counts."""
    path = folder / "claim.yaml"
    lines = "".join(f"  - {one}\n" for one in statements)
    text = f"claim: c\nsource: s\nscenario: {scenario}\n{more}null: {null}\nexpect:\n{lines}"
    path.write_text(text, encoding="utf-8")
    one = read(path, FEW)
    if not any_size:
        return one
    return replace(one, statements=tuple(replace(each, smallest=0.0) for each in one.statements))


def verdict(one: Expectation) -> str:
    (found,) = hold([one])
    return found.verdict


# -- random acts: for claims on choice -----------------------------------------------------------------


def test_random_acts_find_out_what_a_mechanism_shows_and_not_what_is_chosen(tmp_path):
    answered = (
        "{measure: acts, actor: kurds, toward: turkey, verbs: [warn, coerce], months: [2018-01, 2018-03], "
        "relation: rises, share_of_draws: 0.8}"
    )
    assert verdict(claimed(tmp_path, "afrin_airspace", "random_acts", answered)) == HOLDS
    diluted = "{measure: dependence, actor: assad, toward: iran, relation: falls, share_of_draws: 0.8}"
    assert verdict(claimed(tmp_path, "russian_intervention", "random_acts", diluted)) == WORTHLESS


def test_nobody_who_acts_at_random_chooses_an_agreement(tmp_path):
    one = claimed(tmp_path, "afrin_airspace", "random_acts", HOLD_FALLS)
    runs = model_runs([one])
    ((name, null),) = null_runs([one], runs)
    assert name == "random acts"
    assert (null.table.settings[:, AGREEMENT] == 0.0).all()
    assert (runs.table.settings[:, AGREEMENT] > 0.0).all()


# -- labels: for claims on who wishes what --------------------------------------------------------------


def test_labels_find_out_a_claim_that_any_coding_satisfies(tmp_path):
    diluted = "{measure: dependence, actor: assad, toward: iran, relation: falls, share_of_draws: 0.8}"
    (found,) = hold([claimed(tmp_path, "russian_intervention", "labels", diluted)])
    assert (found.verdict, found.showing, found.placebos) == (WORTHLESS, 19, 19)
    assert (found.p, found.smallest_p) == (1.0, 0.05)
    assert "All of the claim is shown by 19 of the 19 other wishes: p = 1.00" in found_text([found])


def test_labels_leave_a_claim_that_this_coding_alone_satisfies(tmp_path):
    """Iran wants what there is and Russia something near it; all others want the far end of every issue."""
    scenario = load_scenario(scenario_path("moscow_does_not_insist"))

    def wish(actor: str, start: float) -> float:
        far = float(start < 0.5)
        return {"iran": start, "russia": start + 0.25 * (2.0 * far - 1.0)}.get(actor, far)

    rows = "".join(
        f"    position.{actor}.{issue.id}: {wish(actor, issue.start)}\n"
        for actor in scenario.case.actor_ids
        for issue in scenario.case.issues
    )
    path = tmp_path / "planted.yaml"
    path.write_text(f"{scenario.path.read_text('utf-8')}\nweights:\n  fix:\n{rows}", encoding="utf-8")
    near, nearer = (
        f"{{measure: attainment, actor: {actor}, months: [2015-07], relation: above, than: {than}, "
        "share_of_runs: 0.9}"
        for actor, than in (("russia", 0.65), ("iran", 0.9))
    )
    one = claimed(tmp_path, str(path), "labels", near, nearer)
    (found,) = hold([one])
    names = [name.split() for name, _ in null_runs([one], model_runs([one]))]
    actors = scenario.case.actor_ids
    own = [all(name[actors.index(who)] == who for who in ("iran", "russia")) for name in names]
    assert found.showing == sum(own) <= 1  # where both keep their wishes it is the same coding
    assert found.verdict == HOLDS


# -- dyads: for claims on who acts on whom --------------------------------------------------------------


def test_dyads_find_out_an_event_that_does_nothing(tmp_path):
    scenario = load_scenario(scenario_path("russia_us_coordination"), SMALL | {"settings.content": "0"})
    nobody = scenario.settings | {"rationality": 0.0, "agreement": 0.0}
    found = placebo(replace(scenario, settings=nobody), size=FEW, permutations=2)
    assert found.dyads is not None
    assert (found.dyads.as_large, found.dyads.as_far) == (1.0, 1.0)
    assert not found.dyads.specific.distinguishable
    nothing = "{measure: hold, actor: iran, relation: does_not_fall, share_of_draws: 1}"
    one = claimed(tmp_path, "russia_us_coordination", "dyads", nothing, more=NOBODY)
    assert verdict(one) == WORTHLESS


def test_dyads_leave_what_only_one_pair_does(tmp_path):
    toward = "{measure: trust, actor: us, toward: russia, relation: rises, share_of_draws: 0.8}"
    back = "{measure: trust, actor: russia, toward: us, relation: rises, share_of_draws: 0.8}"
    (found,) = hold([claimed(tmp_path, "coordination_holds_a_year", "dyads", toward, back, any_size=False)])
    assert (found.verdict, found.showing, found.placebos) == (HOLDS, 0, 9)
    assert found.p == found.smallest_p == 0.1


def test_other_pairs_are_those_in_which_the_focus_has_its_part():
    year = pairs_of(load_scenario(scenario_path("coordination_holds_a_year")))
    assert year is not None
    assert year.mutual
    assert (len(year.others), len(year.with_focus)) == (9, 5)
    assert not {"iran"} & {actor for pair in year.others for actor in pair}
    aid = pairs_of(load_scenario(scenario_path("iran_doubles_its_aid")))
    assert aid is not None
    assert {pair[0] for pair in aid.others} == {"iran"}
    assert pairs_of(load_scenario(scenario_path("losing_ground"))) is None


def test_a_pair_that_does_it_in_the_history_anyway_is_impossible():
    scenario = load_scenario(scenario_path("vietnam_soviet_arms"))
    arms = pairs_of(scenario)
    assert arms is not None
    assert arms.pair == ("ussr", "drv")
    acts = {(act.actor, act.verb, act.toward, act.month) for act in scenario.history}
    for pair in arms.happened:
        moved = between(scenario, pair)
        assert any(
            (event.actor, event.verb, event.toward, month) in acts
            for event in moved.events
            for month in range(event.months[0], event.months[1] + 1)
        )
    count = len(scenario.case.actors)
    assert len(arms.others) + len(arms.happened) + len(arms.with_focus) + 1 == count * (count - 1)


def test_of_very_many_pairs_some_are_tried():
    scenario = load_scenario(scenario_path("vietnam_soviet_arms"))
    arms = pairs_of(scenario)
    assert arms is not None
    some = some_pairs(scenario, arms, 5)
    assert len(set(some)) == 5
    assert [pair for pair in arms.others if pair in some] == list(some)
    assert some == some_pairs(scenario, arms, 5)
    assert some_pairs(scenario, arms) == arms.others


def test_a_single_draw_has_no_errors_and_is_reported_all_the_same():
    scenario = load_scenario(scenario_path("russia_us_coordination"), {"runs": "2", "replicates": "2"})
    found = placebo(scenario, size=Size(1, 2), permutations=1)
    assert "nan" not in placebo_text(scenario, found)
    assert [row[-1] for row in found.tables()[3].rows] == [None] * 10


def test_the_own_pair_among_the_dyads_is_the_scenario_with_nothing_dated():
    scenario = replace(load_scenario(scenario_path("russia_us_coordination")), runs=FEW.runs, replicates=4)
    pairs = pairs_of(scenario)
    assert pairs is not None
    assert pair_of(scenario) == pairs.pair
    wanted = asked_of(scenario, "hold")
    values = values_of(dyads_table(scenario, (pairs.pair,), FEW.draws), wanted).reshape(-1, FEW.runs)
    (finding,) = (values[0] - values[1]).reshape(1, -1)
    without_dated_capability = replace(scenario, settings=scenario.settings | {"dated_capability": 0.0})
    from patronage.sim.designs.arms import arm_scripts, crossed, weights_of

    own = values_of(
        crossed(
            without_dated_capability,
            arm_scripts(without_dated_capability)[:2],
            weights_of(without_dated_capability),
        ),
        wanted,
    ).reshape(2, -1)
    np.testing.assert_array_equal(finding, own[0] - own[1])


# -- mechanism off ---------------------------------------------------------------------------------------


def test_a_mechanism_that_alone_makes_the_claim_is_found(tmp_path):
    """Where nobody chooses, only commitments that acts move can cost hold: without `step` nothing is left."""
    scenario = load_scenario(
        scenario_path("russian_intervention"), SMALL | {"settings.dated_capability": "0"}
    )
    nobody = scenario.settings | {"rationality": 0.0, "agreement": 0.0, "learning": 0.0}
    found = placebo(replace(scenario, settings=nobody), size=FEW, permutations=2)
    assert found.losses["as it is"].distinguishable
    gone = found.without["step"]
    assert gone.mean == gone.low == gone.high == 0.0
    assert (
        carrying_sentence(found)
        == "If step is switched off, the loss is not distinguishable from zero or has the opposite sign."
    )
    assert {"gain", "habit", "answer", "idle_unarmed"} <= set(found.idle)
    assert "rationality" not in found.without
    assert "agreement" not in found.without  # that is off already


def test_the_null_of_a_mechanism_tells_the_one_that_makes_a_claim_from_another(tmp_path):
    more = "settings: {rationality: 0, agreement: 0, dated_capability: 0}\n"
    made = claimed(tmp_path, "russian_intervention", "mechanism_off\nwithout: [step]", HOLD_FALLS, more=more)
    other = claimed(
        tmp_path, "russian_intervention", "mechanism_off\nwithout: [habit]", HOLD_FALLS, more=more
    )
    assert verdict(made) == HOLDS
    assert verdict(other) == WORTHLESS


def test_every_switch_is_a_part_and_every_part_can_be_off():
    switches = {setting.name for setting in SETTINGS.values() if setting.switch}
    assert switches <= set(PARTS)
    assert all(SETTINGS[name].hard_low <= 0.0 for name in PARTS)
    assert {"rationality", "cost_aid", "pace"}.isdisjoint(PARTS)
    scenario = load_scenario(scenario_path("afrin_airspace"), {"settings.habit": "0"})
    assert [part.name for part in parts_off(scenario)] == [name for name in PARTS if name != "habit"]


# -- prior only ------------------------------------------------------------------------------------------


def test_the_prior_finds_out_what_needs_no_evidence_and_not_what_does(tmp_path):
    diluted = "{measure: hold, actor: prc, relation: falls, share_of_draws: 0.8}"
    assert verdict(claimed(tmp_path, "vietnam_soviet_arms", "prior_only", diluted)) == WORTHLESS
    coded = (
        "{measure: trust, actor: turkey, toward: kurds, months: [2015-07], relation: below, than: 0, "
        "share_of_runs: 0.9}"
    )
    assert verdict(claimed(tmp_path, "losing_ground", "prior_only", coded)) == HOLDS


# -- verdicts --------------------------------------------------------------------------------------------


def test_of_many_placebos_a_tenth_may_show_it_and_the_model_must_without_dates_too(tmp_path):
    one = claimed(tmp_path, "coordination_holds_a_year", "labels", HOLD_FALLS)
    good, bad = Rate(0.9, 0.01, passes=True), Rate(0.5, 0.01, passes=False)

    def found(showing: int, without_dated_capability: Rate = good) -> Finding:
        nulls = (*(good,) * showing, *(bad,) * (19 - showing))
        return Finding(one, FEW, (Held(one.statements[0], good, nulls, without_dated_capability),))

    assert [found(k).verdict for k in (0, 1, 2)] == [HOLDS, HOLDS, WORTHLESS]
    assert [found(k).p for k in (0, 1, 2)] == [0.05, 0.1, 0.15]
    assert found(0, bad).verdict == FAILS


def test_what_a_change_of_any_size_would_have_been_is_reported(tmp_path):
    small = "{measure: acts, actor: kurds, relation: rises, share_of_draws: 0.8}"
    (found,) = hold([claimed(tmp_path, "afrin_airspace", "random_acts", small, any_size=False)])
    (held,) = found.held
    assert held.statement.smallest == pytest.approx(12 * 0.08)
    assert held.any_size is not None
    assert held.any_size >= held.model.share


def test_what_came_of_claims_is_in_tables(tmp_path):
    one = claimed(tmp_path, "coordination_holds_a_year", "labels", HOLD_FALLS, HOLD_FALLS)
    (found,) = hold([one])
    statements, claims = expectation_tables([found])
    assert [row[0] for row in statements.rows] == ["claim", "claim"]
    assert statements.rows[0][statements.heads.index("model")] == found.held[0].model.share
    assert claims.rows == (
        ("claim", "labels", "", 19, found.showing, found.p, found.smallest_p, found.verdict),
    )


def test_the_text_names_every_null(tmp_path):
    scenario = load_scenario(scenario_path("russia_us_coordination"), SMALL)
    said = placebo_text(scenario, placebo(scenario, size=FEW, permutations=3))
    for word in (
        "Permuted labels:",
        "Other pairs (dyads):",
        "Mechanism off:",
        "prior only",
        "random acts",
        "(the scenario's)",
    ):
        assert word in said
    assert "Russia and United States less this: " in said
    other = load_scenario(scenario_path("losing_ground"), SMALL)
    said = placebo_text(other, placebo(other, size=FEW, permutations=3))
    assert "Other pairs: not tried, because the events are of more than one pair of actors." in said


def test_every_number_is_in_a_table():
    scenario = load_scenario(scenario_path("russia_us_coordination"), SMALL)
    found = placebo(scenario, size=FEW, permutations=3)
    tables = {table.name: table for table in found.tables()}
    assert next(iter(tables)) == "variants"
    assert [row[:2] for row in tables["placebos"].rows if row[0] == "dyads"] == [
        ("dyads", name) for name in (found.dyads.names if found.dyads else ())
    ]
    assert [row[0] for row in tables["mechanism_off"].rows] == list(found.without)
    assert len(tables["pairs_left_out"].rows) == 5

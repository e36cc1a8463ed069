"""The run that the page steps: that of the ensemble, and every choice explained to the last bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.page.run import Run
from patronage.page.telling import acts_rows, agreements_html, issues_html, why_html, words
from patronage.sim.designs.arms import ARMS, arms_table
from patronage.sim.files.months import parse_month
from patronage.sim.files.shipped import data_root
from patronage.sim.model.by_hand.actor import NO_CHOICE
from patronage.sim.model.by_hand.agreeing import Agreement
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.table import WAIT
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.scenario.load import Scenario, load_scenario

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
AFRIN = data_root() / "scenarios" / "afrin_airspace.yaml"


@pytest.fixture(scope="module")
def afrin() -> Scenario:
    return load_scenario(AFRIN, {"runs": "20", "replicates": "10"})


@pytest.fixture(scope="module")
def lived(afrin: Scenario) -> Run:
    """Live the whole period with the events."""
    run = Run(afrin, "scenario")
    run.reach(10_000)
    return run


@pytest.mark.parametrize("arm", ["reference", "scenario"])
def test_it_is_the_ensemble_s_run(arm: str) -> None:
    scenario = load_scenario(TINY)
    outcome = simulate(arms_table(scenario), Record(measures=True, trust=True))
    row = ARMS.index(arm) * scenario.runs + 2 * scenario.replicates + 1
    run = Run(scenario, arm, draw=2, replicate=1)
    run.reach(12)
    for k, state in enumerate(run.states[1:]):
        np.testing.assert_allclose(state.outcome, outcome.outcome_path[row, k], rtol=0, atol=1e-12)
        np.testing.assert_allclose(state.hold, outcome.path("hold")[row, k], rtol=0, atol=1e-12)
        np.testing.assert_allclose(state.trust, outcome.trust_path[row, k], rtol=0, atol=1e-12)


def test_the_parts_of_a_value_add_up_to_it_and_chances_to_one(lived: Run) -> None:
    for state in lived.states[1:]:
        for turn in state.turns:
            for options in filter(None, (turn.openings, turn.answers)):
                assert sum(option.chance for option in options) == pytest.approx(1.0, abs=1e-12)
                for option in options:
                    assert sum(option.parts.values()) == pytest.approx(option.value, abs=1e-12)


def test_every_term_is_among_the_parts_that_add_up() -> None:
    """Each weight is some number of its own, so that a part which is left out or counted twice shows."""
    weights = {f"settings.{term.name}": f"{1.0 + k / 7.0}" for k, term in enumerate((*TERMS, *PROMPTS))}
    run = Run(load_scenario(AFRIN, weights), "scenario")
    run.reach(12)
    moved = set()
    for turn in (turn for state in run.states[1:] for turn in state.turns):
        for options, terms in ((turn.openings, TERMS), (turn.answers, (*TERMS, *PROMPTS))):
            for option in options:
                if option.option != WAIT:
                    assert set(option.parts) == {*(term.name for term in terms), "cost"}
                assert sum(option.parts.values()) == pytest.approx(option.value, abs=1e-12)
                moved |= {name for name, part in option.parts.items() if part}
    assert moved == {*(term.name for term in (*TERMS, *PROMPTS)), "cost"}


def test_what_was_done_was_on_the_menu(lived: Run) -> None:
    for state in lived.states[1:]:
        for turn in state.turns:
            menu = {option.option for option in turn.openings}
            assert menu == {option.option for option in turn.answers}
            assert {*turn.opening, turn.answer} <= menu
            assert set(turn.done) == {*turn.opening, turn.answer} - {WAIT, NO_CHOICE}
            assert turn.scripted or len(turn.opening) == 1


def test_scripted_acts_are_said_to_be_so(afrin: Scenario, lived: Run) -> None:
    turkey, russia = (afrin.case.actor_ids.index(name) for name in ("turkey", "russia"))
    state = lived.states[afrin.events[0].months[0] - afrin.first_month + 1]
    rows = acts_rows(lived, state)
    assert (rows[russia]["script"], rows[turkey]["script"]) == ("event airspace", "event incursion")
    assert "aids Turkey" in rows[russia]["text"]
    assert "coerces Kurds (YPG)" in rows[turkey]["text"]
    reference = Run(afrin, "reference")
    reference.reach(len(lived.states))
    months = {act.month for act in afrin.history}
    for one in reference.states[1:]:
        scripts = {row["script"] for row in acts_rows(reference, one)} - {""}
        assert scripts == ({"as the article has it"} if one.month in months else set())


def test_before_the_first_month_nobody_has_acted(afrin: Scenario) -> None:
    run = Run(afrin, "scenario")
    assert {row["text"] for row in acts_rows(run, run.states[0])} == {"has not acted yet"}
    assert "take a step" in why_html(afrin, run.states[0], 0)
    assert run.states[0].month == afrin.first_month - 1
    assert max(run.states[0].hold) > 0.0


def test_the_why_names_every_option_once_and_marks_what_was_done(afrin: Scenario, lived: Run) -> None:
    state = lived.states[5]
    for actor, turn in enumerate(state.turns):
        text = why_html(afrin, state, actor)
        menu = 1 + 4 * (len(afrin.case.actors) - 1)
        assert text.count('<th scope="row">') == 2 * menu
        assert text.count('class="tag"') == len(turn.opening) + 1
    names = [each.name for each in afrin.case.actors]
    assert words(WAIT, names) == "wait"
    assert words(1 + len(names) + 4, names) == "aid Assad's government"


def test_the_issues_show_where_they_stand(afrin: Scenario, lived: Run) -> None:
    text = issues_html(lived, 3)
    for k, issue in enumerate(afrin.case.issues):
        assert f"{lived.states[3].outcome[k]:.2f}" in text
        assert issue.zero.replace("'", "&#39;") in text


def test_what_was_agreed_is_shown_with_parties_issues_and_terms(afrin: Scenario, lived: Run) -> None:
    january = lived.states[1 + parse_month("2018-01") - afrin.first_month]
    text = agreements_html(afrin, january)
    assert "What was agreed, 2018-01" in text
    assert "<b>Russia and Turkey</b> on The northern sky" in text
    assert "permission: Russia supports Turkey&#39;s position; strength 1" in text
    assert "Nobody agreed on an issue yet." in agreements_html(afrin, lived.states[0])
    html = "".join(agreements_html(afrin, state) for state in lived.states)
    assert html.count("; strength ") == sum(len(state.agreements) for state in lived.states)
    assert "strength 0.25" in html  # by their own choice


def test_the_terms_of_each_kind_of_agreement(afrin: Scenario, lived: Run) -> None:
    made = (
        Agreement("agree", ("russia", "us"), ("coordination",), 1.0),
        Agreement("exchange", ("us", "kurds"), ("airspace", "coordination"), 0.25),
    )
    text = agreements_html(afrin, replace(lived.states[3], agreements=made))
    assert "joint effort, each for its own position; strength 1" in text
    assert (
        "exchange: United States supports Kurds (YPG)&#39;s position on The northern sky, Kurds (YPG)"
        " supports United States&#39;s on Russian-American coordination; strength 0.25"
    ) in text


def test_it_ends_with_the_period(afrin: Scenario, lived: Run) -> None:
    assert lived.over
    assert len(lived.states) == 1 + afrin.last_month - afrin.first_month + 1
    with pytest.raises(ValueError, match="the period is over"):
        lived.step()

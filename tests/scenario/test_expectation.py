"""Files of expectations: what they may say, and where each fault is."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.scenario.expectation import Quantity, in_words, load_expectation
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.shipped import scenario_path

SOUND = """\
claim: The duke loses hold when the guild gives.
source: Emerson 1962
scenario: {scenario}
null: random_acts
expect:
  - {{measure: hold, actor: duke, relation: falls, share_of_draws: 0.8}}
"""
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


def load(tmp_path: Path, text: str):
    path = tmp_path / "claim.yaml"
    path.write_text(text.replace("{scenario}", str(TINY)).replace("{{", "{").replace("}}", "}"), "utf-8")
    return load_expectation(path, scenario_path)


def test_a_sound_file_is_loaded(tmp_path):
    found = load(tmp_path, SOUND)
    (statement,) = found.statements
    scenario = found.scenario
    assert found.name == "claim"
    assert found.status == "holds"
    assert statement.quantity == Quantity("hold", "duke", None, None, VERB_NAMES)
    assert statement.months == (scenario.first_event_month, scenario.last_month)
    assert statement.share == (0.8, 1.0)
    assert statement.of_draws


def test_settings_and_months_and_another_quantity(tmp_path):
    text = SOUND.replace("expect:", "settings: {{rationality: 0}}\nstatus: fails\nexpect:").replace(
        "{{measure: hold, actor: duke, relation: falls, share_of_draws: 0.8}}",
        "{{measure: acts, actor: duke, toward: port, verbs: [aid], months: [2001-06, 2001-07], "
        "relation: above, than_of: {{verbs: [warn, coerce]}}, share_of_runs: [0.1, 0.5], arm: reference}}",
    )
    found = load(tmp_path, text)
    (statement,) = found.statements
    assert found.scenario.settings["rationality"] == 0.0
    assert statement.than == Quantity("acts", "duke", "port", None, ("warn", "coerce"))
    assert statement.months == (parse_month("2001-06"), parse_month("2001-07"))
    assert statement.share == (0.1, 0.5)
    assert not statement.of_draws
    assert in_words(statement) == (
        "acts of duke toward port (aid) above acts of duke toward port (warn, coerce), "
        "2001-06 to 2001-07, without the events"
    )


LINE = "{{measure: hold, actor: duke, relation: falls, share_of_draws: 0.8}}"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("actor: duke", "actor: duk", "6:28", "unknown actor 'duk'"),
        ("measure: hold", "measure: holt", "6:15", "did you mean 'hold'?"),
        ("relation: falls", "relation: drops", "6:44", "unknown relation 'drops'"),
        (", share_of_draws: 0.8", "", "6:5", "needs either 'share_of_runs' or 'share_of_draws'"),
        ("0.8", "80", "6:67", "80 is not a share"),
        ("0.8", "[0.9, 0.1]", "6:67", "the least first"),
        ("actor: duke, ", "", "6:5", "the measure hold needs 'actor'"),
        ("actor: duke", "actor: duke, issue: grain", "6:41", "the measure hold has no 'issue'"),
        ("relation: falls", "relation: above", "6:44", "above needs either 'than' or 'than_of'"),
        ("relation: falls", "relation: falls, than: 1", "6:57", "falls compares with nothing else"),
        ("relation: falls", "relation: falls, arm: scenario", "6:56", "falls compares both arms"),
        ("relation: falls", "relation: falls, months: [2009-01]", "6:60", "outside the period"),
        ("relation: falls", "relation: falls, month: [2001-05]", "6:51", "unknown field 'month'"),
        ("measure: hold", "measure: decisiveness", "6:36", "decisiveness is the focus actor's alone"),
        ("claim: The", "claims: The", "1:1", "did you mean 'claim'?"),
        ("scenario: {scenario}", "scenario: nowhere", "3:11", "there is no scenario 'nowhere'"),
        ("scenario: {scenario}", "scenario: afrin_airspac", "3:11", "did you mean 'afrin_airspace'?"),
        ("scenario: {scenario}", "scenario: nowhere", "3:11", "losing_ground"),
        ("expect:", "settings: {{rationalty: 1}}\nexpect:", "5:12", "did you mean 'rationality'?"),
        ("expect:", "status: true\nexpect:", "5:9", "status"),
        (
            LINE,
            "{{measure: outcome, issue: grain, relation: rises, share_of_runs: 1.5}}",
            "6:70",
            "not a share",
        ),
        (
            LINE,
            "{{measure: acts, actor: duke, verbs: [aids], relation: falls, share_of_runs: 0.5}}",
            "6:42",
            "unknown verb 'aids'; allowed: endorse, aid, warn, coerce; did you mean 'aid'?",
        ),
        (
            LINE,
            "{{measure: trust, actor: duke, toward: duke, relation: falls, share_of_runs: 0.5}}",
            "6:43",
            "expect[0].toward: trust of 'duke' toward itself",
        ),
        (
            LINE,
            "{{measure: acts, actor: duke, toward: port, relation: above, than_of: {{actor: port}}}}",
            "6:82",
            "acts of 'port' toward itself",
        ),
        (
            LINE,
            "{{measure: acts, actor: duke, relation: grows, share_of_runs: 0.5}}",
            "6:44",
            "no start to compare with",
        ),
        (
            LINE,
            "{{measure: dependence, actor: port, toward: duke, months: [2001-06], share_of_runs: 0.5}}",
            "6:62",
            "from the first event to the end only",
        ),
        (
            LINE,
            "{{measure: ear, actor: port, toward: duke, months: [2001-06], share_of_runs: 0.5}}",
            "6:55",
            "ear is known from the first event to the end only",
        ),
        (
            LINE,
            "{{measure: ear, actor: port, toward: duke, relation: grows, share_of_runs: 0.5}}",
            "6:57",
            "ear is not known month by month",
        ),
        (
            LINE,
            "{{measure: ear, actor: port, relation: falls, share_of_runs: 0.5}}",
            "6:5",
            "the measure ear needs 'toward'",
        ),
        (
            LINE,
            "{{measure: net-hold, actor: duke, relation: falls, share_of_runs: 0.5}}",
            "6:15",
            "did you mean 'net_hold'?",
        ),
    ],
)
def test_every_fault_is_reported_with_its_place(tmp_path, old, new, place, words):
    if "decisiveness" in new:
        old, new = "measure: hold, actor: duke", "measure: decisiveness, actor: guild"
    assert old in SOUND
    with pytest.raises(FaultError) as error:
        load(tmp_path, SOUND.replace(old, new))
    lines = [str(fault) for fault in error.value.faults]
    assert any(f"claim.yaml:{place}" in line and words in line for line in lines), lines


def test_faults_of_the_scenario_are_reported_as_its_own(tmp_path):
    bad = Path(__file__).parents[1] / "bad" / "scenario_runs_zero.yaml"
    with pytest.raises(FaultError) as error:
        load(tmp_path, SOUND.replace("{scenario}", str(bad)))
    assert "scenario_runs_zero.yaml:9:7" in str(error.value)


def test_all_faults_are_reported_at_once(tmp_path):
    text = SOUND.replace("actor: duke", "actor: duk").replace("relation: falls", "relation: drops")
    with pytest.raises(FaultError) as error:
        load(tmp_path, text)
    assert len(error.value.faults) == 2


def test_a_change_is_one_from_the_smallest_that_matters_on(tmp_path):
    text = SOUND.format(scenario="afrin_airspace").replace("duke", "kurds") + (
        "  - {measure: acts, actor: kurds, months: [2018-04, 2018-12], relation: does_not_rise, "
        "share_of_draws: 0.8}\n  - {measure: hold, actor: iran, relation: above, than: 0, share_of_runs: 1}\n"
    )
    smallest = load(tmp_path, text).scenario.case.smallest_effect
    fall, rise, above = load(tmp_path, text).statements
    assert fall.smallest == smallest["hold"]
    assert rise.smallest == pytest.approx(9 * smallest["acts"])  # a month's, for nine months
    assert above.smallest == 0.0  # that is no change
    assert in_words(rise) == "acts of kurds do not rise by 0.72 or more, 2018-04 to 2018-12"

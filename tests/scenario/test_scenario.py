"""Loading a scenario: what comes out, what may be replaced, and what its digest stands for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.load import load_case
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.files.located import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTING_NAMES, SETTINGS, default_settings
from patronage.sim.scenario.load import Event, Scenario, WeightOptions, load_scenario

CASES = Path(__file__).parents[1] / "cases"
TINY = CASES / "tiny" / "scenario.yaml"


def _month(number: int) -> int:
    return parse_month(f"2001-{number:02d}")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the scenario, with its case, to where it may be changed."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds" / "tiny" / "scenario.yaml"


def _with(path: Path, old: str, new: str) -> Scenario:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_scenario(path)


# --- what is loaded


def test_the_scenario_is_what_its_file_says() -> None:
    scenario = load_scenario(TINY)
    assert (scenario.name, scenario.title, scenario.focus) == ("scenario", "The Guild's grain", "duke")
    assert scenario.case == load_case(scenario.case.folder)
    assert (scenario.runs, scenario.replicates, scenario.rng) == (20, 5, 7)
    assert scenario.events == (
        Event("gift", "guild", "aid", "port", (_month(5), _month(7))),
        Event("silence", "port", "warn", "guild", (_month(5), _month(5)), bar=True, evidence="blockade"),
    )
    assert scenario.weights == WeightOptions(article_only=False, assumed=True, leave_out=())
    assert scenario.settings == default_settings() | {"rationality": 2.0}
    assert scenario.first_event_month == _month(5)


def test_capability_is_conserved_only_where_the_idle_are_unarmed_but_code_may_cross_what_it_likes() -> None:
    off = {"settings.capability_conserved": "0"}
    assert load_scenario(TINY, off).settings["idle_unarmed"] == 1.0
    neither = load_scenario(TINY, off | {"settings.idle_unarmed": "0"})
    load_scenario(TINY, {"settings": "first_version"})
    with pytest.raises(
        FaultError, match=r"--set settings.idle_unarmed: where what is lent is missing at home"
    ):
        load_scenario(TINY, {"settings.idle_unarmed": "0"})
    with pytest.raises(
        FaultError, match=r"--set settings: settings.idle_unarmed: .*; allowed: idle_unarmed: 1"
    ):
        load_scenario(TINY, {"settings": "first_version", "settings.capability_conserved": "1"})
    # a ladder that adds the parts one by one goes through in code
    rung = crossed(
        neither, arm_scripts(neither), weights_of(neither), settings=[{"capability_conserved": 1.0}]
    )
    assert rung.settings[0, SETTING_NAMES.index("capability_conserved")] == 1.0


def test_the_period_is_the_case_s_unless_the_scenario_says_otherwise() -> None:
    assert load_scenario(TINY).first_month == _month(1)
    assert load_scenario(TINY).last_month == _month(12)
    shorter = load_scenario(TINY, {"period.to": "2001-08"})
    assert (shorter.first_month, shorter.last_month) == (_month(1), _month(8))


def test_the_question_is_the_first_comment_not_meant_for_an_editor(copied: Path) -> None:
    question = "What does the Duke lose when the Guild feeds the port?"
    assert load_scenario(copied).question == question
    whole = copied.read_text(encoding="utf-8")
    copied.write_text("# $schema: ../schema/scenario.json\n" + whole, encoding="utf-8")  # as JetBrains has it
    assert load_scenario(copied).question == question
    copied.write_text(whole, encoding="utf-8")
    assert _with(copied, "feeds the port?\n", "feeds the port? So it\n# is said.\n").question == question
    text = "".join(
        line for line in copied.read_text(encoding="utf-8").splitlines(True) if not line.startswith("#")
    )
    copied.write_text(text + "# not a question\n", encoding="utf-8")
    assert load_scenario(copied).question == ""


def test_the_history_is_the_article_s_acts_before_the_first_event() -> None:
    """Of the acts in February, March and June, the first two precede the event of May."""
    assert [act.item for act in load_scenario(TINY).history] == ["grain_ships", "thanks"]


def test_the_history_reaches_no_further_back_than_the_period() -> None:
    scenario = load_scenario(TINY, {"period.from": "2001-03"})
    assert [act.item for act in scenario.history] == ["thanks"]


def test_the_history_can_be_chosen_or_left_out() -> None:
    assert load_scenario(TINY, {"history": "none"}).history == ()
    chosen = load_scenario(TINY, {"history": "[blockade, grain_ships]"})
    assert [act.item for act in chosen.history] == ["grain_ships", "blockade"]


def test_without_events_all_of_the_article_is_history() -> None:
    scenario = load_scenario(TINY, {"events": "[]"})
    assert scenario.events == ()
    assert [act.item for act in scenario.history] == ["grain_ships", "thanks", "blockade"]
    assert scenario.first_event_month == scenario.first_month


def test_what_is_left_out_of_the_weights_still_is_history() -> None:
    scenario = load_scenario(TINY, {"weights.leave_out": "[thanks, grain_ships, thanks]"})
    assert scenario.weights.leave_out == ("grain_ships", "thanks")
    assert [act.item for act in scenario.history] == ["grain_ships", "thanks"]


def test_two_events_may_bar_one_act_and_neighbouring_months_do_not_meet(copied: Path) -> None:
    added = (
        "events:\n"
        "  - {id: a, actor: duke, verb: aid, toward: port, months: [2001-05, 2001-06], bar: true}\n"
        "  - {id: b, actor: duke, verb: aid, toward: port, months: [2001-06], bar: true}\n"
        "  - {id: c, actor: duke, verb: aid, toward: port, months: [2001-07]}\n"
    )
    assert [event.id for event in _with(copied, "events:\n", added).events] == [
        "a",
        "b",
        "c",
        "gift",
        "silence",
    ]


def test_without_a_prior_weights_come_from_the_article_only(copied: Path) -> None:
    with pytest.raises(FaultError, match=r"weights cannot be derived: .*nothing on port"):
        _with(copied, "case: .\n", "case: ../unranked\n")
    assert "blockade" in copied.read_text(encoding="utf-8")
    text = copied.read_text(encoding="utf-8").replace(", evidence: blockade", "")
    copied.write_text(text, encoding="utf-8")
    scenario = load_scenario(copied, {"weights.article_only": "true"})
    assert scenario.weights.article_only


def test_the_case_may_be_named_or_be_a_path(copied: Path, tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    shutil.copy(copied, folder / "by_name.yaml")
    by_name = _with(folder / "by_name.yaml", "case: .\n", "case: tiny\n")
    assert by_name.digest == load_scenario(copied).digest


# --- faults beyond the file


def test_faults_of_the_case_and_of_the_scenario_come_together(copied: Path) -> None:
    case = copied.parent / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("start: 0.4", "start: 4"), encoding="utf-8")
    with pytest.raises(FaultError) as caught:
        load_scenario(copied, {"runs": "lots"})
    assert {fault.message for fault in caught.value.faults} == {
        "4 is too large",
        "'lots' should be a whole number",
    }


def test_a_missing_scenario_is_reported_with_those_there_are(tmp_path: Path, copied: Path) -> None:
    with pytest.raises(FaultError, match=r"no such file; did you mean '.*scenario\.yaml'"):
        load_scenario(copied.parent / "scenari.yaml")
    with pytest.raises(FaultError, match="is a directory"):
        load_scenario(tmp_path)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_takes_its_default_and_the_ends_of_its_range(name: str) -> None:
    setting = SETTINGS[name]
    for value in (setting.default, setting.low, setting.high):
        assert load_scenario(TINY, {f"settings.{name}": repr(value)}).settings[name] == value


# --- the digest


def test_the_digest_does_not_depend_on_place_title_or_comments(copied: Path) -> None:
    digest = load_scenario(TINY).digest
    assert load_scenario(copied).digest == digest
    assert _with(copied, "title: The Guild's grain", "title: Another title  # and a remark").digest == digest
    moved = copied.with_name("renamed.yaml")
    shutil.move(copied, moved)
    assert load_scenario(moved).digest == digest


def test_a_value_written_out_means_what_the_default_means() -> None:
    digest = load_scenario(TINY).digest
    default = SETTINGS["step"].default
    same = {
        "settings.step": repr(default),
        "settings.rationality": "2.0",
        "period.from": "2001-01",
        "history": "[thanks, grain_ships]",
        "weights.assumed": "true",
    }
    for name, text in same.items():
        assert load_scenario(TINY, {name: text}).digest == digest, name
    assert (
        load_scenario(TINY, {"settings.rationality": "-0.0"}).digest
        == load_scenario(TINY, {"settings.rationality": "0"}).digest
    )


def test_fields_of_content_change_the_digest_only_where_they_are_used(copied: Path) -> None:
    gift = "{id: gift, actor: guild, verb: aid, toward: port, months: [2001-05, 2001-07]%s}"
    digest = {
        more: load_scenario(copied, {"events": "[" + gift % more + "]"}).digest
        for more in ("", ", on: null, instead: false", ", on: grain", ", on: harbour", ", instead: true")
    }
    assert digest[", on: null, instead: false"] == digest[""]
    assert len(set(digest.values())) == 4


def test_an_event_says_what_it_is_on_and_whether_it_comes_instead(copied: Path) -> None:
    gift = "{id: gift, actor: guild, verb: aid, toward: port, months: [2001-05], on: grain, instead: true}"
    (event,) = load_scenario(copied, {"events": f"[{gift}]"}).events
    assert (event.on, event.instead) == ("grain", True)


def test_the_digest_depends_on_whatever_can_change_a_result(copied: Path) -> None:
    changes = {
        "settings.rationality": "3",
        "focus": "guild",
        "period.to": "2001-11",
        "history": "none",
        "events": "[]",
        "weights.article_only": "true",
        "weights.assumed": "false",
        "weights.leave_out": "[thanks]",
        "runs": "25",
        "replicates": "4",
        "rng": "8",
    }
    digests = {load_scenario(copied, {name: text}).digest for name, text in changes.items()}
    digests.add(load_scenario(copied).digest)
    with (copied.parent / "evidence.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# a change to the case\n")
    digests.add(load_scenario(copied).digest)
    assert len(digests) == len(changes) + 2


# --- the scenarios of the project


def test_every_scenario_of_the_project_loads_and_asks_a_question() -> None:
    for path in sorted((data_root() / "scenarios").glob("*.yaml")):
        assert load_scenario(path).question.endswith("?"), path.name

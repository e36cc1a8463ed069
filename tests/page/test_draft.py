"""A reader's changes: the scenario they make is the one that the saved file makes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.cli import main
from patronage.page.draft import CASE_EDITED, Draft, differences, name_of, original, scenario_of, text_of
from patronage.page.saving import saved
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import load_scenario
from patronage.studies.run import answer

CASES = Path(__file__).parents[1] / "cases"
TINY = CASES / "tiny" / "scenario.yaml"
AFRIN = data_root() / "scenarios" / "afrin_airspace.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the invented case to where files may be added."""
    shutil.copytree(CASES, tmp_path / "seeds")
    return tmp_path / "seeds" / "tiny" / "scenario.yaml"


@pytest.mark.parametrize("path", [TINY, AFRIN])
def test_an_unchanged_draft_is_the_file(path: Path) -> None:
    draft = Draft(path)
    assert not draft.changed
    assert scenario_of(draft).digest == load_scenario(path).digest
    assert differences(draft) == ["nothing"]


def test_a_changed_draft_has_as_many_draws_and_fewer_replicates() -> None:
    draft = Draft(AFRIN).set("gain", 3.0)
    now, before = scenario_of(draft), original(draft)
    assert (now.runs, now.replicates) == (1000, 5)
    assert (before.runs, before.replicates) == (20_000, 100)
    assert differences(draft)[-1] == "1000 runs, not 20000"
    small = Draft(TINY).set("gain", 3.0)
    assert scenario_of(small).runs == original(small).runs


def test_changes_are_undone_by_putting_them_back() -> None:
    first = Draft(TINY)
    changed = first.set("gain", 3.0).weighed("salience.duke.grain", 0.4).switched("gift", on=False)
    assert changed.changed
    back = changed.set("gain", None).weighed("salience.duke.grain", None).switched("gift", on=True)
    assert back == first


def test_the_last_value_of_a_slider_counts() -> None:
    draft = Draft(TINY).set("gain", 3.0).set("trust", 1.0).set("gain", 4.0)
    assert dict(draft.settings) == {"gain": 4.0, "trust": 1.0}
    assert scenario_of(draft).settings["gain"] == 4.0
    assert scenario_of(draft).settings["rationality"] == 2.0  # the file's own stays


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the invented case once, for all examples of the property; the gift is on an issue."""
    folder = tmp_path_factory.mktemp("page") / "seeds"
    shutil.copytree(CASES, folder)
    path = folder / "tiny" / "scenario.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2001-07]}", "2001-07], on: grain, instead: true}"), encoding="utf-8")
    assert load_scenario(path).events[0].on == "grain"
    return path


@given(
    off=st.sets(st.sampled_from(["gift", "silence"])),
    settings=st.dictionaries(st.sampled_from(["gain", "noise", "cost_aid"]), st.integers(0, 100), max_size=2),
    trust=st.none() | st.integers(-100, 100),
    salience=st.none() | st.integers(0, 100),
)
def test_the_saved_file_is_the_scenario_of_the_page(
    beside: Path, off: set[str], settings: dict[str, int], trust: int | None, salience: int | None
) -> None:
    draft = Draft(beside, off=frozenset(off))
    for name, part in settings.items():
        draft = draft.set(name, SETTINGS[name].low + (SETTINGS[name].high - SETTINGS[name].low) * part / 100)
    draft = draft.weighed("trust.port.duke", None if trust is None else trust / 100)
    draft = draft.weighed("salience.duke.grain", None if salience is None else salience / 100)
    saved = beside.with_name("saved.yaml")
    saved.write_text(text_of(draft), encoding="utf-8")
    again = load_scenario(saved)
    assert again.digest == scenario_of(draft).digest
    assert again.question == original(draft).question


def test_patronage_run_gives_the_page_s_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A saved file runs anywhere, since its case is called by name."""
    monkeypatch.chdir(tmp_path)
    draft = (
        Draft(AFRIN)
        .switched("airspace", on=False)
        .set("rationality", 1.5)
        .weighed("salience.iran.tenure", 0.4)
        .weighed("trust.iran.russia", -0.25)
    )
    assert name_of(draft) == "afrin_airspace_changed.yaml"
    Path(name_of(draft)).write_text(text_of(draft), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["run", name_of(draft), "--json", "--out", "result"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out) == {
        **answer(scenario_of(draft)).plain(),
        "scenario": "afrin_airspace_changed",
    }


def test_the_file_says_what_differs(copied: Path) -> None:
    draft = Draft(copied).switched("gift", on=False).set("gain", 3.0).weighed("trust.port.duke", 0.5)
    text = text_of(draft)
    assert text.startswith("# What ")
    for line in (
        "#   the event gift is left out",
        "#   gain is 3, not 11",
        "#   trust.port.duke is 0.5 in every draw",
        "# Keep it in the folder of scenario.yaml: where the case lies is said from there.",
    ):
        assert line in text.splitlines()


def test_what_an_event_that_is_off_was_coded_from_does_not_happen_after_all() -> None:
    both = original(Draft(AFRIN))
    cited = {event.evidence for event in both.events}
    for off in (["airspace"], ["incursion"], ["airspace", "incursion"]):
        draft = Draft(AFRIN, off=frozenset(off))
        left = scenario_of(draft)
        assert [event.id for event in left.events] == [e.id for e in both.events if e.id not in off]
        assert not {act.item for act in left.history} & cited
        assert left.history == both.history


def test_without_events_nothing_is_lost() -> None:
    found = answer(scenario_of(Draft(TINY, off=frozenset({"gift", "silence"}))))
    assert {loss.loss for loss in found.losses.values()} == {0.0}


def test_changes_that_cannot_be_are_refused_with_reasons() -> None:
    with pytest.raises(FaultError, match=r"adds up to 1\.2"):
        scenario_of(Draft(AFRIN).weighed("salience.iran.tenure", 0.6).weighed("salience.iran.airspace", 0.6))
    with pytest.raises(FaultError, match="out of bounds"):
        scenario_of(Draft(AFRIN).set("step", 4.0))


def test_a_file_that_is_edited_changes_nothing_of_a_visit_and_is_new_in_the_next(copied: Path) -> None:
    visit = Draft(copied)
    before = scenario_of(visit).digest
    text = copied.read_text(encoding="utf-8")
    copied.write_text(text.replace("grain", "barley").replace("rng: 7", "rng: 8"), encoding="utf-8")
    assert original(Draft(copied)).title == "The Guild's barley"
    changed = visit.set("gain", 3.0)
    assert (original(changed).title, scenario_of(changed).rng) == ("The Guild's grain", 7)
    copied.write_text(text_of(changed.set("gain", None)), encoding="utf-8")
    assert load_scenario(copied).digest == before


def test_a_saved_file_says_that_its_case_was_edited(copied: Path) -> None:
    visit = Draft(copied)
    assert CASE_EDITED not in text_of(visit)
    case = copied.with_name("case.yaml")
    case.write_text(case.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert f"# {CASE_EDITED}" in text_of(visit).splitlines()
    assert saved(visit, "yaml").note == CASE_EDITED
    assert scenario_of(visit.set("gain", 3.0)).case == original(visit).case
    case.unlink()
    assert saved(visit, "yaml").note == CASE_EDITED
    assert saved(Draft(TINY), "yaml").note == ""

"""Other coders' content: how the files under content/ are read, and what a scenario takes from them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.case.load import load_case
from patronage.sim.designs.arms import beliefs_of, weights_of
from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.load import load_scenario
from patronage.sim.schemas import FORMS
from patronage.studies.run_folder import manifest_of
from tests.support.calling import Call

HERE = Path(__file__).parents[1]

B = """coder: B
seen: {acts: 3, controls: 2}
on:
  - {item: thanks, actor: port, verb: endorse, toward: duke, on: harbour}
  - {act: 2001-02-duke-aid-port, actor: duke, verb: aid, toward: port, on: grain}
brought_by:
  - {item: blockade, actor: guild, issue: harbour, brought_by: grain_ships}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the invented case, with its acts as its chronicle and another coder's content."""
    shutil.copytree(HERE / "cases", tmp_path / "seeds")
    case = tmp_path / "seeds" / "tiny"
    (case / "acts.yaml").rename(case / "chronicle.yaml")
    (case / "content").mkdir()
    (case / "content" / "b.yaml").write_text(B, "utf-8")
    return case


def test_content_is_what_its_file_says(folder: Path) -> None:
    case = load_case(folder)
    (content,) = case.contents.values()
    assert content == case.contents["B"]
    assert content.on == {
        ("item", "thanks", "port", "endorse", "duke"): "harbour",
        ("act", "2001-02-duke-aid-port", "duke", "aid", "port"): "grain",
    }
    assert content.brought_by == {("item", "blockade", "guild", "harbour"): "grain_ships"}
    assert (content.acts, content.controls) == (3, 2)


def test_another_coders_content_changes_the_digest_of_the_case(folder: Path) -> None:
    digest = load_case(folder).digest
    (folder / "content" / "b.yaml").write_text(B + "# a remark\n", "utf-8")
    assert load_case(folder).digest != digest


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("coder: B", "coder: A", "1:8", "there is a coding by 'A' already"),
        ("coder: B", "coder: B\nwho: me", "2:1", "unknown field 'who'"),
        ("controls: 2", "controls: -1", "2:27", "at least 0"),
        ("item: thanks", "item: thnks", "4:12", "in 'thnks'; allowed: grain_ships, thanks; did you"),
        ("item: thanks", "item: blockade", "4:12", "no act of endorse or aid in 'blockade'"),
        ("item: thanks", "act: thanks", "4:11", "no act of endorse or aid in 'thanks'"),
        ("actor: port, verb", "actor: guild, verb", "4:5", "has no guild endorse duke; allowed: port"),
        ("verb: endorse", "verb: warn", "4:63", "an act of warn is on no issue"),
        ("on: harbour", "on: harbor", "4:66", "did you mean 'harbour'?"),
        ("item: thanks", "item: thanks, act: x", "4:5", "give either item or act"),
        ("{item: thanks, ", "{", "4:5", "give either item or act"),
        ("2001-02-duke-aid-port", "2001-02-duke-aid-prt", "5:11", "did you mean '2001-02-duke-aid-port'?"),
        ("item: blockade", "item: thanks", "7:12", "no control in 'thanks'; allowed: grain_ships, blockade"),
        ("issue: harbour", "issue: grain", "7:5", "'blockade' has no guild grain; allowed: guild harbour"),
        ("brought_by: grain_ships", "brought_by: grain_shps", "7:64", "did you mean 'grain_ships'?"),
        ("brought_by: grain_ships", "brought_by: old_treaty", "7:64", "'old_treaty' has no act"),
    ],
)  # fmt: skip
def test_each_fault_has_its_place(folder: Path, old: str, new: str, place: str, words: str) -> None:
    assert B.count(old) == 1
    (folder / "content" / "b.yaml").write_text(B.replace(old, new), "utf-8")
    with pytest.raises(FaultError) as caught:
        load_case(folder)
    (fault,) = map(str, caught.value.faults)
    assert f"b.yaml:{place}: " in fault
    assert words in fault


def test_a_row_given_twice_and_a_coder_with_two_files(folder: Path) -> None:
    row = B.splitlines()[3]
    (folder / "content" / "b.yaml").write_text(B.replace(row, f"{row}\n{row}"), "utf-8")
    (folder / "content" / "c.yaml").write_text(B, "utf-8")
    with pytest.raises(FaultError) as caught:
        load_case(folder)
    twice, coder = map(str, caught.value.faults)
    assert "b.yaml:5:5: on[1]: port endorse duke in 'thanks' is given twice; first in line 4" in twice
    assert "c.yaml:1:8: coder: there is a coding by 'B' already, in " in coder


def test_check_takes_the_file_as_part_of_its_case(folder: Path, call: Call) -> None:
    assert "content" in FORMS
    file = folder / "content" / "b.yaml"
    assert "no errors in this case\n" in call("check", file).out
    file.write_text(B.replace("on: harbour", "on: harbor"), "utf-8")
    assert "did you mean 'harbour'?" in call("check", file).err
    assert "is another coder's content, not a scenario" in call("run", file).err


# --- a scenario that takes it


def test_a_scenario_takes_what_another_coder_says_capability_comes_with(folder: Path) -> None:
    path = folder / "scenario.yaml"
    own = load_scenario(path)
    theirs = load_scenario(path, {"weights.brought_by_coder": "B"})
    assert own.digest != theirs.digest
    assert own.digest == load_scenario(path, {"weights.brought_by_coder": "null"}).digest
    mine, other = weights_of(own), weights_of(theirs)
    assert mine.dated == ()
    assert [(cell.actor, cell.issue, cell.items) for cell in other.dated] == [(1, 1, ("grain_ships",))]
    np.testing.assert_array_equal(mine.capability, other.capability)
    assert beliefs_of(theirs, prior_only=True).dated == ()


def test_what_the_case_says_itself_is_set_aside(folder: Path) -> None:
    file = folder / "evidence.yaml"
    text = file.read_text("utf-8")
    old = "issue: grain, level: dominant, strength: moderate"
    assert text.count(old) == 1
    file.write_text(text.replace(old, old + ", brought_by: thanks"), "utf-8")
    path = folder / "scenario.yaml"
    assert [cell.items for cell in weights_of(load_scenario(path)).dated] == [("thanks",)]
    theirs = load_scenario(path, {"weights.brought_by_coder": "B"})
    assert [cell.items for cell in weights_of(theirs).dated] == [("grain_ships",)]


def test_an_unknown_coder_of_content_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(FaultError) as caught:
        load_scenario(folder / "scenario.yaml", {"weights.brought_by_coder": "b"})
    (fault,) = caught.value.faults
    assert (fault.message, fault.allowed, fault.suggestion) == ("unknown coder of content 'b'", "B", "B")


def test_a_run_says_whose_content_it_took(folder: Path) -> None:
    path = folder / "scenario.yaml"
    theirs = load_scenario(path, {"weights.brought_by_coder": "B"})
    assert manifest_of(theirs)["weights"]["brought_by_coder"] == "B"
    assert "brought_by_coder" not in manifest_of(load_scenario(path))["weights"]

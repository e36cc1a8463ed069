"""The agreement of coders on content: alphas worked out by hand, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.load import load_case
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.studies.agreement import content_agreement
from tests.support.calling import Call

HERE = Path(__file__).parents[1]
SEEDS = data_root() / "seeds"

B = """coder: B
seen: {acts: %d, controls: 2}
on: []
brought_by:
  - {item: blockade, actor: guild, issue: harbour, brought_by: blockade}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the invented case with a second coder's content: one control brought, two acts on nothing."""
    shutil.copytree(HERE / "cases", tmp_path / "seeds")
    (tmp_path / "seeds" / "tiny" / "content").mkdir()
    (tmp_path / "seeds" / "tiny" / "content" / "b.yaml").write_text(B % 2, "utf-8")
    return tmp_path / "seeds" / "tiny"


def test_alpha_of_the_shipped_cases_by_hand() -> None:
    """Of 22 controls two differ: 4 of 44 pairs, and by chance (44² - 32² - 4² - 3² - 2·2² - 1²)/(44·43)."""
    found = content_agreement([load_case(SEEDS / "syria"), load_case(SEEDS / "vietnam")])
    rows = {row.what: row for row in found.rows}
    assert list(rows) == ["on", "on, article", "on, chronicle", "brought_by"]
    assert [(row.units, row.given, row.same) for row in rows.values()] == [
        (119, 9, 9),
        (21, 5, 5),
        (98, 4, 4),
        (22, 7, 5),
    ]
    assert rows["on"].alpha == rows["on, article"].alpha == rows["on, chronicle"].alpha == 1.0
    chance = (44**2 - 32**2 - 4**2 - 3**2 - 2 * 2**2 - 1) / (44 * 43)
    assert rows["brought_by"].alpha == pytest.approx(1.0 - (4 / 44) / chance)
    assert rows["brought_by"].low < rows["brought_by"].alpha < rows["brought_by"].high
    assert [(unit.name, unit.values) for unit in found.differences] == [
        ("afrin_permission: russia airspace", ("russian_strikes_begin", None)),
        ("afrin_incursion: turkey kurdish_territory", (None, "afrin_permission")),
    ]


def test_where_nobody_gave_a_value_alpha_is_not_one_but_undefined(folder: Path, call: Call) -> None:
    on, brought = content_agreement([load_case(folder)]).rows
    assert (on.units, on.given, on.same) == (2, 0, 0)
    assert on.alpha != on.alpha  # NaN
    # two controls, one of them brought by one coder alone: 2 of 4 pairs differ, and by chance 6 of 12
    assert (brought.units, brought.given, brought.same) == (2, 1, 0)
    assert brought.alpha == pytest.approx(0.0)
    said = call("agreement", folder, "--content")
    assert (said.code, said.err) == (0, "")
    assert "on                   —" in said.out
    assert "brought_by of blockade: guild harbour: A none, B blockade" in said.out
    data = call("agreement", folder, "--content", "--json").json()
    assert data["rows"][0]["alpha"] is None
    assert data["differences"] == [
        {
            "case": "tiny",
            "field": "brought_by",
            "unit": "blockade: guild harbour",
            "values": {"A": None, "B": "blockade"},
        }
    ]


def test_acts_that_a_coder_was_not_shown_are_not_taken_for_none(folder: Path) -> None:
    shutil.copy(folder / "acts.yaml", folder / "chronicle.yaml")
    with pytest.raises(FaultError, match="B was shown 2 acts of endorse and aid, and there are 3"):
        content_agreement([load_case(folder)])
    (folder / "content" / "b.yaml").write_text(B % 3, "utf-8")
    on, *_ = content_agreement([load_case(folder)]).rows
    assert on.units == 3


def test_what_cannot_be_compared(folder: Path, call: Call) -> None:
    said = call("agreement", HERE / "cases" / "tiny", "--content")
    assert (said.code, said.out) == (2, "")
    assert "there is no other coder's content" in said.err
    assert "is named twice" in call("agreement", folder, folder, "--content").err
    assert "--without goes with two codings" in call("agreement", folder, "--content", "--without", "1.1").err
    assert "name two codings to compare, or one case with --content" in call("agreement", folder).err
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "content" / "b.yaml").write_text(B.replace("coder: B", "coder: C") % 2, "utf-8")
    assert "is coded by A, C, and tiny by A, B" in call("agreement", folder, other, "--content").err

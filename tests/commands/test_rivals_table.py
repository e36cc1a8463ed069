"""What `patronage rivals --table` prints: ranges of what does not settle, and what is not settled."""

from __future__ import annotations

import pytest

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.compare import compare_rivals
from patronage.text.rivals_table import table_text
from tests.published import FOLDER

CYCLE = "actor,capability,position,salience\nA,1,20,60\nB,2,65,50\nC,3,40,30\nD,,,\n".replace("D,,,", "D,1,,")


@pytest.fixture(scope="module")
def cars():
    return table_text(compare_rivals(read_actors(FOLDER / "eu_cars.csv")))


def doubts_of(tmp_path, text):
    (tmp_path / "t.csv").write_text(text, "utf-8")
    return table_text(compare_rivals(read_actors(tmp_path / "t.csv")))


def test_where_a_challenge_wanders_its_range_is_printed(cars):
    row = next(line for line in cars.splitlines() if line.startswith("challenge  "))
    assert row.split()[1:4] == ["7.0000", "to", "9.8601"]
    assert "delay         wanders until the rounds run out      50" in cars
    assert (
        "- where the challenge ends on delay (7.0000 to 9.8601); --json has its last round as outcome" in cars
    )


def test_the_scale_in_doubt_has_both_outcomes(cars):
    assert "ambiguous: only 6% of it is used, from 4 to 10" in cars
    assert "KTAB's results depend on it" in cars
    assert "delay 4.4 or 7.21" in cars


def test_models_that_differ_are_reported(cars):
    line = next(line for line in cars.splitlines() if line.startswith("- which model is right"))
    assert "weighted mean" in line
    assert "KTAB, Markov, proportional" in line


def test_who_is_left_out_is_reported_and_has_no_probability(tmp_path):
    text = doubts_of(tmp_path, CYCLE)
    assert text.startswith("4 actors, 1 issue\nleft out of issue, without a stake: D")
    row = next(line for line in text.splitlines() if line.startswith("D "))
    assert row.split() == ["D", "-", "-", "-", "-"]


def test_where_all_agree_only_the_table_is_in_doubt(tmp_path):
    text = doubts_of(tmp_path, "actor,capability,position [40 60],salience\nA,1,50,90\nB,1,50,80\n")
    assert "nobody moves any longer" in text
    assert "which model is right" not in text

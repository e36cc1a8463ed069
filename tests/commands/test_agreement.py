"""`patronage agreement`: what it finds, what it says, and what it refuses."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest

from patronage.commands.coding.agreement import command
from patronage.commands.shell.errors import guarded
from patronage.studies.agreement import agreement, readings

SEEDS = Path(__file__).parents[2] / "seeds"
B = SEEDS / "syria" / "coders" / "b.yaml"


def _run(*arguments: str) -> int:
    return guarded(lambda: command.main(list(arguments), prog_name="agreement", standalone_mode=False))


def test_the_two_codings_of_the_syrian_article():
    """The known answer, counted by hand: where the two differ, and what alpha makes of it."""
    compared = agreement(*readings("syria", "syria:B"))
    rows = {row.what: row for row in compared.rows}
    assert (compared.coders, compared.sentences) == (("A", "B"), 16)
    # Five of 480 answers differ: B has Russia meet Iran, too, and puts the accord of 2016 (an act of each
    # side) into the second of its two sentences. The verbs agree wherever both have an act.
    assert rows["acts, or none"].same == pytest.approx(475 / 480)
    assert rows["acts, or none"].alpha == pytest.approx(0.78, abs=0.005)
    assert (rows["verb of an act"].alpha, rows["verb of an act"].units) == (1.0, 9)
    # The same 16 stances; one position differs (Russia on the battlefield: 0.75 and 1.0).
    assert rows["stances, or none"].alpha == 1.0
    assert (rows["position of a stance"].units, rows["position of a stance"].same) == (16, 15 / 16)
    assert rows["position of a stance"].alpha == pytest.approx(0.99, abs=0.005)
    assert rows["mentions, from 0"].same == pytest.approx(573 / 576)
    assert rows["controls, or none"].same == pytest.approx(575 / 576)
    assert not any(row.enough for row in compared.rows)


def test_the_alpha_of_the_acts_by_hand():
    """Of 960 answers 11 are endorse, 6 aid, 4 warn, 2 coerce and 937 none; five pairs, ten places, differ."""
    chance = 960**2 - (11**2 + 6**2 + 4**2 + 2**2 + 937**2)
    assert chance == 43_454
    rows = agreement(*readings("syria", "syria:B")).rows
    assert rows[0].alpha == pytest.approx(1 - 959 * 10 / chance)
    assert rows[0].rarest == 2 / 960


def test_without_the_codebooks_own_examples_agreement_is_lower():
    whole = agreement(*readings("syria", "syria:B"))
    rest = agreement(*readings("syria", "syria:B"), aside=[(6, 1), (7, 1)])
    assert rest.sentences == 14
    for some, every in zip(rest.rows, whole.rows, strict=True):
        assert some.alpha <= every.alpha
    assert rest.rows[0].alpha == pytest.approx(0.73, abs=0.005)


def test_a_coding_may_be_named_in_several_ways(tmp_path):
    elsewhere = tmp_path / "mine.yaml"
    shutil.copy(B, elsewhere)
    named = [agreement(*readings("syria", name)).rows for name in ("syria:B", str(B), str(elsewhere))]
    folder = agreement(*readings(str(SEEDS / "syria"), f"{SEEDS / 'syria'}:B")).rows
    assert named[0] == named[1] == named[2] == folder
    swapped = agreement(*readings(str(elsewhere), "syria")).rows
    assert [row.alpha for row in swapped] == pytest.approx([row.alpha for row in named[0]])


def test_two_folders_of_one_article_are_compared(tmp_path):
    shutil.copytree(SEEDS / "vietnam", tmp_path / "again")
    rows = agreement(*readings("vietnam", str(tmp_path / "again"))).rows
    assert all(row.alpha == 1.0 for row in rows)
    assert all(row.same == 1.0 for row in rows)


def test_the_table_says_whose_how_much_and_what_it_is_worth(capsys):
    assert _run("syria", "syria:B", "--without", "6.1", "--without", "7.1") == 0
    out = capsys.readouterr().out
    assert out.startswith("Coders A and B, 14 sentences without 6.1, 7.1\n")
    for words in (
        "acts, or none",
        "nominal",
        "interval",
        "0.73",
        "Fewer units than",
        "does not mean certainty",
    ):
        assert words in out
    assert max(map(len, out.splitlines())) <= 110


def test_a_coding_compared_with_itself_is_called_that(capsys, tmp_path):
    assert _run("syria", "syria") == 0
    said = "This is one coding compared with itself, word for word: it says nothing of agreement."
    assert capsys.readouterr().out.splitlines()[:2] == ["Coders A and A, 16 sentences", said]
    copy = tmp_path / "syria"
    shutil.copytree(SEEDS / "syria", copy)
    own = (copy / "evidence.yaml").read_text("utf-8").replace("coder: A", "coder: C")
    (copy / "coders" / "c.yaml").write_text(
        own.replace("- id: ", "- id: c_").replace("brought_by: ", "brought_by: c_"), "utf-8"
    )
    shutil.copy(SEEDS / "codebook.yaml", tmp_path)
    assert _run(str(copy), f"{copy}:C") == 0
    assert said in capsys.readouterr().out
    assert _run(str(copy), f"{copy}:C", "--json") == 0
    assert json.loads(capsys.readouterr().out)["itself"] is True
    assert _run("syria", "syria:B") == 0
    assert said not in capsys.readouterr().out


def test_json_has_no_numbers_that_are_none(capsys):
    assert _run("vietnam", "vietnam", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["coders"] == ["A", "A"]
    assert [row["alpha"] for row in data["rows"]] == [1.0] * 7
    assert _run("syria", "syria:B", "--json") == 0
    for row in json.loads(capsys.readouterr().out)["rows"]:
        assert all(
            value is None or not isinstance(value, float) or math.isfinite(value) for value in row.values()
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("syria", "vietnam"), "vietnam: is not of the same article"),
        (("syria", "syria:C"), "syria:C: C has not coded this case; allowed: A, B"),
        (("syria", "vietnm"), "did you mean 'vietnam'?"),
        (("syria", "nowhere.yaml"), "there is no such file"),
        (("syria", "syria:B", "--without", "9.9"), "--without: there is no sentence 9.9; allowed: 1.1, "),
        (("syria", "syria:B", "--without", "six"), "'six' is not a sentence"),
        (("syria",), "name two codings to compare"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_line(capsys, arguments, words):
    assert _run(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert len(said.err.splitlines()) == 1


def test_two_files_of_no_case_are_refused(capsys, tmp_path):
    shutil.copy(B, tmp_path / "b.yaml")
    assert _run(str(tmp_path / "b.yaml"), str(tmp_path / "b.yaml")) == 2
    assert "is in no case's folder" in capsys.readouterr().err


def test_a_faulty_coding_is_refused_with_its_places(capsys, tmp_path):
    text = B.read_text("utf-8").replace("verb: aid", "verb: help")
    (tmp_path / "b.yaml").write_text(text, "utf-8")
    assert _run("syria", str(tmp_path / "b.yaml")) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == text.count("verb: help")
    assert all("b.yaml:" in line and "unknown verb 'help'" in line for line in lines)

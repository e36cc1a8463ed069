"""What a report says of a stored answer: in a reader's order, in the words of `run`, each thing once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import patronage
from patronage.analysis.report.page import Section
from patronage.report.answer import _uncertainty, answer_sections
from patronage.report.words import answer_parts, limits_of, true_minus, within
from patronage.sim.designs.settle import Group
from patronage.sim.scenario.load import load_scenario
from patronage.studies.run_folder import manifest_of
from patronage.studies.settle import Cause, Settling, stored_settling
from patronage.studies.uncertainty import Part
from patronage.text.run import answer_text
from patronage.text.settle import names_of, settle_sentence
from patronage.text.uncertainty import choice_sentence
from patronage.words.wording import actor_names
from tests.support.sweeps import CASES

TINY = CASES / "tiny" / "scenario.yaml"
CAUSES = (
    Cause(Group("position", "guild", "harbour"), 0.4, 0.05, ("blockade",)),
    Cause(Group("salience", "port", ""), 0.1, 0.02, ()),
)
FOUND = Settling("hold", CAUSES, 0.03, 2000, 10)


@pytest.fixture(scope="module")
def answer() -> patronage.Answer:
    found = patronage.run(load_scenario(TINY, {"runs": "44", "replicates": "2"}))
    return replace(found, settling=FOUND, without_dated_capability=found.losses)


@pytest.fixture(scope="module")
def plain(answer: patronage.Answer) -> dict[str, Any]:
    return answer.plain()


@pytest.fixture(scope="module")
def sections(answer: patronage.Answer, plain: dict[str, Any]) -> dict[str, Section]:
    scenario = answer.scenario
    items = {item.id: item for item in scenario.case.items}
    found = answer_sections(plain, manifest_of(scenario), actor_names(scenario.case), items, {})
    return {section.title: section for section in found}


def test_the_order_is_that_of_a_reader(sections: dict[str, Section]) -> None:
    assert [*sections] == [
        "Who depends less and who more", "What The Duke loses", "When", "Who gains",
        "Where the interval comes from", "What would settle it",
    ]  # fmt: skip


def test_every_row_has_its_loss_its_interval_and_its_status_first(
    sections: dict[str, Section], plain: dict[str, Any]
) -> None:
    for title, place, rows in (
        ("Who depends less and who more", 0, plain["dependence"]),
        ("Who depends less and who more", 1, plain["ear"]),
        ("What The Duke loses", 0, plain["measures"]),
        ("What The Duke loses", 1, plain["without_dated_capability"]),
        ("Who gains", 0, plain["gainers"]),
    ):
        grid = sections[title].grids[place][1]
        assert grid.heads[1:4] == ("loss", "90% of draws", "status")
        for cells, row in zip(grid.rows, rows.values(), strict=True):
            assert cells[1:3] == (true_minus(row["loss"]), within(row["interval"]))
            assert cells[3] == ("borderline" if row["borderline"] else row["status"].replace("_", " "))
            assert (cells[4] == "–") is (
                row["loss_percent"] is None or cells[0] in {"net hold", "decisiveness"}
            )


def test_when_is_written_as_run_writes_it(sections: dict[str, Section], answer: patronage.Answer) -> None:
    ((_, grid),) = sections["When"].grids
    printed = [line.split() for line in answer_text(answer).splitlines()]
    for row in grid.rows:
        assert " ".join(row).replace("−", "-").replace("–", "-").split() in printed


def test_what_the_interval_has_in_it_is_written_as_run_writes_it(
    sections: dict[str, Section], answer: patronage.Answer
) -> None:
    section = sections["Where the interval comes from"]
    assert section.paragraphs == (choice_sentence(answer.uncertainty),)
    parts = tuple(
        Part(what, *numbers) for what, numbers in (("evidence", (0.9, 0.1)), ("choice", (-0.1, 0.2)))
    )
    found = replace(answer.uncertainty, measure="hold", parts=parts, draws=400, replicates=20)
    (written,) = _uncertainty({"uncertainty": found.plain()})
    assert [row[1:] for row in written.grids[0][1].rows] == [("90%", "10%"), ("−10%", "20%")]
    assert written.paragraphs[0].startswith("By how much the variance of the loss of hold")


def test_what_would_settle_it_has_the_sentences_behind_each_weight(
    sections: dict[str, Section], answer: patronage.Answer
) -> None:
    section = sections["What would settle it"]
    assert section.paragraphs[0] == settle_sentence(FOUND, names_of(answer.scenario.case))
    assert "2,000 draws × 10" in section.paragraphs[1]
    assert [row[1:] for row in section.grids[0][1].rows] == [
        ("40%", "5%", "The Guild closes the harbour (¶2, sentence 1)"),
        ("10%", "2%", "nothing: the prior alone"),
    ]


def test_a_stored_answer_says_what_would_settle_it_as_a_fresh_one(plain: dict[str, Any]) -> None:
    assert stored_settling(plain) == FOUND
    assert stored_settling(plain | {"settle_from": None, "settle": []}) is None
    coder = replace(FOUND, causes=(Cause(Group("coder", "", ""), 0.2, 0.1, ()),))
    assert stored_settling({"settle": coder.plain(), "settle_from": coder.plain_from()}) == coder


def test_the_answer_is_that_of_run_and_said_once(answer: patronage.Answer, plain: dict[str, Any]) -> None:
    verdict, clients, *_ = answer_parts(plain, "The Duke", actor_names(answer.scenario.case))
    printed = [part.replace("\n", " ") for part in answer_text(answer).split("\n\n")]
    assert [verdict.replace("−", "-"), clients] == printed[-2:]
    assert not [point for point in limits_of(plain, []) if "90%" in point]


def test_an_answer_that_lacks_what_is_new_is_reported_all_the_same(
    answer: patronage.Answer, plain: dict[str, Any]
) -> None:
    new = {"months", "gainers", "settle", "settle_from", "ear", "without_dated_capability", "clients"}
    new.add("uncertainty")
    old = {name: value for name, value in plain.items() if name not in new}
    found = answer_sections(old, manifest_of(answer.scenario), actor_names(answer.scenario.case), {}, {})
    assert [section.title for section in found] == [
        "Who depends less and who more", "What The Duke loses", "When",
    ]  # fmt: skip

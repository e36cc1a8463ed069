"""A coding is held to the text beside it: its digest, its counts, and which sentence is coded where."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.article import sentences_of
from patronage.sim.case.load import load_case
from patronage.sim.case.notes import case_notes
from patronage.sim.files.faults import FaultError
from tests.support.coding import split

CASES = Path(__file__).parents[1] / "cases"
TEXT = """The Duke sent grain to the port. Its mayor thanked him: “We shall not forget.”

The Guild closed the harbour.

The Duke is losing ground.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the invented case and put its text beside it, named and rightly recorded."""
    shutil.copytree(CASES, tmp_path / "cases")
    folder = tmp_path / "cases" / "tiny"
    (folder / "article.txt").write_bytes(TEXT.encode())
    lines = (folder / "case.yaml").read_text("utf-8").splitlines(keepends=True)
    lines[7] = f"  sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}\n"
    lines[9] += "  text: article.txt\n"
    (folder / "case.yaml").write_text("".join(lines), "utf-8")
    return folder


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def _faults(folder: Path) -> list[str]:
    with pytest.raises(FaultError) as caught:
        load_case(folder)
    return [str(fault).partition("tiny/")[2] for fault in caught.value.faults]


@given(st.text(alphabet='aB .!?…”’"»)\n\t', max_size=60))
def test_sentences_are_split_by_the_written_rule(text: str) -> None:
    assert sentences_of(text) == split(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_other_systems_split_alike(end: str) -> None:
    assert [len(each) for each in sentences_of(TEXT.replace("\n", end))] == [2, 1, 1]


def test_a_coding_that_its_text_bears_out_has_neither_fault_nor_note(folder: Path) -> None:
    assert case_notes(load_case(folder)) == []


def test_a_text_that_is_not_there_is_a_note(folder: Path) -> None:
    (folder / "article.txt").unlink()
    (note,) = case_notes(load_case(folder))
    assert "case.yaml:11:9: article.text: article.txt is not in the case's folder" in str(note)
    _change(folder / "case.yaml", "  text: article.txt\n", "")
    (note,) = case_notes(load_case(folder))
    assert "case.yaml:4:3: article: no `text` of the article is named" in str(note)


def test_another_text_is_one_fault_and_its_counts(folder: Path) -> None:
    (folder / "article.txt").write_text("One.\n\nTwo.\n", "utf-8")
    digest, paragraphs, sentences = _faults(folder)
    assert digest.startswith(
        "case.yaml:8:11: article.sha256: article.txt is not the text that was coded: its digest is "
    )
    assert hashlib.sha256(b"One.\n\nTwo.\n").hexdigest() in digest
    assert (
        "case.yaml:9:15: article.paragraphs: should be 2, not 3: article.txt has 2 paragraphs" in paragraphs
    )
    assert "case.yaml:10:14: article.sentences: should be 2, not 4: article.txt has 2 sentences" in sentences


def test_a_wrong_digest_of_the_right_text_is_one_fault(folder: Path) -> None:
    _change(folder / "article.txt", "losing", "gaining")
    (fault,) = _faults(folder)
    assert "sha256" in fault


def test_other_line_ends_are_called_that(folder: Path) -> None:
    (folder / "article.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    (fault,) = _faults(folder)
    assert "this text with other line ends" in fault


@pytest.mark.parametrize(("what", "place", "right"), [("paragraphs: 3", 9, "3"), ("sentences: 4", 10, "4")])
def test_wrong_counts(folder: Path, what: str, place: int, right: str) -> None:
    _change(folder / "case.yaml", what, what[:-1] + "5")
    (fault,) = _faults(folder)
    assert f"case.yaml:{place}:" in fault
    assert fault.endswith(f"should be {right}, not 5: article.txt has {right} {what[:-3]}")


def test_a_sentence_beyond_the_last_and_the_one_left_out_for_it(folder: Path) -> None:
    _change(folder / "evidence.yaml", "{paragraph: 1, sentence: 2}", "{paragraph: 1, sentence: 3}")
    left_out, beyond = _faults(folder)
    assert beyond.startswith("evidence.yaml:27:39: items[1].locator.sentence: there is no sentence 3 in par")
    assert beyond.endswith("allowed: 1 to 2")
    assert (
        "evidence.yaml:25:5: items[1]: sentence 1.2 ('Its mayor thanked him: “We …') is neither" in left_out
    )


def test_a_silent_sentence_beyond_the_last(folder: Path) -> None:
    _change(folder / "case.yaml", "{paragraph: 3, sentence: 1}", "{paragraph: 3, sentence: 2}")
    beyond, left_out = _faults(folder)
    assert beyond.startswith("case.yaml:33:40: silent[0].locator.sentence: there is no sentence 2")
    assert "sentence 3.1 ('The Duke is losing ground.') is neither coded nor listed under silent" in left_out
    assert left_out.startswith("evidence.yaml:3:3: items: ")


def test_another_coder_is_held_to_the_text_but_not_to_all_of_it(folder: Path) -> None:
    items = (folder / "evidence.yaml").read_text("utf-8").split("\n  - id: ")
    coding = "items:\n  - id: b_" + items[1].replace("coder: A", "coder: B").replace(
        "sentence: 1}", "sentence: 4}"
    )
    (folder / "coders").mkdir()
    (folder / "coders" / "b.yaml").write_text(coding, "utf-8")
    (fault,) = _faults(folder)
    assert fault.startswith("coders/b.yaml:4:39: items[0].locator.sentence: there is no sentence 4")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xff\xfe", "is not UTF-8 text: byte 0xff"),
        (b"a\x00b", "is a binary file"),
        (b" \n\n ", "is empty: there is no sentence"),
        (b"a. " * 400_000, "is larger than 1 MB"),
    ],
)
def test_what_is_no_text(folder: Path, raw: bytes, words: str) -> None:
    (folder / "article.txt").write_bytes(raw)
    (fault,) = _faults(folder)
    assert fault.startswith("article.txt")
    assert words in fault


def test_a_link_that_leaves_the_folder_and_a_folder(folder: Path) -> None:
    (folder / "article.txt").unlink()
    (folder / "article.txt").symlink_to("/etc/passwd")
    (fault,) = _faults(folder)
    assert "case.yaml:11:9: article.text: this link leaves the case's folder" in fault
    (folder / "article.txt").unlink()
    (folder / "article.txt").mkdir()
    (fault,) = _faults(folder)
    assert "is a directory, not a file" in fault

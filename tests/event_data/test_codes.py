"""Codes as rows have them: text, with lost zeros, of deeper levels, by name, or of PLOVER."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.case.codebook import Codebook, read_codebook
from patronage.sim.event_data.codes import PLOVER, Codes
from patronage.sim.files.shipped import data_root

BOOK = read_codebook(data_root() / "seeds" / "codebook.yaml")[0]
TINY = read_codebook(Path(__file__).parents[1] / "cases" / "codebook.yaml")[0]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("090", "090"),
        ("0841", "0841"),
        ("90", "090"),  # read by something that took it for a number
        ("36", "036"),
        ("841", "0841"),
        ("1459", "145"),
        ("155", "150"),
        ("01", "010"),
        ("Make a visit", "042"),
        ("engage in  NEGOTIATION", "046"),
        ("CONSULT/visit", "042"),
        ("consult", "040"),
        ("ASSAULT/firearms", "180"),
        ("Sing a song", None),
        ("999", None),
    ],
)
def test_a_code_is_found(written: str, code: str | None) -> None:
    assert Codes(BOOK).find(written) == code


@pytest.mark.parametrize("written", ["", "1", "10", "20", "14.0", "190.0", "12345", "-36", "０90", "---"])
def test_what_is_no_code_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"code"):
        Codes(BOOK).find(written)


def test_what_had_to_be_done_is_counted() -> None:
    codes = Codes(BOOK)
    for written in ("36", "36", "1459", "042"):
        codes.find(written)
    assert (codes.repaired, codes.above) == ({"36": 2}, {"1459": 1})


def test_a_lost_zero_leaves_no_doubt() -> None:
    """No code with its zeros stripped is another code, and none of those refused is a lost one of them."""
    stripped = {code.lstrip("0") for code in BOOK.cameo if code[0] == "0"}
    assert not stripped & set(BOOK.cameo)
    codes = Codes(BOOK)
    for code in BOOK.cameo:
        bare = code.lstrip("0")
        if not (len(bare) == 2 and "10" <= bare <= "20"):
            assert codes.find(bare) == code


def quad(book: Codebook, kind: str) -> str:
    return book.cameo[PLOVER[kind]].verb


def test_types_of_plover_come_to_the_verbs_of_its_quad_classes_but_for_peaceful_protest() -> None:
    wanted = {
        "endorse": "AGREE CONSULT SUPPORT CONCEDE",
        "aid": "COOPERATE AID RETREAT",
        "warn": "REQUEST ACCUSE REJECT THREATEN PROTEST",
        "coerce": "PROTEST/riot PROTEST/obstruct SANCTION MOBILIZE COERCE ASSAULT",
    }
    assert {kind: quad(BOOK, kind) for kinds in wanted.values() for kind in kinds.split()} == {
        kind: verb for verb, kinds in wanted.items() for kind in kinds.split()
    }
    assert set(PLOVER.values()) <= set(BOOK.cameo)


def test_a_case_with_few_codes_of_its_own_knows_no_others() -> None:
    assert Codes(TINY).find("051") == "051"
    assert Codes(TINY).find("0511") == "051"
    assert Codes(TINY).find("Make a visit") is None
    assert Codes(TINY).find("190") is None

"""Names of columns: they open in R, Stata and SQL as they are, and no two are alike."""

from __future__ import annotations

import re
import sqlite3

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.load import case_names, find_case, load_case
from patronage.sim.files.column_names import KEYWORDS, LONGEST, distinct, is_legal, legal
from patronage.sim.store.dictionary import columns_of_run, columns_of_sweep
from patronage.sim.weights.fixed import weight_paths

LEGAL = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
IDS = st.lists(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,60}\Z"), min_size=2, max_size=6, unique=True)


def test_plain_words_are_joined() -> None:
    assert legal("hold", "iran") == "hold_iran"
    assert legal("dependence", "assad", "iran") == "dependence_assad_iran"


def test_a_name_that_is_too_long_is_cut_by_the_stated_rule() -> None:
    words = ("dependence", "democratic_republic_of_vietnam", "soviet_union")
    # printf %s dependence:democratic_republic_of_vietnam:soviet_union | sha256sum
    assert legal(*words) == "dependence_democratic_rep_c33a6b"
    assert len(legal(*words)) == LONGEST


def test_a_name_that_looks_cut_is_cut_as_well() -> None:
    cut = legal("hold", "a" * 60)
    assert legal(*cut.split("_", 1)) != cut


@pytest.mark.parametrize(
    "name", ["select", "if", "byte", "Hold", "1st", "a-b", "a b", "ä", "", "_a", "a" * 33]
)
def test_what_is_no_legal_name(name: str) -> None:
    assert not is_legal(name)
    assert is_legal(legal(name))


def test_databases_take_every_legal_name_and_no_keyword_is_listed_in_vain() -> None:
    lite, duck = sqlite3.connect(":memory:"), duckdb.connect()
    made = "create table t_{0} ({0} real)", "insert into t_{0} ({0}) values (1)"
    for name in ("hold_iran", "key", "point", "arm", "draw", "replicate", "status", "month", "statistic"):
        assert is_legal(name)
        for words in made:
            lite.execute(words.format(name))
            duck.execute(words.format(name))
    assert not {"select", "from", "table", "order"} - KEYWORDS


@given(ids=IDS)
def test_the_columns_of_any_ids_are_legal_and_distinct(ids: list[str]) -> None:
    paths = weight_paths(tuple(ids), tuple(ids))
    for rows in (
        list(columns_of_run(ids, ids, ids[0])),
        list(columns_of_sweep(ids, ids, ids[0], dict.fromkeys(paths, "own"))),
    ):
        assert all(LEGAL.fullmatch(name) and len(name) <= LONGEST for _, name, *_ in rows)
        assert len({(table, name) for table, name, *_ in rows}) == len(rows)


def test_names_that_would_be_alike_are_distinguished() -> None:
    one, other, plain = distinct([("trust", "a_b", "c"), ("trust", "a", "b_c"), ("trust", "a", "c")])
    assert plain == "trust_a_c"
    assert one != other
    assert all(name.startswith("trust_a_b_c_") and is_legal(name) for name in (one, other))


@pytest.mark.parametrize("name", case_names())
def test_the_columns_of_shipped_cases_are_short_as_they_are(name: str) -> None:
    case = load_case(find_case(name))
    rows = list(columns_of_run(case.actor_ids, case.issue_ids, case.actor_ids[0]))
    assert all(is_legal(column) for _, column, *_ in rows)
    assert len({(table, column) for table, column, *_ in rows}) == len(rows)

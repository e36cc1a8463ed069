"""Python's values as a file has them: what is taken, what is refused, and that YAML gives it back."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.files.faults import FaultError
from patronage.sim.files.values import flow, plain_data
from patronage.sim.files.yaml_text import CONTROL, parse

TEXTS = st.text().filter(lambda text: not CONTROL.search(text) and text.encode("utf-8", "replace"))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**200), 2**200), st.floats(allow_nan=False), TEXTS,
    st.sampled_from(["yes", "on", "null", "~", "1e5", "007", "2018-01", "2018-01-05", "- a", "#", "{", ".5"]),
)  # fmt: skip
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool).filter(str.strip), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(DATA)
def test_yaml_gives_back_what_was_given(data: Any) -> None:
    plain = plain_data({"given": data}, "x")
    parsed = parse(f"given: {flow(plain['given'])}".rstrip() + "\n", "x")
    assert parsed.faults == []
    assert parsed.data == plain
    assert repr(parsed.data) == repr(plain)  # 1 is not 1.0, nor is it true


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("aid"), "aid"),
        (("2018-01", "2018-03"), ["2018-01", "2018-03"]),
        (Path("seeds") / "syria", str(Path("seeds") / "syria")),
    ],
)
def test_pythons_own_values_become_those_of_a_file(value: Any, plain: Any) -> None:
    found = plain_data({"a": [value]}, "x")
    assert found == {"a": [plain]}
    assert type(found["a"][0]) is type(plain)


def test_not_a_number_is_read_as_that() -> None:
    assert math.isnan(parse(f"a: {flow(plain_data(np.nan, 'x'))}\n", "x").data["a"])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a"}, "x: e[0]: set is not a kind of value for a file"),
        (np.zeros(2), "x: e[0]: ndarray is not a kind of value for a file"),
        (b"a", "x: e[0]: bytes is not a kind of value for a file"),
        ({1: "a"}, "x: e[0]: 1 is not the name of a field; allowed: text"),
        ({(1, 2): "a"}, "x: e[0]: tuple is not the name of a field; allowed: text"),
        (10**400, "x: e[0]: a whole number with more digits than any file may have"),
        ("\udc80", "x: e[0]: '\\udc80' holds a character that is not text"),
        (1j, "x: e[0]: complex is not a kind of value for a file"),
    ],
)
def test_what_no_file_could_hold_is_refused_by_its_path(value: Any, said: str) -> None:
    with pytest.raises(FaultError) as error:
        plain_data({"e": [value]}, "x")
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_a_list_within_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(FaultError, match="more than 20 lists and dicts within one another"):
        plain_data(endless, "x")

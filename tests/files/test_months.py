"""Months as numbers and as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.files.months import month_text, parse_month


def test_july_2015_by_hand() -> None:
    assert parse_month("2015-07") == 2015 * 12 + 6 == 24186
    assert month_text(24186) == "2015-07"


@given(st.integers(1000 * 12, 9999 * 12 + 11))
def test_text_and_number_are_inverse(month: int) -> None:
    assert parse_month(month_text(month)) == month


def test_the_month_after_december_is_january() -> None:
    assert month_text(parse_month("2015-12") + 1) == "2016-01"


@pytest.mark.parametrize(
    "text", ["2015-7", "2015-13", "2015-00", "15-07", "2015/07", "2015-07-01", " 2015-07", "٢٠١٥-07", ""]
)
def test_other_text_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        parse_month(text)

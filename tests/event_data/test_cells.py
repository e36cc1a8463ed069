"""The rule from events to acts, by hand; and properties that hold of any events."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.codebook import read_codebook
from patronage.sim.event_data.cells import Cells, Kept, Rule, returned, ties
from patronage.sim.event_data.tally import MOST, Tally
from patronage.sim.files.shipped import data_root

BOOK = read_codebook(data_root() / "seeds" / "codebook.yaml")[0]


def _cells(*events: tuple[int, str, str, str, str, int]) -> Cells:
    cells = Cells()
    for month, actor, verb, target, code, day in events:
        cells.add((month, actor, verb, target), code, day)
    return cells


def test_an_act_is_the_weightiest_code_of_its_cell_on_its_first_day() -> None:
    cells = _cells(
        (0, "a", "endorse", "b", "042", 3),
        (0, "a", "endorse", "b", "042", 3),  # the same event once more
        (0, "a", "endorse", "b", "042", 5),
        (0, "a", "endorse", "b", "057", 20),
        (0, "a", "endorse", "b", "057", 9),
    )
    acts, left = cells.acts(Rule(), BOOK, 1)
    assert acts == [Kept(0, "a", "endorse", "b", code="057", day=9, events=4)]
    assert left.total() == 0


def test_what_the_options_leave_out() -> None:
    cells = _cells(
        *((0, "a", "warn", "b", "111", day) for day in (1, 2, 3)),
        *((1, "a", "warn", "b", "111", day) for day in (1, 2, 3, 4, 5, 6)),
        (1, "a", "aid", "b", "071", 9),
        (1, "a", "aid", "c", "071", 9),
        (1, "a", "aid", "c", "071", 10),
    )
    assert [(act.month, act.verb) for act in cells.acts(Rule(least=3), BOOK, 3)[0]] == [
        (0, "warn"),
        (1, "warn"),
    ]
    # the warnings of b have a mean of 9 / 3 = 3 a month: month 0 does not exceed it
    surging, left = cells.acts(Rule(least=2, surge=1.0), BOOK, 3)
    assert [(act.month, act.verb, act.target) for act in surging] == [(1, "warn", "b"), (1, "aid", "c")]
    assert left == {"least": 1, "surge": 1}
    most, left = cells.acts(Rule(most=1), BOOK, 3)
    assert [(act.month, act.verb, act.events) for act in most] == [(0, "warn", 3), (1, "warn", 6)]
    assert left["most"] == 2


def test_a_joint_act_is_known_by_its_mirror_image() -> None:
    cells = _cells(
        (0, "a", "endorse", "b", "057", 3),
        (0, "b", "endorse", "a", "057", 3),
        (0, "a", "warn", "b", "111", 4),
        (0, "b", "warn", "a", "111", 5),
        (1, "a", "endorse", "b", "042", 7),
        (1, "b", "endorse", "a", "043", 7),  # the host's side of the visit
    )
    assert returned(cells.acts(Rule(), BOOK, 1)[0]) == 4


def test_a_tie_is_the_mean_score_and_a_standard_deviation_to_either_side() -> None:
    cells = _cells(
        (0, "a", "endorse", "b", "051", 1),  # 3.4
        (1, "a", "warn", "b", "111", 1),  # -2.0
        (1, "a", "warn", "b", "111", 2),  # -2.0
        (0, "b", "aid", "a", "072", 1),
    )
    (tie,) = ties(cells, BOOK, 3)
    mean, spread = -0.2, math.sqrt((3.6**2 + 2 * 1.8**2) / 3)
    assert (tie.actor, tie.target, tie.events) == ("a", "b", 3)
    assert (tie.low, tie.high) == (round(mean - spread, 2), round(mean + spread, 2))


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from("ab"), st.sampled_from("cd"),
        st.sampled_from(["042", "057", "071", "111", "190", "164"]), st.integers(1, 28),
    ),
    min_size=1,
)  # fmt: skip


@given(EVENTS, st.integers(1, 3), st.integers(1, 3))
def test_at_most_one_act_a_cell_and_the_order_of_rows_does_not_matter(
    events: list[tuple[int, str, str, str, int]], least: int, most: int
) -> None:
    rows = [(month, one, BOOK.cameo[code].verb, other, code, day) for month, one, other, code, day in events]
    rule = Rule(least=least, most=most)
    acts, _ = _cells(*rows).acts(rule, BOOK, 4)
    assert (acts, _) == _cells(*reversed(rows), *rows).acts(rule, BOOK, 4)  # nor how often one is reported
    cells = [(act.month, act.actor, act.verb, act.target) for act in acts]
    assert len(set(cells)) == len(cells)
    assert all(cells.count((month, one, verb, other)) <= 1 for month, one, verb, other, *_ in rows)
    assert all(act.events >= least and act.verb == BOOK.cameo[act.code].verb for act in acts)
    by_month = [(act.month, act.actor) for act in acts]
    assert all(by_month.count(each) <= most for each in by_month)
    for tie in ties(_cells(*rows), BOOK, 1):
        assert -10.0 <= tie.low <= tie.high <= 10.0


def test_more_names_than_are_kept_leave_the_frequent_ones() -> None:
    tally = Tally()
    for k in range(3 * MOST):
        tally.add((f"rare {k}", ""))
        tally.add(("often", ""))
    assert len(tally.counts) <= MOST
    assert tally.counts[("often", "")] + tally.missed >= 3 * MOST >= tally.counts[("often", "")]
    assert tally.counts.most_common(1)[0][0] == ("often", "")

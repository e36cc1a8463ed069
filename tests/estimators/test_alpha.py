"""Krippendorff's alpha against the examples that its author worked out, and what must hold of it."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patronage.analysis.estimators.coding.agreement import Coding, Questions, compare
from patronage.analysis.estimators.coding.alpha import Level, alpha, coincidences, interval, units_needed

NONE = np.nan
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")

# Krippendorff (2011), section C: four observers, twelve units, some of them missing.
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)
# Section A: two observers, ten units, two values.
BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float)
# Section B: two observers, twelve units, five values.
FIVE = np.array([["abcde".index(x) for x in row] for row in ("aabbdcccedda", "babbbccceddd")], dtype=float)


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_example_of_four_observers(level, value):
    assert alpha(FOUR, level) == pytest.approx(value, abs=5e-4)


def test_the_examples_of_two_observers():
    assert alpha(BINARY, "nominal") == pytest.approx(0.095, abs=5e-4)
    assert alpha(FIVE, "nominal") == pytest.approx(0.692, abs=5e-4)


def test_the_coincidences_of_two_observers_by_hand():
    """Of ten pairs of values: five 0-0, one 1-1, four unequal; each unequal one is counted both ways."""
    categories, pairs = coincidences(BINARY, np.zeros(10, dtype=np.int64), 1)
    assert categories.tolist() == [0.0, 1.0]
    assert pairs.tolist() == [[[10.0, 4.0], [4.0, 2.0]]]


def test_sizes_are_those_of_the_published_table():
    """Krippendorff (2004), table 11.2: 5% level, and two or four equally likely values."""
    assert units_needed(0.5, least=0.8) == 103
    assert units_needed(0.25, least=0.8) == 139
    assert units_needed(0.25, least=0.667) == 81


def _values(draw_missing: bool = True) -> st.SearchStrategy[np.ndarray]:
    cell = st.sampled_from([0.0, 1.0, 2.0, 5.0, *([math.nan] if draw_missing else [])])
    shape = st.tuples(st.integers(2, 4), st.integers(1, 12))
    return shape.flatmap(lambda size: arrays(np.float64, size, elements=cell))


def _apart(one: float, other: float, values: np.ndarray, level: Level) -> float:
    if level == "nominal":
        return float(one != other)
    if level == "interval":
        return (one - other) ** 2
    low, high = min(one, other), max(one, other)
    between = ((values >= low) & (values <= high)).sum()
    return (
        float((between - ((values == one).sum() + (values == other).sum()) / 2) ** 2) if low != high else 0.0
    )


@given(_values(), st.sampled_from(LEVELS))
def test_alpha_is_observed_over_expected_disagreement_pair_by_pair(values, level):
    """The definition itself, in loops: within units, and over all pairable values whatever their unit."""
    units = [[v for v in unit if not math.isnan(v)] for unit in values.T]
    units = [unit for unit in units if len(unit) > 1]
    every = np.array([v for unit in units for v in unit])
    observed = sum(
        _apart(a, b, every, level) / (len(unit) - 1)
        for unit in units
        for (i, a), (k, b) in product(enumerate(unit), repeat=2)
        if i != k
    )
    expected = sum(_apart(a, b, every, level) for a, b in product(every, repeat=2))
    found = alpha(values, level)
    if expected == 0.0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(1.0 - (len(every) - 1) * observed / expected)


@given(_values(), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_neither_the_order_of_coders_nor_that_of_units_matters(values, level, random):
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert alpha(values[rows][:, columns], level) == pytest.approx(alpha(values, level), nan_ok=True)


@given(_values(), st.sampled_from(LEVELS))
def test_a_unit_that_one_coder_alone_has_coded_changes_nothing(values, level):
    lone = np.full((values.shape[0], 1), NONE)
    lone[0] = 5.0
    assert alpha(np.hstack([values, lone]), level) == pytest.approx(alpha(values, level), nan_ok=True)


def test_perfect_agreement_is_one_chance_is_nought_and_no_variation_is_unknown():
    rng = np.random.default_rng(5)
    same = rng.integers(0, 3, 50).astype(float)
    for level in LEVELS:
        assert alpha(np.stack([same, same]), level) == 1.0
        assert alpha(rng.integers(0, 3, (2, 4000)).astype(float), level) == pytest.approx(0.0, abs=0.05)
        assert math.isnan(alpha(np.ones((2, 9)), level))
        assert math.isnan(alpha(np.full((2, 9), NONE), level))


def test_the_interval_holds_alpha_narrows_with_units_and_is_repeatable():
    rng = np.random.default_rng(2)
    first = rng.integers(0, 3, 400).astype(float)
    second = np.where(rng.random(400) < 0.8, first, rng.integers(0, 3, 400))
    both = np.stack([first, second])
    widths = []
    for units in (25, 100, 400):
        part, group = both[:, :units], np.arange(units)
        low, high = interval(part, group, "nominal", rng=1)
        assert (low, high) == interval(part, group, "nominal", rng=1)
        assert low < alpha(part, "nominal") < high
        widths.append(high - low)
    assert widths[0] > 1.5 * widths[1] > 2.25 * widths[2]


def test_an_interval_covers_the_true_alpha_about_as_often_as_it_says():
    """Coders who copy the truth with chance 0.8 and else guess among three: alpha is 0.64 in the long run."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        truth = rng.integers(0, 3, 120).astype(float)
        both = np.stack([np.where(rng.random(120) < 0.8, truth, rng.integers(0, 3, 120)) for _ in range(2)])
        low, high = interval(both, np.arange(120), "nominal", resamples=200, rng=3)
        covered += low <= 0.64 <= high
    assert 0.84 < covered / 200 < 0.95


def test_units_of_one_sentence_are_drawn_together():
    """Ten copies of every unit are no more evidence, if they are known to belong together."""
    rng = np.random.default_rng(4)
    first = rng.integers(0, 3, 30).astype(float)
    both = np.stack([first, np.where(rng.random(30) < 0.7, first, 2.0 - first)])
    ten, group = np.repeat(both, 10, axis=1), np.repeat(np.arange(30), 10)
    apart = interval(ten, np.arange(300), "nominal", rng=1)
    together = interval(ten, group, "nominal", rng=1)
    assert together[1] - together[0] > 2.0 * (apart[1] - apart[0])


def test_too_little_gives_no_interval():
    assert all(map(math.isnan, interval(np.array([[1.0, 1.0], [1.0, 1.0]]), np.arange(2), "nominal")))
    assert all(map(math.isnan, interval(np.zeros((2, 0)), np.zeros(0, dtype=np.int64), "nominal")))
    once = np.array([[1.0, 1.0, 2.0], [1.0, 1.0, 2.0]])  # a third of the resamples lack the one 2
    assert all(map(math.isnan, interval(once, np.arange(3), "nominal")))


# --- two codings


ASKED = Questions([(1, 1), (1, 2), (2, 1)], ["a", "b", "c"], ["q", "r"])


CODING = Coding(
    acts={((1, 1), "a", "b"): "aid", ((2, 1), "c", "a"): "warn"},
    stances={((1, 1), "a", "q"): 1.0, ((1, 2), "b", "r"): 0.25},
    mentions={((1, 1), "a", "q"): 2.0},
    controls={((2, 1), "c", "r"): 0.5},
)


def test_a_coding_agrees_with_itself_on_every_question():
    rows = {row.what: row for row in compare(CODING, CODING, ASKED)}
    assert all((row.same == 1.0 and row.alpha == 1.0) or math.isnan(row.alpha) for row in rows.values())
    assert rows["acts, or none"].units == 18  # 3 sentences x 6 ordered pairs
    assert rows["mentions, from 0"].units == 18  # 3 sentences x 3 actors x 2 issues
    assert rows["verb of an act"].units == 2
    assert rows["level of a control"].needed == 0  # one level only: nothing to distinguish
    assert not any(row.enough for row in rows.values())


def test_missing_an_act_and_naming_another_verb_are_distinguished():
    missed = replace(CODING, acts={((1, 1), "a", "b"): "aid"})
    rows = {row.what: row for row in compare(CODING, missed, ASKED)}
    assert rows["verb of an act"].units == 1
    assert rows["verb of an act"].same == 1.0
    assert rows["acts, or none"].same == pytest.approx(17 / 18)
    renamed = replace(CODING, acts={((1, 1), "a", "b"): "aid", ((2, 1), "c", "a"): "coerce"})
    rows = {row.what: row for row in compare(CODING, renamed, ASKED)}
    assert rows["verb of an act"].same == 0.5
    assert rows["acts, or none"].same == pytest.approx(17 / 18)


def test_a_position_off_by_much_costs_more_than_one_off_by_little():
    near = replace(CODING, stances={((1, 1), "a", "q"): 0.75, ((1, 2), "b", "r"): 0.25})
    far = replace(CODING, stances={((1, 1), "a", "q"): 0.0, ((1, 2), "b", "r"): 0.25})
    found = [compare(CODING, other, ASKED)[3].alpha for other in (CODING, near, far)]
    assert found[0] == 1.0
    assert found[0] > found[1] > found[2]
    assert compare(CODING, far, ASKED)[2].alpha == 1.0  # that there are stances is agreed


def test_a_verb_by_either_name_order_is_one_category():
    """Categories are numbered by name over both codings, so swapping the coders changes nothing."""
    other = replace(CODING, acts={((1, 1), "a", "b"): "endorse", ((1, 2), "b", "c"): "coerce"})
    one, two = compare(CODING, other, ASKED), compare(other, CODING, ASKED)
    for mine, theirs in zip(one, two, strict=True):
        assert mine.alpha == pytest.approx(theirs.alpha, nan_ok=True)
